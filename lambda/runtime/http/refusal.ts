// What a refused caller sees, from a function and from a server alike: a status, one message, and nothing by which two refusals
// of one status could be told apart.

import { type ReasonCode, statusOf } from '../../../contract';

/** Header names in lower case; the body is JSON. */
export interface Refusal {
  readonly statusCode: 401 | 403 | 503;
  readonly message: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
}

function refusal(statusCode: Refusal['statusCode'], message: string, headers: Refusal['headers'] = {}): Refusal {
  return { statusCode, message, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify({ message }) };
}

const REFUSALS = {
  // ASAP: a rejected token is answered with 401 and WWW-Authenticate.
  401: refusal(401, 'Unauthorized', { 'www-authenticate': 'Bearer' }),
  403: refusal(403, 'Forbidden'),
  503: refusal(503, 'Service Unavailable', { 'retry-after': '1' }),
} as const;

export const FORBIDDEN: Refusal = REFUSALS[403];

export function refusalFor(reason: ReasonCode): Refusal {
  return REFUSALS[statusOf(reason)];
}

/** For a session refused while the handler runs. The caller was authenticated: whatever is wrong by now, 401 it is not. */
export function refusalForSession(reason: ReasonCode): Refusal {
  return statusOf(reason) === 503 ? REFUSALS[503] : FORBIDDEN;
}
