// The forms of a TenantService's properties.

import { duration, FLAG, type Forms, number, object, optional, REMOVAL_POLICY, ROLES, text, texts } from '../common/forms';
import { CALLERS, KEY_REPOSITORY } from '../identity/properties';
import { PLACEMENT_PROPERTIES } from '../network/properties';
import { ONLY_FROM_VPCS, TENANT_CONTEXT_SERVICE, TENANT_DATA_ROLE_CLASSES } from '../tenancy/properties';
import type { TenantServiceProps } from './tenant-service-props';

export const TENANT_SERVICE_PROPERTIES: Forms<TenantServiceProps> = {
  serviceName: text('issues'),
  code: object('a Code of aws-cdk-lib/aws-lambda', ['bind'], "Code.fromAsset('dist/issues')"),
  handler: text('index.handler'),
  callers: CALLERS,
  keyRepository: KEY_REPOSITORY,
  tenants: TENANT_CONTEXT_SERVICE,
  runtime: optional(object('a Runtime of aws-cdk-lib/aws-lambda', ['name', 'family'], 'Runtime.NODEJS_24_X')),
  environment: optional(object('an object of strings', [], "{ LOG_LEVEL: 'info' }")),
  memorySize: optional(number(256)),
  timeout: optional(duration('Duration.seconds(29)')),
  reservedConcurrentExecutions: optional(number(100)),
  authorizerReservedConcurrentExecutions: optional(number(50)),
  sessionBrokerReservedConcurrentExecutions: optional(number(50)),
  throttlingRateLimit: optional(number(1000)),
  throttlingBurstLimit: optional(number(500)),
  signingKeys: optional(texts('k1')),
  keyAdministrators: optional(ROLES),
  keyAuditors: optional(ROLES),
  removalPolicy: optional(REMOVAL_POLICY),
  deletionProtection: optional(FLAG),
  tenantDataRoles: optional(TENANT_DATA_ROLE_CLASSES),
  tenantSessionsOnlyFromVpcs: ONLY_FROM_VPCS,
  authorizerCacheTtl: optional(duration('Duration.seconds(60)')),
  maxTokenLifetime: optional(duration('Duration.minutes(5)')),
  keyMaxAge: optional(duration('Duration.minutes(5)')),
  tenantMaxAge: optional(duration('Duration.seconds(5)')),
  sessionLifetime: optional(duration('Duration.minutes(5)')),
  ...PLACEMENT_PROPERTIES,
};
