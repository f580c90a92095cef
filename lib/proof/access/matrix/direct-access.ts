// What one identity is let do on tenants' data in one session, without assuming anything.

import type { Action } from '../../actions';
import { getOrAdd } from '../../collections';
import type { Keys } from '../../iam';
import type { Resource } from '../../template';
import type { Access } from '../access';
import type { Identity } from '../identities/identity';
import { type Consequence, consequenceOf } from './consequence';
import type { Probe } from './probes';
import type { Acting } from './sessions';
import type { Target } from './targets';
import { type Session, sessionTags } from './tenants';

export interface Let {
  /** `service:Action`. */
  readonly action: string;
  readonly effect: 'Allowed' | 'Unknown';
  readonly consequence: Consequence;
  /** Whose data the request that is let through is about. */
  readonly tenant: string;
  /** Whether it names that. */
  readonly namesTenant: boolean;
  readonly because: string;
}

export interface LetOn {
  readonly resource: Resource;
  readonly lets: readonly Let[];
}

/** An action that some statement could allow an identity on a target. */
interface Question {
  readonly name: string;
  readonly action: Action;
  readonly probes: readonly Probe[];
}

/** A target that an identity could do something on. */
interface Asked {
  readonly target: Target;
  readonly questions: readonly Question[];
  /** Whether a policy asks for the tenant's tag; where none does, all sessions are one. */
  readonly asksForTenant: boolean;
}

/** Of two, the one that a reader must see. */
export function isWorse(one: Pick<Let, 'effect' | 'namesTenant'>, before: Pick<Let, 'effect' | 'namesTenant'>): boolean {
  if (one.effect !== before.effect) return one.effect === 'Allowed';
  return before.namesTenant && !one.namesTenant;
}

/** Every answer is worked out once. By identity, not by its name: two may have the same. */
export class DirectAccess {
  private readonly asked = new Map<Identity, readonly Asked[]>();
  private readonly answers = new Map<Identity, Map<string | undefined, readonly LetOn[]>>();
  private readonly whateverTag = new Map<Asked, readonly Let[]>();

  public constructor(
    private readonly access: Access,
    private readonly targets: readonly Target[],
  ) {}

  public of({ identity, session }: Pick<Acting, 'identity' | 'session'>): readonly LetOn[] {
    const answers = getOrAdd(this.answers, identity, () => new Map());
    return getOrAdd(answers, session.tenant, () =>
      this.askedOf(identity).map((one) => ({
        resource: one.target.resource,
        lets: this.letsOf(identity, session, one),
      })),
    );
  }

  private letsOf(identity: Identity, session: Session, asked: Asked): readonly Let[] {
    const { target, questions, asksForTenant } = asked;
    const tags = sessionTags(session, this.access.tenantTag);
    if (asksForTenant) return this.letThrough(identity, tags, target, questions);
    return getOrAdd(this.whateverTag, asked, () => this.letThrough(identity, tags, target, questions));
  }

  private askedOf(identity: Identity): readonly Asked[] {
    return getOrAdd(this.asked, identity, () =>
      this.targets.flatMap((target): Asked[] => {
        const questions = this.questionsOf(identity, target);
        if (questions.length === 0) return [];
        const asksForTenant = this.access.asksFor(identity, target.resource, `aws:PrincipalTag/${this.access.tenantTag}`);
        return [{ target, questions, asksForTenant }];
      }),
    );
  }

  private questionsOf(identity: Identity, { resource, actions, names, probes, arns }: Target): Question[] {
    const allowable = this.access.allowable(identity, resource, names, arns);
    if (allowable.size === 0) return [];
    return actions.flatMap((action, index) => {
      const name = names[index] ?? '';
      return allowable.has(name) ? [{ name, action, probes: probes(action) }] : [];
    });
  }

  private letThrough(identity: Identity, tags: Keys, { resource, service }: Target, questions: readonly Question[]): Let[] {
    return questions.flatMap(({ name, action, probes }) => {
      const worst = new Map<string, Let>();
      for (const { arn, keys, tenant, namesTenant } of probes) {
        const decision = this.access.decide(identity, { action: name, resource, arn, context: keys.over(tags) });
        const { effect, because } = decision;
        if (effect === 'Denied') continue;
        const one: Let = { action: name, effect, consequence: consequenceOf(service, action), tenant, namesTenant, because };
        const before = worst.get(tenant);
        if (before === undefined || isWorse(one, before)) worst.set(tenant, one);
        // Everybody's data at once: no other request could get more.
        if (effect === 'Allowed' && !namesTenant) break;
      }
      return [...worst.values()];
    });
  }
}
