// The examples of one use case each: they synthesise anywhere without look-ups, and cdk-nag finds nothing. What must not change of their
// templates is pinned where it is contract: logical ids (test/lib/logical-ids) and the sample of docs/snapshot-testing.md.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App, Environment, Stack } from 'aws-cdk-lib';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { InvoicesStack } from '../../examples/existing-lambda-behind-authorizer/stack';
import { PythonNotesStack } from '../../examples/python-handler/stack';
import { registeredPacks } from '../../examples/reference/compliance';
import { SegmentedVpcStack } from '../../examples/segmented-vpc/stack';
import { ServiceKeyStack } from '../../examples/service-key/stack';
import { NotesStack } from '../../examples/tenant-service/stack';
import { IS_WHOLE, sampled } from '../effort';
import { ENVIRONMENT_OF_TESTS, FLAGS, newApp, quietly } from '../lib/templates';
import { covers, findings, withoutAcknowledging } from './findings';

const root = join(__dirname, '..', '..');

type Form = [form: string, flags: { readonly [flag: string]: unknown }, env?: Environment];

const FORMS: readonly Form[] = [
  ['for any account and Region', FLAGS],
  ['for one account and Region', FLAGS, ENVIRONMENT_OF_TESTS],
  ['without feature flags', {}],
];

describe.each<[folder: string, build: (app: App, env?: Environment) => Stack]>([
  ['service-key', (app, env) => new ServiceKeyStack(app, 'Receipts', { env })],
  ['segmented-vpc', (app, env) => new SegmentedVpcStack(app, 'Orders', { env })],
  ['existing-lambda-behind-authorizer', (app, env) => new InvoicesStack(app, 'Invoices', { env })],
  ['tenant-service', (app, env) => new NotesStack(app, 'Notes', { env })],
  ['python-handler', (app, env) => new PythonNotesStack(app, 'PythonNotes', { env })],
])('examples/%s', (folder, build) => {
  describe.each<Form>(sampled(FORMS, 0.15))('%s', (_form, flags, env) => {
    const app = newApp(flags);
    const stack = build(app, env);

    test('AwsSolutions and Serverless find nothing', () => {
      expect(findings(registeredPacks(app), [stack]).filter(({ id }) => !isAboutRuntime(folder, id))).toEqual([]);
    });

    test('synthesises without look-ups', () => {
      const { manifest, stacks } = quietly(() => app.synth());

      expect(manifest.missing).toBeUndefined();
      expect(stacks).toHaveLength(1);
    });
  });

  test('each acknowledgement has a reason and is still needed', () => {
    const app = newApp();
    const { built, acknowledgements } = withoutAcknowledging(() => build(app));
    const raw = findings(registeredPacks(app), [built]);
    const judged = acknowledgements.filter(({ id }) => /^(AwsSolutions|Serverless)-/.test(id));

    expect(judged.length).toBeGreaterThan(0);
    expect(judged.filter(({ reason }) => reason.length < 20)).toEqual([]);
    expect(judged.filter((one) => !raw.some((finding) => covers(one, finding)))).toEqual([]);
  });
});

/** A newer CDK knows a newer Python than the example, which is written for the oldest CDK of the range. */
function isAboutRuntime(folder: string, id: string): boolean {
  const isOlder = folder === 'python-handler' && 'PYTHON_3_15' in Runtime;
  return isOlder && ['AwsSolutions-L1', 'Serverless-LambdaLatestVersion'].includes(id);
}

describe('app.ts', () => {
  const folders = ['service-key', 'segmented-vpc', 'existing-lambda-behind-authorizer', 'tenant-service', 'python-handler'];
  const outputs = mkdtempSync(join(tmpdir(), 'bulkhead-examples-'));
  afterAll(() => rmSync(outputs, { recursive: true, force: true }));

  test.each(folders)('of %s says how to run it', (folder) => {
    const text = readFileSync(join(root, 'examples', folder, 'app.ts'), 'utf8');
    const command = `npx cdk synth --quiet --app "node --require tsx/cjs examples/${folder}/app.ts"`;

    expect(text).toContain(`//   ${command}\n`);
    expect(readFileSync(join(root, 'examples', 'README.md'), 'utf8')).toContain(`\`${command}\``);
  });

  // The CLI sets CDK_OUTDIR for the app that it runs, and nothing else that matters here. CI synthesises each with CDK's validation, too.
  (IS_WHOLE ? test : test.skip)('runs, and what it registers finds nothing', async () => {
    const runs = folders.map((folder) => ended(`examples/${folder}/app.ts`, join(outputs, folder)));

    expect(await Promise.all(runs)).toEqual(folders.map(() => ({ code: 0, errors: '' })));
  });
});

function ended(app: string, output: string): Promise<{ code: number | null; errors: string }> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, CDK_OUTDIR: output, CDK_CONTEXT_JSON: JSON.stringify(FLAGS) };
    const child = spawn(process.execPath, ['--require', 'tsx/cjs', app], { cwd: root, env });
    let text = '';
    child.stderr.on('data', (chunk) => {
      text += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, errors: code === 0 ? '' : text }));
  });
}
