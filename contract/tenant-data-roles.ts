// Further roles that may touch tenants' data, beside the tenant role: by class. A policy recognises a role of a class by its path, because a
// session tag can replace a tag of the role, and nothing can replace a path.

/** By class, what its roles do with a store. */
export const TENANT_DATA_ROLES = {
  /** Reads and writes rows for work that has no request, such as messages of a queue. */
  broker: 'rows',
  /** Reads rows while a customer consents. */
  support: 'rows',
  /** Removes the rows of a tenant. */
  deletion: 'rows',
  /** Makes backups and exports. */
  backup: 'backup',
  /** Restores to a point in time. */
  restore: 'restore',
} as const;

export type TenantDataRoleClassName = keyof typeof TENANT_DATA_ROLES;

/** What a class does with a store. */
export type TenantDataUse = (typeof TENANT_DATA_ROLES)[TenantDataRoleClassName];

/** The path of the roles of a class, as IAM writes it. */
export function tenantDataRolePath(name: TenantDataRoleClassName): string {
  return `/bulkhead/${name}/`;
}

/** The class of a role with this path, or undefined. A path below the path of a class belongs to the class. */
export function tenantDataRoleClassOf(path: string): TenantDataRoleClassName | undefined {
  return (Object.keys(TENANT_DATA_ROLES) as TenantDataRoleClassName[]).find((name) => path.startsWith(tenantDataRolePath(name)));
}
