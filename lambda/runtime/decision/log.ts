// One line of JSON for every decision. It names ids and codes; there is no way to put a token or a credential into it.

import type { ReasonCode } from '../../../contract';
import type { Claimed } from './decide';

export interface DecisionLine extends Claimed {
  readonly decision: 'allow' | 'deny';
  /** Which function decided. */
  readonly by: 'authorizer' | 'session-broker';
  readonly service: string;
  readonly reason?: ReasonCode;
  readonly requestId?: string;
  readonly traceId?: string;
  /** Broker only: the key id of the session handed out, by which CloudTrail knows it. */
  readonly accessKeyId?: string;
}

export type WriteLine = (line: string) => void;

export function logDecision(write: WriteLine, line: DecisionLine): void {
  write(JSON.stringify(line));
}
