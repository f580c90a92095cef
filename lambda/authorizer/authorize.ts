// API Gateway's REQUEST event in, its three outcomes out: a policy that allows, a policy that denies (403), or a thrown error
// (401 for exactly `Unauthorized`; any other becomes AUTHORIZER_FAILURE, which the API maps to 503 and never caches).

import { AUTHORIZATION_HEADER, AUTHORIZER_CONTEXT, type ReasonCode, statusOf, TENANT_HEADER, TRACE_HEADER } from '../../contract';
import { type Claimed, type Decision, type DecisionDependencies, decide, logDecision, type WriteLine } from '../runtime/decision';

export interface AuthorizerEvent {
  readonly methodArn: string;
  readonly headers?: { readonly [name: string]: string | undefined } | null;
  readonly multiValueHeaders?: { readonly [name: string]: readonly string[] | undefined } | null;
  readonly requestContext?: { readonly requestId?: string };
}

export interface AuthorizerResult {
  readonly principalId: string;
  readonly policyDocument: {
    readonly Version: '2012-10-17';
    readonly Statement: readonly { Action: 'execute-api:Invoke'; Effect: 'Allow' | 'Deny'; Resource: string }[];
  };
  readonly context?: { readonly [name: string]: string };
}

export async function authorize(
  event: AuthorizerEvent,
  dependencies: DecisionDependencies,
  write: WriteLine,
): Promise<AuthorizerResult> {
  const decision = await decideOn(event, dependencies);
  logDecision(write, {
    decision: decision.allowed ? 'allow' : 'deny',
    by: 'authorizer',
    service: dependencies.service,
    ...(!decision.allowed && { reason: decision.reason }),
    ...decision.claimed,
    requestId: event.requestContext?.requestId,
    traceId: valuesOf(event, TRACE_HEADER)[0]?.slice(0, 256),
  });
  if (decision.allowed) {
    const { token, tenant } = decision;
    return {
      ...policy(event.methodArn, 'Allow', token.issuer),
      context: {
        [AUTHORIZER_CONTEXT.tenantId]: tenant.tenantId,
        [AUTHORIZER_CONTEXT.issuer]: token.issuer,
        [AUTHORIZER_CONTEXT.placement]: tenant.placement,
        [AUTHORIZER_CONTEXT.contextVersion]: String(tenant.version),
        [AUTHORIZER_CONTEXT.tokenId]: token.tokenId,
      },
    };
  }
  const status = statusOf(decision.reason);
  if (status === 403) return policy(event.methodArn, 'Deny', 'denied');
  throw new Error(status === 401 ? 'Unauthorized' : 'a dependency of the authorizer is unavailable');
}

async function decideOn(event: AuthorizerEvent, dependencies: DecisionDependencies): Promise<Decision> {
  const refuse = (reason: ReasonCode, claimed: Claimed = {}): Decision => ({ allowed: false, reason, claimed });
  const authorizations = valuesOf(event, AUTHORIZATION_HEADER);
  if (authorizations.length === 0) return refuse('token.missing');
  const token = authorizations.length === 1 ? /^Bearer ([^\s]+)$/i.exec(authorizations[0] ?? '')?.[1] : undefined;
  if (token === undefined) return refuse('token.scheme');
  const namedTenants = valuesOf(event, TENANT_HEADER);
  if (namedTenants.length === 0) return refuse('tenant.missing');
  // API Gateway may have matched either of two values against its cache.
  if (namedTenants.length > 1) return refuse('tenant.malformed');
  try {
    return await decide({ token, namedTenants }, dependencies);
  } catch {
    // Whatever it was, it may hold a token: it is not logged, and never a pass.
    return refuse('internal.error');
  }
}

/** All values of a header, whatever its case and in whichever of the two forms it came. */
function valuesOf(event: AuthorizerEvent, name: string): readonly string[] {
  const wanted = name.toLowerCase();
  const multiple = Object.entries(event.multiValueHeaders ?? {}).filter(([header]) => header.toLowerCase() === wanted);
  if (multiple.length > 0) return multiple.flatMap(([, values]) => values ?? []);
  return Object.entries(event.headers ?? {}).flatMap(([header, value]) =>
    header.toLowerCase() === wanted && value !== undefined ? [value] : [],
  );
}

/**
 * The allow-list is the whole API's, so the answer is for the whole stage: API Gateway caches it for every route. Whatever it
 * does not name (another stage, another API) is denied by the absence of an Allow; refusals deny by name.
 */
function policy(methodArn: string, effect: 'Allow' | 'Deny', principalId: string): AuthorizerResult {
  const [api, stage] = methodArn.split('/');
  if (!api || !stage || /[*?]/.test(api + stage)) throw new Error('the method ARN names no API and stage');
  return {
    principalId,
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Action: 'execute-api:Invoke', Effect: effect, Resource: `${api}/${stage}/*` }],
    },
  };
}
