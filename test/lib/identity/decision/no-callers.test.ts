// A service that nobody may call: deployed all the same, since taking the last caller away must be, and never in silence.
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { type App, type Stack, Validations } from 'aws-cdk-lib/core';
import { AsapAuthorizer, TenantRole, TenantSessionBroker } from '../../../../lib';
import { quietly } from '../../templates';
import { oneService, surroundings } from '../../worlds';

const ID = 'cdk-bulkhead:no-callers';

function warnings({ node }: Stack): { path: string; text: string }[] {
  quietly(() => (node.root as App).synth());
  return node
    .findAll()
    .flatMap((construct) =>
      construct.node.metadata
        .filter(({ data }) => typeof data === 'string' && data.includes(ID))
        .map(({ data }) => ({ path: construct.node.path, text: String(data) })),
    );
}

function authorizerAlone(callers: string[]) {
  const { stack, ...rest } = surroundings();
  const asap = new AsapAuthorizer(stack, 'Authorizer', { serviceName: 'media', callers, ...rest });
  new apigateway.RestApi(stack, 'Api', { defaultMethodOptions: { authorizer: asap.requestAuthorizer } }).root.addMethod('GET');
  return { stack, asap };
}

function brokerAlone(callers: string[]): Stack {
  const { stack, ...rest } = surroundings();
  const tenantRole = new TenantRole(stack, 'TenantRole', { serviceName: 'media' });
  new TenantSessionBroker(stack, 'Sessions', { serviceName: 'media', callers, tenantRole, ...rest });
  return stack;
}

test('a TenantService without callers is warned about once', () => {
  const found = warnings(oneService({ callers: [] }).stack);

  expect(found.map(({ path }) => path)).toEqual(['Stack/Media/Authorizer']);
  expect(found[0]?.text).toMatch(/^[^\n]+\n {2}expected {2}[^\n]+\n {2}do {8}[^\n]+/);
  expect(found[0]?.text).toContain('403 (caller.not-listed)');
  expect(found[0]?.text).toContain("authorizer.allow('GET', '/path', ['edge'])");
});

test.each<[what: string, stack: () => Stack, path: string]>([
  ['an AsapAuthorizer', () => authorizerAlone([]).stack, 'Stack/Authorizer'],
  ['TenantSessionBroker', () => brokerAlone([]), 'Stack/Sessions'],
])('%s without callers is warned about', (_what, stack, path) => {
  expect(warnings(stack()).map((one) => one.path)).toEqual([path]);
});

test.each<[what: string, stack: () => Stack]>([
  ['a TenantService with a caller', () => oneService().stack],
  ['an AsapAuthorizer with a caller', () => authorizerAlone(['edge']).stack],
  ['TenantSessionBroker with a caller', () => brokerAlone(['edge'])],
  [
    'a TenantService whose methods have callers',
    () => {
      const { stack, service } = oneService({ callers: [] });
      service.authorizer.allow('GET', '/', ['edge']);
      return stack;
    },
  ],
  [
    'an AsapAuthorizer whose method has a caller',
    () => {
      const { stack, asap } = authorizerAlone([]);
      asap.allow('GET', '/', ['edge']);
      return stack;
    },
  ],
])('%s is not warned about', (_what, stack) => {
  expect(warnings(stack())).toEqual([]);
});

test.each<[where: string, scope: (stack: Stack) => Stack | App]>([
  ['the stack', (stack) => stack],
  ['the app', (stack) => stack.node.root as App],
])('a service that is closed on purpose is acknowledged on %s', (_where, scope) => {
  const { stack } = oneService({ callers: [] });
  Validations.of(scope(stack)).acknowledge({ id: ID, reason: 'closed until the audit is over' });

  expect(warnings(stack)).toEqual([]);
});
