// Refusals at synth: what was seen, what was expected, what to do.

import { Token } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';

/** Throws unless `condition` holds. The message begins with the construct's path, so that it is found in a large app. */
export function needs(condition: boolean, scope: Construct, message: string): asserts condition {
  if (!condition) throw new Error(`${scope.node.path}: ${message}`);
}

/** Shows a value in a message without resolving or leaking tokens. */
export function seen(value: unknown): string {
  return Token.isUnresolved(value) ? 'a value known only at deployment' : JSON.stringify(value);
}
