// The front door: one construct for a service that only listed callers reach, and that reads its data for one tenant at a time.

import type * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { Aws, Duration, Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { ENVIRONMENT, threeParts } from '../../contract';
import { type AlarmOptions, alarmOn } from '../common/alarm-options';
import { IsolatedFunction } from '../common/isolated-function';
import { needsIssuerName } from '../common/issuer-name';
import { needs, seen } from '../common/needs';
import { needsProperties } from '../common/properties';
import { needsReservedConcurrency } from '../common/reserved-concurrency';
import { ServiceKey } from '../encryption';
import { AsapAuthorizer, AsapIdentity, TenantSessionBroker } from '../identity';
import { checkCallers } from '../identity/decision/callers';
import { type DecisionSettings, runtimeSettings } from '../identity/decision/decision-function';
import { type NetworkPlacementProps, placementOf } from '../network/placement';
import { TenantRole, TenantTable } from '../tenancy';
import { ConcurrencyReminder } from './concurrency-reminder';
import { TENANT_SERVICE_PROPERTIES } from './properties';
import { publishedBounds, type StalenessBounds } from './staleness-bounds';
import { EXECUTION_LOG_GROUPS, TenantApi } from './tenant-api';
import type { TenantServiceProps } from './tenant-service-props';

/**
 * One service of a multi-tenant application: function, API, key, ASAP identity, authorizer, tenant table, tenant role and session broker.
 */
export class TenantService extends Construct {
  /**
   * Name of the service.
   */
  public readonly serviceName: string;

  /**
   * The service's function. Only its API invokes it.
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
   * The service's ASAP identity. The function signs its calls to other services with it.
   */
  public readonly identity: AsapIdentity;

  /**
   * The authorizer in front of the API.
   */
  public readonly authorizer: AsapAuthorizer;

  /**
   * The session broker.
   */
  public readonly sessionBroker: TenantSessionBroker;

  /**
   * The role of tenant-bound sessions.
   */
  public readonly tenantRole: TenantRole;

  /**
   * The table of the service's tenants.
   */
  public readonly tenantTable: TenantTable;

  /**
   * How long something that was withdrawn can still have an effect, computed from the settings of this service.
   */
  public readonly stalenessBounds: StalenessBounds;

  /**
   * Creates the service.
   *
   * Throws if a property has the wrong form, or if the key repository does not list the service or one of its callers.
   */
  public constructor(scope: Construct, id: string, props: TenantServiceProps) {
    super(scope, id);
    needsProperties(this.node.path, props, TENANT_SERVICE_PROPERTIES);
    const { serviceName, callers, keyRepository, tenants, keyAdministrators, keyAuditors, removalPolicy } = props;
    needsIssuerName(this, 'serviceName', serviceName);
    needs(
      keyRepository.issuers.includes(serviceName),
      this,
      `serviceName ${seen(serviceName)} is not an issuer of the key repository`,
      `one of its issuers: ${keyRepository.issuers.join(', ')}`,
      `correct the name, or add it to \`issuers\` of ${keyRepository.node.path}`,
    );
    checkCallers(this, serviceName, callers, keyRepository);
    const timeout = props.timeout ?? Duration.seconds(29);
    needs(
      timeout.toSeconds() <= 29,
      this,
      `timeout is ${timeout.toSeconds()} seconds`,
      'at most 29 seconds: API Gateway waits no longer',
      'write timeout: Duration.seconds(29), or leave timeout out',
    );
    const { reservedConcurrentExecutions, authorizerReservedConcurrentExecutions, sessionBrokerReservedConcurrentExecutions } =
      props;
    const reserved = {
      reservedConcurrentExecutions,
      authorizerReservedConcurrentExecutions,
      sessionBrokerReservedConcurrentExecutions,
    };
    for (const [name, value] of Object.entries(reserved)) needsReservedConcurrency(this, name, value);
    if (reservedConcurrentExecutions === undefined) ConcurrencyReminder.about(this);
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

    const { network, segment, vpc, vpcSubnets, securityGroups, vpcEndpointIds } = props;
    const where: NetworkPlacementProps = { network, segment, vpc, vpcSubnets, securityGroups, vpcEndpointIds };
    const placement = placementOf(this, where, { name: serviceName, calls: ['lambda', 'kms', 'ssm', 'dynamodb'] });
    if (placement?.executeApiEndpointId === undefined) {
      Validations.of(this).addWarning(
        'cdk-bulkhead:public-api',
        threeParts(
          'the API has a public address, and only its authorizer protects it',
          'a private API, which only callers in the network can reach',
          "pass a SegmentedVpc as `network`, or write `Validations.of(scope).acknowledge({ id: 'cdk-bulkhead:public-api', reason: '…' })`",
        ),
      );
    }

    this.key = new ServiceKey(this, 'Key', {
      serviceName,
      administrators: keyAdministrators,
      auditors: keyAuditors,
      removalPolicy,
      logGroupNames: [`${Aws.STACK_NAME}-*`, EXECUTION_LOG_GROUPS],
    });
    this.identity = new AsapIdentity(this, 'Identity', {
      issuer: serviceName,
      keys: props.signingKeys,
      keyRepository,
      logsKey: this.key,
      keyAdministrators,
      keyAuditors,
      removalPolicy,
      ...where,
    });
    this.tenantRole = new TenantRole(this, 'TenantRole', { serviceName, onlyFromVpcs: props.tenantSessionsOnlyFromVpcs });
    this.tenantTable = new TenantTable(this, 'TenantTable', {
      encryptionKey: this.key,
      tenantRole: this.tenantRole,
      removalPolicy,
      deletionProtection: props.deletionProtection,
      tenantDataRoles: props.tenantDataRoles,
    });
    this.key.uses.tenantEnvelope(this.tenantRole);

    const decision = { serviceName, callers, keyRepository, tenants, logsKey: this.key, ...settings, ...where };
    this.authorizer = new AsapAuthorizer(this, 'Authorizer', {
      ...decision,
      reservedConcurrentExecutions: authorizerReservedConcurrentExecutions,
    });
    this.sessionBroker = new TenantSessionBroker(this, 'Sessions', {
      ...decision,
      tenantRole: this.tenantRole,
      authorizer: this.authorizer,
      reservedConcurrentExecutions: sessionBrokerReservedConcurrentExecutions,
    });

    const service = new IsolatedFunction(this, 'Service', {
      code: props.code,
      handler: props.handler,
      description: `bulkhead: ${serviceName}`,
      runtime: props.runtime,
      memorySize: props.memorySize,
      timeout,
      reservedConcurrentExecutions,
      logsKey: this.key,
      placement,
      environment: {
        ...props.environment,
        [ENVIRONMENT.service]: serviceName,
        [ENVIRONMENT.sessionsFunction]: this.sessionBroker.function.functionName,
        [ENVIRONMENT.handlerTimeout]: String(timeout.toSeconds()),
        [ENVIRONMENT.tenantTable]: this.tenantTable.tableName,
        [ENVIRONMENT.signingPointer]: this.identity.signingPointerName,
        [ENVIRONMENT.deployedSigningKey]: this.identity.deployedSigningKey,
      },
    });
    const taken = Object.keys(props.environment ?? {}).filter((name) => name.startsWith('BULKHEAD_'));
    needs(
      taken.length === 0,
      this,
      `environment contains ${taken.join(', ')}`,
      'other names: those that begin with BULKHEAD_ are reserved for this library',
      'rename these variables',
    );
    this.function = service.function;
    this.sessionBroker.grantInvoke(service.role);
    this.identity.grantSign(service.role);

    const { api } = new TenantApi(this, 'Front', {
      serviceName,
      handler: this.function,
      authorizer: this.authorizer,
      logsKey: this.key,
      placement,
      throttlingRateLimit: props.throttlingRateLimit ?? 1000,
      throttlingBurstLimit: props.throttlingBurstLimit ?? 500,
    });
    this.api = api;
    this.url = api.url;
  }

  /**
   * Number of requests that the API refused with a 4xx: callers that are not proven or not listed, and tenants that are unknown, suspended
   * or not entitled. Sum over five minutes by default.
   */
  public metricRefused(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.api.metricClientError(props);
  }

  /**
   * Number of requests that failed with a 5xx, including those that could not be decided because a dependency was down (503). Sum over
   * five minutes by default.
   */
  public metricFailed(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.api.metricServerError(props);
  }

  /**
   * Alarm on `metricFailed`. By default it goes off at one failed request a minute or more, in three of five minutes.
   */
  public alarmFailed(id: string, options: AlarmOptions = {}): cloudwatch.Alarm {
    const failed = this.metricFailed({ period: Duration.minutes(1), statistic: cloudwatch.Stats.SUM });
    const alarmDescription = `bulkhead: API of ${this.serviceName} answers with 5xx`;
    return alarmOn(this, id, failed, { alarmDescription, threshold: 1, evaluationPeriods: 5, datapointsToAlarm: 3 }, options);
  }
}
