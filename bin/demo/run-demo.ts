// One run of the demo, from parsed options to exit code; what it deploys and drives is passed in.
import type { CdkCli } from './cdk-cli';
import { DemoError, ExitCode, errorAsJson } from './errors';
import { Interrupted } from './interruption';
import { type LocalSession, withLocalAws } from './lifecycle';
import type { LocalAws } from './local-aws';
import { type DemoOptions, HELP } from './options';
import type { Progress } from './progress';
import { stopKept } from './runs';
import type { Workspace } from './workspace';

export interface ReferenceInput {
  readonly localAws: LocalAws;
  readonly cdk: CdkCli;
  readonly progress: Progress;
  readonly options: DemoOptions;
  readonly session: LocalSession;
}

export interface ReferenceResult {
  /** Every row was as expected. */
  readonly ok: boolean;
  /** With `--keep`, lines shown at the end: URLs, a curl to try. */
  readonly keepNotes?: readonly string[];
}

export interface DemoParts {
  readonly workspace: Workspace;
  /** Command line of the CDK app. */
  readonly app: string;
  readonly runReference: (input: ReferenceInput) => Promise<ReferenceResult>;
}

/** The exit code. Results go to stdout, everything else to stderr. */
export async function runDemo(options: DemoOptions, progress: Progress, parts: DemoParts): Promise<number> {
  if (options.command === 'help') {
    process.stdout.write(HELP);
    return ExitCode.Ok;
  }
  if (options.command === 'stop') {
    const lines = await stopKept(parts.workspace);
    process.stdout.write(`${lines.length > 0 ? lines.join('\n') : 'Nothing to stop.'}\n`);
    return ExitCode.Ok;
  }
  const { keep, port, endpoint, caFile } = options;
  const { workspace, app } = parts;
  const result = await withLocalAws({ workspace, app, keep, port, endpoint, caFile }, progress, async (session) => {
    const { localAws, cdk } = session;
    const reference = await parts.runReference({ localAws, cdk, progress, options, session });
    if (!reference.ok) session.saveLogs();
    return { reference, notes: keep ? keptNotes(session, options, reference.keepNotes) : [] };
  });
  for (const line of result.notes) progress.note(line);
  return result.reference.ok ? ExitCode.Ok : ExitCode.RowNotAsExpected;
}

/** Reports a failure of `runDemo` or of the options; returns the exit code. */
export function reportFailure(error: unknown, json: boolean): number {
  if (error instanceof Interrupted) {
    process.stderr.write('Nothing was left running.\n');
    return error.exitCode;
  }
  if (json) process.stdout.write(`${errorAsJson(error)}\n`);
  if (error instanceof DemoError) {
    process.stderr.write(`\n${error.message}\n${error.detail ? `\n${error.detail}\n` : ''}`);
    return error.exitCode;
  }
  process.stderr.write(`\n${error instanceof Error ? error.stack : String(error)}\n`);
  return ExitCode.Internal;
}

function keptNotes({ localAws, run }: LocalSession, { endpoint }: DemoOptions, fromReference: readonly string[] = []): string[] {
  if (endpoint !== undefined) {
    return ['', `The app stays deployed at ${localAws.endpoint}.`, ...fromReference];
  }
  const variables = [
    `AWS_ENDPOINT_URL=${localAws.endpoint}`,
    'AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test',
    `AWS_REGION=${localAws.region} AWS_DEFAULT_REGION=${localAws.region}`,
    `AWS_CA_BUNDLE=${localAws.caFile}`,
  ];
  return [
    '',
    `The local AWS stays up at ${localAws.endpoint} (process ${localAws.pid}; its files: ${run.path}).`,
    ...fromReference,
    'To look around with the AWS CLI:',
    `  export ${variables.join(' ')}`,
    'To stop it and delete its files:',
    '  npm run demo -- --stop',
  ];
}
