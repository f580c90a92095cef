// What a token holds, and first that nothing is proven; and hostile tokens, which may neither end the command nor act on a terminal.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clock, encode, NOW, rawToken, tokenOf, tokenWith, validClaims, validHeader } from '../../../lambda/tokens';
import { type Ended, ran } from '../ran';
import { privatePem } from './keys';

const inspect = (token: string, argv: readonly string[] = [], stdin?: string): Promise<Ended> =>
  ran(['asap', 'inspect', token, ...argv], stdin, { clock });
const right = tokenWith({});

test('says first that nothing is verified, then header, claims and times', async () => {
  const { code, out, error } = await inspect(tokenWith({ nbf: NOW - 90, iat: NOW - 90, exp: NOW + 30, list: [1, { a: 'b' }] }));
  const [first, ...lines] = out.split('\n');

  expect({ code, error }).toEqual({ code: 0, error: '' });
  expect(first).toMatch(/^NOT VERIFIED: .*cdk-bulkhead asap verify$/);
  expect(lines).toEqual([
    '',
    'Header',
    '  typ  JWT',
    '  alg  RS256',
    '  kid  gateway/k1',
    'Claims',
    '  iss     gateway',
    '  sub     gateway',
    '  aud     orders',
    '  iat     1799999910  2027-01-15 07:58:30 UTC, 90 s ago',
    '  nbf     1799999910  2027-01-15 07:58:30 UTC, 90 s ago',
    '  exp     1800000030  2027-01-15 08:00:30 UTC, expires in 30 s',
    '  jti     jti-1',
    '  tenant  acme',
    '  list    [1,{"a":"b"}]',
    '  valid for 2 min (120 s)',
    'Signature',
    '  256 bytes, not verified',
    '',
    'The form and the times of this token break no rule. This command checks nothing else',
    '',
  ]);
});

test.each<[what: string, exp: unknown, says: string]>([
  ['just over', NOW, 'expires now'],
  ['a minute ago', NOW - 60, 'expired 60 s ago'],
  ['three minutes ago', NOW - 200, 'expired 3 min ago'],
  ['hours ago', NOW - 3 * 3600, 'expired 3 h ago'],
  ['days ago', NOW - 5 * 86_400, 'expired 5 days ago'],
  ['in an hour', NOW + 3600, 'expires in 60 min'],
])('a token that ends %s', async (_what, exp, says) => {
  expect((await inspect(tokenWith({ exp, iat: NOW - 500 * 3600 }))).out).toContain(`UTC, ${says}\n`);
});

test.each([
  ['1e300', '1e+300'],
  ['"soon"', 'soon'],
  ['1.5', '1.5'],
  ['null', 'null'],
  ['8640000000001', '8640000000001'],
])('exp %s is no time, and is shown as it is', async (written, shown) => {
  const payload = JSON.stringify(validClaims({ exp: '@' })).replace('"@"', written);
  const { code, out } = await inspect(rawToken({ payload }));

  expect(code).toBe(1);
  expect(out).toContain(`  exp     ${shown}\n`);
});

test('says of a token of another kind that it is one', async () => {
  const { code, out } = await inspect(rawToken({ header: { ...validHeader(), typ: 'at+jwt' } }));

  expect(code).toBe(1);
  expect(out).toMatch(/token\.header.*typ names another kind of token/s);
});

test('names each broken rule with its reason code, and ends with 1', async () => {
  const { code, out } = await inspect(tokenWith({ exp: NOW - 200, iat: NOW - 200 - 3601, aud: [] }));

  expect(code).toBe(1);
  expect(out).toContain(`
Every service refuses this token
  ✗ token.claim  claims.aud: a required claim is missing, or a claim has the wrong form
  ✗ token.lifetime  claims.exp: the lifetime (exp - iat) is longer than allowed, or is not above zero
  ✗ token.expired  claims.exp: the token has expired
`);
});

test('what depends on the service is told, and is no reason to end with 1', async () => {
  const { code, out } = await inspect(tokenOf('ES256', 'P-256', { sub: 'cron' }));

  expect(code).toBe(0);
  expect(out).toContain('\nA service refuses this token unless its settings allow it\n  ! token.algorithm  header.alg: ');
  expect(out).toContain('\n  ! token.subject  claims.sub: ');
});

test.each<[what: string, claims: Record<string, unknown>, says: string]>([
  ['ended three seconds ago', { exp: NOW - 3 }, '3 s or more (default: 1 s)\n  ! token.expired  claims.exp: '],
  ['ended thirty seconds ago', { exp: NOW - 30 }, '30 s or more (default: 1 s)\n  ! token.expired  claims.exp: '],
  [
    'begins in five seconds',
    { iat: NOW + 5, nbf: undefined },
    '5 s or more (default: 1 s)\n  ! token.not-yet-valid  claims.iat: ',
  ],
  ['counts from in seven seconds', { nbf: NOW + 7 }, '7 s or more (default: 1 s)\n  ! token.not-yet-valid  claims.nbf: '],
])('of a token that %s, the leeway is told that takes it', async (_what, claims, says) => {
  const { code, out } = await inspect(tokenWith({ iat: NOW - 60, nbf: undefined, ...claims }));

  expect(code).toBe(0);
  expect(out).toContain(`\nA service refuses this token unless its leeway is ${says}`);
  expect(out).not.toContain('its settings allow it');
});

describe('a tenant claim', () => {
  const inJson = async (token: string) => JSON.parse((await inspect(token, ['--json'])).out);

  test.each<[what: string, tenant: unknown, reason: string, text: RegExp]>([
    ['that is missing', undefined, 'tenant.missing', /^no `tenant` claim .* a RequestGuard refuses this token, tenant\.missing$/],
    ['that is ill-formed', 'Acme/1', 'tenant.malformed', /^the `tenant` claim is not 2 to 64 characters .*, tenant\.malformed$/],
    ['that is empty', '', 'tenant.malformed', /tenant\.malformed$/],
    ['that is a number', 7, 'tenant.malformed', /tenant\.malformed$/],
  ])('%s is noted, and breaks no rule', async (_what, tenant, reason, text) => {
    const token = tokenWith({ tenant });
    const { code, out } = await inspect(token);
    const { broken, notes } = await inJson(token);

    expect(code).toBe(0);
    expect(out.split('\n').at(-2)).toMatch(/^note {2}/);
    expect(out.split('\n').at(-2)?.slice(6)).toMatch(text);
    expect({ broken, notes }).toEqual({
      broken: [],
      notes: [{ reason, at: 'claims.tenant', meaning: expect.stringMatching(/tenant/), text: expect.stringMatching(text) }],
    });
  });

  test('of claims that are no object, nothing is said', async () => {
    const token = `${encode(validHeader())}.${encode('text')}.AA`;

    expect((await inspect(token)).out).not.toContain('note');
    expect((await inJson(token)).notes).toEqual([]);
  });
});

describe('what is no token', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bulkhead-inspect-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const DOTS = '\n  expected  a token: three parts joined by dots\n  do        ';

  test.each(['token', 'token.jwt', 'my token'])('a file %j is told from one, and how to read it', async (name) => {
    const path = join(folder, name);
    writeFileSync(path, right);
    const word = name.includes(' ') ? `'${path}'` : path;

    expect(await inspect(path)).toEqual({
      ...{ code: 2, out: '' },
      error: `cdk-bulkhead: "${path}" is a file, not a token${DOTS}npx cdk-bulkhead asap inspect - < ${word}\n`,
    });
  });

  test.each<[what: string, given: string, stdin: string | undefined]>([
    ['an argument without dots', 'hunter2', undefined],
    ['a long one', 'hunter2'.repeat(1000), undefined],
    ['a directory', tmpdir(), undefined],
    ['a private key', '-', privatePem('rsa')],
    ['a file that is there, on standard input', '-', 'package-lock'],
  ])('%s is told so, and not shown', async (_what, given, stdin) => {
    for (const argv of [[], ['--json']])
      expect(await inspect(given, argv, stdin)).toEqual({
        ...{ code: 2, out: '' },
        error: `cdk-bulkhead: the given text is not a token: it has no dots${DOTS}copy the whole token\n`,
      });
  });

  test('the name of a file that is too long to be one is not shown', async () => {
    const path = join(folder, 'hunter2'.repeat(20));
    writeFileSync(path, right);

    expect((await inspect(path)).error).not.toContain('hunter2');
  });
});

describe('--json', () => {
  test('has what the token holds, and says on standard error that nothing is verified', async () => {
    const { code, out, error } = await inspect(tokenWith({ nbf: undefined, exp: NOW - 20 }), ['--json']);

    expect(code).toBe(1);
    expect(error).toMatch(/^NOT VERIFIED: .*\n$/);
    expect(JSON.parse(out)).toEqual({
      ...{
        version: 1,
        verified: false,
        header: validHeader(),
        claims: expect.objectContaining({ iss: 'gateway', exp: NOW - 20 }),
      },
      times: {
        issuedAt: '2027-01-15T08:00:00.000Z',
        notBefore: null,
        expiresAt: '2027-01-15T07:59:40.000Z',
        lifetimeSeconds: -20,
      },
      signatureBytes: 256,
      broken: [
        { reason: 'token.lifetime', at: 'claims.exp', always: true, meaning: expect.stringMatching(/longer than allowed/) },
        { reason: 'token.expired', at: 'claims.exp', always: false, leewaySeconds: 20, meaning: 'the token has expired' },
      ],
      notes: [],
    });
  });

  test.each([
    ['no token', 'x.y'],
    ['a megabyte', `${'A'.repeat(1_000_000)}.`],
  ])('of %s has null where there is nothing', async (_what, token) => {
    const { code, out } = await inspect(token, ['--json']);

    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      header: null,
      claims: null,
      times: { issuedAt: null, lifetimeSeconds: null },
      notes: [],
    });
  });
});

describe('hostile tokens', () => {
  /** Everything that a terminal would not show as itself, but for line ends. */
  const UNSHOWN = /[^\P{C}\n]|[\p{Zl}\p{Zp}]/u;
  const EVIL = 'x\u001b[2J\u001b]0;pwn\u0007\r\nThe form and the times\u0085\u009b31m\u202ereversed\u2028\u200b\u{e0041}';
  /** Without what JSON must escape: a member whose name is escaped is refused. */
  const NAME = 'x\u0085\u009b31m\u202ereversed\u2028';
  const evil = rawToken({
    header: { ...validHeader('RS256', EVIL), [NAME]: EVIL },
    payload: validClaims({ iss: EVIL, [NAME]: [EVIL, { [NAME]: EVIL }] }),
  });

  test('text that acts on a terminal is shown as what it is', async () => {
    const { code, out } = await inspect(evil);

    expect(code).toBe(1);
    expect(out).toContain('\\x1b[2J');
    expect(out).not.toMatch(UNSHOWN);
    expect(out.split('\n').filter((line) => line.startsWith('No rule'))).toEqual([]);
  });

  test('so it is in JSON, of which a program reads what was there', async () => {
    const { out } = await inspect(evil, ['--json']);

    expect(out).toContain('\\u001b[2J');
    expect(out).not.toMatch(UNSHOWN);
    expect(JSON.parse(out).claims.iss).toBe(EVIL);
    expect(JSON.parse(out).header.kid).toBe(EVIL);
  });

  test('what is not valid JSON is shown as text, that acts on nothing either', async () => {
    const { code, out } = await inspect(`${encode(validHeader())}.${encode(EVIL)}.AA`);

    expect(code).toBe(1);
    expect(out).toMatch(/Claims\n {2}this is not one unambiguous JSON object:\n {2}x\\x1b\[2J/);
    expect(out).not.toMatch(UNSHOWN);
  });

  test('a member that is there twice is shown twice', async () => {
    const { code, out } = await inspect(rawToken({ payload: '{"iss":"gateway","iss":"evil","exp":1}' }));

    expect(code).toBe(1);
    expect(out).toContain('{"iss":"gateway","iss":"evil","exp":1}');
    expect(out).toContain('✗ token.malformed  claims: ');
  });

  test.each<[what: string, token: string, says: RegExp]>([
    [
      'a megabyte',
      `${encode(validHeader())}.${'A'.repeat(1_000_000)}.AA`,
      /A token of 10000\d\d characters: too long to show\n[\s\S]*✗ token\.too-large/,
    ],
    [
      'a nesting of thousands',
      rawToken({ payload: `{"a":${'['.repeat(5000)}${']'.repeat(5000)}}` }),
      /and \d+ characters more\n[\s\S]*token\.malformed/,
    ],
    ['no base64url', `${encode(validHeader())}.!!!.???`, /not one unambiguous JSON object in canonical base64url/],
    ['a padding', `${right}==`, /✗ token\.malformed {2}signature/],
    ['one part', 'nothing.', /✗ token\.malformed {2}token/],
    ['dots alone', '....', /✗ token\.malformed {2}token/],
    [
      'nothing but an object',
      `${encode({})}.${encode({})}.AA`,
      /✗ token\.algorithm {2}header\.alg[\s\S]*✗ token\.kid[\s\S]*✗ token\.claim {2}claims\.iss/,
    ],
    ['a claim that converts to text by itself', tokenWith({ iss: { toString: 'x' } }), /✗ token\.claim {2}claims\.iss/],
  ])('%s', async (_what, token, says) => {
    const { code, out, error } = await inspect(token);

    expect({ code, error }).toEqual({ code: 1, error: '' });
    expect(out).toMatch(/^NOT VERIFIED/);
    expect(out).toMatch(says);
  });
});

describe('from standard input', () => {
  test.each([
    ['as it is', right],
    ['with a line end', `${right}\n`],
    ['with that of another system', `${right}\r\n`],
    ['behind Bearer', `Bearer ${right}\n`],
    ['behind bearer', `bearer   ${right}`],
  ])('%s', async (_what, stdin) => {
    expect((await inspect('-', [], stdin)).code).toBe(0);
  });

  test('no more than one line end is taken away', async () => {
    expect((await inspect('-', [], `${right}\n\n`)).code).toBe(1);
  });

  test.each(['', '\n', 'Bearer \n'])('%j is no token', async (stdin) => {
    expect(await inspect('-', [], stdin)).toMatchObject({
      code: 2,
      out: '',
      error: expect.stringContaining('no token on standard input'),
    });
  });
});

test('an argument may have Bearer in front, too', async () => {
  expect((await inspect(`Bearer ${right}`)).code).toBe(0);
});
