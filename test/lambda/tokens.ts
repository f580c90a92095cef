// Key pairs and raw tokens for the tests. Tokens are put together by hand, so that every ill-formed one can be made.

import { constants, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { AsapAlgorithm, PublicKeyResult, PublicKeySource } from '../../lambda/runtime';

/** The second in which the tests take place, and its clock in milliseconds. */
export const NOW = 1_800_000_000;
export const clock = () => NOW * 1000;

export const SERVICE = 'orders';
export const CALLER = 'gateway';
export const KID = 'gateway/k1';
export const TENANT = 'acme';

export interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

export type KeyKind = 'rsa' | 'other-rsa' | 'P-256' | 'other-P-256' | 'P-384' | 'P-521';

/** Every algorithm of ASAP, and the key of these that it is used with. */
export const ALGORITHMS: readonly (readonly [AsapAlgorithm, KeyKind])[] = [
  ['RS256', 'rsa'],
  ['RS384', 'rsa'],
  ['RS512', 'rsa'],
  ['PS256', 'rsa'],
  ['PS384', 'rsa'],
  ['PS512', 'rsa'],
  ['ES256', 'P-256'],
  ['ES384', 'P-384'],
  ['ES512', 'P-521'],
];

const made = new Map<KeyKind, KeyPair>();

/** One pair of each kind a test file: an RSA pair takes a fifth of a second to make. */
export function keyPair(kind: KeyKind): KeyPair {
  let pair = made.get(kind);
  if (pair === undefined) {
    pair = kind.endsWith('rsa') ? rsaPair(2048) : generateKeyPairSync('ec', { namedCurve: kind.replace('other-', '') });
    made.set(kind, pair);
  }
  return pair;
}

export function rsaPair(modulusLength: number): KeyPair {
  return generateKeyPairSync('rsa', { modulusLength });
}

export function pemOf(key: KeyObject): string {
  return key.export({ type: 'spki', format: 'pem' }).toString();
}

/** Text or bytes go in as they are, anything else as JSON. */
export function encode(part: unknown): string {
  const data = typeof part === 'string' || Buffer.isBuffer(part) ? part : JSON.stringify(part);
  return Buffer.from(data as string).toString('base64url');
}

export function signatureOf(algorithm: string, privateKey: KeyObject, data: string | Buffer): Buffer {
  const bytes = Buffer.from(data as string);
  const digest = `sha${algorithm.slice(2)}`;
  if (algorithm.startsWith('ES')) return sign(digest, bytes, { key: privateKey, dsaEncoding: 'ieee-p1363' });
  if (algorithm.startsWith('RS')) return sign(digest, bytes, privateKey);
  const saltLength = Number(algorithm.slice(2)) / 8;
  return sign(digest, bytes, { key: privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength });
}

export function validHeader(algorithm = 'RS256', kid = KID): Record<string, unknown> {
  return { typ: 'JWT', alg: algorithm, kid };
}

/** Claims of a token that is right in everything. `undefined` takes one out. */
export function validClaims(changed: Record<string, unknown> = {}): Record<string, unknown> {
  const claims = { iss: CALLER, sub: CALLER, aud: SERVICE, iat: NOW, nbf: NOW, exp: NOW + 60, jti: 'jti-1', tenant: TENANT };
  return { ...claims, ...changed };
}

export interface TokenParts {
  /** Members, or the exact text. @default RS256 under KID */
  readonly header?: unknown;
  readonly payload?: unknown;
  /** Signs `header.payload`. @default RS256 with the 'rsa' pair */
  readonly sign?: (data: string) => Buffer;
}

export function rawToken({ header = validHeader(), payload = validClaims(), sign: signer }: TokenParts = {}): string {
  const signed = `${encode(header)}.${encode(payload)}`;
  const signature = signer ? signer(signed) : signatureOf('RS256', keyPair('rsa').privateKey, signed);
  return `${signed}.${signature.toString('base64url')}`;
}

/** A token that is right but for these claims, signed as it should be. */
export function tokenWith(claims: Record<string, unknown>): string {
  return rawToken({ payload: validClaims(claims) });
}

export function tokenOf(algorithm: string, kind: KeyKind, claims: Record<string, unknown> = {}, kid = KID): string {
  const { privateKey } = keyPair(kind);
  return rawToken({
    header: validHeader(algorithm, kid),
    payload: validClaims(claims),
    sign: (data) => signatureOf(algorithm, privateKey, data),
  });
}

/** A key source that answers from a table and remembers what it was asked. */
export function keySource(keys: Readonly<Record<string, KeyObject>>): PublicKeySource & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    get(kid): PublicKeyResult {
      asked.push(kid);
      const key = keys[kid];
      return key === undefined ? { reason: 'key.unknown' } : { key };
    },
  };
}
