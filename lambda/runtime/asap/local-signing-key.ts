// Signing keys whose private half this process holds, for what runs outside of AWS and for tests. In AWS, let KMS hold it.

import { constants, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { ExplainedError, isKid } from '../../../contract';
import { type AsapAlgorithm, algorithmFitsKey, isAcceptedPublicKey, signingParameters } from './algorithms';
import type { SigningKey } from './signing-key';

export interface PrivateKeyOptions {
  /** Key id, `<issuer>/<key>`: the name under which the public key is published. */
  readonly kid: string;
  /** @default RS256 for an RSA key; for an EC key, the algorithm of its curve */
  readonly algorithm?: AsapAlgorithm;
}

/**
 * The signing key in an unencrypted PEM file: PKCS #8, PKCS #1 or SEC 1.
 *
 * @param pem the text of the file, not its name
 * @throws ExplainedError for an ill-formed kid, a key that cannot be read, a weak key, or an algorithm that does not fit the key. The
 * error contains no part of the key.
 */
export function pemSigningKey(pem: string, options: PrivateKeyOptions): SigningKey {
  return signingKeyOf(() => createPrivateKey({ key: pem, format: 'pem' }), 'an unencrypted PEM private key', options);
}

/**
 * The signing key in a data URI, `data:application/pkcs8;kid=<kid, URL-encoded>;base64,<PKCS #8 DER>`. ASAP implementations read this
 * form from the environment variable `ASAP_PRIVATE_KEY`.
 *
 * @throws ExplainedError as `pemSigningKey` does, and for a text of another form
 */
export function dataUriSigningKey(uri: string, options: Pick<PrivateKeyOptions, 'algorithm'> = {}): SigningKey {
  const [, encodedKid = '', base64] = /^data:application\/pkcs8;kid=([^;,]+);base64,([A-Za-z0-9+/]+={0,2})$/.exec(uri) ?? [];
  const kid = decoded(encodedKid);
  if (kid === undefined || base64 === undefined)
    throw new ExplainedError(
      'the text of the signing key is not an ASAP data URI',
      'a text of the form data:application/pkcs8;kid=<kid>;base64,<PKCS #8>',
      'give the whole text of ASAP_PRIVATE_KEY, or use pemSigningKey for a PEM file',
    );
  const read = () => createPrivateKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'pkcs8' });
  return signingKeyOf(read, 'an unencrypted PKCS #8 private key', { ...options, kid });
}

function signingKeyOf(read: () => KeyObject, expected: string, { kid, algorithm: given }: PrivateKeyOptions): SigningKey {
  // Not as it was given: whoever takes the two members of a secret for each other gives the key here.
  if (!isKid(kid))
    throw new ExplainedError(
      'the kid of the signing key is not a key id',
      'a kid of the form ISSUER/KEY, with characters [A-Za-z0-9_.+-] and slashes',
      'give the kid under which the public key is published',
    );
  let key: KeyObject;
  try {
    key = read();
  } catch {
    // Whatever OpenSSL says may quote the input.
    throw new ExplainedError(`the signing key ${kid} cannot be read`, expected, 'make a key with: npx cdk-bulkhead asap keygen');
  }
  const publicKey = createPublicKey(key);
  const algorithm = given ?? usualAlgorithm(key);
  if (algorithm === undefined || !isAcceptedPublicKey(publicKey) || !algorithmFitsKey(algorithm, publicKey)) {
    throw new ExplainedError(
      `the signing key ${kid} is of type ${key.asymmetricKeyType}${given ? `, and the algorithm is ${given}` : ''}`,
      'RSA of at least 2048 bits, P-256, P-384 or P-521, and an algorithm that fits the key',
      'leave algorithm out, or make a new key with: npx cdk-bulkhead asap keygen',
    );
  }
  const { digest, saltLength } = signingParameters(algorithm);
  const parameters =
    saltLength === undefined
      ? { key, dsaEncoding: 'ieee-p1363' as const }
      : { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength };
  return {
    kid,
    algorithm,
    // On the thread pool: an RSA signature takes a millisecond.
    sign: (data) =>
      new Promise((resolve, reject) => {
        sign(digest, data, parameters, (error, signature) => (error ? reject(error) : resolve(signature)));
      }),
  };
}

const OF_CURVE: { readonly [curve: string]: AsapAlgorithm } = { prime256v1: 'ES256', secp384r1: 'ES384', secp521r1: 'ES512' };

function usualAlgorithm({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): AsapAlgorithm | undefined {
  return asymmetricKeyType === 'rsa' ? 'RS256' : OF_CURVE[asymmetricKeyDetails?.namedCurve ?? ''];
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
