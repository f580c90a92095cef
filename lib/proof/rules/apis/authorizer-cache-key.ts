import { type Resource, text, texts, whole } from '../../template';
import type { Rule, Severity, Sighting } from '../rule';
import { isGiven, property } from '../shared/properties';

/** Names of headers and parameters that prove who the caller is. */
const PROOF = /authorization|token|cookie|session|assertion|credential|jwt|signature|client-?cert/i;

/** Names of headers and parameters that name a tenant. A tenant can also have its own host name. */
const TENANT = /tenant|host|domain|organi[sz]ation|workspace|customer/i;

export const authorizerCacheKey: Rule = {
  id: 'authorizer-cache-key',
  severity: 'error',
  why: 'API Gateway reuses the cached answer if the identity sources are the same. If another value changes, such as the tenant, the old answer still applies.',
  fix: 'Add everything that the authorizer reads to IdentitySource, including the token and the tenant, or set AuthorizerResultTtlInSeconds to 0.',
  source: 'Amazon API Gateway Developer Guide: Use API Gateway Lambda authorizers: identity sources and caching',
  *find({ templates }) {
    for (const resource of templates.ofType('AWS::ApiGateway::Authorizer')) {
      const type = property(resource, 'Type');
      if (type === 'TOKEN' && isCached(resource, 300) !== false) {
        const message =
          'caches its answer by the token only: the cache key does not include a tenant from another part of the request';
        yield { resource, message, location: LOCATION, severity: 'warning' };
      }
      // A comma separates them in REST APIs.
      if (type === 'REQUEST') yield* sightings(resource, (text(property(resource, SOURCE)) ?? '').split(/\s*,\s*/), 300);
    }
    for (const resource of templates.ofType('AWS::ApiGatewayV2::Authorizer')) {
      if (property(resource, 'AuthorizerType') === 'REQUEST') yield* sightings(resource, texts(property(resource, SOURCE)), 0);
    }
  },
};

const SOURCE = 'IdentitySource';
const LOCATION = `Properties.${SOURCE}`;

/** Whether API Gateway caches answers. Undefined if only the deployment knows. */
function isCached(authorizer: Resource, byDefault: number): boolean | undefined {
  const written = property(authorizer, 'AuthorizerResultTtlInSeconds');
  const seconds = isGiven(written) ? whole(written) : byDefault;
  return seconds === undefined ? undefined : seconds > 0;
}

function* sightings(resource: Resource, sources: readonly string[], byDefault: number): Generator<Sighting> {
  const cached = isCached(resource, byDefault);
  if (cached === false) return;
  const doubted: Severity = cached === undefined ? 'warning' : 'error';
  const see = (message: string, severity = doubted): Sighting => ({ resource, location: LOCATION, message, severity });
  const names = sources.filter((one) => one !== '');
  if (names.length === 0) yield see('caches its answer but has no identity source');
  else if (!names.some((one) => PROOF.test(one)))
    yield see(`caches its answer by ${names.join(', ')}: the cache key does not include a proof of the caller, such as a token`);
  else if (!names.some((one) => TENANT.test(one)))
    // Usually the tenant is a claim of the token. The key is then complete.
    yield see(
      `caches its answer by ${names.join(', ')}: the cache key does not include a tenant from another part of the request`,
      'warning',
    );
}
