// Acknowledgements that accept nothing are told on standard error, whatever the format, and do not change the verdict.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CfnWaitConditionHandle, Stack, Validations } from 'aws-cdk-lib';
import { newApp, quietly } from '../../lib/templates';
import { ran } from './ran';
import { acknowledging, CLEAN, openGroup, rows, template } from './templates';

const folder = mkdtempSync(join(tmpdir(), 'bulkhead-acknowledgements-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

const OPEN = 'security-group-open-to-world';
const ROWS = ['dynamodb:Scan'];

test.each<[what: string, text: string, argv: readonly string[], says: RegExp]>([
  [
    'a rule that finds nothing there',
    template(openGroup(acknowledging('dns-open', 'why'))),
    [],
    /of dns-open on app\/Group has no effect: there is no such finding; correct it or remove it\n$/,
  ],
  [
    'a finding without the detail that it has',
    template(rows(ROWS, acknowledging('tenant-data-access', 'why'))),
    [],
    /there is no such finding; the findings there have the ids tenant-data-access\[app\/Table\]\n$/,
  ],
  [
    'a detail that is another one',
    template(rows(ROWS, acknowledging('tenant-data-access[old/Table]', 'why'))),
    [],
    /of tenant-data-access\[old\/Table\] on app\/Role .*; the findings there have the ids tenant-data-access\[app\/Table\]\n$/,
  ],
  [
    'no reason',
    template(openGroup(acknowledging(OPEN, ' '))),
    [],
    /it has no reason; the findings there have the ids security-group-open-to-world\n$/,
  ],
  [
    'no rule of ours',
    template(openGroup(acknowledging('dns-opn', 'why'))),
    ['--only', OPEN],
    /there is no such rule; correct it/,
  ],
  [
    'a name that acts on a terminal',
    template(openGroup(acknowledging('dns-\u001b[2J', 'why'))),
    ['--sarif'],
    /of dns-\\x1b\[2J on app\/Group/,
  ],
])('an acknowledgement of %s is told', async (_what, text, argv, says) => {
  const { code, error } = await ran([
    'verify',
    file('app.json', text),
    '--only',
    OPEN,
    '--only',
    'tenant-data-access',
    '--only',
    'dns-open',
    ...argv,
  ]);

  expect(error).toMatch(says);
  expect(error.split('\n')).toHaveLength(2);
  expect(code).toBe(1);
});

test.each<[what: string, text: string, argv: readonly string[]]>([
  ['one that accepts something', template(openGroup(acknowledging(OPEN, 'a bastion'))), []],
  ['one of a rule that was left out', template(openGroup(acknowledging('dns-open', 'why'))), ['--skip', 'dns-open']],
  ['one of a rule that was not asked', template(CLEAN, openGroup(acknowledging('dns-open', 'why'))), ['--only', OPEN]],
])('%s is not', async (_what, text, argv) => {
  expect((await ran(['verify', file('app.json', text), ...argv])).error).toBe('');
});

/** Of cdk-nag, which writes a `::` into the detail, and of CDK’s own warnings. */
const OTHERS = ['AwsSolutions-IAM5[Resource::*]', 'AwsSolutions-SNS3', 'cdk-bulkhead:public-api', '@aws-cdk/core:thing'];

test('of a CDK app, ours are told, and those for other plugins are not', async () => {
  const app = newApp();
  const stack = new Stack(app, 'Empty');
  new CfnWaitConditionHandle(stack, 'Handle');
  for (const id of ['TenantIsolation::dns-open', 'TenantIsolation::dns-opn', 'OtherPlugin::rule', 'somebodys-rule', ...OTHERS])
    Validations.of(stack).acknowledge({ id, reason: 'why' });
  const { error } = await ran(['verify', quietly(() => app.synth()).directory]);

  expect(error.match(/of \S+ on Empty /g)).toEqual([
    'of TenantIsolation::dns-open on Empty ',
    'of TenantIsolation::dns-opn on Empty ',
  ]);
});

test('--json has them as the schema says', async () => {
  const schema = JSON.parse(readFileSync(join(__dirname, '../../../schema/findings.schema.json'), 'utf8'));
  const { idleAcknowledgements } = JSON.parse(
    (await ran(['verify', '--json', file('app.json', template(openGroup(acknowledging('dns-open', 'why'))))])).out,
  );

  expect(idleAcknowledgements).toEqual([{ path: 'app/Group', id: 'dns-open', reason: 'why' }]);
  expect(Object.keys(idleAcknowledgements[0])).toEqual(schema.properties.idleAcknowledgements.items.required);
  expect(schema.required).not.toContain('idleAcknowledgements');
});

test('an acknowledgement on a function of SAM accepts the findings on the role that SAM generates for it, and on no other', async () => {
  const functionOfSam = (more: object) => ({
    Type: 'AWS::Serverless::Function',
    Properties: { Handler: 'a.b', Runtime: 'nodejs22.x', CodeUri: '.', Policies: ['AdministratorAccess'] },
    ...more,
  });
  const text = template({
    Jobs: functionOfSam({ Metadata: acknowledging('allow-everything', 'it moves into an account of its own') }),
    Other: functionOfSam({}),
  });
  const path = file('sam.json', JSON.stringify({ Transform: 'AWS::Serverless-2016-10-31', ...JSON.parse(text) }));

  const { out, error } = await ran(['verify', path, '--only', 'allow-everything', '--json']);
  const { acknowledged, findings } = JSON.parse(out);

  expect(acknowledged.map((one: { path: string }) => one.path)).toEqual(['sam/JobsRole']);
  expect(findings.map((one: { path: string }) => one.path)).toEqual(['sam/OtherRole']);
  expect(error).toBe('');
});
