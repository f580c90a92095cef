// The classes of further roles that may touch tenants' data.

import { Aws } from 'aws-cdk-lib/core';
import { TENANT_DATA_ROLES, type TenantDataUse, tenantDataRolePath } from '../../contract';
import type { ServiceKey } from '../encryption';

/**
 * A class of roles that may touch tenants' data, beside the tenant role. A policy recognises a role of a class by its path, such as
 * `/bulkhead/restore/`. Limit who may create roles on these paths: such a principal can give itself what the class may do.
 */
export enum TenantDataRoleClass {
  /**
   * Reads and writes rows for work that has no request, such as messages of a queue. Path `/bulkhead/broker/`.
   */
  BROKER = 'broker',

  /**
   * Reads rows while a customer consents. Path `/bulkhead/support/`.
   */
  SUPPORT = 'support',

  /**
   * Removes the rows of a tenant. Path `/bulkhead/deletion/`.
   */
  DELETION = 'deletion',

  /**
   * Makes backups and exports of the whole table. Path `/bulkhead/backup/`.
   */
  BACKUP = 'backup',

  /**
   * Restores the table to a point in time, as a new table. Path `/bulkhead/restore/`.
   */
  RESTORE = 'restore',
}

/** ARN patterns of the classes with this use, for `ArnLike` on `aws:PrincipalArn`. */
export function tenantDataRoleArns(classes: readonly TenantDataRoleClass[], use: TenantDataUse): string[] {
  return [...new Set(classes)]
    .filter((name) => TENANT_DATA_ROLES[name] === use)
    .sort()
    .map((name) => `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role${tenantDataRolePath(name)}*`);
}

/** Lets the roles of the classes use the key, each for what its class does. */
export function letTenantDataRolesUse(key: ServiceKey, classes: readonly TenantDataRoleClass[]): void {
  key.uses._rolesByPath('tables', tenantDataRoleArns(classes, 'rows'));
  key.uses._rolesByPath('backups', tenantDataRoleArns(classes, 'backup'));
  key.uses._rolesByPath('restores', tenantDataRoleArns(classes, 'restore'));
}
