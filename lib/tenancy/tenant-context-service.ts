// The Tenant Context Service: which tenants exist, whether they are active, and which services they are entitled to. Commands go
// through one function, and lookups are GetItem alone. IAM guards both. Authorizers call this service, so this service cannot have an
// authorizer in front of it.

import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { Duration, Lazy, type RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { ENVIRONMENT, ROW_ACTIONS, TABLE_KEYS } from '../../contract';
import { bundledCode, IsolatedFunction } from '../common/isolated-function';
import { needs, seen } from '../common/needs';
import { needsProperties } from '../common/properties';
import { ServiceKey } from '../encryption';
import { roleArnFor } from '../encryption/key-principal';
import { type NetworkPlacementProps, placementOf } from '../network/placement';
import { TENANT_CONTEXT_SERVICE_PROPERTIES } from './properties';
import { tableLifetime } from './table-lifetime';
import { tableWalls } from './table-walls';
import { letTenantDataRolesUse, TenantDataRoleClass } from './tenant-data-role-class';

/**
 * Properties of a `TenantContextService`.
 */
export interface TenantContextServiceProps extends NetworkPlacementProps {
  /**
   * Roles that may manage the service's key but not use it, in addition to the deployment role.
   *
   * @default - only the deployment role, with a warning
   */
  readonly keyAdministrators?: iam.IRole[];

  /**
   * Roles that may read the settings of the service’s key: policies, grants, rotation, tags. They may neither use nor change it. An auditor from IAM
   * Identity Center: `IdentityCenterRole.fromPermissionSet`.
   *
   * @default - none
   */
  readonly keyAuditors?: iam.IRole[];

  /**
   * What CloudFormation does with the catalogue, its key and its log group when they leave the stack. The catalogue keeps every tenant id, so
   * that no id is used twice: with DESTROY, CloudFormation deletes this record.
   *
   * @default - RETAIN for the catalogue, and RETAIN_ON_UPDATE_OR_DELETE for the key and the log group: a failed first deployment leaves only
   * the empty catalogue behind
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * Whether DynamoDB refuses to delete the catalogue, also by hand.
   *
   * @default - true, and false if the removal policy is DESTROY
   */
  readonly deletionProtection?: boolean;

  /**
   * Classes of roles that may copy or restore the catalogue: `TenantDataRoleClass.BACKUP` and `TenantDataRoleClass.RESTORE`. The policies of
   * the catalogue and of its key let them through, and their own identity policies decide what they may do.
   *
   * @default - none: nobody makes or restores a copy of the catalogue
   */
  readonly tenantDataRoles?: TenantDataRoleClass[];
}

/**
 * The catalogue of tenants and its command function.
 */
export class TenantContextService extends Construct {
  /**
   * Name of the catalogue table.
   */
  public readonly catalogueTableName: string;

  /**
   * Key of the catalogue.
   */
  public readonly key: ServiceKey;

  /**
   * The function that takes commands: provision, entitle, revoke, suspend, activate. Only IAM decides who may invoke it: see
   * `grantCommands`.
   */
  public readonly commandsFunction: lambda.IFunction;

  private readonly table: dynamodb.Table;
  private readonly services = new Set<string>();
  private commandsRole: iam.IRole | undefined;
  /** ARNs of the roles that may look tenants up. */
  private readonly readers: string[] = [];

  /**
   * Creates the catalogue, its key, and the only function that may write to the catalogue.
   *
   * Throws if a property has the wrong form.
   */
  public constructor(scope: Construct, id: string, props: TenantContextServiceProps = {}) {
    super(scope, id);
    needsProperties(this.node.path, props, TENANT_CONTEXT_SERVICE_PROPERTIES);
    const { removalPolicy, tenantDataRoles = [] } = props;
    needs(
      tenantDataRoles.every((one) => OF_CATALOGUE.includes(one)),
      this,
      `tenantDataRoles is ${seen(tenantDataRoles)}`,
      `only ${OF_CATALOGUE.join(' and ')}: the command function alone writes records, and \`grantLookup\` lets roles read them`,
      'remove the other classes',
    );
    this.key = new ServiceKey(this, 'Key', {
      serviceName: 'tenant-context',
      administrators: props.keyAdministrators,
      auditors: props.keyAuditors,
      removalPolicy,
    });
    this.table = new dynamodb.Table(this, 'Catalogue', {
      partitionKey: { name: TABLE_KEYS.partition, type: dynamodb.AttributeType.STRING },
      sortKey: { name: TABLE_KEYS.sort, type: dynamodb.AttributeType.STRING },
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      encryption: dynamodb.TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: this.key,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      ...tableLifetime(this, this.key, props),
      resourcePolicy: tableWalls(this, {
        rows: [
          { sid: 'LookupsForReadersOnly', actions: [LOOKUP], roleArns: () => [...this.writers(), ...this.readers] },
          {
            sid: 'RecordsForTheCommandsOnly',
            actions: ROW_ACTIONS.filter((action) => action !== LOOKUP),
            roleArns: () => this.writers(),
          },
        ],
        encryptionKey: this.key,
        tenantDataRoles,
      }),
    });
    letTenantDataRolesUse(this.key, tenantDataRoles);
    this.catalogueTableName = this.table.tableName;

    const commands = new IsolatedFunction(this, 'Commands', {
      code: bundledCode('tenant-context-commands'),
      handler: 'index.handler',
      description: 'bulkhead: commands of the Tenant Context Service',
      environment: {
        [ENVIRONMENT.catalogueTable]: this.table.tableName,
        // Complete once the whole app is built.
        [ENVIRONMENT.services]: Lazy.string({ produce: () => this.knownServices() }),
      },
      logsKey: this.key,
      placement: placementOf(this, props, { name: 'tenant-context', calls: ['dynamodb'] }),
      timeout: Duration.seconds(15),
    });
    this.commandsFunction = commands.function;
    this.commandsRole = commands.role;
    commands.role.addToPrincipalPolicy(
      new iam.PolicyStatement({
        sid: 'ReadAndWriteCatalogue',
        // The actions of its parts allow TransactWriteItems. No DeleteItem: a tenant id is kept for ever.
        actions: ['dynamodb:GetItem', 'dynamodb:PutItem'],
        resources: [this.table.tableArn],
      }),
    );
    commands.bindToCode([LOOKUP, 'dynamodb:PutItem']);
    this.key.uses.tables(commands.role);
  }

  /** @internal Adds a service that looks tenants up: a tenant may be entitled to it. */
  public _knowService(serviceName: string): void {
    this.services.add(serviceName);
  }

  /** ARNs of the roles that may write records. */
  private writers(): string[] {
    return this.commandsRole === undefined ? [] : [this.commandsRole.roleArn];
  }

  /** Undefined, and thus not in the environment, if there are no services or too many for it. */
  private knownServices(): string | undefined {
    const names = [...this.services].sort().join(',');
    return names === '' || names.length > MAX_SERVICES_LENGTH ? undefined : names;
  }

  /**
   * Lets a role look tenants up (GetItem), and nothing else. A role of another stack must have a `roleName`.
   *
   * Throws for a principal that is not a role.
   */
  public grantLookup(grantee: iam.IGrantable): iam.Grant {
    const grant = iam.Grant.addToPrincipal({ grantee, actions: [LOOKUP], resourceArns: [this.table.tableArn] });
    const combined = grant.combine(this.key.uses.tables(grantee));
    this.readers.push(roleArnFor(this.key, grantee));
    return combined;
  }

  /**
   * Lets a principal send commands: provision, entitle, revoke, suspend, activate.
   */
  public grantCommands(grantee: iam.IGrantable): iam.Grant {
    return iam.Grant.addToPrincipal({
      grantee,
      actions: ['lambda:InvokeFunction'],
      resourceArns: [this.commandsFunction.functionArn],
    });
  }
}

const OF_CATALOGUE: readonly TenantDataRoleClass[] = [TenantDataRoleClass.BACKUP, TenantDataRoleClass.RESTORE];

const LOOKUP = 'dynamodb:GetItem';

/** In characters. A function's environment holds 4 KB in all. Without the list, commands do not warn of a misspelt service. */
const MAX_SERVICES_LENGTH = 2048;
