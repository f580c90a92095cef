// A signing key in Secrets Manager: JSON with the members ASAP_KEY_ID and ASAP_PRIVATE_KEY, as ASAP's implementations keep it. The
// client comes in through a port of one method, which `SecretsManager` of @aws-sdk/client-secrets-manager fills as it is.

import { ExplainedError, isKid } from '../../../contract';
import type { AsapAlgorithm } from './algorithms';
import { dataUriSigningKey, pemSigningKey } from './local-signing-key';
import { SigningKeyCache, type SigningKeyCacheOptions, type SigningKeySource } from './signing-key';

/** The part of a Secrets Manager client that this library uses. */
export interface SecretPort {
  getSecretValue(input: { SecretId: string }): Promise<{ SecretString?: string }>;
}

export interface SecretsManagerSigningKeyOptions extends SigningKeyCacheOptions {
  /** Name or ARN of the secret. */
  readonly secretId: string;
  /** @default RS256 for an RSA key; for an EC key, the algorithm of its curve */
  readonly algorithm?: AsapAlgorithm;
}

/**
 * The signing key in a secret. Reads the secret again every `maxAgeSeconds`, 3600 by default: a new key signs after this time at the
 * latest. `current` rejects with ExplainedError if the secret has another form, and with the error of Secrets Manager if there is no
 * answer. No error contains a part of the secret.
 */
export function secretsManagerSigningKey(port: SecretPort, options: SecretsManagerSigningKeyOptions): SigningKeySource {
  const { secretId, algorithm } = options;
  return new SigningKeyCache(
    async () => {
      const { SecretString } = await port.getSecretValue({ SecretId: secretId });
      const { ASAP_KEY_ID: kid, ASAP_PRIVATE_KEY: key } = membersOf(SecretString);
      if (!isKid(kid) || typeof key !== 'string')
        throw new ExplainedError(
          `secret ${secretId} does not hold a key id and a private key`,
          'JSON with two members: ASAP_KEY_ID (a key id, ISSUER/KEY) and ASAP_PRIVATE_KEY (a private key)',
          'write both members into this secret',
        );
      if (!key.startsWith('data:')) return pemSigningKey(key, { kid, algorithm });
      const found = dataUriSigningKey(key, { algorithm });
      if (found.kid !== kid)
        throw new ExplainedError(
          `ASAP_KEY_ID of secret ${secretId} is ${kid}, and the data URI in ASAP_PRIVATE_KEY has another key id`,
          'the same key id in both members',
          'copy the key id of the data URI to ASAP_KEY_ID',
        );
      return found;
    },
    { maxAgeSeconds: 3600, ...options },
  );
}

function membersOf(text: string | undefined): { readonly [name: string]: unknown } {
  try {
    const parsed: unknown = JSON.parse(text ?? '');
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
  } catch {
    return {};
  }
}
