// Answers a refused request on its connection, and sees to what is left of it.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Refusal, refusalForSession } from '../http/refusal';
import { SessionRefusedError } from '../tenant-sessions/sessions';

/** Of a refused request's body so much is read away, so that the answer arrives and the connection can be used again. */
const MAX_UNREAD_BYTES = 65_536;
const MAX_UNREAD_MILLISECONDS = 5_000;

/** To HEAD, Node sends no body. */
export function answer(request: IncomingMessage, response: ServerResponse, refusal: Refusal): void {
  const { statusCode, message, headers, body } = refusal;
  letGo(request);
  response.writeHead(statusCode, message, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body);
}

/** True if the error was a refused session, and is answered: there was no answer yet. */
export function answerSession(error: unknown, request: IncomingMessage, response: ServerResponse): error is SessionRefusedError {
  if (!(error instanceof SessionRefusedError) || response.headersSent) return false;
  // What the handler has set so far describes another answer, or is part of one.
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  answer(request, response, refusalForSession(error.reason));
  return true;
}

/**
 * Reads what a refused caller still sends, within bounds; beyond them the connection ends. To end it at once could take the
 * answer with it: TCP resets a connection that is closed with something unread. Before the answer: afterwards Node would read
 * on by itself, and without bounds.
 */
export function letGo(request: IncomingMessage): void {
  if (request.readableEnded) return;
  let left = MAX_UNREAD_BYTES;
  const timer = setTimeout(() => request.destroy(), MAX_UNREAD_MILLISECONDS).unref();
  request.once('close', () => clearTimeout(timer));
  request.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) request.destroy();
  });
}
