// Stores and keys of the first set of templates that the second set removes or replaces. CloudFormation identifies a resource only by its
// stack and logical id.

import { pathOf } from '../access';
import type { Evidence } from '../evidence';
import { givenName, type Renamed } from '../renamed';
import type { Severity } from '../rules';
import { keepsData, type PolicyAttribute, policyOf } from '../rules/shared/deletion-policy';
import { isSymbolic, type Resource, shown } from '../template';
import { changesOf, isProtectionOff } from './changes';
import { contextsLost } from './contexts';
import { type Holding, holdingsOf, isKey } from './holdings';
import { effectOf, FIX, type LossKind } from './wording';

export interface Lost {
  readonly kind: LossKind;
  readonly severity: Severity;
  readonly holds: Holding;
  readonly type: string;
  /** `stack/LogicalId` in the first set. */
  readonly id: string;
  /** Construct path, or the id. */
  readonly path: string;
  /** The resource in the second set, if it has another id there. */
  readonly now?: { readonly id: string; readonly path: string };
  /** Properties that decide. */
  readonly properties: readonly string[];
  /** False if it depends on facts that only the deployment knows, or that CloudFormation's documentation does not state. */
  readonly certain: boolean;
  /** What happens. */
  readonly message: string;
  /** What it does to the data. */
  readonly effect: string;
  readonly fix: string;
}

/** Errors first: tenant data and its keys, then other stores. */
export function lostData(before: Evidence, after: Evidence, renamed: readonly Renamed[]): Lost[] {
  const successors = new Map(renamed.map(({ from, to }) => [from, to]));
  const sameAs = (resource: Resource) => after.templates.find(resource.id) ?? successors.get(resource);
  const holdings = holdingsOf(before, after, sameAs);
  const losses = new Losses(before, after, successors);
  const found = losses.of(holdings);
  return ORDER.flatMap((order) => found.filter(({ severity, holds }) => severity === order.severity && holds === order.holds));
}

const ORDER = (['error', 'warning'] as const).flatMap((severity) =>
  (['tenant data', 'key of tenant data', 'other'] as const).map((holds) => ({ severity, holds })),
);

class Losses {
  /** Ids of replaced resources. A resource that refers to one of them gets a new value, and CloudFormation may replace it too. */
  private readonly replacedIds = new Set<string>();

  public constructor(
    private readonly before: Evidence,
    private readonly after: Evidence,
    private readonly successors: ReadonlyMap<Resource, Resource>,
  ) {}

  public of(holdings: ReadonlyMap<Resource, Holding>): Lost[] {
    for (let known = -1; known < this.replacedIds.size; ) {
      known = this.replacedIds.size;
      for (const resource of holdings.keys()) {
        if (this.changesOf(resource).some(({ answer }) => answer === 'replaced')) this.replacedIds.add(resource.id);
      }
    }
    return [...holdings].flatMap(([resource, holds]) => this.ofOne(resource, holds));
  }

  private changesOf(old: Resource) {
    const now = this.after.templates.find(old.id);
    if (now?.type !== old.type) return [];
    const isResource = (id: string) => [this.before, this.after].some(({ templates }) => templates.find(id) !== undefined);
    return changesOf(old, now, isResource, (id) => this.replacedIds.has(id));
  }

  private ofOne(old: Resource, holds: Holding): Lost[] {
    const now = this.after.templates.find(old.id);
    if (now === undefined) return [this.removed(old, holds)];
    if (this.isElsewhere(old))
      return [this.lost('moved', old, holds, { now, message: 'moves with its stack to another account or Region' })];
    if (now.type !== old.type) return [this.lost('refused', old, holds, { message: `changes its type to ${now.type}` })];
    const mayLeave = now.exists === undefined && (old.exists === true || old.conditionName !== now.conditionName);
    return [
      ...(mayLeave
        ? [
            this.lost('left', old, holds, {
              message: `may be removed: only the deployment knows its condition ${now.conditionName}`,
            }),
          ]
        : []),
      ...this.replaced(old, now, holds),
      ...this.weakerPolicies(old, now, holds),
      ...this.lostProtection(old, now, holds),
      ...this.lostContexts(old, now, holds),
    ].map((one) => (one.kind === 'left' ? { ...one, certain: false } : one));
  }

  /** In another account or Region, CloudFormation creates a new stack and keeps the old one. */
  private isElsewhere({ stackName }: Resource): boolean {
    const [old, now] = [this.before, this.after].map(({ templates }) => templates.stacks.get(stackName)?.place);
    return [old?.account ?? '', old?.region ?? ''].some((was, index) => {
      const is = (index === 0 ? now?.account : now?.region) ?? '';
      const isKnown = [was, is].every((one) => one !== '' && !isSymbolic(one));
      return isKnown && was !== is;
    });
  }

  private removed(old: Resource, holds: Holding): Lost {
    const now = this.successors.get(old);
    if (now === undefined) return this.lost('left', old, holds, { message: 'is removed' });
    if (now.stackName === old.stackName) return this.lost('renamed', old, holds, { now, message: 'changes its logical id' });
    return this.lost('moved', old, holds, { now, message: `moves to the stack ${now.stackName}` });
  }

  private replaced(old: Resource, now: Resource, holds: Holding): Lost[] {
    const changes = this.changesOf(old);
    return (['replaced', 'refused', 'perhaps'] as const).flatMap((kind) => {
      const properties = changes.filter(({ answer }) => answer === kind).map(({ property }) => property);
      if (properties.length === 0) return [];
      const does = { replaced: 'is replaced', refused: 'cannot be changed', perhaps: 'may be replaced' }[kind];
      const message = `${does}, because ${properties.join(', ')} ${properties.length === 1 ? 'changes' : 'change'}`;
      return [
        this.lost(kind === 'perhaps' ? 'replaced' : kind, old, holds, {
          same: now,
          message,
          properties,
          certain: kind !== 'perhaps',
        }),
      ];
    });
  }

  private weakerPolicies(old: Resource, now: Resource, holds: Holding): Lost[] {
    const weaker = (['DeletionPolicy', 'UpdateReplacePolicy'] as const).flatMap((attribute) => {
      const [was, is] = [policyOf(this.before.templates, old, attribute), policyOf(this.after.templates, now, attribute)];
      return rank(is) < rank(was) ? [{ attribute, was, is }] : [];
    });
    if (weaker.length === 0) return [];
    const message = weaker.map(({ attribute, was, is }) => `${attribute} was ${shown(was)} and is now ${shown(is)}`).join(', ');
    const certain = weaker.some(({ is }) => !isSymbolic(is));
    return [this.lost('policy', old, holds, { message, properties: weaker.map(({ attribute }) => attribute), certain })];
  }

  private lostProtection(old: Resource, now: Resource, holds: Holding): Lost[] {
    const isOff = isProtectionOff(old, now);
    if (isOff === false) return [];
    const message = isOff ? 'loses its deletion protection' : 'may lose its deletion protection';
    return [this.lost('protection', old, holds, { message, certain: isOff === true })];
  }

  private lostContexts(old: Resource, now: Resource, holds: Holding): Lost[] {
    const [was, is] = [this.before.access.policies.of(old), this.after.access.policies.of(now)];
    if (!isKey(old) || was === undefined || is === undefined) return [];
    const contexts = contextsLost(was, is);
    if (contexts.length === 0) return [];
    const message = `lets nobody decrypt with the encryption context ${contexts.map(shown).join(', ')} any more`;
    return [this.lost('context', old, holds, { message, properties: ['KeyPolicy'] })];
  }

  private lost(
    kind: LossKind,
    old: Resource,
    holds: Holding,
    {
      message,
      now,
      same,
      properties = [],
      certain = true,
    }: Pick<Lost, 'message'> &
      Partial<Pick<Lost, 'properties' | 'certain'>> & { readonly now?: Resource; readonly same?: Resource },
  ): Lost {
    const attribute: PolicyAttribute = kind === 'replaced' ? 'UpdateReplacePolicy' : 'DeletionPolicy';
    const successor = now ?? same;
    const name = givenName(this.before.templates, old);
    const effect = effectOf({
      kind,
      isKey: isKey(old),
      attribute,
      policy: this.policyOf(old, same, attribute),
      isStackGone: !this.after.templates.stacks.has(old.stackName) || this.isElsewhere(old),
      isNameTaken: successor !== undefined && name !== undefined && givenName(this.after.templates, successor) === name,
    });
    return {
      kind,
      // A missing protection alone loses no data.
      severity: holds === 'other' || kind === 'protection' ? 'warning' : 'error',
      holds,
      type: old.type,
      id: old.id,
      path: pathOf(old),
      ...(now !== undefined && { now: { id: now.id, path: pathOf(now) } }),
      properties,
      certain,
      message,
      effect,
      fix: FIX[kind],
    };
  }

  /** For a removed resource, the old template decides. For a replaced one, the weaker of both: the reference does not say which one counts. */
  private policyOf(old: Resource, same: Resource | undefined, attribute: PolicyAttribute): string {
    const was = policyOf(this.before.templates, old, attribute);
    if (same === undefined) return was;
    const is = policyOf(this.after.templates, same, attribute);
    return rank(is) < rank(was) ? is : was;
  }
}

/** A policy that only the deployment knows may be the weakest. */
function rank(policy: string): number {
  if (policy === 'Snapshot') return 2;
  if (keepsData(policy)) return 3;
  return policy === 'Delete' ? 0 : 1;
}
