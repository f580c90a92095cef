// Publishes the public half of a KMS signing key under its kid, and withdraws it. A kid never names two keys: an object that is
// already there is left alone if it is this key, and an error if it is not.

import { createPublicKey } from 'node:crypto';
import { PEM_MEDIA_TYPE } from '../../contract';

export interface PublisherPorts {
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

/** Properties of the custom resource. */
export interface PublishedKeyProperties {
  readonly KeyId: string;
  readonly Kid: string;
  readonly Bucket: string;
  readonly CacheControl: string;
}

export interface PublishRequest {
  readonly type: 'Create' | 'Update' | 'Delete';
  readonly properties: PublishedKeyProperties;
}

/** The physical id is where the key lies: a new key, or a new repository, is a new resource, and CloudFormation withdraws the old one after it. */
export async function publish({ type, properties }: PublishRequest, ports: PublisherPorts): Promise<{ physicalId: string }> {
  const { KeyId, Kid, Bucket, CacheControl } = properties;
  for (const [name, value] of Object.entries({ KeyId, Kid, Bucket, CacheControl })) {
    if (typeof value !== 'string' || value === '')
      throw new Error(`property ${name} is ${JSON.stringify(value)}, expected a string`);
  }
  const physicalId = `${Bucket}/${Kid}`;
  if (type === 'Delete') {
    await ports.remove(Bucket, Kid);
    return { physicalId };
  }
  const der = Buffer.from(await ports.publicKey(KeyId));
  const pem = createPublicKey({ key: der, format: 'der', type: 'spki' }).export({ type: 'spki', format: 'pem' }).toString();
  const outcome = await ports.putIfAbsent({
    bucket: Bucket,
    key: Kid,
    body: pem,
    contentType: PEM_MEDIA_TYPE,
    cacheControl: CacheControl,
  });
  if (outcome === 'exists' && (await ports.read(Bucket, Kid)) !== pem) {
    throw new Error(`another public key is already published under ${Kid}: a kid never names two keys`);
  }
  return { physicalId };
}
