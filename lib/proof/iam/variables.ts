// Policy variables: `${aws:PrincipalTag/TenantId}`, with a default `${key, 'text'}`, and the escapes `${*}`, `${?}` and `${$}`
// (IAM: policy elements, variables and tags). What comes in through a variable is text: its wildcards do not count.

import type { PatternPart } from './match';
import { OPEN, type RequestContext } from './types';

/** `absent`: a key that the request does not have; the statement then matches nothing, be it an Allow or a Deny. */
export type Substituted = readonly PatternPart[] | 'absent' | typeof OPEN;

const VARIABLE = /\$\{([^{}]*)\}/g;

export function substituted(text: string, context: RequestContext, hasVariables: boolean): Substituted {
  if (!hasVariables || !text.includes('${')) return [text];
  const parts: PatternPart[] = [];
  let end = 0;
  for (const match of text.matchAll(VARIABLE)) {
    if (match.index > end) parts.push(text.slice(end, match.index));
    end = match.index + match[0].length;
    const inner = (match[1] ?? '').trim();
    if (inner === '*' || inner === '?' || inner === '$') {
      parts.push({ literally: inner });
      continue;
    }
    const [, key = inner, byDefault] = /^([^,]*?)\s*,\s*'([^']*)'$/.exec(inner) ?? [];
    const value = keyOf(context, key);
    if (value === OPEN) return OPEN;
    // A key with several values cannot be a variable.
    const single = typeof value === 'string' ? value : undefined;
    if (single === undefined && byDefault === undefined) return 'absent';
    parts.push({ literally: single ?? byDefault ?? '' });
  }
  if (end < text.length) parts.push(text.slice(end));
  return parts;
}

/** The value of a key, whatever its case. */
export function keyOf(context: RequestContext, key: string): string | readonly string[] | typeof OPEN | undefined {
  const wanted = key.toLowerCase();
  for (const name of Object.keys(context)) {
    if (name.toLowerCase() === wanted) return context[name];
  }
  return undefined;
}
