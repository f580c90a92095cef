// Warnings about the finished app, added during synthesis.

import { Validations } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

/**
 * Adds a warning during synthesis, unless it is acknowledged on the construct or on a scope above it.
 *
 * CDK reads acknowledgements below the app only. It would print a late warning that was acknowledged on the app itself.
 */
export function warnLate(scope: IConstruct, id: string, message: string): void {
  if (!isAcknowledged(scope, id)) Validations.of(scope).addWarning(id, message);
}

/** Whether the warning is acknowledged on the construct or on a scope above it. */
export function isAcknowledged(scope: IConstruct, id: string): boolean {
  return scope.node.scopes
    .flatMap(({ node }) => node.metadata)
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.keys(data as object))
    .some((rule) => rule === id || rule.endsWith(`::${id}`));
}
