// The rules of this area. A new rule is a file, and a line here.
export { canBecome } from './can-become';
export { invokeBehindAuthorizer } from './invoke-behind-authorizer';
export { sharedPartition } from './shared-partition';
export { tableLeadingKeys } from './table-leading-keys';
export { tenantDataAccess } from './tenant-data-access';
export { tenantDataCopy } from './tenant-data-copy';
export { tenantDataDeadLetter } from './tenant-data-dead-letter';
export { tenantDataKeyShared } from './tenant-data-key-shared';
export { tenantDataShared } from './tenant-data-shared';
