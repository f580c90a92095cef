// Tokens on standard output: what is in them, who takes them, and what is refused.
import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { ALGORITHMS, KID, keyPair, NOW, pemOf, rsaPair, SERVICE } from '../../../lambda/tokens';
import { ran } from '../ran';
import { KeyFiles, partsOf, privatePem, tokenRun, verifyRun } from './keys';

const keys = new KeyFiles();
const rsa = keys.private('rsa');
const P256 = keys.private('P-256');

describe('every algorithm', () => {
  test.each(ALGORITHMS)('%s: a token that verify takes', async (algorithm, kind) => {
    const token = await tokenRun(keys.private(kind), ['--algorithm', algorithm, '--tenant', 'acme', '--lifetime', '300']);
    const verified = await verifyRun(token.out, keys.public(kind), ['--algorithm', algorithm]);

    expect(token.code).toBe(0);
    expect(token.out).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    expect(partsOf(token.out).header).toEqual({ typ: 'JWT', alg: algorithm, kid: KID });
    expect(verified).toMatchObject({ code: 0, error: '' });
    expect(JSON.parse(verified.out)).toEqual(partsOf(token.out).claims);
  });

  /** An ES module, which Jest does not load: it has a process of its own. */
  const VERIFY = `
import { readFileSync } from 'node:fs';
import { importSPKI, jwtVerify } from 'jose';
const claims = [];
for (const { algorithm, pem, token, now } of JSON.parse(readFileSync(0, 'utf8'))) {
  const options = { algorithms: [algorithm], audience: '${SERVICE}', issuer: 'gateway', currentDate: new Date(now), requiredClaims: ['jti', 'nbf', 'exp'] };
  claims.push((await jwtVerify(token, await importSPKI(pem, algorithm), options)).payload);
}
console.log(JSON.stringify(claims));
`;

  test('jose takes all of them', async () => {
    const asked = [];
    for (const [algorithm, kind] of ALGORITHMS) {
      const { out } = await tokenRun(keys.private(kind), ['--algorithm', algorithm]);
      asked.push({ algorithm, pem: pemOf(keyPair(kind).publicKey), token: out.trim(), now: NOW * 1000 });
    }
    const output = execFileSync(process.execPath, ['--input-type=module', '--eval', VERIFY], {
      input: JSON.stringify(asked),
      cwd: __dirname,
      encoding: 'utf8',
    });

    expect(JSON.parse(output)).toEqual(asked.map(({ token }) => partsOf(token).claims));
  });

  test.each([
    ['rsa', 'RS256'],
    ['P-256', 'ES256'],
    ['P-384', 'ES384'],
    ['P-521', 'ES512'],
  ] as const)('without --algorithm a key of %s signs with %s', async (kind, algorithm) => {
    expect(partsOf((await tokenRun(keys.private(kind))).out).header.alg).toBe(algorithm);
  });
});

describe('claims', () => {
  test('those of ASAP, for a minute, about the issuer, with an id of their own', async () => {
    const [first, second] = [partsOf((await tokenRun(rsa)).out).claims, partsOf((await tokenRun(rsa)).out).claims];

    expect(first).toEqual({
      ...{ iss: 'gateway', sub: 'gateway', aud: SERVICE, iat: NOW, nbf: NOW, exp: NOW + 60 },
      jti: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    expect(second.jti).not.toBe(first.jti);
  });

  test('as they are asked for', async () => {
    const argv = [
      '--subject',
      'cron',
      '--audience',
      'media',
      '--lifetime',
      '3600',
      '--tenant',
      'acme',
      '--claim',
      'role=a=b',
      '--claim',
      'empty=',
    ];
    const json = [
      '--claim',
      'level:=3',
      '--claim',
      'nested:={"a":[true,null]}',
      '--claim',
      '__proto__:={"x":1}',
      '--claim',
      'https://x.example/y=z',
    ];
    const { claims } = partsOf((await tokenRun(rsa, [...argv, ...json])).out);

    expect(claims).toMatchObject({
      sub: 'cron',
      aud: [SERVICE, 'media'],
      exp: NOW + 3600,
      tenant: 'acme',
      role: 'a=b',
      empty: '',
      level: 3,
    });
    expect(claims).toMatchObject({ nested: { a: [true, null] }, 'https://x.example/y': 'z' });
    expect(Object.getOwnPropertyDescriptor(claims, '__proto__')?.value).toEqual({ x: 1 });
  });

  test('that a service would refuse are told on standard error', async () => {
    const { code, out, error } = await tokenRun(rsa, [
      '--subject',
      'cron',
      '--lifetime',
      '600',
      '--claim',
      'deep:=[[[[[[[[[]]]]]]]]]',
    ]);

    expect(code).toBe(0);
    expect(out).toMatch(/^\S+\n$/);
    expect(error).toMatch(/^token\.malformed \(claims\): every service refuses this token: /);
    expect((await tokenRun(rsa, ['--subject', 'cron', '--lifetime', '600', '--tenant', 'acme'])).error.split('\n')).toEqual([
      expect.stringMatching(/^token\.subject \(claims\.sub\): a service refuses this token unless its settings allow it: /),
      expect.stringMatching(/^token\.lifetime \(claims\.exp\): /),
      '',
    ]);
  });

  test('without a tenant are noted: plain ASAP has none, and our services take none without', async () => {
    const { code, out, error } = await tokenRun(rsa);

    expect(code).toBe(0);
    expect(out).toMatch(/^\S+\n$/);
    expect(error).toMatch(
      /^note {2}no `tenant` claim \(.*--tenant\): a service behind an AsapAuthorizer or a RequestGuard refuses this token, tenant\.missing\n$/,
    );
    expect((await tokenRun(rsa, ['--tenant', 'acme'])).error).toBe('');
  });

  test.each([
    ['iss', /--issuer/],
    ['sub', /--subject/],
    ['aud', /--audience/],
    ['exp', /--lifetime/],
    ['iat', /leave iat out/],
    ['nbf', /leave nbf out/],
    ['jti', /leave jti out/],
    ['tenant', /--tenant/],
  ])('%s cannot be given by --claim, and what says it is told', async (name, remedy) => {
    for (const written of [`${name}=x`, `${name}:=1`]) {
      const { code, out, error } = await tokenRun(rsa, ['--claim', written]);

      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(error).toContain(`--claim was given for ${name}`);
      expect(error.split('\n')[2]).toMatch(remedy);
    }
  });

  test.each([
    ['no name', '=x', /has no name/],
    ['no value', 'role', /has no name/],
    ['no JSON', 'level:={3', /--claim level is not valid JSON/],
    ['nothing for JSON', 'level:=', /--claim level is not valid JSON/],
  ])('%s is refused', async (_what, written, says) => {
    expect(await tokenRun(rsa, ['--claim', written])).toMatchObject({ code: 2, out: '', error: expect.stringMatching(says) });
  });

  test('a claim twice is refused', async () => {
    const { code, error } = await tokenRun(rsa, ['--claim', 'a=1', '--claim', 'a:=2']);

    expect(code).toBe(2);
    expect(error).toContain('given twice for a');
  });
});

describe('the private key', () => {
  test('comes from standard input, too', async () => {
    const { out } = await tokenRun('-', [], privatePem('rsa'));

    expect(await verifyRun(out, keys.public('rsa'))).toMatchObject({ code: 0 });
  });

  test.each<[what: string, pem: () => string]>([
    ['nothing', () => ''],
    ['text', () => 'secret-words'],
    ['a public key', () => pemOf(keyPair('rsa').publicKey)],
    [
      'an encrypted key',
      () => keyPair('rsa').privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'p' }).toString(),
    ],
    ['an RSA key of 1024 bits', () => rsaPair(1024).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()],
    ['an Ed25519 key', () => generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()],
    [
      'a key on another curve',
      () => generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey.export({ type: 'sec1', format: 'pem' }).toString(),
    ],
  ])('%s is none to sign with, and is not shown', async (_what, pem) => {
    const text = pem();
    const { code, out, error } = await tokenRun('-', [], text);

    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(error).toMatch(
      /does not name a key that can sign\n {2}expected {2}an unencrypted private key in PEM.*\n {2}do {8}.*asap keygen\n$/,
    );
    for (const line of text.split('\n').filter((one) => one.length > 8)) expect(error).not.toContain(line);
  });

  test.each([
    ['rsa', 'ES256', /RS or PS/],
    ['P-256', 'RS256', /ES256/],
    ['P-256', 'ES384', /ES256/],
  ] as const)('of %s does not sign with %s', async (kind, algorithm, expected) => {
    const { code, out, error } = await tokenRun(keys.private(kind), ['--algorithm', algorithm]);

    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(error).toContain(`--algorithm is ${algorithm}`);
    expect(error.split('\n')[1]).toMatch(expected);
  });

  test.each([
    ['is not there', '/nowhere/k.pem', /cannot be read \(ENOENT\)/],
    [
      'is a directory',
      keys.folder,
      /is a directory\n {2}expected {2}a regular file\n {2}do {8}give a file in this directory\n|EISDIR/,
    ],
    ['is the key itself', privatePem('rsa').replace(/^-+/, ''), /cannot be read \(E\w+\)/],
  ])('a file that %s is refused, and its name is not shown', async (_what, path, says) => {
    const { code, out, error } = await tokenRun(path);

    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(error).toMatch(says);
    expect(error).not.toContain(privatePem('rsa').slice(100, 120));
  });
});

test.each<[what: string, argv: readonly string[], seen: RegExp]>([
  ['no issuer', ['--key-id', 'a/k', '--audience', 'b', '--private-key', rsa], /asap token was given no --issuer/],
  ['no key id', ['--issuer', 'a', '--audience', 'b', '--private-key', rsa], /no --key-id/],
  ['no audience', ['--issuer', 'a', '--key-id', 'a/k', '--private-key', rsa], /no --audience/],
  ['an empty audience', ['--issuer', 'a', '--key-id', 'a/k', '--audience', '', '--private-key', rsa], /no --audience/],
  ['no key', ['--issuer', 'a', '--key-id', 'a/k', '--audience', 'b'], /no --private-key/],
  ['an ill-formed issuer', ['--issuer', 'a b', '--key-id', 'a/k', '--audience', 'b', '--private-key', rsa], /--issuer was "a b"/],
  [
    'two issuers',
    ['--issuer', 'a', '--issuer', 'b', '--key-id', 'a/k', '--audience', 'b', '--private-key', rsa],
    /--issuer was given 2 times/,
  ],
  [
    'a key id without the issuer',
    ['--issuer', 'a', '--key-id', 'k', '--audience', 'b', '--private-key', rsa],
    /--key-id was "k"\n.*a\/ and .*\n.*--key-id a\/k$/m,
  ],
  [
    'a key id of another issuer',
    ['--issuer', 'a', '--key-id', 'ab/k', '--audience', 'b', '--private-key', rsa],
    /--key-id was "ab\/k"/,
  ],
  ['a key id that climbs', ['--issuer', 'a', '--key-id', 'a/../k', '--audience', 'b', '--private-key', rsa], /--key-id was/],
])('%s ends with 2', async (_what, argv, seen) => {
  const { code, out, error } = await ran(['asap', 'token', ...argv]);

  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(error).toMatch(seen);
});

test.each<[what: string, argv: readonly string[], seen: RegExp]>([
  ['HS256', ['--algorithm', 'HS256'], /--algorithm was "HS256"\n.*RS256, RS384/],
  ['none', ['--algorithm', 'none'], /--algorithm was "none"/],
  ['no lifetime', ['--lifetime', '0'], /--lifetime was "0"\n.*1 to 3600/],
  ['more than an hour', ['--lifetime', '3601'], /--lifetime was "3601"/],
  ['half a second', ['--lifetime', '0.5'], /--lifetime was "0\.5"/],
  ['a lifetime in words', ['--lifetime', '1m'], /--lifetime was "1m"/],
  ['an ill-formed tenant', ['--tenant', 'Acme/1'], /--tenant was "Acme\/1"/],
  ['a word too many', ['more'], /asap token was given 1 word without an option/],
  ['an option that is not there', ['--audiences', 'x'], /Unknown option '--audiences': did you mean --audience\?\n/],
])('%s ends with 2', async (_what, argv, seen) => {
  const { code, out, error } = await tokenRun(P256, argv);

  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(error).toMatch(seen);
});
