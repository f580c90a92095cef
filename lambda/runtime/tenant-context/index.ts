// Tenants: their records, looking them up, changing them, and the context a request carries.
export {
  type CatalogueStore,
  type CommandRefusal,
  type CommandResult,
  TenantCatalogue,
  type TenantCatalogueOptions,
  type TenantCommand,
} from './catalogue';
export { TenantContextClient, type TenantContextClientOptions, type TenantRecordStore } from './client';
export type { ProxyEvent } from './proxy-event';
export { asTenantRecord, type TenantRecord, type TenantStatus } from './record';
export { ForgedTenantContextError, TenantContext } from './tenant-context';
export { type LambdaContext, type ProxyResponse, type TenantHandler, withTenant } from './with-tenant';
