// Sessions bound to one tenant, and the storage they open.
export {
  type InvokePort,
  type SessionAnswer,
  SessionRefusedError,
  type TenantCredentials,
  TenantSessions,
  type TenantSessionsOptions,
} from './sessions';
export {
  type DocumentPort,
  type Item,
  type QueryOptions,
  TenantTableClient,
  type TenantTableClientOptions,
} from './tenant-table-client';
