import { once } from 'node:events';
import { Agent, createServer as createTlsServer, type Server } from 'node:https';
import { type AddressInfo, createServer } from 'node:net';
import { httpsRequest } from '../../../../lambda/runtime/http/https-request';
import { type Loopback, loopback } from '../../loopback';

let server: Loopback;
const served = new WeakSet<object>();
const GET = () => ({ method: 'GET', headers: {}, agent: server.agent });

beforeAll(async () => {
  server = await loopback((response, { url }) => {
    const size = Number(/^\/bytes\/(\d+)$/.exec(url ?? '')?.[1]);
    if (url === '/moved') response.writeHead(302, { location: '/here' }).end('moved');
    else if (url === '/silent') return;
    else if (url === '/dripping') response.writeHead(200).write('x');
    else if (url === '/cut') response.writeHead(200, { 'content-length': '10' }).write('x', () => response.destroy());
    else if (url === '/cut-at-once') response.destroy();
    else if (url === '/cookies') response.writeHead(200, { 'set-cookie': ['a=1', 'b=2'] }).end();
    else if (url === '/once-a-connection' && served.has(response.socket as object)) response.destroy();
    else if (url === '/once-a-connection') {
      served.add(response.socket as object);
      response.writeHead(200).end();
    } else if (size >= 0) response.writeHead(200).end('x'.repeat(size));
    else response.writeHead(url === '/missing' ? 404 : 200, { 'X-Custom': 'one' }).end('here');
  });
});

afterAll(() => server.close());

let switcher: Server | undefined;
afterAll(() => switcher?.close());

/** Of a server that answers 101 and then waits, or ends. */
async function switching(how: 'write' | 'end'): Promise<URL> {
  switcher?.close();
  switcher = createTlsServer({ key: server.key, cert: server.certificate }, ({ socket }) => {
    socket.on('error', () => undefined);
    socket[how]('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n');
  }).listen(0, 'localhost');
  await once(switcher, 'listening');
  return new URL(`https://localhost:${(switcher.address() as AddressInfo).port}`);
}

it('sends method, headers and body, and gives status, headers and body', async () => {
  const answer = await httpsRequest(new URL('/here?x=1', server.url), {
    ...GET(),
    method: 'POST',
    headers: { 'x-mine': '7' },
    body: '{"a":"ü"}',
  });

  expect(answer).toMatchObject({ status: 200, headers: { 'x-custom': 'one' } });
  expect(answer.body.toString()).toBe('here');
  expect(server.received.at(-1)).toMatchObject({
    method: 'POST',
    url: '/here?x=1',
    headers: { 'x-mine': '7' },
    body: '{"a":"ü"}',
  });
});

it('gives an answer whatever its status', async () => {
  await expect(httpsRequest(new URL('/missing', server.url), GET())).resolves.toMatchObject({ status: 404 });
});

it('follows no redirect', async () => {
  const before = server.received.length;

  await expect(httpsRequest(new URL('/moved', server.url), GET())).resolves.toMatchObject({ status: 302 });
  expect(server.received).toHaveLength(before + 1);
});

it('joins a header that came several times', async () => {
  await expect(httpsRequest(new URL('/cookies', server.url), GET())).resolves.toMatchObject({
    headers: { 'set-cookie': 'a=1, b=2' },
  });
});

it('takes a body as long as allowed, and not a byte more', async () => {
  const limited = { ...GET(), maxBodyBytes: 1000 };

  await expect(httpsRequest(new URL('/bytes/1000', server.url), limited)).resolves.toMatchObject({ status: 200 });
  await expect(httpsRequest(new URL('/bytes/1001', server.url), limited)).rejects.toThrow('answer is longer than 1000 bytes');
  await expect(httpsRequest(new URL('/bytes/10000000', server.url), GET())).rejects.toThrow('answer is longer than 16384 bytes');
});

it.each(['/silent', '/dripping'])('gives up on %s in time', async (path) => {
  const started = performance.now();

  await expect(httpsRequest(new URL(path, server.url), { ...GET(), timeoutMilliseconds: 100 })).rejects.toThrow(
    'no answer within 100 ms',
  );
  expect(performance.now() - started).toBeLessThan(1000);
});

it('gives up in time on a request that waits for its turn', async () => {
  const agent = new Agent({ ca: server.certificate, maxSockets: 1 });
  const first = httpsRequest(new URL('/silent', server.url), { ...GET(), agent, timeoutMilliseconds: 1500 });
  const started = performance.now();

  await expect(httpsRequest(new URL('/here', server.url), { ...GET(), agent, timeoutMilliseconds: 100 })).rejects.toThrow(
    'no answer within 100 ms',
  );
  expect(performance.now() - started).toBeLessThan(1000);
  await expect(first).rejects.toThrow('no answer within 1500 ms');
  agent.destroy();
});

it('says with an answer that is too long what its status was', async () => {
  await expect(httpsRequest(new URL('/missing', server.url), { ...GET(), maxBodyBytes: 1 })).rejects.toMatchObject({
    status: 404,
  });
});

it('waits for a connection as long as it may, and then for the answer', async () => {
  const mute = createServer().listen(0, 'localhost');
  await once(mute, 'listening');
  const url = `https://localhost:${(mute.address() as AddressInfo).port}`;

  await expect(httpsRequest(new URL(url), { ...GET(), connectMilliseconds: 100 })).rejects.toThrow('no connection within 100 ms');
  await expect(
    httpsRequest(new URL('/silent', server.url), { ...GET(), connectMilliseconds: 700, timeoutMilliseconds: 900 }),
  ).rejects.toThrow('no answer within 900 ms');
  mute.close();
});

describe('on a kept connection that the server has closed', () => {
  const agent = () => new Agent({ ca: server.certificate, keepAlive: true, maxSockets: 1 });
  const url = () => new URL('/once-a-connection', server.url);

  it('sends a GET again, on a new one', async () => {
    const kept = { ...GET(), agent: agent() };
    const before = server.received.length;

    for (let left = 3; left > 0; left -= 1) await expect(httpsRequest(url(), kept)).resolves.toMatchObject({ status: 200 });
    expect(server.received).toHaveLength(before + 5);
    kept.agent.destroy();
  });

  it('sends nothing else again', async () => {
    const kept = { ...GET(), agent: agent() };
    await httpsRequest(url(), kept);

    await expect(httpsRequest(url(), { ...kept, method: 'POST', body: '1' })).rejects.toThrow();
    kept.agent.destroy();
  });
});

it.each(['write', 'end'] as const)('rejects when the server switches protocols: %s', async (how) => {
  const url = await switching(how);

  await expect(httpsRequest(url, { ...GET(), timeoutMilliseconds: 5000 })).rejects.toThrow(/switched protocols/);
});

it.each(['/cut', '/cut-at-once'])('rejects when the connection breaks: %s', async (path) => {
  await expect(httpsRequest(new URL(path, server.url), GET())).rejects.toThrow();
});

it('rejects a server whose certificate nobody vouches for', async () => {
  const { agent: _, ...untrusting } = GET();

  await expect(httpsRequest(new URL('/here', server.url), untrusting)).rejects.toThrow(/certificate/);
});

it('rejects when nobody listens', async () => {
  await expect(httpsRequest(new URL('https://localhost:1/secret-path'), GET())).rejects.not.toThrow(/secret-path/);
});

it.each(['http://localhost/', 'file:///etc/passwd', 'data:text/plain,x'])('sends nothing to %s', async (url) => {
  const before = server.received.length;

  await expect(httpsRequest(new URL(url), GET())).rejects.toThrow('expected  https:');
  expect(server.received).toHaveLength(before);
});

it('rejects a header that would split, without naming its value', async () => {
  const sent = httpsRequest(new URL('/here', server.url), { ...GET(), headers: { authorization: 'hush\r\nx-evil: 1' } });

  await expect(sent).rejects.not.toThrow(/hush/);
});
