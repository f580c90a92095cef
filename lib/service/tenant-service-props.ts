// The properties of a TenantService.

import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import type { AsapKeyRepository } from '../identity';
import type { NetworkPlacementProps } from '../network/placement';
import type { TenantContextService, TenantDataRoleClass } from '../tenancy';

/**
 * Properties of a `TenantService`.
 */
export interface TenantServiceProps extends NetworkPlacementProps {
  /**
   * Name of the service: the issuer (`iss`) of its own tokens, and the audience (`aud`) of its callers' tokens. It must be in `issuers`
   * of the key repository.
   */
  readonly serviceName: string;

  /**
   * The service's own code: a bundle with all its dependencies.
   */
  readonly code: lambda.Code;

  /**
   * The handler in that code (`index.handler`). Make it with `withTenant` of `cdk-bulkhead/runtime`. A handler in another language must do
   * what `withTenant` does: docs/session-broker.md lists it.
   */
  readonly handler: string;

  /**
   * Issuers that may call every method of this service. Each issuer must be in `issuers` of the key repository. `authorizer.allow` adds
   * callers of single methods.
   *
   * The list may be empty. If `authorizer.allow` names no caller either, synthesis warns with `cdk-bulkhead:no-callers`.
   */
  readonly callers: string[];

  /**
   * The key repository in which the service publishes its own public keys and reads its callers' public keys.
   */
  readonly keyRepository: AsapKeyRepository;

  /**
   * The service in which authorizer and session broker look tenants up.
   */
  readonly tenants: TenantContextService;

  /**
   * Lambda runtime of the service's code, in any language.
   *
   * @default lambda.Runtime.NODEJS_24_X
   */
  readonly runtime?: lambda.Runtime;

  /**
   * Further environment variables of the service's function. Names that begin with `BULKHEAD_` are reserved for this library.
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
   * How long the service's function may run, at most 29 seconds: API Gateway waits no longer.
   *
   * @default Duration.seconds(29)
   */
  readonly timeout?: Duration;

  /**
   * How many executions of the service's function Lambda reserves, and allows at most, at the same time. A whole number of 1 or more. If
   * the function needs more, Lambda throttles it.
   *
   * It is not in the pool that all functions of the account share in the Region (1,000 by default). Lambda always keeps 100 of the quota
   * unreserved. docs/aws.md has the arithmetic.
   *
   * Throws for 0, because 0 stops the function. If two or more services of an account have no value, synthesis warns with
   * `cdk-bulkhead:no-reserved-concurrency`.
   *
   * @default - none: the function shares the pool of the account
   */
  readonly reservedConcurrentExecutions?: number;

  /**
   * How many executions of the authorizer's function Lambda reserves, and allows at most, at the same time:
   * `reservedConcurrentExecutions` of its `AsapAuthorizer`. A whole number of 1 or more. It counts against the same quota.
   *
   * Throws for 0, because 0 stops the function.
   *
   * @default - none: the function shares the pool of the account
   */
  readonly authorizerReservedConcurrentExecutions?: number;

  /**
   * How many executions of the session broker's function Lambda reserves, and allows at most, at the same time:
   * `reservedConcurrentExecutions` of its `TenantSessionBroker`. A whole number of 1 or more. It counts against the same quota.
   *
   * Throws for 0, because 0 stops the function.
   *
   * @default - none: the function shares the pool of the account
   */
  readonly sessionBrokerReservedConcurrentExecutions?: number;

  /**
   * Number of requests per second that the API accepts from all callers together. The API answers further requests with 429.
   *
   * @default 1000
   */
  readonly throttlingRateLimit?: number;

  /**
   * Number of requests that the API accepts at the same time, before `throttlingRateLimit` applies.
   *
   * @default 500
   */
  readonly throttlingBurstLimit?: number;

  /**
   * Names of the service's ASAP signing keys, one to four, oldest first: `keys` of its `AsapIdentity`.
   *
   * @default ['k1']
   */
  readonly signingKeys?: string[];

  /**
   * Roles that may manage the service's keys but not use them, in addition to the deployment role. Give a second, independent role.
   *
   * @default - only the deployment role, with a warning
   */
  readonly keyAdministrators?: iam.IRole[];

  /**
   * Roles that may read the settings of the service’s keys: policies, grants, rotation, tags. They may neither use nor change them. An auditor from IAM
   * Identity Center: `IdentityCenterRole.fromPermissionSet`.
   *
   * @default - none
   */
  readonly keyAuditors?: iam.IRole[];

  /**
   * What CloudFormation does with keys, the tenant table and log groups when they leave the stack.
   *
   * @default - RETAIN for the tenant table, and RETAIN_ON_UPDATE_OR_DELETE for keys and log groups: a failed first deployment leaves only the
   * empty table behind
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * Whether DynamoDB refuses to delete the tenant table, also by hand.
   *
   * @default - true, and false if the removal policy is DESTROY
   */
  readonly deletionProtection?: boolean;

  /**
   * Classes of further roles that the policies of the tenant table and of its key let through, such as `TenantDataRoleClass.RESTORE`. Their
   * own identity policies decide what they may do.
   *
   * @default - none: only the tenant role reads and writes items, and nobody makes or restores a copy of the table
   */
  readonly tenantDataRoles?: TenantDataRoleClass[];

  /**
   * The VPCs from which tenant sessions may call AWS, through VPC endpoints. Give all VPCs in which the service's function runs. Calls that
   * an AWS service makes for the session are not denied.
   *
   * @default - from anywhere
   */
  readonly tenantSessionsOnlyFromVpcs?: ec2.IVpc[];

  /**
   * How long API Gateway reuses an authorizer's answer for the same token and tenant, 0 seconds to 1 minute.
   *
   * @default Duration.seconds(60)
   */
  readonly authorizerCacheTtl?: Duration;

  /**
   * Longest accepted lifetime of a caller's token (`exp - iat`), 1 second to 1 hour. The hour is ASAP's limit.
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
   * @default Duration.minutes(5)
   */
  readonly sessionLifetime?: Duration;
}
