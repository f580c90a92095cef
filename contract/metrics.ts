// Metrics of every decision, under CloudWatch's names: the functions write them, alarms read them. They are API, like reason codes.

export const METRICS_NAMESPACE = 'Bulkhead';

/** Counts of decisions, and how long each took. `service` and `by` are the dimensions of all, `reason` a third of refusals. */
export const METRICS = {
  allowed: 'Allowed',
  /** Answered with 401 or 403. */
  refused: 'Refused',
  /** Answered with 503: it could not be decided. */
  unavailable: 'Unavailable',
  /** Of those, because the key repository did not answer. */
  keyRepositoryErrors: 'KeyRepositoryErrors',
  /** Milliseconds from the request to the answer, within the function. */
  latency: 'Latency',
} as const;
