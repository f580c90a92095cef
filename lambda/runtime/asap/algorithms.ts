// The nine signature algorithms of ASAP, and what a key must be to be used with one. The algorithm is taken from here and
// never from the key or the token alone: that is what keeps a public key from being used as an HMAC secret.

import { constants, type KeyObject, verify } from 'node:crypto';
import { ExplainedError } from '../../../contract';
import { isRocaModulus } from './roca';

export type AsapAlgorithm = 'RS256' | 'RS384' | 'RS512' | 'PS256' | 'PS384' | 'PS512' | 'ES256' | 'ES384' | 'ES512';

interface RsaAlgorithm {
  readonly type: 'rsa';
  readonly digest: string;
  readonly saltLength?: number;
}

interface EcAlgorithm {
  readonly type: 'ec';
  readonly digest: string;
  readonly curve: string;
  /** Bytes of R‖S (RFC 7518 section 3.4). */
  readonly signatureBytes: number;
}

const ALGORITHMS: ReadonlyMap<string, RsaAlgorithm | EcAlgorithm> = new Map<AsapAlgorithm, RsaAlgorithm | EcAlgorithm>([
  ['RS256', { type: 'rsa', digest: 'sha256' }],
  ['RS384', { type: 'rsa', digest: 'sha384' }],
  ['RS512', { type: 'rsa', digest: 'sha512' }],
  ['PS256', { type: 'rsa', digest: 'sha256', saltLength: 32 }],
  ['PS384', { type: 'rsa', digest: 'sha384', saltLength: 48 }],
  ['PS512', { type: 'rsa', digest: 'sha512', saltLength: 64 }],
  ['ES256', { type: 'ec', digest: 'sha256', curve: 'prime256v1', signatureBytes: 64 }],
  ['ES384', { type: 'ec', digest: 'sha384', curve: 'secp384r1', signatureBytes: 96 }],
  ['ES512', { type: 'ec', digest: 'sha512', curve: 'secp521r1', signatureBytes: 132 }],
]);

export const MIN_RSA_BITS = 2048;
const MIN_RSA_EXPONENT = 65537n;

export function isAsapAlgorithm(value: unknown): value is AsapAlgorithm {
  return typeof value === 'string' && ALGORITHMS.has(value);
}

/** True if a published key may verify ASAP tokens at all: RSA of at least 2048 bits, sound in exponent and modulus, or one of the three curves. */
export function isAcceptedPublicKey(key: KeyObject): boolean {
  if (key.type !== 'public') return false;
  const details = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType === 'rsa') {
    const exponent = details.publicExponent ?? 0n;
    const isSound = (details.modulusLength ?? 0) >= MIN_RSA_BITS && exponent >= MIN_RSA_EXPONENT && exponent % 2n === 1n;
    return isSound && !isRocaModulus(modulusOf(key));
  }
  if (key.asymmetricKeyType !== 'ec') return false;
  return [...ALGORITHMS.values()].some((algorithm) => algorithm.type === 'ec' && algorithm.curve === details.namedCurve);
}

function modulusOf(key: KeyObject): bigint {
  return BigInt(`0x${Buffer.from(key.export({ format: 'jwk' }).n ?? '', 'base64url').toString('hex')}`);
}

/** True if the key is of the type, and for EC of the curve, that the algorithm is defined for. */
export function algorithmFitsKey(name: AsapAlgorithm, key: KeyObject): boolean {
  const algorithm = ALGORITHMS.get(name);
  if (algorithm === undefined || key.asymmetricKeyType !== algorithm.type) return false;
  return algorithm.type === 'rsa' || key.asymmetricKeyDetails?.namedCurve === algorithm.curve;
}

/** What signing with this algorithm takes: a digest, PSS's salt, and the length of a raw ECDSA signature. */
export function signingParameters(name: AsapAlgorithm): {
  readonly digest: string;
  readonly saltLength?: number;
  readonly signatureBytes?: number;
} {
  const algorithm = ALGORITHMS.get(name);
  if (algorithm === undefined)
    throw new ExplainedError(
      `algorithm is ${JSON.stringify(name)}`,
      'RS, PS or ES with 256, 384 or 512',
      'write RS256, or the algorithm that fits the key',
    );
  return algorithm;
}

/** Verifies with exactly this algorithm. The key must fit it (`algorithmFitsKey`). */
export function verifySignature(name: AsapAlgorithm, key: KeyObject, data: Buffer, signature: Buffer): boolean {
  const algorithm = ALGORITHMS.get(name);
  if (algorithm === undefined) return false;
  if (algorithm.type === 'ec') {
    return (
      signature.length === algorithm.signatureBytes &&
      verify(algorithm.digest, data, { key, dsaEncoding: 'ieee-p1363' }, signature)
    );
  }
  if (algorithm.saltLength === undefined) return verify(algorithm.digest, data, key, signature);
  const { saltLength } = algorithm;
  return verify(algorithm.digest, data, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }, signature);
}
