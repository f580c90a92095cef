// The isolation matrix: every role on every resource with tenants' data, by every action of its service, in a session of the right
// tenant, of another one and of none; directly, and through the roles that it may assume. What is not in it is denied.

import { TENANT_SESSION_TAG } from '../../../contract';
import type { Action, ActionCatalogue } from '../actions';
import type { Decision, Keys } from '../iam';
import type { Resource } from '../template';
import type { Access } from './access';
import { type Consequence, consequenceOf } from './consequence';
import { ANYBODY, type Identity, STRANGER } from './identity';
import { type Probe, Probes, serviceOf } from './probes';
import { type Acting, type Assumption, Sessions } from './sessions';
import { SESSION_KINDS, SESSIONS, type Session, type SessionKind, sessionTags } from './tenants';

export interface Cell {
  readonly identity: Identity;
  readonly data: Resource;
  /** `service:Action`. */
  readonly action: string;
  readonly session: SessionKind;
  readonly effect: 'Allowed' | 'Unknown';
  readonly consequence: Consequence;
  /** Whether the request that is let through names whose data it is about. */
  readonly namesTenant: boolean;
  /** Roles assumed on the way. */
  readonly through: readonly Assumption[];
  readonly because: string;
}

export interface Matrix {
  /** In the order of the templates; the outsiders last. */
  readonly identities: readonly Identity[];
  readonly data: readonly Resource[];
  /** Tenants' data whose actions are not known here. */
  readonly notAsked: readonly Resource[];
  /** How many cells there are, denied ones included. */
  readonly size: number;
  /** All that are not denied. */
  readonly cells: readonly Cell[];
}

export interface MatrixOptions {
  /** Session tag that holds the tenant. @default 'TenantId' */
  readonly tenantTag?: string;
}

interface Target {
  readonly resource: Resource;
  readonly service: string;
  readonly actions: readonly Action[];
  /** `service:Action`, the same list every time. */
  readonly names: readonly string[];
  readonly probes: Probes;
  /** All that the probes are about. */
  readonly arns: readonly string[];
}

/** An action that some statement could allow an identity on a target. */
interface Question {
  readonly name: string;
  readonly action: Action;
  readonly probes: readonly Probe[];
}

/** What is let through by one identity in one session, without assuming anything. */
type Direct = ReadonlyMap<Resource, readonly Let[]>;

interface Let {
  readonly action: string;
  readonly effect: 'Allowed' | 'Unknown';
  readonly consequence: Consequence;
  readonly namesTenant: boolean;
  readonly because: string;
}

export function isolationMatrix(
  access: Access,
  catalogue: ActionCatalogue,
  data: readonly Resource[],
  { tenantTag = TENANT_SESSION_TAG }: MatrixOptions = {},
): Matrix {
  const identities = [...access.identities, ...access.named, STRANGER, ANYBODY];
  const targets = targetsOf(access, catalogue, data);
  const sessions = new Sessions(access, tenantTag);
  const known = new Map<string, Direct>();
  const direct = ({ identity, session }: Pick<Acting, 'identity' | 'session'>): Direct => {
    const key = `${identity.name}\n${session.tenant ?? ''}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const made = new Map(targets.map((target) => [target.resource, inSession(identity, session, target)]));
    known.set(key, made);
    return made;
  };
  const questionsOfAll = new Map<Identity, Map<Target, readonly Question[]>>();
  const questions = (identity: Identity, target: Target): readonly Question[] => {
    const ofIdentity = questionsOfAll.get(identity) ?? new Map<Target, readonly Question[]>();
    questionsOfAll.set(identity, ofIdentity);
    const made = ofIdentity.get(target) ?? questionsOf(access, identity, target);
    ofIdentity.set(target, made);
    return made;
  };
  const whateverTag = new Map<string, readonly Let[]>();
  const inSession = (identity: Identity, session: Session, target: Target): readonly Let[] => {
    const asked = questions(identity, target);
    if (asked.length === 0) return [];
    const lets = () => letThrough(access, identity, sessionTags(session, tenantTag), target, asked);
    if (access.asksFor(identity, target.resource, `aws:PrincipalTag/${tenantTag}`)) return lets();
    // Where no policy asks for the tag, all sessions are one.
    const key = `${identity.name}\n${target.resource.id}`;
    const before = whateverTag.get(key) ?? lets();
    whateverTag.set(key, before);
    return before;
  };

  const cells = new Map<string, Cell>();
  for (const identity of targets.length === 0 ? [] : identities) {
    for (const session of SESSIONS) {
      for (const acting of sessions.from(identity, session)) {
        for (const [resource, lets] of direct(acting)) {
          for (const one of lets) {
            const effect = acting.certain ? one.effect : 'Unknown';
            const key = `${identity.name}\n${resource.id}\n${one.action}\n${session.kind}`;
            const before = cells.get(key);
            if (before !== undefined && !isWorse({ ...one, effect }, before)) continue;
            cells.set(key, { ...one, effect, identity, data: resource, session: session.kind, through: acting.assumed });
          }
        }
      }
    }
  }
  return {
    identities,
    data: targets.map(({ resource }) => resource),
    notAsked: data.filter((resource) => targets.every((target) => target.resource !== resource)),
    size: targets.reduce((sum, { actions }) => sum + actions.length, 0) * identities.length * SESSION_KINDS.length,
    cells: [...cells.values()],
  };
}

/** Whether a cell is what isolation forbids: data without its tenant's session, or everybody's data at once. */
export function crossesTenants({ session, consequence, namesTenant }: Cell): boolean {
  if (consequence !== 'data' && consequence !== 'whole') return false;
  return session !== 'right tenant' || !namesTenant;
}

function isWorse(one: Pick<Cell, 'effect' | 'namesTenant'>, before: Pick<Cell, 'effect' | 'namesTenant'>): boolean {
  if (one.effect !== before.effect) return one.effect === 'Allowed';
  return before.namesTenant && !one.namesTenant;
}

function targetsOf(access: Access, catalogue: ActionCatalogue, data: readonly Resource[]): Target[] {
  const identityPolicies = [...new Set(access.identities.flatMap(({ identity }) => identity))];
  const byService = new Map<string, { actions: readonly Action[]; names: readonly string[] }>();
  return data.flatMap((resource) => {
    const service = serviceOf(resource);
    if (service === undefined) return [];
    let known = byService.get(service);
    if (known === undefined) {
      // Actions without a resource, such as ListTables, are about no table.
      const actions = catalogue.actionsOf(service).filter(({ resourceTypes }) => resourceTypes.length > 0);
      known = { actions, names: actions.map(({ name }) => `${service}:${name}`) };
      byService.set(service, known);
    }
    const own = access.policies.of(resource);
    const probes = new Probes(access.templates, catalogue, resource, own ? [...identityPolicies, own] : identityPolicies);
    const arns = [...new Set(known.actions.flatMap((action) => probes.of(action).map(({ arn }) => arn)))];
    return [{ resource, service, ...known, probes, arns }];
  });
}

function questionsOf(access: Access, identity: Identity, { resource, actions, names, probes, arns }: Target): Question[] {
  const allowable = access.allowable(identity, resource, names, arns);
  if (allowable.size === 0) return [];
  return actions.flatMap((action, index) => {
    const name = names[index] ?? '';
    return allowable.has(name) ? [{ name, action, probes: probes.of(action) }] : [];
  });
}

function letThrough(
  access: Access,
  identity: Identity,
  tags: Keys,
  { resource, service }: Target,
  questions: readonly Question[],
): Let[] {
  const found: Let[] = [];
  for (const { name, action, probes } of questions) {
    let worst: { probe: Probe; decision: Decision } | undefined;
    for (const probe of probes) {
      const decision = access.decide(identity, { action: name, resource, arn: probe.arn, context: probe.keys.over(tags) });
      if (decision.effect === 'Denied') continue;
      if (worst === undefined || isWorse(asCell(probe, decision), asCell(worst.probe, worst.decision)))
        worst = { probe, decision };
      if (decision.effect === 'Allowed' && !probe.namesTenant) break;
    }
    if (worst === undefined) continue;
    const { probe, decision } = worst;
    found.push({
      ...asCell(probe, decision),
      action: name,
      consequence: consequenceOf(service, action),
      because: decision.because,
    });
  }
  return found;
}

function asCell({ namesTenant }: Probe, { effect }: Decision): Pick<Cell, 'effect' | 'namesTenant'> {
  return { effect: effect === 'Allowed' ? 'Allowed' : 'Unknown', namesTenant };
}
