// What an action on tenant data does. AWS's access levels separate reading from writing, but not a row from a whole table, or data from
// settings. So this file lists the actions of the most common stores, from the documentation of the actions.

import type { Action } from '../../actions';

/**
 * - `data`: reads or writes the tenant data that the request names.
 * - `whole`: copies, restores, empties or deletes the store with the data of all tenants, or schedules that.
 * - `authority`: changes who has access.
 * - `settings`: reads or changes something other than data: descriptions, tags, throughput.
 */
export type Consequence = 'data' | 'whole' | 'authority' | 'settings';

const DYNAMODB: readonly (readonly [RegExp, Consequence])[] = [
  [/^(?:(?:Batch)?(?:Get|Write)Item|PutItem|UpdateItem|DeleteItem|Query|ConditionCheckItem|PartiQL\w+|Scan|GetRecords)$/, 'data'],
  [
    /^(?:DeleteTable\w*|ExportTable\w+|ImportTable|Restore\w+|CreateBackup|DeleteBackup|StartAwsBackupJob|\w*KinesisStreaming\w*|AssociateTableReplica|CreateGlobalTable|CreateTableReplica|DeleteTableReplica|UpdateGlobalTable|ReadDataForReplication|WriteDataForReplication|InjectError|UpdateTable|UpdateTimeToLive)$/,
    'whole',
  ],
  [/ResourcePolicy$/, 'authority'],
  [/./, 'settings'],
];

const S3: readonly (readonly [RegExp, Consequence])[] = [
  [
    /^(?:Get|Put|Delete|Restore|Replicate)Object(?!Lambda)(?!(?:Version)?(?:Acl|Tagging))\w*$|^ListBucket(?:Versions|MultipartUploads)?$|^ListMultipartUploadParts$|^AbortMultipartUpload$|^Update(?:Object)\w+$|^BypassGovernanceRetention$/,
    'data',
  ],
  [
    /^(?:DeleteBucket|PutReplicationConfiguration|PutLifecycleConfiguration|PutInventoryConfiguration|PutBucketVersioning|InitiateReplication|CreateJob|PutBucketLogging|PutBucketNotification)$/,
    'whole',
  ],
  [/Acl$|Policy$|PublicAccessBlock$|OwnershipControls$/, 'authority'],
  [/./, 'settings'],
];

const KMS: readonly (readonly [RegExp, Consequence])[] = [
  [/^(?:Decrypt|Encrypt|ReEncrypt\w+|GenerateDataKey\w*|GenerateMac|VerifyMac|Sign|Verify|DeriveSharedSecret)$/, 'data'],
  [/^(?:ScheduleKeyDeletion|DisableKey|DeleteImportedKeyMaterial|ImportKeyMaterial|ReplicateKey|UpdatePrimaryRegion)$/, 'whole'],
  [/^(?:PutKeyPolicy|CreateGrant)$/, 'authority'],
  [/./, 'settings'],
];

const BY_SERVICE: { readonly [service: string]: readonly (readonly [RegExp, Consequence])[] } = {
  dynamodb: DYNAMODB,
  s3: S3,
  kms: KMS,
};

/** Actions that describe a resource but do not read its data. */
const DESCRIBES = /^(?:Describe|List|Get\w*(?:Attributes|Policy|Policies|Configuration|Config|Status|Tags|Settings)$)/;

/** S3 has actions on access points, jobs and lenses too: these do not concern the bucket. */
const BUCKET = new Set(['bucket', 'object']);

export function consequenceOf(service: string, action: Action): Consequence {
  const found = byRules(service, action);
  if (found !== 'authority') return found;
  // Reading who has access gives no access.
  if (action.level === 'Read' || action.level === 'List') return 'settings';
  return service === 's3' && !action.resourceTypes.some((type) => BUCKET.has(type)) ? 'settings' : found;
}

function byRules(service: string, action: Action): Consequence {
  const rules = Object.hasOwn(BY_SERVICE, service) ? BY_SERVICE[service] : undefined;
  if (rules !== undefined) return rules.find(([pattern]) => pattern.test(action.name))?.[1] ?? 'settings';
  if (action.level === 'Permissions management') return 'authority';
  if (action.level === 'Tagging' || DESCRIBES.test(action.name)) return 'settings';
  if (/^(?:Delete|Create|Restore|Export|Copy)(?!Message|LogStream|Item|Object)/.test(action.name) && action.level === 'Write') {
    return 'whole';
  }
  if (/^(?:Update|Put|Modify|Set|Add|Remove)\w*(?:Policy|Permission|Permissions)$/.test(action.name)) return 'authority';
  return action.level === 'Read' || action.level === 'Write' ? 'data' : 'settings';
}
