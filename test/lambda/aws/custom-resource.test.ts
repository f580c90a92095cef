import https from 'node:https';
import { answer, type CustomResourceEvent } from '../../../lambda/aws/custom-resource';
import { type Loopback, loopback } from '../loopback';

let server: Loopback;
let status = 200;

const eventOf = (changed: Partial<CustomResourceEvent> = {}): CustomResourceEvent => ({
  RequestType: 'Create',
  ResponseURL: `${server.url}/answers/1?X-Amz-Signature=abc%2Fdef`,
  StackId: 'stack',
  RequestId: 'request',
  ResourceType: 'Custom::Key',
  LogicalResourceId: 'Key',
  ResourceProperties: {},
  ...changed,
});
const IDS = { StackId: 'stack', RequestId: 'request', LogicalResourceId: 'Key' };
const answered = () => JSON.parse(server.received.at(-1)?.body ?? '');

beforeAll(async () => {
  server = await loopback((response) => response.writeHead(status).end());
  const { request } = https;
  // CloudFormation's certificate is a public one; ours must be trusted by hand.
  jest
    .spyOn(https, 'request')
    .mockImplementation(((url: URL, options: https.RequestOptions, then: never) =>
      request(url, { ...options, ca: server.certificate }, then)) as typeof https.request);
  jest.spyOn(console, 'error').mockImplementation(() => undefined);
});

beforeEach(() => {
  status = 200;
  server.received.length = 0;
});

afterAll(async () => {
  jest.restoreAllMocks();
  await server.close();
});

it('answers with the physical id of what was done', async () => {
  await answer(eventOf(), async () => ({ physicalId: 'gateway/k1' }));

  expect(answered()).toEqual({ Status: 'SUCCESS', PhysicalResourceId: 'gateway/k1', ...IDS });
  expect(server.received).toHaveLength(1);
});

it('puts the answer where the URL says, with the empty content type that is part of its signature', async () => {
  await answer(eventOf(), async () => ({ physicalId: 'gateway/k1' }));

  const [{ method, url, headers, body } = { headers: {}, body: '' }] = server.received;
  expect({ method, url }).toEqual({ method: 'PUT', url: '/answers/1?X-Amz-Signature=abc%2Fdef' });
  expect(headers).toMatchObject({ 'content-type': '', 'content-length': String(Buffer.byteLength(body)) });
});

it.each([
  ['rejects', () => Promise.reject(new Error('another key is published'))],
  [
    'throws',
    () => {
      throw new Error('another key is published');
    },
  ],
])('answers FAILED with the reason when the work %s', async (_how, act) => {
  await answer(eventOf(), act);

  expect(answered()).toEqual({ Status: 'FAILED', PhysicalResourceId: 'not-created', Reason: 'another key is published', ...IDS });
});

it('answers FAILED for something thrown that is no error, and cuts a long reason', async () => {
  await answer(eventOf(), () => Promise.reject('hush'));
  expect(answered()).toMatchObject({ Status: 'FAILED', Reason: 'unknown failure' });

  await answer(eventOf(), () => Promise.reject(new Error('é'.repeat(5000))));
  expect(Buffer.byteLength(server.received.at(-1)?.body ?? '')).toBeLessThan(4096);
});

it.each(['Update', 'Delete'] as const)('keeps the physical id of a resource whose %s failed', async (RequestType) => {
  await answer(eventOf({ RequestType, PhysicalResourceId: 'gateway/k1' }), () => Promise.reject(new Error('denied')));

  expect(answered()).toMatchObject({ Status: 'FAILED', PhysicalResourceId: 'gateway/k1' });
});

it('withdraws nothing for a resource that was never created', async () => {
  const act = jest.fn(async () => ({ physicalId: 'gateway/k1' }));
  await answer(eventOf({ RequestType: 'Delete', PhysicalResourceId: 'not-created' }), act);

  expect(act).not.toHaveBeenCalled();
  expect(answered()).toEqual({ Status: 'SUCCESS', PhysicalResourceId: 'not-created', ...IDS });
});

it('withdraws what was created', async () => {
  const act = jest.fn(async () => ({ physicalId: 'gateway/k1' }));
  await answer(eventOf({ RequestType: 'Delete', PhysicalResourceId: 'gateway/k1' }), act);

  expect(act).toHaveBeenCalledTimes(1);
  expect(answered()).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'gateway/k1' });
});

it('fails, to be run again, when the answer was not taken', async () => {
  status = 403;

  await expect(answer(eventOf(), async () => ({ physicalId: 'gateway/k1' }))).rejects.toThrow('said 403');
});
