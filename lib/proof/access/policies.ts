// Which policies of a set of templates take part in a request: those attached to a role, in whatever resource they lie, and the one
// that a resource carries itself.

import type { Policy } from '../iam';
import { type Json, own, type Resource, type TemplateSet } from '../template';

/** What is attached to a role. */
export interface AttachedPolicies {
  readonly identity: readonly Policy[];
  readonly boundary?: Policy;
  /** ARNs of policies that no template of the set holds, such as AWS's own: what they say is not known here. */
  readonly elsewhere: readonly string[];
}

export function policiesOf(templates: TemplateSet, role: Resource): AttachedPolicies {
  const name = templates.refOf(role);
  const inline = list(own(role.properties, 'Policies')).map((policy, index) => ({
    source: `${pathOf(role)} ${text(own(policy, 'PolicyName')) ?? `policy ${index}`}`,
    document: own(policy, 'PolicyDocument') ?? null,
  }));
  const beside = templates
    .ofType('AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy')
    .filter(({ properties }) => list(own(properties, 'Roles')).includes(name))
    .concat(templates.ofType('AWS::IAM::RolePolicy').filter(({ properties }) => own(properties, 'RoleName') === name))
    .map(documentOf);
  const managed = new Map(templates.ofType('AWS::IAM::ManagedPolicy').map((policy) => [templates.refOf(policy), policy]));
  const arns = list(own(role.properties, 'ManagedPolicyArns')).filter((arn): arn is string => typeof arn === 'string');
  const attached = arns.flatMap((arn) => managed.get(arn) ?? []);
  const boundaryArn = text(own(role.properties, 'PermissionsBoundary'));
  const boundary = boundaryArn === undefined ? undefined : managed.get(boundaryArn);
  return {
    identity: [...inline, ...beside, ...attached.map(documentOf)],
    ...(boundary && { boundary: documentOf(boundary) }),
    elsewhere: [
      ...arns.filter((arn) => !managed.has(arn)),
      ...(boundaryArn !== undefined && boundary === undefined ? [boundaryArn] : []),
    ],
  };
}

/** A resource's own policy, in the part it plays; undefined if it has none. */
export function resourcePolicyOf(
  templates: TemplateSet,
  resource: Resource,
): (Policy & { readonly kind: 'resource' | 'key' | 'trust' }) | undefined {
  const { type, properties } = resource;
  const made = (document: Json | undefined, kind: 'resource' | 'key' | 'trust', source = pathOf(resource)) =>
    document === undefined ? undefined : { source, document, kind };
  switch (type) {
    case 'AWS::KMS::Key':
    case 'AWS::KMS::ReplicaKey':
      return made(own(properties, 'KeyPolicy'), 'key');
    case 'AWS::IAM::Role':
      return made(own(properties, 'AssumeRolePolicyDocument'), 'trust');
    case 'AWS::DynamoDB::Table':
      return made(own(own(properties, 'ResourcePolicy'), 'PolicyDocument'), 'resource');
    case 'AWS::S3::Bucket': {
      const name = templates.refOf(resource);
      const policy = templates.ofType('AWS::S3::BucketPolicy').find((one) => own(one.properties, 'Bucket') === name);
      return policy && made(own(policy.properties, 'PolicyDocument'), 'resource', pathOf(policy));
    }
    default:
      return undefined;
  }
}

function documentOf(policy: Resource): Policy {
  return { source: pathOf(policy), document: own(policy.properties, 'PolicyDocument') ?? null };
}

/** Where CDK made it, for people; else its id. */
function pathOf(resource: Resource): string {
  return resource.constructPath ?? resource.id;
}

function list(value: Json | undefined): readonly Json[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

function text(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
