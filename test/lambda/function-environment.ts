// The environment of a decision's function, for runs of the function as it is bundled.

import { ENVIRONMENT, type RuntimeSettings } from '../../contract';

const SETTINGS: RuntimeSettings = {
  maxTokenLifetimeSeconds: 3600,
  leewaySeconds: 1,
  keyMaxAgeSeconds: 300,
  tenantMaxAgeSeconds: 5,
  authorizerCacheSeconds: 60,
  handlerTimeoutSeconds: 29,
  sessionLifetimeSeconds: 300,
};

/** Of service `orders`, which `gateway` may call. */
export function functionEnvironment(keyRepositoryUrl: string): { readonly [name: string]: string } {
  return {
    AWS_REGION: 'eu-central-1',
    [ENVIRONMENT.service]: 'orders',
    [ENVIRONMENT.callers]: '["gateway"]',
    [ENVIRONMENT.issuers]: '["gateway","orders"]',
    [ENVIRONMENT.settings]: JSON.stringify(SETTINGS),
    [ENVIRONMENT.keyRepositoryUrl]: keyRepositoryUrl,
    [ENVIRONMENT.catalogueTable]: 'catalogue',
    [ENVIRONMENT.urlSuffix]: 'amazonaws.com',
    [ENVIRONMENT.tenantRole]: 'arn:aws:iam::111122223333:role/tenant',
  };
}
