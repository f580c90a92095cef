// The condition keys that a policy asks for, in conditions and in policy variables, in lower case.

import { type Policy, statementsOf } from '../iam';

const MENTIONED = new WeakMap<object, readonly string[]>();

export function mentionedKeys(policy: Policy): readonly string[] {
  const { document } = policy;
  const known = typeof document === 'object' && document !== null ? MENTIONED.get(document) : undefined;
  if (known !== undefined) return known;
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
  const found = [...keys];
  if (typeof document === 'object' && document !== null) MENTIONED.set(document, found);
  return found;
}
