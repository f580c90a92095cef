// The environment variables of our functions: what lib/ writes and lambda/ reads.

export const ENVIRONMENT = {
  /** Name of the service (= its ASAP issuer and audience). */
  service: 'BULKHEAD_SERVICE',
  /** Issuers that may call, as a JSON array. This and the next two are not there where `ALLOW_LIST_FILE` is. */
  callers: 'BULKHEAD_CALLERS',
  /** Issuers the key repository serves, as a JSON array. */
  issuers: 'BULKHEAD_ISSUERS',
  /** Callers of single methods, as a JSON array of `MethodRule`; not there if there are none. */
  methodRules: 'BULKHEAD_METHOD_RULES',
  /** Base URL of the key repository, without a trailing slash. */
  keyRepositoryUrl: 'BULKHEAD_KEY_REPOSITORY_URL',
  /** Name of the Tenant Context Service's catalogue table. */
  catalogueTable: 'BULKHEAD_CATALOGUE_TABLE',
  /** Names of the services in the Tenant Context Service's own app, separated by commas; not there if there are none, or too many. */
  services: 'BULKHEAD_SERVICES',
  /** DNS suffix of the partition's endpoints (`amazonaws.com`). */
  urlSuffix: 'BULKHEAD_URL_SUFFIX',
  /** Settings in seconds, as one JSON object of `RuntimeSettings`. */
  settings: 'BULKHEAD_SETTINGS',
  /** ARN of the role the broker assumes. */
  tenantRole: 'BULKHEAD_TENANT_ROLE',
  /** Name of the service's session broker. */
  sessionsFunction: 'BULKHEAD_SESSIONS_FUNCTION',
  /** Timeout of the service's function, in seconds: a session that ends before a request can is not handed out again. */
  handlerTimeout: 'BULKHEAD_HANDLER_TIMEOUT',
  /** Name of the service's tenant table. */
  tenantTable: 'BULKHEAD_TENANT_TABLE',
  /** Name of the parameter that says which of the service's ASAP keys signs now. */
  signingPointer: 'BULKHEAD_ASAP_SIGNING_POINTER',
  /** Value of that parameter for the oldest key, which signed when the identity was first deployed. */
  deployedSigningKey: 'BULKHEAD_ASAP_DEPLOYED_SIGNING_KEY',
} as const;

/** What authorizer and broker are configured with; the same object serves both, so that they cannot disagree. */
export interface RuntimeSettings {
  readonly maxTokenLifetimeSeconds: number;
  readonly leewaySeconds: number;
  readonly keyMaxAgeSeconds: number;
  readonly tenantMaxAgeSeconds: number;
  readonly authorizerCacheSeconds: number;
  readonly handlerTimeoutSeconds: number;
  readonly sessionLifetimeSeconds: number;
}
