import { AsapVerifier, type AsapVerifierOptions } from '../../../../lambda/runtime';
import { clock, KID, keyPair, keySource, rawToken, SERVICE, tokenOf, tokenWith, validClaims, validHeader } from '../../tokens';

const keys = () => keySource({ [KID]: keyPair('rsa').publicKey });
const verifierWith = (options: Partial<AsapVerifierOptions> = {}) =>
  new AsapVerifier({ audience: SERVICE, issuers: null, keys: keys(), clock, ...options });

it('hands out what a verified token says, in its checked form', async () => {
  const result = await verifierWith().verify(tokenWith({ aud: [SERVICE, 'billing'], sub: undefined, role: 'reader' }));

  expect(result).toEqual({
    ok: true,
    token: {
      issuer: 'gateway',
      subject: 'gateway',
      audiences: [SERVICE, 'billing'],
      tokenId: 'jti-1',
      issuedAt: 1_800_000_000,
      expiresAt: 1_800_000_060,
      kid: KID,
      claims: validClaims({ aud: [SERVICE, 'billing'], sub: undefined, role: 'reader' }),
    },
  });
});

it('inspects without asking for a key, and says so in the type of what it gives', () => {
  const source = keys();
  const inspected = verifierWith({ keys: source }).inspect(rawToken({ sign: () => Buffer.alloc(256) }));

  expect(inspected).toMatchObject({ ok: true, claimed: { issuer: 'gateway' }, unverified: { algorithm: 'RS256', kid: KID } });
  expect(source.asked).toEqual([]);
});

it.each<[string, Record<string, unknown>, object]>([
  ['of an issuer on the list', { exp: 1 }, { issuer: 'gateway', tokenId: 'jti-1' }],
  ['without an issuer’s name', { exp: 1, iss: '../billing', jti: 7 }, { issuer: undefined, tokenId: undefined }],
])('says who a token %s claims to be of, which is refused for its claims', (_what, claims, named) => {
  expect(verifierWith({ issuers: ['gateway'] }).inspect(tokenWith(claims))).toEqual({
    ok: false,
    reason: expect.stringMatching(/^(token|issuer)\./),
    claimed: { kid: KID, ...named },
  });
});

it('takes a token from the very beginning of time', () => {
  const verifier = verifierWith({ clock: () => 1000 });

  expect(verifier.inspect(tokenWith({ iat: 0, nbf: 0, exp: 60 }))).toMatchObject({ ok: true });
});

it('takes a token again: replay is not its promise', async () => {
  const verifier = verifierWith();
  const token = rawToken();

  await expect(verifier.verify(token)).resolves.toMatchObject({ ok: true });
  await expect(verifier.verify(token)).resolves.toMatchObject({ ok: true });
});

it('remembers headers, and not what came with them', async () => {
  const verifier = verifierWith();
  await verifier.verify(rawToken());

  await expect(verifier.verify(tokenOf('RS256', 'other-rsa'))).resolves.toEqual({ ok: false, reason: 'token.signature' });
  await expect(verifier.verify(rawToken({ header: { ...validHeader(), crit: ['exp'] } }))).resolves.toMatchObject({ ok: false });
  await expect(verifier.verify(tokenWith({ tenant: 'umbrella' }))).resolves.toMatchObject({
    token: { claims: { tenant: 'umbrella' } },
  });
});

it('holds as many headers as it says, however many kids strangers make up', async () => {
  const verifier = verifierWith();
  for (let index = 0; index < 1000; index += 1) {
    verifier.inspect(rawToken({ header: validHeader('RS256', `gateway/made-up-${index}`), sign: () => Buffer.alloc(1) }));
  }
  const { headers } = verifier as unknown as { headers: { headers: { size: number } } };

  expect(headers.headers.size).toBe(256);
  await expect(verifier.verify(rawToken())).resolves.toMatchObject({ ok: true });
});

it.each([undefined, null, 1, {}, ['a.b.c'], Buffer.from('a.b.c')])('refuses %p, which is no text', async (token) => {
  await expect(verifierWith().verify(token as string)).resolves.toEqual({ ok: false, reason: 'token.malformed' });
});

it('refuses with a key source that rejects, by rejecting itself', async () => {
  const source = { get: () => Promise.reject(new Error('broken')) };

  await expect(verifierWith({ keys: source }).verify(rawToken())).rejects.toThrow('broken');
});

it('waits for a key that must be fetched', async () => {
  const source = { get: async () => ({ key: keyPair('rsa').publicKey }) };

  await expect(verifierWith({ keys: source }).verify(rawToken())).resolves.toMatchObject({ ok: true });
});

it('does not take a token that ended while its key was read', async () => {
  let now = clock();
  const source = {
    get: async () => {
      now += 61_000;
      return { key: keyPair('rsa').publicKey };
    },
  };
  const verifier = verifierWith({ keys: source, clock: () => now });
  await expect(verifier.verify(rawToken())).resolves.toMatchObject({ ok: true });
  now = clock() + 1;

  await expect(verifier.verify(rawToken())).resolves.toEqual({ ok: false, reason: 'token.expired' });
});

it('is not changed by changing what it was made from', async () => {
  const issuers = ['gateway'];
  const algorithms = ['RS256' as const];
  const verifier = verifierWith({ issuers, algorithms });
  issuers.length = 0;
  algorithms.length = 0;

  await expect(verifier.verify(rawToken())).resolves.toMatchObject({ ok: true });
});

it.each<[string, Record<string, unknown>, string]>([
  ['no audience', { audience: undefined }, 'audience'],
  ['an empty audience', { audience: '' }, 'audience'],
  ['a list of audiences', { audience: ['a'] }, 'audience'],
  ['no issuers', { issuers: undefined }, 'issuers'],
  ['an issuer that is none', { issuers: ['a', '../b'] }, 'issuers'],
  ['a single issuer', { issuers: 'gateway' }, 'issuers'],
  ['a lifetime over an hour', { maxLifetimeSeconds: 3601 }, 'maxLifetimeSeconds'],
  ['no lifetime', { maxLifetimeSeconds: 0 }, 'maxLifetimeSeconds'],
  ['half a second of lifetime', { maxLifetimeSeconds: 0.5 }, 'maxLifetimeSeconds'],
  ['a lifetime that is no number', { maxLifetimeSeconds: Number.NaN }, 'maxLifetimeSeconds'],
  ['a leeway over 30 seconds', { leewaySeconds: 31 }, 'leewaySeconds'],
  ['a leeway below nothing', { leewaySeconds: -1 }, 'leewaySeconds'],
  ['a grace over two hours', { graceSeconds: 7201 }, 'graceSeconds'],
  ['a grace below nothing', { graceSeconds: -1 }, 'graceSeconds'],
  ['no algorithm', { algorithms: [] }, 'algorithms'],
  ['HS256', { algorithms: ['RS256', 'HS256'] }, 'algorithms'],
  ['none', { algorithms: ['none'] }, 'algorithms'],
  ['no keys', { keys: undefined }, 'keys'],
  ['a function for keys', { keys: async () => ({ reason: 'key.unknown' }) }, 'keys'],
])('cannot be made with %s', (_what, options, named) => {
  expect(() => verifierWith(options as Partial<AsapVerifierOptions>)).toThrow(`AsapVerifier: ${named} is`);
});
