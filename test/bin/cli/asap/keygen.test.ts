// Keys in files: where they lie, who may read them, and that none is ever shown or overwritten.
import { createPrivateKey, createPublicKey } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parsePublicKey } from '../../../../lambda/runtime';
import { ALGORITHMS, type KeyKind } from '../../../lambda/tokens';
import { ran } from '../ran';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bulkhead-keygen-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const keygen = (...argv: readonly string[]) => ran(['asap', 'keygen', '--issuer', 'platform/edge', '--out', folder, ...argv]);
const below = (path: string) =>
  readdirSync(path, { recursive: true, encoding: 'utf8', withFileTypes: true }).filter((entry) => entry.isFile());
const CURVES: { readonly [kind in KeyKind]?: string } = { 'P-256': 'prime256v1', 'P-384': 'secp384r1', 'P-521': 'secp521r1' };

test.each(ALGORITHMS)('%s: a pair that fits it, the public one where a key repository has it', async (algorithm, kind) => {
  const { code, out, error } = await keygen('--key-id', 'k1', '--algorithm', algorithm);
  const privateFile = join(folder, 'private/platform/edge/k1.pem');
  const publicFile = join(folder, 'public/platform/edge/k1');
  const [privatePem, publicPem] = [readFileSync(privateFile, 'utf8'), readFileSync(publicFile, 'utf8')];
  const key = createPrivateKey(privatePem);

  expect({ code, error }).toEqual({ code: 0, error: '' });
  expect(privatePem).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
  expect(createPublicKey(key).export({ type: 'spki', format: 'pem' })).toBe(publicPem);
  expect(parsePublicKey(publicPem)).toBeDefined();
  expect(key.asymmetricKeyType).toBe(kind === 'rsa' ? 'rsa' : 'ec');
  expect(key.asymmetricKeyDetails?.namedCurve).toBe(CURVES[kind]);
  expect(statSync(privateFile).mode & 0o777).toBe(0o600);
  expect(statSync(join(folder, 'private')).mode & 0o777).toBe(0o700);
  expect(out).not.toContain('PRIVATE KEY');
  for (const text of [privateFile, publicFile, 'platform/edge/k1', 'application/x-pem-file', 'asap token', 'asap verify'])
    expect(out).toContain(text);
  expect(out.includes(`--algorithm ${algorithm}`)).toBe(!['RS256', 'ES256', 'ES384', 'ES512'].includes(algorithm));
});

test('what it says to do next works', async () => {
  const { out } = await keygen('--algorithm', 'PS512', '--key-id', 'k1');
  const commands = [...out.matchAll(/cdk-bulkhead (asap .*)$/gm)].map(([, words = '']) => words.split(' '));
  const [sign = [], verify = []] = commands;
  const token = await ran(sign);

  expect(commands).toHaveLength(2);
  expect(token.code).toBe(0);
  expect(await ran(verify, token.out)).toMatchObject({ code: 0, error: expect.stringMatching(/^note .*token\.algorithm/) });
});

test('RS256 under a random key id, unless told otherwise', async () => {
  const [first, second] = [await keygen(), await keygen()];
  const names = below(join(folder, 'public')).map(({ name }) => name);

  expect([first.code, second.code]).toEqual([0, 0]);
  expect(names).toHaveLength(2);
  for (const name of names) expect(name).toMatch(/^[0-9a-f]{32}$/);
  expect(first.out).toContain('RS256');
});

test('takes the whole key id for what it is', async () => {
  expect((await keygen('--key-id', 'platform/edge/eu/k1')).code).toBe(0);
  expect(existsSync(join(folder, 'public/platform/edge/eu/k1'))).toBe(true);
});

describe('never overwrites', () => {
  const untouched = 'somebody’s';

  test.each(['private/platform/edge/k1.pem', 'public/platform/edge/k1'])('%s, and leaves no half a pair', async (path) => {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), untouched);
    const { code, out, error } = await keygen('--key-id', 'k1');

    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(error).toMatch(
      /k1(?:\.pem)? exists already\n {2}expected {2}a path where no file exists: .*\n {2}do {8}give another --key-id/,
    );
    expect(readFileSync(join(folder, path), 'utf8')).toBe(untouched);
    expect(below(folder)).toHaveLength(1);
  });

  test('a link, wherever it leads', async () => {
    mkdirSync(join(folder, 'private/platform/edge'), { recursive: true });
    symlinkSync(join(folder, 'elsewhere'), join(folder, 'private/platform/edge/k1.pem'));

    expect((await keygen('--key-id', 'k1')).code).toBe(2);
    expect(existsSync(join(folder, 'elsewhere'))).toBe(false);
  });
});

test('a directory that cannot be made is refused', async () => {
  writeFileSync(join(folder, 'file'), '');
  const { code, out, error } = await ran(['asap', 'keygen', '--issuer', 'a', '--out', join(folder, 'file')]);

  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(error).toMatch(/^cdk-bulkhead: (?:ENOTDIR|EEXIST)/);
});

test('paths with spaces are quoted for a shell', async () => {
  const out = join(folder, 'my keys’ “place”');

  expect((await ran(['asap', 'keygen', '--issuer', 'a', '--key-id', 'k', '--out', out])).out).toContain(
    `--private-key '${out}/private/a/k.pem'`,
  );
});
