// Every bound of a token: exactly at it, one below, one above. Times are inclusive at both ends (ASAP), to the millisecond of the
// verifier's clock, and the cache of verified tokens has the same ends.

import { AsapVerifier, type AsapVerifierOptions, KeyCache } from '../../../../lambda/runtime';
import { CALLER, KID, keyPair, keySource, NOW, rawToken, SERVICE, tokenWith, validClaims, validHeader } from '../../tokens';

type Verifier = Partial<AsapVerifierOptions>;

async function verdict(token: string, options: Verifier = {}, now = NOW * 1000): Promise<string> {
  const keys = { get: () => ({ key: keyPair('rsa').publicKey }) };
  const result = await new AsapVerifier({ audience: SERVICE, issuers: null, keys, clock: () => now, ...options }).verify(token);
  return result.ok ? 'accepted' : result.reason;
}

const LEEWAYS = [0, 1, 2, 29, 30];

describe.each(LEEWAYS)('leeway %i', (leewaySeconds) => {
  const issued = NOW - 100;

  it.each([
    [-1000, 'accepted'],
    [-1, 'accepted'],
    [0, 'accepted'],
    [1, 'token.expired'],
    [1000, 'token.expired'],
  ])('%i ms from exp and leeway: %s', async (off, expected) => {
    const token = tokenWith({ iat: issued, nbf: undefined, exp: NOW });

    await expect(verdict(token, { leewaySeconds }, (NOW + leewaySeconds) * 1000 + off)).resolves.toBe(expected);
  });

  it.each([
    [-1000, 'accepted'],
    [0, 'accepted'],
    [1, 'token.expired'],
    [1000, 'token.expired'],
  ])('%i ms from exp, leeway and a grace of 7: %s', async (off, expected) => {
    const token = tokenWith({ iat: issued, nbf: undefined, exp: NOW });

    await expect(verdict(token, { leewaySeconds, graceSeconds: 7 }, (NOW + leewaySeconds + 7) * 1000 + off)).resolves.toBe(
      expected,
    );
  });

  it.each([
    ['iat', {}],
    ['nbf', { nbf: NOW }],
    ['iat, with nbf before it', { nbf: NOW - 5 }],
    ['nbf, with iat before it', { iat: NOW - 5, nbf: NOW }],
  ])('before %s', async (_what, changed) => {
    const token = tokenWith({ iat: NOW, nbf: undefined, exp: NOW + 60, ...changed });
    const at = (off: number) => verdict(token, { leewaySeconds }, (NOW - leewaySeconds) * 1000 + off);

    await expect(Promise.all([-1000, -1, 0, 1, 1000].map(at))).resolves.toEqual([
      ...['token.not-yet-valid', 'token.not-yet-valid', 'accepted', 'accepted', 'accepted'],
    ]);
  });

  it('a verified token is kept between the same ends', async () => {
    let now = NOW * 1000;
    const keys = new KeyCache(keySource({ [KID]: keyPair('rsa').publicKey }), { clock: () => NOW * 1000, maxAgeSeconds: 3600 });
    const make = () => new AsapVerifier({ audience: SERVICE, issuers: null, keys, clock: () => now, leewaySeconds });
    const token = rawToken();
    const known = async (at: number) => {
      const verifier = make();
      now = NOW * 1000;
      await verifier.verify(token);
      now = at;
      return verifier.verifyCached(token) !== undefined;
    };
    const [from, until] = [(NOW - leewaySeconds) * 1000, (NOW + 60 + leewaySeconds) * 1000];

    await expect(known(from - 1)).resolves.toBe(false);
    await expect(known(from)).resolves.toBe(true);
    await expect(known(until)).resolves.toBe(true);
    await expect(known(until + 1)).resolves.toBe(false);
  });
});

it.each([1, 60, 300, 3599, 3600])('a lifetime of %i at most', async (maxLifetimeSeconds) => {
  const lasting = (seconds: number) => verdict(tokenWith({ exp: NOW + seconds }), { maxLifetimeSeconds });

  await expect(Promise.all([-1, 0, 1].map((off) => lasting(maxLifetimeSeconds + off)))).resolves.toEqual([
    maxLifetimeSeconds === 1 ? 'token.lifetime' : 'accepted',
    'accepted',
    'token.lifetime',
  ]);
});

it.each([0, -1])('a lifetime of %i is none', async (seconds) => {
  await expect(verdict(tokenWith({ exp: NOW + seconds }))).resolves.toBe('token.lifetime');
});

const header = (changed: Record<string, unknown>) => rawToken({ header: { ...validHeader(), ...changed } });
const issuedBy = (iss: string) => rawToken({ header: validHeader('RS256', `${iss}/k`), payload: validClaims({ iss, sub: iss }) });
const others = (count: number) => Array.from({ length: count }, (_, index) => `service-${index}`);

it.each<[string, number, (size: number) => string, string]>([
  ['characters of a kid', 256, (size) => header({ kid: `${CALLER}/${'k'.repeat(size - CALLER.length - 1)}` }), 'token.kid'],
  ['characters of an issuer', 128, (size) => issuedBy('i'.repeat(size)), 'token.claim'],
  ['characters of a jti', 256, (size) => tokenWith({ jti: 'j'.repeat(size) }), 'token.claim'],
  ['audiences', 16, (size) => tokenWith({ aud: [SERVICE, ...others(size - 1)] }), 'token.claim'],
  [
    'members of a payload',
    64,
    (size) => tokenWith(Object.fromEntries(others(size - 8).map((name) => [name, 0]))),
    'token.malformed',
  ],
])('%s: %i', async (_what, most, make, refusal) => {
  await expect(Promise.all([most - 1, most, most + 1].map((size) => verdict(make(size))))).resolves.toEqual([
    'accepted',
    'accepted',
    refusal,
  ]);
});

it.each([
  ['leewaySeconds', 0, 30],
  ['maxLifetimeSeconds', 1, 3600],
  ['graceSeconds', 0, 7200],
] as const)('%s may be %i to %i', (option, least, most) => {
  const make = (value: number) => () =>
    new AsapVerifier({ audience: SERVICE, issuers: null, keys: keySource({}), [option]: value });

  for (const value of [least, most]) expect(make(value)).not.toThrow();
  for (const value of [least - 1, most + 1, least + 0.5]) expect(make(value)).toThrow(`${option} is ${value}`);
});
