// Synthesising the reference app: with the nag packs that judge it, against the same app bare. Each operation builds the tree
// anew, as every `cdk synth` does; CDK's own validation, which costs seconds once a process, is off in both.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { buildReference } from '../../examples/reference/app';
import { registerPacks } from '../../examples/reference/compliance';
import { type Candidate, measure, type Row } from './harness';

const GOAL = 1.3;

export async function synth(): Promise<readonly Row[]> {
  process.env.CDK_VALIDATION = 'false';
  const outdir = mkdtempSync(join(tmpdir(), 'bulkhead-bench-'));
  const { context } = require('../../cdk.json') as { context: { [flag: string]: unknown } };
  const build = (judge: (app: App) => void) => () => {
    const app = new App({ outdir, context });
    buildReference(app);
    judge(app);
    app.synth();
  };
  const candidates: Candidate[] = [
    { name: 'synth bare', run: build(() => {}), asynchronous: false, reference: 'synth bare' },
    {
      name: 'synth with AwsSolutions and Serverless',
      run: build(registerPacks),
      asynchronous: false,
      reference: 'synth bare',
      goal: GOAL,
    },
  ];
  try {
    return await measure(candidates, { cycles: 6, repetitions: 3 });
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}
