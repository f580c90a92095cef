// The cases that Atlassian's Python and Go implementations have for fetching public keys, against an https server on loopback: their
// mocks hid that a fallback never worked.

import { KeyCache, type KeyCacheOptions, KeyRepositoryClient, plainReads } from '../../../../../lambda/runtime';
import { type Loopback, loopback } from '../../../loopback';
import { keyPair, pemOf } from '../../../tokens';

const PEM = 'application/x-pem-file';
const CACHE_CONTROL = 'public, max-age=300, stale-while-revalidate=300, stale-if-error=300';
const NOBODY = 'https://localhost:1';

interface Answer {
  readonly status?: number;
  readonly type?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

let server: Loopback;
let answer: Answer;
let now: number;

beforeAll(async () => {
  server = await loopback((response, { url }) => {
    const {
      status = 200,
      type = PEM,
      body = pemOf(keyPair('rsa').publicKey),
      headers = {},
    } = url?.startsWith('/second/') ? {} : answer;
    response.writeHead(status, { 'content-type': type, 'cache-control': CACHE_CONTROL, ...headers }).end(body);
  });
});

beforeEach(() => {
  answer = {};
  now = 1_800_000_000_000;
  server.received.length = 0;
});

afterAll(() => server.close());

const clientOf = (...baseUrls: string[]) =>
  new KeyRepositoryClient({ baseUrls, get: plainReads({ agent: server.agent }), timeoutMilliseconds: 20_000 });
const cacheOf = (options: KeyCacheOptions = {}, ...baseUrls: string[]) =>
  new KeyCache(clientOf(...(baseUrls.length > 0 ? baseUrls : [server.url])), { clock: () => now, ...options });
const said = async (result: ReturnType<KeyCache['get']>) => {
  const known = await result;
  return 'key' in known ? 'key' : known.reason;
};
const urls = () => server.received.map(({ url }) => url);
const inBackground = async (requests: number) => {
  while (server.received.length < requests) await new Promise((resolve) => setImmediate(resolve));
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setTimeout(resolve, 2));
};

describe('test_public_key_provider', () => {
  it.each(['http://localhost', 'HTTP://localhost', null, undefined, ''])('base %j: refused', (base) => {
    expect(() => clientOf(base as string)).toThrow(/^baseUrls contains .*\n {2}expected {2}an https URL/);
  });

  it('a base with a password in it: refused, and the password not told', () => {
    expect(() => clientOf('https://user:secret@keys.example/x')).toThrow('baseUrls contains https://keys.example/x\n');
  });

  it('asks below the base, for the media type of keys', async () => {
    await expect(said(clientOf(`${server.url}/repo/`).get('gateway/nested/k1'))).resolves.toBe('key');

    expect(server.received).toMatchObject([{ method: 'GET', url: '/repo/gateway/nested/k1', headers: { accept: PEM } }]);
  });

  it('a proxy of the environment: not used, for it could answer in the repository’s place', async () => {
    process.env.HTTPS_PROXY = process.env.https_proxy = NOBODY;
    const result = await said(clientOf(server.url).get('gateway/k1'));
    delete process.env.HTTPS_PROXY;
    delete process.env.https_proxy;

    expect(result).toBe('key');
  });

  it('an explicit proxy: the agent that is given makes the connection', async () => {
    const connect = jest.spyOn(server.agent, 'addRequest' as never);
    await clientOf(server.url).get('gateway/k1');

    expect(connect).toHaveBeenCalledTimes(1);
    connect.mockRestore();
  });

  it.each<[string, Answer, string]>([
    ['a charset in the content type', { type: `${PEM}; charset=utf-8` }, 'key'],
    ['another content type', { type: 'text/plain' }, 'key.unsuitable'],
    ['403, of a bucket without leave to list', { status: 403, body: '' }, 'key.unknown'],
    ['404', { status: 404, body: '' }, 'key.unknown'],
    ['500', { status: 500, body: '' }, 'key.unavailable'],
  ])('%s: %s', async (_what, given, expected) => {
    answer = given;
    await expect(said(clientOf(server.url).get('gateway/k1'))).resolves.toBe(expected);
  });

  it('http_caching: a second lookup makes no request', async () => {
    const cache = cacheOf();
    await expect(said(cache.get('gateway/k1'))).resolves.toBe('key');
    await expect(said(cache.get('gateway/k1'))).resolves.toBe('key');

    expect(urls()).toEqual(['/gateway/k1']);
  });

  it('multi: a bare string in place of a list is refused', () => {
    expect(() => new KeyRepositoryClient({ baseUrls: server.url as unknown as string[] })).toThrow(
      'expected  a list of one or more https URLs',
    );
  });

  it.each<[string, string | undefined, Answer, string, number]>([
    ['500', undefined, { status: 500 }, 'key', 2],
    ['503', undefined, { status: 503 }, 'key', 2],
    ['a connection error', NOBODY, {}, 'key', 1],
    ['404, which is final', undefined, { status: 404 }, 'key.unknown', 1],
    ['403, which is final', undefined, { status: 403 }, 'key.unknown', 1],
  ])('multi: after %s', async (_what, first, given, expected, requests) => {
    answer = given;
    await expect(said(clientOf(first ?? server.url, `${server.url}/second`).get('gateway/k1'))).resolves.toBe(expected);

    expect(server.received).toHaveLength(requests);
  });
});

describe('go-asap keyfetch', () => {
  it('a fresh key is answered from the cache', async () => {
    const cache = cacheOf();
    await cache.get('gateway/k1');
    now += 299_999;

    expect(await said(cache.get('gateway/k1'))).toBe('key');
    expect(urls()).toHaveLength(1);
  });

  it('an expired key is asked for again', async () => {
    const cache = cacheOf();
    await cache.get('gateway/k1');
    now += 300_000;
    await cache.get('gateway/k1');

    expect(urls()).toHaveLength(2);
  });

  it('a stale key serves while it is asked for in the background, where we allow it', async () => {
    const cache = cacheOf({ staleWhileRevalidateSeconds: 60 });
    await cache.get('gateway/k1');
    now += 330_000;

    expect(cache.get('gateway/k1')).not.toBeInstanceOf(Promise);
    await inBackground(2);
    expect(urls()).toHaveLength(2);
    expect(cache.current('gateway/k1')).toMatchObject({ key: {} });
    expect(urls()).toHaveLength(2);
  });

  it('an unknown kid is remembered for a short time', async () => {
    answer = { status: 404 };
    const cache = cacheOf({ unknownSeconds: 1 });
    await cache.get('gateway/k1');
    now += 999;
    await expect(said(cache.get('gateway/k1'))).resolves.toBe('key.unknown');
    expect(urls()).toHaveLength(1);

    answer = {};
    now += 1;
    await expect(said(cache.get('gateway/k1'))).resolves.toBe('key');
  });

  it.each<[string, Answer, string]>([
    ['an ill-formed body evicts it', { body: 'no key' }, 'key.unsuitable'],
    ['a key that is gone evicts it', { status: 404 }, 'key.unknown'],
  ])('during a refresh %s', async (_what, given, expected) => {
    const cache = cacheOf({ staleWhileRevalidateSeconds: 60, staleIfErrorSeconds: 60 });
    await cache.get('gateway/k1');
    answer = given;
    now += 330_000;
    await cache.get('gateway/k1');
    await inBackground(2);

    await expect(said(cache.get('gateway/k1'))).resolves.toBe(expected);
  });

  it('during a refresh a repository that fails leaves it, where we allow that', async () => {
    const cache = cacheOf({ staleWhileRevalidateSeconds: 60, staleIfErrorSeconds: 60 });
    await cache.get('gateway/k1');
    answer = { status: 500 };
    now += 330_000;
    await cache.get('gateway/k1');
    await inBackground(2);

    await expect(said(cache.get('gateway/k1'))).resolves.toBe('key');
    now += 60_000;
    await expect(said(cache.get('gateway/k1'))).resolves.toBe('key.unavailable');
  });

  it('concurrent misses share one request', async () => {
    const cache = cacheOf();
    const results = await Promise.all(Array.from({ length: 50 }, () => said(cache.get('gateway/k1'))));

    expect(new Set(results)).toEqual(new Set(['key']));
    expect(urls()).toHaveLength(1);
  });

  it('multi-fetcher: all fail', async () => {
    answer = { status: 502 };
    await expect(said(cacheOf({}, NOBODY, server.url, NOBODY).get('gateway/k1'))).resolves.toBe('key.unavailable');
  });
});
