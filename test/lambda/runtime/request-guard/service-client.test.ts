// One service calls another, and that one a third: our signer and client, over https, a key repository over https, a guard, and
// the tenant that arrives. Nothing between them is made up.

import type { RequestListener } from 'node:http';
import { Agent, createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { PEM_MEDIA_TYPE } from '../../../../contract';
import {
  AsapSigner,
  AsapVerifier,
  KeyCache,
  KeyRepositoryClient,
  plainReads,
  RequestGuard,
  ServiceClient,
  type TenantContext,
  TenantContextClient,
} from '../../../../lambda/runtime';
import { genuineContext } from '../../contexts';
import { type Loopback, loopback, selfSigned } from '../../loopback';
import { keyPair, pemOf, signatureOf } from '../../tokens';
import { record } from '../../world';

const { certificate, key } = selfSigned();
const agent = new Agent({ ca: certificate, keepAlive: true });
const lines: string[] = [];
const stops: (() => void)[] = [];
let repository: Loopback;

const clientOf = (from: string, service: string, baseUrl: string) =>
  new ServiceClient({
    service,
    baseUrl,
    agent,
    signer: new AsapSigner({
      issuer: from,
      key: {
        kid: `${from}/k1`,
        algorithm: 'RS256',
        sign: async (data) => signatureOf('RS256', keyPair('rsa').privateKey, Buffer.from(data)),
      },
    }),
  });

function guardFor(service: string, callers: readonly string[]): RequestGuard {
  const issuers = ['edge', 'orders', 'billing', 'stranger'];
  const get = plainReads({ agent: repository.agent });
  const keys = new KeyCache(new KeyRepositoryClient({ baseUrls: [repository.url], get }), { issuers });
  const verifier = new AsapVerifier({ audience: service, issuers, keys, exactlyOneAudience: true });
  const tenants = new TenantContextClient(async (tenantId) =>
    record(tenantId, { services: tenantId === 'no-billing' ? ['orders'] : ['orders', 'billing'] }),
  );
  return new RequestGuard({ verifier, service, callers, tenants, write: (line) => lines.push(line) });
}

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer({ cert: certificate, key }, listener);
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  stops.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `https://localhost:${(server.address() as AddressInfo).port}`;
}

let orders: string;
let billing: string;

beforeAll(async () => {
  repository = await loopback((response, { url }) => {
    const known = url !== '/stranger/k1';
    response.writeHead(known ? 200 : 404, { 'content-type': PEM_MEDIA_TYPE }).end(known ? pemOf(keyPair('rsa').publicKey) : '');
  });
  billing = await listen(
    guardFor('billing', ['orders']).handler(async ({ method, url, headers }, response, tenant) => {
      response.end(JSON.stringify({ tenant, method, url, trace: headers['x-amzn-trace-id'], named: headers['x-tenant-id'] }));
    }),
  );
  const toBilling = clientOf('orders', 'billing', billing);
  orders = await listen(
    guardFor('orders', ['edge', 'stranger']).handler(async (_request, response, tenant) => {
      const { status, body } = await toBilling.call(tenant, { method: 'POST', path: 'invoices?open=1', body: { of: 'orders' } });
      response.writeHead(status).end(body);
    }),
  );
});

beforeEach(() => {
  lines.length = 0;
});

afterAll(async () => {
  agent.destroy();
  for (const stop of stops) stop();
  await repository.close();
});

const toOrders = async (from: string, tenant: TenantContext) => clientOf(from, 'orders', orders).call(tenant, { path: 'open' });

it('carries tenant and trace through two services, each with a token of its own', async () => {
  const { status, body } = await toOrders('edge', await genuineContext(undefined, 'umbrella'));

  expect(status).toBe(200);
  expect(JSON.parse(body.toString())).toEqual({
    tenant: { tenantId: 'umbrella', caller: 'orders', placement: 'pool', version: 3 },
    method: 'POST',
    url: '/invoices?open=1',
    trace: 'Root=1-2-3',
    named: 'umbrella',
  });
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { decision: 'allow', service: 'orders', issuer: 'edge', tenantId: 'umbrella', traceId: 'Root=1-2-3' },
    { decision: 'allow', service: 'billing', issuer: 'orders', tenantId: 'umbrella', traceId: 'Root=1-2-3' },
  ]);
});

it('keeps tenants apart that call at the same time', async () => {
  const tenants = ['acme', 'umbrella', 'acme', 'initech', 'umbrella', 'acme'];
  const answers = await Promise.all(tenants.map(async (tenant) => toOrders('edge', await genuineContext(undefined, tenant))));

  expect(answers.map(({ body }) => JSON.parse(body.toString()).tenant.tenantId)).toEqual(tenants);
});

it.each([
  ['a caller that is not on the list', 'billing', 'acme', 403, ['caller.not-listed']],
  ['a caller whose key nobody published', 'stranger', 'acme', 401, ['key.unknown']],
  ['a service that calls itself', 'orders', 'acme', 403, ['caller.self']],
  ['a tenant that the second service is not for', 'edge', 'no-billing', 403, [undefined, 'tenant.not-entitled']],
])('refuses %s', async (_what, from, tenant, status, reasons) => {
  const answer = await toOrders(from, await genuineContext(undefined, tenant));

  expect(answer.status).toBe(status);
  expect(lines.map((line) => JSON.parse(line).reason)).toEqual(reasons);
});

it('refuses a token that was made for another service', async () => {
  const astray = clientOf('orders', 'orders', billing);
  const { status, headers } = await astray.call(await genuineContext(), { path: 'invoices' });

  expect({ status, challenge: headers['www-authenticate'] }).toEqual({ status: 401, challenge: 'Bearer' });
  expect(lines.map((line) => JSON.parse(line).reason)).toEqual(['token.audience']);
});
