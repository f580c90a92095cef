// What the guard needs of Fastify, whose own types fit it and which is no dependency, and how a refusal is answered there: by its
// reply, so that its hooks and its log see the answer.

import type { IncomingMessage } from 'node:http';
import { type Refusal, refusalForSession } from '../http/refusal';
import { SessionRefusedError } from '../tenant-sessions/sessions';
import { letGo } from './answer';

export interface FastifyRequestPort {
  readonly raw: IncomingMessage;
}

export interface FastifyReplyPort {
  code(statusCode: number): unknown;
  header(name: string, value: string): unknown;
  getHeaders(): { readonly [name: string]: unknown };
  removeHeader(name: string): unknown;
  send(payload: string): unknown;
}

/** The reply, which tells Fastify that there is an answer. */
export function answerReply(request: FastifyRequestPort, reply: FastifyReplyPort, refusal: Refusal): FastifyReplyPort {
  letGo(request.raw);
  reply.code(refusal.statusCode);
  for (const [name, value] of Object.entries(refusal.headers)) reply.header(name, value);
  reply.send(refusal.body);
  return reply;
}

/** True if the error was a refused session, and is answered. Fastify asks about no error after an answer. */
export function answerReplySession(
  error: unknown,
  request: FastifyRequestPort,
  reply: FastifyReplyPort,
): error is SessionRefusedError {
  if (!(error instanceof SessionRefusedError)) return false;
  for (const name of Object.keys(reply.getHeaders())) reply.removeHeader(name);
  answerReply(request, reply, refusalForSession(error.reason));
  return true;
}
