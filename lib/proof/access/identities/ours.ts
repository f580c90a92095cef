// The account of the templates as those see it who are taken to be of another one. Where nothing says which account it is, it might be
// any, theirs among them: for them it has a name that is nobody's.

import { fresh, isSymbolic, type Json } from '../../template';
import type { OwnPolicy } from '../policies/policies';

export const OURS = fresh('account of the templates');

const SEEN = new WeakMap<object, Map<string, OwnPolicy>>();

/** A policy with our account by that name. */
export function asSeenByOthers(policy: OwnPolicy, account: string): OwnPolicy {
  const { document } = policy;
  if (!isSymbolic(account) || typeof document !== 'object' || document === null) return policy;
  const byAccount = SEEN.get(document) ?? new Map<string, OwnPolicy>();
  SEEN.set(document, byAccount);
  const known = byAccount.get(account);
  if (known !== undefined) return known;
  const made = { ...policy, document: JSON.parse(toOthers(JSON.stringify(document), account)) as Json };
  byAccount.set(account, made);
  return made;
}

/** A text with it. */
export function toOthers(text: string, account: string): string {
  return isSymbolic(account) ? text.replaceAll(account, OURS) : text;
}
