// The forms of the properties of the tenancy's constructs, and the forms by which other constructs recognise these constructs.

import {
  FLAG,
  type Form,
  type Forms,
  listOf,
  type OptionalForm,
  object,
  optional,
  REMOVAL_POLICY,
  ROLES,
  text,
} from '../common/forms';
import { SERVICE_KEY } from '../encryption/properties';
import { PLACEMENT_PROPERTIES } from '../network/properties';
import type { TenantContextServiceProps } from './tenant-context-service';
import { TenantDataRoleClass } from './tenant-data-role-class';
import type { TenantRoleProps } from './tenant-role';
import type { TenantTableProps } from './tenant-table';

export const TENANT_CONTEXT_SERVICE: Form = object(
  'a TenantContextService',
  ['catalogueTableName', 'grantLookup'],
  "new TenantContextService(this, 'TenantContext')",
);

export const TENANT_ROLE: Form = object(
  'a TenantRole',
  ['role', 'grantPrincipal', '_trustBroker'],
  "new TenantRole(this, 'TenantRole', { serviceName: 'issues' })",
);

const CLASSES: readonly unknown[] = Object.values(TenantDataRoleClass);

export const TENANT_DATA_ROLE_CLASSES: Form = listOf({
  expected: 'a TenantDataRoleClass',
  example: 'TenantDataRoleClass.RESTORE',
  holds: (value) => CLASSES.includes(value),
});

export const TENANT_CONTEXT_SERVICE_PROPERTIES: Forms<TenantContextServiceProps> = {
  ...PLACEMENT_PROPERTIES,
  keyAdministrators: optional(ROLES),
  keyAuditors: optional(ROLES),
  removalPolicy: optional(REMOVAL_POLICY),
  deletionProtection: optional(FLAG),
  tenantDataRoles: optional(TENANT_DATA_ROLE_CLASSES),
};

export const ONLY_FROM_VPCS: OptionalForm = optional(listOf(object('a VPC', ['vpcId'], 'network.vpc')));

export const TENANT_ROLE_PROPERTIES: Forms<TenantRoleProps> = { serviceName: text('issues'), onlyFromVpcs: ONLY_FROM_VPCS };

export const TENANT_TABLE_PROPERTIES: Forms<TenantTableProps> = {
  encryptionKey: SERVICE_KEY,
  tenantRole: TENANT_ROLE,
  removalPolicy: optional(REMOVAL_POLICY),
  deletionProtection: optional(FLAG),
  tenantDataRoles: optional(TENANT_DATA_ROLE_CLASSES),
};
