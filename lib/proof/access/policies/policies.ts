// Which policies of a set of templates take part in a request: those attached to a role or user, in whatever resource they lie, and
// those of the resource that it is about.

import { getOrAdd } from '../../collections';
import type { Policy, ResourcePolicyKind } from '../../iam';
import { arnComponents, own, type Resource, type TemplateSet, texts } from '../../template';
import { documentsOf, type PolicyDocument, pathOf } from './documents';
import { isUnknownAwsPolicy } from './elsewhere';
import { LaidOnIndex } from './laid-on';
import { asOne, type LyingOn } from './lying-on';
import { MANAGED_POLICIES } from './managed-policies';

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
  /** What resources go by where others name them. */
  public readonly laidOn: LaidOnIndex;
  private readonly managed: ReadonlyMap<string, Resource>;
  private readonly ofHolder = new Map<Resource, PolicyDocument[]>();
  private readonly ofProtected = new Map<Resource, LyingOn[]>();
  /** Policies that name whom they are attached to, by that name. */
  private readonly attachments = { Roles: new Map<string, Resource[]>(), Users: new Map(), Groups: new Map() } as {
    readonly [kind in 'Roles' | 'Users' | 'Groups']: Map<string, Resource[]>;
  };
  private readonly own = new Map<Resource, OwnPolicy | undefined>();

  public constructor(private readonly templates: TemplateSet) {
    this.laidOn = new LaidOnIndex(templates);
    this.documents = documentsOf(templates, this.laidOn);
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

  /** Of a role or a user, whose groups' policies are its own. */
  public attachedTo(identity: Resource): AttachedPolicies {
    const kind = identity.type === 'AWS::IAM::User' ? 'Users' : identity.type === 'AWS::IAM::Group' ? 'Groups' : 'Roles';
    const arns = texts(own(identity.properties, 'ManagedPolicyArns'));
    const [boundaryArn] = texts(own(identity.properties, 'PermissionsBoundary'));
    const groups = kind === 'Users' ? this.groupNamesOf(identity).map((name) => this.ofGroup(name)) : [];
    const boundary = boundaryArn === undefined ? [] : this.byArn(boundaryArn);
    return {
      identity: [
        ...this.inlineOf(identity),
        ...this.attachedToName(kind, this.templates.refOf(identity)).identity,
        ...arns.flatMap((arn) => this.byArn(arn) ?? []),
        ...groups.flatMap((group) => group.identity),
      ],
      ...(boundary?.[0] && { boundary: boundary[0] }),
      elsewhere: elsewhereInOrder([
        ...arns.filter((arn) => this.byArn(arn) === undefined),
        ...groups.flatMap(({ elsewhere }) => elsewhere),
      ]),
    };
  }

  /** By policies that name whom they are for. */
  public attachedToName(kind: Attaching, name: string): AttachedPolicies {
    return { identity: this.attaching(kind, name).flatMap((policy) => this.inlineOf(policy)), elsewhere: [] };
  }

  public attaching(kind: Attaching, name: string): readonly Resource[] {
    return this.attachments[kind].get(name) ?? [];
  }

  /** Names that policies are attached to, of what no template makes. */
  public namesWithout(kind: Attaching): readonly string[] {
    const made = new Set(this.templates.ofType(TYPE_OF[kind]).map((one) => this.templates.refOf(one)));
    return [...this.attachments[kind].keys()].filter((name) => !made.has(name));
  }

  /** Groups that a user is in. */
  public groupNamesOf(user: Resource): readonly string[] {
    const name = this.templates.refOf(user);
    const named = new Set(texts(own(user.properties, 'Groups')));
    for (const { properties } of this.templates.ofType('AWS::IAM::UserToGroupAddition')) {
      if (texts(own(properties, 'Users')).includes(name))
        for (const group of texts(own(properties, 'GroupName'))) named.add(group);
    }
    return [...named];
  }

  /** What a group that no template makes says is not known. */
  private ofGroup(name: string): AttachedPolicies {
    const made = this.templates.ofType('AWS::IAM::Group').find((group) => this.templates.refOf(group) === name);
    return made === undefined ? { ...this.attachedToName('Groups', name), elsewhere: [`group ${name}`] } : this.attachedTo(made);
  }

  /** All policies that lie on a resource, as one; undefined if it has none. */
  public of(resource: Resource): OwnPolicy | undefined {
    return getOrAdd(this.own, resource, () => this.merged(resource));
  }

  private merged(resource: Resource): OwnPolicy | undefined {
    const lying = (this.ofProtected.get(resource) ?? []).filter(({ document }) => document.malformed === undefined);
    const [first] = lying;
    if (first === undefined) return undefined;
    const { kind: written } = first.document;
    const kind = written === 'key' || written === 'trust' ? written : 'resource';
    const document = asOne(this.templates.attributeOf(resource, 'Arn'), lying);
    return document === undefined ? { ...first.document.policy, kind } : { source: pathOf(resource), document, kind };
  }

  /** Undefined if nobody here knows what it says. */
  public byArn(arn: string): readonly Policy[] | undefined {
    const ours = this.managed.get(withoutPartition(arn));
    if (ours !== undefined) return this.inlineOf(ours);
    const document = MANAGED_POLICIES.document(arn);
    return document === undefined ? undefined : [{ source: arn, document }];
  }

  /** Policies that a resource itself holds. */
  public inlineOf(holder: Resource): Policy[] {
    const documents = this.ofHolder.get(holder) ?? [];
    return documents.filter(({ kind, malformed }) => kind === 'identity' && malformed === undefined).map(({ policy }) => policy);
  }
}

type Attaching = 'Roles' | 'Users' | 'Groups';

const TYPE_OF = { Roles: 'AWS::IAM::Role', Users: 'AWS::IAM::User', Groups: 'AWS::IAM::Group' } as const;

/** AWS's last: a decision names one of them only if no other policy could have allowed it. */
export function elsewhereInOrder(arns: readonly string[]): string[] {
  return [...arns].sort((one, other) => Number(isUnknownAwsPolicy(one)) - Number(isUnknownAwsPolicy(other)));
}

/** It goes with the account: an ARN may say it where the stack does not. */
export function withoutPartition(arn: string): string {
  return arnComponents(arn)?.slice(2).join(':') ?? arn;
}
