// What a TenantService is made from.

import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import type { AsapKeyRepository } from '../identity';
import type { NetworkPlacementProps } from '../network/placement';
import type { TenantContextService } from '../tenancy';

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
  readonly throttlingRateLimit?: number;

  /**
   * Requests at once that the API takes before the rate applies.
   *
   * @default 500
   */
  readonly throttlingBurstLimit?: number;

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
