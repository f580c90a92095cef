// The condition keys that a policy uses in conditions and in policy variables, in lower case.

import { memoized } from '../collections';
import { type Policy, statementsOf } from '../iam';

export function mentionedKeys(policy: Policy): readonly string[] {
  // `statementsOf` refuses a document that is not an object.
  return mentionedIn(policy.document as object, policy);
}

/** The values that a policy compares a key with. The key is in lower case. */
export function comparedValues(policy: Policy, key: string): readonly string[] {
  return statementsOf(policy).flatMap(({ conditions }) => conditions.flatMap((one) => (one.key === key ? one.values : [])));
}

const mentionedIn = memoized((_document: object, policy: Policy): readonly string[] => {
  const keys = new Set<string>();
  const fromVariables = (text: string) => {
    for (const [, inner = ''] of text.matchAll(/\$\{([^{}]*)\}/g)) {
      const key = (inner.split(',')[0] ?? '').trim().toLowerCase();
      if (key.includes(':')) keys.add(key);
    }
  };
  for (const { conditions, resources = [], notResources = [], hasVariables } of statementsOf(policy)) {
    for (const { key, values } of conditions) {
      keys.add(key);
      if (hasVariables) values.forEach(fromVariables);
    }
    if (hasVariables) for (const { text } of [...resources, ...notResources]) fromVariables(text);
  }
  return [...keys];
});
