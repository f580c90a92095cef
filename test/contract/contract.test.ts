import {
  AUTHORIZER_CONTEXT,
  brokerGraceSeconds,
  ENVIRONMENT,
  eventCodes,
  isIssuer,
  isKid,
  isPathPrefix,
  isReasonCode,
  isTenantId,
  overlappingIssuers,
  ownerOf,
  ownsKid,
  reasonCodes,
  stalenessBounds,
  statusOf,
} from '../../contract';

const SEGMENTS_RIGHT = ['gateway', 'a', 'a.b', 'a-b', 'a_b', 'a+b', 'A1', '...', '.a', 'a.', 'micros/foo', 'a/b/c', '-', 'a/...'];
const SEGMENTS_WRONG = [
  '',
  '/',
  '.',
  '..',
  './a',
  '../a',
  'a/.',
  'a/..',
  'a/./b',
  'a/../b',
  '/a',
  'a/',
  'a//b',
  'a b',
  ' a',
  'a ',
  'a\n',
  'a;b',
  'a?b',
  'a#b',
  'a%2eb',
  'a\\b',
  'a:b',
  'a@b',
  'a*b',
  'ä',
  'ａ',
  'а\u0430',
  'a\0',
];

describe('issuers and key ids', () => {
  it.each(SEGMENTS_RIGHT)('%j is an issuer', (value) => expect(isIssuer(value)).toBe(true));
  it.each([...SEGMENTS_WRONG, 'a'.repeat(129), undefined, null, 1, ['a'], { length: 1 }])('%j is no issuer', (value) => {
    expect(isIssuer(value)).toBe(false);
  });

  it.each(['gateway/k1', 'oa.oo/a', 'oo.sasdf.asdf/yes', 'oo/o', 'a/b/c', `a/${'k'.repeat(254)}`])('%j is a key id', (value) => {
    expect(isKid(value)).toBe(true);
  });
  it.each([
    ...SEGMENTS_WRONG,
    'gateway',
    `a/${'k'.repeat(255)}`,
    undefined,
    null,
    1,
    ['a/b'],
    { includes: () => true, length: 1 },
  ])('%j is no key id', (value) => expect(isKid(value)).toBe(false));

  it.each([
    ['a/b', 'a/b/c', true],
    ['a/b', 'a/bc', false],
    ['a/b', 'a/b', false],
    ['a/b', 'a/b/', true],
    ['a/b/c', 'a/b', false],
    ['', '/a', true],
  ])('%j is a path prefix of %j: %p', (prefix, path, expected) => expect(isPathPrefix(prefix, path)).toBe(expected));

  it.each([
    ['a', 'a/k', ['a', 'b'], true],
    ['a', 'a/b/k', ['a'], true],
    ['a', 'a/b/k', ['a', 'a/b'], false],
    ['a/b', 'a/b/k', ['a', 'a/b'], true],
    ['a/b', 'a/b/k', ['a/b', 'a', 'a/bc'], true],
    ['a', 'a/c/k', ['a', 'a/b'], true],
    ['a', 'a/b/c/d/k', ['a', 'a/b/c/d'], false],
    ['a', 'a/b/k', ['a', 'a/b/k'], true],
    ['a', 'ab/k', ['a'], false],
    ['a', 'a', ['a'], false],
    ['x', 'a/k', ['a', 'x'], false],
    ['a/b', 'a/k', ['a', 'a/b'], false],
    ['a', 'a/b/k', [], true],
  ])('%s owns %s among %j: %p', (issuer, kid, issuers, expected) => {
    expect(ownsKid(issuer, kid, new Set(issuers))).toBe(expected);
  });

  it.each([
    ['a/k', ['a', 'b'], 'a'],
    ['a/b/k', ['a'], 'a'],
    ['a/b/k', ['a', 'a/b'], 'a/b'],
    ['a/b/k', ['a/b', 'a'], 'a/b'],
    ['a/b/k', ['a', 'a/b/k'], 'a'],
    ['ab/k', ['a'], undefined],
    ['a', ['a'], undefined],
    ['/k', [''], undefined],
    ['a/k', [], undefined],
  ])('%s among %j is owned by %p', (kid, issuers, owner) => {
    expect(ownerOf(kid, new Set(issuers))).toBe(owner);
    if (owner !== undefined) expect(ownsKid(owner, kid, new Set(issuers))).toBe(true);
  });

  it.each([
    [
      ['a', 'b', 'ab', 'b/c'],
      ['b', 'b/c'],
    ],
    [
      ['b/c', 'a', 'b'],
      ['b/c', 'b'],
    ],
    [
      ['a', 'b', 'a'],
      ['a', 'a'],
    ],
    [['a', 'ab', 'a-b', 'b/a'], undefined],
    [[], undefined],
  ])('%j overlap in %j', (issuers, expected) => expect(overlappingIssuers(issuers)).toEqual(expected));
});

describe('tenant ids', () => {
  it.each(['a1', 'acme', 'a-b', 'a--b', '00', `t-${'0'.repeat(32)}`, 'a'.repeat(64)])('%j is one', (value) => {
    expect(isTenantId(value)).toBe(true);
  });
  it.each([
    '',
    'a',
    '-a',
    'a-',
    'A1',
    'a_b',
    'a.b',
    'a/b',
    'a#b',
    'a*',
    'a?',
    '..',
    'a b',
    'ab\n',
    '\nab',
    'ä1',
    'a'.repeat(65),
    undefined,
    null,
    1,
    ['ab'],
  ])('%j is none', (value) => expect(isTenantId(value)).toBe(false));
});

describe('reason codes', () => {
  it('have a status, a meaning and a name of two parts each', () => {
    for (const { code, status, meaning } of reasonCodes()) {
      expect(code).toMatch(/^[a-z]+\.[a-z-]+$/);
      expect([401, 403, 503]).toContain(status);
      expect(statusOf(code)).toBe(status);
      expect(meaning.length).toBeGreaterThan(10);
    }
  });

  it('are these: a code that is renamed or gone breaks whoever joins on it', () => {
    expect(reasonCodes().map(({ code, status }) => `${code} ${status}`)).toEqual([
      ...['missing', 'scheme', 'too-large', 'malformed', 'algorithm', 'header', 'kid', 'claim'].map(
        (name) => `token.${name} 401`,
      ),
      ...['lifetime', 'expired', 'not-yet-valid', 'audience', 'subject', 'signature', 'replayed'].map(
        (name) => `token.${name} 401`,
      ),
      'replay.unavailable 503',
      ...['issuer.unknown 401', 'key.foreign 401', 'key.unknown 401', 'key.unsuitable 401', 'key.unavailable 503'],
      ...['caller.not-listed 403', 'caller.self 403', 'tenant.missing 401', 'tenant.malformed 401', 'tenant.mismatch 401'],
      ...['tenant.unknown 403', 'tenant.suspended 403', 'tenant.not-entitled 403', 'tenant.unavailable 503'],
      ...['authorizer.context 403', 'session.request 403', 'session.unavailable 503', 'internal.error 503'],
    ]);
  });

  it('are apart from those of events, which no caller sees a status for', () => {
    expect(eventCodes()).toEqual([{ code: 'event.not-a-request', meaning: expect.stringMatching(/^the event is .{20}/) }]);
    for (const { code } of eventCodes()) expect(isReasonCode(code)).toBe(false);
  });

  it.each(['token.expired', 'internal.error'])('%j is one', (value) => expect(isReasonCode(value)).toBe(true));
  it.each(['', 'constructor', '__proto__', 'token', undefined, null, 1, ['token.expired']])('%j is none', (value) => {
    expect(isReasonCode(value)).toBe(false);
  });

  it('say 503 for what is down, and nothing else', () => {
    const down = reasonCodes().filter(({ status }) => status === 503);

    expect(down.every(({ code }) => /unavailable$|^internal/.test(code))).toBe(true);
  });
});

describe('staleness bounds', () => {
  const settings = {
    authorizerCacheSeconds: 60,
    tenantMaxAgeSeconds: 5,
    keyMaxAgeSeconds: 300,
    sessionLifetimeSeconds: 200,
    leewaySeconds: 1,
    handlerTimeoutSeconds: 29,
  };

  it('add up what causes them', () => {
    expect(stalenessBounds(settings)).toEqual({
      tenantSuspended: { requests: 65, data: 205 },
      callerRemoved: { requests: 60, data: 200 },
      keyWithdrawn: { requests: 360, data: 500 },
      tokenExpired: { requests: 61, data: 290 },
      sessionOutlivesRequest: { requests: 0, data: 200 },
    });
    expect(brokerGraceSeconds(settings)).toBe(89);
  });

  it('are the runtime’s own ages when nothing is cached at the gateway', () => {
    const bounds = stalenessBounds({ ...settings, authorizerCacheSeconds: 0 });

    expect(bounds.tenantSuspended.requests).toBe(5);
    expect(bounds.callerRemoved.requests).toBe(0);
    expect(bounds.tokenExpired).toEqual({ requests: 1, data: 230 });
  });
});

it('gives no two environment variables, and no two members of the authorizer’s context, one name', () => {
  for (const names of [ENVIRONMENT, AUTHORIZER_CONTEXT])
    expect(new Set(Object.values(names)).size).toBe(Object.keys(names).length);
});
