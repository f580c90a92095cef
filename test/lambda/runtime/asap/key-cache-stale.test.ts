// How long a key is used: the repository's word, under the bound that is published, and past it only as far as both allow.

import { type AnswerLifetime, KeyCache, type KeyCacheOptions, type PublicKeyResult } from '../../../../lambda/runtime';
import { lifetimeOf } from '../../../../lambda/runtime/http/lifetime';
import { keyPair } from '../../tokens';

const KID = 'gateway/k1';
const SECOND = 1000;
const { publicKey } = keyPair('P-256');

const keyWith = (cacheControl: string, age?: string): PublicKeyResult => ({
  key: publicKey,
  lifetime: lifetimeOf({ 'cache-control': cacheControl, age }),
});
const UNKNOWN: PublicKeyResult = { reason: 'key.unknown' };
const UNSUITABLE: PublicKeyResult = { reason: 'key.unsuitable' };
const UNAVAILABLE: PublicKeyResult = { reason: 'key.unavailable' };
const STALE = 'max-age=100, stale-while-revalidate=50, stale-if-error=80';

/** A cache that has been given its first answer, its clock at 0 s, and a source that answers when told to. */
async function cacheWith(first: PublicKeyResult, options: KeyCacheOptions = {}) {
  const state = { now: 0, asked: 0, answer: first as PublicKeyResult | Error };
  const cache = new KeyCache(
    {
      async get() {
        state.asked += 1;
        if (state.answer instanceof Error) throw state.answer;
        return state.answer;
      },
    },
    { clock: () => state.now, ...options },
  );
  await cache.get(KID);
  state.asked = 0;
  return {
    state,
    cache,
    /** What is answered at this second, and the number of questions by then, those in the background included. */
    async at(seconds: number, kid = KID) {
      state.now = seconds * SECOND;
      const result = await cache.get(kid);
      await turns();
      return ['key' in result ? 'key' : result.reason, state.asked];
    },
  };
}

/** Lets what runs in the background come to its end. */
async function turns(): Promise<void> {
  for (let left = 10; left > 0; left -= 1) await undefined;
}

it.each<[string, PublicKeyResult, KeyCacheOptions, number]>([
  ['nothing said', { key: publicKey }, {}, 300],
  ['nothing said in a header', keyWith('public'), {}, 300],
  ['less than the bound', keyWith('max-age=100'), {}, 100],
  ['as much as the bound', keyWith('max-age=300'), {}, 300],
  ['more than the bound', keyWith('max-age=86400'), {}, 300],
  ['more than a bound of ours', keyWith('max-age=86400'), { maxAgeSeconds: 10 }, 10],
  ['spent partly on the way', keyWith('max-age=100', '40'), {}, 60],
  ['the bound, spent partly on the way', keyWith('max-age=86400', '40'), {}, 260],
  ['spent long ago', keyWith('max-age=86400', '4000'), {}, 0],
  ['max-age=0', keyWith('max-age=0'), {}, 0],
  ['max-age=0, from no shared cache', keyWith('max-age=0', '0'), {}, 0],
  ['no-store', keyWith('no-store'), {}, 0],
  ['no-cache', keyWith('no-cache, max-age=100'), {}, 0],
  ['stale windows nobody opted in to', keyWith('max-age=100, stale-while-revalidate=900, stale-if-error=900'), {}, 100],
  ['stale windows the answer does not give', keyWith('max-age=100'), allowing(900), 100],
  ['must-revalidate', keyWith('must-revalidate, stale-if-error=900'), allowing(900), 300],
])('uses a key for as long as both allow: %s', async (_what, first, options, seconds) => {
  const { at, state } = await cacheWith(first, options);
  state.answer = UNAVAILABLE;

  if (seconds > 0) {
    expect(await at(0)).toEqual(['key', 0]);
    expect(await at(seconds - 0.001)).toEqual(['key', 0]);
  }
  expect(await at(seconds)).toEqual(['key.unavailable', 1]);
});

function allowing(seconds: number): KeyCacheOptions {
  return { staleWhileRevalidateSeconds: seconds, staleIfErrorSeconds: seconds };
}

describe('while a newer answer is asked for', () => {
  const OPTIONS = { staleWhileRevalidateSeconds: 900 };

  it('answers at once with the old key and asks once in the background', async () => {
    const { cache, state } = await cacheWith(keyWith(STALE), OPTIONS);
    state.now = 100 * SECOND;
    const answers = Array.from({ length: 100 }, () => cache.get(KID));
    await turns();

    expect(answers.every((answer) => 'key' in answer)).toBe(true);
    expect(state.asked).toBe(1);
  });

  it('begins anew with the new answer', async () => {
    const { at } = await cacheWith(keyWith(STALE), OPTIONS);

    expect(await at(149)).toEqual(['key', 1]);
    expect(await at(248)).toEqual(['key', 1]);
  });

  it('serves a key that took the other’s place from the next request on', async () => {
    const { cache, state, at } = await cacheWith(keyWith(STALE), OPTIONS);
    const next = keyPair('P-384').publicKey;
    state.answer = { key: next };

    await at(100);
    expect(cache.get(KID)).toEqual({ key: next });
  });

  it.each([
    ['unknown', UNKNOWN, 'key.unknown'],
    ['unsuitable', UNSUITABLE, 'key.unsuitable'],
  ])('drops a key that turns out to be %s', async (_what, answer, reason) => {
    const { state, at } = await cacheWith(keyWith(STALE), OPTIONS);
    state.answer = answer;

    expect(await at(100)).toEqual(['key', 1]);
    expect(await at(101)).toEqual([reason, 1]);
  });

  it.each([
    ['does not answer', UNAVAILABLE],
    ['throws', new Error('broken')],
  ])('keeps the key within its window when the source %s, asking every 5 s', async (_what, answer) => {
    const { state, at } = await cacheWith(keyWith(STALE), OPTIONS);
    state.answer = answer;

    expect(await at(100)).toEqual(['key', 1]);
    expect(await at(104.999)).toEqual(['key', 1]);
    expect(await at(105)).toEqual(['key', 2]);
    expect(await at(149.999)).toEqual(['key', 3]);
    await expect(at(150).catch(() => ['thrown', state.asked])).resolves.toEqual([
      answer instanceof Error ? 'thrown' : 'key.unavailable',
      4,
    ]);
  });

  it('is held to our allowance where it is smaller', async () => {
    const { state, at } = await cacheWith(keyWith(STALE), { staleWhileRevalidateSeconds: 20 });
    state.answer = UNAVAILABLE;

    expect(await at(119.999)).toEqual(['key', 1]);
    expect(await at(120)).toEqual(['key.unavailable', 2]);
  });

  it('asks for a bounded number of keys at a time', async () => {
    const asked: string[] = [];
    let now = 0;
    const cache = new KeyCache(
      {
        get(kid) {
          asked.push(kid);
          return now === 0 ? keyWith(STALE) : new Promise<never>(() => undefined);
        },
      },
      { clock: () => now, ...OPTIONS },
    );
    const kids = Array.from({ length: 100 }, (_, index) => `gateway/k${index}`);
    for (const kid of kids) await cache.get(kid);
    now = 100 * SECOND;
    asked.length = 0;

    expect(kids.every((kid) => 'key' in cache.get(kid))).toBe(true);
    expect(asked).toHaveLength(8);
  });

  it('makes room when a question in the background is over', async () => {
    const { state, at, cache } = await cacheWith(keyWith(STALE), OPTIONS);
    for (let index = 0; index < 50; index += 1) await cache.get(`gateway/other-${index}`);
    state.asked = 0;
    for (let index = 0; index < 50; index += 1) await at(100, `gateway/other-${index}`);

    expect(state.asked).toBe(50);
  });
});

describe('when the repository does not answer', () => {
  const OPTIONS = { staleIfErrorSeconds: 900 };

  it.each([
    ['does not answer', UNAVAILABLE],
    ['throws', new Error('broken')],
  ])('uses the old key within its window when the source %s, asking every 5 s', async (_what, answer) => {
    const { state, at } = await cacheWith(keyWith(STALE), OPTIONS);
    state.answer = answer;

    expect(await at(100)).toEqual(['key', 1]);
    expect(await at(104.999)).toEqual(['key', 1]);
    expect(await at(105)).toEqual(['key', 2]);
    expect(await at(179.999)).toEqual(['key', 3]);
    await expect(at(180).catch(() => ['thrown', state.asked])).resolves.toEqual([
      answer instanceof Error ? 'thrown' : 'key.unavailable',
      4,
    ]);
  });

  it('waits for the answer, and takes it when it comes', async () => {
    const { state, at } = await cacheWith(keyWith(STALE), OPTIONS);
    state.answer = UNKNOWN;

    expect(await at(100)).toEqual(['key.unknown', 1]);
    expect(await at(104)).toEqual(['key.unknown', 1]);
    state.answer = UNAVAILABLE;
    expect(await at(105)).toEqual(['key.unavailable', 2]);
  });

  it('does not add the two windows up', async () => {
    const { state, at } = await cacheWith(keyWith(STALE), allowing(900));
    state.answer = UNAVAILABLE;

    expect(await at(149)).toEqual(['key', 1]);
    expect(await at(160)).toEqual(['key', 2]);
    expect(await at(180)).toEqual(['key.unavailable', 3]);
  });

  it('never uses a key beyond our bound and the larger allowance, whatever its repository grants', async () => {
    const generous = keyWith('max-age=86400, stale-while-revalidate=86400, stale-if-error=86400');
    const { state, at } = await cacheWith(generous, {
      maxAgeSeconds: 10,
      staleWhileRevalidateSeconds: 5,
      staleIfErrorSeconds: 7,
    });
    state.answer = UNAVAILABLE;

    expect((await at(16.999))[0]).toBe('key');
    expect((await at(17))[0]).toBe('key.unavailable');
  });

  it('uses no old key by a clock that went backwards', async () => {
    const { state, at } = await cacheWith(keyWith(STALE), allowing(900));
    state.answer = UNAVAILABLE;

    expect(await at(-1)).toEqual(['key.unavailable', 1]);
    expect(await at(Number.NaN)).toEqual(['key.unavailable', 2]);
  });
});

describe('when a shared cache answers with what is past its time', () => {
  const EXPIRED: [string, PublicKeyResult][] = [
    ['at its end', keyWith('max-age=100', '100')],
    ['after its end', keyWith('max-age=100', '4000')],
    ['though it was to be asked for each time', keyWith('no-cache', '1')],
    ['though it was not to be kept', keyWith('no-store', '1')],
    ['though it was over at once', keyWith('max-age=0', '1')],
    ['within a stale window that is ours to give', keyWith(STALE, '110')],
  ];

  it.each(EXPIRED)('it is no key, and is not asked for again for 5 s: %s', async (_what, expired) => {
    const { at, state, cache } = await cacheWith(expired);

    expect(cache.current(KID)).toEqual({ reason: 'key.unavailable' });
    expect(await at(4.999)).toEqual(['key.unavailable', 0]);
    expect(await at(5)).toEqual(['key.unavailable', 1]);
    expect(await at(9.999)).toEqual(['key.unavailable', 1]);
    state.answer = keyWith('max-age=100', '99');
    expect(await at(10)).toEqual(['key', 2]);
    expect(await at(10.999)).toEqual(['key', 2]);
  });

  it.each(EXPIRED)('a key held until then is used no longer: %s', async (_what, expired) => {
    const { at, state } = await cacheWith(keyWith('max-age=100'));
    state.answer = expired;

    expect(await at(99.999)).toEqual(['key', 0]);
    expect(await at(100)).toEqual(['key.unavailable', 1]);
    expect(await at(104.999)).toEqual(['key.unavailable', 1]);
    expect(await at(105)).toEqual(['key.unavailable', 2]);
  });

  it('asks about each kid by itself, however many requests there are', async () => {
    const { state, cache } = await cacheWith(keyWith('max-age=100', '100'));
    for (let index = 0; index < 500; index += 1) await cache.get(KID);
    expect(state.asked).toBe(0);
    await cache.get('gateway/k2');
    expect(state.asked).toBe(1);
  });

  it.each([
    ['stale-while-revalidate', { staleWhileRevalidateSeconds: 900 }, 50],
    ['stale-if-error', { staleIfErrorSeconds: 900 }, 80],
    ['the smaller of both sides’', { staleIfErrorSeconds: 20 }, 20],
  ])('it stands in as far as both allow (%s), asking every 5 s', async (_what, options, seconds) => {
    const { at, state } = await cacheWith(keyWith(STALE, '101'), options);

    expect(await at(0)).toEqual(['key', 0]);
    expect(await at(4.999)).toEqual(['key', 0]);
    state.answer = keyWith(STALE, '106');
    expect(await at(5)).toEqual(['key', 1]);
    expect(await at(9.999)).toEqual(['key', 1]);
    state.answer = keyWith(STALE, String(100 + seconds));
    await at(seconds - 2);
    expect((await at(seconds + 20))[0]).toBe('key.unavailable');
  });

  it('a key held stands in for one that is too old, as for no answer', async () => {
    const { at, state } = await cacheWith(keyWith(STALE), { staleIfErrorSeconds: 900 });
    state.answer = keyWith('max-age=100', '4000');

    expect(await at(100)).toEqual(['key', 1]);
    expect(await at(104.999)).toEqual(['key', 1]);
    expect(await at(105)).toEqual(['key', 2]);
    expect(await at(180)).toEqual(['key.unavailable', 3]);
    expect(await at(184.999)).toEqual(['key.unavailable', 3]);
  });

  it('costs nothing of what unknown kids may', async () => {
    const { cache, state } = await cacheWith(keyWith('max-age=100', '100'));
    for (let index = 0; index < 50; index += 1) await cache.get(`gateway/other-${index}`);
    state.answer = keyWith('max-age=100');

    await expect(cache.get('gateway/new')).resolves.toMatchObject({ key: publicKey });
  });
});

describe('current', () => {
  it('is what would be answered without asking, and asks nobody', async () => {
    const { cache, state } = await cacheWith(keyWith(STALE), allowing(900));
    const at = (seconds: number) => {
      state.now = seconds * SECOND;
      return cache.current(KID);
    };

    expect(at(99)).toMatchObject({ key: publicKey });
    expect(at(149)).toMatchObject({ key: publicKey });
    expect(at(150)).toBeUndefined();
    expect(at(-1)).toBeUndefined();
    expect(at(Number.NaN)).toBeUndefined();
    expect(cache.current('gateway/other')).toBeUndefined();
    expect(state.asked).toBe(0);
  });

  it('is the refusal that is remembered, and undefined when its time is over', async () => {
    const { cache, state } = await cacheWith(UNKNOWN);

    expect(cache.current(KID)).toBe(UNKNOWN);
    state.now = 5 * SECOND;
    expect(cache.current(KID)).toBeUndefined();
  });

  it('is no key that was withdrawn', async () => {
    const { cache, state, at } = await cacheWith(keyWith(STALE));
    state.answer = UNKNOWN;
    await at(100);

    expect(cache.current(KID)).toBe(UNKNOWN);
  });

  it('stays the same object while the same key is published', async () => {
    const { cache, state, at } = await cacheWith(keyWith(STALE));
    const before = cache.current(KID);
    const again: AnswerLifetime = lifetimeOf({});
    state.answer = { key: keyPair('P-256').publicKey, lifetime: again };
    await at(100);

    expect(cache.current(KID)).toBe(before);
    state.answer = { key: keyPair('other-P-256').publicKey };
    await at(400);
    expect(cache.current(KID)).toBe(state.answer);
  });
});
