// The authorizer's decision for a service that is a server itself, in a container say, with no API Gateway in front. It decides
// on the lines that were sent, answers whatever it refuses, and hands the handler a tenant in place of the caller's credentials.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { ExplainedError, isIssuer, TRACE_HEADER } from '../../../contract';
import { AsapVerifier } from '../asap/verifier';
import { causeOf } from '../cause';
import {
  type Decision,
  type DecisionDependencies,
  type DecisionLine,
  decideOnHeaders,
  logDecision,
  logRefusal,
} from '../decision';
import { type Refusal, refusalFor } from '../http/refusal';
import { TenantContextClient } from '../tenant-context/client';
import { genuine, makeTenantContext, TenantContext } from '../tenant-context/tenant-context';
import type { SessionRefusedError } from '../tenant-sessions/sessions';
import { answer, answerSession } from './answer';
import { answerReply, answerReplySession, type FastifyReplyPort, type FastifyRequestPort } from './fastify';
import { headerValuesOf, takeCredentialsOut } from './node-request';

export interface RequestGuardOptions {
  /**
   * Verifies the callers' tokens with the rules of an AsapAuthorizer: `audience` is the service, `issuers` is a list,
   * `exactlyOneAudience` is true, and `graceSeconds` is 0. The constructor refuses any other verifier.
   */
  readonly verifier: AsapVerifier;
  /** Name of this service: the audience of callers' tokens, and the service to which tenants are entitled. */
  readonly service: string;
  /** Issuers that may call. Each must be in the verifier's `issuers`. The service itself must not be in the list. */
  readonly callers: readonly string[];
  /** Looks tenants up. */
  readonly tenants: TenantContextClient;
  /**
   * Gets one line of JSON for each decision: ids and a reason code, never a token. The line also has metrics for CloudWatch.
   *
   * @default console.log
   */
  readonly write?: (line: string) => void;
  /** Clock for the latency metric: milliseconds since the epoch. @default Date.now */
  readonly clock?: () => number;
}

/** The `next` of Express: calls the next handler, or the error handlers. */
export type Next = (error?: unknown) => void;

/** The guard waits for what the handler returns. The guard answers a `SessionRefusedError`; the server gets every other error. */
export type GuardedHandler<Request, Response> = (request: Request, response: Response, tenant: TenantContext) => unknown;

const TRACE = TRACE_HEADER.toLowerCase();

/**
 * Allows a request if its token is verified, its caller is listed, and its tenant is active and entitled to this service. The guard
 * answers every other request with 401, 403 or 503, and no handler sees it. For HTTP/1.
 *
 * The guard sees only a server's 'request' events. Listeners for 'checkContinue', 'checkExpectation', 'upgrade' (WebSocket) and 'connect'
 * get requests that the guard does not see. Leave these listeners out, or let the first two begin with a guarded handler.
 *
 * @example
 * const guard = new RequestGuard({ verifier, service: 'issues', callers: ['edge'], tenants });
 * createServer(guard.handler((request, response, tenant) => response.end(tenant.tenantId))).listen(8080);
 *
 * @example
 * const app = express();
 * app.use(guard.middleware());
 * app.get('/issues', (request, response) => response.send(guard.tenantOf(request).tenantId));
 * app.use(guard.errorMiddleware());
 *
 * @example
 * const app = fastify();
 * app.addHook('onRequest', guard.fastifyHook());
 * app.setErrorHandler(guard.fastifyErrorHandler());
 * app.get('/issues', async (request) => guard.tenantOf(request).tenantId);
 */
export class RequestGuard {
  private readonly dependencies: DecisionDependencies;
  private readonly write: (line: string) => void;
  private readonly clock: () => number;
  /** Not a member of the request: whatever parses bodies, cookies and queries can make members. */
  private readonly admitted = new WeakMap<object, TenantContext>();

  /** @throws ExplainedError for an option of the wrong form, and for a verifier whose rules are not the rules of an AsapAuthorizer */
  public constructor({
    verifier,
    service,
    callers,
    tenants,
    write = (line) => console.log(line),
    clock = Date.now,
  }: RequestGuardOptions) {
    needs(isIssuer(service), 'service', service, 'the name of this service');
    needs(verifier instanceof AsapVerifier, 'verifier', typeof verifier, 'an AsapVerifier');
    needs(verifier.audience === service, 'the audience of verifier', verifier.audience, `${service}, the name of this service`);
    needs(
      verifier.exactlyOneAudience,
      'exactlyOneAudience of verifier',
      false,
      'true: otherwise one receiver of a token could send it to the other receivers',
    );
    needs(
      verifier.graceSeconds === 0,
      'graceSeconds of verifier',
      verifier.graceSeconds,
      '0: a guard accepts no token after its exp',
    );
    needs(
      Array.isArray(callers) && callers.length > 0 && callers.every(isIssuer),
      'callers',
      callers,
      'a list of one or more issuer names',
    );
    const { issuers } = verifier;
    needs(
      issuers !== null,
      'issuers of verifier',
      null,
      'the list of issuers that exist: with it the guard knows which issuer owns the key `edge/jobs/k1`',
    );
    const unknown = callers.find((caller) => !issuers.has(caller));
    needs(unknown === undefined, 'callers', unknown, 'names that are in `issuers` of the verifier');
    needs(
      !callers.includes(service),
      'callers',
      service,
      'other services: a service that may call itself could sign a token for any tenant',
    );
    needs(tenants instanceof TenantContextClient, 'tenants', typeof tenants, 'a TenantContextClient');
    needs(typeof write === 'function', 'write', typeof write, 'a function that takes one line of text');
    this.dependencies = { verifier, service, callers: new Set(callers), tenants, refuseOwnTokens: true };
    this.write = write;
    this.clock = clock;
  }

  /**
   * A listener for node:http and node:https, and a route handler for Express. If the broker refuses a session while the handler runs, the
   * answer is 403 or 503. Any other error goes to `next`; without `next`, the returned promise rejects.
   */
  public handler<Request extends IncomingMessage, Response extends ServerResponse>(
    handle: GuardedHandler<Request, Response>,
  ): (request: Request, response: Response, next?: Next) => Promise<void> {
    return async (request, response, next) => {
      try {
        const seen = await this.judge(request);
        if (seen instanceof TenantContext) await handle(request, response, seen);
        else answer(request, response, seen);
      } catch (error) {
        if (answerSession(error, request, response)) return this.logSession(error, request);
        if (next === undefined) throw error;
        next(error);
      }
    };
  }

  /** For Express: add it before all guarded routes and before body parsers. Handlers get the tenant from `tenantOf`. */
  public middleware(): (request: IncomingMessage, response: ServerResponse, next: Next) => Promise<void> {
    return async (request, response, next) => {
      try {
        const seen = await this.judge(request);
        if (!(seen instanceof TenantContext)) return answer(request, response, seen);
      } catch (error) {
        return next(error);
      }
      next();
    };
  }

  /** For Express: add it after the routes. It answers if the broker refused a session, and passes on any other error. */
  public errorMiddleware(): (error: unknown, request: IncomingMessage, response: ServerResponse, next: Next) => void {
    return (error, request, response, next) => {
      if (answerSession(error, request, response)) this.logSession(error, request);
      else next(error);
    };
  }

  /** For Fastify's `onRequest`, which runs before Fastify reads the body. Handlers get the tenant from `tenantOf`. */
  public fastifyHook(): (request: FastifyRequestPort, reply: FastifyReplyPort) => Promise<unknown> {
    return async (request, reply) => {
      const seen = await this.judge(request.raw);
      if (!(seen instanceof TenantContext)) return answerReply(request, reply, seen);
      this.admitted.set(request, seen);
      return undefined;
    };
  }

  /** For Fastify's `setErrorHandler`: it answers if the broker refused a session, and throws any other error again. */
  public fastifyErrorHandler(): (error: unknown, request: FastifyRequestPort, reply: FastifyReplyPort) => unknown {
    return (error, request, reply) => {
      if (!answerReplySession(error, request, reply)) throw error;
      this.logSession(error, request);
      return reply;
    };
  }

  /** The tenant of a request that this guard allowed. Throws ExplainedError for any other request: its route is not behind the guard. */
  public tenantOf(request: object): TenantContext {
    const tenant = this.admitted.get(request);
    if (tenant === undefined)
      throw new ExplainedError(
        'RequestGuard: this guard has not allowed this request',
        'a request to a route behind this guard',
        'put handler, middleware or fastifyHook of this guard in front of the route',
      );
    return tenant;
  }

  /** The tenant of a request, or what it is to be answered. One that was let in before is not judged again. */
  private async judge(request: IncomingMessage): Promise<TenantContext | Refusal> {
    const known = this.admitted.get(request);
    if (known !== undefined) return known;
    const valuesOf = headerValuesOf(request);
    const traceId = valuesOf(TRACE)[0]?.slice(0, 256);
    const startedAt = this.clock();
    const decision = await decideOnHeaders(valuesOf, this.dependencies);
    this.log(decision, traceId, startedAt);
    if (!decision.allowed) return refusalFor(decision.reason);
    const { tenantId, placement, version } = decision.tenant;
    const caller = decision.token.issuer;
    const tenant = makeTenantContext({ tenantId, caller, placement, version, token: decision.text, traceId });
    takeCredentialsOut(request);
    this.admitted.set(request, tenant);
    return tenant;
  }

  /** Of a request that was let in, by a line of its own before: what its handler then got no session for. */
  private logSession({ reason, detail }: SessionRefusedError, request: object): void {
    const tenant = this.admitted.get(request);
    logRefusal(this.write, {
      by: 'request-guard',
      service: this.dependencies.service,
      reason,
      ...(detail && { cause: causeOf({ name: detail }) }),
      ...(tenant && { issuer: tenant.caller, tenantId: tenant.tenantId, traceId: genuine(tenant).traceId }),
    });
  }

  private log(decision: Decision, traceId: string | undefined, startedAt: number): void {
    const line: DecisionLine = {
      decision: decision.allowed ? 'allow' : 'deny',
      by: 'request-guard',
      service: this.dependencies.service,
      ...(!decision.allowed && { reason: decision.reason, cause: decision.cause }),
      ...decision.claimed,
      traceId,
    };
    logDecision(this.write, line, { startedAt, endedAt: this.clock() });
  }
}

function needs(condition: boolean, option: string, seen: unknown, expected: string): asserts condition {
  if (!condition)
    throw new ExplainedError(
      `RequestGuard: ${option} is ${JSON.stringify(seen)}`,
      expected,
      `correct ${option} in the options of RequestGuard`,
    );
}
