// The request headers that both sides name. Lower-case forms are what API Gateway's proxy events are searched by.

/** Carries the ASAP token, as `Bearer <token>`. */
export const AUTHORIZATION_HEADER = 'Authorization';

/** Names the tenant of a request. It must equal the `tenant` claim of the token beside it. */
export const TENANT_HEADER = 'X-Tenant-Id';

/** AWS's own trace header: passed on by our clients, logged with every decision, so that one request can be followed. */
export const TRACE_HEADER = 'X-Amzn-Trace-Id';
