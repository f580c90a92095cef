// Publishes the public half of a KMS signing key under its kid, and withdraws it. A kid never names two keys: an object that is
// already there is left alone if it is this key, and an error if it is not.

import { createPublicKey } from 'node:crypto';
import { ExplainedError, PEM_MEDIA_TYPE } from '../../../contract';
import { text } from './properties';

export interface PublisherPorts {
  /** False for a key that is disabled or waits for its deletion. */
  isEnabled(keyId: string): Promise<boolean>;
  /** DER SubjectPublicKeyInfo of the key. */
  publicKey(keyId: string): Promise<Uint8Array>;
  /** Writes the object unless there is one under this key (`If-None-Match: *`). */
  putIfAbsent(object: PublishedObject): Promise<'written' | 'exists'>;
  read(bucket: string, key: string): Promise<string>;
  remove(bucket: string, key: string): Promise<void>;
}

export interface PublishedObject {
  readonly bucket: string;
  readonly key: string;
  readonly body: string;
  readonly contentType: string;
  readonly cacheControl: string;
}

export interface PublishRequest {
  readonly type: 'Create' | 'Update' | 'Delete';
  /** Of the custom resource: `KeyId`, `Kid`, `Bucket` and `CacheControl`. */
  readonly properties: { readonly [name: string]: unknown };
}

/**
 * The physical id is where the key lies: a new key, or a new repository, is a new resource, and CloudFormation withdraws the old one
 * after it. A key that was disabled is one that a rotation or a revocation withdrew: no deployment publishes it again.
 */
export async function publish({ type, properties }: PublishRequest, ports: PublisherPorts): Promise<{ physicalId: string }> {
  const keyId = text(properties, 'KeyId');
  const kid = text(properties, 'Kid');
  const bucket = text(properties, 'Bucket');
  const cacheControl = text(properties, 'CacheControl');
  const physicalId = `${bucket}/${kid}`;
  if (type === 'Delete' || !(await ports.isEnabled(keyId))) {
    await ports.remove(bucket, kid);
    return { physicalId };
  }
  const der = Buffer.from(await ports.publicKey(keyId));
  const body = createPublicKey({ key: der, format: 'der', type: 'spki' }).export({ type: 'spki', format: 'pem' }).toString();
  const outcome = await ports.putIfAbsent({ bucket, key: kid, body, contentType: PEM_MEDIA_TYPE, cacheControl });
  if (outcome === 'exists' && (await ports.read(bucket, kid)) !== body) {
    throw new ExplainedError(
      `another public key is already published under ${kid}`,
      'a key id that names exactly one key',
      'give this key a new name in `keys` of the AsapIdentity',
    );
  }
  return { physicalId };
}
