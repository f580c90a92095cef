// One https request with a time limit, a size limit and no redirects. node:https rather than the global `fetch`, which costs
// 80 ms and 18 MiB at its first use in a function.

import { type Agent, request } from 'node:https';

export interface HttpResponse {
  readonly status: number;
  readonly headers: { readonly [name: string]: string | undefined };
  readonly body: Buffer;
}

export interface HttpsRequestOptions {
  readonly method: string;
  readonly headers: { readonly [name: string]: string };
  readonly body?: string;
  /** From the start to the last byte, in milliseconds. @default 3000 */
  readonly timeoutMilliseconds?: number;
  /** A longer answer is an error. @default 16384 */
  readonly maxBodyBytes?: number;
  readonly agent?: Agent;
}

/** Resolves with the answer whatever its status; rejects if there is none within the limits. Errors name neither URL nor headers. */
export function httpsRequest(url: URL, options: HttpsRequestOptions): Promise<HttpResponse> {
  const { timeoutMilliseconds = 3000, maxBodyBytes = 16384 } = options;
  if (url.protocol !== 'https:') return Promise.reject(new TypeError(`protocol is ${url.protocol}, expected https:`));
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method: options.method, headers: options.headers, agent: options.agent }, (incoming) => {
      const chunks: Buffer[] = [];
      let size = 0;
      incoming.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size <= maxBodyBytes) chunks.push(chunk);
        else {
          // Before the connection goes: an answer that is all there already would still come to its end, cut short.
          fail(new Error(`answer is longer than ${maxBodyBytes} bytes`));
          outgoing.destroy();
        }
      });
      incoming.on('error', fail);
      incoming.on('end', () => {
        clearTimeout(timer);
        resolve({ status: incoming.statusCode ?? 0, headers: singleHeaders(incoming.headers), body: Buffer.concat(chunks) });
      });
    });
    const timer = setTimeout(
      () => outgoing.destroy(new Error(`no answer within ${timeoutMilliseconds} ms`)),
      timeoutMilliseconds,
    );
    function fail(error: Error) {
      clearTimeout(timer);
      reject(error);
    }
    outgoing.on('error', fail);
    outgoing.end(options.body);
  });
}

function singleHeaders(headers: { [name: string]: string | string[] | undefined }): { [name: string]: string | undefined } {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );
}
