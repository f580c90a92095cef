// A request put to a guard without a connection: with values, too, that Node's parser would never let through.

import { IncomingMessage, type ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { RequestGuard, TenantContext } from '../../../../lambda/runtime';
import type { Lines } from './raw-http';

export interface Outcome {
  /** 200 if the handler ran. */
  readonly status: number;
  readonly headers: { readonly [name: string]: unknown };
  readonly body: string;
  readonly tenant: TenantContext | undefined;
}

export function requestOf(lines: Lines): IncomingMessage {
  return Object.assign(new IncomingMessage(new Socket()), { rawHeaders: lines.flat() });
}

/** What becomes of a request. Rejects if there is an answer and the handler ran all the same. */
export async function put(guard: RequestGuard, request: IncomingMessage): Promise<Outcome> {
  let answer: Outcome | undefined;
  let tenant: TenantContext | undefined;
  const response = {
    writeHead: (status: number, _message: string, headers: Outcome['headers']) => ({
      end: (body: string) => {
        answer = { status, headers, body, tenant: undefined };
      },
    }),
  };
  const listener = guard.handler((_request, _response, given) => {
    tenant = given;
  });
  await listener(request, response as unknown as ServerResponse);
  if ((answer === undefined) === (tenant === undefined))
    throw new Error('expected an answer or a handler that ran, got both or neither');
  return answer ?? { status: 200, headers: {}, body: '', tenant };
}
