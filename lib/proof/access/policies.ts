// Which policies of a set of templates take part in a request: those attached to a role or user, in whatever resource they lie, and
// those of the resource that it is about.

import type { Policy, ResourcePolicyKind } from '../iam';
import { type Json, own, type Resource, type TemplateSet } from '../template';
import { documentsOf, type PolicyDocument, pathOf } from './documents';
import { managedPolicy } from './managed-policies';
import { list, texts } from './statement-text';

/** What is attached to a role or user. */
export interface AttachedPolicies {
  readonly identity: readonly Policy[];
  readonly boundary?: Policy;
  /** ARNs of policies that no template of the set holds and nobody here knows: what they say is open. */
  readonly elsewhere: readonly string[];
}

/** A resource's own policy in the part it plays. */
export type OwnPolicy = Policy & { readonly kind: ResourcePolicyKind };

export class PolicyIndex {
  /** All documents, in the order of their types. */
  public readonly documents: readonly PolicyDocument[];
  private readonly managed: ReadonlyMap<string, Resource>;
  private readonly ofHolder = new Map<Resource, PolicyDocument[]>();
  private readonly ofProtected = new Map<Resource, PolicyDocument[]>();
  /** Policies that name whom they are attached to, by that name. */
  private readonly attachments = { Roles: new Map<string, Resource[]>(), Users: new Map(), Groups: new Map() } as {
    readonly [kind in 'Roles' | 'Users' | 'Groups']: Map<string, Resource[]>;
  };
  private readonly own = new Map<Resource, OwnPolicy | undefined>();

  public constructor(private readonly templates: TemplateSet) {
    this.documents = documentsOf(templates);
    for (const document of this.documents) {
      push(this.ofHolder, document.holder, document);
      for (const one of document.protects) push(this.ofProtected, one, document);
    }
    const managed = templates.ofType('AWS::IAM::ManagedPolicy');
    this.managed = new Map(managed.map((policy) => [templates.refOf(policy), policy]));
    for (const policy of [...templates.ofType('AWS::IAM::Policy'), ...managed]) {
      for (const kind of ['Roles', 'Users', 'Groups'] as const) {
        for (const name of texts(own(policy.properties, kind))) push(this.attachments[kind], name, policy);
      }
    }
    for (const [type, kind, property] of [
      ['AWS::IAM::RolePolicy', 'Roles', 'RoleName'],
      ['AWS::IAM::UserPolicy', 'Users', 'UserName'],
      ['AWS::IAM::GroupPolicy', 'Groups', 'GroupName'],
    ] as const) {
      for (const policy of templates.ofType(type)) {
        for (const name of texts(own(policy.properties, property))) push(this.attachments[kind], name, policy);
      }
    }
  }

  /** Of a role or a user, whose groups' policies are its own. */
  public attachedTo(identity: Resource): AttachedPolicies {
    const kind = identity.type === 'AWS::IAM::User' ? 'Users' : identity.type === 'AWS::IAM::Group' ? 'Groups' : 'Roles';
    const name = this.templates.refOf(identity);
    const arns = texts(own(identity.properties, 'ManagedPolicyArns'));
    const [boundaryArn] = texts(own(identity.properties, 'PermissionsBoundary'));
    const groups = kind === 'Users' ? this.groupsOf(identity, name).map((group) => this.attachedTo(group)) : [];
    const boundary = boundaryArn === undefined ? [] : this.byArn(boundaryArn);
    return {
      identity: [
        ...this.readable(identity),
        ...(this.attachments[kind].get(name) ?? []).flatMap((policy) => this.readable(policy)),
        ...arns.flatMap((arn) => this.byArn(arn) ?? []),
        ...groups.flatMap((group) => group.identity),
      ],
      ...(boundary?.[0] && { boundary: boundary[0] }),
      elsewhere: [...arns.filter((arn) => this.byArn(arn) === undefined), ...groups.flatMap(({ elsewhere }) => elsewhere)],
    };
  }

  /** All policies that lie on a resource, as one; undefined if it has none. */
  public of(resource: Resource): OwnPolicy | undefined {
    if (this.own.has(resource)) return this.own.get(resource);
    const made = this.merged(resource);
    this.own.set(resource, made);
    return made;
  }

  private merged(resource: Resource): OwnPolicy | undefined {
    const documents = (this.ofProtected.get(resource) ?? []).filter(({ malformed }) => malformed === undefined);
    const [first, second] = documents;
    if (first === undefined) return undefined;
    const kind = first.kind === 'key' || first.kind === 'trust' ? first.kind : 'resource';
    if (second === undefined) return { ...first.policy, kind };
    const statements = documents.flatMap(({ policy }) => list(own(policy.document, 'Statement')));
    return { source: pathOf(resource), document: { Version: '2012-10-17', Statement: statements }, kind };
  }

  /** Undefined if nobody here knows what it says. */
  private byArn(arn: string): readonly Policy[] | undefined {
    const ours = this.managed.get(arn);
    if (ours !== undefined) return this.readable(ours);
    const document: Json | undefined = managedPolicy(arn);
    return document === undefined ? undefined : [{ source: arn, document }];
  }

  private readable(holder: Resource): Policy[] {
    const documents = this.ofHolder.get(holder) ?? [];
    return documents.filter(({ kind, malformed }) => kind === 'identity' && malformed === undefined).map(({ policy }) => policy);
  }

  private groupsOf(user: Resource, name: string): Resource[] {
    const named = new Set(texts(own(user.properties, 'Groups')));
    for (const { properties } of this.templates.ofType('AWS::IAM::UserToGroupAddition')) {
      if (texts(own(properties, 'Users')).includes(name))
        for (const group of texts(own(properties, 'GroupName'))) named.add(group);
    }
    return this.templates.ofType('AWS::IAM::Group').filter((group) => named.has(this.templates.refOf(group)));
  }
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}
