// Runs the repository's own CDK CLI against the local AWS, and nothing else: no global CLI, no cdk.json app, no shared output.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DemoError, ExitCode, lastLines } from './errors';
import type { LocalAws } from './local-aws';
import type { ProcessGroups } from './process-groups';
import { StackEvents } from './stack-events';
import type { RunDirectory, Workspace } from './workspace';

export interface CdkCliProps {
  readonly workspace: Workspace;
  readonly run: RunDirectory;
  readonly localAws: LocalAws;
  readonly processes: ProcessGroups;
  /** Command line that makes the cloud assembly, run in the repository. */
  readonly app: string;
  /** Gets everything the CLI prints; then nothing is reported or noted. */
  readonly onOutput?: (chunk: string) => void;
  /** Gets a line for each stack that is deployed or destroyed. */
  readonly note: (line: string) => void;
  readonly signal: AbortSignal;
}

export interface DeployOptions {
  /** Beside `bulkhead:local-endpoint`, which is always set. */
  readonly context?: Readonly<Record<string, string>>;
  /** Stacks deployed at the same time. @default 1 */
  readonly concurrency?: number;
  /** Do not deploy what the named stacks depend on. @default false */
  readonly exclusively?: boolean;
  /** Gets what is being deployed at the moment. */
  readonly report?: (detail: string) => void;
}

/** Stack name → output name → value. */
export type StackOutputs = Readonly<Record<string, Readonly<Record<string, string>>>>;

export class CdkCli {
  private started = false;

  constructor(private readonly props: CdkCliProps) {}

  /** There may be stacks to destroy, even if the deployment failed; without a manifest, synthesis never succeeded. */
  get mayHaveDeployed(): boolean {
    return this.started && existsSync(join(this.props.run.cdkOutput, 'manifest.json'));
  }

  async bootstrap(): Promise<void> {
    const { account, region } = this.props.localAws;
    await this.command(['bootstrap', `aws://${account}/${region}`], { signal: this.props.signal, ...this.withoutApp });
  }

  /** Deploys the named stacks, or all of them. */
  async deploy(stacks: readonly string[] | 'all', options: DeployOptions = {}): Promise<StackOutputs> {
    const outputsFile = join(this.props.run.path, 'outputs.json');
    this.started = true;
    const args = [
      ...['deploy', ...(stacks === 'all' ? ['--all'] : stacks)],
      ...['--app', this.props.app, '--output', this.props.run.cdkOutput],
      ...contextArguments({ ...options.context, 'bulkhead:local-endpoint': this.props.localAws.endpoint }),
      ...['--require-approval', 'never', '--progress', 'events', '--outputs-file', outputsFile],
      ...['--concurrency', String(options.concurrency ?? 1)],
      ...(options.exclusively ? ['--exclusively'] : []),
    ];
    await this.command(args, { signal: this.props.signal, report: options.report });
    return existsSync(outputsFile) ? (JSON.parse(readFileSync(outputsFile, 'utf8')) as StackOutputs) : {};
  }

  /** Destroys every stack of the assembly that was deployed last. Not interrupted by the signal: it is part of the teardown. */
  async destroy(report?: (detail: string) => void): Promise<void> {
    const args = ['destroy', '--all', '--force', '--app', this.props.run.cdkOutput];
    await this.command(args, { ...this.withoutApp, report });
  }

  // In the repository, cdk.json would make even `bootstrap` run the app first. The CLI leaves temporary files behind when it
  // is interrupted; where the app does run, TMPDIR stays what it is, as tsx keeps its cache there.
  private get withoutApp(): { readonly cwd: string; readonly env: NodeJS.ProcessEnv } {
    const { path, temporary } = this.props.run;
    return { cwd: path, env: { TMPDIR: temporary } };
  }

  private async command(args: readonly string[], { signal, cwd, env, report }: CommandContext): Promise<void> {
    const { workspace, run, localAws, processes, onOutput, note } = this.props;
    const events = report === undefined || onOutput !== undefined ? undefined : new StackEvents(report, note);
    const cli = join(workspace.root, 'node_modules', 'aws-cdk', 'bin', 'cdk');
    const { exitCode, output } = await processes.run(process.execPath, [cli, ...args, '--no-notices', '--no-color'], {
      cwd: cwd ?? workspace.root,
      env: localAws.childEnvironment(env),
      log: run.commandLog,
      onOutput: onOutput ?? ((chunk) => events?.read(chunk)),
      signal,
    });
    if (exitCode !== 0) throw commandFailed(args[0] ?? '', exitCode, output);
  }
}

interface CommandContext {
  readonly report?: (detail: string) => void;
  readonly signal?: AbortSignal;
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

function contextArguments(context: Readonly<Record<string, string>>): string[] {
  return Object.entries(context).flatMap(([key, value]) => ['--context', `${key}=${value}`]);
}

function commandFailed(command: string, exitCode: number, output: string): DemoError {
  return new DemoError({
    code: `cdk-command.${command}`,
    exitCode: ExitCode.CdkCommand,
    seen: `\`cdk ${command}\` ended with exit code ${exitCode}`,
    expected: 'it to succeed against the local AWS',
    remedy: 'its last lines are below; run the demo with --verbose to see all of them',
    detail: lastLines(output),
  });
}
