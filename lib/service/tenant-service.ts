// The front door: one `new` for a service that only listed callers reach, and that reads its data for one tenant at a time.

import type * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { Aws, Duration, type RemovalPolicy, Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { ENVIRONMENT, isIssuer, stalenessBounds } from '../../contract';
import { IsolatedFunction } from '../common/isolated-function';
import { needs, seen } from '../common/needs';
import { needsProperties } from '../common/properties';
import { ServiceKey } from '../encryption';
import { AsapAuthorizer, AsapIdentity, type AsapKeyRepository, TenantSessions } from '../identity';
import { checkCallers } from '../identity/decision/callers';
import { type DecisionSettings, runtimeSettings } from '../identity/decision/decision-function';
import { type NetworkPlacementProps, placementOf } from '../network/placement';
import { type TenantContextService, TenantRole, TenantTable } from '../tenancy';
import { TENANT_SERVICE_PROPERTIES } from './properties';
import { EXECUTION_LOG_GROUPS, TenantApi } from './tenant-api';

/**
 * Properties of a `TenantService`.
 */
export interface TenantServiceProps extends NetworkPlacementProps {
  /**
   * Name of the service: its ASAP issuer and the audience of its callers' tokens. One of the key repository's issuers.
   */
  readonly serviceName: string;

  /**
   * The service's own code, as a bundle that contains what it needs.
   */
  readonly code: lambda.Code;

  /**
   * The handler in that code (`index.handler`), made with `withTenant` of `cdk-bulkhead/runtime`. A handler in another language does
   * itself what `withTenant` does: docs/session-broker.md lists it.
   */
  readonly handler: string;

  /**
   * Issuers that may call every method of this service. Nobody else may, but callers of single methods: `authorizer.allow`.
   *
   * The list may be empty. If no method has callers either, synthesis warns with `cdk-bulkhead:no-callers`.
   */
  readonly callers: string[];

  /**
   * Where public keys are published and read.
   */
  readonly keyRepository: AsapKeyRepository;

  /**
   * Where tenants are looked up.
   */
  readonly tenants: TenantContextService;

  /**
   * Runtime of the service's code, of any language.
   *
   * @default lambda.Runtime.NODEJS_24_X
   */
  readonly runtime?: lambda.Runtime;

  /**
   * Further environment variables of the service's function.
   *
   * @default - none
   */
  readonly environment?: { [name: string]: string };

  /**
   * Memory of the service's function in MiB.
   *
   * @default 256
   */
  readonly memorySize?: number;

  /**
   * How long the service's function may run. At most 29 seconds behind API Gateway.
   *
   * @default Duration.seconds(29)
   */
  readonly timeout?: Duration;

  /**
   * Requests a second that the API takes from all callers together; more are answered with 429.
   *
   * @default 1000
   */
  readonly requestsPerSecond?: number;

  /**
   * Requests at once that the API takes before the rate applies.
   *
   * @default 500
   */
  readonly burst?: number;

  /**
   * Names of the service's ASAP signing keys, oldest first: `keys` of its `AsapIdentity`.
   *
   * @default ['k1']
   */
  readonly signingKeys?: string[];

  /**
   * Roles that may manage the service's keys without using them, beside the deployment role. Give a second, independent one.
   *
   * @default - the deployment role alone, with a warning
   */
  readonly keyAdministrators?: iam.IRole[];

  /**
   * What becomes of keys and tables when they leave the stack.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * How long API Gateway reuses an authorizer's answer for the same token and tenant, at most a minute.
   *
   * @default Duration.seconds(60)
   */
  readonly authorizerCacheTtl?: Duration;

  /**
   * Longest accepted life of a caller's token, 1 second to 1 hour (ASAP's limit).
   *
   * @default Duration.minutes(5)
   */
  readonly maxTokenLifetime?: Duration;

  /**
   * How long a public key is used without asking the key repository again.
   *
   * @default Duration.minutes(5)
   */
  readonly keyMaxAge?: Duration;

  /**
   * How long a tenant's record is used without asking the Tenant Context Service again.
   *
   * @default Duration.seconds(5)
   */
  readonly tenantMaxAge?: Duration;

  /**
   * How long a tenant-bound session may be used, 1 second to 15 minutes.
   *
   * @default Duration.minutes(5)
   */
  readonly sessionLifetime?: Duration;
}

/**
 * How long something withdrawn can still take effect.
 */
export interface StalenessBound {
  /**
   * Until the last request is let in.
   */
  readonly requests: Duration;

  /**
   * Until the last read or write in a session that was given for such a request.
   */
  readonly data: Duration;
}

/**
 * The staleness bounds of a service, one for each event, computed from its settings.
 */
export interface StalenessBounds {
  /** A tenant is suspended, or its entitlement revoked. */
  readonly tenantSuspended: StalenessBound;

  /** A caller is taken off the list, counted from the end of the deployment. */
  readonly callerRemoved: StalenessBound;

  /** A public key is taken out of the repository. */
  readonly keyWithdrawn: StalenessBound;

  /** A token expires. */
  readonly tokenExpired: StalenessBound;

  /** A request ends; its session goes on. A compromised broker could ask for an hour. */
  readonly sessionOutlivesRequest: StalenessBound;
}

/**
 * One service of a multi-tenant application: function, API, key, ASAP identity, tenant table, and the session broker between them.
 */
export class TenantService extends Construct {
  /**
   * Name of the service.
   */
  public readonly serviceName: string;

  /**
   * The service's function. Nothing but its API invokes it.
   */
  public readonly function: lambda.IFunction;

  /**
   * The service's API. Every route is behind the authorizer.
   */
  public readonly api: apigateway.RestApi;

  /**
   * Base URL of the API, ending in a slash.
   */
  public readonly url: string;

  /**
   * Key of the service's data.
   */
  public readonly key: ServiceKey;

  /**
   * The service's ASAP identity, with which its function signs calls to others.
   */
  public readonly identity: AsapIdentity;

  /**
   * The authorizer in front of the API.
   */
  public readonly authorizer: AsapAuthorizer;

  /**
   * The session broker.
   */
  public readonly sessions: TenantSessions;

  /**
   * The role of tenant-bound sessions.
   */
  public readonly tenantRole: TenantRole;

  /**
   * The table of the service's tenants.
   */
  public readonly tenantTable: TenantTable;

  /**
   * How long something withdrawn can still take effect.
   */
  public readonly stalenessBounds: StalenessBounds;

  /**
   * Creates the service; throws where the key repository does not list it or one of its callers.
   */
  public constructor(scope: Construct, id: string, props: TenantServiceProps) {
    super(scope, id);
    needsProperties(this.node.path, props, TENANT_SERVICE_PROPERTIES);
    const { serviceName, callers, keyRepository, tenants, keyAdministrators, removalPolicy } = props;
    needs(isIssuer(serviceName), this, `serviceName is ${seen(serviceName)}, expected segments of [A-Za-z0-9_.+-] joined by "/"`);
    needs(
      keyRepository.issuers.includes(serviceName),
      this,
      `serviceName ${seen(serviceName)} is not on the key repository's list ${seen(keyRepository.issuers)}: correct the name, or add it to the \`issuers\` of ${keyRepository.node.path}`,
    );
    checkCallers(this, serviceName, callers, keyRepository);
    const timeout = props.timeout ?? Duration.seconds(29);
    needs(
      timeout.toSeconds() <= 29,
      this,
      `timeout is ${timeout.toSeconds()} seconds, expected at most 29: API Gateway gives up after that`,
    );
    const settings: DecisionSettings = {
      authorizerCacheTtl: props.authorizerCacheTtl,
      maxTokenLifetime: props.maxTokenLifetime,
      keyMaxAge: props.keyMaxAge,
      tenantMaxAge: props.tenantMaxAge,
      sessionLifetime: props.sessionLifetime,
      handlerTimeout: timeout,
    };
    this.serviceName = serviceName;
    this.stalenessBounds = publishedBounds(runtimeSettings(this, settings));

    const { network, segment, vpc, subnets, securityGroup, vpcEndpointIds } = props;
    const where: NetworkPlacementProps = { network, segment, vpc, subnets, securityGroup, vpcEndpointIds };
    const placement = placementOf(this, where, { name: serviceName, calls: ['lambda', 'kms', 'ssm', 'dynamodb'] });
    if (placement?.executeApiEndpointId === undefined) {
      Validations.of(this).addWarning(
        'cdk-bulkhead:public-api',
        'the API has a public address, and its authorizer alone stands before it: give a `network`, and it is private',
      );
    }

    this.key = new ServiceKey(this, 'Key', {
      serviceName,
      administrators: keyAdministrators,
      removalPolicy,
      logGroupNames: [`${Aws.STACK_NAME}-*`, EXECUTION_LOG_GROUPS],
    });
    this.identity = new AsapIdentity(this, 'Identity', {
      issuer: serviceName,
      keys: props.signingKeys,
      keyRepository,
      logsKey: this.key,
      keyAdministrators,
      removalPolicy,
      ...where,
    });
    this.tenantRole = new TenantRole(this, 'TenantRole', { serviceName });
    this.tenantTable = new TenantTable(this, 'TenantTable', {
      encryptionKey: this.key,
      tenantRole: this.tenantRole,
      removalPolicy,
    });
    this.key.uses.tenantEnvelope(this.tenantRole);

    const decision = { serviceName, callers, keyRepository, tenants, logsKey: this.key, ...settings, ...where };
    this.authorizer = new AsapAuthorizer(this, 'Authorizer', decision);
    this.sessions = new TenantSessions(this, 'Sessions', {
      ...decision,
      tenantRole: this.tenantRole,
      authorizer: this.authorizer,
    });

    const service = new IsolatedFunction(this, 'Service', {
      code: props.code,
      handler: props.handler,
      description: `bulkhead: ${serviceName}`,
      runtime: props.runtime,
      memorySize: props.memorySize,
      timeout,
      logsKey: this.key,
      placement,
      environment: {
        ...props.environment,
        [ENVIRONMENT.service]: serviceName,
        [ENVIRONMENT.sessionsFunction]: this.sessions.function.functionName,
        [ENVIRONMENT.tenantTable]: this.tenantTable.tableName,
        [ENVIRONMENT.signingPointer]: this.identity.signingPointerName,
      },
    });
    const taken = Object.keys(props.environment ?? {}).filter((name) => name.startsWith('BULKHEAD_'));
    needs(taken.length === 0, this, `environment names ${seen(taken)}: names that begin with BULKHEAD_ are the library's own`);
    this.function = service.function;
    this.sessions.grantInvoke(service.role);
    this.identity.grantSign(service.role);

    const { api } = new TenantApi(this, 'Front', {
      serviceName,
      handler: this.function,
      authorizer: this.authorizer,
      logsKey: this.key,
      placement,
      requestsPerSecond: props.requestsPerSecond ?? 1000,
      burst: props.burst ?? 500,
    });
    this.api = api;
    this.url = api.url;
  }

  /**
   * Requests that the API refused with a 4xx: unproven and unlisted callers, unknown, suspended and unentitled tenants.
   */
  public metricRefused(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.api.metricClientError(props);
  }

  /**
   * Requests that failed with a 5xx, among them those that could not be decided because a dependency was down (503).
   */
  public metricFailed(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.api.metricServerError(props);
  }

  /**
   * Alarm on `metricFailed`: any in three of five minutes.
   */
  public alarmFailed(id: string): cloudwatch.Alarm {
    return this.metricFailed({ period: Duration.minutes(1), statistic: cloudwatch.Stats.SUM }).createAlarm(this, id, {
      threshold: 1,
      evaluationPeriods: 5,
      datapointsToAlarm: 3,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  }
}

function publishedBounds(settings: Parameters<typeof stalenessBounds>[0]): StalenessBounds {
  const { tenantSuspended, callerRemoved, keyWithdrawn, tokenExpired, sessionOutlivesRequest } = stalenessBounds(settings);
  const published = ({ requests, data }: { requests: number; data: number }): StalenessBound => ({
    requests: Duration.seconds(requests),
    data: Duration.seconds(data),
  });
  return {
    tenantSuspended: published(tenantSuspended),
    callerRemoved: published(callerRemoved),
    keyWithdrawn: published(keyWithdrawn),
    tokenExpired: published(tokenExpired),
    sessionOutlivesRequest: published(sessionOutlivesRequest),
  };
}
