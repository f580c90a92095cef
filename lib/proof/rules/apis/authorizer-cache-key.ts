import { type Resource, text, texts, whole } from '../../template';
import type { Rule, Severity, Sighting } from '../rule';
import { isGiven, property } from '../shared/properties';

/** Where a caller's proof comes from. */
const PROOF = /authorization|token|cookie|session|assertion|credential|jwt|signature|client-?cert/i;

/** What names a tenant: a header, a parameter, or the host name that is the tenant's own. */
const TENANT = /tenant|host|domain|organi[sz]ation|workspace|customer/i;

export const authorizerCacheKey: Rule = {
  id: 'authorizer-cache-key',
  severity: 'error',
  why: 'API Gateway answers from its cache where the identity sources are the same: what is not among them, such as the tenant, may change and the old answer stands.',
  fix: 'List everything the authorizer reads as identity sources, the token and the tenant among it, or set the time to live to 0.',
  source: 'Amazon API Gateway Developer Guide: Use API Gateway Lambda authorizers: identity sources and caching',
  *find({ templates }) {
    for (const resource of templates.ofType('AWS::ApiGateway::Authorizer')) {
      const type = property(resource, 'Type');
      if (type === 'TOKEN' && isCached(resource, 300) !== false) {
        const message = 'caches its answer under the token alone: a tenant named elsewhere in the request is not part of it';
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

/** Whether answers are kept; undefined if only the deployment knows. */
function isCached(authorizer: Resource, byDefault: number): boolean | undefined {
  const written = property(authorizer, 'AuthorizerResultTtlInSeconds');
  const seconds = isGiven(written) ? whole(written) : byDefault;
  return seconds === undefined ? undefined : seconds > 0;
}

function* sightings(resource: Resource, sources: readonly string[], byDefault: number): Generator<Sighting> {
  const cached = isCached(resource, byDefault);
  if (cached === false) return;
  const severity: Severity = cached === undefined ? 'warning' : 'error';
  const see = (message: string): Sighting => ({ resource, location: LOCATION, message, severity });
  const names = sources.filter((one) => one !== '');
  if (names.length === 0) yield see('caches its answer and has no identity source');
  else if (!names.some((one) => PROOF.test(one)))
    yield see(`caches its answer under ${names.join(', ')}: the caller’s proof is not among it`);
  else if (!names.some((one) => TENANT.test(one)))
    yield see(`caches its answer under ${names.join(', ')}: no tenant is among it`);
}
