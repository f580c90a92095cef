import { execFileSync } from 'node:child_process';
import { createVerify } from 'node:crypto';
import {
  type AsapAlgorithm,
  AsapSigner,
  type AsapSignerOptions,
  AsapVerifier,
  ExplainedError,
  kmsSigningKey,
  type SigningKey,
} from '../../../../lambda/runtime';
import { ALGORITHMS, type KeyKind, KID, keyPair, keySource, NOW, pemOf, SERVICE, signatureOf } from '../../tokens';

function signingKey(
  algorithm: AsapAlgorithm = 'RS256',
  kind: KeyKind = 'rsa',
  kid = KID,
): SigningKey & { readonly signed: Uint8Array[] } {
  const signed: Uint8Array[] = [];
  return {
    kid,
    algorithm,
    signed,
    async sign(data) {
      signed.push(data);
      return signatureOf(algorithm, keyPair(kind).privateKey, Buffer.from(data));
    },
  };
}

/** A signer, its clock and what its key signed. */
function signerOf(options: Partial<AsapSignerOptions> = {}) {
  const key = signingKey();
  const state = { now: NOW * 1000 };
  const signer = new AsapSigner({ issuer: 'gateway', key, clock: () => state.now, ...options });
  return { signer, state, signed: key.signed };
}

const partOf = (token: string, part: number) => JSON.parse(Buffer.from(token.split('.')[part] ?? '', 'base64url').toString());

it('sets every claim of ASAP, the tenant, and what it is given', async () => {
  const { signer } = signerOf({ randomBytes: (size) => new Uint8Array(size).fill(7) });
  const token = await signer.token({ audience: SERVICE, tenantId: 'acme', claims: { purpose: 'export', pages: 3, dry: true } });

  expect(partOf(token, 0)).toEqual({ typ: 'JWT', alg: 'RS256', kid: KID });
  expect(partOf(token, 1)).toEqual({
    iss: 'gateway',
    sub: 'gateway',
    aud: SERVICE,
    iat: NOW,
    nbf: NOW,
    exp: NOW + 60,
    jti: '07'.repeat(16),
    tenant: 'acme',
    purpose: 'export',
    pages: 3,
    dry: true,
  });
});

it('names no tenant for a call that belongs to none', async () => {
  const { signer } = signerOf();

  expect(partOf(await signer.token({ audience: SERVICE }), 1)).not.toHaveProperty('tenant');
});

it('gives every token an id of its own, of 128 random bits', async () => {
  const ids = new Set<string>();
  for (let index = 0; index < 20; index += 1) ids.add(partOf(await signerOf().signer.token({ audience: SERVICE }), 1).jti);

  expect(ids.size).toBe(20);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/);
});

it('uses a token again for 95 % of its life, counted from the second it names', async () => {
  const { signer, state, signed } = signerOf({ lifetimeSeconds: 10 });
  state.now += 900;
  const first = await signer.token({ audience: SERVICE });

  state.now = NOW * 1000 + 9499;
  await expect(signer.token({ audience: SERVICE })).resolves.toBe(first);
  state.now = NOW * 1000 + 9500;
  await expect(signer.token({ audience: SERVICE })).resolves.not.toBe(first);
  expect(signed).toHaveLength(2);
});

it('makes a new token when the clock went backwards', async () => {
  const { signer, state, signed } = signerOf();
  await signer.token({ audience: SERVICE });
  state.now -= 1;
  await signer.token({ audience: SERVICE });

  expect(signed).toHaveLength(2);
});

it.each([
  ['the audience', { audience: 'billing', tenantId: 'acme', claims: { a: 1 } }],
  ['the tenant', { audience: SERVICE, tenantId: 'umbrella', claims: { a: 1 } }],
  ['no tenant', { audience: SERVICE, claims: { a: 1 } }],
  ['the value of a claim', { audience: SERVICE, tenantId: 'acme', claims: { a: 2 } }],
  ['the type of a claim', { audience: SERVICE, tenantId: 'acme', claims: { a: '1' } }],
  ['the name of a claim', { audience: SERVICE, tenantId: 'acme', claims: { b: 1 } }],
  ['one more claim', { audience: SERVICE, tenantId: 'acme', claims: { a: 1, b: 1 } }],
  ['no claim', { audience: SERVICE, tenantId: 'acme' }],
  ['a separator in the audience', { audience: `${SERVICE}","acme`, claims: { a: 1 } }],
])('does not use a token for another request: %s', async (_what, other) => {
  const { signer } = signerOf();
  const first = await signer.token({ audience: SERVICE, tenantId: 'acme', claims: { a: 1 } });

  await expect(signer.token(other)).resolves.not.toBe(first);
});

it('uses a token again for the same claims in another order', async () => {
  const { signer } = signerOf();
  const first = await signer.token({ audience: SERVICE, claims: { a: 1, b: 2 } });

  await expect(signer.token({ audience: SERVICE, claims: { b: 2, a: 1 } })).resolves.toBe(first);
});

it('signs once for concurrent callers', async () => {
  const { signer, signed } = signerOf();
  const tokens = await Promise.all(Array.from({ length: 50 }, () => signer.token({ audience: SERVICE, tenantId: 'acme' })));

  expect(new Set(tokens).size).toBe(1);
  expect(signed).toHaveLength(1);
});

it('does not keep a failure', async () => {
  let failing = true;
  const key = {
    ...signingKey(),
    sign: async () => (failing ? Promise.reject(new Error('throttled')) : Buffer.from('signature')),
  };
  const { signer } = signerOf({ key });
  await expect(signer.token({ audience: SERVICE })).rejects.toThrow('throttled');
  failing = false;

  await expect(signer.token({ audience: SERVICE })).resolves.toMatch(/c2lnbmF0dXJl$/);
});

it('forgets with a failure only what failed', async () => {
  const fail: (() => void)[] = [];
  const failure = new Promise<Uint8Array>((_resolve, reject) => fail.push(() => reject(new Error('throttled'))));
  const key = { ...signingKey(), sign: jest.fn(async (): Promise<Uint8Array> => Buffer.from('signature')) };
  key.sign.mockImplementationOnce(() => failure);
  const { signer, state } = signerOf({ key });
  const first = signer.token({ audience: SERVICE });
  state.now += 58_000;
  const second = await signer.token({ audience: SERVICE });
  fail[0]?.();

  await expect(first).rejects.toThrow('throttled');
  await expect(signer.token({ audience: SERVICE })).resolves.toBe(second);
});

it.each([1, 3600])('makes tokens of %d s', async (lifetimeSeconds) => {
  const { exp, iat } = partOf(await signerOf({ lifetimeSeconds }).signer.token({ audience: SERVICE }), 1);

  expect(exp - iat).toBe(lifetimeSeconds);
});

it('holds no more tokens than it may', async () => {
  const { signer, signed } = signerOf({ maxTokens: 2 });
  for (const audience of ['a', 'b', 'c', 'c', 'b', 'a']) await signer.token({ audience });

  expect(signed).toHaveLength(4);
});

it.each(['iss', 'sub', 'aud', 'exp', 'iat', 'nbf', 'jti', 'tenant'])('refuses claim %s, which it sets itself', async (name) => {
  const { signer } = signerOf();

  await expect(signer.token({ audience: SERVICE, claims: { [name]: 'x' } })).rejects.toThrow(
    `claims contains ${name}, and the signer itself sets this claim`,
  );
});

it.each([{ audience: '' }, { audience: undefined }, { audience: SERVICE, tenantId: '' }, { audience: SERVICE, tenantId: 'a/b' }])(
  'makes no token for %j',
  async (request) => {
    await expect(signerOf().signer.token(request as { audience: string })).rejects.toThrow(ExplainedError);
  },
);

it.each([
  ['an issuer that is none', { issuer: 'a//b', key: { current: () => signingKey() } }],
  ['a kid of another issuer', { key: signingKey('RS256', 'rsa', 'billing/k1') }],
  ['a kid that begins like the issuer', { key: signingKey('RS256', 'rsa', 'gatewayx/k1') }],
  ['the issuer as kid', { key: signingKey('RS256', 'rsa', 'gateway') }],
  ['a kid that is none', { key: signingKey('RS256', 'rsa', 'gateway/../k') }],
  ['no lifetime', { lifetimeSeconds: 0 }],
  ['over an hour', { lifetimeSeconds: 3601 }],
  ['half a second', { lifetimeSeconds: 0.5 }],
])('cannot be made with %s', (_what, options) => {
  expect(() => signerOf(options)).toThrow(/issuer is|kid is|lifetimeSeconds is/);
});

async function signedWith([algorithm, kind]: readonly [AsapAlgorithm, KeyKind]) {
  const { signer } = signerOf({ key: signingKey(algorithm, kind) });
  const { publicKey } = keyPair(kind);
  return { algorithm, publicKey, token: await signer.token({ audience: SERVICE, tenantId: 'acme' }) };
}

it.each(ALGORITHMS)('makes %s tokens that our verifier takes', async (...key) => {
  const { algorithm, publicKey, token } = await signedWith(key);
  const keys = keySource({ [KID]: publicKey });
  const verifier = new AsapVerifier({
    audience: SERVICE,
    issuers: ['gateway'],
    keys,
    algorithms: [algorithm],
    clock: () => NOW * 1000,
  });

  await expect(verifier.verify(token)).resolves.toMatchObject({ ok: true, token: { claims: { tenant: 'acme' } } });
});

/** jose is an ES module, which Jest does not load: it has a process of its own. */
const JOSE = `
import { readFileSync } from 'node:fs';
import { importSPKI, jwtVerify } from 'jose';
const tenants = [];
for (const { algorithm, pem, token } of JSON.parse(readFileSync(0, 'utf8'))) {
  const options = { issuer: 'gateway', subject: 'gateway', audience: '${SERVICE}', algorithms: [algorithm], currentDate: new Date(${NOW * 1000}) };
  tenants.push(algorithm + ' ' + (await jwtVerify(token, await importSPKI(pem, algorithm), options)).payload.tenant);
}
console.log(JSON.stringify(tenants));
`;

it('makes tokens of every algorithm that jose takes', async () => {
  const tokens = await Promise.all(ALGORITHMS.map(signedWith));
  const input = JSON.stringify(tokens.map(({ algorithm, publicKey, token }) => ({ algorithm, pem: pemOf(publicKey), token })));

  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', JOSE], {
    input,
    cwd: __dirname,
    encoding: 'utf8',
  });

  expect(JSON.parse(output)).toEqual(ALGORITHMS.map(([algorithm]) => `${algorithm} acme`));
});

it('has KMS sign the digest of what is signed', async () => {
  const asked: unknown[] = [];
  const kms = {
    async sign(input: { Message: Uint8Array }) {
      asked.push(input);
      return { Signature: Buffer.from('signature') };
    },
  };
  const key = kmsSigningKey(kms, { keyId: 'arn:key', kid: KID });

  expect(Buffer.from(await key.sign(Buffer.from('abc'))).toString()).toBe('signature');
  expect(key).toMatchObject({ kid: KID, algorithm: 'RS256' });
  expect(asked).toEqual([
    {
      KeyId: 'arn:key',
      Message: Buffer.from('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad', 'hex'),
      MessageType: 'DIGEST',
      SigningAlgorithm: 'RSASSA_PKCS1_V1_5_SHA_256',
    },
  ]);
});

it('fails when KMS gives no signature', async () => {
  await expect(
    kmsSigningKey({ sign: async () => ({}) }, { keyId: 'arn:key', kid: KID }).sign(Buffer.from('abc')),
  ).rejects.toThrow('KMS');
});

it('signs over header and payload as they are sent', async () => {
  const { signer } = signerOf();
  const [header, payload, signature] = (await signer.token({ audience: SERVICE })).split('.');

  const check = createVerify('sha256').update(`${header}.${payload}`);
  expect(check.verify(keyPair('rsa').publicKey, signature ?? '', 'base64url')).toBe(true);
});
