// Turns a handler for one tenant's request into a Lambda handler. The tenant is read from the authorizer's context and nowhere
// else; the caller's credentials are taken out of the event before the handler sees it.

import { AUTHORIZATION_HEADER, AUTHORIZER_CONTEXT, isIssuer, isTenantId, TRACE_HEADER } from '../../../contract';
import { FORBIDDEN, type Refusal, refusalForSession } from '../http/refusal';
import { SessionRefusedError } from '../tenant-sessions/sessions';
import { isPlacement } from './record';
import { makeTenantContext, type TenantContext } from './tenant-context';

type Headers = { readonly [name: string]: string | undefined } | null | undefined;
type MultiValueHeaders = { readonly [name: string]: readonly string[] | undefined } | null | undefined;

/** The members of API Gateway's REST proxy event that are read here; a handler gets the whole event. */
export interface ProxyEvent {
  readonly headers?: Headers;
  readonly multiValueHeaders?: MultiValueHeaders;
  readonly requestContext?: { readonly authorizer?: { readonly [name: string]: unknown } | null };
}

export interface ProxyResponse {
  readonly statusCode: number;
  readonly headers?: { readonly [name: string]: string };
  readonly body: string;
}

export type TenantHandler<E extends ProxyEvent, R> = (event: E, tenant: TenantContext) => Promise<R>;

const answer = ({ statusCode, headers, body }: Refusal): ProxyResponse => ({ statusCode, headers, body });

/**
 * Wraps the handler of a service. A session that the broker refuses while the handler runs (the tenant was suspended, the token
 * is past its bound) becomes 403, or 503 when a dependency is down; any other error is the handler's own.
 *
 * @example
 * export const handler = withTenant(async (event, tenant) => ({ statusCode: 200, body: tenant.tenantId }));
 */
export function withTenant<E extends ProxyEvent, R>(handler: TenantHandler<E, R>): (event: E) => Promise<R | ProxyResponse> {
  return async (event) => {
    const authorizer = event.requestContext?.authorizer ?? {};
    const tenantId = authorizer[AUTHORIZER_CONTEXT.tenantId];
    const caller = authorizer[AUTHORIZER_CONTEXT.issuer];
    const placement = authorizer[AUTHORIZER_CONTEXT.placement];
    const version = Number(authorizer[AUTHORIZER_CONTEXT.contextVersion]);
    const token = bearerToken(event);
    // Behind our authorizer none of these is ever missing. Without it (a direct invocation, another integration) there is no tenant.
    if (
      !isTenantId(tenantId) ||
      !isIssuer(caller) ||
      !isPlacement(placement) ||
      !Number.isSafeInteger(version) ||
      version < 1 ||
      token === undefined
    ) {
      return answer(FORBIDDEN);
    }
    const traceId = find(event.headers, TRACE_HEADER);
    const tenant = makeTenantContext({ tenantId, caller, placement, version, token, traceId });
    try {
      return await handler(withoutCredentials(event), tenant);
    } catch (error) {
      if (!(error instanceof SessionRefusedError)) throw error;
      return answer(refusalForSession(error.reason));
    }
  };
}

/** The one token of the request. Of two, the authorizer may have decided about the other. */
function bearerToken({ headers, multiValueHeaders }: ProxyEvent): string | undefined {
  const wanted = AUTHORIZATION_HEADER.toLowerCase();
  const all = Object.entries(multiValueHeaders ?? {}).flatMap(([name, values]) =>
    name.toLowerCase() === wanted ? (values ?? []) : [],
  );
  if (all.length > 1) return undefined;
  return /^Bearer ([A-Za-z0-9._-]+)$/i.exec(find(headers, AUTHORIZATION_HEADER) ?? '')?.[1];
}

function find(headers: Headers, name: string): string | undefined {
  const wanted = name.toLowerCase();
  return Object.entries(headers ?? {}).find(([header]) => header.toLowerCase() === wanted)?.[1];
}

function withoutCredentials<E extends ProxyEvent>(event: E): E {
  return { ...event, headers: without(event.headers), multiValueHeaders: without(event.multiValueHeaders) };
}

function without<H extends Headers | MultiValueHeaders>(headers: H): H {
  if (headers === null || headers === undefined) return headers;
  const kept = Object.entries(headers).filter(([name]) => name.toLowerCase() !== AUTHORIZATION_HEADER.toLowerCase());
  return Object.fromEntries(kept) as H;
}
