// Numbers that both sides rely on, with their unit in the name and their source beside them.

/** ASAP: `exp - iat` may be at most an hour, whatever a server is configured with. */
export const ASAP_MAX_LIFETIME_SECONDS = 3600;

/** What authorizer and broker accept unless configured: long-lived tokens widen every staleness bound. */
export const DEFAULT_MAX_TOKEN_LIFETIME_SECONDS = 300;

/** What our signer makes. ASAP recommends under a minute where clocks agree. */
export const DEFAULT_TOKEN_LIFETIME_SECONDS = 60;

/** A token is reused until this share of its life has passed. */
export const TOKEN_REUSE_SHARE = 0.95;

/** Clock difference that is forgiven. */
export const DEFAULT_LEEWAY_SECONDS = 1;
export const MAX_LEEWAY_SECONDS = 30;

/** Longer tokens are refused unread: parsing costs the reader more than it costs the sender. */
export const MAX_TOKEN_BYTES = 8192;

/** How long a public key is used without asking the repository again. */
export const DEFAULT_KEY_MAX_AGE_SECONDS = 300;

/** How long a signer uses a key without asking again which one signs. A rotation waits for it. */
export const DEFAULT_SIGNING_KEY_MAX_AGE_SECONDS = 60;

/** How long a signer uses the key of its deployment while Systems Manager throttles: a rotation may have made it an older key. */
export const DEPLOYED_SIGNING_KEY_SECONDS = 60;

/** How long an unknown kid is remembered as unknown. Short: a key just published must work. */
export const DEFAULT_UNKNOWN_KEY_SECONDS = 5;

/** How many questions for an issuer's keys may come to nothing in a row, and after how long one more may. */
export const DEFAULT_UNKNOWN_KEY_FETCHES = 10;
export const DEFAULT_UNKNOWN_KEY_FETCH_SECONDS = 5;

/** A published key is a few hundred bytes of PEM (RSA 8192: 1.5 KB): nothing longer is looked at. */
export const MAX_PUBLISHED_KEY_BYTES = 16_384;

/** Verified tokens that a verifier with a cache keeps: one for each caller, tenant and minute. */
export const DEFAULT_CACHED_TOKENS = 1000;

/** Tokens that a replay guard in one process remembers, some 200 bytes each. */
export const DEFAULT_REPLAY_ENTRIES = 100_000;

/** How long a tenant's record is used without asking again. */
export const DEFAULT_TENANT_MAX_AGE_SECONDS = 5;

/** How long API Gateway reuses an authorizer's answer. API Gateway allows 0 to 3600. */
export const DEFAULT_AUTHORIZER_CACHE_SECONDS = 60;

/** How long a tenant-bound session may be used, enforced by its session policy. */
export const DEFAULT_SESSION_LIFETIME_SECONDS = 300;

/** Sessions that a session broker holds, one for each tenant and caller, some 2 KB each. */
export const DEFAULT_HELD_SESSIONS = 10_000;

/** Sessions that a function keeps, one for each tenant, caller and token, some 2 KB each. */
export const DEFAULT_KEPT_SESSIONS = 2000;

/** STS: AssumeRole gives no session shorter than this, so a shorter one needs a date condition. */
export const STS_MIN_SESSION_SECONDS = 900;

/** IAM: `MaxSessionDuration` cannot be set below this; it is what a holder of AssumeRole itself could ask for. */
export const IAM_MIN_MAX_SESSION_SECONDS = 3600;

/** Lambda: all environment variables of a function together. */
export const LAMBDA_ENVIRONMENT_BYTES = 4096;

/** For one public key, all attempts together. */
export const KEY_READ_MILLISECONDS = 3000;

/** For one attempt to read a tenant's record. */
export const TENANT_READ_MILLISECONDS = 1000;

/** For one attempt to get a session from STS, until the connection stands and from then to the answer. */
export const SESSION_CONNECT_MILLISECONDS = 500;
export const SESSION_ANSWER_MILLISECONDS = 1000;

/** Of every read on the way to a decision: a kept connection may be closed by the time it is used. */
export const READ_ATTEMPTS = 2;

/**
 * Authorizer and broker are stopped after this. It must leave room for all reads above, or a dependency that hangs leaves no reason
 * code in the log; API Gateway waits 10 seconds for an authorizer (documented for HTTP APIs; for REST APIs nothing is).
 */
export const DECISION_TIMEOUT_SECONDS = 10;
export const API_GATEWAY_AUTHORIZER_SECONDS = 10;

/** Lambda: the longest that a function may run. */
export const LAMBDA_MAX_TIMEOUT_SECONDS = 900;
