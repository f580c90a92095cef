// The verdict of the services' verifier: claims and 0, or the reason code, what it means and what to do, and 1.
import { reasonCodes } from '../../../../contract';
import { KID, keyPair, NOW, rawToken, SERVICE, tokenOf, tokenWith, validClaims, validHeader } from '../../../lambda/tokens';
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

describe.each(REFUSALS)('%s', (reason, token) => {
  const { status, meaning } = reasonCodes().find(({ code }) => code === reason) ?? { status: 0, meaning: '' };

  test('with what it means and what to do, on standard error', async () => {
    const { code, out, error } = await verifyRun(token(), RSA);
    const [first = '', second = '', ...more] = error.split('\n');

    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(first).toBe(`refused  ${reason}: ${meaning} (a service answers ${status})`);
    expect(second).toMatch(/^ {2}do {8}\S.{20,}$/);
    expect(more).toEqual(['']);
    expect(error).not.toContain(token());
  });

  test('--json', async () => {
    const { code, out, error } = await verifyRun(token(), RSA, ['--json']);

    expect({ code, error }).toEqual({ code: 1, error: '' });
    expect(JSON.parse(out)).toEqual({
      ...{ version: 1, accepted: false, decided: true, reason, status, meaning },
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
    expect(error).toMatch(/bad\.pub is no public key for ASAP\n {2}expected {2}one public key in PEM/);
    expect(error).not.toContain('BEGIN PRIVATE KEY');
  });

  test('that is not there cannot be used', async () => {
    expect(await verifyRun(right, '/nowhere/k.pub')).toMatchObject({
      code: 2,
      out: '',
      error: expect.stringContaining('ENOENT'),
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
    /was given no key\n.*--public-key FILE and --key-repository URL/,
  ],
  ['two sources of keys', [right, ...usual, '--key-repository', 'https://keys.example'], /do not go together/],
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
  expect(error).toMatch(/--key-repository is no address of a key repository\n {2}expected {2}an https URL/);
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
    new RegExp(`^note  an AsapAuthorizer as it comes refuses this token, ${reason.replace('.', '\\.')}: .+\n$`),
  );
});

test('takes a header as it stands in a request', async () => {
  expect((await verifyRun(`Authorization: Bearer ${right}`, RSA)).code).toBe(0);
});
