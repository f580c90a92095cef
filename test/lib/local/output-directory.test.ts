import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack, Stage } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { LocalCloud } from '../../../lib';
import { ENDPOINT } from './local-form';

const folder = mkdtempSync(join(tmpdir(), 'bulkhead-outdir-'));
const { CDK_OUTDIR: before } = process.env;

afterEach(() => {
  if (before === undefined) delete process.env.CDK_OUTDIR;
  else process.env.CDK_OUTDIR = before;
});
afterAll(() => rmSync(folder, { recursive: true }));

const applyTo = (scope: Construct) => LocalCloud.applyTo(scope, { endpoint: ENDPOINT });

test('refuses the directory of the AWS form, as the CDK CLI passes it on', () => {
  const outdir = join(folder, 'cdk.out');
  process.env.CDK_OUTDIR = outdir;
  const app = new App();
  const stage = new Stage(app, 'Stage');

  for (const scope of [app, stage, new Stack(stage, 'Stack')]) {
    expect(() => applyTo(scope)).toThrow(
      `LocalCloud: the local form would go into ${outdir}, where the AWS form is\n` +
        '  expected  an output directory that is not cdk.out\n' +
        '  do        add --output cdk.out.local to the cdk command',
    );
  }
});

test.each(['CDK.OUT', 'cdk.out/local', 'Cdk.Out/a/b'])(
  'refuses %s, which is the same directory somewhere, or lies in it',
  (name) => {
    process.env.CDK_OUTDIR = join(folder, name);
    expect(() => applyTo(new App())).toThrow('where the AWS form is');
  },
);

test('refuses a link to it', () => {
  mkdirSync(join(folder, 'linked', 'cdk.out'), { recursive: true });
  symlinkSync(join(folder, 'linked', 'cdk.out'), join(folder, 'link'));
  process.env.CDK_OUTDIR = join(folder, 'link');
  expect(() => applyTo(new App())).toThrow('where the AWS form is');
});

test.each(['cdk.out.local', 'my-cdk.out', 'local'])('takes %s', (name) => {
  process.env.CDK_OUTDIR = join(folder, name);
  expect(() => applyTo(new App())).not.toThrow();
});

test('takes the directory that an app makes for itself, and a tree that has none', () => {
  delete process.env.CDK_OUTDIR;
  const app = new App();
  expect(() => applyTo(app)).not.toThrow();
  expect(() => applyTo(new Construct(undefined as unknown as Construct, ''))).not.toThrow();
  rmSync(app.outdir, { recursive: true, force: true });
});
