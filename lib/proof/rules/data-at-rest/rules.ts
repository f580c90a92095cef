// The rules of this area. A new rule is a file, and a line here.
export { bucketPublicAccessBlock } from './bucket-public-access-block';
export { customerManagedKey } from './customer-managed-key';
export { encryptedTopicAlarm } from './encrypted-topic-alarm';
export { keyRotation } from './key-rotation';
export { pointInTimeRecovery } from './point-in-time-recovery';
export { retainTenantData } from './retain-tenant-data';
export { storeUnencrypted } from './store-unencrypted';
