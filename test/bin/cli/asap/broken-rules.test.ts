// Every rule that a token breaks, against the verifier, which tells the first one: what it refuses is among them, and what it takes
// breaks none.
import fc from 'fast-check';
import { type BrokenRule, brokenRules } from '../../../../bin/cli/commands/asap/broken-rules';
import { AsapVerifier, type AsapVerifierOptions } from '../../../../lambda/runtime';
import { rounds } from '../../../effort';
import { AUDIENCE_ROWS, IDENTITY_ROWS, KID_OWNER_ROWS, TIME_ROWS } from '../../../lambda/runtime/asap/rows-of-claims';
import { ALGORITHM_ROWS, ENCODING_ROWS, HEADER_ROWS } from '../../../lambda/runtime/asap/rows-of-form';
import { JSON_ROWS } from '../../../lambda/runtime/asap/rows-of-json';
import { ALGORITHMS, clock, encode, NOW, rawToken, tokenOf, tokenWith, validClaims, validHeader } from '../../../lambda/tokens';

const keys = { get: () => ({ reason: 'key.unavailable' as const }) };
const DEFAULT: AsapVerifierOptions = { audience: null, issuers: null, keys, clock };
const WIDEST: AsapVerifierOptions = {
  ...DEFAULT,
  ...{ algorithms: ALGORITHMS.map(([algorithm]) => algorithm), maxLifetimeSeconds: 3600, leewaySeconds: 30 },
  subjectMustEqualIssuer: false,
};

/** Says what the two verifiers say, and perhaps more. */
function agrees(token: string): void {
  const broken = brokenRules(token, clock);
  for (const [options, rules] of [
    [WIDEST, broken.filter(({ always }) => always)],
    [DEFAULT, broken],
  ] as const) {
    const first = new AsapVerifier(options).inspect(token);
    if (first.ok) expect(rules).toEqual([]);
    else expect(rules.map(({ reason }) => reason)).toContain(first.reason);
  }
}

const told = (token: string) =>
  brokenRules(token, clock).map(({ reason, at, always }) => `${always ? '' : '('}${reason} ${at}${always ? '' : ')'}`);

describe('with the verifier', () => {
  const tables = {
    ALGORITHM_ROWS,
    ENCODING_ROWS,
    HEADER_ROWS,
    JSON_ROWS,
    KID_OWNER_ROWS,
    TIME_ROWS,
    AUDIENCE_ROWS,
    IDENTITY_ROWS,
  };
  const rows = Object.values(tables).flat();

  test.each(rows.map(({ name, token }) => [name, token] as const))('%s', (_name, token) => {
    agrees(token());
  });

  test('whatever header and claims hold', () => {
    const value = fc.oneof(
      fc.constantFrom<unknown>(
        undefined,
        null,
        '',
        'gateway',
        'gateway/k1',
        'a/b',
        'a/b/c',
        'JWT',
        'RS256',
        'ES384',
        'none',
        [],
        ['orders'],
      ),
      fc.constantFrom<unknown>(NOW, NOW + 60, NOW + 301, NOW - 20, NOW - 3600, NOW + 20, 0, -1, 1.5, Number.MAX_SAFE_INTEGER),
      fc.string(),
      fc.jsonValue({ maxDepth: 2 }),
    );
    const changes = (names: readonly string[]) =>
      fc.dictionary(fc.constantFrom(...names, '__proto__', 'x'), value, { maxKeys: 4 });
    fc.assert(
      fc.property(
        changes(['alg', 'kid', 'typ', 'crit', 'jku']),
        changes(['iss', 'sub', 'aud', 'jti', 'iat', 'nbf', 'exp']),
        (header, claims) =>
          agrees(rawToken({ header: { ...validHeader(), ...header }, payload: validClaims(claims), sign: () => Buffer.of(1) })),
      ),
      { numRuns: rounds({ usual: 400, long: 10_000 }) },
    );
  });

  test('whatever a token is', () => {
    const any = fc.oneof(fc.string(), fc.base64String(), fc.stringMatching(/^[\w.-]{0,60}$/));
    fc.assert(fc.property(any, (token) => agrees(token)));
    fc.assert(fc.property(fc.tuple(any, any, any), (parts) => agrees(parts.join('.'))));
  });
});

test('the leeway that is told is the least with which the verifier takes the token', () => {
  const milliseconds = fc.integer({ min: -31_000, max: 31_000 });
  const takes = (leewaySeconds: number, token: string, at: () => number) =>
    new AsapVerifier({ ...DEFAULT, clock: at, leewaySeconds }).inspect(token).ok;
  fc.assert(
    fc.property(milliseconds, fc.boolean(), (away, isEnd) => {
      const token = tokenWith(isEnd ? { iat: NOW - 60, nbf: undefined, exp: NOW } : { iat: NOW, nbf: undefined, exp: NOW + 60 });
      const at = () => NOW * 1000 + away;
      for (const { always, leewaySeconds = Number.NaN } of brokenRules(token, at)) {
        expect(takes(30, token, at)).toBe(!always);
        if (always) expect(leewaySeconds).toBeNaN();
        else expect([takes(leewaySeconds, token, at), takes(leewaySeconds - 1, token, at)]).toEqual([true, false]);
      }
    }),
    {
      examples: [
        [3000, true],
        [3001, true],
        [-30_000, false],
        [-30_001, false],
        [30_000, true],
        [30_001, true],
      ],
    },
  );
});

describe('all of them', () => {
  test('of a token that is right, none', () => {
    expect(told(tokenWith({}))).toEqual([]);
  });

  test.each([undefined, 'JWT', 'jwt', 'application/jwt', 'application/JWT'])('of a token of typ %s, none', (typ) => {
    expect(told(rawToken({ header: { ...validHeader(), typ } }))).toEqual([]);
  });

  test.each(['at+jwt', '', ['JWT'], null])('of a token of typ %j, its kind', (typ) => {
    expect(told(rawToken({ header: { ...validHeader(), typ } }))).toEqual(['token.header header.typ']);
  });

  test('of a token in which everything is wrong', () => {
    const header = { alg: 'none', typ: 'at+jwt', crit: ['x'], kid: 'billing/k1' };
    const claims = { iss: 'gateway', sub: 7, aud: [], jti: undefined, iat: NOW + 100, nbf: NOW + 200, exp: NOW - 100 };

    expect(told(`${encode(header)}.${encode(validClaims(claims))}.A=`)).toEqual([
      'token.algorithm header.alg',
      'token.header header.typ',
      'token.header header.crit',
      'token.claim claims.sub',
      'token.claim claims.aud',
      'token.claim claims.jti',
      'token.lifetime claims.exp',
      'token.expired claims.exp',
      'token.not-yet-valid claims.iat',
      'token.not-yet-valid claims.nbf',
      'key.foreign header.kid',
      'token.malformed signature',
    ]);
  });

  test('what a service may be set up to take is told apart', () => {
    const token = tokenOf('ES256', 'P-256', { sub: 'somebody', iat: NOW - 3000, nbf: undefined, exp: NOW - 20 });

    expect(told(token)).toEqual([
      '(token.algorithm header.alg)',
      '(token.subject claims.sub)',
      '(token.lifetime claims.exp)',
      '(token.expired claims.exp)',
    ]);
  });

  test.each<[what: string, token: string, expected: readonly string[]]>([
    ['two parts', tokenWith({}).split('.').slice(0, 2).join('.'), ['token.malformed token']],
    ['four parts', `${tokenWith({})}.AA`, ['token.malformed token']],
    ['padding', tokenWith({}).replace(/\.[^.]+$/, '.AA=='), ['token.malformed signature']],
    ['a member twice', rawToken({ payload: '{"iss":"gateway","iss":"evil"}' }), ['token.malformed claims']],
    ['a megabyte', `${'A'.repeat(1_000_000)}.AA.AA`, ['token.too-large token']],
    ['nine kilobytes', tokenWith({ more: 'x'.repeat(9000) }), ['token.too-large token']],
  ])('%s', (_what, token, expected) => {
    expect(told(token)).toEqual(expected);
  });

  test('one moment is asked for, whatever the clock does meanwhile', () => {
    let ticks = 0;
    const jumping = () => (NOW + 1000 * ticks++) * 1000;

    expect(brokenRules(tokenWith({}), jumping)).toEqual<BrokenRule[]>([]);
  });
});
