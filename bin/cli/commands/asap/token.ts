// cdk-bulkhead asap token: a token on standard output, and nothing else there.
import { randomBytes } from 'node:crypto';
import { ExplainedError, isPathPrefix, TENANT_CLAIM } from '../../../../contract';
import type { AsapAlgorithm } from '../../../../lambda/runtime';
import { pemSigningKey, type SigningKey } from '../../../../lambda/runtime/asap';
import { encodeBase64url } from '../../../../lambda/runtime/asap/base64url';
import type { JsonObject } from '../../../../lambda/runtime/asap/strict-json';
import { InputError } from '../../input';
import { operations } from '../../operations-half';
import type { AsapTokenOptions, PemKeyOptions } from '../../options';
import { type Output, printable } from '../../output';
import { brokenRules, meaningOf, refusedBy } from './broken-rules';
import { keyFile } from './key-file';
import { tenantNote } from './tenant-note';

export async function asapToken(options: AsapTokenOptions, output: Output): Promise<number> {
  const { key, issuer } = await signer(options, output);
  const payload = claims(options, issuer, Math.floor(output.clock() / 1000));
  const token = await signed(key, payload);
  output.out(`${token}\n`);
  for (const rule of brokenRules(token, output.clock))
    output.error(`${rule.reason} (${printable(rule.at)}): ${refusedBy(rule)}: ${meaningOf(rule.reason)}\n`);
  const note = tenantNote(payload);
  if (note !== undefined) output.error(`note  ${note.text}\n`);
  return 0;
}

async function signer(
  { key: options }: AsapTokenOptions,
  output: Output,
): Promise<{ readonly key: SigningKey; readonly issuer: string }> {
  if ('privateKey' in options) return { key: signingKey(pemOf(options, output), options), issuer: options.issuer };
  const key = await operations().signingKeyOf(options.signingPointer, options.aws);
  const issuer = options.issuer ?? key.kid.slice(0, key.kid.lastIndexOf('/'));
  if (!isPathPrefix(issuer, key.kid))
    throw new InputError(
      `--issuer is ${issuer}, and the parameter of --signing-pointer names the key ${key.kid}`,
      'the issuer that the key belongs to',
      'leave out --issuer, or give the parameter of this issuer with --signing-pointer',
    );
  return { key, issuer };
}

function pemOf({ privateKey }: PemKeyOptions, { stdin }: Output): string {
  return privateKey === '-' ? stdin() : keyFile('--private-key', privateKey, 'a PEM file, or - for standard input');
}

function signingKey(pem: string, { kid, algorithm }: PemKeyOptions): SigningKey {
  const usual = keyOrNot(pem, kid);
  if (usual === undefined) {
    throw new InputError(
      '--private-key does not name a key that can sign',
      'an unencrypted private key in PEM: RSA of at least 2048 bits, or EC on P-256, P-384 or P-521',
      'make a key with npx cdk-bulkhead asap keygen',
    );
  }
  const key = algorithm === undefined ? usual : keyOrNot(pem, kid, algorithm);
  if (key !== undefined) return key;
  const expected =
    usual.algorithm === 'RS256'
      ? 'RS or PS with 256, 384 or 512: the key is RSA'
      : `${usual.algorithm}, because of the curve of the EC key`;
  throw new InputError(
    `--algorithm is ${algorithm}`,
    expected,
    `leave --algorithm out (default for this key: ${usual.algorithm})`,
  );
}

/** Undefined if it is none that may sign, or none for this algorithm. */
function keyOrNot(pem: string, kid: string, algorithm?: AsapAlgorithm): SigningKey | undefined {
  try {
    return pemSigningKey(pem, { kid, ...(algorithm !== undefined && { algorithm }) });
  } catch (error) {
    if (error instanceof ExplainedError) return undefined;
    throw error;
  }
}

/** Not by AsapSigner: it makes what services should send, and whoever looks for a fault must be able to send more. */
function claims(options: AsapTokenOptions, issuer: string, now: number): JsonObject {
  const { subject = issuer, audiences, lifetimeSeconds, tenantId } = options;
  return {
    ...options.claims,
    iss: issuer,
    sub: subject,
    aud: audiences.length === 1 ? audiences[0] : audiences,
    iat: now,
    nbf: now,
    exp: now + lifetimeSeconds,
    jti: randomBytes(16).toString('hex'),
    ...(tenantId !== undefined && { [TENANT_CLAIM]: tenantId }),
  };
}

async function signed(key: SigningKey, payload: object): Promise<string> {
  const header = { typ: 'JWT', alg: key.algorithm, kid: key.kid };
  const text = `${encodeBase64url(JSON.stringify(header))}.${encodeBase64url(JSON.stringify(payload))}`;
  return `${text}.${encodeBase64url(await key.sign(Buffer.from(text, 'latin1')))}`;
}
