// Why something failed, for a log: the code of the error, or its name. Never its message, which may quote what was sent.

/** `ECONNREFUSED`, `ResourceNotFoundException`, `Error`. */
export function causeOf(error: unknown): string {
  const { code, name } = (typeof error === 'object' && error !== null ? error : {}) as { code?: unknown; name?: unknown };
  return [code, name].find((text): text is string => typeof text === 'string' && /^\w{1,64}$/.test(text)) ?? 'unknown';
}
