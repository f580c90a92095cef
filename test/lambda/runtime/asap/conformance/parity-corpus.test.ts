// The wire cases of the corpus by which go-asap and its fork are compared: one token each, and one verdict. Read by what the names
// say; the tokens are ours.

import { createHmac } from 'node:crypto';
import { AsapVerifier, KeyCache } from '../../../../../lambda/runtime';
import {
  ALGORITHMS,
  clock,
  KID,
  keyPair,
  keySource,
  NOW,
  pemOf,
  rawToken,
  SERVICE,
  signatureOf,
  tokenOf,
  tokenWith,
  validClaims,
  validHeader,
} from '../../../tokens';
import { accepts, conforms, refuses, stricter } from './rows';

const KIDS: Readonly<Record<string, string>> = {
  rsa: KID,
  'P-256': 'gateway/ec256',
  'P-384': 'gateway/ec384',
  'P-521': 'gateway/ec521',
};
const ALL = ALGORITHMS.map(([algorithm]) => algorithm);
const EVERY = { algorithms: ALL, maxLifetimeSeconds: 3600 };
const claims = (changed: Record<string, unknown>) => () => tokenWith(changed);
const header = (changed: Record<string, unknown>) => () => rawToken({ header: { ...validHeader(), ...changed } });
const parts = (change: (parts: [string, string, string]) => string) => () =>
  change(rawToken().split('.') as [string, string, string]);
const payload = (text: string) => () => rawToken({ payload: text });
const VALID = JSON.stringify(validClaims());
const TWICE = 'of two equal members two readers see two tokens';
const spki = () => keyPair('rsa').publicKey.export({ type: 'spki', format: 'der' });

describe('algorithms', () => {
  conforms([
    ...ALGORITHMS.map(([algorithm, kind]) => accepts(algorithm, () => tokenOf(algorithm, kind, {}, KIDS[kind]), EVERY)),
    ...ALGORITHMS.filter(([algorithm]) => algorithm !== 'RS256').map(([algorithm, kind]) =>
      stricter(
        `${algorithm}, not asked for`,
        () => tokenOf(algorithm, kind, {}, KIDS[kind]),
        'token.algorithm',
        'RS256 alone unless configured',
      ),
    ),
    refuses(
      'HS256 keyed with the PEM',
      () =>
        rawToken({
          header: validHeader('HS256'),
          sign: (data) =>
            createHmac('sha256', pemOf(keyPair('rsa').publicKey))
              .update(data)
              .digest(),
        }),
      'token.algorithm',
      EVERY,
    ),
    refuses(
      'HS256 keyed with the raw bytes of the key',
      () => rawToken({ header: validHeader('HS256'), sign: (data) => createHmac('sha256', spki()).update(data).digest() }),
      'token.algorithm',
      EVERY,
    ),
    refuses('none', () => rawToken({ header: validHeader('none'), sign: () => Buffer.alloc(0) }), 'token.algorithm', EVERY),
    refuses('none in a signed token', header({ alg: 'none' }), 'token.algorithm', EVERY),
    refuses('substitution: PS256 over an RS256 signature', header({ alg: 'PS256' }), 'token.signature', EVERY),
    refuses(
      'substitution: RS384 over an RS256 signature',
      () => rawToken({ header: validHeader('RS384'), sign: (data) => signatureOf('RS256', keyPair('rsa').privateKey, data) }),
      'token.signature',
      EVERY,
    ),
    refuses('substitution: ES256 for an RSA key', header({ alg: 'ES256' }), 'token.algorithm', EVERY),
    refuses('substitution: RS256 for an EC key', header({ kid: 'gateway/ec256' }), 'token.algorithm', EVERY),
  ]);

  it.each([
    ['ES256', 'P-256', 64],
    ['ES384', 'P-384', 96],
    ['ES512', 'P-521', 132],
  ] as const)(
    '%s: a signature is twice as long as the curve is wide, and no other length is one',
    async (algorithm, kind, length) => {
      const keys = keySource({ [KID]: keyPair(kind).publicKey });
      const verifier = new AsapVerifier({ audience: SERVICE, issuers: null, keys, clock, algorithms: [algorithm] });
      const [head, body, signature = ''] = tokenOf(algorithm, kind).split('.');
      const bytes = Buffer.from(signature, 'base64url');
      expect(bytes).toHaveLength(length);

      for (const other of [
        bytes.subarray(0, length - 1),
        bytes.subarray(1),
        Buffer.concat([bytes, Buffer.alloc(1)]),
        Buffer.concat([Buffer.alloc(2), bytes]),
      ]) {
        await expect(verifier.verify(`${head}.${body}.${other.toString('base64url')}`)).resolves.toEqual({
          ok: false,
          reason: 'token.signature',
        });
      }
    },
  );
});

describe('audience', () => {
  conforms([
    refuses('none', claims({ aud: undefined }), 'token.claim'),
    refuses('null', claims({ aud: null }), 'token.claim'),
    refuses('an empty list', claims({ aud: [] }), 'token.claim'),
    accepts('one', claims({ aud: SERVICE })),
    accepts('one in a list', claims({ aud: [SERVICE] })),
    accepts('many, ours among them', claims({ aud: ['a', SERVICE, 'b'] })),
    stricter(
      'many, ours among them, behind our authorizer',
      claims({ aud: ['a', SERVICE] }),
      'token.audience',
      'each of them could use it on the others',
      { exactlyOneAudience: true },
    ),
    refuses('many, ours not among them', claims({ aud: ['a', 'b'] }), 'token.audience'),
    refuses('a list of other types', claims({ aud: [SERVICE, 1] }), 'token.claim'),
  ]);

  it('is a list in the verified token, however it was written', async () => {
    const verifier = new AsapVerifier({
      audience: SERVICE,
      issuers: null,
      keys: keySource({ [KID]: keyPair('rsa').publicKey }),
      clock,
    });
    for (const aud of [SERVICE, [SERVICE]]) {
      await expect(verifier.verify(tokenWith({ aud }))).resolves.toMatchObject({ token: { audiences: [SERVICE] } });
    }
  });
});

describe('kid', () => {
  conforms([
    refuses('missing', header({ kid: undefined }), 'token.kid'),
    refuses('empty', header({ kid: '' }), 'token.kid'),
    ...[1, null, [KID], { kid: KID }].map((kid) => refuses(`no string: ${JSON.stringify(kid)}`, header({ kid }), 'token.kid')),
    ...['../gateway/k1', 'gateway/../../k1', 'gateway/..'].map((kid) =>
      refuses(`traversal: ${kid}`, header({ kid }), 'token.kid'),
    ),
    ...['./k1', 'gateway/./k1', 'gateway/.'].map((kid) => refuses(`dot segment: ${kid}`, header({ kid }), 'token.kid')),
    ...['gateway/k 1', 'gateway/k%31', 'gateway/k:1', 'gateway/k@1'].map((kid) =>
      refuses(`bad character: ${kid}`, header({ kid }), 'token.kid'),
    ),
    refuses('unicode', header({ kid: 'gateway/ключ' }), 'token.kid'),
    stricter(
      '4,096 bytes',
      header({ kid: `gateway/${'k'.repeat(4088)}` }),
      'token.kid',
      '256 characters are more than any key needs',
    ),
    refuses('of another prefix', header({ kid: 'billing/k1' }), 'key.foreign'),
    refuses('nobody’s', header({ kid: 'gateway/none' }), 'key.unknown'),
  ]);
});

describe('claims', () => {
  conforms([
    ...['iss', 'exp', 'iat', 'aud', 'jti'].map((name) => refuses(`${name} absent`, claims({ [name]: undefined }), 'token.claim')),
    accepts('sub absent', claims({ sub: undefined })),
    accepts('nbf absent', claims({ nbf: undefined })),
    accepts('lifetime 3599', claims({ exp: NOW + 3599 }), EVERY),
    accepts('lifetime 3600', claims({ exp: NOW + 3600 }), EVERY),
    refuses('lifetime 3601', claims({ exp: NOW + 3601 }), 'token.lifetime', EVERY),
    refuses('expired', claims({ iat: NOW - 120, nbf: NOW - 120, exp: NOW - 60 }), 'token.expired'),
    refuses('not yet valid', claims({ nbf: NOW + 30 }), 'token.not-yet-valid'),
    stricter(
      'issued in the future',
      claims({ iat: NOW + 30, nbf: undefined }),
      'token.not-yet-valid',
      'ASAP: without nbf a token begins with iat',
    ),
    stricter(
      'issued in the future, valid now',
      claims({ iat: NOW + 30, nbf: NOW }),
      'token.not-yet-valid',
      'a life that counts from later is longer than it says',
    ),
    accepts('exp at the leeway', claims({ iat: NOW - 60, nbf: NOW - 60, exp: NOW - 1 })),
    refuses('exp a second over the leeway', claims({ iat: NOW - 60, nbf: NOW - 60, exp: NOW - 2 }), 'token.expired'),
    accepts('nbf now, to the second, without leeway', claims({ nbf: NOW }), { leewaySeconds: 0 }),
  ]);
});

describe('tampering and form', () => {
  conforms([
    refuses('wrong key', () => tokenOf('RS256', 'other-rsa'), 'token.signature'),
    refuses(
      'tampered payload',
      parts(([h, , s]) => `${h}.${tokenWith({ tenant: 'umbrella' }).split('.')[1]}.${s}`),
      'token.signature',
    ),
    refuses(
      'base64 padding',
      parts(([h, p, s]) => `${h}.${p}.${s}==`),
      'token.malformed',
    ),
    ...[' ', '\n', '\t'].flatMap((space) => [
      refuses(
        `white space before: ${JSON.stringify(space)}`,
        parts((all) => space + all.join('.')),
        'token.malformed',
      ),
      stricter(
        `white space within: ${JSON.stringify(space)}`,
        parts(([h, p, s]) => `${h}.${p}.${s.slice(0, 9)}${space}${s.slice(9)}`),
        'token.malformed',
        'a token has one text',
      ),
      refuses(
        `white space after: ${JSON.stringify(space)}`,
        parts((all) => all.join('.') + space),
        'token.malformed',
      ),
    ]),
    refuses('no segment', () => '', 'token.malformed'),
    refuses(
      '1 segment',
      parts(([h]) => h),
      'token.malformed',
    ),
    refuses(
      '2 segments',
      parts(([h, p]) => `${h}.${p}`),
      'token.malformed',
    ),
    refuses(
      '4 segments',
      parts((all) => `${all.join('.')}.x`),
      'token.malformed',
    ),
    refuses(
      '5 segments',
      parts(([h, p, s]) => `${h}.${p}.${s}.${p}.${s}`),
      'token.malformed',
    ),
    refuses('payload no JSON', payload('not json'), 'token.malformed'),
    refuses('header no JSON', () => rawToken({ header: 'not json' }), 'token.malformed'),
    ...['[]', '"text"', '17', 'true', 'null'].map((text) => refuses(`payload ${text}`, payload(text), 'token.malformed')),
    refuses('header null', () => rawToken({ header: 'null' }), 'token.malformed'),
    stricter('a claim twice', payload(`${VALID.slice(0, -1)},"iss":"billing"}`), 'token.malformed', TWICE),
    stricter('a claim twice, with one value', payload(`${VALID.slice(0, -1)},"tenant":"acme"}`), 'token.malformed', TWICE),
    stricter(
      'kid twice',
      () => rawToken({ header: `${JSON.stringify(validHeader()).slice(0, -1)},"kid":"${KID}"}` }),
      'token.malformed',
      TWICE,
    ),
  ]);
});

it('a token that was made here is not one that was verified: none is taken for verified before it was', async () => {
  const keys = new KeyCache(keySource({ [KID]: keyPair('rsa').publicKey }), { clock });
  const verifier = new AsapVerifier({ audience: SERVICE, issuers: null, keys, clock });
  const token = rawToken();
  verifier.inspect(token);

  expect(verifier.verifyCached(token)).toBeUndefined();
  await verifier.verify(token);
  expect(verifier.verifyCached(token)).toMatchObject({ ok: true });
});
