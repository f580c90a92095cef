// What one identity may do with tenant data in one session, without assuming a role.

import type { Action } from '../../actions';
import { getOrAdd } from '../../collections';
import type { Keys, RemainingCondition } from '../../iam';
import type { Resource } from '../../template';
import type { Access } from '../access';
import type { Identity } from '../identities/identity';
import { type Consequence, consequenceOf } from './consequence';
import type { Probe } from './probes';
import type { ActingSession } from './sessions';
import type { Target } from './targets';
import { type Session, sessionTags } from './tenants';

export interface GrantedAction {
  /** `service:Action`. */
  readonly action: string;
  readonly effect: 'Allowed' | 'Unknown';
  readonly consequence: Consequence;
  /** The tenant whose data the allowed request is about. */
  readonly tenant: string;
  /** Whether the request names that tenant. */
  readonly namesTenant: boolean;
  readonly because: string;
  /** What a request that is not certain waits for, if that is known. */
  readonly remaining?: readonly RemainingCondition[];
  /** The partition of no tenant that the request is about. */
  readonly shared?: string;
  /** What makes it unknown whose data the request is about. */
  readonly doubt?: string;
}

export interface GrantedActions {
  readonly resource: Resource;
  readonly actions: readonly GrantedAction[];
}

/** An action that some statement could allow an identity on a target. */
interface Question {
  readonly name: string;
  readonly action: Action;
  readonly probes: readonly Probe[];
}

/** A target that an identity could do something on. */
interface TargetQuestions {
  readonly target: Target;
  readonly questions: readonly Question[];
  /** Whether a policy compares the tenant's tag. If none does, all sessions have the same rights. */
  readonly asksForTenant: boolean;
}

/** Computes every answer once. The key is the identity, not its name: two identities may have the same name. */
export class DirectAccess {
  private readonly questions = new Map<Identity, readonly TargetQuestions[]>();
  private readonly answers = new Map<Identity, Map<string | undefined, readonly GrantedActions[]>>();
  private readonly withoutTenantTag = new Map<TargetQuestions, readonly GrantedAction[]>();

  public constructor(
    private readonly access: Access,
    private readonly targets: readonly Target[],
  ) {}

  public of({ identity, session }: Pick<ActingSession, 'identity' | 'session'>): readonly GrantedActions[] {
    const answers = getOrAdd(this.answers, identity, () => new Map());
    return getOrAdd(answers, session.tenant, () =>
      this.targetQuestionsOf(identity).map((one) => ({
        resource: one.target.resource,
        actions: this.grantedOn(identity, session, one),
      })),
    );
  }

  private grantedOn(identity: Identity, session: Session, of: TargetQuestions): readonly GrantedAction[] {
    const { target, questions, asksForTenant } = of;
    const tags = sessionTags(session, this.access.tenantTag);
    if (asksForTenant) return this.notDenied(identity, tags, target, questions);
    return getOrAdd(this.withoutTenantTag, of, () => this.notDenied(identity, tags, target, questions));
  }

  private targetQuestionsOf(identity: Identity): readonly TargetQuestions[] {
    return getOrAdd(this.questions, identity, () =>
      this.targets.flatMap((target): TargetQuestions[] => {
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

  private notDenied(
    identity: Identity,
    tags: Keys,
    { resource, service }: Target,
    questions: readonly Question[],
  ): GrantedAction[] {
    return questions.flatMap(({ name, action, probes }) => {
      const worst = new Map<string, GrantedAction>();
      for (const { arn, keys, tenant, namesTenant, shared, doubt } of probes) {
        const decision = this.access.decide(identity, { action: name, resource, arn, context: keys.over(tags) });
        const { because, remaining } = decision;
        if (decision.effect === 'Denied') continue;
        const effect = doubt === undefined ? decision.effect : 'Unknown';
        const one: GrantedAction = {
          action: name,
          effect,
          consequence: consequenceOf(service, action),
          tenant,
          namesTenant,
          because,
          ...(remaining !== undefined && { remaining }),
          ...(shared !== undefined && { shared }),
          ...(doubt !== undefined && { doubt }),
        };
        const key = `${tenant}\n${namesTenant}\n${shared ?? ''}`;
        const before = worst.get(key);
        if (before === undefined || (effect === 'Allowed' && before.effect === 'Unknown')) worst.set(key, one);
        // The data of all tenants at once: no other request can get more.
        if (effect === 'Allowed' && !namesTenant) break;
      }
      return [...worst.values()];
    });
  }
}
