// The tenants that questions are asked about. Whose data it is never changes; whose session asks does.

import { getOrAdd, memoized } from '../../collections';
import { Keys, type Policy, statementsOf } from '../../iam';

/** Whose data is asked for. */
export const DATA_TENANT = 'acme-east';

/**
 * Another one; one that the data's tenant begins with, one that it ends with, and one that differs in case alone: a policy that
 * compares so takes the one for the other.
 */
export const OTHER_TENANTS: readonly string[] = ['globex', 'acme', 'east', 'ACME-EAST'];

export type SessionKind = 'right tenant' | 'other tenant' | 'no tenant';

/** A session: the tenant that it is tagged with. */
export interface Session {
  readonly kind: SessionKind;
  readonly tenant?: string;
}

/** Sessions of the tenant whose data it is, of the others and of those that policies name, and of none. */
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

/** Tags of a session beside those of its role. */
export function sessionTags({ tenant }: Session, tag: string): Keys {
  return Keys.of(tenant === undefined ? {} : { [`aws:PrincipalTag/${tag}`]: tenant });
}

const byKeys = memoized<object, Map<string, readonly string[]>>(() => new Map());

/** Tenants that a policy compares these keys with, in lower case: for a pattern one that it matches. */
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

/** A tenant for each statement that takes only names of another form than that of the data's tenant. */
export function tenantsDemandedIn(policy: Policy, key: string): string[] {
  return statementsOf(policy).flatMap(({ isDeny, conditions }) => {
    const asked = conditions.filter((one) => one.key === key && /^String(?:Equals|Like)/.test(one.operator));
    const isTaken = asked.every(({ holds }) => holds(Keys.of({ [key]: DATA_TENANT })) !== false);
    if (isDeny || isTaken) return [];
    return asked.flatMap(({ values }) => values.filter((value) => !value.includes('${')).flatMap(instances)).slice(-1);
  });
}

/** The text itself, where wildcards do not count, and one that it stands for where they do. */
function instances(value: string): string[] {
  return /[*?]/.test(value) ? [value, value.replace(/\*/g, 'other').replace(/\?/g, 'x')] : [value];
}
