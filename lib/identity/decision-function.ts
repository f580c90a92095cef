// What authorizer and session broker have in common: settings, allow-list, and the reads that the decision makes. One place, so
// that the two cannot come to differ.

import { Aws, type Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import {
  ASAP_MAX_LIFETIME_SECONDS,
  DEFAULT_AUTHORIZER_CACHE_SECONDS,
  DEFAULT_KEY_MAX_AGE_SECONDS,
  DEFAULT_LEEWAY_SECONDS,
  DEFAULT_MAX_TOKEN_LIFETIME_SECONDS,
  DEFAULT_SESSION_LIFETIME_SECONDS,
  DEFAULT_TENANT_MAX_AGE_SECONDS,
  DEFAULT_TOKEN_LIFETIME_SECONDS,
  ENVIRONMENT,
  LAMBDA_ENVIRONMENT_BYTES,
  type RuntimeSettings,
  STS_MIN_SESSION_SECONDS,
} from '../../contract';
import { bundledCode, IsolatedFunction } from '../common/isolated-function';
import { needs, seen } from '../common/needs';
import type { ServiceKey } from '../encryption';
import { type NetworkPlacementProps, placementOf } from '../network/placement';
import type { TenantContextService } from '../tenancy';
import type { AsapKeyRepository } from './asap-key-repository';

/**
 * Settings of a decision about a request. Each is part of a published staleness bound.
 */
export interface DecisionSettings {
  /**
   * How long API Gateway reuses an authorizer's answer for the same token and tenant. At most `tokenLifetime` long.
   *
   * @default Duration.seconds(60)
   */
  readonly authorizerCacheTtl?: Duration;

  /**
   * Longest accepted life of a token (`exp - iat`), 1 second to 1 hour (ASAP's limit).
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

  /**
   * Longest run of the handler behind the API: the broker takes the token of a request that is still running.
   *
   * @default Duration.seconds(29)
   */
  readonly handlerTimeout?: Duration;
}

/** The settings in seconds, checked. */
export function runtimeSettings(scope: Construct, settings: DecisionSettings): RuntimeSettings {
  const seconds = (name: keyof DecisionSettings, byDefault: number, least: number, most: number): number => {
    const value = settings[name]?.toSeconds() ?? byDefault;
    needs(value >= least && value <= most, scope, `${name} is ${value} seconds, expected ${least} to ${most}`);
    return value;
  };
  return {
    // A cached answer outlives the token by its whole time in the cache, so it must not be longer than a token's life.
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
  readonly keyRepository: AsapKeyRepository;
  readonly tenants: TenantContextService;
  readonly logsKey: ServiceKey;
  readonly settings: RuntimeSettings;
  readonly environment?: { readonly [name: string]: string };
}

/** Refuses an allow-list that cannot mean what its author thinks. */
export function checkCallers(scope: Construct, serviceName: string, callers: string[], keyRepository: AsapKeyRepository): void {
  // From JavaScript a property may be missing.
  needs(Array.isArray(callers), scope, `callers is ${seen(callers)}, expected the names of the issuers that may call`);
  const unknown = callers.find((caller) => !keyRepository.issuers.includes(caller));
  needs(
    unknown === undefined,
    scope,
    `caller ${seen(unknown)} is not on the key repository's list ${seen(keyRepository.issuers)}: correct the name, or add it to the \`issuers\` of ${keyRepository.node.path}`,
  );
  needs(
    !callers.includes(serviceName),
    scope,
    `${seen(serviceName)} names itself as a caller: a service that may call itself can make its own evidence for any tenant. Remove it from \`callers\`.`,
  );
  needs(new Set(callers).size === callers.length, scope, `callers is ${seen(callers)}, expected each name once`);
}

/** An authorizer or broker function, with the reads of the decision granted. */
export class DecisionFunction extends IsolatedFunction {
  public constructor(scope: Construct, id: string, props: DecisionFunctionProps) {
    const { serviceName, callers, keyRepository, tenants } = props;
    checkCallers(scope, serviceName, callers, keyRepository);
    const literal = {
      [ENVIRONMENT.service]: serviceName,
      [ENVIRONMENT.callers]: JSON.stringify([...callers].sort()),
      [ENVIRONMENT.issuers]: JSON.stringify([...keyRepository.issuers].sort()),
      [ENVIRONMENT.settings]: JSON.stringify(props.settings),
    };
    const size = Object.entries(literal).reduce((sum, [name, value]) => sum + name.length + value.length, 0);
    needs(
      size <= LAMBDA_ENVIRONMENT_BYTES - RESERVED_FOR_DEPLOYMENT_VALUES,
      scope,
      `callers and issuers take ${size} bytes of the function's environment, expected at most ${LAMBDA_ENVIRONMENT_BYTES - RESERVED_FOR_DEPLOYMENT_VALUES} (Lambda's limit is 4 KB in all): use shorter or fewer names`,
    );
    super(scope, id, {
      code: bundledCode(props.kind),
      handler: 'index.handler',
      description: `bulkhead: ${props.kind} of ${serviceName}`,
      environment: {
        ...literal,
        [ENVIRONMENT.keyRepositoryUrl]: keyRepository.baseUrl,
        [ENVIRONMENT.catalogueTable]: tenants.catalogueTableName,
        [ENVIRONMENT.urlSuffix]: Aws.URL_SUFFIX,
        ...props.environment,
      },
      logsKey: props.logsKey,
      placement: placementOf(scope, props, { name: serviceName, calls: CALLS[props.kind] }),
      // The Tenant Context Service's key names this role from its own stack.
      roleHasLiteralName: true,
    });
    keyRepository.grantRead(this.role);
    tenants.grantLookup(this.role);
  }
}

/** The key repository, the catalogue, and for the broker the session. */
const CALLS = { authorizer: ['s3', 'dynamodb'], 'session-broker': ['s3', 'dynamodb', 'sts'] };

/** URL, table name, role ARN and AWS's own variables, with room to spare. */
const RESERVED_FOR_DEPLOYMENT_VALUES = 1024;
