import https from 'node:https';
import { ENVIRONMENT, ExplainedError } from '../../../contract';
import { decisionFromEnvironment } from '../../../lambda/aws/decision-dependencies';
import type { PublicKeySource } from '../../../lambda/runtime';
import { decide } from '../../../lambda/runtime/decision';
import { loopback } from '../loopback';
import { tokenWith } from '../tokens';

const SETTINGS = {
  maxTokenLifetimeSeconds: 120,
  leewaySeconds: 2,
  keyMaxAgeSeconds: 300,
  tenantMaxAgeSeconds: 5,
  authorizerCacheSeconds: 60,
  handlerTimeoutSeconds: 29,
  sessionLifetimeSeconds: 300,
};
const RIGHT = {
  [ENVIRONMENT.service]: 'orders',
  [ENVIRONMENT.callers]: '["gateway"]',
  [ENVIRONMENT.issuers]: '["gateway","billing","orders"]',
  [ENVIRONMENT.keyRepositoryUrl]: 'https://keys.example',
  [ENVIRONMENT.catalogueTable]: 'catalogue',
  [ENVIRONMENT.urlSuffix]: 'amazonaws.com',
  [ENVIRONMENT.settings]: JSON.stringify(SETTINGS),
  AWS_REGION: 'eu-west-1',
};
const ROLES = ['authorizer', 'session-broker'] as const;

// A second more or less decides some of these, and a loaded machine takes it.
beforeEach(() => void jest.spyOn(Date, 'now').mockReturnValue(1_800_000_000_000));
afterEach(() => jest.restoreAllMocks());

/** The verdict on a token of this age, by the verifier that the environment describes; no key is asked for. */
function verdict(role: (typeof ROLES)[number], claims: Record<string, unknown>, secondsAfterIssue = 0): string {
  const iat = Math.floor(Date.now() / 1000) - secondsAfterIssue;
  const { verifier } = decisionFromEnvironment(RIGHT, role).decision;
  const result = verifier.inspect(tokenWith({ iat, nbf: iat, exp: iat + 60, ...claims }));
  return result.ok ? 'right' : result.reason;
}

it.each(ROLES)('%s: names the service, its callers and its settings', (role) => {
  const { decision, service, settings } = decisionFromEnvironment(RIGHT, role);

  expect({ service, settings }).toEqual({ service: 'orders', settings: SETTINGS });
  expect(decision).toMatchObject({ service: 'orders', callers: new Set(['gateway']), refuseOwnTokens: true });
});

it.each(ROLES)('%s: takes a token for this service alone, of an issuer that exists', (role) => {
  expect(verdict(role, {})).toBe('right');
  expect(verdict(role, { aud: 'billing' })).toBe('token.audience');
  expect(verdict(role, { aud: ['orders', 'billing'] })).toBe('token.audience');
  expect(verdict(role, { iss: 'stranger', sub: 'stranger' })).toBe('issuer.unknown');
  expect(verdict(role, { sub: 'billing' })).toBe('token.subject');
});

it.each(ROLES)('%s: takes no token that lives longer than configured', (role) => {
  const now = Math.floor(Date.now() / 1000);

  expect(verdict(role, { exp: now + 119 })).toBe('right');
  expect(verdict(role, { exp: now + 122 })).toBe('token.lifetime');
});

it('gives the broker the grace of a request that was let in from the cache and is still running, and the authorizer none', () => {
  const expiredFor = (seconds: number) => 60 + seconds;

  expect(verdict('authorizer', {}, expiredFor(1))).toBe('right');
  expect(verdict('authorizer', {}, expiredFor(4))).toBe('token.expired');
  expect(verdict('session-broker', {}, expiredFor(2 + 60 + 29 - 1))).toBe('right');
  expect(verdict('session-broker', {}, expiredFor(2 + 60 + 29 + 1))).toBe('token.expired');
});

it.each([...Object.keys(RIGHT)])('cannot be made without %s', (name) => {
  expect(() => decisionFromEnvironment({ ...RIGHT, [name]: undefined }, 'authorizer')).toThrow(
    `environment variable ${name} is missing`,
  );
});

it.each([
  [ENVIRONMENT.settings, '{'],
  [ENVIRONMENT.settings, 'null'],
  ['AWS_ENDPOINT_URL', 'here'],
  [ENVIRONMENT.settings, '{"maxTokenLifetimeSeconds":3601}'],
  [ENVIRONMENT.settings, '{"maxTokenLifetimeSeconds":"60"}'],
  [ENVIRONMENT.issuers, '["../x"]'],
  [ENVIRONMENT.issuers, '"gateway"'],
  [ENVIRONMENT.keyRepositoryUrl, 'http://keys.example'],
])('cannot be made with %s = %s', (name, value) => {
  expect(() => decisionFromEnvironment({ ...RIGHT, [name]: value }, 'authorizer')).toThrow(ExplainedError);
});

it.each(Object.keys(SETTINGS))('cannot be made without the setting %s', (name) => {
  const settings = JSON.stringify({ ...SETTINGS, [name]: undefined });

  expect(() => decisionFromEnvironment({ ...RIGHT, [ENVIRONMENT.settings]: settings }, 'session-broker')).toThrow(name);
});

it('hands over the callers of single methods, and none where there are none', () => {
  const rules = [{ method: 'GET', path: '/orders/{id}', callers: ['billing'] }];
  const environment = { ...RIGHT, [ENVIRONMENT.methodRules]: JSON.stringify(rules) };

  expect(decisionFromEnvironment(environment, 'authorizer').methodRules).toEqual(rules);
  expect(decisionFromEnvironment(RIGHT, 'authorizer').methodRules).toEqual([]);
});

it('refuses for a reason, and by itself, when the key repository never answers', async () => {
  const server = await loopback(() => undefined);
  const { request } = https;
  const untrusting = (url: URL, options: https.RequestOptions, then: never) =>
    request(url, { ...options, rejectUnauthorized: false }, then);
  jest.spyOn(https, 'request').mockImplementation(untrusting as typeof https.request);
  const credentials = { AWS_ACCESS_KEY_ID: 'AKID', AWS_SECRET_ACCESS_KEY: 'hush-secret' };
  const environment = { ...RIGHT, ...credentials, [ENVIRONMENT.keyRepositoryUrl]: server.url };
  const { decision } = decisionFromEnvironment(environment, 'authorizer');
  const iat = Math.floor(Date.now() / 1000);
  const token = tokenWith({ iat, nbf: iat, exp: iat + 60 });

  expect(await decide({ token, namedTenants: [] }, decision)).toMatchObject({ allowed: false, reason: 'key.unavailable' });
  expect(server.received).toHaveLength(2);
  await server.close();
});

it('asks nobody for a kid that none of the issuers owns', async () => {
  const { verifier } = decisionFromEnvironment(RIGHT, 'authorizer').decision;
  const { keys } = verifier as unknown as { keys: PublicKeySource };

  expect(keys.get('stranger/k1')).toEqual({ reason: 'key.unknown' });
});
