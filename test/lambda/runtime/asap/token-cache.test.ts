import { AsapVerifier, type AsapVerifierOptions, InProcessReplayGuard, type PublicKeyResult } from '../../../../lambda/runtime';
import { KID, keyPair, NOW, rawToken, rsaPair, SERVICE, tokenOf, tokenWith } from '../../tokens';

/** A source of one key that can be taken away and replaced, and counts what it is asked. */
function held(key = keyPair('rsa').publicKey) {
  const source = {
    answer: { key } as PublicKeyResult | undefined,
    fetched: 0,
    get: async () => {
      source.fetched += 1;
      return source.answer ?? ({ reason: 'key.unknown' } as const);
    },
    current: (kid: string) => (kid === KID ? source.answer : undefined),
  };
  return source;
}

function verifierWith(options: Partial<AsapVerifierOptions> = {}) {
  const time = { seconds: NOW };
  const keys = held();
  const verifier = new AsapVerifier({
    audience: SERVICE,
    issuers: ['gateway'],
    keys,
    clock: () => time.seconds * 1000,
    ...options,
  });
  return { verifier, keys, time };
}

it('knows a token at once after it was verified, and not before', async () => {
  const { verifier, keys } = verifierWith();
  const token = rawToken();

  expect(verifier.verifyCached(token)).toBeUndefined();
  const verified = await verifier.verify(token);
  expect(verifier.verifyCached(token)).toEqual(verified);
  await expect(verifier.verify(token)).resolves.toEqual(verified);
  expect(keys.fetched).toBe(1);
});

it.each([
  ['another signature', (token: string) => `${token.slice(0, -6)}AAAAAA`],
  ['a trailing dot', (token: string) => `${token}.`],
  [
    'other claims under the signature',
    (token: string) => tokenWith({ tenant: 'umbrella' }).replace(/[^.]+$/, token.split('.')[2] ?? ''),
  ],
])('does not know a token with %s', async (_what, changed) => {
  const { verifier } = verifierWith();
  const token = rawToken();
  await verifier.verify(token);

  expect(verifier.verifyCached(changed(token))).toBeUndefined();
  await expect(verifier.verify(changed(token))).resolves.toMatchObject({ ok: false });
});

it('keeps nothing that was refused', async () => {
  const { verifier } = verifierWith();
  for (const token of [tokenOf('RS256', 'other-rsa'), tokenWith({ aud: 'billing' })]) {
    await verifier.verify(token);

    expect(verifier.verifyCached(token)).toBeUndefined();
  }
});

it.each([
  ['in its last second, leeway included', 61, true],
  ['a moment later', 61.001, false],
  ['with the clock gone back to its first', -1, true],
  ['with the clock gone back before it', -1.001, false],
  ['with a clock that gives no time', Number.NaN, false],
])('asked %s', async (_when, after, isKnown) => {
  const { verifier, time } = verifierWith();
  const token = rawToken();
  await verifier.verify(token);
  time.seconds = NOW + after;

  expect(verifier.verifyCached(token)?.ok).toBe(isKnown || undefined);
});

it('forgets a token whose key is withdrawn, unknown for now, or another one by the same name', async () => {
  const other = { key: rsaPair(2048).publicKey };
  for (const answer of [{ reason: 'key.unknown' } as const, undefined, other]) {
    const { verifier, keys } = verifierWith();
    const token = rawToken();
    await verifier.verify(token);
    keys.answer = answer;

    expect(verifier.verifyCached(token)).toBeUndefined();
    await expect(verifier.verify(token)).resolves.toMatchObject({ ok: false });
  }
});

it('hands out one result to all, which none of them can change', async () => {
  const { verifier } = verifierWith();
  const token = tokenWith({ roles: ['reader'], act: { sub: 'gateway' } });
  const first = await verifier.verify(token);
  if (!first.ok) throw new Error(first.reason);

  expect(() => Object.assign(first.token, { issuer: 'evil' })).toThrow(TypeError);
  expect(() => Object.assign(first.token.claims, { tenant: 'umbrella' })).toThrow(TypeError);
  expect(() => (first.token.claims.roles as unknown as string[]).push('writer')).toThrow(TypeError);
  expect(() => Object.assign(first.token.claims.act as object, { sub: 'evil' })).toThrow(TypeError);
});

it('holds as many as it says, the oldest going first', async () => {
  const { verifier } = verifierWith({ cachedTokens: 2 });
  const tokens = ['one', 'two', 'three'].map((jti) => tokenWith({ jti }));
  for (const token of tokens) await verifier.verify(token);

  expect(tokens.map((token) => verifier.verifyCached(token)?.token.tokenId)).toEqual([undefined, 'two', 'three']);
});

it('keeps none if it is told so, beside a replay guard, and where no key is known to be current', async () => {
  const { get } = held();
  for (const options of [{ cachedTokens: 0 }, { replayGuard: new InProcessReplayGuard() }, { keys: { get } }]) {
    const { verifier } = verifierWith(options);
    const token = rawToken();
    await verifier.verify(token);

    expect(verifier.verifyCached(token)).toBeUndefined();
  }
});

it.each<[string, Partial<AsapVerifierOptions>, RegExp]>([
  [
    'a cache beside a replay guard',
    { cachedTokens: 10, replayGuard: new InProcessReplayGuard() },
    /cachedTokens is 10\n {2}expected {2}0/,
  ],
  ['a cache over keys that cannot say which is current', { cachedTokens: 10, keys: { get: held().get } }, /KeyCache/],
  ['a cache of less than none', { cachedTokens: -1 }, /cachedTokens is -1/],
  ['a cache of half a token', { cachedTokens: 0.5 }, /cachedTokens is 0.5/],
  ['a cache of everything', { cachedTokens: Number.POSITIVE_INFINITY }, /cachedTokens is/],
])('cannot be made with %s', (_what, options, message) => {
  expect(() => verifierWith(options)).toThrow(message);
});

it.each([undefined, null, 7, {}, 'x'.repeat(8193)])('knows nothing of %p', (token) => {
  expect(verifierWith().verifier.verifyCached(token as string)).toBeUndefined();
});
