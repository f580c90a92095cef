// Which requests share a session in a warm function, and which never do.

import { ExplainedError, type InvokePort, TenantSessions, type TenantSessionsOptions } from '../../../../lambda/runtime';
import { forgeries, genuineContext } from '../../contexts';

const START = Date.parse('2027-01-15T08:00:00.000Z');
const LIFETIME = 300_000;
const TIMEOUT = 29_000;

interface Shown {
  readonly tenant: string;
  readonly caller: string;
}

/** Tokens that the broker below takes: `<tenant>.<caller>.<anything>`. It refuses every other one, as the real one does. */
const tokenFor = ({ tenant, caller }: Shown, id = 'one') => `${tenant}.${caller}.${id}`;
const ACME: Shown = { tenant: 'acme', caller: 'gateway' };

/** A function whose broker holds one session for one tenant and caller until the test ends it, and a clock of ours. */
function functionOf(options: Partial<TenantSessionsOptions> = {}) {
  const state = { now: START, broker: START, failing: false, hold: false };
  const shown: string[] = [];
  const lines: string[] = [];
  const waiting: (() => void)[] = [];
  let made = 0;
  const held = new Map<string, { readonly number: number; readonly expiration: string }>();
  const lambda: InvokePort = {
    async invoke({ Payload }) {
      const { token } = JSON.parse(Buffer.from(Payload).toString()) as { token: string };
      shown.push(token);
      if (state.hold) await new Promise<void>((resolve) => waiting.push(resolve));
      if (state.failing) return { FunctionError: 'Unhandled' };
      const [tenantId, issuer, tokenId] = token.split('.');
      if (!tokenId || tokenId.startsWith('junk')) return payload({ ok: false, reason: 'token.signature' });
      const id = `${tenantId}.${issuer}`;
      if (!held.has(id)) {
        made += 1;
        held.set(id, { number: made, expiration: new Date(state.broker + LIFETIME).toISOString() });
      }
      const session = held.get(id) as { number: number; expiration: string };
      const { number, expiration } = session;
      const credentials = { accessKeyId: `AKID-${number}`, secretAccessKey: 'hush', sessionToken: `hush-${number}`, expiration };
      return payload({ ok: true, credentials, tenantId, issuer, tokenId });
    },
  };
  const sessions = new TenantSessions({
    lambda,
    functionName: 'broker',
    handlerTimeoutSeconds: TIMEOUT / 1000,
    write: (line) => lines.push(line),
    clock: () => state.now,
    ...options,
  });
  const request = async (side: Shown = ACME, token = tokenFor(side)) =>
    sessions.credentials(await genuineContext(token, side.tenant, side.caller));
  const keyId = async (side: Shown = ACME, token = tokenFor(side)) =>
    request(side, token).then(
      ({ accessKeyId }) => accessKeyId,
      (error: { reason?: string }) => error.reason ?? String(error),
    );
  return { state, shown, lines, waiting, held, sessions, request, keyId };
}

const payload = (value: unknown) => ({ Payload: Buffer.from(JSON.stringify(value)) });

it('asks the broker once for a token, however many requests it came with', async () => {
  const { keyId, shown } = functionOf();

  expect([await keyId(), await keyId(), await keyId()]).toEqual(['AKID-1', 'AKID-1', 'AKID-1']);
  expect(shown).toEqual(['acme.gateway.one']);
});

it('shows the broker every token that it has not seen, and gives the same credentials for the same session', async () => {
  const { request, shown } = functionOf();
  const first = await request();
  const second = await request(ACME, tokenFor(ACME, 'two'));

  expect(shown).toEqual(['acme.gateway.one', 'acme.gateway.two']);
  expect(second).toBe(first);
});

it.each<[string, Shown, string]>([
  ['a token that nobody signed', ACME, 'acme.gateway.junk'],
  ['a token of another tenant', { tenant: 'umbrella', caller: 'gateway' }, tokenFor(ACME)],
  ['a token of another caller', { tenant: 'acme', caller: 'billing' }, tokenFor(ACME)],
  ['no token at all', ACME, '-'],
])('gives nothing that it keeps to a context that somebody made up: %s', async (_what, context, token) => {
  const { keyId, shown, lines } = functionOf();
  await keyId();
  await keyId({ tenant: 'umbrella', caller: 'gateway' });
  await keyId({ tenant: 'acme', caller: 'billing' });
  const before = shown.length;

  await expect(keyId(context, token)).resolves.toMatch(/^(token\.signature|authorizer\.context)$/);
  await expect(keyId(context, token)).resolves.toMatch(/^(token\.signature|authorizer\.context)$/);
  expect(shown).toHaveLength(before + 2);
  expect(lines).toEqual([]);
});

it('keeps no session under the tenant or the caller of a context that does not fit the token', async () => {
  const { keyId } = functionOf();
  const umbrella = { tenant: 'umbrella', caller: 'gateway' };
  await expect(keyId(umbrella, tokenFor(ACME))).resolves.toBe('authorizer.context');

  await expect(keyId(umbrella)).resolves.toBe('AKID-2');
  await expect(keyId()).resolves.toBe('AKID-1');
});

it('keeps apart what is the same when joined', async () => {
  const { keyId, shown } = functionOf();
  await keyId({ tenant: 'acme', caller: 'a' }, 'acme.a.x');
  await keyId({ tenant: 'acme', caller: 'a' }, 'acme.a.x');
  await keyId({ tenant: 'acm', caller: 'ea' }, 'acme.a.x');
  await keyId({ tenant: 'acme', caller: 'a-acme' }, 'acme.a.x');

  expect(shown).toHaveLength(3);
});

it('refuses everything that only looks like a context, whatever it keeps', async () => {
  const { sessions, keyId } = functionOf();
  await keyId();
  const context = await genuineContext(tokenFor(ACME));

  for (const [, forgery] of forgeries(context))
    await expect(sessions.credentials(forgery as never)).rejects.toMatchObject({ name: 'ForgedTenantContextError' });
});

it('logs each session that it hands out again: token id, key id, tenant, caller and trace', async () => {
  const { keyId, lines } = functionOf();
  await keyId();
  await keyId();

  expect(lines.map((line) => JSON.parse(line))).toEqual([
    {
      decision: 'allow',
      session: 'held',
      by: 'handler',
      accessKeyId: 'AKID-1',
      issuer: 'gateway',
      tenantId: 'acme',
      tokenId: 'one',
      traceId: 'Root=1-2-3',
    },
  ]);
  expect(lines.join()).not.toMatch(/hush|acme\.gateway/);
});

it('logs a request once, however often it reads', async () => {
  const { sessions, keyId, lines } = functionOf();
  await keyId();
  const tenant = await genuineContext(tokenFor(ACME));
  for (const _read of [1, 2, 3]) await sessions.credentials(tenant);

  expect(lines).toHaveLength(1);
});

it('hands a session out while more than the timeout is left of it, to the millisecond', async () => {
  const { state, keyId, shown } = functionOf();
  await keyId();
  state.now = START + LIFETIME - TIMEOUT - 1;
  await keyId();
  expect(shown).toHaveLength(1);
  state.now += 1;
  await keyId();

  expect(shown).toHaveLength(2);
});

it('keeps the session of a request until its end, and asks again after it', async () => {
  const { state, sessions, held, shown } = functionOf();
  const tenant = await genuineContext(tokenFor(ACME));
  const first = await sessions.credentials(tenant);
  state.now = START + LIFETIME - 1;
  expect(await sessions.credentials(tenant)).toBe(first);
  held.clear();
  state.now += 1;
  state.broker = state.now;

  expect(await sessions.credentials(tenant)).not.toBe(first);
  expect(shown).toHaveLength(2);
});

it.each([1, 60_000])('hands out nothing for a clock that went back by %i ms', async (milliseconds) => {
  const { state, keyId, shown } = functionOf();
  await keyId();
  state.now -= milliseconds;
  await keyId();

  expect(shown).toHaveLength(2);
});

it('hands out nothing for a clock that gives no number', async () => {
  const { state, keyId, shown } = functionOf();
  await keyId();
  state.now = Number.NaN;
  await keyId();

  expect(shown).toHaveLength(2);
});

it('goes by the end that the broker gave, whatever a handler does to the credentials', async () => {
  const { state, request, keyId, shown, lines } = functionOf();
  const credentials = (await request()) as { accessKeyId: string; expiration: Date };
  credentials.expiration.setTime(START + 10 * LIFETIME);
  credentials.accessKeyId = 'other';
  await keyId();
  state.now = START + LIFETIME - TIMEOUT;
  await keyId();

  expect(shown).toHaveLength(2);
  expect(JSON.parse(lines[0] ?? '{}')).toMatchObject({ accessKeyId: 'AKID-1' });
});

it('asks once for requests at the same time with one token, and for each token', async () => {
  const { state, keyId, shown, waiting } = functionOf();
  state.hold = true;
  const all = [keyId(), keyId(), keyId(ACME, tokenFor(ACME, 'two'))];
  while (waiting.length < 2) await new Promise(setImmediate);
  for (const go of waiting) go();

  await expect(Promise.all(all)).resolves.toEqual(['AKID-1', 'AKID-1', 'AKID-1']);
  expect(shown).toEqual(['acme.gateway.one', 'acme.gateway.two']);
});

it('gives no shared answer that ends too soon because the broker took its time', async () => {
  const { state, keyId, shown, waiting } = functionOf();
  state.hold = true;
  const both = [keyId(), keyId()];
  while (waiting.length < 1) await new Promise(setImmediate);
  state.hold = false;
  state.now = START + LIFETIME - TIMEOUT;
  for (const go of waiting) go();
  await Promise.all(both);

  expect(shown).toHaveLength(2);
});

it('keeps no failure, and shares it with requests at the same time only', async () => {
  const { state, keyId, shown, waiting } = functionOf();
  state.hold = true;
  state.failing = true;
  const both = [keyId(), keyId()];
  while (waiting.length < 1) await new Promise(setImmediate);
  for (const go of waiting) go();
  await expect(Promise.all(both)).resolves.toEqual(['session.unavailable', 'session.unavailable']);
  expect(shown).toHaveLength(1);
  state.hold = false;
  state.failing = false;

  await expect(keyId()).resolves.toBe('AKID-1');
});

it('keeps no more sessions than it may: the oldest goes first', async () => {
  const { keyId, shown } = functionOf({ maxSessions: 2 });
  for (const id of ['one', 'two', 'three', 'three', 'two']) await keyId(ACME, tokenFor(ACME, id));
  expect(shown).toHaveLength(3);
  await keyId(ACME, tokenFor(ACME, 'one'));

  expect(shown).toHaveLength(4);
});

it('shares nothing where a session does not outlast a request', async () => {
  const { keyId, shown } = functionOf({ handlerTimeoutSeconds: LIFETIME / 1000 });
  await keyId();
  await keyId();

  expect(shown).toHaveLength(2);
});

describe('the timeout of the handler', () => {
  const before = process.env.BULKHEAD_HANDLER_TIMEOUT;
  afterEach(() => {
    if (before === undefined) delete process.env.BULKHEAD_HANDLER_TIMEOUT;
    else process.env.BULKHEAD_HANDLER_TIMEOUT = before;
  });
  const asked = async (options: Partial<TenantSessionsOptions>) => {
    const { keyId, shown } = functionOf(options);
    await keyId();
    await keyId();
    return shown.length;
  };

  it('comes from the environment that a TenantService sets, unless it is given', async () => {
    process.env.BULKHEAD_HANDLER_TIMEOUT = '29';
    expect(await asked({ handlerTimeoutSeconds: undefined })).toBe(1);
    process.env.BULKHEAD_HANDLER_TIMEOUT = '300';
    expect(await asked({ handlerTimeoutSeconds: undefined })).toBe(2);
    expect(await asked({ handlerTimeoutSeconds: 29 })).toBe(1);
  });

  it('is needed to share a session', async () => {
    delete process.env.BULKHEAD_HANDLER_TIMEOUT;
    expect(await asked({ handlerTimeoutSeconds: undefined })).toBe(2);
  });

  it.each([0, -1, Number.NaN, 'soon', ''])('cannot be %j', (seconds) => {
    const make = () => functionOf({ handlerTimeoutSeconds: seconds as number });

    expect(make).toThrow(ExplainedError);
    expect(make).toThrow(/handlerTimeoutSeconds is .*\n {2}expected {2}the timeout of the function in seconds, above 0/);
  });

  it('cannot be text of the environment either', () => {
    process.env.BULKHEAD_HANDLER_TIMEOUT = 'soon';

    expect(() => functionOf({ handlerTimeoutSeconds: undefined })).toThrow(/handlerTimeoutSeconds is "soon"/);
  });
});
