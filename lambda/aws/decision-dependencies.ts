// Wires a function's environment to the decision: the same variables, clients and caches for authorizer and broker.

import {
  brokerGraceSeconds,
  ENVIRONMENT,
  ExplainedError,
  KEY_READ_MILLISECONDS,
  type MethodRule,
  READ_ATTEMPTS,
  type RuntimeSettings,
} from '../../contract';
import { KeyCache } from '../runtime/asap/key-cache';
import { KeyRepositoryClient } from '../runtime/asap/key-repository';
import { AsapVerifier } from '../runtime/asap/verifier';
import type { DecisionDependencies } from '../runtime/decision';
import { TenantContextClient } from '../runtime/tenant-context/client';
import { allowListOf } from './allow-list';
import { catalogueReader } from './catalogue-reader';
import { endpointOf, required, requiredJson, signedRequests, withRetry } from './signed-request';

export type Environment = { readonly [name: string]: string | undefined };

export interface Wiring {
  readonly decision: DecisionDependencies;
  /** Callers of single methods, besides those of the decision. */
  readonly methodRules: readonly MethodRule[];
  readonly service: string;
  readonly settings: RuntimeSettings;
}

/** @param folder where the code lies, with the allow-list beside it that did not fit into the environment */
export function decisionFromEnvironment(
  environment: Environment,
  role: 'authorizer' | 'session-broker',
  folder = __dirname,
): Wiring {
  const service = required(environment, ENVIRONMENT.service);
  const settings = asSettings(requiredJson(environment, ENVIRONMENT.settings));
  const send = signedRequests(environment);
  const { callers, issuers, rules } = allowListOf(environment, folder);
  const keys = new KeyCache(
    new KeyRepositoryClient({
      baseUrls: [required(environment, ENVIRONMENT.keyRepositoryUrl)],
      get: (url, headers, milliseconds) =>
        withRetry(() => send({ service: 's3', method: 'GET', url, headers, timeoutMilliseconds: milliseconds / READ_ATTEMPTS })),
      timeoutMilliseconds: KEY_READ_MILLISECONDS,
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
  return {
    decision: { verifier, service, callers: new Set(callers), tenants, refuseOwnTokens: true },
    methodRules: rules,
    service,
    settings,
  };
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
function asSettings(value: unknown): RuntimeSettings {
  for (const name of Object.keys(SETTINGS)) {
    const seen = ((value ?? {}) as { readonly [name: string]: unknown })[name];
    if (typeof seen !== 'number' || !(seen >= 0))
      throw new ExplainedError(
        `setting ${name} is ${JSON.stringify(seen)}`,
        'seconds, 0 or more',
        `deploy the stack again: the construct writes ${ENVIRONMENT.settings}`,
      );
  }
  return value as RuntimeSettings;
}
