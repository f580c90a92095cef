// The Tenant Context Service: which tenants exist, whether they are active, and which services they are entitled to. Commands go
// through one function, and lookups are GetItem alone. IAM guards both. Authorizers call this service, so this service cannot have an
// authorizer in front of it.

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
   * Roles that may manage the service's key but not use it, in addition to the deployment role.
   *
   * @default - only the deployment role, with a warning
   */
  readonly keyAdministrators?: iam.IRole[];

  /**
   * What CloudFormation does with the catalogue and its key when they leave the stack. The catalogue keeps every tenant id, so that no
   * id is used twice. With a value other than RETAIN, CloudFormation can delete this record.
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
   * The function that takes commands: provision, entitle, revoke, suspend, activate. Only IAM decides who may invoke it: see
   * `grantCommands`.
   */
  public readonly commandsFunction: lambda.IFunction;

  private readonly table: dynamodb.Table;
  private readonly services = new Set<string>();

  /**
   * Creates the catalogue, its key, and the only function that may write to the catalogue.
   *
   * Throws if a property has the wrong form.
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
        // The actions of its parts allow TransactWriteItems. No DeleteItem: a tenant id is kept for ever.
        actions: ['dynamodb:GetItem', 'dynamodb:PutItem'],
        resources: [this.table.tableArn],
      }),
    );
    this.key.uses.tables(commands.role);
  }

  /** @internal Adds a service that looks tenants up: a tenant may be entitled to it. */
  public _knowService(serviceName: string): void {
    this.services.add(serviceName);
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

/** In characters. A function's environment holds 4 KB in all. Without the list, commands do not warn of a misspelt service. */
const MAX_SERVICES_LENGTH = 2048;
