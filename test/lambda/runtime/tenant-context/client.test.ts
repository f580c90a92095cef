import { TenantContextClient, type TenantContextClientOptions, type TenantRecord } from '../../../../lambda/runtime';
import { record } from '../../world';

/** A client, the clock it reads, and what its store was asked and will answer. */
function clientOf(options: TenantContextClientOptions = {}) {
  const state = {
    now: 1_000_000,
    asked: [] as string[],
    answer: async (tenantId: string): Promise<TenantRecord | undefined> => record(tenantId),
  };
  const client = new TenantContextClient(
    (tenantId) => {
      state.asked.push(tenantId);
      return state.answer(tenantId);
    },
    { clock: () => state.now, ...options },
  );
  return { client, state };
}

it('asks once for any number of concurrent callers, and for each tenant', async () => {
  const { client, state } = clientOf();
  const records = await Promise.all([...Array.from({ length: 50 }, () => client.get('acme')), client.get('umbrella')]);

  expect(state.asked).toEqual(['acme', 'umbrella']);
  expect(new Set(records).size).toBe(2);
});

it.each([
  ['a record', record('acme')],
  ['that there is none', undefined],
])('remembers %s for five seconds and not longer', async (_what, answer) => {
  const { client, state } = clientOf();
  state.answer = async () => answer;
  await expect(client.get('acme')).resolves.toEqual(answer);

  state.now += 4999;
  await client.get('acme');
  expect(state.asked).toHaveLength(1);

  state.now += 1;
  await client.get('acme');
  expect(state.asked).toHaveLength(2);
});

it('keeps nothing when told to', async () => {
  const { client, state } = clientOf({ maxAgeSeconds: 0 });
  await client.get('acme');
  await client.get('acme');

  expect(state.asked).toHaveLength(2);
});

it('counts the age of a record from before it was asked for', async () => {
  const { client, state } = clientOf({ maxAgeSeconds: 10 });
  let give: () => void = () => undefined;
  state.answer = () =>
    new Promise((resolve) => {
      give = () => resolve(record('acme'));
    });
  const pending = client.get('acme');
  state.now += 8000;
  give();
  await pending;
  state.answer = async () => record('acme', { status: 'suspended' });
  state.now += 2000;

  await expect(client.get('acme')).resolves.toMatchObject({ status: 'suspended' });
});

it.each([-1, Number.NaN])('asks again when the clock moves by %p', async (by) => {
  const { client, state } = clientOf();
  await client.get('acme');
  state.now += by;
  await client.get('acme');

  expect(state.asked).toHaveLength(2);
});

it('does not remember a failure, nor hide it behind an older record', async () => {
  const { client, state } = clientOf();
  await client.get('acme');
  state.now += 5000;
  state.answer = () => Promise.reject(new Error('GetItem answered 500'));
  await expect(client.get('acme')).rejects.toThrow('GetItem answered 500');
  state.answer = async () => record('acme', { version: 4 });

  await expect(client.get('acme')).resolves.toMatchObject({ version: 4 });
  expect(state.asked).toHaveLength(3);
});

it('lets a late failure forget nothing that came after it', async () => {
  const { client, state } = clientOf();
  let fail: () => void = () => undefined;
  state.answer = () =>
    new Promise((_resolve, reject) => {
      fail = () => reject(new Error('late'));
    });
  const pending = client.get('acme');
  state.now += 5000;
  state.answer = async () => record('acme');
  await client.get('acme');
  fail();
  await expect(pending).rejects.toThrow('late');
  await client.get('acme');

  expect(state.asked).toHaveLength(2);
});

it.each([{ placement: undefined }, { version: undefined }, { version: 0 }, { services: 'orders' }, { status: 'gone' }])(
  'does not take a record with %j',
  async (change) => {
    const { client, state } = clientOf();
    state.answer = async () => ({ ...record('acme'), ...change }) as unknown as TenantRecord;

    await expect(client.get('acme')).rejects.toThrow('ill-formed record');
  },
);

it('does not believe an answer about another tenant, and asks again', async () => {
  const { client, state } = clientOf();
  state.answer = async () => record('umbrella');
  await expect(client.get('acme')).rejects.toThrow('the record of another tenant');
  state.answer = async (tenantId) => record(tenantId);

  await expect(client.get('acme')).resolves.toMatchObject({ tenantId: 'acme' });
});

it('survives a store that throws', async () => {
  const { client, state } = clientOf();
  state.answer = () => {
    throw new Error('broken');
  };

  await expect(client.get('acme')).rejects.toThrow('broken');
});

it('holds no more records than it may, the oldest going first', async () => {
  const { client, state } = clientOf({ maxEntries: 2 });
  for (const tenantId of ['t1', 't2', 't3', 't3', 't2', 't1']) await client.get(tenantId);

  expect(state.asked).toEqual(['t1', 't2', 't3', 't1']);
});

describe('what is known at once', () => {
  it('is a record for as long as it is fresh, and nothing before, after, or of another tenant', async () => {
    const { client, state } = clientOf();
    expect(client.current('acme')).toBeUndefined();
    const pending = client.get('acme');
    expect(client.current('acme')).toBeUndefined();
    await pending;

    state.now += 4999;
    expect(client.current('acme')).toEqual(record('acme'));
    expect(client.current('umbrella')).toBeUndefined();
    state.now += 1;
    expect(client.current('acme')).toBeUndefined();
    expect(state.asked).toEqual(['acme']);
  });

  it('is not that a tenant does not exist, nor a failure', async () => {
    const { client, state } = clientOf();
    state.answer = async () => undefined;
    await client.get('acme');
    expect(client.current('acme')).toBeUndefined();

    state.answer = () => Promise.reject(new Error('GetItem answered 500'));
    await expect(client.get('umbrella')).rejects.toThrow();
    expect(client.current('umbrella')).toBeUndefined();
  });

  it.each([-1, Number.NaN])('is nothing when the clock moves by %p', async (by) => {
    const { client, state } = clientOf();
    await client.get('acme');
    state.now += by;

    expect(client.current('acme')).toBeUndefined();
  });
});
