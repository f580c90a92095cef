// The plugin on an app in local form: it judges nothing, and says so.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { type App, Stack, Stage, Validations } from 'aws-cdk-lib/core';
import { LocalCloud, TenantIsolationChecks } from '../../../lib';
import { newApp, quietly } from '../templates';

interface Report {
  readonly pluginReports: readonly {
    readonly pluginName: string;
    readonly conclusion: string;
    readonly violations: readonly { readonly ruleName: string; readonly severity: string; readonly description: string }[];
  }[];
}

/** A group that is open to everyone, which the plugin finds. @returns what CDK's report says of the plugin */
function judged(isLocal: boolean, scopeOf: (app: App) => App | Stage = (app) => app) {
  const app = newApp();
  new ec2.CfnSecurityGroup(new Stack(scopeOf(app), 'Stack'), 'Group', {
    groupDescription: 'open',
    securityGroupIngress: [{ ipProtocol: 'tcp', fromPort: 22, toPort: 22, cidrIp: '0.0.0.0/0' }],
  });
  Validations.of(app).addPlugins(new TenantIsolationChecks({ failOnWarning: true }));
  if (isLocal) LocalCloud.applyTo(app, { endpoint: 'https://localhost:4566' });
  const { directory } = quietly(() => app.synth());
  const { pluginReports } = JSON.parse(readFileSync(join(directory, 'validation-report.json'), 'utf8')) as Report;
  return pluginReports.filter(({ pluginName }) => pluginName === 'TenantIsolation');
}

test.each([
  ['an app', (app: App) => app],
  ['a stage', (app: App) => new Stage(app, 'Stage')],
])('the local form of %s is reported as a warning, and does not fail', (_title, scopeOf) => {
  expect(judged(true, scopeOf)).toEqual([
    expect.objectContaining({
      conclusion: 'success',
      violations: [
        expect.objectContaining({
          ruleName: 'local-form',
          severity: 'warning',
          description: expect.stringMatching(/^The rules did not run: this is the local form of the app/),
        }),
      ],
    }),
  ]);
});

test('the AWS form of the same app fails', () => {
  expect(() => judged(false)).toThrow(/open-to-internet|TenantIsolation/);
});

test.each<[what: string, mark: (app: App, stack: Stack) => void]>([
  ['metadata of one stack', (app) => new ec2.CfnEIP(marked(new Stack(app, 'Other')), 'Eip')],
  [
    'metadata of one construct',
    (app) => new ec2.CfnEIP(new Stack(app, 'Other'), 'Eip').node.addMetadata('bulkhead:local-change', 'x'),
  ],
  ['LocalCloud on one stack', (app) => applyTo(new ec2.CfnVPC(new Stack(app, 'Other'), 'Vpc', { cidrBlock: '10.0.0.0/16' }))],
  [
    'stacks for a real account',
    (app, stack) => void [marked(stack), new ec2.CfnEIP(marked(new Stack(app, 'Real', REAL)), 'Eip')],
  ],
])('the rest of an app is not let through by %s', (_what, mark) => {
  const app = newApp();
  const stack = new Stack(app, 'Stack');
  new ec2.CfnSecurityGroup(stack, 'Group', { groupDescription: 'open' });
  mark(app, stack);
  Validations.of(app).addPlugins(new TenantIsolationChecks());

  expect(() => quietly(() => app.synth())).toThrow(/local-form|TenantIsolation/);
});

test.each<[what: string, text: string, ruleNames: readonly string[]]>([
  ['adds its actions', '{"Name":"dynamodb","Actions":[{"Name":"SummonEverything"}]}', []],
  ['of another service adds nothing', '{"Name":"s3"}', ['unknown-action']],
])('a file of actionFiles %s', (_what, text, ruleNames) => {
  const actionFile = join(mkdtempSync(join(tmpdir(), 'bulkhead-actions-')), 'reference.json');
  writeFileSync(actionFile, text);
  const [report] = judgedWith(actionFile);

  expect(report?.violations.map(({ ruleName }) => ruleName) ?? []).toEqual(ruleNames);
});

test('a file of actionFiles that cannot be read fails the synthesis', () => {
  expect(() => judgedWith('/nowhere/reference.json')).toThrow(/nowhere|TenantIsolation/);
});

/** An app with a policy that names an action which AWS added lately. */
function judgedWith(actionFile: string) {
  const app = newApp();
  const statement = new iam.PolicyStatement({ actions: ['dynamodb:SummonEverything'], resources: ['*'] });
  new iam.ManagedPolicy(new Stack(app, 'Stack'), 'Policy', { statements: [statement] });
  Validations.of(app).addPlugins(new TenantIsolationChecks({ actionFiles: [actionFile] }));
  const { directory } = quietly(() => app.synth());
  const { pluginReports } = JSON.parse(readFileSync(join(directory, 'validation-report.json'), 'utf8')) as Report;
  return pluginReports.filter(({ pluginName }) => pluginName === 'TenantIsolation');
}

const REAL = { env: { account: '111122223333', region: 'eu-central-1' } };

function marked(stack: Stack): Stack {
  stack.addMetadata('bulkhead:local-form', 'x');
  return stack;
}

function applyTo(resource: ec2.CfnVPC): void {
  LocalCloud.applyTo(Stack.of(resource), { endpoint: 'https://localhost:4566' });
}
