// A table in which every item belongs to one tenant. The partition key is the whole tenant id, so that IAM can compare it with the tag
// of the session. Tagged sessions of the tenant role may read and write. The table's policy denies rows and copies to every other principal.

import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import { type RemovalPolicy, Tags } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { ROW_ACTIONS, ROW_ACTIONS_BY_KEY, TABLE_KEYS, TENANT_DATA_TAG, TENANT_SESSION_TAG } from '../../contract';
import { needsProperties } from '../common/properties';
import type { ServiceKey } from '../encryption';
import { TENANT_TABLE_PROPERTIES } from './properties';
import { tableLifetime } from './table-lifetime';
import { tableWalls } from './table-walls';
import { letTenantDataRolesUse, type TenantDataRoleClass } from './tenant-data-role-class';
import type { TenantRole } from './tenant-role';

/**
 * Properties of a `TenantTable`.
 */
export interface TenantTableProps {
  /**
   * Key that encrypts the table.
   */
  readonly encryptionKey: ServiceKey;

  /**
   * The only role that may read and write items.
   */
  readonly tenantRole: TenantRole;

  /**
   * What CloudFormation does with the table when it leaves the stack. Throws if the removal policy of the key is DESTROY and this one is not.
   *
   * With the default, a failed first deployment leaves the empty table behind.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * Whether DynamoDB refuses to delete the table, also by hand.
   *
   * @default - true, and false if the removal policy is DESTROY
   */
  readonly deletionProtection?: boolean;

  /**
   * Classes of further roles that the policies of the table and of its key let through. Their own identity policies decide what they may
   * do.
   *
   * @default - none: only the tenant role reads and writes items, and nobody makes or restores a copy of the table
   */
  readonly tenantDataRoles?: TenantDataRoleClass[];
}

/**
 * A DynamoDB table keyed by tenant. The partition key `pk` is the tenant id, and the sort key `sk` is the item's own key. Both are
 * strings.
 */
export class TenantTable extends Construct {
  /**
   * The table.
   */
  public readonly table: dynamodb.ITable;

  /**
   * Name of the table.
   */
  public readonly tableName: string;

  /**
   * Creates the table. Lets the tenant role read and write the items of the session's tenant.
   *
   * Throws if a property has the wrong form.
   */
  public constructor(scope: Construct, id: string, props: TenantTableProps) {
    super(scope, id);
    needsProperties(this.node.path, props, TENANT_TABLE_PROPERTIES);
    const { encryptionKey, tenantRole, tenantDataRoles = [] } = props;
    const table = new dynamodb.Table(this, 'Table', {
      partitionKey: { name: TABLE_KEYS.partition, type: dynamodb.AttributeType.STRING },
      sortKey: { name: TABLE_KEYS.sort, type: dynamodb.AttributeType.STRING },
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      encryption: dynamodb.TableEncryption.CUSTOMER_MANAGED,
      encryptionKey,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      ...tableLifetime(this, encryptionKey, props),
      resourcePolicy: tableWalls(this, {
        rows: [{ sid: 'RowsForTheTenantRoleOnly', actions: ROW_ACTIONS, roleArns: () => [tenantRole.role.roleArn] }],
        encryptionKey,
        tenantDataRoles,
      }),
    });
    Tags.of(table).add(TENANT_DATA_TAG, 'true');
    this.table = table;
    this.tableName = table.tableName;

    const sessionTag = `aws:PrincipalTag/${TENANT_SESSION_TAG}`;
    tenantRole.grantPrincipal.addToPrincipalPolicy(
      new iam.PolicyStatement({
        sid: `RowsOfTheSessionsTenant${this.node.addr.slice(0, 8)}`,
        actions: [...ROW_ACTIONS_BY_KEY],
        resources: [table.tableArn],
        conditions: {
          // ForAllValues alone is true when the request lacks the key: the Null condition refuses that.
          'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [`\${${sessionTag}}`] },
          Null: { 'dynamodb:LeadingKeys': 'false', [sessionTag]: 'false' },
        },
      }),
    );
    encryptionKey.uses.tables(tenantRole);
    letTenantDataRolesUse(encryptionKey, tenantDataRoles);
  }
}
