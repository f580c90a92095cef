// A signing key in KMS: the private half never leaves the HSM. The KMS client comes in through a port of one method, which
// `KMS` of @aws-sdk/client-kms fills as it is.

import { createHash } from 'node:crypto';
import type { SigningKey } from './signer';

/** What we need of a KMS client. */
export interface KmsSignPort {
  sign(input: {
    KeyId: string;
    Message: Uint8Array;
    MessageType: 'DIGEST';
    SigningAlgorithm: 'RSASSA_PKCS1_V1_5_SHA_256';
  }): Promise<{ Signature?: Uint8Array }>;
}

/** The RSA key of an `AsapIdentity`: RS256, hashed here so that a payload of any size fits KMS's 4096-byte message. */
export function kmsSigningKey(kms: KmsSignPort, options: { readonly keyId: string; readonly kid: string }): SigningKey {
  return {
    kid: options.kid,
    algorithm: 'RS256',
    async sign(data) {
      const { Signature } = await kms.sign({
        KeyId: options.keyId,
        Message: createHash('sha256').update(data).digest(),
        MessageType: 'DIGEST',
        SigningAlgorithm: 'RSASSA_PKCS1_V1_5_SHA_256',
      });
      if (Signature === undefined) throw new Error('KMS answered Sign without a signature');
      return Signature;
    },
  };
}
