// Hostile requests that the claims decide, and the odd ones that must pass: no key is asked for unless they do.

import { CALLER, KID, NOW, rawToken, SERVICE, tokenOf, tokenWith, validClaims, validHeader } from '../../tokens';
import { row, type TokenRow } from './rows';

/** A number as it is written, which JSON.stringify would not keep. */
const withNumber = (claim: string, text: string) => () =>
  rawToken({ payload: JSON.stringify(validClaims({ [claim]: '@' })).replace('"@"', text) });
const claims = (changed: Record<string, unknown>) => () => tokenWith(changed);
const fromIssuer = (iss: unknown, kid: string) => () =>
  rawToken({ header: validHeader('RS256', kid), payload: validClaims({ iss, sub: iss }) });
const at = (iat: number, exp: number, changed: Record<string, unknown> = {}) => claims({ iat, nbf: undefined, exp, ...changed });
const HOUR = { maxLifetimeSeconds: 3600 };
const ONE_AUDIENCE = { exactlyOneAudience: true };

export const KID_OWNER_ROWS: readonly TokenRow[] = [
  row('kid of another issuer', fromIssuer(CALLER, 'billing/k1'), 'key.foreign'),
  row('kid of an issuer nobody knows', fromIssuer(CALLER, 'evil/k1'), 'key.foreign'),
  row('kid whose issuer begins with ours', fromIssuer(CALLER, 'gatewayx/k1'), 'key.foreign'),
  row('kid whose issuer ours begins with', fromIssuer(CALLER, 'gate/way/k1'), 'key.foreign'),
  row('kid in another case', fromIssuer(CALLER, 'Gateway/k1'), 'key.foreign'),
  row('nested: the outer issuer with its own key', fromIssuer('platform/edge', 'platform/edge/k1'), 'accepted'),
  row('nested: the inner issuer with its own key', fromIssuer('platform/edge/eu', 'platform/edge/eu/k1'), 'accepted'),
  row('nested: the outer issuer with a key of the inner one', fromIssuer('platform/edge', 'platform/edge/eu/k1'), 'key.foreign'),
  row('nested: the outer issuer with a key of one far within', fromIssuer('billing', 'billing/eu/west/k1'), 'key.foreign'),
  row('nested: the inner issuer with a key of the outer one', fromIssuer('platform/edge/eu', 'platform/edge/k1'), 'key.foreign'),
  row('any issuer: kid of the issuer that is named', fromIssuer('stranger', 'stranger/k1'), 'key.unknown', { issuers: null }),
  row('any issuer: kid of another one', fromIssuer('stranger', KID), 'key.foreign', { issuers: null }),
];

const notTimes: readonly [string, string][] = [
  ['null', 'null'],
  ['a string', `"${NOW + 60}"`],
  ['an array', `[${NOW + 60}]`],
  ['an object', '{"valueOf":1}'],
  ['true', 'true'],
  ['1e999', '1e999'],
  ['1e300', '1e300'],
  ['beyond the safe integers', '9007199254740993'],
  ['a fraction', `${NOW}.5`],
  ['negative', '-1'],
];

export const TIME_ROWS: readonly TokenRow[] = [
  row('exp missing', claims({ exp: undefined }), 'token.claim'),
  ...notTimes.map(([what, text]) => row(`exp ${what}`, withNumber('exp', text), 'token.claim')),
  row('iat missing', claims({ iat: undefined }), 'token.claim'),
  row('iat missing, nbf there', claims({ iat: undefined, nbf: NOW }), 'token.claim'),
  ...notTimes.map(([what, text]) => row(`iat ${what}`, withNumber('iat', text), 'token.claim')),
  ...notTimes.map(([what, text]) => row(`nbf ${what}`, withNumber('nbf', text), 'token.claim')),
  row('exp written with an exponent', withNumber('exp', `${(NOW + 60) / 1000}e3`), 'accepted'),

  row('lifetime 3599 where an hour is allowed', at(NOW, NOW + 3599), 'accepted', HOUR),
  row('lifetime 3600 where an hour is allowed', at(NOW, NOW + 3600), 'accepted', HOUR),
  row('lifetime 3601 where an hour is allowed', at(NOW, NOW + 3601), 'token.lifetime', HOUR),
  row('lifetime of 61 minutes', at(NOW - 1800, NOW + 1860), 'token.lifetime', HOUR),
  row('lifetime 300, the default', at(NOW, NOW + 300), 'accepted'),
  row('lifetime 301, over the default', at(NOW, NOW + 301), 'token.lifetime'),
  row('exp equal to iat', at(NOW, NOW), 'token.lifetime'),
  row('exp before iat', at(NOW, NOW - 1), 'token.lifetime'),

  row('expired by the leeway', at(NOW - 60, NOW - 1), 'accepted'),
  row('expired by the leeway and a second', at(NOW - 60, NOW - 2), 'token.expired'),
  row('expires now, without leeway', at(NOW - 60, NOW), 'accepted', { leewaySeconds: 0 }),
  row('expired a second ago, without leeway', at(NOW - 60, NOW - 1), 'token.expired', { leewaySeconds: 0 }),
  row('expired by leeway and grace', at(NOW - 60, NOW - 11), 'accepted', { graceSeconds: 10 }),
  row('expired by leeway, grace and a second', at(NOW - 60, NOW - 12), 'token.expired', { graceSeconds: 10 }),
  row('expired by leeway and half a second', at(NOW - 60, NOW - 1), 'token.expired', { clock: () => NOW * 1000 + 500 }),
  row('expired for ever', at(1, 2), 'token.expired'),
  row('iat in the future by the leeway', at(NOW + 1, NOW + 60), 'accepted'),
  row('iat in the future by the leeway and a second', at(NOW + 2, NOW + 60), 'token.not-yet-valid'),
  row('iat in the future, nbf now', at(NOW + 2, NOW + 60, { nbf: NOW }), 'token.not-yet-valid'),
  row('nbf in the future by the leeway', at(NOW, NOW + 60, { nbf: NOW + 1 }), 'accepted'),
  row('nbf in the future by the leeway and a second', at(NOW, NOW + 60, { nbf: NOW + 2 }), 'token.not-yet-valid'),
  row('a clock gone back by a minute', claims({}), 'token.not-yet-valid', { clock: () => (NOW - 60) * 1000 }),
  row('a clock that gives no time', claims({}), 'token.expired', { clock: () => Number.NaN }),
];

const others = (count: number) => Array.from({ length: count }, (_, index) => `service-${index}`);

export const AUDIENCE_ROWS: readonly TokenRow[] = [
  row('aud missing', claims({ aud: undefined }), 'token.claim'),
  row('aud another service', claims({ aud: 'billing' }), 'token.audience'),
  row('aud an array with ours and others', claims({ aud: ['billing', SERVICE] }), 'accepted'),
  row(
    'aud an array with ours and others, where exactly one is wanted',
    claims({ aud: ['billing', SERVICE] }),
    'token.audience',
    ONE_AUDIENCE,
  ),
  row('aud an array of ours, where exactly one is wanted', claims({ aud: [SERVICE] }), 'accepted', ONE_AUDIENCE),
  row('aud an array of others', claims({ aud: ['billing', 'gateway'] }), 'token.audience'),
  row('aud an empty array', claims({ aud: [] }), 'token.claim'),
  ...[{ 0: SERVICE, length: 1 }, null, 1, '', [1], [SERVICE, 1], [SERVICE, null], [[SERVICE]], [SERVICE, '']].map((aud) =>
    row(`aud ${JSON.stringify(aud)}`, claims({ aud }), 'token.claim'),
  ),
  ...['order', 'orders/eu', 'orders-eu', 'Orders', 'orders ', ' orders', 'orders\\u0000', 'оrders'].map((aud) =>
    row(`aud ${JSON.stringify(aud)}`, claims({ aud }), 'token.audience'),
  ),
  row('aud a text that holds ours', claims({ aud: `billing,${SERVICE}` }), 'token.audience'),
  row('aud of 16 values', claims({ aud: [SERVICE, ...others(15)] }), 'accepted'),
  row('aud of 17 values', claims({ aud: [SERVICE, ...others(16)] }), 'token.claim'),
  row('aud another service, where any is accepted on purpose', claims({ aud: 'billing' }), 'accepted', { audience: null }),
  row('aud missing, where any is accepted on purpose', claims({ aud: undefined }), 'token.claim', { audience: null }),
];

export const IDENTITY_ROWS: readonly TokenRow[] = [
  row('iss nobody knows', fromIssuer('stranger', 'stranger/k1'), 'issuer.unknown'),
  row('iss a part of a known one', fromIssuer('platform', 'platform/edge/k1'), 'issuer.unknown'),
  row('iss missing', claims({ iss: undefined }), 'token.claim'),
  ...[[CALLER], [CALLER, 'billing'], 1, null, '', { toString: CALLER }].map((iss) =>
    row(`iss ${JSON.stringify(iss)}`, claims({ iss }), 'token.claim'),
  ),
  ...[
    'gateway\u0001',
    'gateway ',
    ' gateway',
    'gаteway',
    'ｇateway',
    'gateway/',
    '/gateway',
    'gateway//',
    '../gateway',
    'gateway\n',
  ].map((iss) => row(`iss ${JSON.stringify(iss)}`, fromIssuer(iss, KID), 'token.claim')),
  row('iss in another case', fromIssuer('Gateway', KID), 'issuer.unknown'),
  row('iss of 129 characters', fromIssuer('i'.repeat(129), KID), 'token.claim'),
  row('sub is not iss', claims({ sub: 'billing' }), 'token.subject'),
  row('sub is not iss, where it need not be', claims({ sub: 'billing' }), 'accepted', { subjectMustEqualIssuer: false }),
  row('sub missing means iss', claims({ sub: undefined }), 'accepted'),
  ...[null, 1, [CALLER], '', 's'.repeat(257)].map((sub) =>
    row(`sub ${JSON.stringify(sub)?.slice(0, 20)}`, claims({ sub }), 'token.claim', { subjectMustEqualIssuer: false }),
  ),
  row('jti missing', claims({ jti: undefined }), 'token.claim'),
  ...[null, 1, ['jti-1'], '', 'j'.repeat(257)].map((jti) =>
    row(`jti ${JSON.stringify(jti)?.slice(0, 20)}`, claims({ jti }), 'token.claim'),
  ),
  row('jti of 256 characters', claims({ jti: 'j'.repeat(256) }), 'accepted'),
  row('a token that is right in everything', () => tokenOf('RS256', 'rsa'), 'accepted'),
  row('further claims of any kind', claims({ roles: ['a'], 'https://x.example/y': { z: null }, iss2: 'billing' }), 'accepted'),
];
