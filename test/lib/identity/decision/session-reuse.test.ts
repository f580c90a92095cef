// A session that lives no longer than a request serves no second one: deployed all the same, and never in silence.
import { type App, Duration, type Stack, Validations } from 'aws-cdk-lib/core';
import { TenantRole, TenantSessionBroker, type TenantSessionBrokerProps } from '../../../../lib';
import { quietly } from '../../templates';
import { oneService, surroundings } from '../../worlds';

const ID = 'cdk-bulkhead:no-session-reuse';

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

function brokerAlone(settings: Partial<TenantSessionBrokerProps>): Stack {
  const { stack, ...rest } = surroundings();
  const tenantRole = new TenantRole(stack, 'TenantRole', { serviceName: 'media' });
  new TenantSessionBroker(stack, 'Sessions', { serviceName: 'media', callers: ['edge'], tenantRole, ...rest, ...settings });
  return stack;
}

test.each<[what: string, settings: Partial<TenantSessionBrokerProps>, warned: boolean]>([
  ['the defaults', {}, false],
  ['a session that ends with the request', { sessionLifetime: Duration.seconds(29) }, true],
  ['a session that ends before the request', { sessionLifetime: Duration.seconds(1) }, true],
  ['a session of one second more', { sessionLifetime: Duration.seconds(30) }, false],
  ['a longer request', { handlerTimeout: Duration.minutes(5) }, true],
  ['a longer request and a longer session', { handlerTimeout: Duration.minutes(5), sessionLifetime: Duration.minutes(6) }, false],
])('a broker with %s: %j is warned about: %s', (_what, settings, warned) => {
  expect(warnings(brokerAlone(settings)).map(({ path }) => path)).toEqual(warned ? ['Stack/Sessions'] : []);
});

test('the warning says what was seen and expected, and what to do', () => {
  const [{ text } = { text: '' }] = warnings(brokerAlone({ sessionLifetime: Duration.seconds(20) }));

  expect(text).toMatch(/^[^\n]+\n {2}expected {2}[^\n]+\n {2}do {8}[^\n]+/);
  expect(text).toContain('sessionLifetime is 20 seconds, and a request may run for 29 seconds');
});

test('a TenantService compares with the timeout of its function, and is warned about once', () => {
  const { stack } = oneService({ timeout: Duration.seconds(10), sessionLifetime: Duration.seconds(10) });

  expect(warnings(stack).map(({ path }) => path)).toEqual(['Stack/Media/Sessions']);
  expect(warnings(oneService({ timeout: Duration.seconds(9), sessionLifetime: Duration.seconds(10) }).stack)).toEqual([]);
});

test('an acknowledged warning is silent', () => {
  const stack = brokerAlone({ sessionLifetime: Duration.seconds(20) });
  Validations.of(stack).acknowledge({ id: ID, reason: 'few requests, and each session must end within 20 seconds' });

  expect(warnings(stack)).toEqual([]);
});
