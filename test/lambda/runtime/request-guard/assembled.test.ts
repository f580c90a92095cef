// Ways to put a server together by which a request could get round its guard: it does not.

import type { AddressInfo } from 'node:net';
import express from 'express';
import fastify from 'fastify';
import * as runtime from '../../../../lambda/runtime';
import { tokenOf } from '../../tokens';
import { worldOf } from '../../world';
import { exchange, type Lines, requestText } from './raw-http';
import { guardOf } from './servers';

const named: Lines = [['X-Tenant-Id', 'acme']];
const from = (issuer: string): Lines => [
  ...named,
  ['Authorization', `Bearer ${tokenOf('RS256', 'rsa', { iss: issuer, sub: issuer }, `${issuer}/k1`)}`],
];
const newGuard = () => guardOf(worldOf(runtime).dependencies, () => undefined);

async function statuses(port: number, requests: readonly string[]): Promise<readonly (number | undefined)[]> {
  const answers = await Promise.all(requests.map((text) => exchange(port, text)));
  return answers.map(([answer]) => answer?.status);
}

const get = (lines: Lines, path = '/') => requestText(lines, { start: `GET ${path} HTTP/1.1` });

it('Express: a router of its own, and a route nobody has, are behind the guard of the app', async () => {
  const app = express();
  const router = express.Router();
  const handled = jest.fn((_request, response) => void response.end('in'));
  router.get('/issues', handled);
  app.use(newGuard().middleware());
  app.use('/api', router);
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const requests = [
    get(named, '/api/issues'),
    get(named, '/nowhere'),
    get(from('billing'), '/api/issues'),
    get(from('gateway'), '/api/issues'),
  ];

  await expect(statuses(port, requests)).resolves.toEqual([401, 401, 403, 200]);
  expect(handled).toHaveBeenCalledTimes(1);
  server.close();
});

it('Express: a body parser in front of the guard makes no tenant, and a route in front of it has none', async () => {
  const guard = newGuard();
  const app = express();
  app.use(express.json());
  app.post('/open', (request, response) => {
    Object.assign(request, request.body);
    response.json({ tenant: guard.tenantOf(request) });
  });
  app.use(guard.middleware());
  app.post('/issues', (request, response) => {
    Object.assign(request, request.body);
    response.json({ tenant: guard.tenantOf(request).tenantId });
  });
  app.use(((_error, _request, response, _next) => void response.status(500).end()) as express.ErrorRequestHandler);
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const body = '{"tenant":"umbrella","tenantOf":"umbrella","raw":{}}';
  const post = (path: string) =>
    requestText([...from('gateway'), ['Content-Type', 'application/json'], ['Content-Length', String(body.length)]], {
      start: `POST ${path} HTTP/1.1`,
      body,
    });
  const [open] = await exchange(port, post('/open'));
  const [issues] = await exchange(port, post('/issues'));
  server.close();

  expect(open?.status).toBe(500);
  expect(issues).toMatchObject({ status: 200, body: '{"tenant":"acme"}' });
});

it('Fastify: routes declared before the hook, in a plugin, and nowhere, are behind it', async () => {
  const app = fastify();
  const handled = jest.fn(async () => 'in');
  app.get('/before', handled);
  app.register(async (plugin) => {
    plugin.get('/plugin', handled);
  });
  app.addHook('onRequest', newGuard().fastifyHook());
  app.get('/after', handled);
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;
  const paths = ['/before', '/plugin', '/after', '/nowhere'];

  await expect(
    statuses(
      port,
      paths.map((path) => get(named, path)),
    ),
  ).resolves.toEqual([401, 401, 401, 401]);
  await expect(
    statuses(
      port,
      paths.map((path) => get(from('billing'), path)),
    ),
  ).resolves.toEqual([403, 403, 403, 403]);
  expect(handled).not.toHaveBeenCalled();
  await expect(
    statuses(
      port,
      paths.map((path) => get(from('gateway'), path)),
    ),
  ).resolves.toEqual([200, 200, 200, 404]);
  await app.close();
});

it('Fastify: as preHandler it guards, too, after the body was read', async () => {
  const guard = newGuard();
  const app = fastify();
  const handled = jest.fn(async (request) => guard.tenantOf(request).tenantId);
  app.addHook('preHandler', guard.fastifyHook());
  app.post('/', handled);
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;
  const post = (lines: Lines) =>
    requestText([...lines, ['Content-Type', 'application/json'], ['Content-Length', '2']], {
      start: 'POST / HTTP/1.1',
      body: '{}',
    });

  await expect(statuses(port, [post(named), post(from('billing')), post(from('gateway'))])).resolves.toEqual([401, 403, 200]);
  expect(handled).toHaveBeenCalledTimes(1);
  await app.close();
});
