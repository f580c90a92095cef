// The policies in a set of templates that decide about a request: those attached to a role or user, and those of the requested resource.

import { getOrAdd } from '../../collections';
import type { Policy, ResourcePolicyKind } from '../../iam';
import { arnComponents, own, type Resource, type TemplateSet, texts } from '../../template';
import { documentsOf, type PolicyDocument, pathOf } from './documents';
import { MANAGED_POLICIES } from './managed-policies';
import { type AttachedDocument, merged } from './merged-policies';
import { PolicyTargetIndex } from './policy-targets';
import { isUnknownAwsPolicy } from './unknown-policy';

/** The policies of a role or user. */
export interface AttachedPolicies {
  readonly identityPolicies: readonly Policy[];
  readonly boundary?: Policy;
  /** ARNs of policies with unknown text: they are neither in the templates nor in managed-policies.ts. */
  readonly unknownPolicies: readonly string[];
}

/** A resource's own policy, with its kind. */
export type OwnPolicy = Policy & { readonly kind: ResourcePolicyKind };

export class PolicyIndex {
  /** All documents, in the order of their types. */
  public readonly documents: readonly PolicyDocument[];
  /** Finds the resources that policies name. */
  public readonly targets: PolicyTargetIndex;
  private readonly managed: ReadonlyMap<string, Resource>;
  private readonly ofHolder = new Map<Resource, PolicyDocument[]>();
  private readonly ofProtected = new Map<Resource, AttachedDocument[]>();
  /** Policies that name their role, user or group, by that name. */
  private readonly attachments = { Roles: new Map<string, Resource[]>(), Users: new Map(), Groups: new Map() } as {
    readonly [kind in 'Roles' | 'Users' | 'Groups']: Map<string, Resource[]>;
  };
  private readonly own = new Map<Resource, OwnPolicy | undefined>();

  public constructor(private readonly templates: TemplateSet) {
    this.targets = new PolicyTargetIndex(templates);
    this.documents = documentsOf(templates, this.targets);
    for (const document of this.documents) {
      getOrAdd(this.ofHolder, document.holder, () => []).push(document);
      for (const one of document.protects) getOrAdd(this.ofProtected, one, () => []).push({ document, isCertain: true });
      for (const one of document.mayProtect) getOrAdd(this.ofProtected, one, () => []).push({ document, isCertain: false });
    }
    const managed = templates.ofType('AWS::IAM::ManagedPolicy');
    this.managed = new Map(managed.map((policy) => [withoutPartition(templates.refOf(policy)), policy]));
    for (const policy of [...templates.ofType('AWS::IAM::Policy'), ...managed]) {
      for (const kind of ['Roles', 'Users', 'Groups'] as const) {
        for (const name of texts(own(policy.properties, kind))) getOrAdd(this.attachments[kind], name, () => []).push(policy);
      }
    }
    for (const [type, kind, property] of [
      ['AWS::IAM::RolePolicy', 'Roles', 'RoleName'],
      ['AWS::IAM::UserPolicy', 'Users', 'UserName'],
      ['AWS::IAM::GroupPolicy', 'Groups', 'GroupName'],
    ] as const) {
      for (const policy of templates.ofType(type)) {
        for (const name of texts(own(policy.properties, property))) getOrAdd(this.attachments[kind], name, () => []).push(policy);
      }
    }
  }

  /** The policies of a role, a user or a group. A user also has the policies of its groups. */
  public attachedTo(identity: Resource): AttachedPolicies {
    const kind = identity.type === 'AWS::IAM::User' ? 'Users' : identity.type === 'AWS::IAM::Group' ? 'Groups' : 'Roles';
    const arns = texts(own(identity.properties, 'ManagedPolicyArns'));
    const [boundaryArn] = texts(own(identity.properties, 'PermissionsBoundary'));
    const groups = kind === 'Users' ? this.groupNamesOf(identity).map((name) => this.ofGroup(name)) : [];
    const boundary = boundaryArn === undefined ? [] : this.byArn(boundaryArn);
    return {
      identityPolicies: [
        ...this.inlineOf(identity),
        ...this.attachedToName(kind, this.templates.refOf(identity)).identityPolicies,
        ...arns.flatMap((arn) => this.byArn(arn) ?? []),
        ...groups.flatMap((group) => group.identityPolicies),
      ],
      ...(boundary?.[0] && { boundary: boundary[0] }),
      unknownPolicies: unknownInOrder([
        ...arns.filter((arn) => this.byArn(arn) === undefined),
        ...groups.flatMap(({ unknownPolicies }) => unknownPolicies),
      ]),
    };
  }

  /** Policies that name this role, user or group. */
  public attachedToName(kind: Attaching, name: string): AttachedPolicies {
    return { identityPolicies: this.attaching(kind, name).flatMap((policy) => this.inlineOf(policy)), unknownPolicies: [] };
  }

  public attaching(kind: Attaching, name: string): readonly Resource[] {
    return this.attachments[kind].get(name) ?? [];
  }

  /** Names outside the templates that policies are attached to. */
  public namesWithout(kind: Attaching): readonly string[] {
    const made = new Set(this.templates.ofType(TYPE_OF[kind]).map((one) => this.templates.refOf(one)));
    return [...this.attachments[kind].keys()].filter((name) => !made.has(name));
  }

  /** The groups of a user. */
  public groupNamesOf(user: Resource): readonly string[] {
    const name = this.templates.refOf(user);
    const named = new Set(texts(own(user.properties, 'Groups')));
    for (const { properties } of this.templates.ofType('AWS::IAM::UserToGroupAddition')) {
      if (texts(own(properties, 'Users')).includes(name))
        for (const group of texts(own(properties, 'GroupName'))) named.add(group);
    }
    return [...named];
  }

  /** A group outside the templates has unknown policies. */
  private ofGroup(name: string): AttachedPolicies {
    const made = this.templates.ofType('AWS::IAM::Group').find((group) => this.templates.refOf(group) === name);
    return made === undefined
      ? { ...this.attachedToName('Groups', name), unknownPolicies: [`group ${name}`] }
      : this.attachedTo(made);
  }

  /** All policies of a resource, merged into one. Undefined if it has none. */
  public of(resource: Resource): OwnPolicy | undefined {
    return getOrAdd(this.own, resource, () => this.merged(resource));
  }

  private merged(resource: Resource): OwnPolicy | undefined {
    const attached = (this.ofProtected.get(resource) ?? []).filter(({ document }) => document.malformed === undefined);
    const [first] = attached;
    if (first === undefined) return undefined;
    const { kind: written } = first.document;
    const kind = written === 'key' || written === 'trust' ? written : 'resource';
    const document = merged(this.templates.attributeOf(resource, 'Arn'), attached);
    return document === undefined ? { ...first.document.policy, kind } : { source: pathOf(resource), document, kind };
  }

  /** Undefined if its text is unknown. */
  public byArn(arn: string): readonly Policy[] | undefined {
    const ours = this.managed.get(withoutPartition(arn));
    if (ours !== undefined) return this.inlineOf(ours);
    const document = MANAGED_POLICIES.document(arn);
    return document === undefined ? undefined : [{ source: arn, document }];
  }

  /** Policies that a resource itself contains. */
  public inlineOf(holder: Resource): Policy[] {
    const documents = this.ofHolder.get(holder) ?? [];
    return documents.filter(({ kind, malformed }) => kind === 'identity' && malformed === undefined).map(({ policy }) => policy);
  }
}

type Attaching = 'Roles' | 'Users' | 'Groups';

const TYPE_OF = { Roles: 'AWS::IAM::Role', Users: 'AWS::IAM::User', Groups: 'AWS::IAM::Group' } as const;

/** AWS's last: a decision names one of them only if no other policy could have allowed it. */
export function unknownInOrder(arns: readonly string[]): string[] {
  return [...arns].sort((one, other) => Number(isUnknownAwsPolicy(one)) - Number(isUnknownAwsPolicy(other)));
}

/** It goes with the account: an ARN may say it where the stack does not. */
export function withoutPartition(arn: string): string {
  return arnComponents(arn)?.slice(2).join(':') ?? arn;
}
