// The event of API Gateway's REST proxy integration: how it is told from every other event, and what is read from it.

import { AUTHORIZATION_HEADER, AUTHORIZER_CONTEXT, isIssuer, isTenantId, type ReasonCode, TRACE_HEADER } from '../../../contract';
import type { RefusalLine } from '../decision/log';
import { isObject, sourceOf } from '../event-source';
import { isPlacement } from './record';
import type { TenantContextState } from './tenant-context';

type Headers = { readonly [name: string]: string | undefined } | null | undefined;
type MultiValueHeaders = { readonly [name: string]: readonly string[] | undefined } | null | undefined;

/** The members of API Gateway's REST proxy event that are read here; a handler gets the whole event. */
export interface ProxyEvent {
  readonly headers?: Headers;
  readonly multiValueHeaders?: MultiValueHeaders;
  readonly requestContext?: { readonly authorizer?: { readonly [name: string]: unknown } | null; readonly requestId?: string };
}

/** API Gateway sets all of them but `authorizer`, whatever the caller sends. A unit test of a handler may set one of them alone. */
const OF_A_REST_API = ['authorizer', 'httpMethod', 'resourcePath', 'apiId', 'stage'] as const;

/** True for a request of a REST API: its caller waits for an answer, whether or not an authorizer stands in front. */
export function isProxyEvent(event: unknown): boolean {
  if (!isObject(event) || sourceOf(event) !== undefined) return false;
  const { requestContext } = event;
  if (!isObject(requestContext)) return false;
  return OF_A_REST_API.some((member) => member in requestContext) || 'headers' in event || 'multiValueHeaders' in event;
}

/** What the authorizer decided, and the token beside it; or the code of what is missing. Behind an AsapAuthorizer nothing ever is. */
export function admitted(event: ProxyEvent): TenantContextState | ReasonCode {
  const authorizer = event.requestContext?.authorizer ?? {};
  const tenantId = authorizer[AUTHORIZER_CONTEXT.tenantId];
  const caller = authorizer[AUTHORIZER_CONTEXT.issuer];
  const placement = authorizer[AUTHORIZER_CONTEXT.placement];
  const version = Number(authorizer[AUTHORIZER_CONTEXT.contextVersion]);
  const isWhole = isTenantId(tenantId) && isIssuer(caller) && isPlacement(placement);
  if (!isWhole || !Number.isSafeInteger(version) || version < 1) return 'authorizer.context';
  const authorizations = authorizationsOf(event);
  if (authorizations.length === 0) return 'token.missing';
  const token = authorizations.length === 1 ? /^Bearer ([A-Za-z0-9._-]+)$/i.exec(authorizations[0] ?? '')?.[1] : undefined;
  if (token === undefined) return 'token.scheme';
  return { tenantId, caller, placement, version, token, traceId: find(event.headers, TRACE_HEADER) };
}

/** As our authorizer writes it into the context. */
const TOKEN_ID = /^[\w+=,.:@/-]{1,256}$/;

/** Of the event, for a log: ids alone, and each only in its own form. An event that was refused may hold anything. */
export function idsOf({ headers, requestContext }: ProxyEvent): Partial<RefusalLine> {
  const { tenantId, issuer, tokenId } = (requestContext?.authorizer ?? {}) as { readonly [name: string]: unknown };
  const [traceId, requestId]: unknown[] = [find(headers, TRACE_HEADER), requestContext?.requestId];
  return {
    ...(isIssuer(issuer) && { issuer }),
    ...(typeof tokenId === 'string' && TOKEN_ID.test(tokenId) && { tokenId }),
    ...(isTenantId(tenantId) && { tenantId }),
    ...(typeof requestId === 'string' && { requestId: requestId.slice(0, 256) }),
    ...(typeof traceId === 'string' && { traceId: traceId.slice(0, 256) }),
  };
}

/** All that the request has. Of two, the authorizer may have decided about the other one. */
function authorizationsOf({ headers, multiValueHeaders }: ProxyEvent): readonly string[] {
  const all = Object.entries(multiValueHeaders ?? {}).flatMap(([name, values]) => (isAuthorization(name) ? (values ?? []) : []));
  if (all.length > 1) return all;
  const one = find(headers, AUTHORIZATION_HEADER);
  return one === undefined ? [] : [one];
}

function find(headers: Headers, name: string): string | undefined {
  const wanted = name.toLowerCase();
  return Object.entries(headers ?? {}).find(([header]) => header.toLowerCase() === wanted)?.[1];
}

function isAuthorization(name: string): boolean {
  return name.toLowerCase() === AUTHORIZATION_HEADER.toLowerCase();
}

export function withoutCredentials<E extends ProxyEvent>(event: E): E {
  return { ...event, headers: without(event.headers), multiValueHeaders: without(event.multiValueHeaders) };
}

function without<H extends Headers | MultiValueHeaders>(headers: H): H {
  if (headers === null || headers === undefined) return headers;
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !isAuthorization(name))) as H;
}
