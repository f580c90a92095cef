// The smallest surroundings in which each construct can be made.
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import {
  AsapKeyRepository,
  ServiceKey,
  TenantContextService,
  TenantRole,
  TenantService,
  type TenantServiceProps,
} from '../../lib';
import { newStack, type StackOptions } from './templates';

export const ISSUERS = ['edge', 'media', 'issues'];

export const CODE = 'exports.handler = async () => ({ statusCode: 204 });';

export function roleIn(stack: Stack, id = 'Role', roleName?: string): iam.Role {
  return new iam.Role(stack, id, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'), roleName });
}

export function keyIn(stack: Stack, serviceName = 'media', removalPolicy?: RemovalPolicy): ServiceKey {
  return new ServiceKey(stack, 'Key', { serviceName, removalPolicy });
}

/** A tenant role with its broker, without which the synthesis would fail. */
export function tenantRoleIn(stack: Stack): TenantRole {
  const tenantRole = new TenantRole(stack, 'TenantRole', { serviceName: 'media' });
  tenantRole._trustBroker(roleIn(stack, 'Broker'));
  return tenantRole;
}

/** A key repository and a Tenant Context Service, with a key for logs. */
export function surroundings(options: StackOptions = {}, stack = newStack(options)) {
  return {
    stack,
    keyRepository: new AsapKeyRepository(stack, 'AsapKeys', { issuers: ISSUERS }),
    tenants: new TenantContextService(stack, 'TenantContext'),
    logsKey: new ServiceKey(stack, 'LogsKey', { serviceName: 'media' }),
  };
}

/** One TenantService `media` that `edge` may call, in a stack with its surroundings. */
export function oneService(props: Partial<TenantServiceProps> = {}, options: StackOptions = {}, stack = newStack(options)) {
  const { keyRepository, tenants } = surroundings(options, stack);
  const service = new TenantService(stack, 'Media', {
    serviceName: 'media',
    code: lambda.Code.fromInline(CODE),
    handler: 'index.handler',
    callers: ['edge'],
    keyRepository,
    tenants,
    ...props,
  });
  return { stack, service, keyRepository, tenants };
}
