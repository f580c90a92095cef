// The client and its cache against a real https server that fails in every way: what comes out, in which time, and how many
// requests it took.

import type { ServerResponse } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { PEM_MEDIA_TYPE } from '../../../../contract';
import { KeyCache, type KeyCacheOptions, KeyRepositoryClient, plainReads } from '../../../../lambda/runtime';
import { type Loopback, loopback } from '../../loopback';
import { keyPair, pemOf, rsaPair } from '../../tokens';

const RIGHT = pemOf(keyPair('rsa').publicKey);
const PRIVATE = keyPair('rsa').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

type Answer = (response: ServerResponse) => unknown;

const answering =
  (status: number, body = RIGHT, headers: Record<string, string> = {}): Answer =>
  (response) =>
    response.writeHead(status, { 'content-type': PEM_MEDIA_TYPE, ...headers }).end(body);

function dripping(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': PEM_MEDIA_TYPE });
  let sent = 0;
  const timer = setInterval(() => response.write(RIGHT[sent++] ?? ''), 50);
  response.on('close', () => clearInterval(timer));
}

/** An answer that does not come to its end. */
function endless(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': PEM_MEDIA_TYPE });
  response.write('x'.repeat(10_000_000));
}

const FAULTS: { readonly [name: string]: readonly [Answer, string] } = {
  'a key': [answering(200), 'key'],
  'a charset parameter': [answering(200, RIGHT, { 'content-type': `${PEM_MEDIA_TYPE}; charset=utf-8` }), 'key'],
  403: [answering(403, ''), 'key.unknown'],
  404: [answering(404, ''), 'key.unknown'],
  '404 with a long page': [answering(404, '<p>'.repeat(100_000), { 'content-type': 'text/html' }), 'key.unknown'],
  500: [answering(500), 'key.unavailable'],
  503: [answering(503), 'key.unavailable'],
  '503 with a long page': [answering(503, '<p>'.repeat(100_000)), 'key.unavailable'],
  'too many requests': [answering(429), 'key.unavailable'],
  'silence before the headers': [() => undefined, 'key.unavailable'],
  'silence in the body': [
    (response) => response.writeHead(200, { 'content-type': PEM_MEDIA_TYPE }).write(RIGHT.slice(0, 99)),
    'key.unavailable',
  ],
  'a slow drip': [dripping, 'key.unavailable'],
  'the connection cut before the headers': [(response) => response.destroy(), 'key.unavailable'],
  'the connection cut in the body': [
    (response) =>
      response
        .writeHead(200, { 'content-type': PEM_MEDIA_TYPE, 'content-length': RIGHT.length })
        .write(RIGHT.slice(0, 99), () => response.destroy()),
    'key.unavailable',
  ],
  'a redirect to a key': [answering(302, RIGHT, { location: '/gateway/a%20key' }), 'key.unavailable'],
  'a permanent redirect': [answering(308, '', { location: 'https://evil.example/' }), 'key.unavailable'],
  'a switch of protocols': [
    ({ socket }) => socket?.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'),
    'key.unavailable',
  ],
  HTML: [answering(200, '<html></html>', { 'content-type': 'text/html' }), 'key.unsuitable'],
  'a key as text': [answering(200, RIGHT, { 'content-type': 'text/plain' }), 'key.unsuitable'],
  'a key in gzip by name': [answering(200, '\u001f\u008b', { 'content-encoding': 'gzip' }), 'key.unsuitable'],
  '10 MB': [answering(200, 'x'.repeat(10_000_000)), 'key.unsuitable'],
  '10 MB and more to come': [endless, 'key.unsuitable'],
  'two keys': [answering(200, RIGHT + RIGHT), 'key.unsuitable'],
  'a private key': [answering(200, PRIVATE), 'key.unsuitable'],
  'a certificate': [(response) => answering(200, server.certificate)(response), 'key.unsuitable'],
  'an RSA key of 1024 bits': [answering(200, pemOf(rsaPair(1024).publicKey)), 'key.unsuitable'],
  garbage: [answering(200, 'q7#\u0000\u00ff'.repeat(100)), 'key.unsuitable'],
  nothing: [answering(200, ''), 'key.unsuitable'],
};

let server: Loopback;
/** Takes connections and says nothing; or resets them. */
let mute: Server;
let resetting: Server;
let answer: Answer;
const held = new Set<Socket>();

beforeAll(async () => {
  server = await loopback((response, { url }) => {
    if (url?.startsWith('/second/')) answering(200)(response);
    else answer(response);
  });
  mute = createServer((socket) => held.add(socket));
  resetting = createServer((socket) => socket.resetAndDestroy());
  for (const one of [mute, resetting]) await new Promise<void>((resolve) => one.listen(0, 'localhost', resolve));
});

beforeEach(() => {
  answer = answering(200);
  server.received.length = 0;
});

afterAll(async () => {
  for (const socket of held) socket.destroy();
  await Promise.all([server.close(), ...[mute, resetting].map((one) => new Promise((resolve) => one.close(resolve)))]);
});

const urlOf = (tcp: Server) => `https://localhost:${(tcp.address() as AddressInfo).port}`;
const NOBODY = 'https://localhost:1';
/** Time for a key: little where silence is waited out, much where a loaded machine must not be taken for it. */
const BRIEF = 1000;
const AMPLE = 20_000;
const SILENT = ['silence before the headers', 'silence in the body', 'a slow drip'];

async function resultFrom(baseUrls: readonly string[], timeoutMilliseconds = BRIEF): Promise<string> {
  const get = plainReads({ agent: server.agent, connectMilliseconds: timeoutMilliseconds / 4 });
  const started = performance.now();
  const result = await new KeyRepositoryClient({ baseUrls, get, timeoutMilliseconds }).get('gateway/k1');
  // What takes a multiple of it has no limit.
  expect(performance.now() - started).toBeLessThan(timeoutMilliseconds * 4);
  return 'key' in result ? 'key' : result.reason;
}

const timeFor = (fault: string) => (SILENT.includes(fault) ? BRIEF : AMPLE);

it.each(Object.entries(FAULTS))('%s', async (name, [fault, expected]) => {
  answer = fault;

  await expect(resultFrom([server.url], timeFor(name))).resolves.toBe(expected);
  expect(server.received.map(({ method, url, headers }) => [method, url, headers.accept])).toEqual([
    ['GET', '/gateway/k1', PEM_MEDIA_TYPE],
  ]);
});

it.each(Object.entries(FAULTS))('%s, and a key in the second repository', async (name, [fault, expected]) => {
  const final = ['too many requests', 'a redirect to a key', 'a permanent redirect'].includes(name);
  const goesOn = expected === 'key.unavailable' && !final;
  answer = fault;

  await expect(resultFrom([server.url, `${server.url}/second`], timeFor(name))).resolves.toBe(goesOn ? 'key' : expected);
  expect(server.received).toHaveLength(goesOn ? 2 : 1);
});

it.each([
  ['nobody listens', () => NOBODY],
  ['nobody finishes the handshake', () => urlOf(mute)],
  ['the connection is reset', () => urlOf(resetting)],
  ['there is no such name', () => 'https://keys.invalid'],
  ['the certificate is for another name', () => server.url.replace('localhost', '127.0.0.1')],
])('%s: unavailable, and the second repository is asked', async (_name, url) => {
  await expect(resultFrom([url()])).resolves.toBe('key.unavailable');
  expect(server.received).toEqual([]);
  await expect(resultFrom([url(), `${server.url}/second`])).resolves.toBe('key');
});

it('names for the log the code of what failed last, and no address', async () => {
  const client = new KeyRepositoryClient({ baseUrls: [server.url, NOBODY], get: plainReads({ agent: server.agent }) });
  answer = answering(500);

  await expect(client.get('gateway/k1')).resolves.toEqual({ reason: 'key.unavailable', cause: 'ECONNREFUSED' });
});

it('every repository failing is unavailable', async () => {
  answer = answering(503);

  await expect(resultFrom([NOBODY, urlOf(mute), server.url, server.url])).resolves.toBe('key.unavailable');
  expect(server.received).toHaveLength(2);
});

it('trusts nobody without being told to, and keeps to https', async () => {
  const client = new KeyRepositoryClient({ baseUrls: [server.url] });

  await expect(client.get('gateway/k1')).resolves.toEqual({
    reason: 'key.unavailable',
    cause: 'DEPTH_ZERO_SELF_SIGNED_CERT',
  });
  expect(server.received).toEqual([]);
});

describe('with the cache in front', () => {
  const clock = { now: 1_800_000_000_000 };
  const requests = () => server.received.length;

  function cacheOf(options: KeyCacheOptions = {}) {
    const client = new KeyRepositoryClient({ baseUrls: [server.url], get: plainReads({ agent: server.agent }) });
    const cache = new KeyCache(client, { clock: () => clock.now, issuers: ['gateway'], ...options });
    return async (kid = 'gateway/k1') => {
      const result = await cache.get(kid);
      return 'key' in result ? 'key' : result.reason;
    };
  }

  it('100 concurrent cold lookups are one request, and the next one none', async () => {
    const get = cacheOf();

    await expect(Promise.all(Array.from({ length: 100 }, () => get()))).resolves.toEqual(Array(100).fill('key'));
    await expect(get()).resolves.toBe('key');
    expect(requests()).toBe(1);
  });

  it('uses a key for as long as its answer says', async () => {
    const get = cacheOf();
    answer = answering(200, RIGHT, { 'cache-control': 'public, max-age=20', age: '5' });
    await get();
    clock.now += 14_999;
    await get();
    expect(requests()).toBe(1);

    clock.now += 1;
    await get();
    expect(requests()).toBe(2);
  });

  it('takes a rotated key without a restart, and drops the one before', async () => {
    const get = cacheOf();
    await get();
    answer = answering(404, '');
    await expect(get('gateway/k2')).resolves.toBe('key.unknown');

    answer = answering(200);
    clock.now += 5000;
    await expect(get('gateway/k2')).resolves.toBe('key');
    answer = answering(404, '');
    clock.now += 295_000;
    await expect(get()).resolves.toBe('key.unknown');
  });

  it('lives on an old key through an outage that its answer and we allow', async () => {
    const get = cacheOf({ staleIfErrorSeconds: 60 });
    answer = answering(200, RIGHT, { 'cache-control': 'max-age=10, stale-if-error=30' });
    await get();
    answer = (response) => response.destroy();
    clock.now += 39_999;
    await expect(get()).resolves.toBe('key');

    clock.now += 5000;
    await expect(get()).resolves.toBe('key.unavailable');
  });

  it('a flood of made-up kids is 10 requests', async () => {
    const get = cacheOf();
    answer = answering(403, '');
    const kids = Array.from({ length: 1000 }, (_, index) => `gateway/made-up-${index}`);

    expect(new Set(await Promise.all(kids.map(get)))).toEqual(new Set(['key.unknown']));
    expect(requests()).toBe(10);
  });
});
