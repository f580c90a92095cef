// Names that synth time and request time share: the claim, the session tag, the encryption context, the table keys, the
// resource tags. Each stands here and nowhere else.

/** ASAP claim (ours) that says for which tenant a token acts. */
export const TENANT_CLAIM = 'tenant';

/** Session tag of a tenant-bound session, compared as `aws:PrincipalTag/TenantId`. */
export const TENANT_SESSION_TAG = 'TenantId';

/** Encryption context of everything a service encrypts: `service` is the issuer, `tenant` the tenant id. */
export const ENCRYPTION_CONTEXT = { service: 'service', tenant: 'tenant' } as const;

/** Keys of every tenant table. The partition key is the tenant id and nothing else, so that IAM can compare it whole. */
export const TABLE_KEYS = { partition: 'pk', sort: 'sk' } as const;

/** Sort key of a tenant's record in the Tenant Context Service's catalogue. */
export const CATALOGUE_SORT_KEY = 'context';

/** Resource tag on whatever holds tenants' data: the proof starts from it. */
export const TENANT_DATA_TAG = 'bulkhead:tenant-data';

/** Role tag of a public-key publisher: the issuer under whose prefix it may write. */
export const PUBLISHER_TAG = 'bulkhead:asap-issuer';

/** Tag of an API's stage that an AsapAuthorizer stands in front of: whose cached answers a revocation flushes. */
export const AUTHORIZER_TAG = 'bulkhead:asap-authorizer';

/** Media type of a published key (ASAP: the key repository serves PEM under it). */
export const PEM_MEDIA_TYPE = 'application/x-pem-file';

/** What the authorizer hands to API Gateway, and so to the handler: strings, never credentials. */
export const AUTHORIZER_CONTEXT = {
  tenantId: 'tenantId',
  issuer: 'issuer',
  placement: 'placement',
  contextVersion: 'contextVersion',
  tokenId: 'tokenId',
} as const;

/** Tag of what belongs to a network segment: its name. */
export const SEGMENT_TAG = 'bulkhead:segment';

/** CloudFormation metadata of a network's VPC: its segments and declared flows. The proof compares what was built with it. */
export const NETWORK_METADATA = 'bulkhead:network';
