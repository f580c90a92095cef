import { PEM_MEDIA_TYPE } from '../../../../contract';
import { type HttpResponse, KeyRepositoryClient, parsePublicKey } from '../../../../lambda/runtime';
import { keyPair, pemOf, rsaPair } from '../../tokens';

const RIGHT = pemOf(keyPair('rsa').publicKey);
const EC = pemOf(keyPair('P-256').publicKey);

function clientOf(
  answer: Partial<HttpResponse> & { readonly type?: string; readonly text?: string },
  baseUrl = 'https://keys.example',
) {
  const asked: { url: string; headers: object }[] = [];
  const client = new KeyRepositoryClient({
    baseUrl,
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
  await expect(clientOf({ status }).client.get('gateway/k1')).resolves.toEqual({ reason });
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
  expect('key' in (await clientOf({ type }).client.get('gateway/k1'))).toBe(taken);
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
  else expect(result).toEqual({ reason: 'key.unsuitable' });
  expect(parsePublicKey(text) !== undefined).toBe(taken);
});

it('reads a long body without backtracking', () => {
  const body = `-----BEGIN PUBLIC KEY-----\n${'A'.repeat(1_000_000)}`;
  const started = performance.now();

  expect(parsePublicKey(body)).toBeUndefined();
  expect(performance.now() - started).toBeLessThan(500);
});

it('takes a request without an answer for an unavailable repository', async () => {
  const client = new KeyRepositoryClient({
    baseUrl: 'https://keys.example',
    get: () => Promise.reject(new Error('answer is longer than 16384 bytes')),
  });

  await expect(client.get('gateway/k1')).resolves.toEqual({ reason: 'key.unavailable' });
});

it('takes a request that throws for an unavailable repository', async () => {
  const client = new KeyRepositoryClient({
    baseUrl: 'https://keys.example',
    get() {
      throw new Error('no credentials');
    },
  });

  await expect(client.get('gateway/k1')).resolves.toEqual({ reason: 'key.unavailable' });
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
  'keys.example',
  '',
])('cannot be made for %j', (baseUrl) => {
  expect(() => clientOf({}, baseUrl)).toThrow(/key repository is|Invalid URL/);
});
