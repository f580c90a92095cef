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
  'token.missing': 'the request has no Authorization header',
  'token.scheme': 'the request has more than one Authorization header, or the header is not `Bearer <token>`',
  'token.too-large': 'the token is longer than 8 KB',
  'token.malformed':
    'the token is not a compact JWS (three parts in canonical base64url; the first two are unambiguous JSON objects)',
  'token.algorithm': 'the algorithm (alg) is not on the list of accepted algorithms, or does not fit the type of the key',
  'token.header':
    'the header has a parameter that changes how the token is read (crit, b64, zip, jku, jwk, x5u, x5c, enc), or typ names another kind of token',
  'token.kid': 'the key id (kid) is missing or ill-formed',
  'token.claim': 'a required claim is missing, or a claim has the wrong form',
  'token.lifetime': 'the lifetime (exp - iat) is longer than allowed, or is not above zero',
  'token.expired': 'the token has expired',
  'token.not-yet-valid': 'the token is not valid yet: iat or nbf is in the future',
  'token.audience': 'the audience (aud) is not this service, or the token has other audiences too',
  'token.subject': 'the subject (sub) is not the issuer',
  'token.signature': 'the signature does not verify with the public key',
  'token.replayed': 'the token was used before, and this service accepts each token once',
  'replay.unavailable': 'the service could not find out whether the token was used before',
  'issuer.unknown': 'the issuer (iss) is not on the list of known issuers',
  'key.foreign': 'the key id (kid) does not belong to the issuer',
  'key.unknown':
    'the key repository has no such key, or the verifier did not ask, because too many keys of this issuer were unknown',
  'key.unsuitable':
    'the published file does not hold exactly one public key of an accepted type and size, or its media type is not application/x-pem-file',
  'key.unavailable': 'the key repository did not answer in time, or answered with an error',
  'caller.not-listed': 'the caller is proven, but it is not on the allow-list of this API or this method',
  'caller.self': 'the called service itself issued the token: no service may call itself',
  'tenant.missing': 'the token has no tenant claim, or the request has no X-Tenant-Id header',
  'tenant.malformed': 'the tenant id is ill-formed, or the request has more than one X-Tenant-Id header',
  'tenant.mismatch': 'the X-Tenant-Id header and the tenant claim differ',
  'tenant.unknown': 'the tenant does not exist',
  'tenant.suspended': 'the tenant is not active',
  'tenant.not-entitled': 'the tenant is not entitled to this service',
  'tenant.unavailable': 'the Tenant Context Service did not answer, or answered with an ill-formed record',
  'authorizer.context':
    'the request reached a handler without the context of an AsapAuthorizer, with an ill-formed context, or with a context that names another tenant or caller than the token',
  'session.request': 'the input of the session broker is not exactly { token }',
  'session.unavailable': 'STS or the session broker gave no session',
  'internal.error': 'something failed unexpectedly, so the request is refused',
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
    'the event is not a request that this function answers (it is, for example, a batch from SQS or an event from EventBridge)',
} as const;

export type EventCode = keyof typeof EVENT_MEANINGS;

/** All codes without a status, for the documentation and its test. */
export function eventCodes(): ReadonlyArray<{ code: EventCode; meaning: string }> {
  return (Object.keys(EVENT_MEANINGS) as EventCode[]).map((code) => ({ code, meaning: EVENT_MEANINGS[code] }));
}
