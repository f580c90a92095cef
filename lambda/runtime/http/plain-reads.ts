// GETs over https without credentials: for what is public, like the keys of a repository that is not behind AWS signing.

import { Agent } from 'node:https';
import { type HttpResponse, httpsRequest } from './https-request';

/** Sends one GET request, and resolves with the answer of any status. Rejects if there is no answer in time. Follows no redirect. */
export type Read = (url: URL, headers: { readonly [name: string]: string }, timeoutMilliseconds: number) => Promise<HttpResponse>;

export interface PlainReadsOptions {
  /** Agent for trust and connections. @default Node's trusted root certificates; connections kept alive, at most 20 at a time to a host */
  readonly agent?: Agent;
  /** Time to connect, TLS included, in milliseconds: an unreachable host must not use up the time of the next host. @default 1000 */
  readonly connectMilliseconds?: number;
}

/** Reads over https without credentials. Rejects for an answer of more than 16 KiB. */
export function plainReads(options: PlainReadsOptions = {}): Read {
  const { agent = new Agent({ keepAlive: true, maxSockets: 20 }), connectMilliseconds = 1000 } = options;
  return (url, headers, timeoutMilliseconds) =>
    httpsRequest(url, { method: 'GET', headers, timeoutMilliseconds, connectMilliseconds, agent });
}
