// The published staleness bounds against the real runtime: a clock of ours, API Gateway's cache as a map, and a service that
// shows every token it ever saw, again and again. Nothing is let in from the bound on, and something is until just before it.

import { brokerGraceSeconds, type StalenessSettings, stalenessBounds, statusOf } from '../../contract';
import { type AuthorizerEvent, authorize } from '../../lambda/functions/authorizer/authorize';
import { giveSession } from '../../lambda/functions/session-broker/broker';
import { AsapVerifier, KeyCache, type PublicKeyResult, TenantContextClient } from '../../lambda/runtime';
import type { DecisionDependencies } from '../../lambda/runtime/decision';
import { keyPair, NOW, rawToken, signatureOf, validClaims, validHeader } from './tokens';
import { METHOD_ARN, record } from './world';

const SETTINGS: StalenessSettings = {
  authorizerCacheSeconds: 10,
  tenantMaxAgeSeconds: 5,
  keyMaxAgeSeconds: 15,
  sessionLifetimeSeconds: 20,
  leewaySeconds: 2,
  handlerTimeoutSeconds: 4,
};
const BOUNDS = stalenessBounds(SETTINGS);
const EVENT = NOW * 1000;
const CREDENTIALS = { AccessKeyId: 'AKID', SecretAccessKey: 'secret', SessionToken: 'session' };
const ignore = () => undefined;

/** A deployed service: the world it sees can be changed, its clock set, its functions deployed anew. */
class Deployment {
  public now = EVENT;
  public active = true;
  public published = true;
  public callers: ReadonlySet<string> = new Set(['gateway']);
  public readonly sessions: { readonly from: number; readonly until: number }[] = [];
  private readonly gateway = new Map<string, { readonly allowed: boolean; readonly at: number }>();
  private authorizer = this.functionOf('authorizer');
  private broker = this.functionOf('session-broker');

  public deploy(): void {
    this.authorizer = this.functionOf('authorizer');
    this.broker = this.functionOf('session-broker');
  }

  /** As API Gateway does it: policies are kept for the cache's time, whatever they say; errors are not. */
  public async lets(token: string): Promise<boolean> {
    const cached = this.gateway.get(token);
    if (cached !== undefined && this.now - cached.at < SETTINGS.authorizerCacheSeconds * 1000) return cached.allowed;
    const event: AuthorizerEvent = {
      methodArn: METHOD_ARN,
      headers: { Authorization: `Bearer ${token}`, 'X-Tenant-Id': 'acme' },
    };
    try {
      const { policyDocument } = await authorize(event, this.authorizer, ignore);
      const allowed = policyDocument.Statement[0]?.Effect === 'Allow';
      this.gateway.set(token, { allowed, at: this.now });
      return allowed;
    } catch {
      return false;
    }
  }

  public async asksForSession(token: string): Promise<string> {
    const answer = await giveSession({ token }, 'request', {
      decision: this.broker,
      sts: { assumeRole: async () => ({ Credentials: CREDENTIALS }) },
      tenantRole: 'role',
      sessionLifetimeSeconds: SETTINGS.sessionLifetimeSeconds,
      clock: () => this.now,
      write: ignore,
    });
    if (!answer.ok) return answer.reason;
    this.sessions.push({ from: this.now, until: Date.parse(answer.credentials.expiration) });
    return 'given';
  }

  private functionOf(role: 'authorizer' | 'session-broker'): DecisionDependencies {
    const clock = () => this.now;
    const { publicKey } = keyPair('P-256');
    const source = { get: (): PublicKeyResult => (this.published ? { key: publicKey } : { reason: 'key.unknown' }) };
    const verifier = new AsapVerifier({
      audience: 'orders',
      issuers: ['gateway', 'orders'],
      algorithms: ['ES256'],
      keys: new KeyCache(source, { maxAgeSeconds: SETTINGS.keyMaxAgeSeconds, clock }),
      leewaySeconds: SETTINGS.leewaySeconds,
      graceSeconds: role === 'session-broker' ? brokerGraceSeconds(SETTINGS) : 0,
      clock,
    });
    const tenants = new TenantContextClient(async () => record('acme', { status: this.active ? 'active' : 'suspended' }), {
      maxAgeSeconds: SETTINGS.tenantMaxAgeSeconds,
      clock,
    });
    return { verifier, service: 'orders', callers: this.callers, tenants, refuseOwnTokens: true };
  }
}

let issued = 0;

function tokenAt(milliseconds: number, lifetime = 300): string {
  const iat = Math.floor(milliseconds / 1000);
  issued += 1;
  return rawToken({
    header: validHeader('ES256'),
    payload: validClaims({ iat, nbf: iat, exp: iat + lifetime, jti: `jti-${issued}` }),
    sign: (data) => signatureOf('ES256', keyPair('P-256').privateKey, data),
  });
}

/** The times of a try: each second, and the three milliseconds before it, where a chain of caches ends. */
function* times(seconds: number): Generator<number> {
  for (let second = 1; second <= seconds; second += 1) {
    for (const before of [3, 2, 1, 0]) yield EVENT + second * 1000 - before;
  }
}

/**
 * Lets `happen` happen at the time of the event, right after everything was cached, and then tries for so long whatever was
 * ever seen, and a token not seen before. Gives when a request was let in last, and when a session was good last.
 */
async function lastUses(happen: (deployment: Deployment) => void, seconds: number, mint = tokenAt) {
  const deployment = new Deployment();
  const seen: string[] = [];
  const last = { requests: 0, data: 0 };
  const tryAll = async () => {
    seen.push(mint(deployment.now));
    for (const token of seen) if (await deployment.lets(token)) last.requests = deployment.now - EVENT;
    for (const token of [seen[0], seen.at(-1)]) await deployment.asksForSession(token ?? '');
  };
  await tryAll();
  happen(deployment);
  for (const time of times(seconds)) {
    deployment.now = time;
    await tryAll();
  }
  last.data = Math.max(...deployment.sessions.map(({ until }) => until)) - 1 - EVENT;
  return last;
}

const MILLISECONDS_OF_THE_CHAIN = 3;

it.each<[keyof typeof BOUNDS, (deployment: Deployment) => void]>([
  [
    'tenantSuspended',
    (deployment) => {
      deployment.active = false;
    },
  ],
  [
    'callerRemoved',
    (deployment) => {
      deployment.callers = new Set(['billing']);
      deployment.deploy();
    },
  ],
  [
    'keyWithdrawn',
    (deployment) => {
      deployment.published = false;
    },
  ],
])('%s: nothing gets through from the bound on, and something until just before', async (name, happen) => {
  const bound = BOUNDS[name];
  const last = await lastUses(happen, bound.requests + 5);

  expect(last.requests).toBeLessThan(bound.requests * 1000);
  expect(last.requests).toBeGreaterThanOrEqual(bound.requests * 1000 - MILLISECONDS_OF_THE_CHAIN);
  expect(last.data).toBeLessThan(bound.data * 1000);
  expect(last.data).toBeGreaterThanOrEqual(bound.data * 1000 - MILLISECONDS_OF_THE_CHAIN);
});

it('tokenExpired: nothing gets through from the bound on, and something until just before', async () => {
  const { requests, data } = BOUNDS.tokenExpired;
  const last = await lastUses(ignore, requests + brokerGraceSeconds(SETTINGS) + 5, () => tokenAt(EVENT - 60_000, 60));

  expect(last.requests).toBeLessThan(requests * 1000);
  expect(last.requests).toBeGreaterThanOrEqual(requests * 1000 - MILLISECONDS_OF_THE_CHAIN);
  expect(last.data).toBeLessThan(data * 1000);
  expect(last.data).toBeGreaterThanOrEqual(data * 1000 - MILLISECONDS_OF_THE_CHAIN);
});

it('sessionOutlivesRequest: a session asked for at the last moment of a request ends with its bound', async () => {
  const deployment = new Deployment();
  await deployment.asksForSession(tokenAt(EVENT));

  expect(deployment.sessions).toEqual([{ from: EVENT, until: EVENT + BOUNDS.sessionOutlivesRequest.data * 1000 }]);
  expect(BOUNDS.sessionOutlivesRequest.requests).toBe(0);
});

it('the broker takes a token until leeway and grace are over, the last second included, and not one more', async () => {
  const deployment = new Deployment();
  const token = tokenAt(EVENT - 60_000, 60);
  const end = EVENT + (SETTINGS.leewaySeconds + brokerGraceSeconds(SETTINGS)) * 1000;

  deployment.now = end;
  await expect(deployment.asksForSession(token)).resolves.toBe('given');
  deployment.now = end + 1;
  await expect(deployment.asksForSession(token)).resolves.toBe('token.expired');
  deployment.now = end + 1000;
  await expect(deployment.asksForSession(token)).resolves.toBe('token.expired');
});

it('the authorizer takes no token in the broker’s grace', async () => {
  const deployment = new Deployment();
  const token = tokenAt(EVENT - 60_000, 60);
  deployment.now = EVENT + SETTINGS.leewaySeconds * 1000 + 1;

  await expect(deployment.lets(token)).resolves.toBe(false);
  expect(statusOf('token.expired')).toBe(401);
});
