// One https request with time limits, a size limit and no redirects. node:https rather than the global `fetch`, which costs
// 80 ms and 18 MiB at its first use in a function.

import type { ClientRequest, IncomingMessage } from 'node:http';
import { type Agent, request } from 'node:https';
import { ExplainedError } from '../../../contract';

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
  /** Until a new connection stands (name, TCP, TLS), in milliseconds. @default the whole time */
  readonly connectMilliseconds?: number;
  /** A longer answer is an error. @default 16384 */
  readonly maxBodyBytes?: number;
  readonly agent?: Agent;
}

/** There was an answer, and its body was longer than allowed. */
export class AnswerTooLongError extends ExplainedError {
  public override readonly name = 'AnswerTooLongError';
  public constructor(
    public readonly status: number,
    maxBodyBytes: number,
  ) {
    super(
      `the answer is longer than ${maxBodyBytes} bytes`,
      'an answer of at most maxBodyBytes',
      'request less data, or raise maxBodyBytes',
    );
  }
}

/**
 * Resolves with the answer whatever its status; rejects if there is none within the limits. Errors name neither URL nor headers.
 * A GET that finds its kept connection closed is sent again on another, within the same time.
 */
export function httpsRequest(url: URL, options: HttpsRequestOptions): Promise<HttpResponse> {
  const { method, headers, body, agent, timeoutMilliseconds = 3000, maxBodyBytes = 16384 } = options;
  const { connectMilliseconds = timeoutMilliseconds } = options;
  if (url.protocol !== 'https:')
    return Promise.reject(new ExplainedError(`the protocol of the URL is ${url.protocol}`, 'https:', 'give an https URL'));
  return new Promise((resolve, reject) => {
    let outgoing = send();
    const timer = setTimeout(() => {
      const late = new Error(`no answer within ${timeoutMilliseconds} ms`);
      outgoing.destroy(late);
      // One that waits for a connection of its agent says nothing until it gets it.
      fail(late);
    }, timeoutMilliseconds);
    function send(): ClientRequest {
      let answered = false;
      const sent = request(url, { method, headers, agent }, (incoming) => {
        answered = true;
        receive(incoming, sent);
      });
      limitConnecting(sent, connectMilliseconds);
      sent.on('error', (error) => {
        if (method === 'GET' && !answered && wasClosedBefore(sent, error)) outgoing = send();
        else fail(error);
      });
      // 101: without a listener Node closes the connection and says nothing.
      sent.on('upgrade', (_answer, socket) => {
        socket.destroy();
        fail(new Error('the server switched protocols'));
      });
      return sent.end(body);
    }
    function receive(incoming: IncomingMessage, sent: ClientRequest) {
      const status = incoming.statusCode ?? 0;
      const chunks: Buffer[] = [];
      let size = 0;
      incoming.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size <= maxBodyBytes) chunks.push(chunk);
        else {
          // Before the connection goes: an answer that is all there already would still come to its end, cut short.
          fail(new AnswerTooLongError(status, maxBodyBytes));
          sent.destroy();
        }
      });
      incoming.on('error', fail);
      incoming.on('end', () => {
        clearTimeout(timer);
        resolve({ status, headers: singleHeaders(incoming.headers), body: Buffer.concat(chunks) });
      });
    }
    function fail(error: Error) {
      clearTimeout(timer);
      reject(error);
    }
  });
}

function limitConnecting(outgoing: ClientRequest, milliseconds: number): void {
  outgoing.on('socket', (socket) => {
    if (!socket.connecting) return;
    const timer = setTimeout(() => outgoing.destroy(new Error(`no connection within ${milliseconds} ms`)), milliseconds);
    const stop = () => clearTimeout(timer);
    socket.once('secureConnect', stop).once('close', stop);
  });
}

/** The server closed a connection that we held on to. Every time one is used up: a new one's failure is final. */
function wasClosedBefore(outgoing: ClientRequest, error: NodeJS.ErrnoException): boolean {
  return outgoing.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
}

function singleHeaders(headers: { [name: string]: string | string[] | undefined }): { [name: string]: string | undefined } {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );
}
