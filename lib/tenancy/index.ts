// Tenants and the storage that is keyed by them.
export * from './tenant-context-service';
export { TenantDataRoleClass } from './tenant-data-role-class';
export * from './tenant-role';
export * from './tenant-table';
