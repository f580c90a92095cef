import { createHash } from 'node:crypto';
import https from 'node:https';
import { endpointOf, required, signedRequests } from '../../../lambda/aws/signed-request';
import { type Loopback, loopback } from '../loopback';
import { Sha256 } from './sha256';

const CREDENTIALS = {
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'AKID',
  AWS_SECRET_ACCESS_KEY: 'hush-secret',
  AWS_SESSION_TOKEN: 'session-1',
};

it.each([
  ['the public endpoint', {}, 'https://dynamodb.eu-west-1.amazonaws.com/'],
  ['FIPS', { AWS_USE_FIPS_ENDPOINT: 'true' }, 'https://dynamodb-fips.eu-west-1.amazonaws.com/'],
  ['FIPS switched off', { AWS_USE_FIPS_ENDPOINT: 'false' }, 'https://dynamodb.eu-west-1.amazonaws.com/'],
  ['one endpoint for all services', { AWS_ENDPOINT_URL: 'https://localhost:4566' }, 'https://localhost:4566/'],
  [
    'an endpoint of its own',
    { AWS_ENDPOINT_URL_DYNAMODB: 'https://ddb.example', AWS_ENDPOINT_URL: 'https://all.example' },
    'https://ddb.example/',
  ],
  ['another service’s endpoint', { AWS_ENDPOINT_URL_S3: 'https://s3.example' }, 'https://dynamodb.eu-west-1.amazonaws.com/'],
  ['an empty setting', { AWS_ENDPOINT_URL_DYNAMODB: '' }, 'https://dynamodb.eu-west-1.amazonaws.com/'],
])('finds the endpoint: %s', (_what, settings, url) => {
  expect(endpointOf('dynamodb', { ...CREDENTIALS, ...settings }, 'amazonaws.com').href).toBe(url);
});

it('finds the endpoint of another partition', () => {
  expect(endpointOf('dynamodb', { AWS_REGION: 'cn-north-1' }, 'amazonaws.com.cn').hostname).toBe(
    'dynamodb.cn-north-1.amazonaws.com.cn',
  );
});

it.each([{}, { NAME: '' }, { NAME: undefined }])('names a variable that is missing: %j', (environment) => {
  expect(() => required(environment, 'NAME')).toThrow('environment variable NAME is missing');
});

it('hashes as SHA-256 and HMAC do, from text, views and buffers, and again after a reset', async () => {
  const expected = createHash('sha256').update('abc').digest('hex');
  const hash = new Sha256();
  hash.update('a');
  hash.update(new Uint8Array(Buffer.from('xbx')).subarray(1, 2));
  hash.update(new Uint8Array(Buffer.from('c')).buffer);
  expect(Buffer.from(await hash.digest()).toString('hex')).toBe(expected);

  hash.reset();
  hash.update(new DataView(new Uint8Array(Buffer.from('abc')).buffer));
  expect(Buffer.from(await hash.digest()).toString('hex')).toBe(expected);

  const keyed = new Sha256('key');
  keyed.update('The quick brown fox jumps over the lazy dog');
  expect(Buffer.from(await keyed.digest()).toString('hex')).toBe(
    'f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8',
  );
});

describe('over the wire', () => {
  let server: Loopback;

  beforeAll(async () => {
    server = await loopback((response) => response.writeHead(200).end('here'));
    const { request } = https;
    jest
      .spyOn(https, 'request')
      .mockImplementation(((url: URL, options: https.RequestOptions, then: never) =>
        request(url, { ...options, rejectUnauthorized: false }, then)) as typeof https.request);
  });

  afterAll(async () => {
    jest.restoreAllMocks();
    await server.close();
  });

  const last = () => server.received.at(-1);

  it('signs host and port, the session token and everything it was given', async () => {
    const send = signedRequests(CREDENTIALS);
    const answer = await send({
      service: 'dynamodb',
      method: 'POST',
      url: new URL(server.url),
      headers: { 'x-amz-target': 'GetItem' },
      body: '{}',
    });

    expect(answer).toMatchObject({ status: 200 });
    const { authorization = '', ...headers } = last()?.headers ?? {};
    expect(authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=AKID\/\d{8}\/eu-west-1\/dynamodb\/aws4_request, SignedHeaders=/);
    expect(authorization).toMatch(/SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token;x-amz-target,/);
    expect(headers).toMatchObject({
      host: new URL(server.url).host,
      'x-amz-security-token': 'session-1',
      'x-amz-content-sha256': createHash('sha256').update('{}').digest('hex'),
    });
    expect(last()?.body).toBe('{}');
    expect(JSON.stringify(last())).not.toContain('hush-secret');
  });

  it('signs another port otherwise', async () => {
    const other = await loopback((response) => response.writeHead(200).end());
    jest.useFakeTimers({
      now: 1_800_000_000_000,
      doNotFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'nextTick', 'queueMicrotask'],
    });
    const send = signedRequests(CREDENTIALS);
    const signatures: (string | undefined)[] = [];
    for (const { url, received } of [server, server, other]) {
      await send({ service: 's3', method: 'GET', url: new URL('/gateway/k1', url) });
      signatures.push(received.at(-1)?.headers.authorization);
    }
    jest.useRealTimers();
    await other.close();

    expect(signatures[0]).toBe(signatures[1]);
    expect(signatures[0]).not.toBe(signatures[2]);
  });

  it('sends an S3 path as it is written, a plus sign encoded once', async () => {
    const send = signedRequests(CREDENTIALS);
    await send({ service: 's3', method: 'GET', url: new URL('/bucket/gateway/k%2B1', server.url) });

    expect(last()).toMatchObject({ method: 'GET', url: '/bucket/gateway/k%2B1' });
    expect(last()?.headers['x-amz-content-sha256']).toBe(createHash('sha256').digest('hex'));
  });

  it('reads its role anew for every request, since Lambda renews it', async () => {
    const environment: Record<string, string> = { ...CREDENTIALS };
    const send = signedRequests(environment);
    environment.AWS_ACCESS_KEY_ID = 'AKID-2';
    await send({ service: 's3', method: 'GET', url: new URL(server.url) });

    expect(last()?.headers.authorization).toContain('Credential=AKID-2/');
  });

  it.each(['AWS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'])('sends nothing without %s', async (name) => {
    const before = server.received.length;
    const send = signedRequests({ ...CREDENTIALS, [name]: undefined });

    await expect(send({ service: 's3', method: 'GET', url: new URL(server.url) })).rejects.toThrow(name);
    expect(server.received).toHaveLength(before);
  });
});
