// The account of the templates in requests of outsiders. If the templates do not name their account, it could be equal to the outsider's
// account. For such requests it therefore gets a name that is certainly different.

import { getOrAdd, memoized } from '../../collections';
import { fresh, isSymbolic, type Json } from '../../template';
import type { OwnPolicy } from '../policies/policies';

export const OWN_ACCOUNT = fresh('account of the templates');

const byAccount = memoized<object, Map<string, OwnPolicy>>(() => new Map());

/** The policy with that name instead of the account. */
export function policySeenByOutsiders(policy: OwnPolicy, account: string): OwnPolicy {
  const { document } = policy;
  if (!isSymbolic(account) || typeof document !== 'object' || document === null) return policy;
  return getOrAdd(byAccount(document), account, () => ({
    ...policy,
    document: JSON.parse(textSeenByOutsiders(JSON.stringify(document), account)) as Json,
  }));
}

/** The text with that name instead of the account. */
export function textSeenByOutsiders(text: string, account: string): string {
  return isSymbolic(account) ? text.replaceAll(account, OWN_ACCOUNT) : text;
}
