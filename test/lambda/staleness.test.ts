// The published staleness bounds against the real runtime: a clock of ours, API Gateway's cache as a map, and a service that
// shows every token it ever saw, again and again. Nothing is let in from the bound on, and something is until just before it.

import { brokerGraceSeconds, type StalenessSettings, stalenessBounds, statusOf } from '../../contract';
import { type AuthorizerEvent, authorize } from '../../lambda/functions/authorizer/authorize';
import { giveSession } from '../../lambda/functions/session-broker/broker';
import { HeldSessions } from '../../lambda/functions/session-broker/held-sessions';
import { AsapVerifier, KeyCache, type PublicKeyResult, TenantContextClient, TenantSessions } from '../../lambda/runtime';
import type { DecisionDependencies } from '../../lambda/runtime/decision';
import { genuineContext } from './contexts';
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
const ignore = () => undefined;

/** A deployed service: the world it sees can be changed, its clock set, its functions deployed anew. */
class Deployment {
  public now = EVENT;
  public active = true;
  public entitled = true;
  public published = true;
  public callers: ReadonlySet<string> = new Set(['gateway']);
  public readonly sessions: { readonly from: number; readonly until: number }[] = [];
  public assumed = 0;
  private readonly gateway = new Map<string, { readonly allowed: boolean; readonly at: number }>();
  private authorizer = this.functionOf('authorizer');
  private broker = this.functionOf('session-broker');
  private held = this.heldSessions();
  /** The function of the service: a deployment of another list leaves it as it is, with all that it keeps. */
  private readonly function = new TenantSessions({
    functionName: 'broker',
    lambda: {
      invoke: async ({ Payload }) => ({ Payload: Buffer.from(JSON.stringify(await this.brokerAnswers(Payload))) }),
    },
    handlerTimeoutSeconds: SETTINGS.handlerTimeoutSeconds,
    clock: () => this.now,
    write: ignore,
  });

  /** @param reuses false for a broker that forgets every session: each token then shows how long a session of its own may last */
  public constructor(private readonly reuses = false) {}

  public deploy(): void {
    this.authorizer = this.functionOf('authorizer');
    this.broker = this.functionOf('session-broker');
    this.held = this.heldSessions();
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
    if (!this.reuses) this.held = this.heldSessions();
    const answer = await this.answerOf({ token });
    if (!answer.ok) return answer.reason;
    this.sessions.push({ from: this.now, until: Date.parse(answer.credentials.expiration) });
    return 'given';
  }

  /** A request with this token in the service's function, which is warm. Gives the reason of a refusal. */
  public async runs(token: string): Promise<string> {
    try {
      const { expiration } = await this.function.credentials(await genuineContext(token));
      this.sessions.push({ from: this.now, until: expiration.getTime() });
      return 'given';
    } catch (error) {
      return (error as { reason?: string }).reason ?? String(error);
    }
  }

  private brokerAnswers(payload: Uint8Array): Promise<unknown> {
    return this.answerOf(JSON.parse(Buffer.from(payload).toString()));
  }

  private answerOf(input: unknown) {
    return giveSession(input, 'request', {
      decision: this.broker,
      sts: {
        assumeRole: async () => {
          this.assumed += 1;
          return { Credentials: { AccessKeyId: `AKID-${this.assumed}`, SecretAccessKey: 'secret', SessionToken: 'session' } };
        },
      },
      tenantRole: 'role',
      sessions: this.held,
      clock: () => this.now,
      write: ignore,
    });
  }

  private heldSessions(): HeldSessions {
    return new HeldSessions({ ...SETTINGS, clock: () => this.now });
  }

  private record() {
    return record('acme', {
      status: this.active ? 'active' : 'suspended',
      services: this.entitled ? ['orders'] : ['billing'],
    });
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
    const tenants = new TenantContextClient(async () => this.record(), {
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

/**
 * The same with a broker that holds sessions and a function that keeps them: both are asked with every token ever seen, whether or not
 * the authorizer would let it in. Gives when a session was good last, and how often STS was asked.
 */
async function lastReuse(happen: (deployment: Deployment) => void, seconds: number, mint = tokenAt) {
  const deployment = new Deployment(true);
  const seen: string[] = [];
  let asked = 0;
  const tryAll = async () => {
    seen.push(mint(deployment.now));
    for (const token of seen) {
      asked += 2;
      await deployment.runs(token);
      await deployment.asksForSession(token);
    }
  };
  await tryAll();
  happen(deployment);
  for (let second = 1; second <= seconds; second += 1) {
    for (const before of [1, 0]) {
      deployment.now = EVENT + second * 1000 - before;
      await tryAll();
    }
  }
  const last = Math.max(...deployment.sessions.map(({ until }) => until)) - 1 - EVENT;
  return { last, asked, assumed: deployment.assumed };
}

const MILLISECONDS_OF_THE_CHAIN = 3;

const EVENTS: [keyof typeof BOUNDS, string, (deployment: Deployment) => void][] = [
  [
    'tenantSuspended',
    'a suspension',
    (deployment) => {
      deployment.active = false;
    },
  ],
  [
    'tenantSuspended',
    'a revoked entitlement',
    (deployment) => {
      deployment.entitled = false;
    },
  ],
  [
    'callerRemoved',
    'a caller that is no longer listed',
    (deployment) => {
      deployment.callers = new Set(['billing']);
      deployment.deploy();
    },
  ],
  [
    'keyWithdrawn',
    'a withdrawn key',
    (deployment) => {
      deployment.published = false;
    },
  ],
];

it.each(EVENTS)(
  '%s, %s: nothing gets through from the bound on, and something until just before',
  async (name, _what, happen) => {
    const bound = BOUNDS[name];
    const last = await lastUses(happen, bound.requests + 5);

    expect(last.requests).toBeLessThan(bound.requests * 1000);
    expect(last.requests).toBeGreaterThanOrEqual(bound.requests * 1000 - MILLISECONDS_OF_THE_CHAIN);
    expect(last.data).toBeLessThan(bound.data * 1000);
    expect(last.data).toBeGreaterThanOrEqual(bound.data * 1000 - MILLISECONDS_OF_THE_CHAIN);
  },
);

it.each(EVENTS)('%s, %s: reused sessions end within the same bound', async (name, _what, happen) => {
  const { last, asked, assumed } = await lastReuse(happen, BOUNDS[name].data + 3);

  expect(last).toBeLessThan(BOUNDS[name].data * 1000);
  expect(last).toBeGreaterThanOrEqual(SETTINGS.sessionLifetimeSeconds * 1000 - 1);
  expect(assumed).toBeLessThan(asked / 100);
});

it('tokenExpired: reused sessions end within the same bound', async () => {
  const { last, asked, assumed } = await lastReuse(ignore, 60, () => tokenAt(EVENT - 60_000, 60));

  expect(last).toBeLessThan(BOUNDS.tokenExpired.data * 1000);
  expect(last).toBeGreaterThanOrEqual(SETTINGS.sessionLifetimeSeconds * 1000 - 1);
  expect(assumed).toBeLessThan(asked / 100);
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
