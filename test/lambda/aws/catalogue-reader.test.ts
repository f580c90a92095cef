import { catalogueReader } from '../../../lambda/aws/catalogue-reader';
import type { SignedRequest } from '../../../lambda/aws/signed-request';

const ITEM = {
  pk: { S: 'acme' },
  sk: { S: 'context' },
  status: { S: 'active' },
  placement: { S: 'pool' },
  services: { L: [{ S: 'orders' }, { S: 'billing' }] },
  version: { N: '3' },
};
const RECORD = { tenantId: 'acme', status: 'active', placement: 'pool', services: ['billing', 'orders'], version: 3 };

type Answer = { readonly status: number; readonly body: string } | Error;
const item = (changed: object = {}): Answer => ({ status: 200, body: JSON.stringify({ Item: { ...ITEM, ...changed } }) });

/** A reader whose requests are answered one after the other. */
function readerOf(...answers: Answer[]) {
  const sent: SignedRequest[] = [];
  const read = catalogueReader({
    async send(request) {
      sent.push(request);
      const answer = answers[Math.min(sent.length, answers.length) - 1] ?? item();
      if (answer instanceof Error) throw answer;
      return { status: answer.status, headers: {}, body: Buffer.from(answer.body) };
    },
    endpoint: new URL('https://dynamodb.example'),
    tableName: 'catalogue',
  });
  return { read, sent };
}

it('reads one item, consistently, within its time', async () => {
  const { read, sent } = readerOf();

  await expect(read('acme')).resolves.toEqual(RECORD);
  expect(sent).toHaveLength(1);
  const [{ body, ...request } = { body: '' }] = sent;
  expect(request).toEqual({
    service: 'dynamodb',
    method: 'POST',
    url: new URL('https://dynamodb.example'),
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'DynamoDB_20120810.GetItem' },
    timeoutMilliseconds: 1000,
    maxBodyBytes: 65_536,
  });
  expect(JSON.parse(body ?? '')).toEqual({
    TableName: 'catalogue',
    ConsistentRead: true,
    Key: { pk: { S: 'acme' }, sk: { S: 'context' } },
  });
});

it('gives undefined for an unknown tenant', async () => {
  await expect(readerOf({ status: 200, body: '{}' }).read('acme')).resolves.toBeUndefined();
});

it.each<[string, Answer[]]>([
  ['a 500', [{ status: 500, body: '{}' }, item()]],
  ['a 503', [{ status: 503, body: '' }, item()]],
  ['no answer', [new Error('no answer within 1000 ms'), item()]],
])('tries once more after %s', async (_what, answers) => {
  const { read, sent } = readerOf(...answers);

  await expect(read('acme')).resolves.toEqual(RECORD);
  expect(sent).toHaveLength(2);
});

it.each<[string, Answer, string]>([
  ['500', { status: 500, body: '{}' }, 'GetItem answered 500'],
  ['no answer', new Error('no answer within 1000 ms'), 'no answer within 1000 ms'],
])('gives up after two times %s', async (_what, answer, message) => {
  const { read, sent } = readerOf(answer);

  await expect(read('acme')).rejects.toThrow(message);
  expect(sent).toHaveLength(2);
});

it.each([400, 403, 404, 301])('takes a %d for final', async (status) => {
  const { read, sent } = readerOf({ status, body: '{"__type":"AccessDeniedException"}' }, item());

  await expect(read('acme')).rejects.toThrow(`GetItem answered ${status}`);
  expect(sent).toHaveLength(1);
});

it.each([
  ['{"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException","message":"x"}', 'ResourceNotFoundException'],
  ['{"__type":"AccessDeniedException"}', 'AccessDeniedException'],
  ['<html>', 'Status400'],
  ['{"__type":"#"}', 'Status400'],
])('names a refusal as DynamoDB does: %s', async (body, name) => {
  const { read } = readerOf({ status: 400, body });

  await expect(read('acme')).rejects.toMatchObject({ name });
});

it.each<[string, Answer]>([
  ['text', { status: 200, body: '<html>' }],
  ['null', { status: 200, body: 'null' }],
  ['nothing', { status: 200, body: '' }],
  ['an empty item', { status: 200, body: '{"Item":{}}' }],
  ['a service that is a number', item({ services: { L: [{ N: '1' }] } })],
  ['services as a set', item({ services: { SS: ['orders'] } })],
  ['services that hold null', item({ services: { L: [null] } })],
  ['no services', item({ services: undefined })],
  ['a version that is no number', item({ version: { N: 'x' } })],
  ['a version as text', item({ version: { S: '3' } })],
  ['an unknown status', item({ status: { S: 'deleted' } })],
  ['an ill-formed tenant id', item({ pk: { S: '#client-token#x' } })],
  ['a placement that is null', item({ placement: { NULL: true } })],
])('rejects an answer with %s', async (_what, answer) => {
  const { read, sent } = readerOf(answer);

  await expect(read('acme')).rejects.toThrow();
  expect(sent).toHaveLength(1);
});
