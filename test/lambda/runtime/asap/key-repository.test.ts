import { PEM_MEDIA_TYPE } from '../../../../contract';
import { type HttpResponse, KeyRepositoryClient, type KeyRepositoryOptions, parsePublicKey } from '../../../../lambda/runtime';
import { AnswerTooLongError } from '../../../../lambda/runtime/http/https-request';
import { keyPair, pemOf, rsaPair } from '../../tokens';

const RIGHT = pemOf(keyPair('rsa').publicKey);
const EC = pemOf(keyPair('P-256').publicKey);

function clientOf(
  answer: Partial<HttpResponse> & { readonly type?: string; readonly text?: string },
  baseUrl = 'https://keys.example',
) {
  const asked: { url: string; headers: object }[] = [];
  const client = new KeyRepositoryClient({
    baseUrls: [baseUrl],
    async get(url, headers) {
      asked.push({ url: url.href, headers });
      return {
        status: answer.status ?? 200,
        headers: { 'content-type': answer.type ?? PEM_MEDIA_TYPE },
        body: Buffer.from(answer.text ?? RIGHT),
      };
    },
  });
  return { client, asked };
}

it('gives the published key, parsed', async () => {
  const result = await clientOf({}).client.get('gateway/k1');

  expect('key' in result && result.key.equals(keyPair('rsa').publicKey)).toBe(true);
});

it.each([
  [404, 'key.unknown'],
  [403, 'key.unknown'],
  [500, 'key.unavailable'],
  [503, 'key.unavailable'],
  [301, 'key.unavailable'],
  [302, 'key.unavailable'],
  [304, 'key.unavailable'],
  [204, 'key.unavailable'],
  [206, 'key.unavailable'],
  [401, 'key.unavailable'],
  [429, 'key.unavailable'],
  [0, 'key.unavailable'],
])('takes status %d for %s, whatever the body holds', async (status, reason) => {
  await expect(clientOf({ status }).client.get('gateway/k1')).resolves.toEqual({
    reason,
    ...(reason === 'key.unavailable' && { cause: `status ${status}` }),
  });
});

it.each([
  [PEM_MEDIA_TYPE, true],
  [`${PEM_MEDIA_TYPE}; charset=utf-8`, true],
  [`${PEM_MEDIA_TYPE} ;charset=utf-8`, true],
  ['Application/X-PEM-File', true],
  ['text/html', false],
  ['text/plain', false],
  ['application/octet-stream', false],
  [`text/html, ${PEM_MEDIA_TYPE}`, false],
  [`${PEM_MEDIA_TYPE}x`, false],
  ['', false],
])('content type %j: %p', async (type, taken) => {
  const result = await clientOf({ type }).client.get('gateway/k1');

  if (taken) expect('key' in result).toBe(true);
  else expect(result).toEqual({ reason: 'key.unsuitable', cause: 'wrong media type' });
});

const certificate = `-----BEGIN CERTIFICATE-----\n${RIGHT.split('\n').slice(1, -2).join('\n')}\n-----END CERTIFICATE-----\n`;
const privatePem = keyPair('rsa').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

it.each([
  ['one key', RIGHT, true],
  ['an EC key', EC, true],
  ['one key and blank lines', `${RIGHT}\n \n`, true],
  ['one key with CRLF', RIGHT.replaceAll('\n', '\r\n'), true],
  ['nothing', '', false],
  ['two keys', RIGHT + EC, false],
  ['a key and a private key', RIGHT + privatePem, false],
  ['a private key', privatePem, false],
  ['an encrypted private key', '-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n', false],
  ['an RSA key in PKCS #1', keyPair('rsa').publicKey.export({ type: 'pkcs1', format: 'pem' }).toString(), false],
  ['a certificate', certificate, false],
  ['text before the key', `a key:\n${RIGHT}`, false],
  ['a blank line before the key', `\n${RIGHT}`, false],
  ['a byte order mark before the key', `\ufeff${RIGHT}`, false],
  ['text after the key', `${RIGHT}a key\n`, false],
  ['a header in the frame', RIGHT.replace('-----\n', '-----\nProc-Type: 4,ENCRYPTED\n\n'), false],
  ['a frame without an end', RIGHT.replace(/-----END.*/, ''), false],
  ['a key cut short', RIGHT.replace(/\n.{64}\n/, '\n'), false],
  ['HTML', '<html></html>', false],
  ['JSON', JSON.stringify(keyPair('rsa').publicKey.export({ format: 'jwk' })), false],
  ['an RSA key of 2047 bits', pemOf(rsaPair(2047).publicKey), false],
])('body with %s: %p', async (_what, text, taken) => {
  const result = await clientOf({ text }).client.get('gateway/k1');

  if (taken) expect('key' in result).toBe(true);
  else expect(result).toEqual({ reason: 'key.unsuitable', cause: 'no suitable key' });
  expect(parsePublicKey(text) !== undefined).toBe(taken);
});

it('looks at no body that is longer than a key can be', async () => {
  const padded = (bytes: number) => RIGHT + '\n'.repeat(bytes - RIGHT.length);

  expect('key' in (await clientOf({ text: padded(16_384) }).client.get('gateway/k1'))).toBe(true);
  await expect(clientOf({ text: padded(16_385) }).client.get('gateway/k1')).resolves.toEqual({
    reason: 'key.unsuitable',
    cause: 'too long',
  });
});

it('reads a long body without backtracking', () => {
  const body = `-----BEGIN PUBLIC KEY-----\n${'A'.repeat(1_000_000)}`;
  const started = performance.now();

  expect(parsePublicKey(body)).toBeUndefined();
  expect(performance.now() - started).toBeLessThan(500);
});

it('takes a request without an answer for an unavailable repository', async () => {
  const client = new KeyRepositoryClient({
    baseUrls: ['https://keys.example'],
    get: () => Promise.reject(new Error('answer is longer than 16384 bytes')),
  });

  await expect(client.get('gateway/k1')).resolves.toEqual({ reason: 'key.unavailable', cause: 'Error' });
});

it('takes a request that throws for an unavailable repository', async () => {
  const client = new KeyRepositoryClient({
    baseUrls: ['https://keys.example'],
    get() {
      throw new Error('no credentials');
    },
  });

  await expect(client.get('gateway/k1')).resolves.toEqual({ reason: 'key.unavailable', cause: 'Error' });
});

it.each([
  ['https://keys.example', 'gateway/k1', 'https://keys.example/gateway/k1'],
  ['https://keys.example/', 'gateway/k1', 'https://keys.example/gateway/k1'],
  ['https://keys.example//', 'gateway/k1', 'https://keys.example/gateway/k1'],
  ['https://s3.example/bucket', 'a/b/c/k-1_2.3', 'https://s3.example/bucket/a/b/c/k-1_2.3'],
  ['https://s3.example/bucket', 'a/k+1', 'https://s3.example/bucket/a/k%2B1'],
  ['https://keys.example:8443/x/', 'a/...', 'https://keys.example:8443/x/a/...'],
])('asks %s for %s at %s', async (baseUrl, kid, url) => {
  const { client, asked } = clientOf({}, baseUrl);
  await client.get(kid);

  expect(asked).toEqual([{ url, headers: { accept: PEM_MEDIA_TYPE } }]);
});

it.each([
  '../a/b',
  '/a/b',
  'a',
  'a/../b',
  'a//b',
  'a/b?x',
  'a/%2e%2e',
  'https://evil.example/x',
  'a\\b/c',
  '',
  `a/${'k'.repeat(300)}`,
])('asks nobody for %j, which is no kid', async (kid) => {
  const { client, asked } = clientOf({});

  await expect(client.get(kid)).resolves.toEqual({ reason: 'key.unknown' });
  expect(asked).toEqual([]);
});

it.each([
  'http://keys.example',
  'ftp://keys.example',
  'file:///keys',
  'data:text/plain,x',
  'https://keys.example/?v=1',
  'https://keys.example/#x',
  'https://user:secret@keys.example',
  'https://:secret@keys.example',
  'keys.example',
  '',
])('cannot be made for %j', (baseUrl) => {
  expect(() => clientOf({}, baseUrl)).toThrow('baseUrls contains');
});

it.each([undefined, [], 'https://keys.example'])('cannot be made for %j in place of a list', (baseUrls) => {
  expect(() => new KeyRepositoryClient({ baseUrls } as unknown as KeyRepositoryOptions)).toThrow('baseUrls is');
});

type First = number | Error | { readonly type: string } | { readonly text: string };

/** What becomes of a kid when the first repository answers so and the second one has the key; and whom was asked. */
async function withSecond(first: First): Promise<{ result: string; asked: string[] }> {
  const asked: string[] = [];
  const client = new KeyRepositoryClient({
    baseUrls: ['https://one.example', 'https://two.example/keys/'],
    async get(url) {
      asked.push(url.host);
      if (url.host === 'two.example') return response({});
      if (first instanceof Error) throw first;
      return response(typeof first === 'number' ? { status: first } : first);
    },
  });
  const result = await client.get('gateway/k1');
  return { result: 'key' in result ? 'key' : result.reason, asked };
}

function response({ status = 200, type = PEM_MEDIA_TYPE as string, text = RIGHT }): HttpResponse {
  return { status, headers: { 'content-type': type }, body: Buffer.from(text) };
}

it.each<[First]>([
  [500],
  [502],
  [503],
  [504],
  [599],
  [new Error('connect ECONNREFUSED')],
  [new Error('no answer within 1500 ms')],
  [new AnswerTooLongError(500, 16_384)],
])('asks the next repository when one fails: %p', async (first) => {
  await expect(withSecond(first)).resolves.toEqual({ result: 'key', asked: ['one.example', 'two.example'] });
});

it.each<[First, string]>([
  [200, 'key'],
  [204, 'key.unavailable'],
  [301, 'key.unavailable'],
  [307, 'key.unavailable'],
  [400, 'key.unavailable'],
  [401, 'key.unavailable'],
  [403, 'key.unknown'],
  [404, 'key.unknown'],
  [410, 'key.unavailable'],
  [429, 'key.unavailable'],
  [{ type: 'text/html' }, 'key.unsuitable'],
  [{ text: 'no key' }, 'key.unsuitable'],
  [new AnswerTooLongError(200, 16_384), 'key.unsuitable'],
  [new AnswerTooLongError(404, 16_384), 'key.unknown'],
])('takes any other answer of the first for final: %p is %s', async (first, result) => {
  await expect(withSecond(first)).resolves.toEqual({ result, asked: ['one.example'] });
});

it.each([1, 2, 3])(
  'is unavailable when each of %d repositories failed, and gives each an equal share of the time',
  async (count) => {
    const asked: [string, number][] = [];
    const client = new KeyRepositoryClient({
      baseUrls: Array.from({ length: count }, (_, index) => `https://${index}.example`),
      timeoutMilliseconds: 600,
      get(url, _headers, milliseconds) {
        asked.push([url.host, milliseconds]);
        return Promise.reject(new Error('no answer'));
      },
    });

    await expect(client.get('gateway/k1')).resolves.toEqual({ reason: 'key.unavailable', cause: 'Error' });
    expect(asked).toEqual(Array.from({ length: count }, (_, index) => [`${index}.example`, 600 / count]));
  },
);

it('says with a key how long its repository lets it be used', async () => {
  const client = new KeyRepositoryClient({
    baseUrls: ['https://keys.example'],
    async get() {
      const { headers, ...rest } = response({});
      return { ...rest, headers: { ...headers, 'cache-control': 'public, max-age=300, stale-if-error=60', age: '7' } };
    },
  });

  await expect(client.get('gateway/k1')).resolves.toMatchObject({
    lifetime: { freshSeconds: 300, ageSeconds: 7, staleWhileRevalidateSeconds: 0, staleIfErrorSeconds: 60 },
  });
});
