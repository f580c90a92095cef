// What a broker holds between requests: one session for one tenant and caller, for as long as it outlasts a request, and not a moment more.

import { authorize } from '../../../../lambda/functions/authorizer/authorize';
import { type AssumeRolePort, giveSession } from '../../../../lambda/functions/session-broker/broker';
import { HeldSessions, type Session } from '../../../../lambda/functions/session-broker/held-sessions';
import * as runtime from '../../../../lambda/runtime';
import { CALLER, NOW, rawToken, TENANT, tokenWith, validClaims, validHeader } from '../../tokens';
import { worldOf } from '../../world';
import { brokerOf, heldSessions } from './rows';

const everything = { ...runtime, authorize, giveSession };
const LIFETIME = 300;
const TIMEOUT = 29;

let issued = 0;

/** Each token has an id of its own, as callers make them. */
const aToken = (iss = CALLER, tenant = TENANT) => {
  issued += 1;
  return rawToken({
    header: validHeader('RS256', `${iss}/k1`),
    payload: validClaims({ iss, sub: iss, tenant, jti: `jti-${issued}`, exp: NOW + 300 }),
  });
};

/** A broker with a clock of ours, and an STS that numbers its sessions and may be made to fail or to wait. */
function brokerAt() {
  const state = { now: NOW * 1000, fails: false };
  const asked: Parameters<AssumeRolePort['assumeRole']>[0][] = [];
  const waiting: (() => void)[] = [];
  const hold = { on: false };
  const sts: AssumeRolePort = {
    async assumeRole(input) {
      asked.push(input);
      const number = asked.length;
      if (hold.on) await new Promise<void>((resolve) => waiting.push(resolve));
      if (state.fails) throw Object.assign(new Error('Rate exceeded'), { name: 'Throttling' });
      return {
        Credentials: { AccessKeyId: `AKID-${number}`, SecretAccessKey: `hush-${number}`, SessionToken: `hush-${number}` },
      };
    },
  };
  const clock = () => state.now;
  const decision = worldOf(everything, { callers: new Set([CALLER, 'billing']) }, clock).dependencies;
  const sessions = heldSessions({ sessionLifetimeSeconds: LIFETIME, handlerTimeoutSeconds: TIMEOUT, clock });
  const { ask, lines } = brokerOf(everything, { decision, sts, clock, sessions });
  const give = (token = aToken()) => ask({ token });
  const keyId = async (token?: string) => {
    const answer = await give(token);
    return answer.ok ? answer.credentials.accessKeyId : answer.reason;
  };
  return { state, asked, lines, give, keyId, hold, waiting, decision, lastLine: () => JSON.parse(lines.at(-1) ?? '{}') };
}

it('hands the session to later tokens of the same tenant and caller, with one call of STS', async () => {
  const { keyId, asked } = brokerAt();

  expect([await keyId(), await keyId(), await keyId()]).toEqual(['AKID-1', 'AKID-1', 'AKID-1']);
  expect(asked).toHaveLength(1);
});

it('hands it to no other tenant and to no other caller', async () => {
  const { keyId, asked } = brokerAt();
  await keyId();

  await expect(keyId(aToken(CALLER, 'umbrella'))).resolves.toBe('AKID-2');
  await expect(keyId(aToken('billing'))).resolves.toBe('AKID-3');
  await expect(keyId(aToken('billing', 'umbrella'))).resolves.toBe('AKID-4');
  await expect(keyId()).resolves.toBe('AKID-1');
  expect(asked.map(({ Tags }) => Tags[0]?.Value)).toEqual([TENANT, 'umbrella', TENANT, 'umbrella']);
});

it('keeps names apart that are the same when joined', async () => {
  const sessions = heldSessions();
  const session = (name: string) => async (): Promise<Session> => ({
    ok: true,
    credentials: { accessKeyId: name, secretAccessKey: 's', sessionToken: 't', expiration: 'x' },
  });
  const now = NOW * 1000;
  await sessions.sessionFor({ tenantId: 'acme', issuer: 'a/b' }, now, session('first'));

  for (const owner of [
    { tenantId: 'acme,a', issuer: 'b' },
    { tenantId: 'acme","a/b', issuer: '' },
    { tenantId: 'a/b', issuer: 'acme' },
    { tenantId: 'acm', issuer: 'ea/b' },
  ])
    await expect(sessions.sessionFor(owner, now, session('other'))).resolves.toMatchObject({ isHeld: false });
});

it('names whose session it is and which token it answers, held or not', async () => {
  const { give } = brokerAt();
  await give(tokenWith({ jti: 'first' }));

  await expect(give(tokenWith({ jti: 'second' }))).resolves.toMatchObject({
    ok: true,
    tenantId: TENANT,
    issuer: CALLER,
    tokenId: 'second',
    credentials: { accessKeyId: 'AKID-1' },
  });
});

it('logs each token with the key id of the session that it got', async () => {
  const { give, lines } = brokerAt();
  await give(tokenWith({ jti: 'first' }));
  await give(tokenWith({ jti: 'second' }));

  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { decision: 'allow', tokenId: 'first', accessKeyId: 'AKID-1', session: 'new' },
    { decision: 'allow', tokenId: 'second', accessKeyId: 'AKID-1', session: 'held' },
  ]);
  expect(lines.join()).not.toContain('hush');
});

it('hands it out while more than the timeout of the handler is left, to the millisecond', async () => {
  const { state, keyId, give } = brokerAt();
  await keyId();
  state.now += (LIFETIME - TIMEOUT) * 1000 - 1;
  const held = await give();
  state.now += 1;

  expect(held).toMatchObject({ ok: true, credentials: { accessKeyId: 'AKID-1' } });
  await expect(keyId()).resolves.toBe('AKID-2');
});

it('ends it when it would have ended anyway: a hand-out adds nothing', async () => {
  const { state, give } = brokerAt();
  const expirations: string[] = [];
  for (let second = 0; second <= 270; second += 10) {
    state.now = (NOW + second) * 1000;
    const answer = await give();
    if (answer.ok) expirations.push(answer.credentials.expiration);
  }

  expect(new Set(expirations)).toEqual(new Set([new Date((NOW + LIFETIME) * 1000).toISOString()]));
  expect(expirations).toHaveLength(28);
});

it.each<[string, (world: ReturnType<typeof brokerAt>) => string, string]>([
  ['a token that has expired', () => tokenWith({ iat: 1, nbf: 1, exp: 2 }), 'token.expired'],
  ['a token with another signature', () => `${aToken().slice(0, -8)}AAAAAAAA`, 'token.signature'],
  ['no token', () => 'x.y.z', 'token.malformed'],
  ['a caller that is not listed', () => aToken('orders'), 'caller.self'],
  ['a token for another service', () => tokenWith({ aud: 'billing' }), 'token.audience'],
])('decides about each token first: %s gets nothing of what is held', async (_what, token, reason) => {
  const world = brokerAt();
  await world.keyId();

  await expect(world.keyId(token(world))).resolves.toBe(reason);
  expect(world.lastLine()).toMatchObject({ decision: 'deny', reason });
  expect(world.lastLine()).not.toHaveProperty('accessKeyId');
});

it('keeps no session that STS did not give', async () => {
  const { state, keyId, asked, lastLine } = brokerAt();
  state.fails = true;
  await expect(keyId()).resolves.toBe('session.unavailable');
  expect(lastLine()).toMatchObject({ reason: 'session.unavailable', cause: 'Throttling' });
  state.fails = false;

  await expect(keyId()).resolves.toBe('AKID-2');
  await expect(keyId()).resolves.toBe('AKID-2');
  expect(asked).toHaveLength(2);
});

it('hands out what it holds while STS throttles', async () => {
  const { state, keyId } = brokerAt();
  await keyId();
  state.fails = true;

  await expect(keyId()).resolves.toBe('AKID-1');
  await expect(keyId(aToken('billing'))).resolves.toBe('session.unavailable');
});

it('asks STS once for requests at the same time, and decides about each of them', async () => {
  const { give, asked, lines, hold, waiting } = brokerAt();
  hold.on = true;
  const answers = [give(), give(), give(tokenWith({ aud: 'billing' }))];
  while (waiting.length === 0 || lines.length === 0) await new Promise(setImmediate);
  for (const go of waiting) go();

  expect((await Promise.all(answers)).map((answer) => (answer.ok ? answer.credentials.accessKeyId : answer.reason))).toEqual([
    'AKID-1',
    'AKID-1',
    'token.audience',
  ]);
  expect(asked).toHaveLength(1);
  expect(lines).toHaveLength(3);
});

it('shares a failure with requests at the same time, and forgets it', async () => {
  const { state, keyId, asked, hold, waiting } = brokerAt();
  hold.on = true;
  state.fails = true;
  const both = [keyId(), keyId()];
  while (waiting.length === 0) await new Promise(setImmediate);
  await new Promise(setImmediate);
  for (const go of waiting) go();

  await expect(Promise.all(both)).resolves.toEqual(['session.unavailable', 'session.unavailable']);
  expect(asked).toHaveLength(1);
  hold.on = false;
  state.fails = false;
  await expect(keyId()).resolves.toBe('AKID-2');
});

it('gives no shared session that ended too soon while STS took its time', async () => {
  const { state, keyId, asked, hold, waiting } = brokerAt();
  hold.on = true;
  const first = keyId();
  while (waiting.length === 0) await new Promise(setImmediate);
  const second = keyId();
  await new Promise(setImmediate);
  state.now += (LIFETIME - TIMEOUT) * 1000;
  hold.on = false;
  for (const go of waiting) go();

  await expect(first).resolves.toBe('AKID-1');
  await expect(second).resolves.toBe('AKID-2');
  expect(asked).toHaveLength(2);
});

it.each([1, 500, 1000])('holds nothing for a clock that went back by %i ms', async (milliseconds) => {
  const { state, keyId, give } = brokerAt();
  await keyId();
  state.now -= milliseconds;
  const answer = await give();

  expect(answer).toMatchObject({ ok: true, credentials: { accessKeyId: 'AKID-2' } });
  if (answer.ok) expect(Date.parse(answer.credentials.expiration)).toBe(state.now + LIFETIME * 1000);
});

it('holds nothing if the clock goes back while the broker decides', async () => {
  let now = NOW * 1000;
  const sessions = heldSessions({ clock: () => now });
  const owner = { tenantId: TENANT, issuer: CALLER };
  const assume = async (): Promise<Session> => ({ ok: true, credentials: {} as never });
  await sessions.sessionFor(owner, now, assume);
  now -= 1;

  await expect(sessions.sessionFor(owner, NOW * 1000 + 5, assume)).resolves.toMatchObject({ isHeld: false });
});

it('holds nothing for a clock that gives no number', async () => {
  let now = NOW * 1000;
  const sessions = new HeldSessions({ sessionLifetimeSeconds: LIFETIME, handlerTimeoutSeconds: TIMEOUT, clock: () => now });
  const owner = { tenantId: TENANT, issuer: CALLER };
  const assume = async (expiration: string): Promise<Session> => ({
    ok: true,
    credentials: { accessKeyId: 'AKID', secretAccessKey: 's', sessionToken: 't', expiration },
  });
  await sessions.sessionFor(owner, now, assume);
  now = Number.NaN;

  await expect(sessions.sessionFor(owner, NOW * 1000, assume)).resolves.toMatchObject({ isHeld: false });
});

it('gives a request no session that was decided about after it: the request would keep its access for longer', async () => {
  const sessions = heldSessions();
  const ends: string[] = [];
  const assume = async (expiration: string): Promise<Session> => {
    ends.push(expiration);
    return { ok: true, credentials: { accessKeyId: 'AKID', secretAccessKey: 's', sessionToken: 't', expiration } };
  };
  const owner = { tenantId: TENANT, issuer: CALLER };
  await sessions.sessionFor(owner, NOW * 1000, assume);

  await expect(sessions.sessionFor(owner, NOW * 1000 - 1, assume)).resolves.toMatchObject({ isHeld: false });
  expect(ends.map((end) => Date.parse(end))).toEqual([(NOW + LIFETIME) * 1000, (NOW + LIFETIME) * 1000 - 1]);
});

it.each([TIMEOUT, TIMEOUT - 1])('holds nothing where a session of %i seconds does not outlast a request', async (lifetime) => {
  const sessions = heldSessions({ sessionLifetimeSeconds: lifetime });
  const assume = jest.fn(async (): Promise<Session> => ({ ok: true, credentials: {} as never }));
  for (const _time of [1, 2, 3]) await sessions.sessionFor({ tenantId: TENANT, issuer: CALLER }, NOW * 1000, assume);

  expect(assume).toHaveBeenCalledTimes(3);
});

it('forgets what it could only ask STS to repeat, after a rejection too', async () => {
  const sessions = heldSessions();
  const owner = { tenantId: TENANT, issuer: CALLER };
  await expect(sessions.sessionFor(owner, NOW * 1000, () => Promise.reject(new Error('down')))).rejects.toThrow('down');

  await expect(sessions.sessionFor(owner, NOW * 1000, async () => ({ ok: true, credentials: {} as never }))).resolves.toEqual({
    session: { ok: true, credentials: {} },
    isHeld: false,
  });
});

it('holds no more sessions than it may: the oldest goes first', async () => {
  const sessions = heldSessions({ maxSessions: 2 });
  const assume = jest.fn(async (): Promise<Session> => ({ ok: true, credentials: {} as never }));
  const give = (tenantId: string) => sessions.sessionFor({ tenantId, issuer: CALLER }, NOW * 1000, assume);
  for (const tenant of ['a1', 'b2', 'c3']) await give(tenant);

  expect((await give('c3')).isHeld).toBe(true);
  expect((await give('b2')).isHeld).toBe(true);
  expect((await give('a1')).isHeld).toBe(false);
});
