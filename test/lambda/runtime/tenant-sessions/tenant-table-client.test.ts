import { type DocumentPort, TenantSessions, TenantTableClient } from '../../../../lambda/runtime';
import { genuineContext } from '../../contexts';

const NOW = Date.parse('2027-01-15T08:00:00.000Z');
const EXPIRATION = '2027-01-15T08:05:00.000Z';
const EACH_ITS_OWN = (invoked: number) => `AKID-${invoked}`;

/** A table whose document client remembers its inputs, and the credentials it was made with. */
function tableOf(
  answers: {
    item?: Record<string, unknown>;
    items?: Record<string, unknown>[];
    last?: Record<string, unknown>;
    failing?: boolean;
    keyId?: (invoked: number) => string;
  } = {},
) {
  const inputs: Record<string, unknown>[] = [];
  const connected: string[] = [];
  let invoked = 0;
  const lambda = {
    async invoke({ Payload }: { Payload: Uint8Array }) {
      invoked += 1;
      if (answers.failing && invoked === 1) return { FunctionError: 'Unhandled' };
      const accessKeyId = (answers.keyId ?? EACH_ITS_OWN)(invoked);
      const credentials = { accessKeyId, secretAccessKey: 's', sessionToken: 't', expiration: EXPIRATION };
      const tenantId = Buffer.from(Payload).toString().includes('umbrella') ? 'umbrella' : 'acme';
      const of = { tenantId, issuer: 'gateway', tokenId: 'jti-1' };
      return { Payload: Buffer.from(JSON.stringify({ ok: true, credentials, ...of })) };
    },
  };
  const took = async (input: Record<string, unknown>) => {
    inputs.push(input);
    return { Item: answers.item, Items: answers.items, LastEvaluatedKey: answers.last };
  };
  const table = new TenantTableClient({
    tableName: 'orders',
    sessions: new TenantSessions({
      lambda,
      functionName: 'sessions',
      handlerTimeoutSeconds: 29,
      clock: () => NOW,
      write: () => undefined,
    }),
    connect({ accessKeyId }) {
      connected.push(accessKeyId);
      return { get: took, put: took, delete: took, query: took } as unknown as DocumentPort;
    },
  });
  return { table, inputs, connected };
}

it('reads under the tenant’s key, consistently, and hides that key', async () => {
  const { table, inputs } = tableOf({ item: { pk: 'acme', sk: 'order#1', total: 3 } });

  await expect(table.get(await genuineContext(), 'order#1')).resolves.toEqual({ sk: 'order#1', total: 3 });
  expect(inputs).toEqual([{ TableName: 'orders', Key: { pk: 'acme', sk: 'order#1' }, ConsistentRead: true }]);
});

it('gives undefined for what is not there', async () => {
  await expect(tableOf().table.get(await genuineContext(), 'order#1')).resolves.toBeUndefined();
});

it('writes under the tenant’s key, whatever the attributes say', async () => {
  const { table, inputs } = tableOf();
  await table.put(await genuineContext(), 'order#1', { pk: 'umbrella', sk: 'order#2', total: 3 });

  expect(inputs).toEqual([{ TableName: 'orders', Item: { pk: 'acme', sk: 'order#1', total: 3 } }]);
});

it('writes only what is new, when asked to', async () => {
  const { table, inputs } = tableOf();
  await table.put(await genuineContext(), 'order#1', {}, { onlyIfNew: true });

  expect(inputs[0]).toMatchObject({
    ConditionExpression: 'attribute_not_exists(#partition)',
    ExpressionAttributeNames: { '#partition': 'pk' },
  });
});

it('deletes under the tenant’s key', async () => {
  const { table, inputs } = tableOf();
  await table.delete(await genuineContext('umbrella.x.y', 'umbrella'), 'order#1');

  expect(inputs).toEqual([{ TableName: 'orders', Key: { pk: 'umbrella', sk: 'order#1' } }]);
});

it('queries the tenant’s items, page by page', async () => {
  const { table, inputs } = tableOf({ items: [{ pk: 'acme', sk: 'a', n: 1 }], last: { pk: 'acme', sk: 'a' } });
  const page = await table.query(await genuineContext(), { beginsWith: 'order#', limit: 1, after: 'order#0' });

  expect(page).toEqual({ items: [{ sk: 'a', n: 1 }], next: 'a' });
  expect(inputs).toEqual([
    {
      TableName: 'orders',
      KeyConditionExpression: '#partition = :tenant AND begins_with(#sort, :prefix)',
      ExpressionAttributeNames: { '#partition': 'pk', '#sort': 'sk' },
      ExpressionAttributeValues: { ':tenant': 'acme', ':prefix': 'order#' },
      Limit: 1,
      ExclusiveStartKey: { pk: 'acme', sk: 'order#0' },
    },
  ]);
});

it('queries all of the tenant’s items without options, and says when there are no more', async () => {
  const { table, inputs } = tableOf();

  await expect(table.query(await genuineContext())).resolves.toEqual({ items: [] });
  expect(inputs).toEqual([
    {
      TableName: 'orders',
      KeyConditionExpression: '#partition = :tenant',
      ExpressionAttributeNames: { '#partition': 'pk' },
      ExpressionAttributeValues: { ':tenant': 'acme' },
    },
  ]);
});

it.each(['', undefined, null, 1, ['a'], { S: 'a' }])('does nothing with sort key %j', async (sortKey) => {
  const { table, inputs } = tableOf();
  const tenant = await genuineContext();

  await expect(table.get(tenant, sortKey as string)).rejects.toThrow('the sort key is empty');
  await expect(table.put(tenant, sortKey as string, {})).rejects.toThrow('the sort key is empty');
  await expect(table.delete(tenant, sortKey as string)).rejects.toThrow('the sort key is empty');
  expect(inputs).toEqual([]);
});

it('connects once for a session: requests that share it share its client, and no other tenant does', async () => {
  const { table, connected } = tableOf();
  const [one, two] = [await genuineContext(), await genuineContext()];
  const other = await genuineContext('umbrella.x.y', 'umbrella');
  await Promise.all([table.get(one, 'a'), table.get(one, 'b'), table.put(other, 'a', {}), table.get(two, 'a')]);
  await table.query(one);
  await table.query(two);

  expect(connected).toEqual(['AKID-1', 'AKID-2']);
});

it('connects once for a session that several tokens got, and anew for the next session', async () => {
  const { table, connected } = tableOf({ keyId: (invoked) => (invoked < 3 ? 'AKID-1' : 'AKID-2') });
  for (const token of ['a.b.c', 'a.b.d', 'a.b.e']) await table.get(await genuineContext(token), 'a');

  expect(connected).toEqual(['AKID-1', 'AKID-2']);
});

it('never writes with the client of another tenant, though the key ids of their sessions are the same', async () => {
  const { table, connected } = tableOf({ keyId: () => 'AKID' });
  await table.get(await genuineContext(), 'a');
  await table.get(await genuineContext('umbrella.x.y', 'umbrella'), 'a');

  expect(connected).toHaveLength(2);
});

it('tries again after the broker failed', async () => {
  const { table, connected } = tableOf({ failing: true });
  const tenant = await genuineContext();
  await expect(table.get(tenant, 'a')).rejects.toThrow('session.unavailable');

  await expect(table.get(tenant, 'a')).resolves.toBeUndefined();
  expect(connected).toEqual(['AKID-2']);
});

it('cannot be made without the name of its table', () => {
  const sessions = new TenantSessions({ lambda: { invoke: async () => ({}) }, functionName: 'sessions' });

  expect(() => new TenantTableClient({ tableName: '', sessions, connect: () => ({}) as DocumentPort })).toThrow(
    'BULKHEAD_TENANT_TABLE',
  );
});
