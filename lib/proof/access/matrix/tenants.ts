// The tenants of the probes. The tenant of the data is always the same. The tenant of the session changes.

import { getOrAdd, memoized } from '../../collections';
import { Keys, type Policy, statementsOf } from '../../iam';

/** The tenant of the data. */
export const DATA_TENANT = 'acme-east';

/**
 * Another tenant; one whose name is the beginning of the data tenant's name, one that is its end, and one that differs only in case. A
 * policy with a wrong comparison confuses them.
 */
export const OTHER_TENANTS: readonly string[] = ['globex', 'acme', 'east', 'ACME-EAST'];

export type SessionKind = 'right tenant' | 'other tenant' | 'no tenant';

/** A session, with the tenant of its session tag. */
export interface Session {
  readonly kind: SessionKind;
  readonly tenant?: string;
}

/** Sessions of the data's tenant, of the other tenants, of the tenants that policies name, and of no tenant. */
export function sessionsOf(named: readonly string[]): Session[] {
  const others = new Set([...OTHER_TENANTS, ...named]);
  others.delete(DATA_TENANT);
  return [
    { kind: 'right tenant', tenant: DATA_TENANT },
    ...[...others].map((tenant): Session => ({ kind: 'other tenant', tenant })),
    { kind: 'no tenant' },
  ];
}

export const SESSION_KINDS: readonly SessionKind[] = ['right tenant', 'other tenant', 'no tenant'];

/** Tags of a session in addition to those of its role. */
export function sessionTags({ tenant }: Session, tag: string): Keys {
  return Keys.of(tenant === undefined ? {} : { [`aws:PrincipalTag/${tag}`]: tenant });
}

const byKeys = memoized<object, Map<string, readonly string[]>>(() => new Map());

/** Tenants that a policy compares these keys with. The keys are in lower case. For a pattern, one tenant that matches it. */
export function tenantsNamedIn(policy: Policy, keys: readonly string[]): readonly string[] {
  const { document } = policy;
  if (typeof document !== 'object' || document === null) return [];
  return getOrAdd(byKeys(document), keys.join(' '), () => {
    const values = statementsOf(policy).flatMap(({ conditions }) =>
      conditions.filter(({ key, operator }) => keys.includes(key) && operator !== 'Null').flatMap((one) => one.values),
    );
    return [...new Set(values.filter((value) => !value.includes('${')).flatMap(instances))];
  });
}

/** For each statement that does not accept the data tenant's name: one tenant that it accepts. */
export function tenantsDemandedIn(policy: Policy, key: string): string[] {
  return statementsOf(policy).flatMap(({ isDeny, conditions }) => {
    const demands = conditions.filter((one) => one.key === key && /^String(?:Equals|Like)/.test(one.operator));
    const isAccepted = demands.every(({ holds }) => holds(Keys.of({ [key]: DATA_TENANT })) !== false);
    if (isDeny || isAccepted) return [];
    return demands.flatMap(({ values }) => values.filter((value) => !value.includes('${')).flatMap(instances)).slice(-1);
  });
}

/** The text itself, and for a pattern also one text that matches it. */
function instances(value: string): string[] {
  return /[*?]/.test(value) ? [value, value.replace(/\*/g, 'other').replace(/\?/g, 'x')] : [value];
}
