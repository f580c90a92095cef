// One line of JSON for every decision, which CloudWatch also reads metrics from. It names ids and codes; there is no way to put a
// token or a credential into it.

import type { ReasonCode } from '../../../contract';
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
}

export type WriteLine = (line: string) => void;

/** With times, metrics are part of the line. */
export function logDecision(write: WriteLine, line: DecisionLine, times?: DecisionTimes): void {
  write(JSON.stringify(times === undefined ? line : { ...line, ...embeddedMetrics(line.reason, times) }));
}
