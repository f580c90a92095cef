import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocument } from '@aws-sdk/lib-dynamodb';
import { dynamoDbStore } from '../../../../lambda/functions/tenant-context-commands/dynamodb-store';
import type { TenantRecord } from '../../../../lambda/runtime';

const RECORD: TenantRecord = { tenantId: 'acme', status: 'active', services: ['orders'], placement: 'pool', version: 3 };
const ITEM = { pk: 'acme', sk: 'context', status: 'active', services: ['orders'], placement: 'pool', version: 3 };

/** A document client that answers every call thus, and remembers its inputs. */
function storeOf(answer: unknown = {}) {
  const inputs: [string, unknown][] = [];
  const took = (name: string) => async (input: unknown) => {
    inputs.push([name, input]);
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const documents = { get: took('get'), put: took('put'), transactWrite: took('transactWrite') };
  return { store: dynamoDbStore(documents as unknown as DynamoDBDocument, 'catalogue'), inputs };
}

const conditionFailed = () => new ConditionalCheckFailedException({ message: 'no', $metadata: {} });
const cancelled = (...codes: (string | undefined)[]) =>
  new TransactionCanceledException({ message: 'no', $metadata: {}, CancellationReasons: codes.map((Code) => ({ Code })) });

it('reads a record, consistently', async () => {
  const { store, inputs } = storeOf({ Item: ITEM });

  await expect(store.read('acme')).resolves.toEqual(RECORD);
  expect(inputs).toEqual([['get', { TableName: 'catalogue', Key: { pk: 'acme', sk: 'context' }, ConsistentRead: true }]]);
});

it('gives undefined for what is not there', async () => {
  await expect(storeOf().store.read('acme')).resolves.toBeUndefined();
  await expect(storeOf().store.readProvisioning('ct-1')).resolves.toBeUndefined();
});

it('rejects an ill-formed record rather than changing it', async () => {
  await expect(storeOf({ Item: { ...ITEM, status: 'gone' } }).store.read('acme')).rejects.toThrow('an ill-formed record of acme');
});

it('reads what a client token provisioned from where no tenant id can lie', async () => {
  const { store, inputs } = storeOf({ Item: { tenantId: 'acme', fingerprint: 'f' } });

  await expect(store.readProvisioning('ct-1')).resolves.toEqual({ tenantId: 'acme', fingerprint: 'f' });
  expect(inputs).toEqual([
    ['get', { TableName: 'catalogue', Key: { pk: '#client-token#ct-1', sk: 'provisioning' }, ConsistentRead: true }],
  ]);
});

it('creates record and provisioning together, both only if new', async () => {
  const { store, inputs } = storeOf();
  const isNew = { ConditionExpression: 'attribute_not_exists(#partition)', ExpressionAttributeNames: { '#partition': 'pk' } };

  await expect(store.create(RECORD, 'ct-1', 'f')).resolves.toBe('created');
  expect(inputs).toEqual([
    [
      'transactWrite',
      {
        TransactItems: [
          { Put: { TableName: 'catalogue', Item: ITEM, ...isNew } },
          {
            Put: {
              TableName: 'catalogue',
              Item: { pk: '#client-token#ct-1', sk: 'provisioning', tenantId: 'acme', fingerprint: 'f' },
              ...isNew,
            },
          },
        ],
      },
    ],
  ]);
});

it.each([
  ['the tenant id', cancelled('ConditionalCheckFailed', 'None')],
  ['the client token', cancelled('None', 'ConditionalCheckFailed')],
  ['both', cancelled('ConditionalCheckFailed', 'ConditionalCheckFailed')],
])('says taken when %s was used', async (_what, error) => {
  await expect(storeOf(error).store.create(RECORD, 'ct-1', 'f')).resolves.toBe('taken');
});

it.each([
  ['a transaction in its way', cancelled('TransactionConflict', 'None')],
  ['throttling', cancelled('ThrottlingError', undefined)],
  ['a cancellation without reasons', cancelled()],
  ['anything else', new Error('network')],
])('rejects, so that the command can be repeated: %s', async (_what, error) => {
  await expect(storeOf(error).store.create(RECORD, 'ct-1', 'f')).rejects.toBe(error);
});

it('replaces a record of the version before, and no other', async () => {
  const { store, inputs } = storeOf();

  await expect(store.replace(RECORD)).resolves.toBe('replaced');
  expect(inputs).toEqual([
    [
      'put',
      {
        TableName: 'catalogue',
        Item: ITEM,
        ConditionExpression: '#version = :before',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':before': 2 },
      },
    ],
  ]);
  await expect(storeOf(conditionFailed()).store.replace(RECORD)).resolves.toBe('conflict');
  await expect(storeOf(new Error('network')).store.replace(RECORD)).rejects.toThrow('network');
});
