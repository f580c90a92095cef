// Brings the local AWS and CDK up, hands them to a body, and takes everything down again whatever happens in between:
// success, failure, Ctrl-C at any moment, or an exit nobody planned.
import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { CdkCli } from './cdk-cli';
import { assertPinnedCdkCli } from './cdk-version';
import { seal } from './child-environment';
import { DemoError, ExitCode } from './errors';
import { Interrupted, listenForSignals } from './interruption';
import { type LocalAws, startLocalAws } from './local-aws';
import { ProcessGroups } from './process-groups';
import type { Progress } from './progress';
import { removeDeadRuns } from './runs';
import { createRunDirectory, type RunDirectory, type Workspace } from './workspace';

export interface LifecycleOptions {
  readonly workspace: Workspace;
  /** Command line of the CDK app, run in the repository. */
  readonly app: string;
  /** Leave everything up once the body has returned. If it throws, nothing is left. @default false */
  readonly keep?: boolean;
  readonly port?: number;
  readonly endpoint?: string;
  readonly caFile?: string;
}

export interface LocalSession {
  readonly localAws: LocalAws;
  readonly cdk: CdkCli;
  readonly run: RunDirectory;
  /** For further commands; they end with the session. */
  readonly processes: ProcessGroups;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Copies the logs out of the run's directory, which will be deleted, and says where to. */
  saveLogs(): void;
}

export async function withLocalAws<T>(
  options: LifecycleOptions,
  progress: Progress,
  body: (session: LocalSession) => Promise<T>,
): Promise<T> {
  const { workspace } = options;
  assertUnix();
  seal(process.env);
  assertPinnedCdkCli(workspace.root);
  removeDeadRuns(workspace);
  const run = createRunDirectory(workspace);
  const processes = new ProcessGroups();
  const endAtOnce = (): void => {
    processes.killAll();
    run.remove();
  };
  process.once('exit', endAtOnce);
  const interruption = listenForSignals({
    onFirst: ({ message }) => progress.note(`${message} Cleaning up; once more to end at once.`),
    // The exit listener above does the rest.
    onAgain: ({ exitCode }) => process.exit(exitCode),
  });
  const { signal, orInterrupted } = interruption;
  let localAws: LocalAws | undefined;
  let cdk: CdkCli | undefined;
  let kept = false;
  try {
    const starting = startLocalAws({ ...options, run, processes, progress, signal });
    localAws = await orInterrupted(starting);
    cdk = new CdkCli({
      workspace,
      run,
      localAws,
      processes,
      app: options.app,
      onOutput: progress.output,
      note: progress.note,
      signal,
    });
    const session = { localAws, cdk, run, processes, signal, saveLogs: () => saveLogs(run, workspace, progress) };
    const result = await orInterrupted(Promise.race([bootstrapThenBody(session), localAws.died]));
    kept = options.keep ?? false;
    return result;
  } catch (error) {
    if (!(error instanceof Interrupted)) saveLogs(run, workspace, progress);
    throw error;
  } finally {
    if (kept && options.endpoint === undefined) localAws?.keep();
    else await tearDown(kept);
    process.off('exit', endAtOnce);
    interruption.dispose();
  }

  async function bootstrapThenBody(session: LocalSession): Promise<T> {
    await progress.phase('bootstrap', () => session.cdk.bootstrap());
    // The interruption was reported while the phase ended; the body must not begin.
    signal.throwIfAborted();
    return body(session);
  }

  async function tearDown(leaveApp: boolean): Promise<void> {
    // An interrupted run on our own server skips this: its memory is all there is, and it goes in the next step.
    const worthDestroying = options.endpoint !== undefined || (!signal.aborted && localAws?.isUp());
    if (cdk?.mayHaveDeployed && worthDestroying && !leaveApp) await destroy(cdk);
    if (processes.someLive) await progress.phase('stop', stopAll);
    else await stopAll();
  }

  async function stopAll(): Promise<void> {
    await localAws?.stop();
    await processes.endAll();
    run.remove();
  }

  // A failure here must not hide what went wrong before, nor keep the server up.
  async function destroy(cli: CdkCli): Promise<void> {
    try {
      await progress.phase('cdk destroy', (report) => cli.destroy(report));
    } catch (error) {
      const detail = error instanceof DemoError && error.detail ? `\n${error.detail}` : '';
      progress.note(`${error instanceof Error ? error.message : String(error)}${detail}`);
    }
  }
}

function saveLogs(run: RunDirectory, { lastFailure }: Workspace, progress: Progress): void {
  const logs = [run.commandLog, run.serverLog].filter((file) => existsSync(file));
  if (logs.length === 0) return;
  rmSync(lastFailure, { recursive: true, force: true });
  mkdirSync(lastFailure, { recursive: true });
  for (const file of logs) copyFileSync(file, join(lastFailure, basename(file)));
  progress.note(`Logs of this run: ${lastFailure}`);
}

function assertUnix(): void {
  if (process.platform !== 'win32') return;
  throw new DemoError({
    code: 'platform',
    exitCode: ExitCode.LocalAws,
    seen: 'this is Windows, where the demo cannot end process groups',
    expected: 'Linux or macOS',
    remedy: 'run it in the Windows Subsystem for Linux',
  });
}
