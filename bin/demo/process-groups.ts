// Runs commands, each in a process group of its own, and can end all of them: a terminal's Ctrl-C then reaches only the
// demo, which decides the order of the teardown, and nothing that a command started outlives it.
import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';

export interface CommandOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** File that receives both output streams. */
  readonly log?: string;
  /** Receives both output streams as they come. */
  readonly onOutput?: (chunk: string) => void;
  /** Ends the command's group when aborted; `run` then throws the signal's reason. */
  readonly signal?: AbortSignal;
}

export interface CommandResult {
  /** Exit code, or 128 when a signal ended the command. */
  readonly exitCode: number;
  /** The end of both output streams, interleaved. */
  readonly output: string;
}

const REMEMBERED_OUTPUT = 64 * 1024;
/** Milliseconds between asking a group to end and making it. */
const GRACE = 3000;

export class ProcessGroups {
  private readonly live = new Set<number>();
  private closed = false;

  /** Runs a command to its end. A non-zero exit code is a result, not an error; a missing program is an error. */
  async run(command: string, args: readonly string[], options: CommandOptions): Promise<CommandResult> {
    options.signal?.throwIfAborted();
    this.assertOpen();
    const child = spawn(command, args, { cwd: options.cwd, env: options.env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const group = child.pid;
    if (group !== undefined) this.live.add(group);
    const interrupt = (): void => void (group !== undefined && endGroup(group, GRACE));
    options.signal?.addEventListener('abort', interrupt, { once: true });

    let output = '';
    const collect = (chunk: string): void => {
      output = (output + chunk).slice(-REMEMBERED_OUTPUT);
      if (options.log) appendFileSync(options.log, chunk);
      options.onOutput?.(chunk);
    };
    child.stdout.setEncoding('utf8').on('data', collect);
    child.stderr.setEncoding('utf8').on('data', collect);
    try {
      const exitCode = await ended(child);
      options.signal?.throwIfAborted();
      return { exitCode, output };
    } finally {
      options.signal?.removeEventListener('abort', interrupt);
      if (group !== undefined) this.live.delete(group);
    }
  }

  /** Starts a command that stays up; the caller ends it with `end`. */
  start(
    command: string,
    args: readonly string[],
    options: { cwd: string; env: NodeJS.ProcessEnv; logDescriptor: number },
  ): ChildProcess {
    this.assertOpen();
    const { cwd, env, logDescriptor } = options;
    const child = spawn(command, args, { cwd, env, detached: true, stdio: ['pipe', logDescriptor, logDescriptor] });
    if (child.pid !== undefined) this.live.add(child.pid);
    return child;
  }

  async end(group: number, grace = GRACE): Promise<void> {
    await endGroup(group, grace);
    this.live.delete(group);
  }

  get someLive(): boolean {
    return this.live.size > 0;
  }

  /** Ends everything, and starts nothing any more. */
  async endAll(): Promise<void> {
    this.closed = true;
    await Promise.all([...this.live].map((group) => this.end(group)));
  }

  /** The group is no longer this process's business. */
  release(group: number): void {
    this.live.delete(group);
  }

  /** Last resort, without waiting: usable where the process is about to exit. */
  killAll(): void {
    this.closed = true;
    for (const group of this.live) signal(-group, 'SIGKILL');
    this.live.clear();
  }

  // Work that an interruption left behind must not start anything that nobody would end.
  private assertOpen(): void {
    if (this.closed) throw new Error('the session has ended');
  }
}

/**
 * Asks a process group to end, waits up to `grace` milliseconds for its leader, and makes the rest end. Members that are
 * dead already may stay listed until init reaps them, which is not waited for.
 */
export async function endGroup(group: number, grace: number): Promise<void> {
  signal(-group, 'SIGTERM');
  for (const deadline = Date.now() + grace; signal(group, 0) && Date.now() < deadline; ) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  signal(-group, 'SIGKILL');
}

// False when there is nobody to signal.
function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

function ended(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    // Whatever the command left behind in its group would hold the output open, and `close` would never come.
    child.once('exit', () => child.pid !== undefined && signal(-child.pid, 'SIGKILL'));
    child.once('close', (code) => resolve(code ?? 128));
  });
}
