import { asTenantRecord } from '../../../../lambda/runtime';

const RIGHT = { tenantId: 'acme', status: 'active', services: ['orders', 'billing'], placement: 'pool', version: 3 };

it('reads a record, sorts its services and takes nothing else over', () => {
  expect(asTenantRecord({ ...RIGHT, pk: 'acme', secret: 'x' })).toEqual({ ...RIGHT, services: ['billing', 'orders'] });
});

it('gives a record that cannot be changed, and leaves what it read as it was', () => {
  const services = ['orders', 'billing'];
  const record = asTenantRecord({ ...RIGHT, services });

  expect(Object.isFrozen(record)).toBe(true);
  expect(Object.isFrozen(record?.services)).toBe(true);
  expect(services).toEqual(['orders', 'billing']);
});

it.each<[string, Record<string, unknown>]>([
  ['a suspended tenant', { status: 'suspended' }],
  ['no services', { services: [] }],
  ['200 services', { services: Array.from({ length: 200 }, (_, index) => `s${index}`) }],
  ['version 1', { version: 1 }],
])('takes %s', (_what, changed) => {
  expect(asTenantRecord({ ...RIGHT, ...changed })).toBeDefined();
});

it.each<[string, Record<string, unknown>]>([
  ...['tenantId', 'status', 'services', 'placement', 'version'].flatMap((name): [string, Record<string, unknown>][] => [
    [`no ${name}`, { [name]: undefined }],
    [`${name} null`, { [name]: null }],
    [`an empty ${name}`, { [name]: '' }],
    [`an object for ${name}`, { [name]: {} }],
  ]),
  ['an ill-formed tenant id', { tenantId: 'a/b' }],
  ['a list of tenant ids', { tenantId: ['acme'] }],
  ['an unknown status', { status: 'deleting' }],
  ['a status in capitals', { status: 'ACTIVE' }],
  ['services as text', { services: 'orders' }],
  ['a service that is none', { services: ['orders', '*'] }],
  ['a service that is null', { services: [null] }],
  ['201 services', { services: Array.from({ length: 201 }, (_, index) => `s${index}`) }],
  ['a placement with a slash', { placement: 'a/b' }],
  ['a placement that begins with a dot', { placement: '.a' }],
  ['a placement of 65 characters', { placement: 'p'.repeat(65) }],
  ['version 0', { version: 0 }],
  ['version 1.5', { version: 1.5 }],
  ['version NaN', { version: Number.NaN }],
  ['version beyond the safe integers', { version: 2 ** 53 }],
  ['a version as text', { version: '3' }],
])('takes %s for no record', (_what, changed) => {
  expect(asTenantRecord({ ...RIGHT, ...changed })).toBeUndefined();
});
