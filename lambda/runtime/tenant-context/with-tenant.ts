// Turns a handler for one tenant's request into a Lambda handler. The tenant is read from the authorizer's context and nowhere
// else; the caller's credentials are taken out of the event before the handler sees it.

import { ENVIRONMENT, type EventCode, type ReasonCode } from '../../../contract';
import { causeOf } from '../cause';
import { logRefusal, type RefusalLine } from '../decision/log';
import { NotARequestError } from '../event-source';
import { FORBIDDEN, type Refusal, refusalForSession } from '../http/refusal';
import { writeLine } from '../log-line';
import { SessionRefusedError } from '../tenant-sessions/sessions';
import { admitted, idsOf, isProxyEvent, type ProxyEvent, withoutCredentials } from './proxy-event';
import { makeTenantContext, type TenantContext } from './tenant-context';

export interface ProxyResponse {
  readonly statusCode: number;
  readonly headers?: { readonly [name: string]: string };
  readonly body: string;
}

/** The members of Lambda's context that most handlers read. A handler may declare a wider type, such as `Context` of @types/aws-lambda. */
export interface LambdaContext {
  readonly awsRequestId: string;
  readonly functionName: string;
  getRemainingTimeInMillis(): number;
}

/** Lambda always passes a context. In a unit test that calls the handler without a context, it is `undefined`. */
export type TenantHandler<E extends ProxyEvent, R, C = LambdaContext> = (
  event: E,
  tenant: TenantContext,
  context: C,
) => Promise<R>;

const EXPECTED = 'a request of API Gateway’s REST proxy integration, from a method behind an AsapAuthorizer';
const REMEDY =
  'handle this event in a separate function without withTenant: no caller signed a tenant for it. For HTTP requests, use a REST API';

/**
 * Wraps the handler of a service. The wrapper refuses the following, and logs each refusal with its reason code:
 *
 * - A request that did not pass an AsapAuthorizer is answered with 403.
 * - If the broker refuses a session while the handler runs, the answer is 403 (the tenant was suspended, or the token is too old) or 503
 *   (a dependency is down). The wrapper does not catch any other error of the handler.
 * - For an event that is not a request of a REST API (a batch from SQS, an event from EventBridge, a direct invocation) it throws
 *   `NotARequestError`. Lambda then retries the event, and deletes no batch.
 *
 * @example
 * export const handler = withTenant(async (event, tenant) => ({ statusCode: 200, body: tenant.tenantId }));
 *
 * @example
 * export const handler = withTenant(async (event, tenant, context) => {
 *   const signal = AbortSignal.timeout(context.getRemainingTimeInMillis() - 500);
 *   return { statusCode: 200, body: await report(tenant, signal) };
 * });
 */
export function withTenant<E extends ProxyEvent, R, C extends LambdaContext = LambdaContext>(
  handler: TenantHandler<E, R, C>,
): (event: E, context?: C) => Promise<R | ProxyResponse> {
  return async (event, context) => {
    if (!isProxyEvent(event)) {
      log('event.not-a-request', {}, context);
      throw new NotARequestError(event, EXPECTED, REMEDY);
    }
    const state = admitted(event);
    if (typeof state === 'string') {
      log(state, idsOf(event), context);
      return answer(FORBIDDEN);
    }
    try {
      return await handler(withoutCredentials(event), makeTenantContext(state), context as C);
    } catch (error) {
      if (!(error instanceof SessionRefusedError)) throw error;
      log(error.reason, { ...idsOf(event), ...(error.detail && { cause: causeOf({ name: error.detail }) }) }, context);
      return answer(refusalForSession(error.reason));
    }
  };
}

function log(reason: ReasonCode | EventCode, known: Partial<RefusalLine>, context: LambdaContext | undefined): void {
  const requestId = context?.awsRequestId ?? known.requestId;
  logRefusal(writeLine, { by: 'handler', service: process.env[ENVIRONMENT.service], reason, ...known, requestId });
}

function answer({ statusCode, headers, body }: Refusal): ProxyResponse {
  return { statusCode, headers, body };
}
