// The cases that Atlassian's Python implementation has for Django, Flask and WSGI, put to the request guard. Two mistakes seen in
// such servers are cases of their own: one answers 401 and runs the handler, one reads its list of callers where nobody wrote it.

import * as runtime from '../../../../../lambda/runtime';
import { AsapVerifier, type AsapVerifierOptions, InProcessReplayGuard, RequestGuard } from '../../../../../lambda/runtime';
import {
  CALLER,
  clock,
  KID,
  keyPair,
  keySource,
  NOW,
  rawToken,
  SERVICE,
  TENANT,
  tokenOf,
  tokenWith,
  validHeader,
} from '../../../tokens';
import { worldOf } from '../../../world';
import { put, requestOf } from '../../request-guard/in-process';
import type { Lines } from '../../request-guard/raw-http';

const ISSUERS = [CALLER, 'billing', SERVICE];

function guardWith(changed: Partial<AsapVerifierOptions> = {}, callers: readonly string[] = [CALLER]): RequestGuard {
  const { publicKey } = keyPair('rsa');
  const keys = keySource({ [KID]: publicKey, 'billing/k1': publicKey });
  const verifier = new AsapVerifier({ audience: SERVICE, issuers: ISSUERS, keys, exactlyOneAudience: true, clock, ...changed });
  return new RequestGuard({
    verifier,
    service: SERVICE,
    callers,
    tenants: worldOf(runtime).dependencies.tenants,
    write: () => undefined,
  });
}

const bearing = (token: string): Lines => [
  ['Authorization', `Bearer ${token}`],
  ['X-Tenant-Id', TENANT],
];
const statusFor = async (token: string, guard = guardWith()) => (await put(guard, requestOf(bearing(token)))).status;
const fromBilling = () => tokenOf('RS256', 'rsa', { iss: 'billing', sub: 'billing' }, 'billing/k1');

const REQUESTS: readonly (readonly [
  name: string,
  token: () => string,
  status: number,
  settings?: Partial<AsapVerifierOptions>,
])[] = [
  ['valid', () => rawToken(), 200],
  // The Python servers take it, as ASAP says; a guard insists on the authorizer's rule.
  ['several audiences, ours among them', () => tokenWith({ aud: ['another', SERVICE] }), 401],
  ['wrong audience', () => tokenWith({ aud: 'another' }), 401],
  ['garbage token', () => 'notavalidtoken', 401],
  ['valid token of an issuer that may not call', fromBilling, 403],
  ['subject and issuer differ', () => tokenWith({ sub: 'billing' }), 401],
  [
    'subject and issuer differ, where settings let them',
    () => tokenWith({ sub: 'billing' }),
    200,
    { subjectMustEqualIssuer: false },
  ],
  ['settings: a longer life', () => tokenWith({ exp: NOW + 3600 }), 200, { maxLifetimeSeconds: 3600 }],
  ['settings: a leeway', () => tokenWith({ iat: NOW - 60, nbf: NOW - 60, exp: NOW - 20 }), 200, { leewaySeconds: 30 }],
  // 500 there, for no fault of the server.
  ['kid of another issuer', () => rawToken({ header: validHeader('RS256', 'billing/k1') }), 401],
  ['kid that is none', () => rawToken({ header: validHeader('RS256', '../k1') }), 401],
  ['life over an hour', () => tokenWith({ exp: NOW + 3601 }), 401],
  ['no jti', () => tokenWith({ jti: undefined }), 401],
  ['no kid', () => rawToken({ header: { alg: 'RS256' } }), 401],
  ['no audience', () => tokenWith({ aud: undefined }), 401],
  ['key not found', () => rawToken({ header: validHeader('RS256', 'gateway/none') }), 401],
];

it.each(REQUESTS.map(([name, token, status, settings = {}]) => [name, status, token, settings] as const))(
  '%s: %i',
  async (_name, status, token, settings) => {
    await expect(statusFor(token(), guardWith(settings))).resolves.toBe(status);
  },
);

it('no token at all: 401 with WWW-Authenticate, and there is no setting by which it would pass', async () => {
  const { status, headers } = await put(guardWith(), requestOf([['X-Tenant-Id', TENANT]]));

  expect({ status, challenge: headers['www-authenticate'] }).toEqual({ status: 401, challenge: 'Bearer' });
});

it('a list of issuers for one route: each guard has its own', async () => {
  const [all, one] = [guardWith({}, [CALLER, 'billing']), guardWith({}, ['billing'])];

  await expect(Promise.all([rawToken(), fromBilling()].map((token) => statusFor(token, all)))).resolves.toEqual([200, 200]);
  await expect(Promise.all([rawToken(), fromBilling()].map((token) => statusFor(token, one)))).resolves.toEqual([403, 200]);
});

it('duplicate jti: rejected only where that is set', async () => {
  const [once, often] = [guardWith({ replayGuard: new InProcessReplayGuard({ clock }) }), guardWith()];
  const token = rawToken();

  expect([await statusFor(token, once), await statusFor(token, once)]).toEqual([200, 401]);
  expect([await statusFor(token, often), await statusFor(token, often)]).toEqual([200, 200]);
});

it('a header of bytes is the header of text: Node makes Latin-1 of it, and no token has more', async () => {
  const asBytes = (token: string) => Buffer.from(`Bearer ${token}`).toString('latin1');
  const statuses = [rawToken(), `${rawToken()}é`].map(
    async (token) =>
      (
        await put(
          guardWith(),
          requestOf([
            ['Authorization', asBytes(token)],
            ['X-Tenant-Id', TENANT],
          ]),
        )
      ).status,
  );

  await expect(Promise.all(statuses)).resolves.toEqual([200, 401]);
});

it('attaches to the request what was verified, and nothing that was only claimed', async () => {
  const { tenant } = await put(
    guardWith({ subjectMustEqualIssuer: false }),
    requestOf(bearing(tokenWith({ sub: 'billing', caller: 'edge' }))),
  );

  expect(tenant?.toJSON()).toEqual({ tenantId: TENANT, caller: CALLER, placement: 'pool', version: 3 });
});
