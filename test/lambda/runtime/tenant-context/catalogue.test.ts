import { asTenantRecord, type CommandResult, TenantCatalogue } from '../../../../lambda/runtime';
import { type MemoryStore, memoryStore } from '../../catalogue-store';

const PROVISION = { command: 'provision', clientToken: 'ct-1', tenantId: 'acme', services: ['orders', 'billing'] } as const;
const RECORD = { tenantId: 'acme', status: 'active', services: ['billing', 'orders'], placement: 'pool', version: 1 };

function catalogueOf(store: MemoryStore = memoryStore()) {
  const catalogue = new TenantCatalogue({ store });
  return { catalogue, store, execute: (command: unknown) => catalogue.execute(command) };
}

/** A catalogue that holds the tenant already. */
async function provisioned(store?: MemoryStore) {
  const made = catalogueOf(store);
  await made.execute(PROVISION);
  return made;
}

const done = (record: object, changed = true) => ({ ok: true, record, changed });

describe('provision', () => {
  it('makes an active record, its services sorted and each once', async () => {
    const { execute } = catalogueOf();

    await expect(execute({ ...PROVISION, services: ['orders', 'billing', 'orders'] })).resolves.toEqual(done(RECORD));
  });

  it('makes up a tenant id of 128 random bits', async () => {
    const { execute, store } = catalogueOf();
    const ids = new Set<string>();
    for (let index = 0; index < 10; index += 1) {
      const result = await execute({ command: 'provision', clientToken: `ct-${index}`, services: [] });
      if (result.ok) ids.add(result.record.tenantId);
    }

    expect(ids.size).toBe(10);
    for (const id of ids) expect(id).toMatch(/^t-[0-9a-f]{32}$/);
    expect([...store.records.values()].every((record) => asTenantRecord({ ...record }) !== undefined)).toBe(true);
  });

  it('does nothing the second time, and answers as the first time', async () => {
    const { execute, store } = await provisioned();

    await expect(execute(PROVISION)).resolves.toEqual(done(RECORD, false));
    await expect(execute({ ...PROVISION, services: ['billing', 'orders', 'billing'], placement: 'pool' })).resolves.toEqual(
      done(RECORD, false),
    );
    expect(store.writes).toHaveLength(1);
  });

  it('repeats a provisioning without a tenant id as the same tenant', async () => {
    const { execute, store } = catalogueOf();
    const command = { command: 'provision', clientToken: 'ct-1', services: ['orders'] };
    const first = await execute(command);

    await expect(execute(command)).resolves.toMatchObject({ ok: true, changed: false, record: first.ok && first.record });
    expect(store.records.size).toBe(1);
  });

  it('answers a repetition with the record as it is now', async () => {
    const { execute } = await provisioned();
    await execute({ command: 'suspend', tenantId: 'acme' });

    await expect(execute(PROVISION)).resolves.toEqual(done({ ...RECORD, status: 'suspended', version: 2 }, false));
  });

  it.each([
    ['other services', { services: ['orders'] }],
    ['another placement', { placement: 'silo-1' }],
    ['another tenant', { tenantId: 'umbrella' }],
    ['no tenant', { tenantId: undefined }],
  ])('refuses a client token used again for %s', async (_what, changed) => {
    const { execute, store } = await provisioned();

    await expect(execute({ ...PROVISION, ...changed })).resolves.toEqual({ ok: false, code: 'client-token.reused' });
    expect(store.writes).toHaveLength(1);
  });

  it('never gives a tenant id out again', async () => {
    const { execute } = await provisioned();
    await execute({ command: 'suspend', tenantId: 'acme' });

    await expect(execute({ ...PROVISION, clientToken: 'ct-2' })).resolves.toEqual({ ok: false, code: 'tenant.exists' });
  });

  it.each([undefined, 'acme'])('makes one tenant of two that race, tenant id %p', async (tenantId) => {
    const { catalogue, store } = catalogueOf();
    const command = { ...PROVISION, tenantId };
    const results = await Promise.all([catalogue.execute(command), catalogue.execute(command), catalogue.execute(command)]);

    expect(store.records.size).toBe(1);
    expect(results.map((result) => result.ok && result.record.tenantId)).toEqual(Array(3).fill([...store.records.keys()][0]));
    expect(results.filter((result) => result.ok && result.changed)).toHaveLength(1);
  });

  it('gives a tenant id to one of two that race for it with tokens of their own', async () => {
    const { catalogue } = catalogueOf();
    const results = await Promise.all([catalogue.execute(PROVISION), catalogue.execute({ ...PROVISION, clientToken: 'ct-2' })]);

    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    expect(results.find(({ ok }) => !ok)).toEqual({ ok: false, code: 'tenant.exists' });
  });
});

describe('changes', () => {
  it.each([
    ['entitle', { command: 'entitle', service: 'reports' }, { services: ['billing', 'orders', 'reports'] }],
    ['revoke', { command: 'revoke', service: 'orders' }, { services: ['billing'] }],
    ['suspend', { command: 'suspend' }, { status: 'suspended' }],
  ])('%s makes a new version once, and nothing the second time', async (_name, command, changed) => {
    const { execute, store } = await provisioned();
    const expected = { ...RECORD, ...changed, version: 2 };

    await expect(execute({ ...command, tenantId: 'acme' })).resolves.toEqual(done(expected));
    await expect(execute({ ...command, tenantId: 'acme' })).resolves.toEqual(done(expected, false));
    expect(store.records.get('acme')).toEqual(expected);
    expect(store.writes).toHaveLength(2);
  });

  it('activates what was suspended', async () => {
    const { execute } = await provisioned();

    await expect(execute({ command: 'activate', tenantId: 'acme' })).resolves.toEqual(done(RECORD, false));
    await execute({ command: 'suspend', tenantId: 'acme' });
    await expect(execute({ command: 'activate', tenantId: 'acme' })).resolves.toEqual(done({ ...RECORD, version: 3 }));
  });

  it.each(['entitle', 'revoke', 'suspend', 'activate'])('%s refuses an unknown tenant', async (command) => {
    const service = command === 'entitle' || command === 'revoke' ? { service: 'orders' } : {};

    await expect(catalogueOf().execute({ command, tenantId: 'nobody', ...service })).resolves.toEqual({
      ok: false,
      code: 'tenant.unknown',
    });
  });

  it('takes a tenant’s 200th service and not its 201st', async () => {
    const { execute } = await provisioned();
    await execute({
      command: 'provision',
      clientToken: 'ct-2',
      tenantId: 'large',
      services: Array.from({ length: 199 }, (_, index) => `s-${index}`),
    });

    await expect(execute({ command: 'entitle', tenantId: 'large', service: 'last' })).resolves.toMatchObject({ ok: true });
    await expect(execute({ command: 'entitle', tenantId: 'large', service: 'one-more' })).resolves.toMatchObject({
      ok: false,
      code: 'command.invalid',
    });
    await expect(execute({ command: 'entitle', tenantId: 'large', service: 'last' })).resolves.toMatchObject({
      ok: true,
      changed: false,
    });
  });

  it('rejects when the store does, so that the command can be repeated', async () => {
    const store = memoryStore();
    const { execute } = await provisioned(store);
    const failing = catalogueOf({ ...store, replace: () => Promise.reject(new Error('throttled')) });
    await expect(failing.execute({ command: 'suspend', tenantId: 'acme' })).rejects.toThrow('throttled');

    await expect(execute({ command: 'suspend', tenantId: 'acme' })).resolves.toMatchObject({ ok: true, changed: true });
  });

  it('gives up after some attempts when others are always faster', async () => {
    const store = memoryStore();
    await provisioned(store);
    const { execute } = catalogueOf({ ...store, replace: async () => 'conflict' });

    await expect(execute({ command: 'suspend', tenantId: 'acme' })).resolves.toEqual({ ok: false, code: 'version.conflict' });
  });
});

describe('conflicting writers', () => {
  const numbers = (seed: number) => () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed / 2 ** 32;
  };

  it('lose nothing in 300 interleavings: every change that was answered is there, one version after the other', async () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const random = numbers(seed);
      const store = memoryStore(async () => {
        for (let turns = Math.floor(random() * 6); turns > 0; turns -= 1) await undefined;
      });
      const { catalogue } = await provisioned(store);
      const commands = [
        { command: 'entitle', tenantId: 'acme', service: 'reports' },
        { command: 'revoke', tenantId: 'acme', service: 'orders' },
        { command: 'suspend', tenantId: 'acme' },
      ];
      const results: CommandResult[] = await Promise.all(commands.map((command) => catalogue.execute(command)));

      expect(results.map(({ ok }) => ok)).toEqual([true, true, true]);
      expect(store.records.get('acme')).toEqual({ ...RECORD, services: ['billing', 'reports'], status: 'suspended', version: 4 });
      expect(store.writes.map(({ version }) => version)).toEqual([1, 2, 3, 4]);
    }
  });
});

describe('a service that is not known', () => {
  const known = (...services: string[]) => new TenantCatalogue({ store: memoryStore(), services });
  const warningsOf = async (catalogue: TenantCatalogue, command: object) => {
    const result = await catalogue.execute(command);
    return result.ok ? result.warnings : result.code;
  };

  it('is entitled with a warning that names those which are: it may be of another app', async () => {
    const catalogue = known('orders', 'media');

    await expect(catalogue.execute({ ...PROVISION, services: ['orders', 'oders'] })).resolves.toEqual({
      ...done({ ...RECORD, services: ['oders', 'orders'] }),
      warnings: [expect.stringMatching(/^no service is called "oders" .* Expected: orders, media, or a service of another app$/)],
    });
    await expect(warningsOf(catalogue, { command: 'entitle', tenantId: 'acme', service: 'medai' })).resolves.toHaveLength(1);
  });

  it('is warned of by no other command, nor where it is known, nor where none is', async () => {
    const catalogue = known('orders', 'billing');

    await expect(warningsOf(catalogue, PROVISION)).resolves.toBeUndefined();
    await expect(warningsOf(catalogue, { command: 'revoke', tenantId: 'acme', service: 'medai' })).resolves.toBeUndefined();
    await expect(warningsOf(known(), { ...PROVISION, services: ['oders'] })).resolves.toBeUndefined();
  });
});
