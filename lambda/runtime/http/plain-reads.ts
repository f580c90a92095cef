// GETs over https without credentials: for what is public, like the keys of a repository that is not behind AWS signing.

import { Agent } from 'node:https';
import { type HttpResponse, httpsRequest } from './https-request';

/** Sends one GET and resolves with the answer whatever its status; rejects if there is none in time. Follows no redirect. */
export type Read = (url: URL, headers: { readonly [name: string]: string }, timeoutMilliseconds: number) => Promise<HttpResponse>;

export interface PlainReadsOptions {
  /** Trust and connections. @default the roots Node trusts; connections kept alive, at most 20 at a time to a host */
  readonly agent?: Agent;
  /** Until the connection stands, TLS included, in milliseconds: whoever is gone must not use up the time of the next. @default 1000 */
  readonly connectMilliseconds?: number;
}

/** Reads over https without credentials. Rejects for an answer of more than 16 KiB. */
export function plainReads(options: PlainReadsOptions = {}): Read {
  const { agent = new Agent({ keepAlive: true, maxSockets: 20 }), connectMilliseconds = 1000 } = options;
  return (url, headers, timeoutMilliseconds) =>
    httpsRequest(url, { method: 'GET', headers, timeoutMilliseconds, connectMilliseconds, agent });
}
