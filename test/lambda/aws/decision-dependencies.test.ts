import { ENVIRONMENT } from '../../../contract';
import { decisionFromEnvironment } from '../../../lambda/aws/decision-dependencies';
import type { PublicKeySource } from '../../../lambda/runtime';
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
  [ENVIRONMENT.settings, '{"maxTokenLifetimeSeconds":3601}'],
  [ENVIRONMENT.settings, '{"maxTokenLifetimeSeconds":"60"}'],
  [ENVIRONMENT.issuers, '["../x"]'],
  [ENVIRONMENT.issuers, '"gateway"'],
  [ENVIRONMENT.keyRepositoryUrl, 'http://keys.example'],
])('cannot be made with %s = %s', (name, value) => {
  expect(() => decisionFromEnvironment({ ...RIGHT, [name]: value }, 'authorizer')).toThrow();
});

it.each(Object.keys(SETTINGS))('cannot be made without the setting %s', (name) => {
  const settings = JSON.stringify({ ...SETTINGS, [name]: undefined });

  expect(() => decisionFromEnvironment({ ...RIGHT, [ENVIRONMENT.settings]: settings }, 'session-broker')).toThrow(name);
});

it('asks nobody for a kid that none of the issuers owns', async () => {
  const { verifier } = decisionFromEnvironment(RIGHT, 'authorizer').decision;
  const { keys } = verifier as unknown as { keys: PublicKeySource };

  expect(keys.get('stranger/k1')).toEqual({ reason: 'key.unknown' });
});
