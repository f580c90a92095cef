// The reference app synthesises with and without an environment, and with CDK's feature flags on or off.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { buildReference } from '../../examples/reference/app';

const flags = (JSON.parse(readFileSync(join(__dirname, '../../cdk.json'), 'utf8')) as { context: { [flag: string]: unknown } })
  .context;
const ENV = { account: '111122223333', region: 'eu-central-1' };

const forms = [
  ['region-agnostic, recommended flags', undefined, flags],
  ['with an environment, recommended flags', ENV, flags],
  ['region-agnostic, no flags', undefined, {}],
  ['with an environment, no flags', ENV, {}],
] as const;

describe.each(forms)('%s', (_name, env, context) => {
  const app = new App({ context: { ...context } });
  buildReference(app, { env });
  const assembly = app.synth();

  test('has its six stacks', () => {
    expect(assembly.stacks.map(({ stackName }) => stackName).sort()).toEqual([
      'BulkheadAccount',
      'BulkheadEdge',
      'BulkheadFoundation',
      'BulkheadIssues',
      'BulkheadMedia',
      'BulkheadReporting',
    ]);
  });

  test('refers from stack to stack by strong exports only', () => {
    const text = JSON.stringify(assembly.stacks.map(({ template }) => template));

    expect(text).not.toContain('Fn::GetStackOutput');
    expect(text).toContain('Fn::ImportValue');
  });

  test('puts every permission into a managed policy', () => {
    const types = assembly.stacks.flatMap(({ template }) =>
      Object.values(template.Resources as { [id: string]: { Type: string } }).map(({ Type }) => Type),
    );

    expect(types).not.toContain('AWS::IAM::Policy');
    expect(types).toContain('AWS::IAM::ManagedPolicy');
  });
});

test('the key policies are the same with flags and without', () => {
  const [withFlags, without] = [flags, {}].map((context) => {
    const app = new App({ context: { ...context } });
    buildReference(app);
    return app.synth().stacks.flatMap(({ template }) =>
      Object.values(template.Resources as { [id: string]: { Type: string; Properties: { KeyPolicy?: unknown } } })
        .filter(({ Type }) => Type === 'AWS::KMS::Key')
        .map(({ Properties }) => Properties.KeyPolicy),
    );
  });

  expect(without).toEqual(withFlags);
});
