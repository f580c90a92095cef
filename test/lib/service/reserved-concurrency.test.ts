// Reserved concurrency reaches the function that it is about; services without it are warned about once for an account and Region.
import { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { type App, type Environment, Stack, Stage, Validations } from 'aws-cdk-lib/core';
import { AsapAuthorizer, TenantRole, TenantService, TenantSessionBroker } from '../../../lib';
import { newApp, newStack, only, quietly, synthesise } from '../templates';
import { CODE, oneService, surroundings } from '../worlds';

const ID = 'cdk-bulkhead:no-reserved-concurrency';

const HANDLER = /^MediaServiceFunction|^MediaFunction/;
const AUTHORIZER = /AuthorizerHandlerFunction/;
const BROKER = /SessionsBrokerFunction/;

test.each([
  ['reservedConcurrentExecutions', HANDLER],
  ['authorizerReservedConcurrentExecutions', AUTHORIZER],
  ['sessionBrokerReservedConcurrentExecutions', BROKER],
] as const)('TenantService.%s is of one function', (name, id) => {
  const template = synthesise(oneService({ [name]: 7 }).stack);

  for (const each of [HANDLER, AUTHORIZER, BROKER]) {
    const { Properties } = only(template, 'AWS::Lambda::Function', each);
    expect(Properties.ReservedConcurrentExecutions).toBe(each === id ? 7 : undefined);
  }
});

test.each([
  ['reservedConcurrentExecutions', false],
  [undefined, true],
] as const)('with %s, the acknowledgement of LambdaConcurrency: %s', (name, expected) => {
  const { service } = oneService(name === undefined ? {} : { [name]: 7 });

  expect(JSON.stringify(service.function.node.metadata).includes('NIST.800.53.R5-LambdaConcurrency')).toBe(expected);
  expect(JSON.stringify(service.function.node.metadata).includes('NIST.800.53.R5-LambdaDLQ')).toBe(true);
});

test('AsapAuthorizer and TenantSessionBroker have the property for their own function', () => {
  const { stack, ...rest } = surroundings();
  const props = { serviceName: 'media', callers: ['edge'], ...rest };
  const tenantRole = new TenantRole(stack, 'TenantRole', { serviceName: 'media' });
  const { requestAuthorizer } = new AsapAuthorizer(stack, 'Authorizer', { ...props, reservedConcurrentExecutions: 3 });
  new RestApi(stack, 'Api', { defaultMethodOptions: { authorizer: requestAuthorizer } }).root.addMethod('GET');
  new TenantSessionBroker(stack, 'Broker', { ...props, tenantRole, reservedConcurrentExecutions: 4 });
  const template = synthesise(stack);

  expect(only(template, 'AWS::Lambda::Function', /^AuthorizerHandler/).Properties.ReservedConcurrentExecutions).toBe(3);
  expect(only(template, 'AWS::Lambda::Function', /^BrokerFunction|^BrokerBroker/).Properties.ReservedConcurrentExecutions).toBe(
    4,
  );
});

const NAMES = [
  'reservedConcurrentExecutions',
  'authorizerReservedConcurrentExecutions',
  'sessionBrokerReservedConcurrentExecutions',
] as const;

test.each(NAMES)('refuses 0, a fraction and a negative number for %s of a service', (name) => {
  const parts = (saw: string) =>
    new RegExp(`^Stack/Media: ${saw}\n  expected  a whole number of 1 or more\n  do        give .+, or leave ${name} out$`);

  expect(() => oneService({ [name]: 0 })).toThrow(parts(`${name} is 0, and 0 stops the function: [^\n]+`));
  for (const value of [-1, 1.5, Number.NaN]) expect(() => oneService({ [name]: value })).toThrow(parts(`${name} is ${value}`));
});

test('refuses 0 for an authorizer and a broker', () => {
  const { stack, ...rest } = surroundings();
  const props = { serviceName: 'media', callers: ['edge'], ...rest, reservedConcurrentExecutions: 0 };
  const tenantRole = new TenantRole(stack, 'TenantRole', { serviceName: 'media' });

  expect(() => new AsapAuthorizer(stack, 'Authorizer', props)).toThrow(/^Stack\/Authorizer: .* 0 stops the function/);
  expect(() => new TenantSessionBroker(stack, 'Broker', { ...props, tenantRole })).toThrow(/^Stack\/Broker: .* 0 stops/);
});

interface Service {
  readonly name: string;
  readonly reserved?: number;
  readonly env?: Environment;
}

function appOf(services: readonly Service[], app = newApp()): App {
  for (const { name, reserved, env } of services) add(app, name, reserved, env);
  return app;
}

function add(scope: App | Stage, name: string, reservedConcurrentExecutions?: number, env?: Environment): void {
  const { stack, keyRepository, tenants } = surroundings({}, new Stack(scope, name, { env }));
  const code = Code.fromInline(CODE);
  const common = { code, handler: 'index.handler', callers: ['edge'], keyRepository, tenants };
  new TenantService(stack, 'Service', { serviceName: 'media', ...common, reservedConcurrentExecutions });
}

/** The warnings that a synthesis leaves, by path. */
function warnings(app: App): [path: string, text: string][] {
  quietly(() => app.synth());
  return app.node
    .findAll()
    .flatMap(({ node }) =>
      node.metadata
        .filter(({ data }) => typeof data === 'string' && data.includes(ID))
        .map(({ data }): [string, string] => [node.path, String(data)]),
    );
}
const warned = (app: App) => warnings(app).map(([path]) => path);

const HERE = { account: '111122223333', region: 'eu-central-1' };
const THERE = { account: '111122223333', region: 'eu-west-1' };

test.each<[what: string, services: Service[], expected: string[]]>([
  ['no service', [], []],
  ['one', [{ name: 'A' }], []],
  ['two', [{ name: 'A' }, { name: 'B' }], ['A/Service']],
  [
    'two with a reservation',
    [
      { name: 'A', reserved: 1 },
      { name: 'B', reserved: 1 },
    ],
    [],
  ],
  ['one with a reservation and one without', [{ name: 'A' }, { name: 'B', reserved: 1 }], []],
  ['one with a reservation and two without', [{ name: 'A', reserved: 1 }, { name: 'B' }, { name: 'C' }], ['B/Service']],
  [
    'two of one account and Region',
    [
      { name: 'A', env: HERE },
      { name: 'B', env: HERE },
    ],
    ['A/Service'],
  ],
  [
    'two of two Regions',
    [
      { name: 'A', env: HERE },
      { name: 'B', env: THERE },
    ],
    [],
  ],
])('services without a reservation: %s', (_what, services, expected) => {
  expect(warned(appOf(services))).toEqual(expected);
});

test('the warning names the services and says what to write', () => {
  const [[, text] = ['', '']] = warnings(appOf([{ name: 'A' }, { name: 'B' }]));

  expect(text).toContain('2 services share');
  expect(text).toContain('A/Service, B/Service');
  expect(text).toContain('write `reservedConcurrentExecutions`');
  expect(text).toMatch(/^[^\n]+\n {2}expected {2}[^\n]+\n {2}do {8}[^\n]+/);
});

test('an acknowledgement on the app silences it, and one on a service speaks for this service', () => {
  const services = [{ name: 'A' }, { name: 'B' }];
  const [onApp, onOne, onBoth] = [appOf(services), appOf(services), appOf(services)];
  const reason = 'the account has a quota for it';
  Validations.of(onApp).acknowledge({ id: ID, reason });
  Validations.of(onOne.node.findChild('A')).acknowledge({ id: ID, reason });
  for (const name of ['A', 'B']) Validations.of(onBoth.node.findChild(name)).acknowledge({ id: ID, reason });

  expect([onApp, onOne, onBoth].map(warned)).toEqual([[], ['B/Service'], []]);
});

test('counts the services of all stages of an account, and warns once', () => {
  const app = newApp();
  for (const name of ['Beta', 'Prod']) add(new Stage(app, name), 'Media');

  expect(warned(app)).toEqual(['Beta/Media/Service']);
});

test('a stack without an app of its own is no reason to fail', () => {
  expect(() => synthesise(oneService({}, {}, newStack()).stack)).not.toThrow();
});
