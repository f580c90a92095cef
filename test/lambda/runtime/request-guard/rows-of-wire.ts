// Hostile and odd requests as they come over a connection, byte for byte, and what becomes of each. What API Gateway or a load
// balancer would have put right reaches a server as it is.

import type { ReasonCode } from '../../../../contract';
import { rawToken, TENANT, tokenWith } from '../../tokens';
import { type Lines, requestText } from './raw-http';

export interface WireRow {
  readonly name: string;
  readonly text: () => string;
  /** `no request`: Node's parser refuses it with this status, and the guard never sees it. */
  readonly expected: ReasonCode | 'accepted' | { readonly noRequest: number };
  /** Newer parsers refuse it themselves, with this status. */
  readonly orNoRequest?: number;
  readonly asks: 'nothing' | 'key, tenant';
}

const tenant = ['X-Tenant-Id', TENANT] as const;
const bearer = (token = rawToken()) => ['Authorization', `Bearer ${token}`] as const;

function row(
  name: string,
  lines: () => Lines,
  expected: WireRow['expected'],
  how: Parameters<typeof requestText>[1] = {},
): WireRow {
  const asks = expected === 'accepted' ? 'key, tenant' : 'nothing';
  return { name, text: () => requestText(lines(), how), expected, asks };
}

const right = () => [bearer(), tenant];
const NOT_HTTP = { noRequest: 400 };
const filler = (count: number): Lines => Array.from({ length: count }, () => ['a', ''] as const);
const chunked = (trailers: string) => ({ start: 'POST / HTTP/1.1', body: `1\r\nx\r\n0\r\n${trailers}\r\n` });
const CHUNKED = ['Transfer-Encoding', 'chunked'] as const;

export const WIRE_ROWS: readonly WireRow[] = [
  row('a right request', right, 'accepted'),
  row('Authorization twice', () => [bearer(), bearer(), tenant], 'token.scheme'),
  row(
    'Authorization twice, in two spellings, a header between',
    () => [bearer(), tenant, ['AUTHORIZATION', 'Bearer x']],
    'token.scheme',
  ),
  row('Authorization twice, the second empty', () => [bearer(), ['Authorization', ''], tenant], 'token.scheme'),
  row(
    'Authorization twice, the second another scheme',
    () => [bearer(), ['authorization', 'Basic eDp5'], tenant],
    'token.scheme',
  ),
  row(
    'two tokens joined by a comma',
    () => [['Authorization', `Bearer ${rawToken()},Bearer ${rawToken()}`], tenant],
    'token.scheme',
  ),
  row(
    'two tokens joined by a comma alone',
    () => [['Authorization', `Bearer ${rawToken()},${rawToken()}`], tenant],
    'token.malformed',
  ),
  {
    ...row(
      'Authorization again after so many headers that Node drops it',
      () => [bearer(), tenant, ...filler(1100), bearer()],
      'token.scheme',
    ),
    orNoRequest: 431,
  },
  row('as many headers as Node keeps for certain', () => [...filler(990), ...right()], 'accepted'),
  row('the token in the query string', () => [tenant], 'token.missing', {
    start: `GET /?Authorization=Bearer%20${rawToken()}&access_token=${rawToken()} HTTP/1.1`,
  }),
  row('the token in a cookie', () => [['Cookie', `Authorization=Bearer ${rawToken()}`], tenant], 'token.missing'),
  row('the token for a proxy', () => [['Proxy-Authorization', bearer()[1]], tenant], 'token.missing'),
  row(
    'the token in a form',
    () => [['Content-Type', 'application/x-www-form-urlencoded'], ['Content-Length', '16'], tenant],
    'token.missing',
    {
      start: 'POST / HTTP/1.1',
      body: 'Authorization=xy',
    },
  ),
  row(
    'bEaReR',
    () => [
      ['aUtHoRiZaTiOn', `bEaReR ${rawToken()}`],
      ['x-TENANT-id', TENANT],
    ],
    'accepted',
  ),
  row(
    'white space around the value, which is not part of it',
    () => [
      ['Authorization', ` \t Bearer ${rawToken()} \t `],
      ['X-Tenant-Id', `\t${TENANT} `],
    ],
    'accepted',
  ),
  row('a tab after the scheme', () => [['Authorization', `Bearer\t${rawToken()}`], tenant], 'token.scheme'),
  row('a space and a tab after the scheme', () => [['Authorization', `Bearer \t${rawToken()}`], tenant], 'token.scheme'),
  row('a no-break space after the scheme', () => [['Authorization', `Bearer\xa0${rawToken()}`], tenant], 'token.scheme'),
  row('a no-break space after the token', () => [['Authorization', `Bearer ${rawToken()}\xa0`], tenant], 'token.malformed'),
  row('a folded header: the token on the next line', () => [['Authorization', `Bearer\r\n ${rawToken()}`], tenant], NOT_HTTP),
  row(
    'a folded header: a second token on the next line',
    () => [['Authorization', `Bearer ${rawToken()}\r\n\tBearer x`], tenant],
    NOT_HTTP,
  ),
  row('a folded tenant header', () => [bearer(), ['X-Tenant-Id', `${TENANT}\r\n umbrella`]], NOT_HTTP),
  row('a space before the colon', () => [['Authorization ', `Bearer ${rawToken()}`], tenant], NOT_HTTP),
  row('NUL in the value', () => [['Authorization', `Bearer ${rawToken()}\0`], tenant], NOT_HTTP),
  row('a lone carriage return', () => [['Authorization', `Bearer ${rawToken()}\rX-Tenant-Id: umbrella`], tenant], NOT_HTTP),
  row('a lone line feed', () => [['Authorization', `Bearer ${rawToken()}\nX-Tenant-Id: umbrella`], tenant], NOT_HTTP),
  row('a token of 12 KB', () => [['Authorization', `Bearer ${'A'.repeat(12_288)}`], tenant], 'token.too-large'),
  row('a token longer than Node takes headers', () => [['Authorization', `Bearer ${'A'.repeat(20_000)}`], tenant], {
    noRequest: 431,
  }),
  row('the tenant twice', () => [bearer(), tenant, tenant], 'tenant.malformed'),
  row('two tenants, the signed one first', () => [bearer(), tenant, ['x-tenant-id', 'umbrella']], 'tenant.malformed'),
  row('two tenants, the signed one last', () => [bearer(), ['x-tenant-id', 'umbrella'], tenant], 'tenant.malformed'),
  row('two tenants joined by a comma', () => [bearer(), ['X-Tenant-Id', `${TENANT}, umbrella`]], 'tenant.malformed'),
  row(
    'the tenant once, and once under a name that some read alike',
    () => [bearer(), tenant, ['X_Tenant_Id', 'umbrella']],
    'accepted',
  ),
  row('another tenant', () => [bearer(), ['X-Tenant-Id', 'umbrella']], 'tenant.mismatch'),
  row('the tenant in UTF-8', () => [bearer(), ['X-Tenant-Id', Buffer.from('acmé').toString('latin1')]], 'tenant.malformed'),
  row('HTTP/1.0', right, 'accepted', { start: 'GET / HTTP/1.0' }),
  row('HTTP/1.0 without a token', () => [tenant], 'token.missing', { start: 'GET / HTTP/1.0' }),
  row('an absolute URL with credentials', () => [tenant], 'token.missing', {
    start: 'GET http://edge:secret@localhost/ HTTP/1.1',
  }),
  row('OPTIONS without a token', () => [tenant], 'token.missing', { start: 'OPTIONS / HTTP/1.1' }),
  row(
    'the token in a trailer',
    () => [CHUNKED, ['Trailer', 'Authorization'], tenant],
    'token.missing',
    chunked(`Authorization: Bearer ${rawToken()}\r\n`),
  ),
  row('the tenant in a trailer', () => [CHUNKED, bearer()], 'tenant.missing', chunked(`X-Tenant-Id: ${TENANT}\r\n`)),
  row(
    'another tenant and another token in trailers, which count for nothing',
    () => [CHUNKED, ...right()],
    'accepted',
    chunked(`X-Tenant-Id: umbrella\r\nAuthorization: Bearer ${tokenWith({ tenant: 'umbrella' })}\r\n`),
  ),
];
