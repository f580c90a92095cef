import { type PointerPorts, point } from '../../../../lambda/functions/asap-publisher/point';

const NAME = '/bulkhead/asap/media';
const K1 = { Kid: 'media/1', KeyId: 'arn:1' };
const K2 = { Kid: 'media/2', KeyId: 'arn:2' };
const K3 = { Kid: 'media/3', KeyId: 'arn:3' };
const pointer = ({ Kid, KeyId }: typeof K1) => JSON.stringify({ kid: Kid, keyId: KeyId });

const ROLE_A = 'arn:aws:iam::111122223333:role/a';
const ROLE_B = 'arn:aws:iam::111122223333:role/path/b';
const withSigner = ({ Kid, KeyId }: typeof K1, signer: string) => JSON.stringify({ kid: Kid, keyId: KeyId, signer });

/** `unusable`: ids of keys that are disabled, and kids that are not published. */
function portsOf(value?: string, unusable: readonly string[] = []) {
  const parameters = new Map<string, string>(value === undefined ? [] : [[NAME, value]]);
  const written: string[] = [];
  const ports: PointerPorts = {
    isEnabled: async (keyId) => !unusable.includes(keyId),
    async isPublished(bucket, kid) {
      expect(bucket).toBe('keys');
      return !unusable.includes(kid);
    },
    readParameter: async (name) => parameters.get(name),
    async writeParameter(name, text) {
      written.push(text);
      parameters.set(name, text);
    },
    async removeParameter(name) {
      parameters.delete(name);
    },
  };
  return { ports, parameters, written };
}

const asked = (...Keys: (typeof K1)[]) => ({ ParameterName: NAME, Bucket: 'keys', Keys });

it.each<[string, string | undefined, string[], (typeof K1)[], string]>([
  ['no parameter: the oldest', undefined, [], [K1, K2], pointer(K1)],
  ['a key that is listed: left alone', pointer(K1), [], [K1, K2], pointer(K1)],
  ['what a rotation moved it to: left alone', pointer(K2), [], [K1, K2], pointer(K2)],
  ['a key that is no longer listed: the oldest that is', pointer(K1), [], [K2], pointer(K2)],
  ['a key that was disabled: another one', pointer(K1), ['arn:1'], [K1, K2], pointer(K2)],
  ['no parameter and a disabled oldest: the next', undefined, ['arn:1'], [K1, K2], pointer(K2)],
  ['a key that was withdrawn, and is enabled: another one', pointer(K1), ['media/1'], [K1, K2], pointer(K2)],
  ['no parameter and a withdrawn oldest: the next', undefined, ['media/1'], [K1, K2], pointer(K2)],
  [
    'the oldest withdrawn, the next one revoked: the newest',
    pointer(K2),
    ['media/1', 'arn:2', 'media/2'],
    [K1, K2, K3],
    pointer(K3),
  ],
  ['a usable key, with a withdrawn one before it: left alone', pointer(K3), ['media/1', 'arn:2'], [K1, K2, K3], pointer(K3)],
  ['a listed kid with another key: fixed', JSON.stringify({ kid: 'media/1', keyId: 'arn:9' }), [], [K1], pointer(K1)],
  ['a value that is no pointer: fixed', 'x', [], [K1], pointer(K1)],
  ['JSON that is no pointer: fixed', 'null', [], [K1], pointer(K1)],
])('%s', async (_title, value, unusable, keys, expected) => {
  for (const type of ['Create', 'Update'] as const) {
    const { ports, parameters, written } = portsOf(value, unusable);
    await expect(point({ type, properties: asked(...keys) }, ports)).resolves.toEqual({ physicalId: NAME });
    expect(parameters.get(NAME)).toBe(expected);
    expect(written).toEqual(value === expected ? [] : [expected]);
  }
});

it.each<[string, string | undefined, string | undefined, string]>([
  ['none, and one may sign now: written down', pointer(K2), ROLE_A, withSigner(K2, ROLE_A)],
  ['another one: the new one', withSigner(K2, ROLE_A), ROLE_B, withSigner(K2, ROLE_B)],
  ['the same: left alone', withSigner(K2, ROLE_A), ROLE_A, withSigner(K2, ROLE_A)],
  ['one, and nobody may sign any more: none', withSigner(K2, ROLE_A), undefined, pointer(K2)],
  ['an empty one is none', pointer(K2), '', pointer(K2)],
  ['no parameter: with the oldest key', undefined, ROLE_A, withSigner(K1, ROLE_A)],
])('the signer that is named: %s', async (_title, value, Signer, expected) => {
  const { ports, parameters, written } = portsOf(value);
  await point({ type: 'Update', properties: { ...asked(K1, K2), Signer } }, ports);

  expect(parameters.get(NAME)).toBe(expected);
  expect(written).toEqual(value === expected ? [] : [expected]);
});

it.each([
  ['disabled', ['arn:1', 'arn:2']],
  ['withdrawn', ['media/1', 'media/2']],
  ['one or the other', ['media/1', 'arn:2']],
])('makes no pointer when every key is %s, and says what to do', async (_title, unusable) => {
  const { ports, parameters } = portsOf(undefined, unusable);

  await expect(point({ type: 'Create', properties: asked(K1, K2) }, ports)).rejects.toThrow(
    'do        add a new name to the end of `keys` of the AsapIdentity, and deploy again',
  );
  expect(parameters.size).toBe(0);
});

it.each([
  ['disabled', ['arn:1', 'arn:2']],
  ['withdrawn', ['media/1', 'media/2']],
])(
  'leaves the pointer as it is when an update, such as the way back of another one, finds every key %s',
  async (_title, unusable) => {
    const { ports, parameters } = portsOf(pointer(K1), unusable);

    await expect(point({ type: 'Update', properties: asked(K1, K2) }, ports)).resolves.toEqual({ physicalId: NAME });
    expect(parameters.get(NAME)).toBe(pointer(K1));
  },
);

it.each(['isEnabled', 'isPublished'] as const)('moves nothing when %s cannot be told', async (look) => {
  const { ports, written } = portsOf(pointer(K1));
  ports[look] = async () => {
    throw new Error('no answer');
  };

  await expect(point({ type: 'Update', properties: asked(K1, K2) }, ports)).rejects.toThrow('no answer');
  expect(written).toEqual([]);
});

it('removes the parameter, twice as well as once', async () => {
  const { ports, parameters } = portsOf(pointer(K1));
  await point({ type: 'Delete', properties: asked(K1) }, ports);
  await expect(point({ type: 'Delete', properties: asked(K1) }, ports)).resolves.toEqual({ physicalId: NAME });
  expect(parameters.size).toBe(0);
});

it.each([
  ['no name', { Bucket: 'keys', Keys: [K1] }],
  ['no bucket', { ParameterName: NAME, Keys: [K1] }],
  ['no keys', { ...asked(), Keys: [] }],
  ['keys that are no list', { ...asked(), Keys: 'k1' }],
  ['a key without kid', { ...asked(), Keys: [{ KeyId: 'arn:1' }] }],
  ['a key without id', { ...asked(), Keys: [{ Kid: 'media/1' }] }],
  ['a key that is none', { ...asked(), Keys: [null] }],
])('refuses %s', async (_title, properties) => {
  const { ports, written } = portsOf();
  await expect(point({ type: 'Create', properties }, ports)).rejects.toThrow(/property \w+ is .*\n {2}expected/);
  expect(written).toEqual([]);
});
