// What a row of the refusal tables is, the key repository they are judged against, and how one is judged. The runtime is a
// parameter, so that the same rows can be put to a variant of it that lacks a check.

import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { PEM_MEDIA_TYPE, type ReasonCode } from '../../../../contract';
import type * as runtimeModule from '../../../../lambda/runtime';
import type { AsapVerifierOptions, PublicKeySource } from '../../../../lambda/runtime';
import { CALLER, clock, keyPair, pemOf, rsaPair, SERVICE } from '../../tokens';

export type Runtime = Pick<typeof runtimeModule, 'AsapVerifier' | 'KeyRepositoryClient' | 'KeyCache'>;

export type Verdict = ReasonCode | 'accepted';

export interface TokenRow {
  readonly name: string;
  readonly token: () => string;
  readonly expected: Verdict;
  readonly verifier: Partial<AsapVerifierOptions>;
}

export function row(name: string, token: () => string, expected: Verdict, verifier: Partial<AsapVerifierOptions> = {}): TokenRow {
  return { name, token, expected, verifier };
}

export const ISSUERS = [CALLER, 'billing', 'billing/eu/west', 'platform/edge', 'platform/edge/eu', SERVICE];

interface Answer {
  readonly status: number;
  readonly type: string | undefined;
  readonly body: string;
}

const pem = (body: string, type: string | undefined = PEM_MEDIA_TYPE, status = 200): Answer => ({ status, type, body });

let published: ReadonlyMap<string, Answer> | undefined;

/** What the key repository serves, by kid. */
function repository(): ReadonlyMap<string, Answer> {
  published ??= publish();
  return published;
}

function publish(): ReadonlyMap<string, Answer> {
  const rsa = pemOf(keyPair('rsa').publicKey);
  const other = pemOf(keyPair('other-rsa').publicKey);
  const { privateKey } = keyPair('rsa');
  return new Map([
    ['gateway/k1', pem(rsa)],
    ['gateway/other', pem(other)],
    ['gateway/ec256', pem(pemOf(keyPair('P-256').publicKey))],
    ['gateway/ec384', pem(pemOf(keyPair('P-384').publicKey))],
    ['gateway/ec521', pem(pemOf(keyPair('P-521').publicKey))],
    [`gateway/${'k'.repeat(248)}`, pem(rsa)],
    ['billing/k1', pem(rsa)],
    ['platform/edge/k1', pem(rsa)],
    ['platform/edge/eu/k1', pem(rsa)],
    ['gateway/rsa-512', pem(pemOf(weakKeys().bits512.publicKey))],
    ['gateway/rsa-1024', pem(pemOf(weakKeys().bits1024.publicKey))],
    ['gateway/rsa-e3', pem(pemOf(weakKeys().exponent3))],
    ['gateway/rsa-e1', pem(pemOf(weakKeys().exponent1))],
    ['gateway/rsa-even', pem(pemOf(weakKeys().evenExponent))],
    ['gateway/rsa-roca', pem(pemOf(weakKeys().roca))],
    ['gateway/rsa-pss', pem(pemOf(weakKeys().pssOnly.publicKey))],
    ['gateway/secp256k1', pem(pemOf(weakKeys().otherCurve.publicKey))],
    ['gateway/ed25519', pem(pemOf(weakKeys().edwards.publicKey))],
    ['gateway/charset', pem(rsa, `${PEM_MEDIA_TYPE.toUpperCase()}; charset=utf-8`)],
    ['gateway/html', pem(rsa, 'text/html')],
    ['gateway/no-type', { status: 200, type: undefined, body: rsa }],
    ['gateway/private', pem(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())],
    ['gateway/two-keys', pem(rsa + other)],
    ['gateway/text-before', pem(`signed by the service\n${rsa}`)],
    ['gateway/not-der', pem('-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n')],
    ['gateway/forbidden', pem(rsa, PEM_MEDIA_TYPE, 403)],
    ['gateway/failing', pem(rsa, PEM_MEDIA_TYPE, 500)],
    ['gateway/moved', pem(rsa, PEM_MEDIA_TYPE, 301)],
  ]);
}

let weak: ReturnType<typeof makeWeakKeys> | undefined;

/** Keys that no published key may be. With exponent 1 nobody needs the private half: whatever is padded rightly verifies. */
export function weakKeys() {
  weak ??= makeWeakKeys();
  return weak;
}

function withExponent(...bytes: number[]): KeyObject {
  const key = { ...keyPair('rsa').publicKey.export({ format: 'jwk' }), e: Buffer.from(bytes).toString('base64url') };
  return createPublicKey({ key, format: 'jwk' });
}

/** A modulus of 2048 bits as the faulty generator makes them: a power of 65537 modulo every small prime. Nobody knows its factors. */
function rocaKey(): KeyObject {
  const primes = [2n];
  for (let number = 3n; number < 700n; number += 2n) if (primes.every((prime) => number % prime !== 0n)) primes.push(number);
  const product = primes.reduce((all, prime) => all * prime, 1n);
  let power = 1n;
  for (let times = 0; times < 1000; times += 1) power = (power * 65537n) % product;
  const modulus = power + product * ((1n << 2047n) / product + 1n);
  const n = Buffer.from(modulus.toString(16), 'hex').toString('base64url');
  return createPublicKey({ key: { ...keyPair('rsa').publicKey.export({ format: 'jwk' }), n }, format: 'jwk' });
}

function makeWeakKeys() {
  return {
    bits512: rsaPair(512),
    bits1024: rsaPair(1024),
    exponent3: withExponent(3),
    exponent1: withExponent(1),
    evenExponent: withExponent(1, 0, 2),
    roca: rocaKey(),
    pssOnly: generateKeyPairSync('rsa-pss', { modulusLength: 1024 }),
    otherCurve: generateKeyPairSync('ec', { namedCurve: 'secp256k1' }),
    edwards: generateKeyPairSync('ed25519'),
  };
}

/** The client of that repository, remembering which URLs it was made to ask for. */
export function repositoryClient(runtime: Runtime): { client: PublicKeySource; asked: string[] } {
  const asked: string[] = [];
  const client = new runtime.KeyRepositoryClient({
    baseUrls: ['https://keys.example'],
    async get(url) {
      asked.push(url.href);
      const kid = decodeURIComponent(url.pathname.slice(1));
      if (kid === 'gateway/silent') throw new Error('no answer within 2000 ms');
      const { status, type, body } = repository().get(kid) ?? pem('', undefined, 404);
      return { status, headers: { 'content-type': type }, body: Buffer.from(body) };
    },
  });
  return { client, asked };
}

/** What the verifier makes of a row, and which keys it asked for. */
export async function judge(
  runtime: Runtime,
  { token, verifier }: TokenRow,
  keys = repositoryClient(runtime),
): Promise<{ verdict: string; asked: string[] }> {
  const { client, asked } = keys;
  const judged = new runtime.AsapVerifier({ audience: SERVICE, issuers: ISSUERS, keys: client, clock, ...verifier });
  const result = await judged.verify(token());
  return { verdict: result.ok ? 'accepted' : result.reason, asked };
}
