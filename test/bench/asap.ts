// Verifying a token: everything ASAP asks for, with the key from a warm cache, against the bare signature check.

import { constants, generateKeyPairSync, type KeyObject, verify } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { JwtVerifier } from 'aws-jwt-verify';
import { createVerifier } from 'fast-jwt';
import jsonwebtoken from 'jsonwebtoken';
import { TENANT_HEADER } from '../../contract';
import { type AuthorizerEvent, answerTo, decideOn } from '../../lambda/functions/authorizer/authorize';
import { type AsapAlgorithm, AsapVerifier, KeyCache, TenantContextClient, type VerifyResult } from '../../lambda/runtime';
import type { DecisionDependencies } from '../../lambda/runtime/decision';
import { signatureOf, validClaims, validHeader } from '../lambda/tokens';
import { type Candidate, measure, type Row } from './harness';

const KID = 'gateway/k1';
const ISSUER = 'https://gateway.example';
const TOKENS = 64;

const GOALS = { RS256: 1.25, PS256: 1.25, ES256: 1.12 };
const REFUSED_GOAL = 0.1;
const CACHED_GOAL = 0.07;

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
async function verifierFor(algorithm: AsapAlgorithm, publicKey: KeyObject, cachedTokens = 0): Promise<AsapVerifier> {
  const keys = new KeyCache({ get: async () => ({ key: publicKey }) });
  await keys.get(KID);
  const issuers = ['gateway', 'billing', 'orders', 'reports'];
  const options = { audience: 'orders', issuers, keys, algorithms: [algorithm], maxLifetimeSeconds: 3600 };
  return new AsapVerifier({ ...options, cachedTokens });
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

async function cached({ publicKey, next }: Prepared): Promise<Candidate> {
  const verifier = await verifierFor('RS256', publicKey, TOKENS);
  for (let left = TOKENS; left > 0; left -= 1) expectVerdict(await verifier.verify(next()), 'accepted');
  const run = () => {
    if (verifier.verifyCached(next()) === undefined) throw new Error('the token is not in the cache');
  };
  return { name: 'verified before', run, asynchronous: false, reference: 'raw RS256', goal: CACHED_GOAL };
}

/** The authorizer's whole answer to an event: token and tenant known, policy and context made, no line written. */
async function authorized({ publicKey, next }: Prepared): Promise<Candidate> {
  const tenant = { tenantId: 'acme', status: 'active', placement: 'pool', services: ['orders'], version: 1 } as const;
  const dependencies: DecisionDependencies = {
    verifier: await verifierFor('RS256', publicKey, TOKENS),
    service: 'orders',
    callers: new Set(['gateway']),
    tenants: new TenantContextClient(async () => tenant, { maxAgeSeconds: 3600 }),
    refuseOwnTokens: true,
  };
  const methodArn = 'arn:aws:execute-api:eu-central-1:111122223333:abcdef1234/live/GET/orders';
  const events = Array.from({ length: TOKENS }, (): AuthorizerEvent => {
    const headers = { Authorization: `Bearer ${next()}`, [TENANT_HEADER]: 'acme' };
    const multiValueHeaders = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
    return { methodArn, headers, multiValueHeaders, requestContext: { requestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef' } };
  });
  const any = inTurn(events);
  const run = async () => {
    const event = any();
    return answerTo(event, await decideOn(event, dependencies));
  };
  for (let left = TOKENS; left > 0; left -= 1) {
    const { principalId } = await run();
    if (principalId !== 'gateway') throw new Error('the request was not let in');
  }
  return { name: 'authorize, all known', run, asynchronous: true, reference: 'raw RS256', goal: REFUSED_GOAL };
}

/** jsonwebtoken with a parsed key; issuer, audience and expiry checked. */
function jsonWebToken(algorithm: Measured, { publicKey, next }: Prepared): Candidate {
  const options = { algorithms: [algorithm], audience: 'orders', issuer: 'gateway' };
  const run = () => jsonwebtoken.verify(next(), publicKey, options);
  return { name: `jsonwebtoken ${algorithm}`, run, asynchronous: false, reference: `raw ${algorithm}` };
}

/** fast-jwt without its cache; issuer, audience and expiry checked. */
function fastJwt(algorithm: Measured, { publicKey, next }: Prepared): Candidate {
  const key = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const verifyToken = createVerifier({ key, algorithms: [algorithm], allowedAud: 'orders', allowedIss: 'gateway', cache: false });
  const run = () => verifyToken(next());
  return { name: `fast-jwt ${algorithm}`, run, asynchronous: false, reference: `raw ${algorithm}` };
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

interface Atlassian {
  readonly server: {
    create(config: object): {
      validate(token: string, subjects: string[], done: (error: Error | null, claims: object) => void): void;
    };
  };
}

/** Atlassian's own for Node, with the key that it fetched once; issuer, audience, times and lifetime checked. */
async function jwtAuthentication({ publicKey, next }: Prepared): Promise<Candidate> {
  const { server } = require('jwt-authentication') as Atlassian;
  const pem = publicKey.export({ type: 'spki', format: 'pem' });
  const keys = createServer((_request, response) => response.setHeader('content-type', 'application/x-pem-file').end(pem));
  await new Promise<void>((resolve) => keys.listen(0, 'localhost', resolve));
  // It lives as long as the process: the key is asked for while the first token is verified.
  keys.unref();
  const publicKeyBaseUrl = `http://localhost:${(keys.address() as AddressInfo).port}/`;
  const validator = server.create({ publicKeyBaseUrl, resourceServerAudience: 'orders', algorithms: ['RS256'] });
  const run = () =>
    new Promise<void>((resolve, reject) => {
      validator.validate(next(), ['gateway'], (error) => (error === null ? resolve() : reject(error)));
    });
  await run();
  return { name: 'jwt-authentication RS256', run, asynchronous: true, reference: 'raw RS256' };
}

export async function asap(): Promise<readonly Row[]> {
  const rs256 = prepare('RS256');
  const ps256 = prepare('PS256');
  const es256 = prepare('ES256');
  return measure([
    raw('RS256', rs256),
    await ours('RS256', rs256),
    await refused(rs256),
    await cached(rs256),
    await authorized(rs256),
    await jose('RS256', rs256),
    jsonWebToken('RS256', rs256),
    fastJwt('RS256', rs256),
    awsJwtVerify('RS256', rs256),
    await jwtAuthentication(rs256),
    raw('PS256', ps256),
    await ours('PS256', ps256),
    await jose('PS256', ps256),
    jsonWebToken('PS256', ps256),
    fastJwt('PS256', ps256),
    raw('ES256', es256),
    await ours('ES256', es256),
    await jose('ES256', es256),
    jsonWebToken('ES256', es256),
    fastJwt('ES256', es256),
    awsJwtVerify('ES256', es256),
  ]);
}
