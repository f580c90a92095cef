// The local form of an app is not judged by any command: what it lacks would be raised as findings.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { App, NestedStack, Stack, Stage } from 'aws-cdk-lib/core';
import { LocalCloud } from '../../../lib';
import { quietly } from '../../lib/templates';
import { ran } from './ran';
import { CLEAN, template } from './templates';

const folder = mkdtempSync(join(tmpdir(), 'bulkhead-local-form-'));
afterAll(() => rmSync(folder, { recursive: true }));

const clean = join(folder, 'clean.json');
writeFileSync(clean, template(CLEAN));

/** An assembly that LocalCloud made the templates of, in this directory. */
function assembly(name: string, build: (app: App) => void): string {
  const app = new App({ outdir: join(folder, name) });
  build(app);
  LocalCloud.applyTo(app, { endpoint: 'https://localhost:4566' });
  return quietly(() => app.synth()).directory;
}

const plain = assembly('plain', (app) => void new CfnQueue(new Stack(app, 'Jobs'), 'Queue'));
const staged = assembly('staged', (app) => void new CfnQueue(new Stack(new Stage(app, 'Test'), 'Jobs'), 'Queue'));
const nested = assembly('nested', (app) => void new CfnQueue(new NestedStack(new Stack(app, 'Jobs'), 'Inner'), 'Queue'));

/** Of a version that did not yet mark templates: only the metadata beside them tells it. */
function unmarked(): string {
  const directory = assembly('unmarked', (app) => {
    const stack = new Stack(app, 'Jobs');
    new CfnQueue(stack, 'Queue').node.addMetadata('bulkhead:local-change', 'any');
  });
  const file = join(directory, 'Jobs.template.json');
  const { Metadata: _marker, ...rest } = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, JSON.stringify(rest));
  return directory;
}

const refused = (what: string) =>
  `cdk-bulkhead: ${what} is the local form of the app: LocalCloud left out what a local AWS does not support\n` +
  '  expected  the AWS form: the rules are only for the AWS form\n' +
  '  do        synthesize without -c local-endpoint, and give that directory\n';

test.each<[string, string[], string]>([
  ['verify', [plain], `${plain} (Jobs)`],
  ['matrix', [plain], `${plain} (Jobs)`],
  ['diff, after', [clean, plain], `${plain} (Jobs)`],
  ['diff, before', [plain, clean], `${plain} (Jobs)`],
  ['verify', [staged], `${staged} (Test-Jobs)`],
  ['verify', [nested], `${nested} (Jobs, Jobs-InnerNestedStackInnerNestedStackResource745E041B)`],
  ['verify', [unmarked()], `${join(folder, 'unmarked')} (Jobs)`],
  ['verify', [join(plain, 'Jobs.template.json')], join(plain, 'Jobs.template.json')],
  ['verify', [clean, join(plain, 'Jobs.template.json')], join(plain, 'Jobs.template.json')],
])('%s refuses it (%#)', async (command, paths, what) => {
  const [name = ''] = command.split(',');
  expect(await ran([name, ...paths])).toEqual({ code: 2, out: '', error: refused(what) });
});

test.each([['verify'], ['matrix']])('%s refuses it on standard input, and in a directory of templates', async (command) => {
  const text = readFileSync(join(plain, 'Jobs.template.json'), 'utf8');
  const directory = mkdtempSync(join(folder, 'templates-'));
  writeFileSync(join(directory, 'jobs.json'), text);

  expect(await ran([command, '-'], text)).toEqual({ code: 2, out: '', error: refused('standard input') });
  expect(await ran([command, directory])).toMatchObject({ code: 2, error: refused(join(directory, 'jobs.json')) });
});

test('metadata of another name is nobody’s marker', async () => {
  const other = { Metadata: { 'bulkhead:other': {}, 'AWS::CloudFormation::Interface': {} }, Resources: CLEAN };
  expect(await ran(['verify', '-'], JSON.stringify(other))).toMatchObject({ code: 0 });
});
