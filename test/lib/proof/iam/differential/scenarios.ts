// Random scenarios that begin as a grant: one of the ways in which AWS allows a request, with the limits that may lie over it. Then
// something may break.
import type { Policies, Policy, Principal, Request, ResourcePolicyKind } from '../../../../../lib/proof/iam';
import { withBrokenPolicies, withBrokenRequest } from './breakage';
import type { Context } from './clauses';
import { type Form, policy, type Scenario, statement, type Who } from './documents';
import type { Random } from './random';
import { ABROAD, HOME, KEY, ROLE, role, SERVICES, TARGETS, type Target, user, WITHOUT_RESOURCE } from './vocabulary';

interface Route {
  readonly kind: ResourcePolicyKind;
  readonly principal: Principal;
  /** Whom the resource's own policy names, if there is one. */
  readonly who?: Who;
  readonly hasIdentity: boolean;
  readonly target: Target;
}

/** Forms of naming a principal in a policy. */
function named(random: Random, principal: Principal): { who: Who; isDelegation: boolean } {
  switch (principal.kind) {
    case 'service':
      return {
        who: { Service: random.oneOrList(random.chance(0.3) ? [random.pick(SERVICES), principal.name] : [principal.name]) },
        isDelegation: false,
      };
    case 'anonymous':
      return { who: everybody(random), isDelegation: false };
    case 'root':
      return { who: account(random, principal.account), isDelegation: false };
    default: {
      const form = random.below(4);
      if (form === 0) return { who: everybody(random), isDelegation: false };
      if (form === 1) return { who: account(random, principal.account), isDelegation: true };
      const arn = form === 2 && principal.kind === 'role' && principal.sessionArn ? principal.sessionArn : principal.arn;
      const more = random.chance(0.2) ? [`arn:aws:iam::${ABROAD}:role/other`] : [];
      return {
        who: { AWS: random.oneOrList([arn, ...more]), ...(random.chance(0.1) ? { Service: SERVICES[0] } : {}) },
        isDelegation: false,
      };
    }
  }
}

function everybody(random: Random): Who {
  return random.pick(['*', { AWS: '*' }, { AWS: ['*'] }]);
}

function account(random: Random, id: string): Who {
  return { AWS: random.oneOrList([random.chance(0.5) ? id : `arn:aws:iam::${id}:root`]) };
}

function somebody(random: Random, id: string): Principal {
  if (random.chance(0.3)) return user(id, random.pick(['ann', 'bob']));
  return role(id, 'app', random.chance(0.75) ? random.pick(['ann', 'job']) : undefined);
}

function route(random: Random): Route {
  const target = random.pick(TARGETS);
  const local = somebody(random, HOME);
  const foreign = somebody(random, ABROAD);
  switch (random.below(9)) {
    case 0:
      return { kind: 'resource', principal: local, hasIdentity: true, target: random.chance(0.1) ? WITHOUT_RESOURCE : target };
    case 1:
    case 2: {
      const { who, isDelegation } = named(random, local);
      return { kind: 'resource', principal: local, who, hasIdentity: isDelegation || random.chance(0.3), target };
    }
    case 3: {
      const principal: Principal = random.pick([
        { kind: 'service', name: random.pick(SERVICES) },
        { kind: 'anonymous' },
        { kind: 'root', account: random.pick([HOME, ABROAD]) },
      ]);
      return { kind: 'resource', principal, who: named(random, principal).who, hasIdentity: false, target };
    }
    case 4:
    case 5: {
      const principal: Principal = random.chance(0.15)
        ? random.pick([
            { kind: 'service', name: random.pick(SERVICES) },
            { kind: 'root', account: HOME },
          ])
        : random.chance(0.3)
          ? foreign
          : local;
      const { who, isDelegation } = named(random, principal);
      const needsIdentity = isDelegation || principal === foreign;
      return { kind: 'key', principal, who, hasIdentity: needsIdentity || random.chance(0.2), target: KEY };
    }
    case 6: {
      const principal: Principal = random.chance(0.2)
        ? { kind: 'service', name: random.pick(SERVICES) }
        : random.pick([local, foreign]);
      const { who, isDelegation } = named(random, principal);
      return {
        kind: 'trust',
        principal,
        who,
        hasIdentity: isDelegation || principal === foreign || random.chance(0.2),
        target: ROLE,
      };
    }
    default:
      return { kind: 'resource', principal: foreign, who: named(random, foreign).who, hasIdentity: true, target };
  }
}

/** Three questions to the same policies; to read a document once saves both evaluators time. */
export function scenarios(random: Random): Scenario[] {
  let first = grant(random);
  if (random.chance(0.4)) first = withBrokenPolicies(random, first);
  return [first, withBrokenRequest(random, first), withBrokenRequest(random, first)];
}

function grant(random: Random): Scenario {
  const { kind, principal, who, hasIdentity, target } = route(random);
  const context: Context = {};
  const isPerson = principal.kind === 'role' || principal.kind === 'user';
  if (isPerson && random.chance(0.7)) context['aws:PrincipalArn'] = principal.arn;
  if (random.chance(0.4)) context[random.pick(['aws:username', 'aws:PrincipalTag/team'])] = random.pick(['ann', 'ops']);

  const one = (form: Partial<Form>, chanceOfDeny = 0.08): Policy => {
    const full: Form = { effect: 'Allow', resource: 'plain', most: 2, ...form };
    const noise = [];
    // A denial that does not hold, or an allowance of something else.
    if (random.chance(chanceOfDeny)) noise.push(statement(random, target, context, { ...full, effect: 'Deny' }, false));
    else if (random.chance(0.15)) noise.push(statement(random, random.pick(TARGETS), context, { ...full, most: 1 }));
    return policy(random, [statement(random, target, context, full)], noise);
  };
  const several = (form: Partial<Form>) => (random.chance(0.2) ? [one(form), one(form)] : [one(form)]);
  const levels = (form: Partial<Form>) => (random.chance(0.3) ? [several(form), several(form)] : [several(form)]);

  const own: Policies = {
    ...(hasIdentity && isPerson ? { identity: several({ resource: 'identity' }) } : {}),
    ...(isPerson && random.chance(0.15) ? { boundary: one({ most: 1 }) } : {}),
    ...(isPerson && random.chance(0.15) ? { session: several({ most: 1 }) } : {}),
    ...(isPerson && random.chance(0.1) ? { endpoint: one({ principal: '*', most: 1 }) } : {}),
    ...(random.chance(0.1) ? { serviceControl: levels({ most: 1 }) } : {}),
    ...(random.chance(0.1) ? { resourceControl: levels({ principal: '*', most: 1 }) } : {}),
  };
  const resource = kind === 'key' ? 'any' : kind === 'trust' ? 'none' : 'plain';
  const policies: Policies = who === undefined ? own : { ...own, resource: { kind, ...one({ principal: who, resource }, 0.15) } };
  const request: Request = { principal, ...target, resourceAccount: HOME, context };
  return { request, policies };
}
