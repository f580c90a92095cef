// Refusals at synth: what was seen, what was expected, what to do.

import { Token } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';

/** Throws unless `condition` holds. The message begins with the construct's path, so that it is found in a large app. */
export function needs(condition: boolean, scope: Construct, message: string): asserts condition {
  if (!condition) throw new Error(`${scope.node.path}: ${message}`);
}

/** The message of an error, on three lines. */
export function threeParts(seen: string, expected: string, remedy: string): string {
  return `${seen}\n  expected  ${expected}\n  do        ${remedy}`;
}

/** Shows a value in a message without resolving or leaking tokens. */
export function seen(value: unknown): string {
  if (Token.isUnresolved(value)) return 'a value known only at deployment';
  if (typeof value === 'bigint' || typeof value === 'symbol') return String(value);
  if (typeof value === 'function') return value.name === '' ? 'a function' : `the function or class ${value.name}`;
  return className(value) ?? JSON.stringify(value, (_key, member: unknown) => className(member) ?? member);
}

/** Of an object of a class, which may hold the whole app: JSON would not end. */
function className(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const { constructor: madeBy } = value;
  return typeof madeBy === 'function' && madeBy.name !== 'Object' ? `an object of class ${madeBy.name}` : undefined;
}
