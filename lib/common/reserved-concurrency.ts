// Reserved concurrency of a function: a property of several constructs, with one refusal for all of them.

import { Token } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { needs } from './needs';

/**
 * Refuses a number that Lambda refuses, and 0. Lambda accepts 0 and then runs the function never.
 *
 * @param name the property, for the message
 */
export function needsReservedConcurrency(scope: Construct, name: string, value: number | undefined): void {
  if (value === undefined || Token.isUnresolved(value)) return;
  needs(
    value !== 0,
    scope,
    `${name} is 0, and 0 stops the function: Lambda then refuses every invocation`,
    'a whole number of 1 or more',
    `give the number of executions at the same time, or leave ${name} out`,
  );
  needs(
    Number.isSafeInteger(value) && value > 0,
    scope,
    `${name} is ${value}`,
    'a whole number of 1 or more',
    `give the number of executions at the same time, or leave ${name} out`,
  );
}
