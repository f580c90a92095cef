// Whom somebody makes of himself by rights over roles, users, groups and policies of the templates.

import { getOrAdd } from '../../collections';
import { OPEN, type RequestContext } from '../../iam';
import type { Resource } from '../../template';
import type { Access } from '../access';
import { ANY_OF_THEIRS, type Identity } from '../identities/identity';
import { pathOf } from '../policies/documents';
import { openPolicy } from '../policies/elsewhere';
import { Alterations, chosenBy } from './altered-identities';
import { comparedPrincipalTags } from './compared-tags';
import { type Edge, type Right, rightsOf } from './edge';
import { type Change, EVERY_RIGHT_OVER_IDENTITIES, OVER_IDENTITIES } from './rights-over-identities';

const isManaged = (holder: Resource | undefined) => holder === undefined || holder.type === 'AWS::IAM::ManagedPolicy';
const isInline = (holder: Resource | undefined) => !isManaged(holder);

export class OverIdentities {
  private readonly alterations: Alterations;

  public constructor(private readonly access: Access) {
    this.alterations = new Alterations(access.policies.documents);
  }

  public *edges(from: Identity): Generator<Edge> {
    // On whatever resource: most have none of these rights at all.
    if (this.access.allowable(from, undefined, EVERY_RIGHT_OVER_IDENTITIES).size === 0) return;
    const itself = [...this.onSelf(from)];
    yield* itself;
    // Whoever may write his own policy needs nobody else.
    if (itself.some(({ certain, to }) => certain && to?.identity.includes(ANY_OF_THEIRS))) return;
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

  /** What a right makes of one role or user. */
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
        if (on.type !== 'AWS::IAM::ManagedPolicy') yield* made(this.alterations.written(target, isInline));
        else if (this.isHeld(target, on)) yield* made(this.alterations.written(target, (holder) => holder === on));
        if (this.isBoundedBy(target, on)) yield* made(this.alterations.withoutBoundary(target));
        return;
      case 'attachment':
        yield* made(this.alterations.written(target, () => false));
        return;
      case 'trust': {
        const tags = comparedPrincipalTags(this.access, target);
        yield* made(this.alterations.tagged(target, tags) ?? (isOther ? target : undefined));
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
        if (keys.length > 0) yield* made(this.alterations.tagged(target, keys, change === 'tag' ? OPEN : []));
      }
    }
  }

  /** A condition may leave some tags to it and no others (IAM User Guide: aws:TagKeys). */
  private mayTag(from: Identity, arn: string, action: string, key: string): boolean {
    const context: RequestContext = { ...chosenBy(from), 'aws:TagKeys': [key], [`aws:RequestTag/${key}`]: OPEN };
    return this.access.decide(from, { action, arn, context }).effect !== 'Denied';
  }

  /** A user joins a group himself; others send somebody. Then the group's policies count for him, and what is written there. */
  private *byJoining(
    from: Identity,
    group: Resource,
    rights: readonly Right[],
    changes: { readonly [action: string]: Change },
  ): Generator<Edge> {
    const joining = rights.find(({ action }) => changes[action] === 'membership');
    if (joining === undefined) return;
    const { identity, elsewhere } = this.access.policies.attachedTo(group);
    const member = this.alterations.joined(from.principal.kind === 'user' ? from : this.memberOf(group, from), group, [
      ...identity,
      ...elsewhere.map(openPolicy),
    ]);
    yield edge(from, [joining], group, member);
    for (const right of rights) {
      if (changes[right.action] !== 'policy' && changes[right.action] !== 'attachment') continue;
      const to = this.alterations.written(member, isInline);
      if (to !== undefined) yield edge(from, [joining, right], group, to);
    }
  }

  private readonly members = new Map<Resource, Identity>();

  private memberOf(group: Resource, { principal }: Identity): Identity {
    const account = 'account' in principal ? principal.account : '';
    return getOrAdd(this.members, group, () => ({
      name: `a member of ${pathOf(group)}`,
      principal: { kind: 'user', arn: `${this.access.templates.attributeOf(group, 'Arn')}/member`, account },
      identity: [],
      elsewhere: [],
      tags: {},
    }));
  }

  /** Whose rights a role, user, group or policy makes; who asks as he is by now. */
  private targetsOf(from: Identity, on: Resource): Identity[] {
    const those = this.access.identities.filter((identity) => {
      if (on.type === 'AWS::IAM::Group') return identity.holder === on || this.isMember(identity, on);
      if (on.type === 'AWS::IAM::ManagedPolicy') return this.isHeld(identity, on) || this.isBoundedBy(identity, on);
      return identity.resource === on;
    });
    return those.map((identity) => (isSame(identity, from) ? from : identity));
  }

  private isHeld({ identity }: Identity, policy: Resource): boolean {
    return identity.some((one) => this.alterations.holderOf(one) === policy);
  }

  private isBoundedBy({ boundary }: Identity, policy: Resource): boolean {
    return boundary !== undefined && this.alterations.holderOf(boundary) === policy;
  }

  private isMember({ resource }: Identity, group: Resource): boolean {
    if (resource?.type !== 'AWS::IAM::User') return false;
    return this.access.policies.groupNamesOf(resource).includes(this.access.templates.refOf(group));
  }
}

/** However often it has been changed. */
function isSame(one: Identity, other: Identity): boolean {
  return one.resource === other.resource && one.name === other.name;
}

function edge(from: Identity, rights: readonly [Right, ...Right[]], on: Resource, to: Identity): Edge {
  const [{ because }] = rights;
  return { from, actions: rights.map(({ action }) => action), on, to, certain: rights.every(({ certain }) => certain), because };
}
