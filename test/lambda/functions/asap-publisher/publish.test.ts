import { createPublicKey } from 'node:crypto';
import { type PublishedObject, type PublisherPorts, publish } from '../../../../lambda/functions/asap-publisher/publish';
import { parsePublicKey } from '../../../../lambda/runtime';
import { keyPair, pemOf } from '../../tokens';

const PROPERTIES = { KeyId: 'key-1', Kid: 'gateway/key-1', Bucket: 'keys', CacheControl: 'max-age=300' };
const der = (kind: 'rsa' | 'other-rsa') => keyPair(kind).publicKey.export({ type: 'spki', format: 'der' });

/** KMS with two keys, and a bucket that writes an object once. */
function portsOf() {
  const objects = new Map<string, PublishedObject>();
  const disabled = new Set<string>();
  const ports: PublisherPorts = {
    isEnabled: async (keyId) => !disabled.has(keyId),
    publicKey: async (keyId) => new Uint8Array(der(keyId === 'key-1' ? 'rsa' : 'other-rsa')),
    async putIfAbsent(object) {
      const name = `${object.bucket}:${object.key}`;
      if (objects.has(name)) return 'exists';
      objects.set(name, object);
      return 'written';
    },
    read: async (bucket, key) => objects.get(`${bucket}:${key}`)?.body ?? '',
    async remove(bucket, key) {
      objects.delete(`${bucket}:${key}`);
    },
  };
  return { ports, objects, disabled };
}

it('publishes the public half under its kid, in the form that verifiers read', async () => {
  const { ports, objects } = portsOf();
  const result = await publish({ type: 'Create', properties: PROPERTIES }, ports);

  expect(result).toEqual({ physicalId: 'keys/gateway/key-1' });
  expect([...objects.values()]).toEqual([
    {
      bucket: 'keys',
      key: 'gateway/key-1',
      body: pemOf(keyPair('rsa').publicKey),
      contentType: 'application/x-pem-file',
      cacheControl: 'max-age=300',
    },
  ]);
  const [{ body } = { body: '' }] = objects.values();
  expect(parsePublicKey(body)?.equals(createPublicKey({ key: der('rsa'), format: 'der', type: 'spki' }))).toBe(true);
});

it.each(['Create', 'Update'] as const)('leaves the same key alone when it is there already: %s', async (type) => {
  const { ports, objects } = portsOf();
  await publish({ type: 'Create', properties: PROPERTIES }, ports);

  await expect(publish({ type, properties: PROPERTIES }, ports)).resolves.toEqual({ physicalId: 'keys/gateway/key-1' });
  expect(objects.size).toBe(1);
});

it.each(['Create', 'Update'] as const)('puts no other key under a kid that is taken: %s', async (type) => {
  const { ports, objects } = portsOf();
  await publish({ type: 'Create', properties: PROPERTIES }, ports);
  const before = [...objects];

  await expect(publish({ type, properties: { ...PROPERTIES, KeyId: 'key-2' } }, ports)).rejects.toThrow(
    'a key id that names exactly one key',
  );
  expect([...objects]).toEqual(before);
});

it('makes an update to another kid a new resource, and leaves the old key until its own delete', async () => {
  const { ports, objects } = portsOf();
  await publish({ type: 'Create', properties: PROPERTIES }, ports);
  const updated = await publish({ type: 'Update', properties: { ...PROPERTIES, KeyId: 'key-2', Kid: 'gateway/key-2' } }, ports);

  expect(updated).toEqual({ physicalId: 'keys/gateway/key-2' });
  expect([...objects.keys()]).toEqual(['keys:gateway/key-1', 'keys:gateway/key-2']);
  await publish({ type: 'Delete', properties: PROPERTIES }, ports);
  expect([...objects.keys()]).toEqual(['keys:gateway/key-2']);
});

it('withdraws twice as well as once', async () => {
  const { ports, objects } = portsOf();
  await publish({ type: 'Create', properties: PROPERTIES }, ports);

  await expect(publish({ type: 'Delete', properties: PROPERTIES }, ports)).resolves.toEqual({ physicalId: 'keys/gateway/key-1' });
  await expect(publish({ type: 'Delete', properties: PROPERTIES }, ports)).resolves.toEqual({ physicalId: 'keys/gateway/key-1' });
  expect(objects.size).toBe(0);
});

it.each(['Create', 'Update'] as const)('publishes no key that was disabled, and withdraws it: %s', async (type) => {
  const { ports, objects, disabled } = portsOf();
  await publish({ type: 'Create', properties: PROPERTIES }, ports);
  disabled.add('key-1');

  await expect(publish({ type, properties: PROPERTIES }, ports)).resolves.toEqual({ physicalId: 'keys/gateway/key-1' });
  expect(objects.size).toBe(0);
});

it('fails when KMS fails or answers with no key', async () => {
  const { ports } = portsOf();
  const failing = { ...ports, publicKey: () => Promise.reject(new Error('AccessDenied')) };
  const empty = { ...ports, publicKey: async () => new Uint8Array() };

  await expect(publish({ type: 'Create', properties: PROPERTIES }, failing)).rejects.toThrow('AccessDenied');
  await expect(publish({ type: 'Create', properties: PROPERTIES }, empty)).rejects.toThrow();
});

it.each(
  ['KeyId', 'Kid', 'Bucket', 'CacheControl'].flatMap((name) => [undefined, '', 1, ['x']].map((value) => [name, value] as const)),
)('refuses property %s = %p', async (name, value) => {
  const { ports, objects } = portsOf();
  const properties = { ...PROPERTIES, [name]: value } as typeof PROPERTIES;

  await expect(publish({ type: 'Create', properties }, ports)).rejects.toThrow(`property ${name} is`);
  await expect(publish({ type: 'Delete', properties }, ports)).rejects.toThrow(`property ${name} is`);
  expect(objects.size).toBe(0);
});
