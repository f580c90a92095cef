// API Gateway's REQUEST event in, its three outcomes out: a policy that allows, a policy that denies (403), or a thrown error
// (401 for exactly `Unauthorized`; any other becomes AUTHORIZER_FAILURE, which the API maps to 503 and never caches).

import { AUTHORIZER_CONTEXT, ExplainedError, statusOf, TRACE_HEADER } from '../../../contract';
import {
  type Decision,
  type DecisionDependencies,
  decideOnHeaders,
  isCalled,
  logDecision,
  type WriteLine,
} from '../../runtime/decision';
import type { Route } from './method-pattern';
import type { MethodRules } from './method-rules';
import { methodPolicy, type PolicyDocument, stagePolicy } from './policy';

export interface AuthorizerDependencies extends DecisionDependencies {
  /** Callers of single methods, besides those of the decision. @default - none */
  readonly methodRules?: MethodRules;
  /** Milliseconds since the epoch. @default Date.now */
  readonly clock?: () => number;
}

export interface AuthorizerEvent {
  readonly methodArn: string;
  readonly httpMethod?: string;
  /** Path of the resource that the request was routed to (`/issues/{id}`). */
  readonly resource?: string;
  readonly headers?: { readonly [name: string]: string | undefined } | null;
  readonly multiValueHeaders?: { readonly [name: string]: readonly string[] | undefined } | null;
  readonly requestContext?: { readonly requestId?: string; readonly httpMethod?: string; readonly resourcePath?: string };
}

export interface AuthorizerResult {
  readonly principalId: string;
  readonly policyDocument: PolicyDocument;
  readonly context?: { readonly [name: string]: string };
}

export async function authorize(
  event: AuthorizerEvent,
  dependencies: AuthorizerDependencies,
  write: WriteLine,
): Promise<AuthorizerResult> {
  const { clock = Date.now } = dependencies;
  const startedAt = clock();
  const decision = await decideOn(event, dependencies);
  const route = routeOf(event);
  logDecision(
    write,
    {
      decision: decision.allowed ? 'allow' : 'deny',
      by: 'authorizer',
      service: dependencies.service,
      ...(!decision.allowed && { reason: decision.reason, cause: decision.cause }),
      ...decision.claimed,
      ...(route && { method: route.method, resource: route.path }),
      requestId: event.requestContext?.requestId,
      traceId: valuesOf(event, TRACE)[0]?.slice(0, 256),
    },
    { startedAt, endedAt: clock() },
  );
  return answerTo(event, decision, dependencies.methodRules);
}

/** What API Gateway is told; throws for 401 and 503. */
export function answerTo(event: AuthorizerEvent, decision: Decision, rules?: MethodRules): AuthorizerResult {
  if (decision.allowed) {
    const { token, tenant } = decision;
    return {
      principalId: token.issuer,
      policyDocument: allowing(event, token.issuer, rules),
      context: {
        [AUTHORIZER_CONTEXT.tenantId]: tenant.tenantId,
        [AUTHORIZER_CONTEXT.issuer]: token.issuer,
        [AUTHORIZER_CONTEXT.placement]: tenant.placement,
        [AUTHORIZER_CONTEXT.contextVersion]: String(tenant.version),
        [AUTHORIZER_CONTEXT.tokenId]: inPlainText(token.tokenId),
      },
    };
  }
  const status = statusOf(decision.reason);
  if (status === 403) return { principalId: 'denied', policyDocument: stagePolicy(event.methodArn, 'Deny') };
  throw new Error(status === 401 ? 'Unauthorized' : 'a dependency of the authorizer is unavailable');
}

function allowing(event: AuthorizerEvent, caller: string, rules: MethodRules | undefined): PolicyDocument {
  if (rules === undefined || rules.mayCallAll(caller)) return stagePolicy(event.methodArn, 'Allow');
  const route = routeOf(event);
  if (route === undefined)
    throw new ExplainedError(
      'the event does not name a method',
      'a request event of a REST API',
      'use this function only as the request authorizer of a REST API',
    );
  return methodPolicy(event.methodArn, route, rules.closedTo(caller));
}

const PLAIN = /^[\w+=,.:@/-]*$/;

/** API Gateway puts it into its access log as it is, where a quote would end the member: callers choose their token's id. */
function inPlainText(tokenId: string): string {
  return PLAIN.test(tokenId) ? tokenId : tokenId.replace(/[^\w+=,.:@/-]/g, '-');
}

/** The decision alone. Never rejects: whatever went wrong, it is a refusal. At once where nobody must be asked. */
export function decideOn(event: AuthorizerEvent, dependencies: AuthorizerDependencies): Decision | Promise<Decision> {
  const { methodRules } = dependencies;
  const known = methodRules && { ...dependencies, callers: methodRules.callersOf(routeOf(event)) };
  return decideOnHeaders((name) => valuesOf(event, name), known ?? dependencies);
}

/**
 * The method and the resource that API Gateway routed the request to: its own names, never the path that was sent, which could be
 * read otherwise here than there. Undefined if an event names neither, or names it twice and differently.
 */
function routeOf({ httpMethod, resource, requestContext }: AuthorizerEvent): Route | undefined {
  const method = requestContext?.httpMethod ?? httpMethod;
  const path = requestContext?.resourcePath ?? resource;
  if (method === undefined || path === undefined) return undefined;
  if ((httpMethod ?? method) !== method || (resource ?? path) !== path) return undefined;
  return { method, path };
}

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
