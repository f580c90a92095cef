// One service on three servers, each assembled as its framework's users do it, behind a guard: what holds for one must for all.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import fastify from 'fastify';
import * as runtime from '../../../../lambda/runtime';
import { RequestGuard, type TenantContext } from '../../../../lambda/runtime';
import type { DecisionDependencies } from '../../../../lambda/runtime/decision';
import { type World, worldOf } from '../../world';

export interface Call {
  readonly request: IncomingMessage;
  readonly tenant: TenantContext;
  /** The framework's own request. */
  readonly own: object;
  /** Where the framework lets its handlers at it. */
  readonly response?: ServerResponse;
  body(): Promise<string>;
  set(name: string, value: string): void;
}

/** What the service does; its result is sent as JSON. */
export type Work = (call: Call) => unknown;

export interface Guarded {
  readonly port: number;
  /** One for each request that reached the service. */
  readonly handled: Call[];
  /** The guard's log. */
  readonly lines: string[];
  /** What the server was left to deal with. */
  readonly errors: unknown[];
  readonly world: World;
  readonly guard: RequestGuard;
  close(): Promise<void>;
}

export type Kind = 'node:http' | 'Express route' | 'Express' | 'Fastify';
export const KINDS: readonly Kind[] = ['node:http', 'Express route', 'Express', 'Fastify'];

/** The world's list names the service itself, which a guard does not take. */
export function guardOf({ verifier, service, callers, tenants }: DecisionDependencies, write: (line: string) => void) {
  return new RequestGuard({ verifier, service, callers: [...callers].filter((caller) => caller !== service), tenants, write });
}

/** @param changed makes another world for the guard */
export async function serve(kind: Kind, work: Work = () => ({}), changed: Partial<DecisionDependencies> = {}): Promise<Guarded> {
  const world = worldOf(runtime, changed);
  const lines: string[] = [];
  const errors: unknown[] = [];
  const handled: Call[] = [];
  const guard = guardOf(world.dependencies, (line) => lines.push(line));
  const run: Work = (call) => {
    handled.push(call);
    return work(call);
  };
  const { port, close } = await START[kind](guard, run, errors);
  return { port, handled, lines, errors, world, guard, close };
}

type Start = (guard: RequestGuard, run: Work, errors: unknown[]) => Promise<{ port: number; close(): Promise<void> }>;

const respond = async (run: Work, request: IncomingMessage, response: ServerResponse, tenant: TenantContext) => {
  const set = (name: string, value: string) => void response.setHeader(name, value);
  const result = JSON.stringify(await run({ request, response, tenant, own: request, body: () => bodyOf(request), set }));
  if (!response.headersSent) response.writeHead(200, { 'content-length': Buffer.byteLength(result) });
  response.end(result);
};

const START: { readonly [kind in Kind]: Start } = {
  async 'node:http'(guard, run, errors) {
    const listener = guard.handler((request, response, tenant) => respond(run, request, response, tenant));
    return listen((request, response) => {
      listener(request, response).catch((error: unknown) => {
        errors.push(error);
        response.destroy();
      });
    });
  },

  async 'Express route'(guard, run, errors) {
    const app = express();
    app.all(
      '/{*path}',
      guard.handler((request, response, tenant) => respond(run, request, response, tenant)),
    );
    app.use(remembering(errors));
    return listen(app);
  },

  async Express(guard, run, errors) {
    const app = express();
    app.use(guard.middleware());
    app.all('/{*path}', (request, response) => respond(run, request, response, guard.tenantOf(request)));
    app.use(guard.errorMiddleware());
    app.use(remembering(errors));
    return listen(app);
  },

  async Fastify(guard, run, errors) {
    const app = fastify();
    app.addHook('onRequest', guard.fastifyHook());
    app.setErrorHandler(guard.fastifyErrorHandler());
    app.addHook('onError', async (_request, _reply, error) => void errors.push(error));
    app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
    app.all('/*', async (request, reply) => {
      const set = (name: string, value: string) => void reply.header(name, value);
      const body = async () => String(request.body);
      return run({ request: request.raw, tenant: guard.tenantOf(request), own: request, body, set });
    });
    await app.listen({ port: 0, host: '127.0.0.1' });
    const { port } = app.server.address() as AddressInfo;
    return {
      port,
      close: async () => {
        app.server.closeAllConnections();
        await app.close();
      },
    };
  },
};

function remembering(errors: unknown[]): express.ErrorRequestHandler {
  return (error, _request, response, _next) => {
    errors.push(error);
    response.destroy();
  };
}

async function listen(listener: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    close: () => {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
