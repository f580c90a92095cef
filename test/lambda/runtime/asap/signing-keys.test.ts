import { constants, createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import fc from 'fast-check';
import {
  type AsapAlgorithm,
  AsapSigner,
  AsapVerifier,
  dataUriSigningKey,
  type KmsSignPort,
  kmsSigningKey,
  kmsSigningPointer,
  pemSigningKey,
  type SigningKey,
  SigningKeyCache,
  secretsManagerSigningKey,
} from '../../../../lambda/runtime';
import { rawSignature } from '../../../../lambda/runtime/asap/raw-signature';
import { ALGORITHMS, type KeyKind, KID, keyPair, keySource, NOW, rsaPair, SERVICE } from '../../tokens';

const clock = () => NOW * 1000;
const pem = (key: KeyObject, type: 'pkcs8' | 'pkcs1' | 'sec1' = 'pkcs8') =>
  key.export({ type: type as 'pkcs8', format: 'pem' }).toString();
const dataUri = (key: KeyObject, kid = KID) =>
  `data:application/pkcs8;kid=${encodeURIComponent(kid)};base64,${key.export({ type: 'pkcs8', format: 'der' }).toString('base64')}`;

async function accepts(key: SigningKey, kind: KeyKind): Promise<unknown> {
  const token = await new AsapSigner({ issuer: 'gateway', key, clock }).token({ audience: SERVICE });
  const keys = keySource({ [KID]: keyPair(kind).publicKey });
  const verifier = new AsapVerifier({ audience: SERVICE, issuers: ['gateway'], keys, clock, algorithms: [key.algorithm] });
  return verifier.verify(token);
}

describe('a key of a PEM file', () => {
  it.each(ALGORITHMS)('signs %s', async (algorithm, kind) => {
    const key = pemSigningKey(pem(keyPair(kind).privateKey), { kid: KID, algorithm });

    await expect(accepts(key, kind)).resolves.toMatchObject({ ok: true });
  });

  it.each<[KeyKind, AsapAlgorithm]>([
    ['rsa', 'RS256'],
    ['P-256', 'ES256'],
    ['P-384', 'ES384'],
    ['P-521', 'ES512'],
  ])('of %s signs %s unless it is told otherwise', (kind, algorithm) => {
    expect(pemSigningKey(pem(keyPair(kind).privateKey), { kid: KID }).algorithm).toBe(algorithm);
  });

  it('may be PKCS #1 or SEC 1', async () => {
    for (const [kind, type] of [
      ['rsa', 'pkcs1'],
      ['P-256', 'sec1'],
    ] as const) {
      const key = pemSigningKey(pem(keyPair(kind).privateKey, type), { kid: KID });

      await expect(accepts(key, kind)).resolves.toMatchObject({ ok: true });
    }
  });

  it.each<[string, () => string, object, RegExp]>([
    ['no key at all', () => 'secret-material', {}, /gateway\/k1 cannot be read\n {2}expected {2}an unencrypted PEM/],
    ['a public key', () => keyPair('rsa').publicKey.export({ type: 'spki', format: 'pem' }).toString(), {}, /cannot be read/],
    [
      'an encrypted key',
      () => keyPair('rsa').privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }).toString(),
      {},
      /cannot be read/,
    ],
    ['a short RSA key', () => pem(rsaPair(1024).privateKey), {}, /is of type rsa\n {2}expected {2}RSA of at least 2048 bits/],
    ['an Ed25519 key', () => pem(generateKeyPairSync('ed25519').privateKey), {}, /is of type ed25519\n {2}expected/],
    [
      'another curve',
      () => pem(generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey),
      {},
      /is of type ec\n {2}expected/,
    ],
    [
      'an algorithm of another kind',
      () => pem(keyPair('rsa').privateKey),
      { algorithm: 'ES256' },
      /is of type rsa, and the algorithm is ES256/,
    ],
    [
      'an algorithm of another curve',
      () => pem(keyPair('P-256').privateKey),
      { algorithm: 'ES384' },
      /is of type ec, and the algorithm is ES384/,
    ],
    [
      'an algorithm of nobody',
      () => pem(keyPair('rsa').privateKey),
      { algorithm: 'HS256' },
      /is of type rsa, and the algorithm is HS256/,
    ],
    [
      'an ill-formed kid',
      () => pem(keyPair('rsa').privateKey),
      { kid: 'k\nsecret-material' },
      /kid of the signing key is not a key id\n {2}expected {2}a kid of the form ISSUER\/KEY/,
    ],
  ])('is refused for %s, and nothing of it told', (_what, text, options, message) => {
    const make = () => pemSigningKey(text(), { kid: KID, ...options });

    expect(make).toThrow(message);
    expect(make).not.toThrow(/secret-material|PRIVATE KEY/);
  });
});

describe('a key of a data URI', () => {
  it('has its kid in it', async () => {
    const key = dataUriSigningKey(dataUri(keyPair('rsa').privateKey));

    expect(key.kid).toBe(KID);
    await expect(accepts(key, 'rsa')).resolves.toMatchObject({ ok: true });
    expect(dataUriSigningKey(dataUri(keyPair('rsa').privateKey), { algorithm: 'PS256' }).algorithm).toBe('PS256');
  });

  it.each([
    ['no kid', (uri: string) => uri.replace(/kid=[^;]+;/, '')],
    ['another type', (uri: string) => uri.replace('pkcs8', 'pkcs1')],
    ['no base64', (uri: string) => uri.replace('base64,', '')],
    ['text before it', (uri: string) => ` ${uri}`],
    ['text behind it', (uri: string) => `${uri} `],
    ['a broken escape in its kid', (uri: string) => uri.replace(/kid=[^;]+/, 'kid=%E0%A4%A')],
  ])('is refused with %s', (_what, changed) => {
    expect(() => dataUriSigningKey(changed(dataUri(keyPair('rsa').privateKey)))).toThrow(/is not an ASAP data URI/);
  });
});

describe('a secret of Secrets Manager', () => {
  const secretOf = (text: string | undefined) => ({ getSecretValue: jest.fn(async () => ({ SecretString: text })) });
  const json = (ASAP_PRIVATE_KEY: unknown, ASAP_KEY_ID: unknown = KID) => JSON.stringify({ ASAP_KEY_ID, ASAP_PRIVATE_KEY });
  const current = async (text: string | undefined) =>
    secretsManagerSigningKey(secretOf(text), { secretId: 'asap/gateway', clock }).current();

  it('holds PEM or a data URI, and is read once an hour', async () => {
    for (const written of [pem(keyPair('rsa').privateKey), dataUri(keyPair('rsa').privateKey)]) {
      let now = clock();
      const port = secretOf(json(written));
      const source = secretsManagerSigningKey(port, { secretId: 'asap/gateway', clock: () => now, random: () => 0 });

      await expect(accepts(await source.current(), 'rsa')).resolves.toMatchObject({ ok: true });
      now += 3_599_999;
      await source.current();
      expect(port.getSecretValue).toHaveBeenCalledTimes(1);
      now += 1;
      await source.current();
      expect(port.getSecretValue.mock.calls).toEqual([[{ SecretId: 'asap/gateway' }], [{ SecretId: 'asap/gateway' }]]);
    }
  });

  it('signs with the algorithm that it is given', async () => {
    for (const written of [pem(keyPair('rsa').privateKey), dataUri(keyPair('rsa').privateKey)]) {
      const source = secretsManagerSigningKey(secretOf(json(written)), { secretId: 'asap/gateway', algorithm: 'PS256', clock });

      expect((await source.current()).algorithm).toBe('PS256');
    }
  });

  it.each<[string, string | undefined, RegExp]>([
    ['nothing', undefined, /asap\/gateway does not hold a key id/],
    ['no JSON', 'secret-material', /does not hold a key id/],
    ['JSON that is nothing', 'null', /does not hold a key id/],
    ['JSON that is no object', '"secret-material"', /does not hold a key id/],
    ['no kid', json('secret-material', null), /does not hold a key id/],
    ['no key', json(7), /does not hold a key id/],
    ['both members taken for each other', json(KID, 'secret-material'), /does not hold a key id/],
    ['a data URI in both', json('data:secret-material', 'data:secret-material'), /does not hold a key id/],
    ['no private key', json('secret-material'), /cannot be read/],
    [
      'a data URI of another kid',
      json(dataUri(keyPair('rsa').privateKey, 'gateway/k2')),
      /is gateway\/k1, and the data URI in ASAP_PRIVATE_KEY has another key id/,
    ],
  ])('is refused with %s', async (_what, text, message) => {
    await expect(current(text)).rejects.toThrow(message);
    await expect(current(text)).rejects.not.toThrow(/secret-material/);
  });
});

describe('a key in KMS', () => {
  /** As KMS signs: over a digest, ECDSA in DER. */
  const kmsOf = (algorithm: AsapAlgorithm, kind: KeyKind) => {
    const asked: Parameters<KmsSignPort['sign']>[0][] = [];
    const message: { bytes?: Uint8Array } = {};
    const port: KmsSignPort = {
      async sign(input) {
        asked.push(input);
        const { privateKey } = keyPair(kind);
        const bits = algorithm.slice(2);
        expect(Buffer.from(input.Message)).toEqual(
          createHash(`sha${bits}`)
            .update(message.bytes ?? '')
            .digest(),
        );
        const padding = algorithm.startsWith('PS')
          ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: Number(bits) / 8 }
          : {};
        return { Signature: sign(`sha${bits}`, Buffer.from(message.bytes ?? ''), { key: privateKey, ...padding }) };
      },
    };
    return { port, asked, message };
  };

  it.each([
    ...ALGORITHMS.map(([algorithm, kind], index) => {
      const names = ['RSASSA_PKCS1_V1_5_SHA', 'RSASSA_PSS_SHA', 'ECDSA_SHA'];
      return [algorithm, kind, `${names[Math.floor(index / 3)]}_${algorithm.slice(2)}`] as const;
    }),
  ])('signs %s', async (algorithm, kind, name) => {
    const { port, asked, message } = kmsOf(algorithm, kind);
    const inner = kmsSigningKey(port, { keyId: 'arn:key', kid: KID, algorithm });
    const key: SigningKey = {
      ...inner,
      sign: (data) => {
        message.bytes = data;
        return inner.sign(data);
      },
    };

    await expect(accepts(key, kind)).resolves.toMatchObject({ ok: true });
    expect(asked).toMatchObject([{ KeyId: 'arn:key', MessageType: 'DIGEST', SigningAlgorithm: name }]);
  });

  it('is not made for an algorithm of nobody', () => {
    expect(() => kmsSigningKey(kmsOf('RS256', 'rsa').port, { keyId: 'k', kid: KID, algorithm: 'HS256' as never })).toThrow(
      /HS256/,
    );
  });
});

describe('a raw signature', () => {
  it('is what node:crypto makes raw, for every signature', () => {
    for (const [kind, digest, length] of [
      ['P-256', 'sha256', 64],
      ['P-384', 'sha384', 96],
      ['P-521', 'sha512', 132],
    ] as const) {
      const { privateKey, publicKey } = keyPair(kind);
      for (let index = 0; index < 60; index += 1) {
        const data = Buffer.from(`message ${index}`);
        const raw = rawSignature(sign(digest, data, privateKey), length);

        expect(raw).toHaveLength(length);
        expect(require('node:crypto').verify(digest, data, { key: publicKey, dsaEncoding: 'ieee-p1363' }, raw)).toBe(true);
      }
    }
  });

  it('is refused for what is no DER of two numbers, whatever was cut or changed', () => {
    const der = sign('sha256', Buffer.from('x'), keyPair('P-256').privateKey);
    for (let length = 0; length < der.length; length += 1)
      expect(() => rawSignature(der.subarray(0, length), 64)).toThrow(/not DER/);
    expect(() => rawSignature(Buffer.concat([der, Buffer.alloc(1)]), 64)).toThrow(/not DER/);
    expect(() => rawSignature(sign('sha384', Buffer.from('x'), keyPair('P-384').privateKey), 64)).toThrow(/not DER/);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        try {
          expect(rawSignature(bytes, 64)).toHaveLength(64);
        } catch (error) {
          expect((error as Error).message).toMatch(/not DER/);
        }
      }),
    );
  });
});

describe('DER that means something, but not two numbers', () => {
  const number = (...bytes: number[]) => [0x02, bytes.length, ...bytes];
  const sequence = (...body: number[]) => [0x30, body.length, ...body];

  it('is told from DER that does', () => {
    expect([...rawSignature(Uint8Array.from(sequence(...number(1), ...number(0, 0x80))), 4)]).toEqual([0, 1, 0, 0x80]);
    expect([...rawSignature(Uint8Array.from([0x30, 0x81, 6, ...number(1), ...number(2)]), 4)]).toEqual([0, 1, 0, 2]);
  });

  it.each<[string, number[]]>([
    ['a set', [0x31, ...sequence(...number(1), ...number(2)).slice(1)]],
    ['a bit string first', sequence(0x03, 1, 1, ...number(2))],
    ['a bit string second', sequence(...number(1), 0x03, 1, 2)],
    ['a number of no byte first', sequence(...number(), ...number(2))],
    ['a number of no byte second', sequence(...number(1), ...number())],
    ['a third number', sequence(...number(1), ...number(2), ...number(3))],
    ['one number', sequence(...number(1))],
    ['a number longer than all', sequence(...number(1), 0x02, 9, 2)],
    ['a number wider than the curve', sequence(...number(1, 2, 3), ...number(4))],
    ['a length without end', [0x30, 0x81, 133, 0x02, 0x80, ...Array(128).fill(1), ...number(2)]],
    ['a length of two bytes', [0x30, 0x81, 136, 0x02, 0x82, ...Array(130).fill(1), ...number(2)]],
  ])('%s', (_what, der) => {
    const wide = der.length > 100 ? 264 : 4;

    expect(() => rawSignature(Uint8Array.from(der), wide)).toThrow(/not DER of two numbers/);
  });
});

describe('a key that may change', () => {
  const keyOf = (kid: string): SigningKey => ({ kid, algorithm: 'RS256', sign: async () => Buffer.alloc(256) });
  function cacheOf(options: object = {}) {
    const state = { now: NOW * 1000, kid: 'gateway/k1', reads: 0, fails: false };
    const cache = new SigningKeyCache(
      async () => {
        state.reads += 1;
        if (state.fails) throw new Error('no answer');
        return keyOf(state.kid);
      },
      { clock: () => state.now, random: () => 0, ...options },
    );
    return { cache, state, kid: async () => (await cache.current()).kid };
  }

  it('is asked for once a minute, by all who come meanwhile together', async () => {
    const { cache, state, kid } = cacheOf();
    await Promise.all([kid(), kid(), kid()]);
    expect(state.reads).toBe(1);
    state.now += 59_999;
    expect(cache.current()).not.toBeInstanceOf(Promise);
    state.kid = 'gateway/k2';
    state.now += 1;

    await expect(kid()).resolves.toBe('gateway/k2');
    expect(state.reads).toBe(2);
  });

  it('stays for an hour more while nobody answers, and no longer', async () => {
    const { state, kid } = cacheOf();
    await kid();
    state.fails = true;
    state.now += 60_000 + 3_600_000 - 1;
    await expect(kid()).resolves.toBe('gateway/k1');
    state.now += 1;
    await expect(kid()).rejects.toThrow('no answer');
    state.fails = false;
    state.now += 2000;
    await expect(kid()).resolves.toBe('gateway/k1');
  });

  it.each([
    [{}, 2000],
    [{ retrySeconds: 30 }, 30_000],
  ])('is not asked for again at once when asking failed, however many sign (%p)', async (options, pause) => {
    const { state, kid } = cacheOf(options);
    state.fails = true;
    for (let index = 0; index < 500; index += 1) await expect(kid()).rejects.toThrow('no answer');
    expect(state.reads).toBe(1);
    state.now += pause - 1;
    await expect(kid()).rejects.toThrow('no answer');
    expect(state.reads).toBe(1);
    state.now += 1;
    state.fails = false;
    await expect(kid()).resolves.toBe('gateway/k1');
    expect(state.reads).toBe(2);
  });

  it('is the stale one between two questions that fail, and at once', async () => {
    const { cache, state, kid } = cacheOf();
    await kid();
    state.fails = true;
    state.now += 60_000;
    for (let index = 0; index < 500; index += 1) await expect(kid()).resolves.toBe('gateway/k1');
    expect(state.reads).toBe(2);
    expect(cache.current()).not.toBeInstanceOf(Promise);
    state.now += 2000;
    await expect(kid()).resolves.toBe('gateway/k1');
    expect(state.reads).toBe(3);
  });

  it('is asked for each time where there is to be no pause, or the clock went backwards', async () => {
    const { state, kid } = cacheOf({ retrySeconds: 0 });
    state.fails = true;
    await expect(kid()).rejects.toThrow('no answer');
    await expect(kid()).rejects.toThrow('no answer');
    expect(state.reads).toBe(2);

    const other = cacheOf();
    other.state.fails = true;
    await expect(other.kid()).rejects.toThrow('no answer');
    other.state.now -= 1;
    await expect(other.kid()).rejects.toThrow('no answer');
    expect(other.state.reads).toBe(2);
  });

  it('makes no old failure of a new one: a success in between forgets it', async () => {
    const { state, kid } = cacheOf({ maxAgeSeconds: 0, staleSeconds: 0 });
    state.fails = true;
    await expect(kid()).rejects.toThrow('no answer');
    state.now += 2000;
    state.fails = false;
    await kid();
    state.now -= 1500;
    await kid();
    expect(state.reads).toBe(3);
  });

  it('is asked for again by a clock that went backwards, which makes no stale key of it', async () => {
    const { state, kid } = cacheOf();
    await kid();
    state.now -= 1;
    await kid();
    expect(state.reads).toBe(2);
    state.fails = true;
    state.now -= 1;
    await expect(kid()).rejects.toThrow('no answer');
  });

  it.each([{ maxAgeSeconds: -1 }, { staleSeconds: Number.NaN }, { maxAgeSeconds: 86_401 }, { retrySeconds: -1 }])(
    'cannot be kept for %p',
    (options) => {
      expect(() => cacheOf(options)).toThrow(/expected {2}0 to 86400 seconds/);
    },
  );

  it('can be kept for a day', () => {
    expect(() => cacheOf({ maxAgeSeconds: 86_400, staleSeconds: 0, retrySeconds: 86_400 })).not.toThrow();
  });

  it('signs new tokens with the new key, and leaves those that are out as they are', async () => {
    const { cache, state } = cacheOf();
    const signer = new AsapSigner({ issuer: 'gateway', key: cache, clock: () => state.now });
    const kidOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).kid;
    await expect(signer.token({ audience: SERVICE }).then(kidOf)).resolves.toBe('gateway/k1');
    state.kid = 'gateway/k2';
    state.now += 56_999;
    await expect(signer.token({ audience: SERVICE }).then(kidOf)).resolves.toBe('gateway/k1');
    state.now += 60_000;
    await expect(signer.token({ audience: SERVICE }).then(kidOf)).resolves.toBe('gateway/k2');
  });

  it('signs nothing under another issuer’s name', async () => {
    const { cache, state } = cacheOf();
    state.kid = 'billing/k1';

    await expect(new AsapSigner({ issuer: 'gateway', key: cache }).token({ audience: SERVICE })).rejects.toThrow(/billing\/k1/);
  });
});

describe('a pointer to a key in KMS', () => {
  const kms: KmsSignPort = { sign: async () => ({ Signature: Buffer.alloc(256) }) };
  const pointerOf = (Value: string | undefined) => {
    const ssm = { getParameter: jest.fn(async () => ({ Parameter: { Value } })) };
    return { ssm, source: kmsSigningPointer({ kms, ssm, parameterName: '/asap/gateway', clock }) };
  };

  it('is refused if the parameter is not there', async () => {
    const source = kmsSigningPointer({ kms, ssm: { getParameter: async () => ({}) }, parameterName: '/asap/gateway', clock });

    await expect(source.current()).rejects.toThrow(/parameter \/asap\/gateway does not name a signing key/);
  });

  it.each(['', undefined])('is not made without the name of its parameter: %p', (parameterName) => {
    const ports = { kms: {} as never, ssm: {} as never };
    expect(() => kmsSigningPointer({ ...ports, parameterName: parameterName as string })).toThrow(
      /parameterName is .*\n {2}expected {2}the name of the Systems Manager parameter/,
    );
  });

  it('names the key and its kid', async () => {
    const { ssm, source } = pointerOf(JSON.stringify({ kid: KID, keyId: 'arn:key' }));

    await expect(source.current()).resolves.toMatchObject({ kid: KID, algorithm: 'RS256' });
    expect(ssm.getParameter).toHaveBeenCalledWith({ Name: '/asap/gateway' });
  });

  it.each([undefined, 'k1', 'null', '[]', '{"kid":"../k","keyId":"arn:key"}', `{"kid":"${KID}"}`, `{"kid":"${KID}","keyId":""}`])(
    'is refused if it is %p',
    async (value) => {
      await expect(pointerOf(value).source.current()).rejects.toThrow(/parameter \/asap\/gateway does not name a signing key/);
    },
  );

  it('is not repeated, whatever it holds', async () => {
    await expect(pointerOf('secret-material').source.current()).rejects.not.toThrow(/secret-material/);
  });
});

it('makes a token anew each time for a service that takes each once', async () => {
  const key = pemSigningKey(pem(keyPair('rsa').privateKey), { kid: KID });
  const signer = new AsapSigner({ issuer: 'gateway', key, clock, reuseTokens: false });
  const tokens = await Promise.all([1, 2, 3].map(() => signer.token({ audience: SERVICE })));

  expect(new Set(tokens).size).toBe(3);
});
