// Hostile and odd requests as API Gateway hands them to the authorizer, and what becomes of each.

import type { ReasonCode } from '../../../../contract';
import type { AuthorizerEvent } from '../../../../lambda/functions/authorizer/authorize';
import { CALLER, rawToken, SERVICE, TENANT, tokenWith, validClaims, validHeader } from '../../tokens';
import { type Everything, loggedVerdict, METHOD_ARN, worldOf } from '../../world';

export interface RequestRow {
  readonly name: string;
  readonly event: () => AuthorizerEvent;
  readonly expected: ReasonCode | 'accepted';
  /** What was asked for before the decision fell. */
  readonly asks: 'nothing' | 'key' | 'key, tenant';
}

type Multiple = Readonly<Record<string, readonly string[]>>;

/** An event as REST APIs send it: every header in both forms, `headers` with the last value. */
export function eventOf(multiValueHeaders: Multiple): AuthorizerEvent {
  const headers = Object.fromEntries(Object.entries(multiValueHeaders).map(([name, values]) => [name, values.at(-1)]));
  return { methodArn: METHOD_ARN, headers, multiValueHeaders, requestContext: { requestId: 'request-1' } };
}

const bearer = (token: string) => [`Bearer ${token}`];
const tenant = [TENANT];

function row(
  name: string,
  headers: () => Multiple,
  expected: RequestRow['expected'],
  asks: RequestRow['asks'] = 'nothing',
): RequestRow {
  return { name, event: () => eventOf(headers()), expected, asks };
}

/** A right request but for the Authorization header. */
const authorized = (make: (token: string) => Multiple) => () => ({ 'X-Tenant-Id': tenant, ...make(rawToken()) });
/** A right request but for the tenant header. */
const named =
  (headers: Multiple, claims: Record<string, unknown> = {}) =>
  () => ({
    Authorization: bearer(tokenWith(claims)),
    ...headers,
  });
/** A request that names this tenant in token and header. */
const acting = (tenantId: string) => named({ 'X-Tenant-Id': [tenantId] }, { tenant: tenantId });
const issuedBy = (iss: string) => () => ({
  'X-Tenant-Id': tenant,
  Authorization: bearer(rawToken({ header: validHeader('RS256', `${iss}/k1`), payload: validClaims({ iss, sub: iss }) })),
});

export const AUTHORIZATION_ROWS: readonly RequestRow[] = [
  row(
    'no Authorization header',
    authorized(() => ({})),
    'token.missing',
  ),
  row(
    'an empty one',
    authorized(() => ({ Authorization: [''] })),
    'token.scheme',
  ),
  row(
    'Bearer and nothing',
    authorized(() => ({ Authorization: ['Bearer'] })),
    'token.scheme',
  ),
  row(
    'Bearer and a space',
    authorized(() => ({ Authorization: ['Bearer '] })),
    'token.scheme',
  ),
  row(
    'Basic',
    authorized((token) => ({ Authorization: [`Basic ${token}`] })),
    'token.scheme',
  ),
  row(
    'no scheme',
    authorized((token) => ({ Authorization: [token] })),
    'token.scheme',
  ),
  row(
    'two schemes',
    authorized((token) => ({ Authorization: [`Basic Bearer ${token}`] })),
    'token.scheme',
  ),
  row(
    'Bearer without a space',
    authorized((token) => ({ Authorization: [`Bearer${token}`] })),
    'token.scheme',
  ),
  row(
    'Bearer and two spaces',
    authorized((token) => ({ Authorization: [`Bearer  ${token}`] })),
    'token.scheme',
  ),
  row(
    'something after the token',
    authorized((token) => ({ Authorization: [`Bearer ${token} x`] })),
    'token.scheme',
  ),
  row(
    'a newline after the token',
    authorized((token) => ({ Authorization: [`Bearer ${token}\n`] })),
    'token.scheme',
  ),
  row(
    'two Authorization headers',
    authorized((token) => ({ Authorization: [...bearer(token), ...bearer(token)] })),
    'token.scheme',
  ),
  row(
    'two Authorization headers, one of them no token',
    authorized((token) => ({ Authorization: ['Basic eA==', ...bearer(token)] })),
    'token.scheme',
  ),
  row(
    'two Authorization headers in two spellings',
    authorized((token) => ({ Authorization: bearer(token), authorization: bearer(token) })),
    'token.scheme',
  ),
  row(
    'two tokens in one header',
    authorized((token) => ({ Authorization: [`Bearer ${token}, Bearer ${token}`] })),
    'token.scheme',
  ),
  row(
    'the token under another header',
    authorized((token) => ({ 'X-Authorization': bearer(token), Cookie: [`Authorization=${token}`] })),
    'token.missing',
  ),
  row(
    'bearer',
    authorized((token) => ({ Authorization: [`bearer ${token}`] })),
    'accepted',
    'key, tenant',
  ),
  row(
    'BEARER',
    authorized((token) => ({ Authorization: [`BEARER ${token}`] })),
    'accepted',
    'key, tenant',
  ),
  row(
    'header names in capitals',
    () => ({ AUTHORIZATION: bearer(rawToken()), 'X-TENANT-ID': tenant }),
    'accepted',
    'key, tenant',
  ),
  row(
    'header names in small letters',
    () => ({ authorization: bearer(rawToken()), 'x-tenant-id': tenant }),
    'accepted',
    'key, tenant',
  ),
  row('a token for two audiences', named({ 'X-Tenant-Id': tenant }, { aud: [SERVICE, 'billing'] }), 'token.audience'),
  row(
    'a token that is none',
    authorized(() => ({ Authorization: ['Bearer x.y.z'] })),
    'token.malformed',
  ),
];

const malformed = [
  'a/b',
  'a#b',
  'acme*',
  'acme?',
  '..',
  'a b',
  'a'.repeat(65),
  'Acme',
  '-acme',
  'acme-',
  'a',
  'a_b',
  'acmé',
  'acme,umbrella',
  ' acme',
];

export const TENANT_ROWS: readonly RequestRow[] = [
  row('no tenant header', named({}), 'tenant.missing'),
  row('an empty tenant header', named({ 'X-Tenant-Id': [''] }), 'tenant.malformed'),
  row('no tenant claim', named({ 'X-Tenant-Id': tenant }, { tenant: undefined }), 'tenant.missing'),
  row('two tenant headers with two values', named({ 'X-Tenant-Id': ['umbrella', TENANT] }), 'tenant.malformed'),
  row('two tenant headers with one value', named({ 'X-Tenant-Id': [TENANT, TENANT] }), 'tenant.malformed'),
  row('two tenant headers in two spellings', named({ 'X-Tenant-Id': tenant, 'x-tenant-id': ['umbrella'] }), 'tenant.malformed'),
  row('a tenant header that is not the signed tenant', named({ 'X-Tenant-Id': ['umbrella'] }), 'tenant.mismatch'),
  ...malformed.map((id) => row(`tenant header ${JSON.stringify(id)}`, named({ 'X-Tenant-Id': [id] }), 'tenant.malformed')),
  ...[...malformed, '', null, 1, [TENANT], { id: TENANT }].map((id) =>
    row(`tenant claim ${JSON.stringify(id)}`, named({ 'X-Tenant-Id': tenant }, { tenant: id }), 'tenant.malformed'),
  ),
  row('a tenant id of 64 characters', acting('a'.repeat(64)), 'tenant.unknown', 'key, tenant'),
  row('an unknown tenant', acting('nobody'), 'tenant.unknown', 'key, tenant'),
  row('a tenant named like a member of every object', acting('constructor'), 'tenant.unknown', 'key, tenant'),
  row('a suspended tenant', acting('suspended'), 'tenant.suspended', 'key, tenant'),
  row('a tenant entitled to other services', acting('not-entitled'), 'tenant.not-entitled', 'key, tenant'),
  row('a tenant entitled to nothing', acting('none-at-all'), 'tenant.not-entitled', 'key, tenant'),
  row('the catalogue does not answer', acting('unreachable'), 'tenant.unavailable', 'key, tenant'),
  row('the catalogue answers about another tenant', acting('mixed'), 'tenant.unavailable', 'key, tenant'),
  row('another tenant that may', acting('umbrella'), 'accepted', 'key, tenant'),
];

export const CALLER_ROWS: readonly RequestRow[] = [
  row('the caller on the list', issuedBy(CALLER), 'accepted', 'key, tenant'),
  row('a caller that is not on the list', issuedBy('billing'), 'caller.not-listed', 'key'),
  row('the service itself, though on its own list', issuedBy(SERVICE), 'caller.self', 'key'),
  row('an issuer nobody knows', issuedBy('stranger'), 'issuer.unknown'),
];

export const REQUEST_ROWS = [...AUTHORIZATION_ROWS, ...TENANT_ROWS, ...CALLER_ROWS];

/** What the authorizer makes of a row: the verdict it logs, and its answer to API Gateway. */
export async function judgeRequest(runtime: Everything, { event }: RequestRow) {
  const { dependencies, asked, looked } = worldOf(runtime);
  const lines: string[] = [];
  const outcome = await runtime
    .authorize(event(), dependencies, (line) => lines.push(line))
    .then((result) => ({ result }))
    .catch((error: Error) => ({ error }));
  const asks = [...(asked.length > 0 ? ['key'] : []), ...(looked.length > 0 ? ['tenant'] : [])].join(', ') || 'nothing';
  return { verdict: loggedVerdict(lines[0]), asks, lines, outcome };
}
