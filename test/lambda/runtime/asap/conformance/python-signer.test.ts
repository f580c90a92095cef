// The cases that Atlassian's Python implementation has for its signer, its private keys and its use of a token again.

import {
  AsapSigner,
  type AsapSignerOptions,
  AsapVerifier,
  dataUriSigningKey,
  pemSigningKey,
  type SigningKeySource,
  type TokenRequest,
} from '../../../../../lambda/runtime';
import { ALGORITHMS, clock, KID, keyPair, keySource, NOW, SERVICE } from '../../../tokens';

const pem = (kind: Parameters<typeof keyPair>[0] = 'rsa') =>
  keyPair(kind).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const key = pemSigningKey(pem(), { kid: KID });
const signerOf = (changed: Partial<AsapSignerOptions> = {}) => new AsapSigner({ issuer: 'gateway', key, clock, ...changed });
const partOf = (token: string, part: number) => JSON.parse(Buffer.from(token.split('.')[part] ?? '', 'base64url').toString());
const takenBy = (token: string, kid = KID) => {
  const { publicKey } = keyPair('rsa');
  return new AsapVerifier({ audience: SERVICE, issuers: ['gateway'], keys: keySource({ [kid]: publicKey }), clock }).verify(
    token,
  );
};

describe('test_signer', () => {
  it.each(ALGORITHMS)('generate_jwt %s: the header names algorithm and kid, the claims are set', async (algorithm, kind) => {
    const token = await signerOf({ key: pemSigningKey(pem(kind), { kid: KID, algorithm }) }).token({ audience: SERVICE });

    expect(partOf(token, 0)).toEqual({ typ: 'JWT', alg: algorithm, kid: KID });
    expect(partOf(token, 1)).toEqual({
      iss: 'gateway',
      sub: 'gateway',
      aud: SERVICE,
      iat: NOW,
      nbf: NOW,
      exp: NOW + 60,
      jti: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
  });

  it('jti_changes', async () => {
    const signer = signerOf({ reuseTokens: false });
    const ids = await Promise.all(
      Array.from({ length: 20 }, async () => partOf(await signer.token({ audience: SERVICE }), 1).jti),
    );

    expect(new Set(ids).size).toBe(20);
  });

  it('lifetime over an hour: no such signer', () => {
    expect(() => signerOf({ lifetimeSeconds: 3601 })).toThrow('lifetimeSeconds is 3601');
  });

  it.each(['iss', 'sub', 'aud', 'exp', 'iat', 'nbf', 'jti'])(
    'additional claim %s: refused, where theirs overrides its own',
    async (name) => {
      await expect(signerOf().token({ audience: SERVICE, claims: { [name]: 'mine' } })).rejects.toThrow(
        `claims contains ${name}, and the signer itself sets this claim`,
      );
    },
  );
});

describe('test_private_key_provider', () => {
  const source = (keys: readonly (readonly [kid: string, kind: 'rsa' | 'other-rsa'])[]): SigningKeySource => ({
    current() {
      const [kid, kind] = keys.at(-1) ?? [];
      if (kid === undefined || kind === undefined) throw new Error('no key of gateway');
      return pemSigningKey(pem(kind), { kid });
    },
  });

  it('one key', async () => {
    await expect(takenBy(await signerOf({ key: source([[KID, 'rsa']]) }).token({ audience: SERVICE }))).resolves.toMatchObject({
      ok: true,
    });
  });

  it('the last of several, as the source says', async () => {
    const several = source([
      ['gateway/k1', 'other-rsa'],
      ['gateway/k2', 'rsa'],
    ]);
    const token = await signerOf({ key: several }).token({ audience: SERVICE });

    expect(partOf(token, 0).kid).toBe('gateway/k2');
    await expect(takenBy(token, 'gateway/k2')).resolves.toMatchObject({ ok: true });
  });

  it('none', async () => {
    await expect(signerOf({ key: source([]) }).token({ audience: SERVICE })).rejects.toThrow('no key of gateway');
  });

  it('only another issuer’s: no token, and from a key that is given no signer', async () => {
    const anothers = 'billing/k1';
    await expect(signerOf({ key: source([[anothers, 'rsa']]) }).token({ audience: SERVICE })).rejects.toThrow(
      'expected  a kid that begins with gateway/',
    );
    expect(() => signerOf({ key: pemSigningKey(pem(), { kid: anothers }) })).toThrow('expected  a kid that begins with gateway/');
  });

  it('data URI: loaded and used', async () => {
    const der = keyPair('rsa').privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64');
    const fromUri = dataUriSigningKey(`data:application/pkcs8;kid=${encodeURIComponent(KID)};base64,${der}`);

    expect(fromUri.kid).toBe(KID);
    await expect(takenBy(await signerOf({ key: fromUri }).token({ audience: SERVICE }))).resolves.toMatchObject({ ok: true });
  });
});

describe('reuse_jwts', () => {
  const first: TokenRequest = { audience: SERVICE, tenantId: 'acme', claims: { role: 'reader' } };

  it.each<[string, TokenRequest, boolean]>([
    ['the same request', { ...first }, true],
    ['the same claims anew', { ...first, claims: { role: 'reader' } }, true],
    ['another audience', { ...first, audience: 'billing' }, false],
    ['another tenant', { ...first, tenantId: 'umbrella' }, false],
    ['no tenant', { audience: SERVICE, claims: { role: 'reader' } }, false],
    ['a claim more', { ...first, claims: { role: 'reader', scope: 'all' } }, false],
    ['no further claims', { audience: SERVICE, tenantId: 'acme' }, false],
    ['a claim of another value', { ...first, claims: { role: 'writer' } }, false],
    ['a claim of another type', { ...first, claims: { role: 1 } }, false],
  ])('%s: the same token is %p', async (_what, second, same) => {
    const signer = signerOf();

    expect((await signer.token(first)) === (await signer.token(second))).toBe(same);
  });

  it('issuer, lifetime and subject are the signer’s own: another signer, another token', async () => {
    const others = [signerOf({ lifetimeSeconds: 59 }), signerOf()];
    const tokens = await Promise.all([signerOf(), ...others].map((signer) => signer.token(first)));

    expect(new Set(tokens).size).toBe(3);
    expect(tokens.map((token) => partOf(token, 1).exp)).toEqual([NOW + 60, NOW + 59, NOW + 60]);
  });

  it.each([
    [56, true],
    [57, false],
    [60, false],
  ])('%i seconds into a life of 60, of which 95 %% may be used: the same token is %p', async (seconds, same) => {
    let now = clock();
    const signer = signerOf({ clock: () => now });
    const made = await signer.token(first);
    now += seconds * 1000;

    expect((await signer.token(first)) === made).toBe(same);
  });

  it('off: never', async () => {
    const signer = signerOf({ reuseTokens: false });

    expect(await signer.token(first)).not.toBe(await signer.token(first));
  });
});
