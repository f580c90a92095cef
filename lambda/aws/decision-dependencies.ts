// Wires a function's environment to the decision: the same variables, clients and caches for authorizer and broker.

import { brokerGraceSeconds, ENVIRONMENT, type RuntimeSettings } from '../../contract';
import { AsapVerifier, KeyCache, KeyRepositoryClient } from '../runtime/asap';
import type { DecisionDependencies } from '../runtime/decision';
import { TenantContextClient } from '../runtime/tenant-context';
import { catalogueReader } from './catalogue-reader';
import { ATTEMPTS, endpointOf, required, signedRequests, withRetry } from './signed-request';

export type Environment = { readonly [name: string]: string | undefined };

export interface Wiring {
  readonly decision: DecisionDependencies;
  readonly service: string;
  readonly settings: RuntimeSettings;
}

export function decisionFromEnvironment(environment: Environment, role: 'authorizer' | 'session-broker'): Wiring {
  const service = required(environment, ENVIRONMENT.service);
  const settings = asSettings(JSON.parse(required(environment, ENVIRONMENT.settings)));
  const send = signedRequests(environment);
  const issuers = JSON.parse(required(environment, ENVIRONMENT.issuers)) as string[];
  const keys = new KeyCache(
    new KeyRepositoryClient({
      baseUrls: [required(environment, ENVIRONMENT.keyRepositoryUrl)],
      get: (url, headers, milliseconds) =>
        withRetry(() => send({ service: 's3', method: 'GET', url, headers, timeoutMilliseconds: milliseconds / ATTEMPTS })),
    }),
    // No stale allowance: it would add to the published bounds.
    { maxAgeSeconds: settings.keyMaxAgeSeconds, issuers },
  );
  const verifier = new AsapVerifier({
    audience: service,
    issuers,
    keys,
    maxLifetimeSeconds: settings.maxTokenLifetimeSeconds,
    leewaySeconds: settings.leewaySeconds,
    // The request a token let in may have been decided from API Gateway's cache, and may still be running.
    graceSeconds: role === 'session-broker' ? brokerGraceSeconds(settings) : 0,
    // A token for several services could be replayed by any of them to the others.
    exactlyOneAudience: true,
  });
  const tenants = new TenantContextClient(
    catalogueReader({
      send,
      endpoint: endpointOf('dynamodb', environment, required(environment, ENVIRONMENT.urlSuffix)),
      tableName: required(environment, ENVIRONMENT.catalogueTable),
    }),
    { maxAgeSeconds: settings.tenantMaxAgeSeconds },
  );
  const callers = new Set(JSON.parse(required(environment, ENVIRONMENT.callers)) as string[]);
  return { decision: { verifier, service, callers, tenants, refuseOwnTokens: true }, service, settings };
}

const SETTINGS: { readonly [name in keyof RuntimeSettings]: true } = {
  maxTokenLifetimeSeconds: true,
  leewaySeconds: true,
  keyMaxAgeSeconds: true,
  tenantMaxAgeSeconds: true,
  authorizerCacheSeconds: true,
  handlerTimeoutSeconds: true,
  sessionLifetimeSeconds: true,
};

/** Each of them stands in a published bound: none is left to a default of this side. */
function asSettings(value: { readonly [name: string]: unknown }): RuntimeSettings {
  for (const name of Object.keys(SETTINGS)) {
    const seen = value[name];
    if (typeof seen !== 'number' || !(seen >= 0))
      throw new TypeError(`setting ${name} is ${JSON.stringify(seen)}, expected seconds`);
  }
  return value as unknown as RuntimeSettings;
}
