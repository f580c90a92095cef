// API Gateway's REQUEST event in, its three outcomes out: a policy that allows, a policy that denies (403), or a thrown error
// (401 for exactly `Unauthorized`; any other becomes AUTHORIZER_FAILURE, which the API maps to 503 and never caches).

import { AUTHORIZATION_HEADER, AUTHORIZER_CONTEXT, type ReasonCode, statusOf, TENANT_HEADER, TRACE_HEADER } from '../../contract';
import { type Decision, type DecisionDependencies, decide, logDecision, type WriteLine } from '../runtime/decision';

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
    traceId: valuesOf(event, TRACE)[0]?.slice(0, 256),
  });
  return answerTo(event, decision);
}

/** What API Gateway is told; throws for 401 and 503. */
export function answerTo(event: AuthorizerEvent, decision: Decision): AuthorizerResult {
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

/** The decision alone. Never rejects: whatever went wrong, it is a refusal. */
export async function decideOn(event: AuthorizerEvent, dependencies: DecisionDependencies): Promise<Decision> {
  const authorizations = valuesOf(event, AUTHORIZATION);
  if (authorizations.length === 0) return refuse('token.missing');
  const token = authorizations.length === 1 ? bearerToken(authorizations[0] ?? '') : undefined;
  if (token === undefined) return refuse('token.scheme');
  const namedTenants = valuesOf(event, TENANT);
  if (namedTenants.length === 0) return refuse('tenant.missing');
  // API Gateway may have matched either of two values against its cache.
  if (namedTenants.length > 1) return refuse('tenant.malformed');
  // Whatever it was, it may hold a token: it is not logged, and never a pass.
  return decide({ token, namedTenants }, dependencies).catch(() => refuse('internal.error'));
}

function refuse(reason: ReasonCode): Decision {
  return { allowed: false, reason, claimed: {} };
}

const SCHEME = 'bearer ';
const WHITE_SPACE = [' ', '\t', '\n', '\r'] as const;

/** What stands behind `Bearer` in whatever case and one space; undefined unless it is one word. */
function bearerToken(value: string): string | undefined {
  if (value.slice(0, SCHEME.length).toLowerCase() !== SCHEME) return undefined;
  const token = value.slice(SCHEME.length);
  // By `includes`: a pattern over the whole token costs as much as finding it verified.
  return token === '' || WHITE_SPACE.some((one) => token.includes(one)) ? undefined : token;
}

const AUTHORIZATION = AUTHORIZATION_HEADER.toLowerCase();
const TENANT = TENANT_HEADER.toLowerCase();
const TRACE = TRACE_HEADER.toLowerCase();

/** All values of a header, named in lower case, whatever its case and in whichever of the two forms it came. */
function valuesOf({ headers, multiValueHeaders }: AuthorizerEvent, wanted: string): readonly string[] {
  const found: string[] = [];
  for (const name in multiValueHeaders) {
    if (isCalled(name, wanted)) found.push(...(multiValueHeaders[name] ?? []));
  }
  if (found.length > 0) return found;
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined && isCalled(name, wanted)) found.push(value);
  }
  return found;
}

/** A request has some thirty headers: most are told apart by their length. */
function isCalled(name: string, wanted: string): boolean {
  return name.length === wanted.length && name.toLowerCase() === wanted;
}

/**
 * The allow-list is the whole API's, so the answer is for the whole stage: API Gateway caches it for every route. Whatever it
 * does not name (another stage, another API) is denied by the absence of an Allow; refusals deny by name.
 */
function policy(methodArn: string, effect: 'Allow' | 'Deny', principalId: string): AuthorizerResult {
  const endOfApi = methodArn.indexOf('/');
  const endOfStage = methodArn.indexOf('/', endOfApi + 1);
  const stage = methodArn.slice(0, endOfStage);
  const isWhole = endOfApi > 0 && endOfStage > endOfApi + 1;
  if (!isWhole || stage.includes('*') || stage.includes('?')) throw new Error('the method ARN names no API and stage');
  return {
    principalId,
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Action: 'execute-api:Invoke', Effect: effect, Resource: `${stage}/*` }],
    },
  };
}
