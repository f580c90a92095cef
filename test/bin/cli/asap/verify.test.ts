// The verdict of the services' verifier: claims and 0, or the reason code, what it means and what to do, and 1.
import { reasonCodes } from '../../../../contract';
import {
  clock,
  KID,
  keyPair,
  NOW,
  rawToken,
  SERVICE,
  tokenOf,
  tokenWith,
  validClaims,
  validHeader,
} from '../../../lambda/tokens';
import { ran } from '../ran';
import { KeyFiles, privatePem, verifyRun } from './keys';

const keys = new KeyFiles();
const RSA = keys.public('rsa');
const right = tokenWith({});

test('writes the claims of a token that is right', async () => {
  const { code, out, error } = await verifyRun(right, RSA);

  expect({ code, error }).toEqual({ code: 0, error: '' });
  expect(JSON.parse(out)).toEqual(validClaims());
});

test('--json says so too', async () => {
  const { code, out } = await verifyRun(right, RSA, ['--json']);

  expect(code).toBe(0);
  expect(JSON.parse(out)).toEqual({ version: 1, accepted: true, issuer: 'gateway', kid: KID, claims: validClaims() });
});

const REFUSALS: readonly (readonly [reason: string, token: () => string])[] = [
  ['token.too-large', () => tokenWith({ more: 'x'.repeat(9000) })],
  ['token.malformed', () => 'nothing'],
  ['token.algorithm', () => rawToken({ header: validHeader('none') })],
  ['token.algorithm', () => tokenOf('ES256', 'P-256')],
  ['token.header', () => rawToken({ header: { ...validHeader(), jku: 'https://attacker.example' } })],
  ['token.kid', () => rawToken({ header: validHeader('RS256', 'k1') })],
  ['token.claim', () => tokenWith({ jti: undefined })],
  ['token.lifetime', () => tokenWith({ exp: NOW + 301 })],
  ['token.expired', () => tokenWith({ iat: NOW - 100, nbf: undefined, exp: NOW - 2 })],
  ['token.not-yet-valid', () => tokenWith({ iat: NOW + 2, nbf: undefined })],
  ['token.audience', () => tokenWith({ aud: 'media' })],
  ['token.subject', () => tokenWith({ sub: 'cron' })],
  ['token.signature', () => tokenOf('RS256', 'other-rsa')],
  [
    'issuer.unknown',
    () => rawToken({ header: validHeader('RS256', 'evil/k'), payload: validClaims({ iss: 'evil', sub: 'evil' }) }),
  ],
  ['key.foreign', () => rawToken({ header: validHeader('RS256', 'billing/k') })],
];

/** Refusals that compare a claim with what was asked for. */
const COMPARED: { readonly [reason: string]: { readonly seen: string; readonly expected: string } } = {
  'token.audience': { seen: 'aud "media"', expected: `"${SERVICE}"` },
  'issuer.unknown': { seen: 'iss "evil"', expected: '"gateway"' },
};

describe.each(REFUSALS)('%s', (reason, token) => {
  const { status, meaning } = reasonCodes().find(({ code }) => code === reason) ?? { status: 0, meaning: '' };

  test('with what it means and what to do, on standard error', async () => {
    const { code, out, error } = await verifyRun(token(), RSA);
    const [first, ...more] = error.split('\n');

    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(first).toBe(`refused  ${reason}: ${meaning} (a service answers ${status})`);
    expect(more).toEqual([
      ...(COMPARED[reason] === undefined
        ? []
        : [`  seen      ${COMPARED[reason].seen}`, `  expected  ${COMPARED[reason].expected}`]),
      expect.stringMatching(/^ {2}do {8}\S.{20,}$/),
      '',
    ]);
    expect(error).not.toContain(token());
  });

  test('--json', async () => {
    const { code, out, error } = await verifyRun(token(), RSA, ['--json']);

    expect({ code, error }).toEqual({ code: 1, error: '' });
    expect(JSON.parse(out)).toEqual({
      ...{ version: 1, accepted: false, decided: true, reason, status, meaning, ...COMPARED[reason] },
      remedy: expect.stringMatching(/\S.{20,}/),
    });
  });
});

test.each<[what: string, token: () => string, argv: readonly string[]]>([
  ['--leeway', () => tokenWith({ iat: NOW - 100, nbf: undefined, exp: NOW - 30 }), ['--leeway', '30']],
  ['--max-lifetime', () => tokenWith({ exp: NOW + 3600 }), ['--max-lifetime', '3600']],
  ['--any-subject', () => tokenWith({ sub: 'cron' }), ['--any-subject']],
  [
    'another --issuer',
    () => rawToken({ header: validHeader('RS256', 'billing/k'), payload: validClaims({ iss: 'billing', sub: 'billing' }) }),
    ['--issuer', 'billing'],
  ],
  ['--algorithm', () => tokenOf('PS384', 'rsa'), ['--algorithm', 'RS256', '--algorithm', 'PS384']],
])('%s lets in what is refused without it', async (option, token, argv) => {
  const without = await verifyRun(token(), RSA, option === '--algorithm' ? ['--algorithm', 'RS256'] : []);

  expect(without.code).toBe(1);
  expect((await verifyRun(token(), RSA, argv)).code).toBe(0);
});

test('a longer issuer that is known owns its keys', async () => {
  const token = rawToken({ header: validHeader('RS256', 'gateway/eu/k') });

  expect((await verifyRun(token, RSA)).code).toBe(0);
  expect((await verifyRun(token, RSA, ['--issuer', 'gateway/eu'])).error).toContain('key.foreign');
});

test('claims that act on a terminal do not, and a program reads them as they are', async () => {
  const name = 'x\u001b[2J\u202e\u009b\u{e0041}';
  const { code, out } = await verifyRun(tokenWith({ name }), RSA);

  expect(code).toBe(0);
  expect(out).not.toMatch(/[^\P{C}\n]/u);
  expect(JSON.parse(out).name).toBe(name);
});

describe('a public key', () => {
  test.each<[what: string, text: () => string]>([
    ['that is none', () => 'words'],
    ['that is a private one', () => privatePem('rsa')],
    ['beside another', () => `${keyPair('rsa').publicKey.export({ type: 'spki', format: 'pem' })}`.repeat(2)],
  ])('%s cannot be used', async (_what, text) => {
    const { code, out, error } = await verifyRun(right, keys.file('bad.pub', text()));

    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(error).toMatch(/bad\.pub is not a public key for ASAP\n {2}expected {2}one public key in PEM/);
    expect(error).not.toContain('BEGIN PRIVATE KEY');
  });

  test('that is not there cannot be used, and the option is named', async () => {
    expect(await verifyRun(right, '/nowhere/k.pub')).toEqual({
      ...{ code: 2, out: '' },
      error:
        'cdk-bulkhead: the file of --public-key cannot be read (ENOENT)\n  expected  a PEM file\n  do        check the path and its permissions\n',
    });
  });

  test('that is a directory is told so', async () => {
    expect(await verifyRun(right, keys.folder)).toMatchObject({
      ...{ code: 2, out: '' },
      error: expect.stringMatching(
        /is a directory\n {2}expected {2}a regular file\n {2}do {8}give a file in this directory\n$|EISDIR/,
      ),
    });
  });
});

const usual = ['--audience', SERVICE, '--issuer', 'gateway', '--public-key', RSA];

test.each<[what: string, argv: readonly string[], seen: RegExp]>([
  ['no token', usual, /asap verify was given 0 tokens/],
  ['two tokens', [right, right, ...usual], /asap verify was given 2 tokens/],
  ['no audience', [right, '--issuer', 'gateway', '--public-key', RSA], /asap verify was given no --audience/],
  ['two audiences', [right, '--audience', 'a', ...usual], /--audience was given 2 times/],
  ['no issuer', [right, '--audience', SERVICE, '--public-key', RSA], /no --issuer/],
  ['an ill-formed issuer', [right, '--issuer', '../x', ...usual], /--issuer was "\.\.\/x"/],
  [
    'no key',
    [right, '--audience', SERVICE, '--issuer', 'gateway'],
    /was given no key\n.*--public-key FILE or --key-repository URL/,
  ],
  [
    'two sources of keys',
    [right, ...usual, '--key-repository', 'https://keys.example'],
    /--public-key and --key-repository were both given/,
  ],
  ['a leeway of a minute', [right, ...usual, '--leeway', '60'], /--leeway was "60"\n.*0 to 30/],
  ['a negative leeway', [right, ...usual, '--leeway=-1'], /--leeway was "-1"/],
  ['two hours', [right, ...usual, '--max-lifetime', '7200'], /--max-lifetime was "7200"\n.*1 to 3600/],
  ['HS256', [right, ...usual, '--algorithm', 'HS256'], /--algorithm was "HS256"/],
  ['an option of another command', [right, ...usual, '--tenant', 'acme'], /Unknown option '--tenant'/],
])('%s ends with 2', async (_what, argv, seen) => {
  const { code, out, error } = await ran(['asap', 'verify', ...argv]);

  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(error).toMatch(seen);
  expect(error).not.toContain(right);
});

test.each([
  'http://keys.example',
  'keys.example',
  'https://user:pw@keys.example',
  'https://keys.example/?x=1',
  'https://keys.example/#x',
  'file:///keys',
  '',
])('a key repository at %j is refused, and a password in it not shown', async (url) => {
  const { code, out, error } = await ran(['asap', 'verify', right, '--audience', 'a', '--issuer', 'b', '--key-repository', url]);

  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(error).toMatch(/--key-repository is not the address of a key repository\n {2}expected {2}an https URL/);
  expect(error).not.toContain('pw');
});

test.each<[string, () => string, () => string, string[], string]>([
  [
    'an algorithm that services do not take as they come',
    () => tokenOf('ES256', 'P-256'),
    () => keys.public('P-256'),
    [],
    'token.algorithm',
  ],
  ['several audiences', () => tokenWith({ aud: [SERVICE, 'media'] }), () => RSA, [], 'token.audience'],
  ['another subject', () => tokenWith({ sub: 'cron' }), () => RSA, ['--any-subject'], 'token.subject'],
])('notes of a token with %s that an authorizer refuses it', async (_what, token, key, options, reason) => {
  const { code, out, error } = await verifyRun(token(), key(), options);

  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ iss: 'gateway' });
  expect(error).toMatch(
    new RegExp(`^note  an AsapAuthorizer with default settings refuses this token, ${reason.replace('.', '\\.')}: .+\n$`),
  );
});

test('takes a header as it stands in a request', async () => {
  expect((await verifyRun(`Authorization: Bearer ${right}`, RSA)).code).toBe(0);
});

describe('a refusal that compares', () => {
  test('names all that were seen and expected', async () => {
    const refused = await verifyRun(tokenWith({ aud: ['media', 'search'] }), RSA);
    const unknown = rawToken({ header: validHeader('RS256', 'evil/k'), payload: validClaims({ iss: 'evil', sub: 'evil' }) });

    expect(refused.error).toContain('\n  seen      aud ["media","search"]\n  expected  "orders"\n');
    expect((await verifyRun(unknown, RSA, ['--issuer', 'billing'])).error).toContain('\n  expected  "gateway" or "billing"\n');
  });

  test('shows no more of a claim than fits, nothing that acts on a terminal, and no token', async () => {
    const long = await verifyRun(tokenWith({ aud: Array.from({ length: 16 }, () => 'x'.repeat(256)) }), RSA);
    const evil = await verifyRun(tokenWith({ aud: 'a\u009b31m\u202eb' }), RSA);
    const secret = ['asap', 'verify', '-', '--audience', right, '--issuer', 'gateway', '--public-key', RSA];
    const mistaken = await ran(secret, right, { clock });

    expect(long.error).toMatch(/\n {2}seen {6}aud \["x{256}","x+ and \d{4} characters more\n/);
    expect(evil.error).toContain('seen      aud "a\\x9b31m\\u{202e}b"');
    expect(mistaken.error).toContain('expected  "<token>"');
    expect(mistaken.error).not.toContain(right.slice(0, 40));
  });
});

describe('a tenant claim', () => {
  test.each<[what: string, tenant: unknown, says: RegExp]>([
    [
      'that is missing',
      undefined,
      /^note {2}no `tenant` claim .*AsapAuthorizer or a RequestGuard refuses this token, tenant\.missing\n$/,
    ],
    [
      'that is ill-formed',
      'Acme/1',
      /^note {2}the `tenant` claim is not 2 to 64 characters .* refuses this token, tenant\.malformed\n$/,
    ],
    ['that is null', null, /tenant\.malformed\n$/],
    ['that is a list', ['acme'], /tenant\.malformed\n$/],
  ])('%s is noted of a token that is taken, whatever it holds', async (_what, tenant, says) => {
    for (const argv of [[], ['--json']]) {
      const { code, out, error } = await verifyRun(tokenWith({ tenant }), RSA, argv);

      expect(code).toBe(0);
      expect(JSON.parse(out)).toMatchObject(argv.length === 0 ? { iss: 'gateway' } : { accepted: true });
      expect(error).toMatch(says);
      expect(error).not.toContain('Acme');
    }
  });

  test('is not spoken of where the token is refused', async () => {
    expect((await verifyRun(tokenWith({ tenant: undefined, aud: 'media' }), RSA)).error).not.toContain('note');
  });
});

describe('the name of a file for the token', () => {
  const name = keys.file('a token.jwt', right);

  test('is refused as what it is, and the way to give it is told', async () => {
    const argv = ['asap', 'verify', name, ...usual];
    const { code, out, error } = await ran(argv, undefined, { clock });

    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(error).toMatch(/^refused {2}token\.malformed: /);
    expect(error).toContain(`"${name}" is a file: npx cdk-bulkhead asap verify - < '${name}', with the same options\n`);
    expect(JSON.parse((await ran([...argv, '--json'], undefined, { clock })).out).remedy).toContain('is a file');
  });

  test('is shown only where there is such a file', async () => {
    const { code, error } = await ran(['asap', 'verify', 'hunter2', ...usual], undefined, { clock });

    expect(code).toBe(1);
    expect(error).not.toContain('hunter2');
  });
});
