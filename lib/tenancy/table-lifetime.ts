// How long a table with tenants' data lives: not longer than its key, and not shorter than somebody has decided.

import { RemovalPolicy, Validations } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { threeParts } from '../../contract';
import { needs } from '../common/needs';
import type { ServiceKey } from '../encryption';

export interface TableLifetimeProps {
  readonly removalPolicy?: RemovalPolicy;
  readonly deletionProtection?: boolean;
}

export interface TableLifetime {
  readonly removalPolicy: RemovalPolicy;
  readonly deletionProtection: boolean;
}

export const ROLLBACK_WARNING = 'cdk-bulkhead:protected-table-blocks-rollback';

export function tableLifetime(scope: Construct, key: ServiceKey, props: TableLifetimeProps): TableLifetime {
  const { removalPolicy = RemovalPolicy.RETAIN } = props;
  const { deletionProtection = removalPolicy !== RemovalPolicy.DESTROY } = props;
  needs(
    removalPolicy === RemovalPolicy.DESTROY || key._removalPolicy !== RemovalPolicy.DESTROY,
    scope,
    `the removal policy is ${name(removalPolicy)}, but that of the key ${key.node.path} is DESTROY`,
    'a key that lives as long as the table: nobody can read data that a deleted key encrypted',
    'give the key the removal policy of the table',
  );
  needs(
    !(removalPolicy === RemovalPolicy.DESTROY && deletionProtection),
    scope,
    'the removal policy is DESTROY, and deletionProtection is true',
    'one of the two: DynamoDB refuses to delete a protected table, so that the stack could not be deleted',
    'leave deletionProtection out, or choose another removal policy',
  );
  if (removalPolicy === RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE && deletionProtection) {
    Validations.of(scope).addWarning(
      ROLLBACK_WARNING,
      threeParts(
        'the removal policy is RETAIN_ON_UPDATE_OR_DELETE, and the table has deletion protection',
        'no deletion protection: after a failed first deployment, CloudFormation deletes the table, and DynamoDB refuses to delete a protected table',
        'leave removalPolicy out (RETAIN), or write deletionProtection: false until the first deployment has succeeded',
      ),
    );
  }
  return { removalPolicy, deletionProtection };
}

function name(policy: RemovalPolicy): string {
  return policy.toUpperCase().replaceAll('-', '_');
}
