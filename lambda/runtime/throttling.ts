// Whether AWS refused a call because there were too many. Only then is the refusal no answer to the question that was asked.

/** As services of AWS name it; the SDK retries the same names. `LimitExceededException` is not among them: it is about a stock, not a rate. */
const NAMES: ReadonlySet<unknown> = new Set([
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'ThrottledException',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
]);

export function isThrottling(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { name, $metadata } = error as { name?: unknown; $metadata?: { httpStatusCode?: unknown } };
  return NAMES.has(name) || $metadata?.httpStatusCode === 429;
}
