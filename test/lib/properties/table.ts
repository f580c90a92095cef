import { Code } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import * as bulkhead from '../../../lib';
import { ENVIRONMENT_OF_TESTS, newStack } from '../templates';
import { CODE, surroundings } from '../worlds';

export type Properties = { readonly [name: string]: unknown };
// biome-ignore lint/suspicious/noExplicitAny: what JavaScript sees of a construct
export type Untyped = new (scope: Construct, id: string, props?: any) => Construct;

/** Every property that a construct must be given, in a stack with what it needs. */
export const REQUIRED: { readonly [construct: string]: () => { scope: Construct; props: Properties } } = {
  TenantService: () => {
    const { stack: scope, keyRepository, tenants } = surroundings();
    const code = Code.fromInline(CODE);
    return { scope, props: { serviceName: 'media', code, handler: 'index.handler', callers: ['edge'], keyRepository, tenants } };
  },
  AsapAuthorizer: () => {
    const { stack: scope, ...rest } = surroundings();
    return { scope, props: { serviceName: 'media', callers: ['edge'], ...rest } };
  },
  TenantSessionBroker: () => {
    const { stack: scope, ...rest } = surroundings();
    const tenantRole = new bulkhead.TenantRole(scope, 'TenantRole', { serviceName: 'media' });
    return { scope, props: { serviceName: 'media', callers: ['edge'], tenantRole, ...rest } };
  },
  AsapIdentity: () => {
    const { stack: scope, keyRepository, logsKey } = surroundings();
    return { scope, props: { issuer: 'edge', keyRepository, logsKey } };
  },
  AsapKeyRepository: () => ({ scope: newStack(), props: { issuers: ['edge', 'media'] } }),
  TenantContextService: () => ({ scope: newStack(), props: {} }),
  TenantTable: () => {
    const { stack: scope, logsKey: encryptionKey } = surroundings();
    const tenantRole = new bulkhead.TenantRole(scope, 'TenantRole', { serviceName: 'media' });
    return { scope, props: { encryptionKey, tenantRole } };
  },
  TenantRole: () => ({ scope: newStack(), props: { serviceName: 'media' } }),
  ServiceKey: () => ({ scope: newStack(), props: { serviceName: 'media' } }),
  SegmentedVpc: () => ({ scope: newStack({ env: ENVIRONMENT_OF_TESTS }), props: {} }),
};

const PLACEMENT = ['network', 'segment', 'vpc', 'vpcSubnets', 'securityGroups', 'vpcEndpointIds'];
const SETTINGS = ['authorizerCacheTtl', 'maxTokenLifetime', 'keyMaxAge', 'tenantMaxAge', 'sessionLifetime'];

export const OPTIONAL: { readonly [construct: string]: readonly string[] } = {
  TenantService: [
    ...PLACEMENT,
    ...SETTINGS,
    ...['reservedConcurrentExecutions', 'authorizerReservedConcurrentExecutions', 'sessionBrokerReservedConcurrentExecutions'],
    ...['runtime', 'environment', 'memorySize', 'timeout', 'throttlingRateLimit', 'throttlingBurstLimit', 'signingKeys'],
    ...[
      'keyAdministrators',
      'keyAuditors',
      'removalPolicy',
      'deletionProtection',
      'tenantDataRoles',
      'tenantSessionsOnlyFromVpcs',
    ],
  ],
  AsapAuthorizer: [...PLACEMENT, ...SETTINGS, 'handlerTimeout', 'reservedConcurrentExecutions'],
  TenantSessionBroker: [...PLACEMENT, ...SETTINGS, 'handlerTimeout', 'authorizer', 'reservedConcurrentExecutions'],
  AsapIdentity: [...PLACEMENT, 'keys', 'tokenLifetime', 'keyAdministrators', 'keyAuditors', 'removalPolicy'],
  AsapKeyRepository: ['vpcEndpointIds', 'distribution', 'serverAccessLogsBucket', 'removalPolicy'],
  TenantContextService: [
    ...PLACEMENT,
    'keyAdministrators',
    'keyAuditors',
    'removalPolicy',
    'deletionProtection',
    'tenantDataRoles',
  ],
  TenantTable: ['removalPolicy', 'deletionProtection', 'tenantDataRoles'],
  TenantRole: ['onlyFromVpcs'],
  ServiceKey: ['administrators', 'auditors', 'removalPolicy', 'rotationPeriod', 'logGroupNames'],
  SegmentedVpc: [
    ...['cidr', 'segments', 'flows', 'maxAzs', 'availabilityZones', 'endpoints', 'interfaceEndpointsOnly', 'organizationId'],
    ...['allowedDomainNames', 'logsKey', 'keyAdministrators', 'logRetention'],
  ],
};
