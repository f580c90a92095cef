// The identities that an identity can become through rights over roles, users, groups and policies of the templates.

import { getOrAdd } from '../../collections';
import { OPEN, type RequestContext } from '../../iam';
import type { Resource } from '../../template';
import type { Access } from '../access';
import { ALLOW_EVERYTHING, type Identity } from '../identities/identity';
import { pathOf } from '../policies/documents';
import { unknownPolicy } from '../policies/unknown-policy';
import { type Alterations, chosenKeysOf } from './altered-identities';
import { comparedPrincipalTags } from './compared-tags';
import { type Edge, type Right, rightsOf } from './edge';
import { type Change, EVERY_RIGHT_OVER_IDENTITIES, OVER_IDENTITIES } from './rights-over-identities';

const isManaged = (holder: Resource | undefined) => holder === undefined || holder.type === 'AWS::IAM::ManagedPolicy';
const isInline = (holder: Resource | undefined) => !isManaged(holder);

export class OverIdentities {
  public constructor(
    private readonly access: Access,
    private readonly alterations: Alterations,
  ) {}

  public *edges(from: Identity): Generator<Edge> {
    // On any resource: most identities have none of these rights.
    if (this.access.allowable(from, undefined, EVERY_RIGHT_OVER_IDENTITIES).size === 0) return;
    const itself = [...this.onSelf(from)];
    yield* itself;
    // An identity that can write its own policy needs no other identity.
    if (itself.some(({ certain, to }) => certain && to?.identityPolicies.includes(ALLOW_EVERYTHING))) return;
    for (const type of Object.keys(OVER_IDENTITIES)) {
      for (const on of this.access.templates.ofType(type)) if (on !== from.resource) yield* this.on(from, on);
    }
  }

  private *onSelf(from: Identity): Generator<Edge> {
    if (from.resource !== undefined) yield* this.on(from, from.resource);
  }

  private *on(from: Identity, on: Resource): Generator<Edge> {
    const { actions, changes } = OVER_IDENTITIES[on.type] ?? { actions: [], changes: {} };
    const { templates } = this.access;
    const arn = on.type === 'AWS::IAM::ManagedPolicy' ? templates.refOf(on) : templates.attributeOf(on, 'Arn');
    const rights = rightsOf(this.access, from, actions, { arn });
    if (rights.length === 0) return;
    if (on.type === 'AWS::IAM::Group') yield* this.byJoining(from, on, rights, changes);
    for (const right of rights) {
      const change = changes[right.action];
      if (change === undefined) continue;
      for (const target of this.targetsOf(from, on)) {
        for (const to of this.outcomes(from, target, on, arn, change, right)) yield edge(from, [right], on, to);
      }
    }
  }

  /** The results of using a right on one role or user. */
  private *outcomes(
    from: Identity,
    target: Identity,
    on: Resource,
    arn: string,
    change: Change,
    right: Right,
  ): Generator<Identity> {
    const made = (identity: Identity | undefined) => (identity === undefined ? [] : [identity]);
    const isOther = !isSame(target, from);
    switch (change) {
      case 'policy':
        if (on.type !== 'AWS::IAM::ManagedPolicy') yield* made(this.alterations.withOwnPolicy(target, isInline));
        else if (this.isHeld(target, on)) yield* made(this.alterations.withOwnPolicy(target, (holder) => holder === on));
        if (this.isBoundedBy(target, on)) yield* made(this.alterations.withoutBoundary(target));
        return;
      case 'attachment':
        yield* made(this.alterations.withOwnPolicy(target, () => false));
        return;
      case 'trust': {
        const tags = comparedPrincipalTags(this.access, target);
        const tagged = this.alterations.withTags(target, tags) ?? (isOther ? target : undefined);
        yield* made(tagged && this.alterations.inOwnCode(tagged, () => []));
        return;
      }
      case 'credentials':
        if (isOther) yield target;
        return;
      case 'boundary':
        yield* made(this.alterations.withoutBoundary(target));
        return;
      case 'managed denial':
        yield* made(this.alterations.withoutDenials(target, isManaged));
        return;
      case 'inline denial':
        yield* made(this.alterations.withoutDenials(target, isInline));
        return;
      case 'leaving':
        yield* made(this.alterations.withoutDenials(target, () => true));
        return;
      case 'tag':
      case 'untag': {
        const keys = comparedPrincipalTags(this.access, target).filter(
          (key) => (change === 'tag' || Object.hasOwn(target.tags, key)) && this.mayTag(from, arn, right.action, key),
        );
        if (keys.length > 0) yield* made(this.alterations.withTags(target, keys, change === 'tag' ? OPEN : []));
      }
    }
  }

  /** A condition may allow some tags and no others (IAM User Guide: aws:TagKeys). */
  private mayTag(from: Identity, arn: string, action: string, key: string): boolean {
    const context: RequestContext = { ...chosenKeysOf(from), 'aws:TagKeys': [key], [`aws:RequestTag/${key}`]: OPEN };
    return this.access.decide(from, { action, arn, context }).effect !== 'Denied';
  }

  /** A user can join a group itself; a role can add another user. The member then has the group's policies, also new ones. */
  private *byJoining(
    from: Identity,
    group: Resource,
    rights: readonly Right[],
    changes: { readonly [action: string]: Change },
  ): Generator<Edge> {
    const joining = rights.find(({ action }) => changes[action] === 'membership');
    if (joining === undefined) return;
    const { identityPolicies, unknownPolicies } = this.access.policies.attachedTo(group);
    const member = this.alterations.withGroup(from.principal.kind === 'user' ? from : this.memberOf(group, from), group, [
      ...identityPolicies,
      ...unknownPolicies.map(unknownPolicy),
    ]);
    yield edge(from, [joining], group, member);
    for (const right of rights) {
      if (changes[right.action] !== 'policy' && changes[right.action] !== 'attachment') continue;
      const to = this.alterations.withOwnPolicy(member, isInline);
      if (to !== undefined) yield edge(from, [joining, right], group, to);
    }
  }

  private readonly members = new Map<Resource, Identity>();

  private memberOf(group: Resource, { principal }: Identity): Identity {
    const account = 'account' in principal ? principal.account : '';
    return getOrAdd(this.members, group, () => ({
      name: `a member of ${pathOf(group)}`,
      principal: { kind: 'user', arn: `${this.access.templates.attributeOf(group, 'Arn')}/member`, account },
      identityPolicies: [],
      unknownPolicies: [],
      tags: {},
    }));
  }

  /** The identities whose rights a role, user, group or policy decides. `from` itself keeps its earlier changes. */
  private targetsOf(from: Identity, on: Resource): Identity[] {
    const those = this.access.identities.filter((identity) => {
      if (on.type === 'AWS::IAM::Group') return identity.holder === on || this.isMember(identity, on);
      if (on.type === 'AWS::IAM::ManagedPolicy') return this.isHeld(identity, on) || this.isBoundedBy(identity, on);
      return identity.resource === on;
    });
    return those.map((identity) => (isSame(identity, from) ? from : identity));
  }

  private isHeld({ identityPolicies }: Identity, policy: Resource): boolean {
    return identityPolicies.some((one) => this.alterations.holderOf(one) === policy);
  }

  private isBoundedBy({ boundary }: Identity, policy: Resource): boolean {
    return boundary !== undefined && this.alterations.holderOf(boundary) === policy;
  }

  private isMember({ resource }: Identity, group: Resource): boolean {
    if (resource?.type !== 'AWS::IAM::User') return false;
    return this.access.policies.groupNamesOf(resource).includes(this.access.templates.refOf(group));
  }
}

/** Whether two identities are the same one, after any changes. */
function isSame(one: Identity, other: Identity): boolean {
  return one.resource === other.resource && one.name === other.name;
}

function edge(from: Identity, rights: readonly [Right, ...Right[]], on: Resource, to: Identity): Edge {
  const [{ because }] = rights;
  return { from, actions: rights.map(({ action }) => action), on, to, certain: rights.every(({ certain }) => certain), because };
}
