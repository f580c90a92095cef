// The keys of a request, whatever their case.

import type { OPEN, RequestContext } from './types';

export type Keys = ReadonlyMap<string, RequestContext[string]>;

export function keysOf(context: RequestContext): Keys {
  const keys = new Map<string, RequestContext[string]>();
  for (const name in context) {
    const lower = name.toLowerCase();
    const value = context[name];
    // Of two that differ in case alone, the first.
    if (value !== undefined && Object.hasOwn(context, name) && !keys.has(lower)) keys.set(lower, value);
  }
  return keys;
}

/** By a key in lower case; undefined if the request does not have it. */
export function keyValue(keys: Keys, key: string): string | readonly string[] | typeof OPEN | undefined {
  return keys.get(key);
}
