// Every refusal of ours has one of these codes. They are API: dashboards and tests join on them, so a code is never renamed
// or given another meaning. The caller sees the status alone; the code goes to the log.

const STATUS = {
  'token.missing': 401,
  'token.scheme': 401,
  'token.too-large': 401,
  'token.malformed': 401,
  'token.algorithm': 401,
  'token.header': 401,
  'token.kid': 401,
  'token.claim': 401,
  'token.lifetime': 401,
  'token.expired': 401,
  'token.not-yet-valid': 401,
  'token.audience': 401,
  'token.subject': 401,
  'token.signature': 401,
  'token.replayed': 401,
  'replay.unavailable': 503,
  'issuer.unknown': 401,
  'key.foreign': 401,
  'key.unknown': 401,
  'key.unsuitable': 401,
  'key.unavailable': 503,
  'caller.not-listed': 403,
  'caller.self': 403,
  'tenant.missing': 401,
  'tenant.malformed': 401,
  'tenant.mismatch': 401,
  'tenant.unknown': 403,
  'tenant.suspended': 403,
  'tenant.not-entitled': 403,
  'tenant.unavailable': 503,
  'authorizer.context': 403,
  'session.request': 403,
  'session.unavailable': 503,
  'internal.error': 503,
} as const satisfies Record<string, 401 | 403 | 503>;

export type ReasonCode = keyof typeof STATUS;

/** For people: apart from the statuses, so that the functions need not carry it. */
const MEANINGS: { readonly [code in ReasonCode]: string } = {
  'token.missing': 'no Authorization header',
  'token.scheme': 'the Authorization header is repeated or is not `Bearer <token>`',
  'token.too-large': 'the token is longer than 8 KB',
  'token.malformed': 'not a compact JWS of canonical base64url and exact JSON objects',
  'token.algorithm': 'the algorithm is not on the allow-list, or does not fit the key',
  'token.header':
    'a header parameter changes how the token would be read (crit, b64, zip, jku, jwk, x5u, x5c, enc), or typ names another kind of token',
  'token.kid': 'the key id is missing or ill-formed',
  'token.claim': 'a required claim is missing, or a claim has the wrong form',
  'token.lifetime': 'the token is made to live longer than allowed, or not at all',
  'token.expired': 'the token has expired',
  'token.not-yet-valid': 'the token is from the future (iat or nbf)',
  'token.audience': 'the token is for another audience',
  'token.subject': 'the subject is not the issuer',
  'token.signature': 'the signature does not verify',
  'token.replayed': 'the token was used before, and this service takes each one once',
  'replay.unavailable': 'it could not be said whether the token was used before',
  'issuer.unknown': 'the issuer is not one this key repository serves',
  'key.foreign': 'the key id belongs to another issuer',
  'key.unknown': 'the key repository has no such key, or was asked for too many of that issuer that it has not',
  'key.unsuitable': 'what is published is not one public key of an accepted type and size, served as application/x-pem-file',
  'key.unavailable': 'the key repository did not answer in time',
  'caller.not-listed': 'the caller is authentic but on the allow-list of neither this API nor this method',
  'caller.self': 'the token was issued by the called service itself: no service may call itself',
  'tenant.missing': 'the token has no tenant claim, or the request no X-Tenant-Id header',
  'tenant.malformed': 'the tenant id is ill-formed or named more than once',
  'tenant.mismatch': 'the tenant header and the signed tenant differ',
  'tenant.unknown': 'no such tenant',
  'tenant.suspended': 'the tenant is not active',
  'tenant.not-entitled': 'the tenant is not entitled to this service',
  'tenant.unavailable': 'the Tenant Context Service did not answer, or answered with an ill-formed record',
  'authorizer.context': 'the request reached a handler without the context of an AsapAuthorizer, or with an ill-formed one',
  'session.request': 'the broker was shown something other than exactly { token }',
  'session.unavailable': 'STS did not give a session',
  'internal.error': 'an unexpected failure; denied',
};

/** True for one of these codes: an answer from elsewhere may hold anything. */
export function isReasonCode(value: unknown): value is ReasonCode {
  return typeof value === 'string' && Object.hasOwn(STATUS, value);
}

/** The status the caller sees: 401 not authenticated, 403 authentic but not allowed, 503 a dependency is down. */
export function statusOf(code: ReasonCode): 401 | 403 | 503 {
  return STATUS[code];
}

/** All codes with status and meaning, for the documentation and its test. */
export function reasonCodes(): ReadonlyArray<{ code: ReasonCode; status: number; meaning: string }> {
  return (Object.keys(STATUS) as ReasonCode[]).map((code) => ({ code, status: STATUS[code], meaning: MEANINGS[code] }));
}

/** Codes of asynchronous events. No caller waits for an answer or sees a status: the function fails, and Lambda sends the event again. */
const EVENT_MEANINGS = {
  'event.not-a-request':
    'the event is not a request that this function answers, such as a batch of SQS or an event of EventBridge',
} as const;

export type EventCode = keyof typeof EVENT_MEANINGS;

/** All codes without a status, for the documentation and its test. */
export function eventCodes(): ReadonlyArray<{ code: EventCode; meaning: string }> {
  return (Object.keys(EVENT_MEANINGS) as EventCode[]).map((code) => ({ code, meaning: EVENT_MEANINGS[code] }));
}
