// How many connections the clients of a function open: the SDK makes a client for each tenant's credentials.
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { type SharedConnections, sharedConnections } from '../../../../lambda/runtime';

const sockets = new Set<Socket>();
const keys: string[] = [];
let server: Server;
let endpoint: string;

beforeAll(async () => {
  server = createServer(({ headers }, response) => {
    keys.push(/Credential=([^/]+)/.exec(headers.authorization ?? '')?.[1] ?? '');
    if (keys.at(-1) === 'SILENT') return;
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end('{}');
  });
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

beforeEach(() => {
  sockets.clear();
  keys.length = 0;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** As `connect` does for each tenant: a client with the tenant's credentials. */
async function readAs(accessKeyId: string, requestHandler?: SharedConnections, maxAttempts = 3): Promise<void> {
  const client = new DynamoDB({
    endpoint,
    region: 'eu-central-1',
    maxAttempts,
    credentials: { accessKeyId, secretAccessKey: 'x', sessionToken: 'y' },
    ...(requestHandler && { requestHandler }),
  });
  await client.getItem({ TableName: 'rows', Key: { pk: { S: accessKeyId } } });
}

test('300 requests, each with credentials of its own, use one connection', async () => {
  const requestHandler = sharedConnections();
  const tenants = Array.from({ length: 300 }, (_, index) => `KEY${index}`);
  for (const tenant of tenants) await readAs(tenant, requestHandler);

  expect(sockets.size).toBe(1);
  // On that connection each request is signed by its own client.
  expect(keys).toEqual(tenants);
});

test('without it each client opens its own', async () => {
  for (const tenant of ['A', 'B', 'C']) await readAs(tenant);

  expect(sockets.size).toBe(3);
});

test('requests at the same time use as many connections as they need, and the next ones no more', async () => {
  const requestHandler = sharedConnections();
  const eight = () => Promise.all(Array.from({ length: 8 }, (_, index) => readAs(`KEY${index}`, requestHandler)));
  await eight();
  const first = sockets.size;
  await eight();

  expect(first).toBeLessThanOrEqual(8);
  expect(sockets.size).toBe(first);
});

test('gives up on an answer that never begins, in the time that it names', async () => {
  const requestHandler = sharedConnections();

  expect(requestHandler).toMatchObject({ connectionTimeout: 3000, requestTimeout: 5000 });
  await expect(readAs('SILENT', { ...requestHandler, requestTimeout: 50 }, 1)).rejects.toThrow(
    expect.objectContaining({ name: 'TimeoutError' }),
  );
});
