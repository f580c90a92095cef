// Kids that somebody makes up cost a bounded number of questions, and no key in use its place; a new key gets through.

import { KeyCache, type KeyCacheOptions, type PublicKeyResult } from '../../../../lambda/runtime';
import { keyPair } from '../../tokens';

const KEY: PublicKeyResult = { key: keyPair('P-256').publicKey };
const UNKNOWN: PublicKeyResult = { reason: 'key.unknown' };
const UNAVAILABLE: PublicKeyResult = { reason: 'key.unavailable' };
const SECOND = 1000;
const ISSUERS = ['gateway', 'billing', 'billing/eu'];

/** A cache in front of a repository with the given kids. */
function cacheOf(options: KeyCacheOptions = {}, published = ['gateway/k1']) {
  const state = { now: 1_800_000_000_000, asked: [] as string[], published: new Set(published), otherwise: UNKNOWN };
  const cache = new KeyCache(
    {
      async get(kid) {
        state.asked.push(kid);
        return state.published.has(kid) ? KEY : state.otherwise;
      },
    },
    { clock: () => state.now, ...options },
  );
  const ask = async (kid: string) => {
    const result = await cache.get(kid);
    return 'key' in result ? 'key' : result.reason;
  };
  return { cache, state, ask };
}

let made = 0;
const madeUp = (prefix = 'gateway') => {
  made += 1;
  return `${prefix}/made-up-${made}`;
};

it.each<[string, KeyCacheOptions]>([
  ['known issuers', { issuers: ISSUERS }],
  ['any issuer', {}],
])('%s: 10,000 made-up kids of an issuer cost 10 questions, and one more every 5 s', async (_what, options) => {
  const { state, ask } = cacheOf(options);
  const answers = new Set<string>();
  for (let index = 0; index < 10_000; index += 1) answers.add(await ask(madeUp()));

  expect([...answers]).toEqual(['key.unknown']);
  expect(state.asked).toHaveLength(10);
  for (let step = 0; step < 600; step += 1) {
    state.now += SECOND / 10;
    for (let index = 0; index < 10; index += 1) await ask(madeUp());
  }
  expect(state.asked).toHaveLength(10 + 12);
});

it('says of a kid that it does not ask for that it is unknown, and nothing of what others are published as', async () => {
  const { state, ask } = cacheOf({ issuers: ISSUERS });
  state.otherwise = { reason: 'key.unsuitable' };
  const answers: string[] = [];
  for (let index = 0; index < 12; index += 1) answers.push(await ask(madeUp()));

  expect(answers).toEqual([...Array(10).fill('key.unsuitable'), 'key.unknown', 'key.unknown']);
});

it('made-up kids that come again and again cost at most 11 questions, and two more every 5 s', async () => {
  const { state, ask } = cacheOf({ issuers: ISSUERS });
  const kids = Array.from({ length: 100 }, () => madeUp());
  for (let step = 0; step <= 600; step += 1) {
    for (const kid of kids) await ask(kid);
    state.now += SECOND / 10;
  }

  expect(state.asked.length).toBeGreaterThan(11 + 12);
  expect(state.asked.length).toBeLessThanOrEqual(11 + 24);
});

it('concurrent made-up kids cost no more than those in a row', async () => {
  const { state, ask } = cacheOf({ issuers: ISSUERS });
  await Promise.all(Array.from({ length: 10_000 }, () => ask(madeUp())));

  expect(state.asked).toHaveLength(10);
});

it('keys in use stay in use during a flood, expired ones too', async () => {
  const { state, ask } = cacheOf({ issuers: ISSUERS, maxEntries: 10 });
  await ask('gateway/k1');
  for (let index = 0; index < 10_000; index += 1) await ask(madeUp());
  state.asked = [];

  expect(await ask('gateway/k1')).toBe('key');
  expect(state.asked).toEqual([]);
  state.now += 300 * SECOND;
  for (let index = 0; index < 100; index += 1) await ask(madeUp());
  state.asked = [];
  expect(await ask('gateway/k1')).toBe('key');
  expect(state.asked).toEqual(['gateway/k1']);
});

it('a key that is new in the middle of a flood gets through at its second request', async () => {
  const { state, ask } = cacheOf({ issuers: ISSUERS });
  const flood = async () => {
    for (let index = 0; index < 900; index += 1) await ask(madeUp());
    state.now += SECOND;
  };
  await flood();
  state.published.add('gateway/k2');

  expect(await ask('gateway/k2')).toBe('key.unknown');
  await flood();
  expect(await ask('gateway/k2')).toBe('key');
});

it('a new key gets through 5 s after any flood at the latest', async () => {
  const { state, ask } = cacheOf({ issuers: ISSUERS });
  const kids = Array.from({ length: 1000 }, () => madeUp());
  for (const kid of [...kids, ...kids]) await ask(kid);
  state.published.add('gateway/k2');

  expect(await ask('gateway/k2')).toBe('key.unknown');
  state.now += 5 * SECOND;
  expect(await ask('gateway/k2')).toBe('key');
});

it('keys that are found cost nothing of the budget', async () => {
  const kids = Array.from({ length: 500 }, (_, index) => `gateway/k${index}`);
  const { ask } = cacheOf({ issuers: ISSUERS }, kids);

  for (const kid of kids) expect(await ask(kid)).toBe('key');
});

it.each<[string, KeyCacheOptions]>([
  ['known issuers', { issuers: ISSUERS }],
  ['any issuer', {}],
])('%s: a flood under one issuer costs another one nothing', async (_what, options) => {
  const { ask } = cacheOf(options, ['billing/k1', 'billing/eu/k1']);
  for (let index = 0; index < 1000; index += 1) await ask(madeUp());

  expect(await ask('billing/k1')).toBe('key');
  expect(await ask('billing/eu/k1')).toBe('key');
});

it('what is under an issuer is the issuer’s, however deep', async () => {
  const { state, ask } = cacheOf({ issuers: ISSUERS });
  for (let index = 0; index < 1000; index += 1) await ask(madeUp(`gateway/${index}`));
  for (let index = 0; index < 1000; index += 1) await ask(madeUp(`billing/eu/${index}`));

  expect(state.asked).toHaveLength(20);
});

it('drops no issuer’s budget for that of another', async () => {
  const { state, ask } = cacheOf({ issuers: ISSUERS, maxEntries: 1 });
  for (let index = 0; index < 1000; index += 1) {
    for (const issuer of ISSUERS) await ask(madeUp(issuer));
  }

  expect(state.asked).toHaveLength(30);
});

it('asks for no kid that no known issuer owns', async () => {
  const { state, ask } = cacheOf({ issuers: ISSUERS });

  for (const prefix of ['stranger', 'gatewayx', 'billin', 'x/gateway']) expect(await ask(`${prefix}/k1`)).toBe('key.unknown');
  expect(state.asked).toEqual([]);
});

it('any issuer: made-up issuers cost 40 questions together, and one more every 1.25 s', async () => {
  const { state, ask } = cacheOf({ maxEntries: 100 });
  for (let index = 0; index < 10_000; index += 1) await ask(madeUp(`stranger-${index}`));

  expect(state.asked).toHaveLength(40);
  for (let step = 0; step < 50; step += 1) {
    state.now += SECOND / 10;
    for (let index = 0; index < 10; index += 1) await ask(madeUp(`stranger-again-${step}-${index}`));
  }
  expect(state.asked).toHaveLength(40 + 4);
});

it('answers a refused kid without a promise', async () => {
  const { cache, ask } = cacheOf({ unknownFetches: 1 });
  await ask(madeUp());

  expect(cache.get(madeUp())).toEqual({ reason: 'key.unknown' });
});

it('says in an outage that the repository does not answer, also for what it is not asked', async () => {
  const { state, ask } = cacheOf({ issuers: ISSUERS });
  state.otherwise = UNAVAILABLE;
  for (let index = 0; index < 100; index += 1) expect(await ask(madeUp())).toBe('key.unavailable');
  expect(state.asked).toHaveLength(10);

  state.otherwise = UNKNOWN;
  state.now += 5 * SECOND;
  expect(await ask(madeUp())).toBe('key.unknown');
  expect(await ask(madeUp())).toBe('key.unknown');
  expect(state.asked).toHaveLength(11);
});

it('a clock that went back a day makes nobody wait for a day', async () => {
  const { state, ask } = cacheOf({ issuers: ISSUERS });
  for (let index = 0; index < 100; index += 1) await ask(madeUp());
  state.now -= 86_400 * SECOND;
  state.published.add('gateway/k2');

  expect(await ask(madeUp())).toBe('key.unknown');
  expect(state.asked).toHaveLength(10);
  state.now += 5 * SECOND;
  expect(await ask('gateway/k2')).toBe('key');
});

it('a clock that gives no time has nobody asked for new kids', async () => {
  const { state, ask } = cacheOf({ issuers: ISSUERS });
  const { now } = state;
  state.now = Number.NaN;
  expect(await ask('gateway/k1')).toBe('key.unknown');
  state.now = now;

  expect(await ask('gateway/k1')).toBe('key');
});

it.each([
  { unknownFetches: 0 },
  { unknownFetches: 1.5 },
  { unknownFetches: Number.NaN },
  { unknownFetches: Number.POSITIVE_INFINITY },
  { unknownFetchSeconds: 0 },
  { unknownFetchSeconds: -1 },
  { unknownFetchSeconds: Number.NaN },
])('cannot be made with %j', (options) => {
  expect(() => cacheOf(options)).toThrow('unknownFetches is');
});
