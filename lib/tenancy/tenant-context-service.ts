// The Tenant Context Service: which tenants exist, whether they are active, and which services they are entitled to. Commands go
// through one function, lookups are GetItem alone, and both are reached by IAM only: an authorizer asks it, so none can be before it.

import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { Duration, Lazy, RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { ENVIRONMENT, TABLE_KEYS } from '../../contract';
import { bundledCode, IsolatedFunction } from '../common/isolated-function';
import { needsProperties } from '../common/properties';
import { ServiceKey } from '../encryption';
import { type NetworkPlacementProps, placementOf } from '../network/placement';
import { TENANT_CONTEXT_SERVICE_PROPERTIES } from './properties';

/**
 * Properties of a `TenantContextService`.
 */
export interface TenantContextServiceProps extends NetworkPlacementProps {
  /**
   * Roles that may manage the service's key without using it, beside the deployment role.
   *
   * @default - the deployment role alone, with a warning
   */
  readonly keyAdministrators?: iam.IRole[];

  /**
   * What becomes of catalogue and key when they leave the stack. A tenant id is never reused as long as its record stands.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
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
   * Takes commands: provision, entitle, revoke, suspend, activate. Invoked with IAM; nothing else leads to it.
   */
  public readonly commandsFunction: lambda.IFunction;

  private readonly table: dynamodb.Table;
  private readonly services = new Set<string>();

  /**
   * Creates the catalogue, its key, and the function that alone may write to it.
   */
  public constructor(scope: Construct, id: string, props: TenantContextServiceProps = {}) {
    super(scope, id);
    needsProperties(this.node.path, props, TENANT_CONTEXT_SERVICE_PROPERTIES);
    const { removalPolicy = RemovalPolicy.RETAIN } = props;
    this.key = new ServiceKey(this, 'Key', {
      serviceName: 'tenant-context',
      administrators: props.keyAdministrators,
      removalPolicy,
    });
    this.table = new dynamodb.Table(this, 'Catalogue', {
      partitionKey: { name: TABLE_KEYS.partition, type: dynamodb.AttributeType.STRING },
      sortKey: { name: TABLE_KEYS.sort, type: dynamodb.AttributeType.STRING },
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      encryption: dynamodb.TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: this.key,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: removalPolicy === RemovalPolicy.RETAIN,
      removalPolicy,
    });
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
    commands.role.addToPrincipalPolicy(
      new iam.PolicyStatement({
        sid: 'ReadAndWriteCatalogue',
        // TransactWriteItems is allowed by the actions of its parts. No DeleteItem: a tenant id stands for ever.
        actions: ['dynamodb:GetItem', 'dynamodb:PutItem'],
        resources: [this.table.tableArn],
      }),
    );
    this.key.uses.tables(commands.role);
  }

  /** @internal A service that looks tenants up: its name is one that a tenant may be entitled to. */
  public _knowService(serviceName: string): void {
    this.services.add(serviceName);
  }

  /** Undefined, and so not in the environment, if there are none or more than fit. */
  private knownServices(): string | undefined {
    const names = [...this.services].sort().join(',');
    return names === '' || names.length > MAX_SERVICES_LENGTH ? undefined : names;
  }

  /**
   * Lets a role look tenants up, and nothing else. A role of another stack must have a name of its own.
   */
  public grantLookup(grantee: iam.IGrantable): iam.Grant {
    const grant = iam.Grant.addToPrincipal({
      grantee,
      actions: ['dynamodb:GetItem'],
      resourceArns: [this.table.tableArn],
    });
    return grant.combine(this.key.uses.tables(grantee));
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

/** Characters. A function's environment holds 4 KB in all; without the list, nobody is warned of a slip. */
const MAX_SERVICES_LENGTH = 2048;
