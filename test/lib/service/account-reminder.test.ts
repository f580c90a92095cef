// An app that forgets the account's logging role is told so once, before API Gateway fails the deployment.
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { type App, CfnResource, Stack, Stage, Validations } from 'aws-cdk-lib/core';
import { ApiGatewayAccount, type AsapKeyRepository, type TenantContextService, TenantService } from '../../../lib';
import { sampled } from '../../effort';
import { newApp, quietly } from '../templates';
import { CODE, surroundings } from '../worlds';

const ID = 'cdk-bulkhead:no-api-gateway-account';

/** Where the warnings stand that a synthesis leaves. */
function warned(app: App): string[] {
  quietly(() => app.synth());
  quietly(() => app.synth({ force: true }));
  return app.node
    .findAll()
    .flatMap(({ node }) =>
      node.metadata.filter(({ data }) => String(data).includes(ID) && typeof data === 'string').map(() => node.path),
    );
}

type Foundation = { readonly keyRepository: AsapKeyRepository; readonly tenants: TenantContextService };

function service(stack: Stack, serviceName: string, { keyRepository, tenants }: Foundation): void {
  const code = Code.fromInline(CODE);
  new TenantService(stack, 'Service', { serviceName, code, handler: 'index.handler', callers: ['edge'], keyRepository, tenants });
}

/** Two services in two stacks. */
function twoServices(): App {
  const app = newApp();
  const foundation = surroundings({}, new Stack(app, 'Foundation'));
  for (const name of ['media', 'issues']) service(new Stack(app, name), name, foundation);
  return app;
}

test('is told once, at the first API, what happens and what to write', () => {
  const app = twoServices();

  expect(warned(app)).toEqual(['media/Service/Front']);
  const { metadata } = app.node.findChild('media').node.findChild('Service').node.findChild('Front').node;
  const text = String(metadata.find(({ data }) => String(data).includes(ID))?.data);
  expect(text).toContain('CloudWatch Logs role ARN must be set in account settings');
  expect(text).toContain("new ApiGatewayAccount(stack, 'ApiGateway')");
  expect(text).toContain(`Validations.of(app).acknowledge({ id: '${ID}', reason:`);
  expect(text).toMatch(/^[^\n]+\n {2}expected {2}[^\n]+\n {2}do {8}[^\n]+/);
});

const ACCOUNTS: [what: string, makes: (app: App) => void][] = [
  ['an ApiGatewayAccount in another stack', (app) => new ApiGatewayAccount(new Stack(app, 'Account'), 'ApiGateway')],
  ['one in another stage', (app) => new ApiGatewayAccount(new Stack(new Stage(app, 'Base'), 'Account'), 'ApiGateway')],
  ['CDK’s own resource', (app) => new apigateway.CfnAccount(new Stack(app, 'Account'), 'Account', { cloudWatchRoleArn: 'arn' })],
  ['a resource by its type', (app) => new CfnResource(new Stack(app, 'Account'), 'Any', { type: 'AWS::ApiGateway::Account' })],
  [
    'a RestApi of CDK that makes the role itself',
    (app) => new apigateway.RestApi(new Stack(app, 'Other'), 'Api', { cloudWatchRole: true }).root.addMethod('GET'),
  ],
];

test.each(sampled(ACCOUNTS, 0.2))('is told nothing with %s', (_what, makes) => {
  const app = twoServices();
  makes(app);

  expect(warned(app)).toEqual([]);
});

test.each<[where: string, of: (app: App) => App | Stack]>([
  ['the app', (app) => app],
  ['the first stack with an API', (app) => app.node.findChild('media') as Stack],
])('is told nothing if it is acknowledged on %s', (_where, of) => {
  const app = twoServices();
  Validations.of(of(app)).acknowledge({ id: ID, reason: 'the platform team’s app has it' });

  expect(warned(app)).toEqual([]);
});

test('is told in a stage, too, and once for all stages', () => {
  const app = newApp();
  for (const name of ['Beta', 'Prod']) {
    const stage = new Stage(app, name);
    const foundation = surroundings({}, new Stack(stage, 'Foundation'));
    service(new Stack(stage, 'Media'), 'media', foundation);
  }

  expect(warned(app)).toEqual(['Beta/Media/Service/Front']);
  const { stacks } = quietly(() => app.synth()).getNestedAssembly('assembly-Beta');
  expect(JSON.stringify(stacks.map(({ messages }) => messages))).toContain(ID);
});

test('is told nothing without an API of ours', () => {
  const app = newApp();
  surroundings({}, new Stack(app, 'Foundation'));

  expect(warned(app)).toEqual([]);
});
