// The keys of a request, whatever their case: all in lower case, as policies are read.

import type { RequestContext } from './types';

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
