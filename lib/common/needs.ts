// Errors at synthesis. Each has three parts: what was seen, what was expected, what to do.

import { Token } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { ExplainedError } from '../../contract';

/**
 * Throws unless `condition` holds. The message begins with the construct's path, so that it is found in a large app.
 *
 * @param saw what was seen
 * @param expected what would be accepted
 * @param remedy what to do: a property or a command by its name
 */
export function needs(condition: boolean, scope: Construct, saw: string, expected: string, remedy: string): asserts condition {
  if (!condition) throw new ExplainedError(`${scope.node.path}: ${saw}`, expected, remedy);
}

/** Shows a value in a message without resolving or leaking tokens. */
export function seen(value: unknown): string {
  if (Token.isUnresolved(value)) return 'a value known only at deployment';
  if (typeof value === 'bigint' || typeof value === 'symbol') return String(value);
  if (typeof value === 'function') return value.name === '' ? 'a function' : `the function or class ${value.name}`;
  return className(value) ?? JSON.stringify(value, (_key, member: unknown) => className(member) ?? member);
}

/** An object of a class may hold the whole app, and its JSON would not end: its class is shown instead. */
function className(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const { constructor: madeBy } = value;
  return typeof madeBy === 'function' && madeBy.name !== 'Object' ? `an object of class ${madeBy.name}` : undefined;
}
