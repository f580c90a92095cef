// Hostile requests that only the key decides: each asks for exactly one, the one its kid names.

import { createHash, createHmac, type KeyObject, sign } from 'node:crypto';
import type { AsapAlgorithm } from '../../../../lambda/runtime';
import { type KeyKind, KID, keyPair, pemOf, rawToken, signatureOf, tokenOf, validClaims, validHeader } from '../../tokens';
import { row, type TokenRow, weakKeys } from './rows';

const ALL: readonly AsapAlgorithm[] = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512'];
const ANY = { algorithms: ALL };

const KEYS: { readonly [algorithm in AsapAlgorithm]: readonly [KeyKind, string] } = {
  RS256: ['rsa', KID],
  RS384: ['rsa', KID],
  RS512: ['rsa', KID],
  PS256: ['rsa', KID],
  PS384: ['rsa', KID],
  PS512: ['rsa', KID],
  ES256: ['P-256', 'gateway/ec256'],
  ES384: ['P-384', 'gateway/ec384'],
  ES512: ['P-521', 'gateway/ec521'],
};

/** Says it is signed with one algorithm and kid, and is signed with whatever `sign` does. */
const claiming = (algorithm: string, kid: string, signer: (data: string) => Buffer) => () =>
  rawToken({ header: validHeader(algorithm, kid), sign: signer });
const signing = (algorithm: string, kind: KeyKind) => (data: string) => signatureOf(algorithm, keyPair(kind).privateKey, data);
const signingWith = (algorithm: string, pair: () => { privateKey: KeyObject }) => (data: string) =>
  signatureOf(algorithm, pair().privateKey, data);

/** What a private operation of exponent 1 would give: the padded digest itself. */
function paddedDigest(data: string): Buffer {
  const prefix = Buffer.from('3031300d060960864801650304020105000420', 'hex');
  const digest = Buffer.concat([prefix, createHash('sha256').update(data).digest()]);
  return Buffer.concat([Buffer.of(0, 1), Buffer.alloc(256 - 3 - digest.length, 0xff), Buffer.of(0), digest]);
}

export const ALGORITHM_AND_KEY_ROWS: readonly TokenRow[] = [
  ...ALL.map((algorithm) => row(`${algorithm}, when allowed`, () => tokenOf(algorithm, ...spread(algorithm)), 'accepted', ANY)),
  ...ALL.map((algorithm) =>
    row(`${algorithm}, when it alone is allowed`, () => tokenOf(algorithm, ...spread(algorithm)), 'accepted', {
      algorithms: [algorithm],
    }),
  ),
  row(
    'RS256 signed by HMAC with the public PEM',
    claiming('RS256', KID, (data) =>
      createHmac('sha256', pemOf(keyPair('rsa').publicKey))
        .update(data)
        .digest(),
    ),
    'token.signature',
  ),
  row('RS256 against an EC key', claiming('RS256', 'gateway/ec256', signing('ES256', 'P-256')), 'token.algorithm'),
  row('ES256 against an RSA key', claiming('ES256', KID, signing('RS256', 'rsa')), 'token.algorithm', ANY),
  row('ES384 with a P-256 key', claiming('ES384', 'gateway/ec256', signing('ES384', 'P-256')), 'token.algorithm', ANY),
  row('ES256 with a P-384 key', claiming('ES256', 'gateway/ec384', signing('ES256', 'P-384')), 'token.algorithm', ANY),
  row('ES512 with a P-256 key', claiming('ES512', 'gateway/ec256', signing('ES512', 'P-256')), 'token.algorithm', ANY),
  row('PS256 that is RS256', claiming('PS256', KID, signing('RS256', 'rsa')), 'token.signature', ANY),
  row('RS256 that is PS256', claiming('RS256', KID, signing('PS256', 'rsa')), 'token.signature', ANY),
  row('RS256 that is RS512', claiming('RS256', KID, signing('RS512', 'rsa')), 'token.signature', ANY),
  row('PS256 with another salt length', claiming('PS256', KID, shortSalt), 'token.signature', ANY),
  row(
    'RSA of 512 bits',
    claiming(
      'RS256',
      'gateway/rsa-512',
      signingWith('RS256', () => weakKeys().bits512),
    ),
    'key.unsuitable',
  ),
  row(
    'RSA of 1024 bits',
    claiming(
      'RS256',
      'gateway/rsa-1024',
      signingWith('RS256', () => weakKeys().bits1024),
    ),
    'key.unsuitable',
  ),
  row('RSA with exponent 3', claiming('RS256', 'gateway/rsa-e3', signing('RS256', 'rsa')), 'key.unsuitable'),
  row('RSA with exponent 1, signed by nobody', claiming('RS256', 'gateway/rsa-e1', paddedDigest), 'key.unsuitable'),
  row(
    'RSA of the faulty generator in smart cards',
    claiming('RS256', 'gateway/rsa-roca', signing('RS256', 'rsa')),
    'key.unsuitable',
  ),
  row('RSA with an even exponent', claiming('RS256', 'gateway/rsa-even', signing('RS256', 'rsa')), 'key.unsuitable'),
  row(
    'a key for PSS alone',
    claiming(
      'PS256',
      'gateway/rsa-pss',
      signingWith('PS256', () => weakKeys().pssOnly),
    ),
    'key.unsuitable',
    ANY,
  ),
  row(
    'a key on a curve of no algorithm',
    claiming(
      'ES256',
      'gateway/secp256k1',
      signingWith('ES256', () => weakKeys().otherCurve),
    ),
    'key.unsuitable',
    ANY,
  ),
  row('an Ed25519 key', claiming('RS256', 'gateway/ed25519', signing('RS256', 'rsa')), 'key.unsuitable', ANY),
];

function spread(algorithm: AsapAlgorithm): [KeyKind, Record<string, unknown>, string] {
  const [kind, kid] = KEYS[algorithm];
  return [kind, {}, kid];
}

function shortSalt(data: string): Buffer {
  return sign('sha256', Buffer.from(data), { key: keyPair('rsa').privateKey, padding: 6, saltLength: 0 });
}

/** The order of P-256, from the standard. */
const ORDER = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551');
const scalar = (value: bigint) => Buffer.from(value.toString(16).padStart(64, '0'), 'hex');
const ec256 = (signer: (data: string) => Buffer) => claiming('ES256', 'gateway/ec256', signer);
const es256 = signing('ES256', 'P-256');
const derOf = (data: string) => sign('sha256', Buffer.from(data), keyPair('P-256').privateKey);

/** The other s for the same r: as valid as the first. */
function twin(signature: Buffer): Buffer {
  const s = BigInt(`0x${signature.subarray(32).toString('hex')}`);
  return Buffer.concat([signature.subarray(0, 32), scalar(ORDER - s)]);
}

export const SIGNATURE_ROWS: readonly TokenRow[] = [
  row(
    'r = s = 0',
    ec256(() => Buffer.alloc(64)),
    'token.signature',
    ANY,
  ),
  ...[0n, 1n, ORDER - 1n, ORDER].flatMap((r) =>
    [0n, 1n, ORDER - 1n, ORDER].map((s) =>
      row(
        `r = ${nameOf(r)}, s = ${nameOf(s)}`,
        ec256(() => Buffer.concat([scalar(r), scalar(s)])),
        'token.signature',
        ANY,
      ),
    ),
  ),
  row('an ES256 signature in DER', ec256(derOf), 'token.signature', ANY),
  row(
    'a signature of 63 bytes',
    ec256((data) => es256(data).subarray(0, 63)),
    'token.signature',
    ANY,
  ),
  row(
    'a signature of 65 bytes',
    ec256((data) => Buffer.concat([Buffer.alloc(1), es256(data)])),
    'token.signature',
    ANY,
  ),
  row(
    'a signature of 128 bytes',
    ec256((data) => Buffer.concat([es256(data), es256(data)])),
    'token.signature',
    ANY,
  ),
  row(
    'zeros after an ES256 signature',
    ec256((data) => Buffer.concat([es256(data), Buffer.alloc(2)])),
    'token.signature',
    ANY,
  ),
  row(
    'zeros after an RS256 signature',
    claiming('RS256', KID, (data) => Buffer.concat([signing('RS256', 'rsa')(data), Buffer.alloc(1)])),
    'token.signature',
  ),
  row(
    'the twin with the high s',
    ec256((data) => twin(es256(data))),
    'accepted',
    ANY,
  ),
  row(
    'an ES384 signature by a P-384 key, cut',
    claiming('ES384', 'gateway/ec384', (data) => signing('ES384', 'P-384')(data).subarray(1)),
    'token.signature',
    ANY,
  ),
  row('a signature by another key', claiming('RS256', KID, signing('RS256', 'other-rsa')), 'token.signature'),
  row(
    'an RS256 signature of zeros',
    claiming('RS256', KID, () => Buffer.alloc(256)),
    'token.signature',
  ),
  row(
    'a signature of one byte',
    claiming('RS256', KID, () => Buffer.alloc(1)),
    'token.signature',
  ),
  row('the signature of another token', () => swapped(), 'token.signature'),
  row('a header changed after signing', () => withHeader({ ...validHeader(), extra: 1 }), 'token.signature'),
];

function nameOf(value: bigint): string {
  return value === ORDER ? 'n' : value === ORDER - 1n ? 'n-1' : String(value);
}

function swapped(): string {
  const [header, , signature] = rawToken().split('.');
  const [, payload] = rawToken({ payload: validClaims({ tenant: 'umbrella' }) }).split('.');
  return `${header}.${payload}.${signature}`;
}

function withHeader(header: Record<string, unknown>): string {
  const [, payload, signature] = rawToken().split('.');
  return `${Buffer.from(JSON.stringify(header)).toString('base64url')}.${payload}.${signature}`;
}

const under = (kid: string) => () => tokenOf('RS256', 'rsa', {}, kid);

export const REPOSITORY_ROWS: readonly TokenRow[] = [
  row('a kid nobody published', under('gateway/k9'), 'key.unknown'),
  row('a kid of 256 characters', under(`gateway/${'k'.repeat(248)}`), 'accepted'),
  row('the repository forbids', under('gateway/forbidden'), 'key.unknown'),
  row('the repository fails', under('gateway/failing'), 'key.unavailable'),
  row('the repository redirects', under('gateway/moved'), 'key.unavailable'),
  row('the repository does not answer', under('gateway/silent'), 'key.unavailable'),
  row('an HTML page', under('gateway/html'), 'key.unsuitable'),
  row('no content type', under('gateway/no-type'), 'key.unsuitable'),
  row('a private key', under('gateway/private'), 'key.unsuitable'),
  row('two keys', under('gateway/two-keys'), 'key.unsuitable'),
  row('text before the key', under('gateway/text-before'), 'key.unsuitable'),
  row('a PEM frame around something else', under('gateway/not-der'), 'key.unsuitable'),
  row('the content type in capitals, with a charset', under('gateway/charset'), 'accepted'),
];
