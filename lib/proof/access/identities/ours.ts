// The account of the templates as those see it who are taken to be of another one. Where nothing says which account it is, it might be
// any, theirs among them: for them it has a name that is nobody's.

import { getOrAdd, memoized } from '../../collections';
import { fresh, isSymbolic, type Json } from '../../template';
import type { OwnPolicy } from '../policies/policies';

export const OURS = fresh('account of the templates');

const byAccount = memoized<object, Map<string, OwnPolicy>>(() => new Map());

/** A policy with our account by that name. */
export function asSeenByOthers(policy: OwnPolicy, account: string): OwnPolicy {
  const { document } = policy;
  if (!isSymbolic(account) || typeof document !== 'object' || document === null) return policy;
  return getOrAdd(byAccount(document), account, () => ({
    ...policy,
    document: JSON.parse(toOthers(JSON.stringify(document), account)) as Json,
  }));
}

/** A text with it. */
export function toOthers(text: string, account: string): string {
  return isSymbolic(account) ? text.replaceAll(account, OURS) : text;
}
