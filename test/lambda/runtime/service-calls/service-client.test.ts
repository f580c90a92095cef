import fc from 'fast-check';
import { AsapSigner, AsapVerifier, ExplainedError, ServiceClient, type TenantContext } from '../../../../lambda/runtime';
import { genuineContext } from '../../contexts';
import { type Loopback, loopback } from '../../loopback';
import { keyPair, keySource, signatureOf } from '../../tokens';
import { segment } from '../http/paths';

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
  ['/prod', 'batch:run', '/prod/batch:run'],
  ['/prod', '/batch:run', '/prod/batch:run'],
  ['/prod', './batch:run', '/prod/batch:run'],
  ['/prod', '/urn:isbn:123', '/prod/urn:isbn:123'],
  ['/prod', 'orders/42:cancel?at=12:30', '/prod/orders/42:cancel?at=12:30'],
  ['/prod', 'https:a', '/prod/https:a'],
  ['/prod', 'http:/x', '/prod/http:/x'],
  ['/prod', 'javascript:1', '/prod/javascript:1'],
  ['/prod', '/https://evil.example/x', '/prod/https://evil.example/x'],
  ['/prod', ' //evil.example', '/prod/%20//evil.example'],
  ['/prod', 'a b ', '/prod/a%20b%20'],
  ['/prod', 'Zoë', '/prod/Zo%C3%AB'],
  ['/prod', '?q=a\\b', '/prod/?q=a\\b'],
  ['/prod', 'a?q=b ', '/prod/a?q=b%20'],
] as const)('below %s, path %j goes to %j', async (base, path, url) => {
  await clientOf(base).call(tenant, { path });
  expect(last()?.url).toBe(url);
});

it.each([
  ['https://evil.example', 'is a whole URL'],
  ['https://evil.example/prod/', 'is a whole URL'],
  ['HTTPS://evil.example', 'is a whole URL'],
  ['http://localhost', 'is a whole URL'],
  ['file:///etc/passwd', 'is a whole URL'],
  ['https:\\\\evil.example', 'holds a backslash'],
  ['\\\\evil.example', 'holds a backslash'],
  ['/\\evil.example', 'holds a backslash'],
  ['\\/evil.example', 'holds a backslash'],
  ['..\\x', 'holds a backslash'],
  ['\t//evil.example', 'holds a control character'],
  ['\n/\t/evil.example', 'holds a control character'],
  ['.\t./x', 'holds a control character'],
  ['a\u0000', 'holds a control character'],
  ['a?b\r\n', 'holds a control character'],
  ['a\u007f', 'holds a control character'],
  ['a#b', 'holds a fragment'],
  ['a?b#', 'holds a fragment'],
  ['../x', 'leaves'],
  ['../../x', 'leaves'],
  ['..', 'leaves'],
  ['%2e%2e/x', 'leaves'],
  ['.%2E/x', 'leaves'],
  ['a/../../x', 'leaves'],
  ['../prodx', 'leaves'],
  ['/../prod2/x', 'leaves'],
])('sends nothing for path %j: %s', async (path, what) => {
  const before = server.received.length;
  const error = await clientOf('/prod')
    .call(tenant, { path })
    .catch((thrown: unknown) => thrown);

  expect(error).toBeInstanceOf(ExplainedError);
  expect((error as Error).message.split('\n')).toEqual([
    expect.stringContaining(`path ${JSON.stringify(path)} ${what}`),
    `  expected  a path below ${server.url}/prod/`,
    expect.stringMatching(/^ {2}do {8}\S/),
  ]);
  expect(server.received).toHaveLength(before);
});

it('sends a path of valid characters to the server exactly as it is written', async () => {
  const path = fc.array(segment).map((segments) => segments.join('/'));
  await fc.assert(
    fc.asyncProperty(path, fc.boolean(), async (below, slash) => {
      // Without a slash before it, `a://` is a URL of its own.
      fc.pre(slash || !below.includes('://'));
      await clientOf('/prod').call(tenant, { path: slash ? `/${below}` : below });
      expect(last()?.url).toBe(`/prod/${below.replace(/^\/+/, '')}`);
    }),
    {
      numRuns: 200,
      examples: [
        [':', false],
        ['a:b', true],
      ],
    },
  );
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
  expect(() => clientOf('', { baseUrl })).toThrow(/^baseUrl (is|holds) .*\n {2}expected {2}.*\n {2}do {8}/);
  expect(() => clientOf('', { baseUrl })).not.toThrow('pass');
});
