// One line of JSON for every decision, which CloudWatch also reads metrics from. It names ids and codes; there is no way to put a
// token or a credential into it.

import type { EventCode, ReasonCode } from '../../../contract';
import type { Claimed } from './decide';
import { type DecisionTimes, embeddedMetrics } from './metrics';

export interface DecisionLine extends Claimed {
  readonly decision: 'allow' | 'deny';
  /** Who decided. */
  readonly by: 'authorizer' | 'request-guard' | 'session-broker';
  readonly service: string;
  readonly reason?: ReasonCode;
  /** What a dependency failed of: `ECONNREFUSED`, `status 500`, `ResourceNotFoundException`. */
  readonly cause?: string;
  /** Authorizer only: the method and the path of the resource that API Gateway routed to (`/issues/{id}`). */
  readonly method?: string;
  readonly resource?: string;
  readonly requestId?: string;
  readonly traceId?: string;
  /** Broker only: the key id of the session handed out, by which CloudTrail knows it. */
  readonly accessKeyId?: string;
  /** Broker only: whether STS issued the session for this token, or for an earlier token of the same tenant and caller. */
  readonly session?: 'new' | 'held';
}

export type WriteLine = (line: string) => void;

/** With times, metrics are part of the line. */
export function logDecision(write: WriteLine, line: DecisionLine, times?: DecisionTimes): void {
  write(JSON.stringify(times === undefined ? line : { ...line, ...embeddedMetrics(line.reason, times) }));
}

/** A session that a handler got without asking the broker again. The broker's line is about the first request with the token. */
export interface HandOutLine extends Required<Pick<Claimed, 'issuer' | 'tenantId' | 'tokenId'>>, Pick<DecisionLine, 'traceId'> {
  readonly by: 'handler';
  /** Undefined outside of the function of a TenantService. */
  readonly service?: string;
  readonly accessKeyId: string;
}

/** Without metrics: those count each decision once. */
export function logHandOut(write: WriteLine, line: HandOutLine): void {
  write(JSON.stringify({ decision: 'allow', session: 'held', ...line }));
}

/** A refusal beside the decision about a token: by a handler, by a guard whose handler got no session, of an event that has no token. */
export interface RefusalLine extends Claimed, Pick<DecisionLine, 'cause' | 'requestId' | 'traceId'> {
  readonly by: 'handler' | 'request-guard' | 'session-broker' | 'tenant-context';
  /** Undefined in a function that knows no service. */
  readonly service?: string;
  readonly reason: ReasonCode | EventCode;
}

/** Without metrics: those count each decision once. */
export function logRefusal(write: WriteLine, line: RefusalLine): void {
  write(JSON.stringify({ decision: 'deny', ...line }));
}
