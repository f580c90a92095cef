// Warnings about an app as it is in the end, added while it is synthesised.

import { Validations } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

/**
 * Adds a warning during synthesis, unless it is acknowledged on the construct or on anything above it.
 *
 * CDK itself looks for acknowledgements below the app only, and so lets a late warning through that the app has acknowledged.
 */
export function warnLate(scope: IConstruct, id: string, message: string): void {
  if (!isAcknowledged(scope, id)) Validations.of(scope).addWarning(id, message);
}

function isAcknowledged(scope: IConstruct, id: string): boolean {
  return scope.node.scopes
    .flatMap(({ node }) => node.metadata)
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.keys(data as object))
    .some((rule) => rule === id || rule.endsWith(`::${id}`));
}
