import { AsapSigner, AsapVerifier, ServiceClient, type TenantContext } from '../../../../lambda/runtime';
import { genuineContext } from '../../contexts';
import { type Loopback, loopback } from '../../loopback';
import { keyPair, keySource, signatureOf } from '../../tokens';

let server: Loopback;
let tenant: TenantContext;

const signer = new AsapSigner({
  issuer: 'orders',
  key: {
    kid: 'orders/k1',
    algorithm: 'RS256',
    sign: async (data) => signatureOf('RS256', keyPair('rsa').privateKey, Buffer.from(data)),
  },
});
const clientOf = (path = '/', changed: Partial<ConstructorParameters<typeof ServiceClient>[0]> = {}) =>
  new ServiceClient({ service: 'billing', baseUrl: server.url + path, signer, agent: server.agent, ...changed });
const last = () => server.received.at(-1);

beforeAll(async () => {
  server = await loopback((response, { url }) => {
    if (url === '/silent') return;
    response.writeHead(url === '/missing' ? 404 : 200).end('x'.repeat(2000));
  });
  tenant = await genuineContext();
});

afterAll(() => server.close());

it('sends a token for the service and the tenant, the tenant header and the trace', async () => {
  const answer = await clientOf().call(tenant, { path: 'invoices?open=1' });

  expect(answer.status).toBe(200);
  expect(last()).toMatchObject({
    method: 'GET',
    url: '/invoices?open=1',
    headers: { 'x-tenant-id': 'acme', 'x-amzn-trace-id': 'Root=1-2-3' },
  });
  const verifier = new AsapVerifier({
    audience: 'billing',
    issuers: ['orders'],
    keys: keySource({ 'orders/k1': keyPair('rsa').publicKey }),
  });
  const token = last()?.headers.authorization?.slice('Bearer '.length) ?? '';
  await expect(verifier.verify(token)).resolves.toMatchObject({
    ok: true,
    token: { issuer: 'orders', claims: { tenant: 'acme' } },
  });
});

it('never passes the token on that it was called with', async () => {
  const incoming = 'incoming.token.here';
  await clientOf().call(await genuineContext(incoming), { path: 'x' });

  expect(JSON.stringify(last())).not.toContain(incoming);
});

it('names each tenant in its own token', async () => {
  const other = await genuineContext(undefined, 'umbrella');
  await Promise.all([clientOf().call(tenant, { path: 'a' }), clientOf().call(other, { path: 'b' })]);

  for (const { url, headers } of server.received.slice(-2)) {
    const payload = Buffer.from(headers.authorization?.split('.')[1] ?? '', 'base64url').toString();
    expect(JSON.parse(payload).tenant).toBe(headers['x-tenant-id']);
    expect(headers['x-tenant-id']).toBe(url === '/a' ? 'acme' : 'umbrella');
  }
});

it('sends a body as JSON, with its length in bytes', async () => {
  await clientOf().call(tenant, { method: 'POST', path: 'x', body: { name: 'Zoë' } });

  expect(last()).toMatchObject({
    method: 'POST',
    body: '{"name":"Zoë"}',
    headers: { 'content-type': 'application/json', 'content-length': '15' },
  });
});

it('gives an answer whatever its status, and limits its size and time', async () => {
  await expect(clientOf().call(tenant, { path: 'missing' })).resolves.toMatchObject({ status: 404 });
  await expect(clientOf('/', { maxBodyBytes: 1999 }).call(tenant, { path: 'x' })).rejects.toThrow('longer than 1999');
  await expect(clientOf('/', { timeoutMilliseconds: 100 }).call(tenant, { path: 'silent' })).rejects.toThrow('within 100 ms');
});

it.each([
  ['/', 'a/b', '/a/b'],
  ['/', '/a/b', '/a/b'],
  ['/', '//evil.example/x', '/evil.example/x'],
  ['/', '///evil.example', '/evil.example'],
  ['/', '', '/'],
  ['/', 'a/../b', '/b'],
  ['/', '@evil.example', '/@evil.example'],
  ['/', ':80', '/:80'],
  ['/prod', 'a', '/prod/a'],
  ['/prod/', '/a', '/prod/a'],
  ['/prod', 'a/../b?x=../..', '/prod/b?x=../..'],
  ['/prod', 'https:a', '/prod/a'],
] as const)('below %s, path %j goes to %j', async (base, path, url) => {
  await clientOf(base).call(tenant, { path });
  expect(last()?.url).toBe(url);
});

it.each([
  'https://evil.example',
  'https://evil.example/prod/',
  'https:\\\\evil.example',
  'HTTPS://evil.example',
  'http://localhost',
  'http:/x',
  'file:///etc/passwd',
  'javascript:1',
  '\\\\evil.example',
  '/\\evil.example',
  '\\/evil.example',
  '\t//evil.example',
  ' //evil.example',
  '\n/\t/evil.example',
  '../x',
  '../../x',
  '..',
  '%2e%2e/x',
  '.%2E/x',
  '..\\x',
  'a/../../x',
  '../prodx',
  '/../prod2/x',
])('sends nothing for path %j, which leaves the base', async (path) => {
  const before = server.received.length;

  await expect(clientOf('/prod').call(tenant, { path })).rejects.toThrow('leaves');
  expect(server.received).toHaveLength(before);
});

it.each([
  'http://billing.example',
  'ftp://billing.example',
  'https://billing.example?x=1',
  'https://billing.example/#x',
  'https://user:pass@billing.example/',
  'https://:pass@billing.example/',
  'http://:pass@billing.example/',
  'billing',
])('cannot be made for %j', (baseUrl) => {
  expect(() => clientOf('', { baseUrl })).toThrow(/base URL is/);
});
