// A signing key in KMS: the private half never leaves the HSM. The KMS client comes in through a port of one method, which
// `KMS` of @aws-sdk/client-kms fills as it is.

import { createHash } from 'node:crypto';
import { type AsapAlgorithm, signingParameters } from './algorithms';
import { rawSignature } from './raw-signature';
import type { SigningKey } from './signing-key';

/** KMS's names of ASAP's algorithms. */
const KMS_ALGORITHMS = {
  RS256: 'RSASSA_PKCS1_V1_5_SHA_256',
  RS384: 'RSASSA_PKCS1_V1_5_SHA_384',
  RS512: 'RSASSA_PKCS1_V1_5_SHA_512',
  PS256: 'RSASSA_PSS_SHA_256',
  PS384: 'RSASSA_PSS_SHA_384',
  PS512: 'RSASSA_PSS_SHA_512',
  ES256: 'ECDSA_SHA_256',
  ES384: 'ECDSA_SHA_384',
  ES512: 'ECDSA_SHA_512',
} as const satisfies Record<AsapAlgorithm, string>;

/** The part of a KMS client that this library uses. */
export interface KmsSignPort {
  sign(input: {
    KeyId: string;
    Message: Uint8Array;
    MessageType: 'DIGEST';
    SigningAlgorithm: (typeof KMS_ALGORITHMS)[AsapAlgorithm];
  }): Promise<{ Signature?: Uint8Array }>;
}

export interface KmsSigningKeyOptions {
  /** ARN of the key. */
  readonly keyId: string;
  /** Key id, `<issuer>/<key>`: the name under which the public key is published. */
  readonly kid: string;
  /** An algorithm that fits the key. @default 'RS256', which fits the keys of an `AsapIdentity` */
  readonly algorithm?: AsapAlgorithm;
}

/**
 * A signing key that stays in KMS. `sign` rejects with the error of KMS. This function hashes the payload itself, because KMS accepts
 * messages of at most 4096 bytes.
 *
 * @throws ExplainedError for an algorithm that ASAP does not have
 */
export function kmsSigningKey(kms: KmsSignPort, { keyId, kid, algorithm = 'RS256' }: KmsSigningKeyOptions): SigningKey {
  const { digest, signatureBytes } = signingParameters(algorithm);
  return {
    kid,
    algorithm,
    async sign(data) {
      const { Signature } = await kms.sign({
        KeyId: keyId,
        Message: createHash(digest).update(data).digest(),
        MessageType: 'DIGEST',
        SigningAlgorithm: KMS_ALGORITHMS[algorithm],
      });
      if (Signature === undefined) throw new Error('KMS answered Sign without a signature');
      return signatureBytes === undefined ? Signature : rawSignature(Signature, signatureBytes);
    },
  };
}
