// Metrics within the decision's log line, in CloudWatch's embedded metric format: no call, no client, and nothing waits for them.

import { METRICS, METRICS_NAMESPACE, type ReasonCode, statusOf } from '../../../contract';

/** Milliseconds since the epoch. */
export interface DecisionTimes {
  readonly startedAt: number;
  readonly endedAt: number;
}

const count = (Name: string) => ({ Name, Unit: 'Count' });

/** A zero is written too: a share of all decisions needs both counts of the same minutes. */
const OF_ALL = {
  Namespace: METRICS_NAMESPACE,
  Dimensions: [['service', 'by']],
  Metrics: [
    count(METRICS.allowed),
    count(METRICS.refused),
    count(METRICS.unavailable),
    count(METRICS.keyRepositoryErrors),
    { Name: METRICS.latency, Unit: 'Milliseconds' },
  ],
};

/** By reason as well: the codes are a fixed list, and no caller can lengthen it. */
const byReason = (metric: string) => ({
  Namespace: METRICS_NAMESPACE,
  Dimensions: [['service', 'by', 'reason']],
  Metrics: [count(metric)],
});
const REFUSED = [OF_ALL, byReason(METRICS.refused)];
const UNAVAILABLE = [OF_ALL, byReason(METRICS.unavailable)];

/**
 * What is added to a line: `_aws` tells CloudWatch which members of it are dimensions and metrics.
 *
 * @param reason undefined for a request that was let in
 */
export function embeddedMetrics(reason: ReasonCode | undefined, { startedAt, endedAt }: DecisionTimes): object {
  const isUnavailable = reason !== undefined && statusOf(reason) === 503;
  const isRefused = reason !== undefined && !isUnavailable;
  return {
    _aws: { Timestamp: endedAt, CloudWatchMetrics: isUnavailable ? UNAVAILABLE : isRefused ? REFUSED : [OF_ALL] },
    [METRICS.allowed]: reason === undefined ? 1 : 0,
    [METRICS.refused]: isRefused ? 1 : 0,
    [METRICS.unavailable]: isUnavailable ? 1 : 0,
    [METRICS.keyRepositoryErrors]: reason === 'key.unavailable' ? 1 : 0,
    // A clock may be set back in between.
    [METRICS.latency]: Math.max(0, endedAt - startedAt),
  };
}
