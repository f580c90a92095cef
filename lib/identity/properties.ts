// The forms of the properties of the identity's constructs, and the form by which other constructs recognise a key repository.

import { duration, type Form, type Forms, number, object, optional, REMOVAL_POLICY, ROLES, text, texts } from '../common/forms';
import { SERVICE_KEY } from '../encryption/properties';
import { PLACEMENT_PROPERTIES } from '../network/properties';
import { TENANT_CONTEXT_SERVICE, TENANT_ROLE } from '../tenancy/properties';
import type { AsapAuthorizerProps } from './decision/asap-authorizer';
import type { DecisionSettings } from './decision/decision-function';
import type { TenantSessionBrokerProps } from './decision/tenant-session-broker';
import type { AsapIdentityProps } from './keys/asap-identity';
import type { AsapKeyRepositoryProps } from './keys/asap-key-repository';
import type { AsapKeyDistributionProps } from './keys/key-distribution';

export const KEY_REPOSITORY: Form = object(
  'an AsapKeyRepository',
  ['issuers', 'baseUrl', 'grantRead'],
  "new AsapKeyRepository(this, 'AsapKeys', { issuers: ['edge', 'issues'] })",
);

/** Issuers that may call. */
export const CALLERS: Form = texts('edge');

const BUCKET = object('a bucket', ['bucketName', 'arnForObjects'], "new s3.Bucket(this, 'Logs')");

const DECISION_SETTINGS: Forms<DecisionSettings> = {
  authorizerCacheTtl: optional(duration('Duration.seconds(60)')),
  maxTokenLifetime: optional(duration('Duration.minutes(5)')),
  keyMaxAge: optional(duration('Duration.minutes(5)')),
  tenantMaxAge: optional(duration('Duration.seconds(5)')),
  sessionLifetime: optional(duration('Duration.minutes(5)')),
  handlerTimeout: optional(duration('Duration.seconds(29)')),
};

export const ASAP_AUTHORIZER_PROPERTIES: Forms<AsapAuthorizerProps> = {
  serviceName: text('issues'),
  callers: CALLERS,
  keyRepository: KEY_REPOSITORY,
  tenants: TENANT_CONTEXT_SERVICE,
  logsKey: SERVICE_KEY,
  reservedConcurrentExecutions: optional(number(50)),
  ...DECISION_SETTINGS,
  ...PLACEMENT_PROPERTIES,
};

export const TENANT_SESSION_BROKER_PROPERTIES: Forms<TenantSessionBrokerProps> = {
  ...ASAP_AUTHORIZER_PROPERTIES,
  tenantRole: TENANT_ROLE,
  authorizer: optional(object('an AsapAuthorizer', ['requestAuthorizer', '_methodRules'], 'asapAuthorizer')),
};

export const ASAP_IDENTITY_PROPERTIES: Forms<AsapIdentityProps> = {
  issuer: text('edge'),
  keyRepository: KEY_REPOSITORY,
  logsKey: SERVICE_KEY,
  keys: optional(texts('k1')),
  tokenLifetime: optional(duration('Duration.minutes(5)')),
  keyAdministrators: optional(ROLES),
  keyAuditors: optional(ROLES),
  removalPolicy: optional(REMOVAL_POLICY),
  ...PLACEMENT_PROPERTIES,
};

export const ASAP_KEY_REPOSITORY_PROPERTIES: Forms<AsapKeyRepositoryProps> = {
  issuers: texts('edge', 'issues'),
  vpcEndpointIds: optional(texts('vpce-0a1b2c3d4e5f60718')),
  distribution: optional(object('the properties of a distribution', [], '{ domainName, certificate, logBucket }')),
  serverAccessLogsBucket: optional(BUCKET),
  removalPolicy: optional(REMOVAL_POLICY),
};

export const ASAP_KEY_DISTRIBUTION_PROPERTIES: Forms<AsapKeyDistributionProps> = {
  domainName: text('keys.example.com'),
  certificate: object('a certificate', ['certificateArn'], "acm.Certificate.fromCertificateArn(this, 'Certificate', 'arn:…')"),
  logBucket: BUCKET,
};
