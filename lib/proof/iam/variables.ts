// Policy variables: `${aws:PrincipalTag/TenantId}`, with a default `${key, 'text'}`, and the escapes `${*}`, `${?}` and `${$}`
// (IAM: policy elements, variables and tags). What comes in through a variable is text: its wildcards do not count.

import type { Keys } from './keys';
import type { PatternPart } from './match';
import { OPEN } from './types';

/** A text of a policy, read once: pieces as they are, and variables by their keys in lower case. */
export type Written = readonly (PatternPart | { readonly key: string; readonly byDefault?: string })[];

/** `absent`: a key that the request does not have. */
export type Substituted = readonly PatternPart[] | 'absent' | typeof OPEN;

const VARIABLE = /\$\{([^{}]*)\}/g;

export function written(text: string, hasVariables: boolean): Written {
  if (!hasVariables || !text.includes('${')) return [text];
  const parts: Written[number][] = [];
  let end = 0;
  for (const match of text.matchAll(VARIABLE)) {
    if (match.index > end) parts.push(text.slice(end, match.index));
    end = match.index + match[0].length;
    parts.push(variable((match[1] ?? '').trim()));
  }
  if (end < text.length) parts.push(text.slice(end));
  return parts;
}

/** Without variables it is the same for every request. */
export function isConstant(text: Written): text is readonly PatternPart[] {
  return text.every((part) => typeof part === 'string' || 'literally' in part);
}

export function substituted(text: Written, keys: Keys): Substituted {
  if (isConstant(text)) return text;
  const parts: PatternPart[] = [];
  for (const part of text) {
    if (typeof part === 'string' || 'literally' in part) {
      parts.push(part);
      continue;
    }
    const value = keys.get(part.key);
    // "a condition context key that has no value": AWS does not say whether an empty text is one.
    if (value === OPEN || value === '') return OPEN;
    // A key with several values cannot be a variable.
    const literally = typeof value === 'string' ? value : part.byDefault;
    if (literally === undefined) return 'absent';
    parts.push({ literally });
  }
  return parts;
}

function variable(inner: string): Written[number] {
  if (inner === '*' || inner === '?' || inner === '$') return { literally: inner };
  const comma = inner.indexOf(',');
  const [, byDefault] = comma < 0 ? [] : (/^'([^']*)'$/.exec(inner.slice(comma + 1).trim()) ?? []);
  const key = byDefault === undefined ? inner : inner.slice(0, comma).trim();
  return { key: key.toLowerCase(), ...(byDefault !== undefined && { byDefault }) };
}
