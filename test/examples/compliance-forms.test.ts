// The registered packs find nothing, whatever form a user's app has: cdk-nag writes what belongs to another stack in several ways,
// and a finding that is acknowledged in one of them only would fail the user's synth.
import { type App, NestedStack, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { AsapKeyRepository, TenantContextService, TenantService } from 'cdk-bulkhead';
import { buildReference } from '../../examples/reference/app';
import { registeredPacks, registerPacks } from '../../examples/reference/compliance';
import { sampled } from '../effort';
import { ENVIRONMENT_OF_TESTS, FLAGS, newApp, quietly } from '../lib/templates';

/** A service in a stack nested in that of its surroundings. */
function nested(app: App): void {
  const stack = new Stack(app, 'Top');
  const keyRepository = new AsapKeyRepository(stack, 'AsapKeys', { issuers: ['edge', 'media'] });
  const tenants = new TenantContextService(stack, 'TenantContext');
  new TenantService(new NestedStack(stack, 'Nested'), 'Media', {
    serviceName: 'media',
    code: lambda.Code.fromInline('exports.handler = async () => {};'),
    handler: 'index.handler',
    callers: ['edge'],
    keyRepository,
    tenants,
  });
}

const FORMS: readonly (readonly [string, { readonly [flag: string]: unknown }, (app: App) => void])[] = [
  ['with the flags of cdk.json', FLAGS, (app) => void buildReference(app)],
  ['without flags', {}, (app) => void buildReference(app)],
  ['with weak references', { ...FLAGS, '@aws-cdk/core:defaultCrossStackReferences': 'weak' }, (app) => void buildReference(app)],
  ['for one account and Region', FLAGS, (app) => void buildReference(app, { env: ENVIRONMENT_OF_TESTS })],
  ['in a nested stack', FLAGS, nested],
];

describe.each(sampled(FORMS, 0.2))('AwsSolutions and Serverless find nothing %s', (_title, flags, build) => {
  test('in each stack alone', () => {
    const app = newApp(flags);
    build(app);
    const found = registeredPacks(app).flatMap((pack) =>
      app.node.children.flatMap((stack) => pack.validateScope(stack).violations ?? []),
    );
    expect(found.map(({ ruleName }) => ruleName)).toEqual([]);
  });

  test('in the synthesised app', () => {
    const app = newApp(flags);
    build(app);
    registerPacks(app);
    expect(() => quietly(() => app.synth())).not.toThrow();
  });
});

test('a finding does fail the synth', () => {
  const app = newApp();
  new lambda.Function(new Stack(app, 'Stack'), 'Old', {
    runtime: lambda.Runtime.NODEJS_18_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline('exports.handler = () => {}'),
  });
  registerPacks(app);
  expect(() => quietly(() => app.synth())).toThrow(/AwsSolutions-L1/);
});
