// Verifying a token: everything ASAP asks for, with the key from a warm cache, against the bare signature check.

import { constants, generateKeyPairSync, type KeyObject, verify } from 'node:crypto';
import { JwtVerifier } from 'aws-jwt-verify';
import { type AsapAlgorithm, AsapVerifier, KeyCache, type VerifyResult } from '../../lambda/runtime';
import { signatureOf, validClaims, validHeader } from '../lambda/tokens';
import { type Candidate, measure, type Row } from './harness';

const KID = 'gateway/k1';
const ISSUER = 'https://gateway.example';
const TOKENS = 64;

const GOALS = { RS256: 1.25, PS256: 1.25, ES256: 1.12 };
const REFUSED_GOAL = 0.1;

type Measured = keyof typeof GOALS;

interface Prepared {
  readonly publicKey: KeyObject;
  /** Each called with the next of the tokens. */
  readonly next: () => string;
  readonly nextFor: (claims: Record<string, unknown>) => () => string;
}

function prepare(algorithm: Measured): Prepared {
  const { publicKey, privateKey } =
    algorithm === 'ES256'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('rsa', { modulusLength: 2048 });
  const nextFor = (claims: Record<string, unknown>) => {
    const now = Math.floor(Date.now() / 1000);
    const times = { iat: now, nbf: now, exp: now + 3600 };
    const tokens = Array.from({ length: TOKENS }, (_, index) => {
      const payload = validClaims({
        ...times,
        jti: `0123456789abcdef0123456789abcd${index.toString(16).padStart(2, '0')}`,
        ...claims,
      });
      const signed = [validHeader(algorithm, KID), payload]
        .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
        .join('.');
      return `${signed}.${signatureOf(algorithm, privateKey, signed).toString('base64url')}`;
    });
    return inTurn(tokens);
  };
  return { publicKey, next: nextFor({}), nextFor };
}

function inTurn<T>(values: readonly T[]): () => T {
  let index = 0;
  return () => {
    index = (index + 1) % values.length;
    return values[index] as T;
  };
}

/** The bare check, its input parsed beforehand. */
function raw(algorithm: Measured, { publicKey, next }: Prepared): Candidate {
  const parsed = Array.from({ length: TOKENS }, () => {
    const token = next();
    const end = token.lastIndexOf('.');
    return { data: Buffer.from(token.slice(0, end)), signature: Buffer.from(token.slice(end + 1), 'base64url') };
  });
  const any = inTurn(parsed);
  const key = {
    RS256: publicKey,
    PS256: { key: publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 },
    ES256: { key: publicKey, dsaEncoding: 'ieee-p1363' as const },
  }[algorithm];
  const run = () => {
    const { data, signature } = any();
    if (!verify('sha256', data, key, signature)) throw new Error('the signature is wrong');
  };
  return { name: `raw ${algorithm}`, run, asynchronous: false, reference: `raw ${algorithm}` };
}

/** Ours, with keys that were asked for once. */
async function verifierFor(algorithm: AsapAlgorithm, publicKey: KeyObject): Promise<AsapVerifier> {
  const keys = new KeyCache({ get: async () => ({ key: publicKey }) });
  await keys.get(KID);
  const issuers = ['gateway', 'billing', 'orders', 'reports'];
  return new AsapVerifier({ audience: 'orders', issuers, keys, algorithms: [algorithm], maxLifetimeSeconds: 3600 });
}

async function ours(algorithm: Measured, { publicKey, next }: Prepared): Promise<Candidate> {
  const verifier = await verifierFor(algorithm, publicKey);
  for (let left = TOKENS; left > 0; left -= 1) expectVerdict(await verifier.verify(next()), 'accepted');
  const run = () => verifier.verify(next());
  return { name: `verify ${algorithm}`, run, asynchronous: true, reference: `raw ${algorithm}`, goal: GOALS[algorithm] };
}

/** Said once for each token before anything is measured. */
function expectVerdict(result: VerifyResult, expected: string): void {
  const seen = result.ok ? 'accepted' : result.reason;
  if (seen !== expected) throw new Error(`the verdict is ${seen}, expected ${expected}`);
}

async function refused({ publicKey, nextFor }: Prepared): Promise<Candidate> {
  const verifier = await verifierFor('RS256', publicKey);
  const next = nextFor({ aud: 'another-service' });
  for (let left = TOKENS; left > 0; left -= 1) expectVerdict(await verifier.verify(next()), 'token.audience');
  // What authorizer and broker call first; only what it lets through is awaited.
  const run = () => verifier.inspect(next());
  return { name: 'refused on claims alone', run, asynchronous: false, reference: 'raw RS256', goal: REFUSED_GOAL };
}

/** jose with an imported key; issuer, audience and expiry checked. */
async function jose(algorithm: Measured, { publicKey, next }: Prepared): Promise<Candidate> {
  const { importSPKI, jwtVerify } = await import('jose');
  const key = await importSPKI(publicKey.export({ type: 'spki', format: 'pem' }).toString(), algorithm);
  const options = { issuer: 'gateway', audience: 'orders', algorithms: [algorithm], requiredClaims: ['exp'] };
  const run = () => jwtVerify(next(), key, options);
  return { name: `jose ${algorithm}`, run, asynchronous: true, reference: `raw ${algorithm}` };
}

/** aws-jwt-verify with a cached key set; issuer, audience and expiry checked. It knows no PS256. */
function awsJwtVerify(algorithm: 'RS256' | 'ES256', { publicKey, nextFor }: Prepared): Candidate {
  const verifier = JwtVerifier.create({ issuer: ISSUER, audience: 'orders', jwksUri: `${ISSUER}/jwks.json` });
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: KID, alg: algorithm, use: 'sig' };
  verifier.cacheJwks({ keys: [jwk] } as unknown as Parameters<typeof verifier.cacheJwks>[0]);
  const next = nextFor({ iss: ISSUER });
  const run = () => verifier.verifySync(next());
  return { name: `aws-jwt-verify ${algorithm}`, run, asynchronous: false, reference: `raw ${algorithm}` };
}

export async function asap(): Promise<readonly Row[]> {
  const rs256 = prepare('RS256');
  const ps256 = prepare('PS256');
  const es256 = prepare('ES256');
  return measure([
    raw('RS256', rs256),
    await ours('RS256', rs256),
    await refused(rs256),
    await jose('RS256', rs256),
    awsJwtVerify('RS256', rs256),
    raw('PS256', ps256),
    await ours('PS256', ps256),
    await jose('PS256', ps256),
    raw('ES256', es256),
    await ours('ES256', es256),
    await jose('ES256', es256),
    awsJwtVerify('ES256', es256),
  ]);
}
