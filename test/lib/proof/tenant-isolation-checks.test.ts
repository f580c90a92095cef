// The plugin on an app in local form: it judges nothing, and says so.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
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
])('the local form of %s is reported as not judged, and does not fail', (_title, scopeOf) => {
  expect(judged(true, scopeOf)).toEqual([
    expect.objectContaining({
      conclusion: 'success',
      violations: [
        expect.objectContaining({
          ruleName: 'local-form',
          severity: 'warning',
          description: expect.stringMatching(/^Tenant isolation is not judged: this is the local form of the app/),
        }),
      ],
    }),
  ]);
});

test('the AWS form of the same app fails', () => {
  expect(() => judged(false)).toThrow(/open-to-internet|TenantIsolation/);
});
