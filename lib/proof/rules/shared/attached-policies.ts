// Managed policies by ARN, at what they are attached to.

import { own, type Resource, type TemplateSet, texts } from '../../template';

export interface AttachedPolicy {
  readonly resource: Resource;
  /** Of the resource: where the ARN is. */
  readonly property: string;
  readonly arn: string;
}

const PROPERTIES = [
  ['AWS::IAM::Role', 'ManagedPolicyArns'],
  ['AWS::IAM::User', 'ManagedPolicyArns'],
  ['AWS::IAM::Group', 'ManagedPolicyArns'],
  ['AWS::SSO::PermissionSet', 'ManagedPolicies'],
] as const;

export function* attachedPolicies(templates: TemplateSet): Generator<AttachedPolicy> {
  for (const [type, property] of PROPERTIES) {
    for (const resource of templates.ofType(type)) {
      for (const arn of new Set(texts(own(resource.properties, property)))) yield { resource, property, arn };
    }
  }
}
