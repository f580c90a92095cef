import { KeyCache, type KeyCacheOptions, type PublicKeyResult } from '../../../../lambda/runtime';
import { keyPair } from '../../tokens';

const KEY: PublicKeyResult = { key: keyPair('P-256').publicKey };
const UNKNOWN: PublicKeyResult = { reason: 'key.unknown' };
const UNSUITABLE: PublicKeyResult = { reason: 'key.unsuitable' };
const UNAVAILABLE: PublicKeyResult = { reason: 'key.unavailable' };

/** A cache, the clock it reads, and what its source was asked and will answer. */
function cacheOf(options: KeyCacheOptions = {}) {
  const state = {
    now: 1_000_000,
    asked: [] as string[],
    answer: KEY,
    answers: undefined as Promise<PublicKeyResult> | undefined,
  };
  const cache = new KeyCache(
    {
      get(kid) {
        state.asked.push(kid);
        return state.answers ?? state.answer;
      },
    },
    { clock: () => state.now, ...options },
  );
  return { cache, state };
}

it('asks once for any number of concurrent callers', async () => {
  const { cache, state } = cacheOf();
  const results = await Promise.all(Array.from({ length: 100 }, () => cache.get('gateway/k1')));

  expect(state.asked).toEqual(['gateway/k1']);
  expect(new Set(results)).toEqual(new Set([KEY]));
});

it('asks for each kid', async () => {
  const { cache, state } = cacheOf();
  await Promise.all([cache.get('gateway/k1'), cache.get('gateway/k2'), cache.get('gateway/k1')]);

  expect(state.asked).toEqual(['gateway/k1', 'gateway/k2']);
});

it('answers at once, without a promise, when it knows', async () => {
  const { cache } = cacheOf();
  await cache.get('gateway/k1');

  expect(cache.get('gateway/k1')).toBe(KEY);
});

it.each([
  ['a key', KEY, 300],
  ['an unknown kid', UNKNOWN, 5],
  ['an unsuitable key', UNSUITABLE, 5],
])('remembers %s until its time is over and not longer', async (_what, answer, seconds) => {
  const { cache, state } = cacheOf();
  state.answer = answer;
  await cache.get('gateway/k1');

  state.now += seconds * 1000 - 1;
  await cache.get('gateway/k1');
  expect(state.asked).toHaveLength(1);

  state.now += 1;
  await cache.get('gateway/k1');
  expect(state.asked).toHaveLength(2);
});

it('counts the age of a key from before it was asked for', async () => {
  const { cache, state } = cacheOf({ maxAgeSeconds: 10 });
  let give: (result: PublicKeyResult) => void = () => undefined;
  state.answers = new Promise((resolve) => {
    give = resolve;
  });
  const pending = cache.get('gateway/k1');
  state.now += 8000;
  give(KEY);
  await pending;
  state.now += 2000;
  await cache.get('gateway/k1');

  expect(state.asked).toHaveLength(2);
});

it('asks again when the clock went backwards', async () => {
  const { cache, state } = cacheOf();
  await cache.get('gateway/k1');
  state.now -= 1;
  await cache.get('gateway/k1');

  expect(state.asked).toHaveLength(2);
});

it('asks again when the clock gives no time', async () => {
  const { cache, state } = cacheOf();
  await cache.get('gateway/k1');
  state.now = Number.NaN;
  await cache.get('gateway/k1');

  expect(state.asked).toHaveLength(2);
});

it('does not remember that the repository was down', async () => {
  const { cache, state } = cacheOf();
  state.answer = UNAVAILABLE;
  await expect(cache.get('gateway/k1')).resolves.toBe(UNAVAILABLE);
  state.answer = KEY;

  await expect(cache.get('gateway/k1')).resolves.toBe(KEY);
  expect(state.asked).toHaveLength(2);
});

it('does not remember a source that failed, and lets every waiting caller know', async () => {
  const { cache, state } = cacheOf();
  state.answers = Promise.reject(new Error('broken'));
  const waiting = [cache.get('gateway/k1'), cache.get('gateway/k1')];
  await expect(Promise.allSettled(waiting)).resolves.toMatchObject([{ status: 'rejected' }, { status: 'rejected' }]);
  state.answers = undefined;

  await expect(cache.get('gateway/k1')).resolves.toBe(KEY);
  expect(state.asked).toHaveLength(2);
});

it('survives a source that throws', async () => {
  const cache = new KeyCache({
    get() {
      throw new Error('broken');
    },
  });

  await expect(cache.get('gateway/k1')).rejects.toThrow('broken');
  await expect(cache.get('gateway/k1')).rejects.toThrow('broken');
});

it('serves a key that took another’s place without being restarted, and no longer the one before', async () => {
  const { cache, state } = cacheOf({ maxAgeSeconds: 60 });
  await cache.get('gateway/k1');
  const next: PublicKeyResult = { key: keyPair('P-384').publicKey };
  state.answer = next;
  state.now += 60_000;

  await expect(cache.get('gateway/k1')).resolves.toBe(next);
});

it('denies a withdrawn key when its time is over', async () => {
  const { cache, state } = cacheOf({ maxAgeSeconds: 60 });
  await cache.get('gateway/k1');
  state.answer = UNKNOWN;

  expect(cache.get('gateway/k1')).toBe(KEY);
  state.now += 60_000;
  await expect(cache.get('gateway/k1')).resolves.toBe(UNKNOWN);
});

it('holds no more entries than it may', async () => {
  const { cache, state } = cacheOf({ maxEntries: 3 });
  for (const kid of ['a/1', 'a/2', 'a/3', 'a/4']) await cache.get(kid);

  expect(cache.get('a/4')).toBe(KEY);
  expect(cache.get('a/2')).toBe(KEY);
  await cache.get('a/1');
  expect(state.asked).toEqual(['a/1', 'a/2', 'a/3', 'a/4', 'a/1']);
});

it('lets nobody push a key in use out by making up kids', async () => {
  const { cache, state } = cacheOf({ maxEntries: 10 });
  await cache.get('gateway/k1');
  state.answer = UNKNOWN;
  for (let index = 0; index < 100; index += 1) await cache.get(`gateway/made-up-${index}`);

  expect(cache.get('gateway/k1')).toBe(KEY);
});

it('remembers a kid as one or the other, never as both', async () => {
  const { cache, state } = cacheOf();
  state.answer = UNKNOWN;
  await cache.get('gateway/k1');
  state.answer = KEY;
  state.now += 5000;
  await cache.get('gateway/k1');
  state.answer = UNKNOWN;
  state.now += 300_000;

  await expect(cache.get('gateway/k1')).resolves.toBe(UNKNOWN);
  expect(cache.get('gateway/k1')).toBe(UNKNOWN);
});

it.each([0, -1, 1.5, Number.NaN])('cannot be made to hold %p entries', (maxEntries) => {
  expect(() => cacheOf({ maxEntries })).toThrow('capacity is');
});
