// The cases of go-asap's validators: each claim, the chain they form, and which of several faults is named.

import * as runtime from '../../../../../lambda/runtime';
import { CALLER, NOW, rawToken, SERVICE, tokenWith, validClaims, validHeader } from '../../../tokens';
import { judge, row } from '../rows';
import { accepts, asSpecified, conforms, refuses, stricter } from './rows';

const claims = (changed: Record<string, unknown>) => () => tokenWith(changed);
const kid = (value: unknown) => () => rawToken({ header: { ...validHeader(), kid: value } });
const HOUR = { maxLifetimeSeconds: 3600 };

describe('required claims', () => {
  conforms([
    accepts('all there', claims({})),
    accepts('sub not required', claims({ sub: undefined })),
    ...['iss', 'exp', 'iat', 'aud', 'jti'].map((name) =>
      refuses(`${name} required`, claims({ [name]: undefined }), 'token.claim'),
    ),
    ...['iss', 'jti'].map((name) => refuses(`${name} empty`, claims({ [name]: '' }), 'token.claim')),
  ]);
});

describe('audience', () => {
  conforms([
    accepts('match', claims({ aud: SERVICE })),
    refuses('no match', claims({ aud: 'another' }), 'token.audience'),
    refuses('missing', claims({ aud: undefined }), 'token.claim'),
  ]);
});

describe('kid', () => {
  conforms([
    accepts('match', kid('gateway/k1')),
    refuses('issuer missing', () => rawToken({ payload: validClaims({ iss: undefined }) }), 'token.claim'),
    refuses('missing', kid(undefined), 'token.kid'),
    refuses('no prefix', kid('gatewayk1'), 'token.kid'),
    refuses('another’s prefix', kid('gate/k1'), 'key.foreign'),
    ...['gateway//k1', 'gateway/./k1', 'gateway/../k1', 'gateway/'].map((value) =>
      refuses(`invalid segments ${value}`, kid(value), 'token.kid'),
    ),
    ...['gateway/k!', 'gateway/k*', 'gateway/k1 ', 'gateway/k\u00e4'].map((value) =>
      refuses(`invalid characters ${value}`, kid(value), 'token.kid'),
    ),
    stricter(
      'of an issuer within ours',
      () =>
        rawToken({
          header: validHeader('RS256', 'platform/edge/eu/k1'),
          payload: validClaims({ iss: 'platform/edge', sub: 'platform/edge' }),
        }),
      'key.foreign',
      'the longest known issuer owns a kid',
    ),
    accepts('of an issuer with a slash', () =>
      rawToken({
        header: validHeader('RS256', 'platform/edge/eu/k1'),
        payload: validClaims({ iss: 'platform/edge/eu', sub: 'platform/edge/eu' }),
      }),
    ),
  ]);
});

describe('algorithm', () => {
  conforms([
    accepts('supported', () => rawToken()),
    refuses('unsupported', () => rawToken({ header: validHeader('HS512') }), 'token.algorithm'),
    refuses('none, in a signed token', () => rawToken({ header: validHeader('none') }), 'token.algorithm'),
  ]);
});

describe('expiration', () => {
  conforms([
    accepts('short', claims({ exp: NOW + 1 })),
    refuses('iat missing', claims({ iat: undefined }), 'token.claim'),
    accepts('an hour', claims({ exp: NOW + 3600 }), HOUR),
    refuses('long', claims({ exp: NOW + 3601 }), 'token.lifetime', HOUR),
    accepts('expires at this instant', claims({ iat: NOW - 60, nbf: NOW - 60, exp: NOW }), { leewaySeconds: 0 }),
    asSpecified('begins at this instant', claims({ nbf: NOW }), 'both ends are inclusive', { leewaySeconds: 0 }),
    stricter('iat in the future', claims({ iat: NOW + 10, nbf: NOW }), 'token.not-yet-valid', 'they never compare iat with now'),
  ]);
});

describe('allowed values: an audience is the claim that is compared with a list', () => {
  conforms([
    accepts('scalar', claims({ aud: SERVICE })),
    accepts('array', claims({ aud: ['a', SERVICE] })),
    refuses('empty', claims({ aud: [] }), 'token.claim'),
    refuses('missing', claims({ aud: undefined }), 'token.claim'),
    refuses('wrong type', claims({ aud: 17 }), 'token.claim'),
    refuses('mixed types', claims({ aud: [SERVICE, 17, null] }), 'token.claim'),
    refuses('issuer no scalar', claims({ iss: [CALLER] }), 'token.claim'),
    refuses(
      'issuer not on the list',
      () => rawToken({ header: validHeader('RS256', 'other/k1'), payload: validClaims({ iss: 'other', sub: 'other' }) }),
      'issuer.unknown',
    ),
  ]);
});

/** Faults in the order in which they are looked for. A token has all from its own on: each is fixed in turn. */
const CHAIN: readonly (readonly [reason: string, header: Record<string, unknown>, claims: Record<string, unknown>])[] = [
  ['token.algorithm', { alg: 'none' }, {}],
  ['token.header', { crit: ['x'] }, {}],
  ['token.kid', { kid: '../k1' }, {}],
  ['token.claim', {}, { jti: undefined }],
  ['issuer.unknown', {}, { iss: 'stranger' }],
  ['key.foreign', { kid: 'billing/k1' }, {}],
  ['token.subject', {}, { sub: 'billing' }],
  ['token.lifetime', {}, { exp: NOW + 4000 }],
  ['token.not-yet-valid', {}, { nbf: NOW + 40 }],
  ['token.audience', {}, { aud: 'another' }],
];

it('the chain stops at the first failure, whichever follow; and accepts when it has run through', async () => {
  const reasons: string[] = [];
  for (let from = 0; from <= CHAIN.length; from += 1) {
    const faults = CHAIN.slice(from).reverse();
    const header = Object.assign(validHeader(), ...faults.map(([, changed]) => changed));
    const payload = Object.assign(validClaims(), ...faults.map(([, , changed]) => changed));
    reasons.push(
      (
        await judge(
          runtime,
          row('', () => rawToken({ header, payload }), 'accepted'),
        )
      ).verdict,
    );
  }

  expect(reasons).toEqual([...CHAIN.map(([reason]) => reason), 'accepted']);
});
