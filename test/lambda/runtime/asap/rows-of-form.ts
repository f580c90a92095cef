// Hostile requests that the form of the token and its header alone decide: no key is asked for.

import { createHmac } from 'node:crypto';
import type { AsapAlgorithm } from '../../../../lambda/runtime';
import { CALLER, KID, keyPair, pemOf, rawToken, tokenOf, validClaims, validHeader } from '../../tokens';
import { row, type TokenRow } from './rows';

const rsaHeader = (changed: Record<string, unknown>) => () => rawToken({ header: { ...validHeader(), ...changed } });
const changedToken = (change: (parts: [string, string, string]) => string) => () =>
  change(rawToken().split('.') as [string, string, string]);

const hmacKeyedWith = (secret: () => string | Buffer) => () =>
  rawToken({ header: validHeader('HS256'), sign: (data) => createHmac('sha256', secret()).update(data).digest() });
const publicPem = () => pemOf(keyPair('rsa').publicKey);

export const ALGORITHM_ROWS: readonly TokenRow[] = [
  ...['none', 'None', 'nOnE', 'nonE', 'NONE'].map((alg) =>
    row(
      `alg ${alg} without a signature`,
      () => rawToken({ header: validHeader(alg), sign: () => Buffer.alloc(0) }),
      'token.algorithm',
    ),
  ),
  row('alg none with a signature', rsaHeader({ alg: 'none' }), 'token.algorithm'),
  row('alg missing', rsaHeader({ alg: undefined }), 'token.algorithm'),
  ...[1, null, ['RS256'], { name: 'RS256' }, ''].map((alg) =>
    row(`alg ${JSON.stringify(alg)}`, rsaHeader({ alg }), 'token.algorithm'),
  ),
  ...['es256', 'rs256', 'RS-256', 'RS256 ', 'constructor'].map((alg) => row(`alg ${alg}`, rsaHeader({ alg }), 'token.algorithm')),
  row('HS256 keyed with the public PEM', hmacKeyedWith(publicPem), 'token.algorithm'),
  row(
    'HS256 keyed with a space and the public PEM',
    hmacKeyedWith(() => ` ${publicPem()}`),
    'token.algorithm',
  ),
  row(
    'HS256 keyed with a newline and the public PEM',
    hmacKeyedWith(() => `\n${publicPem()}`),
    'token.algorithm',
  ),
  row(
    'HS256 keyed with the public DER',
    hmacKeyedWith(() => keyPair('rsa').publicKey.export({ type: 'spki', format: 'der' })),
    'token.algorithm',
  ),
  row(
    'HS256 keyed with the modulus',
    hmacKeyedWith(() => Buffer.from(String(keyPair('rsa').publicKey.export({ format: 'jwk' }).n), 'base64url')),
    'token.algorithm',
  ),
  ...(['HS256', 'HS384', 'HS512', 'EdDSA', 'ES256K', 'RSA1_5'] as const).map((alg) =>
    row(`${alg}, which ASAP does not know`, rsaHeader({ alg }), 'token.algorithm'),
  ),
  ...(['RS384', 'RS512', 'PS256', 'PS384', 'PS512'] as const).map((alg) =>
    row(`${alg}, which is not on the default list`, () => tokenOf(alg, 'rsa'), 'token.algorithm'),
  ),
  row('ES256, which is not on the default list', () => tokenOf('ES256', 'P-256', {}, 'gateway/ec256'), 'token.algorithm'),
  row('RS256, when the list holds others only', () => tokenOf('RS256', 'rsa'), 'token.algorithm', {
    algorithms: ['RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512'] satisfies AsapAlgorithm[],
  }),
];

/** Another text for the same bytes: the spare bits of the last character are set. */
function withSpareBits(part: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return part.slice(0, -1) + alphabet.charAt(alphabet.indexOf(part.slice(-1)) + 1);
}
/** A payload whose length leaves spare bits (`length % 3 !== 0`), and whose base64 has both special characters if asked for. */
const spare = (text: string) => (Buffer.byteLength(text) % 3 === 0 ? `${text} ` : text).replace(/} $/, ' }');
const spareToken = () =>
  rawToken({ header: spare(JSON.stringify(validHeader())), payload: spare(JSON.stringify(validClaims())) });
const spareParts = (change: (parts: [string, string, string]) => string) => () =>
  change(spareToken().split('.') as [string, string, string]);
const specialToken = () => rawToken({ payload: JSON.stringify({ ...validClaims(), note: '~~>>~>??>~>?' }) });

export const ENCODING_ROWS: readonly TokenRow[] = [
  row('a token whose parts have spare bits', spareToken, 'accepted'),
  row(
    'spare bits set in the header',
    spareParts(([h, p, s]) => `${withSpareBits(h)}.${p}.${s}`),
    'token.malformed',
  ),
  row(
    'spare bits set in the payload',
    spareParts(([h, p, s]) => `${h}.${withSpareBits(p)}.${s}`),
    'token.malformed',
  ),
  row(
    'spare bits set in the signature',
    spareParts(([h, p, s]) => `${h}.${p}.${withSpareBits(s)}`),
    'token.malformed',
  ),
  row(
    'padding after the header',
    spareParts(([h, p, s]) => `${h}=.${p}.${s}`),
    'token.malformed',
  ),
  row(
    'padding after the payload',
    spareParts(([h, p, s]) => `${h}.${p}=.${s}`),
    'token.malformed',
  ),
  row(
    'padding after the signature',
    spareParts(([h, p, s]) => `${h}.${p}.${s}==`),
    'token.malformed',
  ),
  ...[' ', '\t', '\n', '\r\n', '\u00a0', '\0', '\ufeff'].flatMap((space) => [
    row(
      `${JSON.stringify(space)} before`,
      changedToken((parts) => space + parts.join('.')),
      'token.malformed',
    ),
    row(
      `${JSON.stringify(space)} in the header`,
      changedToken(([h, p, s]) => `${h.slice(0, 8)}${space}${h.slice(8)}.${p}.${s}`),
      'token.malformed',
    ),
    row(
      `${JSON.stringify(space)} in the payload`,
      changedToken(([h, p, s]) => `${h}.${p.slice(0, 8)}${space}${p.slice(8)}.${s}`),
      'token.malformed',
    ),
    row(
      `${JSON.stringify(space)} after`,
      changedToken((parts) => parts.join('.') + space),
      'token.malformed',
    ),
  ]),
  row('a token with both special characters', specialToken, 'accepted'),
  row('the alphabet of base64', () => specialToken().replaceAll('-', '+').replaceAll('_', '/'), 'token.malformed'),
  row(
    'a character outside ASCII that decodes to one inside',
    changedToken(([h, p, s]) => `${h}.${p}.\u0141${s.slice(1)}`),
    'token.malformed',
  ),
  row('no token', () => '', 'token.malformed'),
  row(
    'one part',
    changedToken(([h]) => h),
    'token.malformed',
  ),
  row(
    'two parts',
    changedToken(([h, p]) => `${h}.${p}`),
    'token.malformed',
  ),
  row(
    'four parts',
    changedToken((parts) => `${parts.join('.')}.`),
    'token.malformed',
  ),
  row(
    'four parts, the last a signature',
    changedToken(([h, p, s]) => `${h}.${p}.${s}.${s}`),
    'token.malformed',
  ),
  row(
    'an empty header',
    changedToken(([, p, s]) => `.${p}.${s}`),
    'token.malformed',
  ),
  row(
    'an empty payload',
    changedToken(([h, , s]) => `${h}..${s}`),
    'token.malformed',
  ),
  row(
    'an empty signature',
    changedToken(([h, p]) => `${h}.${p}.`),
    'token.malformed',
  ),
  row(
    'flattened JSON serialization',
    changedToken(([h, p, s]) => JSON.stringify({ protected: h, payload: p, signature: s })),
    'token.malformed',
  ),
  row(
    'general JSON serialization',
    changedToken(([h, p, s]) => JSON.stringify({ payload: p, signatures: [{ protected: h, signature: s }] })),
    'token.malformed',
  ),
  row(
    'an encrypted token of five parts',
    changedToken(([h, p, s]) => `${h}.${p}.${s}.${p}.${s}`),
    'token.malformed',
  ),
  row('an encrypted token cut to three parts', rsaHeader({ enc: 'A256GCM' }), 'token.header'),
];

export const HEADER_ROWS: readonly TokenRow[] = [
  row('crit naming an unknown parameter', rsaHeader({ crit: ['x-policy'], 'x-policy': 1 }), 'token.header'),
  row('crit empty', rsaHeader({ crit: [] }), 'token.header'),
  row('crit naming a known parameter', rsaHeader({ crit: ['kid'] }), 'token.header'),
  row('b64 false without crit', rsaHeader({ b64: false }), 'token.header'),
  row('b64 false with crit', rsaHeader({ b64: false, crit: ['b64'] }), 'token.header'),
  row('zip', rsaHeader({ zip: 'DEF' }), 'token.header'),
  row('jwk', rsaHeader({ jwk: { kty: 'RSA', n: 'AQAB', e: 'AQAB' } }), 'token.header'),
  row('x5c', rsaHeader({ x5c: ['MIIB'] }), 'token.header'),
  row('jku to an attacker', rsaHeader({ jku: 'https://attacker.example/keys' }), 'token.header'),
  row('x5u to the instance metadata', rsaHeader({ x5u: 'http://169.254.169.254/latest' }), 'token.header'),
  row('typ missing', rsaHeader({ typ: undefined }), 'accepted'),
  ...['JWT', 'jwt', 'Jwt', 'application/jwt', 'application/JWT', 'APPLICATION/JWT'].map((typ) =>
    row(`typ ${typ}`, rsaHeader({ typ }), 'accepted'),
  ),
  ...[
    ...['at+jwt', 'application/at+jwt', 'dpop+jwt', 'JWE', 'JOSE', '', ' JWT', 'JWT ', 'JWT\n', 'JWT;v=1', 'JWTs'],
    ...['/jwt', 'x/jwt', 'text/jwt', 'applicationjwt', 'application/jwt/jwt', 'application/', 'xapplication/jwt'],
    ...[null, true, 1, ['JWT'], { toString: 'JWT' }],
  ].map((typ) => row(`typ ${JSON.stringify(typ)}`, rsaHeader({ typ }), 'token.header')),
  row('kid missing', rsaHeader({ kid: undefined }), 'token.kid'),
  row('kid empty', rsaHeader({ kid: '' }), 'token.kid'),
  row('kid without a segment of its own', rsaHeader({ kid: CALLER }), 'token.kid'),
  ...[
    '../gateway/k1',
    'gateway/../k1',
    'gateway/./k1',
    'gateway/..',
    'gateway/k1/..',
    'gateway//k1',
    '/gateway/k1',
    'gateway/',
    'gateway/%2e%2e/k1',
    'gateway\\k1',
    'gateway/k1;v=1',
    'gateway/k1?x',
    'gateway/k1#x',
    'gateway/k@1',
    'gateway/k\n1',
    'gateway/k1\n',
    'gateway/k 1',
    ' gateway/k1',
    'gateway/k1 ',
    'gateway/k\u00e9',
    'gateway/\uff4b1',
    '../aha',
    '/a',
    '\\c:a',
    'lk2j34/#$',
    'a../../a',
    'a/;a',
    ' ',
    ' / ',
    ' /',
    'a/#a',
    'a/a?x',
    'a/a;',
  ].map((kid) => row(`kid ${JSON.stringify(kid)}`, rsaHeader({ kid }), 'token.kid')),
  ...[[KID], 1, null, { kid: KID }, true].map((kid) => row(`kid ${JSON.stringify(kid)}`, rsaHeader({ kid }), 'token.kid')),
  row('kid of 257 characters', rsaHeader({ kid: `gateway/${'k'.repeat(249)}` }), 'token.kid'),
  row('kid of 10 KB', rsaHeader({ kid: `gateway/${'k'.repeat(10_240)}` }), 'token.too-large'),
];
