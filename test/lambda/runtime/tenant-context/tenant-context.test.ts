import { inspect } from 'node:util';
import {
  AsapSigner,
  ForgedTenantContextError,
  ServiceClient,
  TenantContext,
  TenantSessions,
  TenantTableClient,
} from '../../../../lambda/runtime';
import { forgeries, genuineContext, SOME_TOKEN } from '../../contexts';

/** Every sink, with all the I/O it could do counted. */
function sinks() {
  const done: string[] = [];
  const did = async (what: string): Promise<never> => {
    done.push(what);
    throw new Error('nothing is there');
  };
  const sessions = new TenantSessions({ lambda: { invoke: () => did('invoke') }, functionName: 'sessions' });
  const table = new TenantTableClient({
    tableName: 'orders',
    sessions,
    connect: () => ({ get: () => did('get'), put: () => did('put'), delete: () => did('delete'), query: () => did('query') }),
  });
  const signer = new AsapSigner({ issuer: 'orders', key: { kid: 'orders/k1', algorithm: 'RS256', sign: () => did('sign') } });
  const client = new ServiceClient({ service: 'billing', baseUrl: 'https://localhost:1', signer });
  const calls: Record<string, (tenant: TenantContext) => Promise<unknown>> = {
    'TenantSessions.credentials': (tenant) => sessions.credentials(tenant),
    'TenantTableClient.get': (tenant) => table.get(tenant, 'a'),
    'TenantTableClient.put': (tenant) => table.put(tenant, 'a', {}),
    'TenantTableClient.delete': (tenant) => table.delete(tenant, 'a'),
    'TenantTableClient.query': (tenant) => table.query(tenant),
    'ServiceClient.call': (tenant) => client.call(tenant, { path: 'x' }),
  };
  return { calls, done };
}

const SINKS = Object.keys(sinks().calls);

describe.each(SINKS)('%s', (name) => {
  it('refuses every forgery before it does anything', async () => {
    const { calls, done } = sinks();
    const verdicts: [string, boolean][] = [];
    for (const [what, forged] of forgeries(await genuineContext())) {
      const outcome = await calls[name]?.(forged as TenantContext).catch((error: unknown) => error);
      verdicts.push([what, outcome instanceof ForgedTenantContextError && outcome.reason === 'tenant.missing']);
    }

    expect(verdicts.filter(([, refused]) => !refused)).toEqual([]);
    expect(verdicts.length).toBeGreaterThan(15);
    expect(done).toEqual([]);
  });

  it('goes on with a genuine one', async () => {
    const { calls, done } = sinks();
    const outcome = await calls[name]?.(await genuineContext()).catch((error: unknown) => error);

    expect(outcome).not.toBeInstanceOf(ForgedTenantContextError);
    expect(done).toHaveLength(1);
  });
});

it.each([
  ['without a key', []],
  ['with a symbol of the same name', [Symbol('made by withTenant'), { tenantId: 'umbrella' }]],
  ['with a registered symbol of the same name', [Symbol.for('made by withTenant'), { tenantId: 'umbrella' }]],
  ['with a state alone', [{ tenantId: 'umbrella' }]],
])('cannot be constructed %s', (_how, args) => {
  expect(() => Reflect.construct(TenantContext, args)).toThrow('the constructor of TenantContext was called');
  expect(() => Reflect.construct(class extends TenantContext {}, args)).toThrow('the constructor of TenantContext was called');
});

it('cannot be changed, nor can its class', async () => {
  const genuine = await genuineContext();
  const own = { value: 'umbrella' };

  expect(() => Object.defineProperty(genuine, 'tenantId', own)).toThrow();
  expect(() => Object.setPrototypeOf(genuine, {})).toThrow();
  expect(() => Object.defineProperty(TenantContext.prototype, 'tenantId', own)).toThrow();
  expect(() => Object.defineProperty(TenantContext.prototype, 'toJSON', own)).toThrow();
  expect(() => Object.defineProperty(TenantContext, 'stateOf', own)).toThrow();
  expect(() => Object.defineProperty(TenantContext, Symbol.hasInstance, own)).toThrow();
  expect(Reflect.set(genuine, 'tenantId', 'umbrella')).toBe(false);
  expect(genuine.tenantId).toBe('acme');
});

it('names tenant, caller, placement and version', async () => {
  const { tenantId, caller, placement, version } = await genuineContext();

  expect({ tenantId, caller, placement, version }).toEqual({
    tenantId: 'acme',
    caller: 'gateway',
    placement: 'pool',
    version: 3,
  });
});

it('shows no token, however it is printed', async () => {
  const token = SOME_TOKEN;
  const genuine = await genuineContext(token);
  const shown = [
    JSON.stringify(genuine),
    JSON.stringify({ nested: [genuine] }),
    inspect(genuine, { showHidden: true, depth: 9, getters: true }),
    String(genuine),
    Object.entries(Object.getOwnPropertyDescriptors(genuine)).join(),
    Reflect.ownKeys(genuine).map(String).join(),
  ].join('\n');

  expect(shown).toContain('acme');
  for (const part of token.split('.')) expect(shown).not.toContain(part);
});

it('says what was expected, and nothing of what it got', () => {
  expect(new ForgedTenantContextError()).toMatchObject({
    name: 'ForgedTenantContextError',
    message: expect.stringContaining('withTenant'),
  });
});
