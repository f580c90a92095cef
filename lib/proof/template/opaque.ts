// The symbol of a function that cannot be evaluated: its text, so that two that are written alike are equal.

import { createHash } from 'node:crypto';
import { shown, symbol } from './symbol';
import type { Json } from './template';

/** Longer names end in a hash. Without it, nested functions would double the quotes at every level. */
const MAX_NAME = 1000;

export function opaque(name: string, argument: Json): string {
  const text = `${name} ${shown(JSON.stringify(argument))}`;
  if (text.length <= MAX_NAME) return symbol(text);
  return symbol(`${text.slice(0, 100)}… ${createHash('sha256').update(text).digest('hex')}`);
}
