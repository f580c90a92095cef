import { TenantCatalogue } from '../../../../lambda/runtime';
import { memoryStore } from '../../catalogue-store';

const PROVISION = { command: 'provision', clientToken: 'ct-1', tenantId: 'acme', services: ['orders'] };
const ENTITLE = { command: 'entitle', tenantId: 'acme', service: 'orders' };
const SUSPEND = { command: 'suspend', tenantId: 'acme' };

it.each<[string, unknown, string]>([
  ['nothing', undefined, 'undefined'],
  ['null', null, 'object'],
  ['a text', 'provision', 'string'],
  ['a list', [PROVISION], 'object'],
  ['no command', {}, 'command undefined'],
  ['an unknown command', { command: 'delete', tenantId: 'acme' }, 'command "delete"'],
  ['a command that is a member of every object', { command: 'constructor' }, 'command "constructor"'],
  ['a command that is a prototype', { command: '__proto__' }, 'command "__proto__"'],
  ['a list for a command', { command: ['provision'] }, 'command ["provision"]'],
  ['a member too many', { ...SUSPEND, service: 'orders' }, 'member "service"'],
  ['a status by hand', { ...PROVISION, status: 'active' }, 'member "status"'],
  ['a version by hand', { ...ENTITLE, version: 9 }, 'member "version"'],
  ['a __proto__ member', JSON.parse('{"command":"suspend","tenantId":"acme","__proto__":{}}'), 'member "__proto__"'],
  ['no client token', { ...PROVISION, clientToken: undefined }, 'clientToken undefined'],
  ['an empty client token', { ...PROVISION, clientToken: '' }, 'clientToken ""'],
  ['a client token of 65 characters', { ...PROVISION, clientToken: 'c'.repeat(65) }, 'clientToken "ccc'],
  ['a client token with a separator', { ...PROVISION, clientToken: 'a#b' }, 'clientToken "a#b"'],
  ['a client token that is a number', { ...PROVISION, clientToken: 1 }, 'clientToken 1'],
  ['no services', { ...PROVISION, services: undefined }, 'services undefined'],
  ['services as text', { ...PROVISION, services: 'orders' }, 'services "orders"'],
  ['a service that is none', { ...PROVISION, services: ['orders', '../x'] }, 'services ["orders","../x"]'],
  ['a service that is a number', { ...PROVISION, services: [1] }, 'services [1]'],
  ['201 services', { ...PROVISION, services: Array.from({ length: 201 }, (_, index) => `s${index}`) }, 'services ["s0"'],
  ['a placement with a space', { ...PROVISION, placement: 'a b' }, 'placement "a b"'],
  ['an empty placement', { ...PROVISION, placement: '' }, 'placement ""'],
  ['a placement of 65 characters', { ...PROVISION, placement: 'p'.repeat(65) }, 'placement "ppp'],
  ['a placement of null', { ...PROVISION, placement: null }, 'placement null'],
  ...['', 'a', '-a', 'a-', 'A1', 'a_b', 'a/b', 'a#b', 'a*', '..', 'a'.repeat(65), 1, null, ['acme']].map(
    (tenantId): [string, unknown, string] => [
      `tenant id ${JSON.stringify(tenantId).slice(0, 12)}`,
      { ...PROVISION, tenantId },
      `tenantId ${JSON.stringify(tenantId).slice(0, 12)}`,
    ],
  ),
  ['no tenant to suspend', { command: 'suspend' }, 'tenantId undefined'],
  ['no tenant to entitle', { command: 'entitle', service: 'orders' }, 'tenantId undefined'],
  ['no service to entitle to', { command: 'entitle', tenantId: 'acme' }, 'service undefined'],
  ['no service to revoke', { command: 'revoke', tenantId: 'acme' }, 'service undefined'],
  ['a service to entitle to that is none', { ...ENTITLE, service: 'a b' }, 'service "a b"'],
])('refuses %s and writes nothing', async (_what, command, seen) => {
  const store = memoryStore();
  const result = await new TenantCatalogue({ store }).execute(command);

  expect(result).toMatchObject({
    ok: false,
    code: 'command.invalid',
    seen: expect.stringContaining(seen),
    expected: expect.any(String),
  });
  expect(store.writes).toEqual([]);
});

it('says what it saw in a few words, however much it was', async () => {
  const catalogue = new TenantCatalogue({ store: memoryStore() });
  const result = await catalogue.execute({ ...PROVISION, clientToken: 'x'.repeat(100_000) });

  expect(JSON.stringify(result).length).toBeLessThan(300);
});

it.each([
  ['the shortest tenant id', { tenantId: 'a1' }],
  ['the longest tenant id', { tenantId: 'a'.repeat(64) }],
  ['no service', { services: [] }],
  ['200 services', { services: Array.from({ length: 200 }, (_, index) => `s${index}`) }],
  ['a nested service name', { services: ['platform/edge'] }],
  ['the longest client token', { clientToken: 'c'.repeat(64) }],
  ['a placement', { placement: 'Shard-7.eu_west' }],
])('takes %s', async (_what, changed) => {
  await expect(new TenantCatalogue({ store: memoryStore() }).execute({ ...PROVISION, ...changed })).resolves.toMatchObject({
    ok: true,
  });
});
