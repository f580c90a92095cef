// Properties as plain JavaScript gives them: every construct × every property × {missing, undefined, null, misspelt, of another form},
// each refused on three lines. The compiler would refuse these calls, so they are made without it.
import { RemovalPolicy } from 'aws-cdk-lib/core';
import * as bulkhead from '../../../lib';
import { OPTIONAL, type Properties, REQUIRED, type Untyped } from './table';

const CONSTRUCTS = bulkhead as unknown as { readonly [construct: string]: unknown };
const constructs = Object.keys(REQUIRED);
const required = constructs.flatMap((construct) =>
  Object.keys(REQUIRED[construct]?.().props ?? {}).map((name) => [construct, name] as const),
);
const optional = constructs.flatMap((construct) => (OPTIONAL[construct] ?? []).map((name) => [construct, name] as const));

/** One for all the refusals of a construct: they leave nothing behind but a name. */
const worlds = new Map<string, ReturnType<(typeof REQUIRED)[string]>>();
let made = 0;

/** What the constructor throws, with the path `Stack/It`. */
function refusalOf(construct: string, change: (props: Properties) => unknown): string {
  const world = worlds.get(construct) ?? REQUIRED[construct]?.();
  if (world === undefined) throw new Error(`${construct} is not in the table`);
  worlds.set(construct, world);
  const Made = CONSTRUCTS[construct] as Untyped;
  const id = `It${made++}`;
  try {
    new Made(world.scope, id, change(world.props));
  } catch (error) {
    return String((error as Error).message).replace(`Stack/${id}:`, 'Stack/It:');
  }
  // What was made may stand in the way of the next one.
  worlds.delete(construct);
  return 'nothing';
}

const OF_NO_USE: readonly (readonly [value: unknown, shown: string])[] = [
  [null, 'null'],
  [1n, '1'],
  [class Other {}, 'the function or class Other'],
];

const without = (props: Properties, absent: string) =>
  Object.fromEntries(Object.entries(props).filter(([name]) => name !== absent));

test.each(constructs)('%s is made of the properties that it must be given', (construct) => {
  expect(refusalOf(construct, (props) => props)).toBe('nothing');
});

test.each(required)('%s without %s', (construct, name) => {
  const message = refusalOf(construct, (props) => without(props, name));

  expect(message).toMatch(
    new RegExp(`^Stack/It: ${name} is missing\n  expected  an? [^\n]+\n  do        write ${name}: [^\n]+$`),
  );
  expect(refusalOf(construct, (props) => ({ ...props, [name]: undefined }))).toBe(message);
});

test.each([...required, ...optional])('%s with another form of %s', (construct, name) => {
  for (const [value, shown] of OF_NO_USE) {
    const message = refusalOf(construct, (props) => ({ ...props, [name]: value }));

    expect(message).toMatch(new RegExp(`^Stack/It: ${name} is ${shown}\n  expected  [^\n]+\n  do        write ${name}: [^\n]+$`));
  }
});

test.each(optional)('%s is told that %s may be left out', (construct, name) => {
  expect(refusalOf(construct, (props) => ({ ...props, [name]: null }))).toMatch(new RegExp(`, or leave ${name} out$`));
});

test.each(constructs)('%s takes undefined for every property that it need not be given', (construct) => {
  const absent = Object.fromEntries((OPTIONAL[construct] ?? []).map((name) => [name, undefined]));

  expect(refusalOf(construct, (props) => ({ ...props, ...absent }))).toBe('nothing');
});

test.each([...required, ...optional])('%s with %s misspelt', (construct, name) => {
  const slips = [name.toUpperCase() === name ? name : name.toLowerCase(), `${name.slice(0, 1)}${name.slice(2)}`, `${name}s`];
  for (const slip of slips.filter((one) => one !== name && !OPTIONAL[construct]?.includes(one))) {
    const message = refusalOf(construct, (props) => ({ ...without(props, name), [slip]: props[name] ?? 'x' }));

    expect(message).toBe(
      `Stack/It: there is no property ${slip}\n  expected  ${name}\n  do        write ${name} instead of ${slip}`,
    );
  }
});

test.each(constructs)('%s without properties', (construct) => {
  const names = Object.keys(REQUIRED[construct]?.().props ?? {});
  const message = refusalOf(construct, () => undefined);

  if (names.length === 0) expect(message).toBe('nothing');
  else {
    expect(message).toMatch(
      /^Stack\/It: the properties are missing\n {2}expected {2}an object with .+\n {2}do {8}write \{ .+ \}$/,
    );
    for (const name of names) expect(message).toContain(`${name}: `);
  }
  expect(refusalOf(construct, () => null)).toContain('Stack/It: the properties are missing\n');
  expect(refusalOf(construct, () => 'media')).toContain('Stack/It: the properties are "media"\n');
  expect(refusalOf(construct, () => [])).toContain('Stack/It: the properties are []\n');
});

test.each<[construct: string, name: string, wrong: (props: Properties) => unknown, message: string]>([
  [
    'TenantService',
    'callers',
    () => 'edge',
    'Stack/It: callers is "edge"\n  expected  a list of strings\n  do        write callers: [\'edge\']',
  ],
  ['TenantService', 'callers', () => [17], 'callers is [17]'],
  ['TenantService', 'callers', ({ tenants }) => [tenants], 'callers is ["an object of class TenantContextService"]'],
  ['TenantService', 'code', () => 'dist/issues', 'code is "dist/issues"\n  expected  a Code of aws-cdk-lib/aws-lambda'],
  ['TenantService', 'keyRepository', ({ tenants }) => tenants, 'keyRepository is an object of class TenantContextService\n'],
  ['TenantService', 'tenants', ({ keyRepository }) => keyRepository, 'tenants is an object of class AsapKeyRepository\n'],
  ['TenantService', 'tenants', () => CONSTRUCTS.TenantContextService, 'tenants is the function or class TenantContextService\n'],
  ['TenantService', 'removalPolicy', () => 'keep', 'removalPolicy is "keep"\n  expected  a RemovalPolicy'],
  ['TenantService', 'timeout', () => 20, 'timeout is 20\n  expected  a Duration'],
  ['TenantTable', 'tenantRole', ({ encryptionKey }) => encryptionKey, 'tenantRole is an object of class ServiceKey'],
  [
    'SegmentedVpc',
    'flows',
    () => ['service → data'],
    'flows is ["service → data"]\n  expected  a list in which each item is Flows',
  ],
])('%s: what it says of %s', (construct, name, wrong, message) => {
  expect(refusalOf(construct, (props) => ({ ...props, [name]: wrong(props) }))).toContain(message);
});

test('a property of another construct is let through: apps spread one object into several', () => {
  const shared = { removalPolicy: RemovalPolicy.DESTROY, keyRepository: 'of others', domain: 'example.com' };

  expect(refusalOf('TenantContextService', () => shared)).toBe('nothing');
});

test('a property that is close to a given one is let through', () => {
  expect(refusalOf('AsapAuthorizer', (props) => ({ ...props, tenant: 'acme', caller: 'edge' }))).toBe('nothing');
});

test('an object of another copy of the package is taken: its members count, not its class', () => {
  const message = refusalOf('AsapAuthorizer', ({ keyRepository, ...props }) => ({
    ...props,
    keyRepository: new Proxy(keyRepository as object, {}),
  }));

  expect(message).toBe('nothing');
});
