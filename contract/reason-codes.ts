// Every refusal of ours has one of these codes. They are API: dashboards and tests join on them, so a code is never renamed
// or given another meaning. The caller sees the status alone; the code goes to the log.

const REASONS = {
  'token.missing': { status: 401, meaning: 'no Authorization header' },
  'token.scheme': { status: 401, meaning: 'the Authorization header is repeated or is not `Bearer <token>`' },
  'token.too-large': { status: 401, meaning: 'the token is longer than 8 KB' },
  'token.malformed': { status: 401, meaning: 'not a compact JWS of canonical base64url and exact JSON objects' },
  'token.algorithm': { status: 401, meaning: 'the algorithm is not on the allow-list, or does not fit the key' },
  'token.header': {
    status: 401,
    meaning: 'a header parameter changes how the token would be read (crit, b64, zip, jku, jwk, x5u, x5c)',
  },
  'token.kid': { status: 401, meaning: 'the key id is missing or ill-formed' },
  'token.claim': { status: 401, meaning: 'a required claim is missing, or a claim has the wrong form' },
  'token.lifetime': { status: 401, meaning: 'the token is made to live longer than allowed, or not at all' },
  'token.expired': { status: 401, meaning: 'the token has expired' },
  'token.not-yet-valid': { status: 401, meaning: 'the token is from the future (iat or nbf)' },
  'token.audience': { status: 401, meaning: 'the token is for another audience' },
  'token.subject': { status: 401, meaning: 'the subject is not the issuer' },
  'token.signature': { status: 401, meaning: 'the signature does not verify' },
  'token.replayed': { status: 401, meaning: 'the token was used before, and this service takes each one once' },
  'replay.unavailable': { status: 503, meaning: 'it could not be said whether the token was used before' },
  'issuer.unknown': { status: 401, meaning: 'the issuer is not one this key repository serves' },
  'key.foreign': { status: 401, meaning: 'the key id belongs to another issuer' },
  'key.unknown': {
    status: 401,
    meaning: 'the key repository has no such key, or was asked for too many of that issuer that it has not',
  },
  'key.unsuitable': { status: 401, meaning: 'the published key is not one public key of an accepted type and size' },
  'key.unavailable': { status: 503, meaning: 'the key repository did not answer in time' },
  'caller.not-listed': { status: 403, meaning: 'the caller is authentic but not on this API’s allow-list' },
  'caller.self': { status: 403, meaning: 'a service shows its own broker a token it issued itself' },
  'tenant.missing': { status: 401, meaning: 'no tenant is named in the token or beside it' },
  'tenant.malformed': { status: 401, meaning: 'the tenant id is ill-formed or named more than once' },
  'tenant.mismatch': { status: 401, meaning: 'the tenant header and the signed tenant differ' },
  'tenant.unknown': { status: 403, meaning: 'no such tenant' },
  'tenant.suspended': { status: 403, meaning: 'the tenant is not active' },
  'tenant.not-entitled': { status: 403, meaning: 'the tenant is not entitled to this service' },
  'tenant.unavailable': {
    status: 503,
    meaning: 'the Tenant Context Service did not answer, or answered with an ill-formed record',
  },
  'session.request': { status: 403, meaning: 'the broker was shown something other than exactly { token }' },
  'session.unavailable': { status: 503, meaning: 'STS did not give a session' },
  'internal.error': { status: 503, meaning: 'an unexpected failure; denied' },
} as const satisfies Record<string, { status: 401 | 403 | 503; meaning: string }>;

export type ReasonCode = keyof typeof REASONS;

/** True for one of these codes: an answer from elsewhere may hold anything. */
export function isReasonCode(value: unknown): value is ReasonCode {
  return typeof value === 'string' && Object.hasOwn(REASONS, value);
}

/** The status the caller sees: 401 not authenticated, 403 authentic but not allowed, 503 a dependency is down. */
export function statusOf(code: ReasonCode): 401 | 403 | 503 {
  return REASONS[code].status;
}

/** All codes with status and meaning, for the documentation and its test. */
export function reasonCodes(): ReadonlyArray<{ code: ReasonCode; status: number; meaning: string }> {
  return Object.entries(REASONS).map(([code, { status, meaning }]) => ({ code: code as ReasonCode, status, meaning }));
}
