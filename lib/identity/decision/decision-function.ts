// What authorizer and session broker have in common: settings, allow-list, and the reads of the decision. One place, so that the two
// cannot differ.

import { Aws, Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import {
  type AllowList,
  ASAP_MAX_LIFETIME_SECONDS,
  DECISION_TIMEOUT_SECONDS,
  DEFAULT_AUTHORIZER_CACHE_SECONDS,
  DEFAULT_KEY_MAX_AGE_SECONDS,
  DEFAULT_LEEWAY_SECONDS,
  DEFAULT_MAX_TOKEN_LIFETIME_SECONDS,
  DEFAULT_SESSION_LIFETIME_SECONDS,
  DEFAULT_TENANT_MAX_AGE_SECONDS,
  DEFAULT_TOKEN_LIFETIME_SECONDS,
  ENVIRONMENT,
  type RuntimeSettings,
  STS_MIN_SESSION_SECONDS,
} from '../../../contract';
import { bundledCode, IsolatedFunction } from '../../common/isolated-function';
import { needs } from '../../common/needs';
import { needsReservedConcurrency } from '../../common/reserved-concurrency';
import type { ServiceKey } from '../../encryption';
import { type NetworkPlacementProps, placementOf } from '../../network/placement';
import type { TenantContextService } from '../../tenancy';
import type { AsapKeyRepository } from '../keys/asap-key-repository';
import { AllowListDelivery } from './allow-list-delivery';
import { checkCallers } from './callers';
import type { MethodRules } from './method-rules';

/**
 * Settings of a decision about a request. Each is part of a staleness bound: see `StalenessBounds`.
 */
export interface DecisionSettings {
  /**
   * How long API Gateway reuses an authorizer's answer for the same token and tenant, 0 seconds to 1 minute.
   *
   * @default Duration.seconds(60)
   */
  readonly authorizerCacheTtl?: Duration;

  /**
   * Longest accepted lifetime of a token (`exp - iat`), 1 second to 1 hour. The hour is ASAP's limit.
   *
   * @default Duration.minutes(5)
   */
  readonly maxTokenLifetime?: Duration;

  /**
   * How long the decision uses a public key before it reads the key repository again, 1 second to 1 hour.
   *
   * @default Duration.minutes(5)
   */
  readonly keyMaxAge?: Duration;

  /**
   * How long the decision uses a tenant's record before it reads the Tenant Context Service again, 0 seconds to 5 minutes.
   *
   * @default Duration.seconds(5)
   */
  readonly tenantMaxAge?: Duration;

  /**
   * How long a tenant-bound session is valid, 1 second to 15 minutes.
   *
   * The session broker hands a session to later requests of the same tenant and caller, while it stays valid for longer than `handlerTimeout`. If
   * `sessionLifetime` is not longer than `handlerTimeout`, each request needs a session of its own, and synthesis warns with
   * `cdk-bulkhead:no-session-reuse`.
   *
   * @default Duration.minutes(5)
   */
  readonly sessionLifetime?: Duration;

  /**
   * How long the handler behind the API may run, 1 second to 15 minutes. The session broker accepts an expired token for this time plus
   * `authorizerCacheTtl`, because the request with the token may still run.
   *
   * @default Duration.seconds(29)
   */
  readonly handlerTimeout?: Duration;
}

/** The settings in seconds, checked. */
export function runtimeSettings(scope: Construct, settings: DecisionSettings): RuntimeSettings {
  const seconds = (name: keyof DecisionSettings, byDefault: number, least: number, most: number): number => {
    const value = settings[name]?.toSeconds() ?? byDefault;
    needs(
      value >= least && value <= most,
      scope,
      `${name} is ${value} seconds`,
      `${least} to ${most} seconds`,
      `write ${name}: Duration.seconds(${byDefault}), or leave ${name} out`,
    );
    return value;
  };
  return {
    // A cached answer can outlive the token by its whole time in the cache, so that time must not exceed a token's lifetime.
    authorizerCacheSeconds: seconds('authorizerCacheTtl', DEFAULT_AUTHORIZER_CACHE_SECONDS, 0, DEFAULT_TOKEN_LIFETIME_SECONDS),
    maxTokenLifetimeSeconds: seconds('maxTokenLifetime', DEFAULT_MAX_TOKEN_LIFETIME_SECONDS, 1, ASAP_MAX_LIFETIME_SECONDS),
    leewaySeconds: DEFAULT_LEEWAY_SECONDS,
    keyMaxAgeSeconds: seconds('keyMaxAge', DEFAULT_KEY_MAX_AGE_SECONDS, 1, 3600),
    tenantMaxAgeSeconds: seconds('tenantMaxAge', DEFAULT_TENANT_MAX_AGE_SECONDS, 0, 300),
    sessionLifetimeSeconds: seconds('sessionLifetime', DEFAULT_SESSION_LIFETIME_SECONDS, 1, STS_MIN_SESSION_SECONDS),
    // API Gateway gives up on an integration after 29 seconds unless the quota was raised; Lambda after 15 minutes.
    handlerTimeoutSeconds: seconds('handlerTimeout', 29, 1, 900),
  };
}

export interface DecisionFunctionProps extends NetworkPlacementProps {
  readonly kind: 'authorizer' | 'session-broker';
  readonly serviceName: string;
  readonly callers: string[];
  /** The callers of single methods too. */
  readonly methodRules: MethodRules;
  readonly keyRepository: AsapKeyRepository;
  readonly tenants: TenantContextService;
  readonly logsKey: ServiceKey;
  readonly settings: RuntimeSettings;
  readonly reservedConcurrentExecutions?: number;
  readonly environment?: { readonly [name: string]: string };
}

/** An authorizer or broker function, with the reads of the decision granted. */
export class DecisionFunction extends IsolatedFunction {
  public constructor(scope: Construct, id: string, props: DecisionFunctionProps) {
    const { serviceName, callers, keyRepository, tenants } = props;
    checkCallers(scope, serviceName, callers, keyRepository);
    needsReservedConcurrency(scope, 'reservedConcurrentExecutions', props.reservedConcurrentExecutions);
    const literal = {
      [ENVIRONMENT.service]: serviceName,
      [ENVIRONMENT.settings]: JSON.stringify(props.settings),
    };
    const delivery = new AllowListDelivery(
      () => allowListFor(props),
      literal,
      () => props.methodRules.settle(),
    );
    super(scope, id, {
      code: bundledCode(props.kind),
      handler: 'index.handler',
      description: `bulkhead: ${props.kind} of ${serviceName}`,
      environment: {
        ...literal,
        ...delivery.environment(),
        [ENVIRONMENT.keyRepositoryUrl]: keyRepository.baseUrl,
        [ENVIRONMENT.catalogueTable]: tenants.catalogueTableName,
        [ENVIRONMENT.urlSuffix]: Aws.URL_SUFFIX,
        ...props.environment,
      },
      logsKey: props.logsKey,
      placement: placementOf(scope, props, { name: serviceName, calls: CALLS[props.kind] }),
      timeout: Duration.seconds(DECISION_TIMEOUT_SECONDS),
      reservedConcurrentExecutions: props.reservedConcurrentExecutions,
      // The Tenant Context Service's key names this role from its own stack.
      roleHasLiteralName: true,
    });
    keyRepository.grantRead(this.role);
    tenants.grantLookup(this.role);
    tenants._knowService(serviceName);
    delivery.deliverTo(this, this.function, props.kind);
  }
}

/** A broker sees a token and no route: it accepts the callers of every method. */
function allowListFor({ kind, callers, methodRules, keyRepository }: DecisionFunctionProps): AllowList {
  const issuers = [...keyRepository.issuers].sort();
  return kind === 'authorizer'
    ? { callers: [...callers].sort(), issuers, rules: methodRules.written }
    : { callers: methodRules.allCallers, issuers, rules: [] };
}

/** The key repository, the catalogue, and for the broker the session. */
const CALLS = { authorizer: ['s3', 'dynamodb'], 'session-broker': ['s3', 'dynamodb', 'sts'] };
