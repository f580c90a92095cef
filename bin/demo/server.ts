// Starts MiniStack in its own process group, with its own certificate and an almost empty environment, and ends it.
import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { Agent } from 'node:https';
import { join } from 'node:path';
import { serverEnvironment } from './child-environment';
import { DemoError, ExitCode, lastLines } from './errors';
import { readHealth } from './health';
import { portTaken } from './ports';
import type { ProcessGroups } from './process-groups';
import type { RunRecord } from './runs';
import type { RunDirectory, Workspace } from './workspace';

export interface ServerProps {
  readonly workspace: Workspace;
  readonly run: RunDirectory;
  readonly processes: ProcessGroups;
  /** Interpreter of the environment that holds MiniStack. */
  readonly python: string;
  readonly port: number;
  readonly signal: AbortSignal;
}

export interface Server {
  readonly endpoint: string;
  /** Also the id of its process group. */
  readonly pid: number;
  isUp(): boolean;
  /** Rejects with a DemoError if it ends without having been told to; never resolves. */
  readonly died: Promise<never>;
  /** From here on it outlives this process. */
  release(): void;
  stop(): Promise<void>;
}

/** Milliseconds a start may take; it takes well under a second on an idle computer. */
const START_LIMIT = 30_000;
/** Milliseconds to end by itself: short, as there is no state worth saving. */
const STOP_GRACE = 1000;

/** @throws DemoError when it does not come up. */
export async function startServer(props: ServerProps): Promise<Server> {
  const { workspace, run, processes, python, port, signal } = props;
  await writeCertificate(props);
  // An IP literal: with a host name, SDKs would put a bucket's name in front of it.
  const endpoint = `https://127.0.0.1:${port}`;
  const logDescriptor = openSync(run.serverLog, 'a');
  const child = processes.start(python, ['-I', '-u', join(workspace.pythonScripts, 'server.py'), run.path], {
    // Its functions' code must not resolve modules from the repository.
    cwd: run.temporary,
    env: serverEnvironment(process.env, { port, ...run }),
    logDescriptor,
  });
  closeSync(logDescriptor);
  const { pid, stdin } = child;
  if (pid === undefined || !stdin) throw startFailed(run, 'its process could not be started');
  const record: RunRecord = { ownerPid: process.pid, serverPid: pid, endpoint, kept: false };
  writeFileSync(run.record, JSON.stringify(record));
  let exited = false;
  let told = false;
  const died = new Promise<never>((_, reject) => {
    child.once('exit', (code, by) => {
      exited = true;
      if (!told) reject(serverDied(run, by ?? `exit code ${code}`));
    });
  });
  died.catch(() => {});

  await becomesHealthy();
  return {
    endpoint,
    pid,
    died,
    isUp: () => !exited,
    release() {
      writeFileSync(run.record, JSON.stringify({ ...record, kept: true }));
      // Without this byte it would end with us (python/server.py).
      stdin.end('k');
      processes.release(pid);
      child.unref();
    },
    stop() {
      told = true;
      return processes.end(pid, STOP_GRACE);
    },
  };

  async function becomesHealthy(): Promise<void> {
    const agent = new Agent({ ca: readFileSync(run.certificateFile) });
    for (const deadline = Date.now() + START_LIMIT; ; ) {
      signal.throwIfAborted();
      if (exited) throw /already in use/.test(serverLog(run)) ? portTaken(port) : startFailed(run, 'its process ended');
      if (Date.now() > deadline) throw startFailed(run, `it did not answer within ${START_LIMIT / 1000} s`);
      try {
        return void (await readHealth(endpoint, agent));
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }
}

// Made before the server starts: its own generator needs the openssl command and adds names of real AWS hosts.
async function writeCertificate({ workspace, run, processes, python, signal }: ServerProps): Promise<void> {
  const script = join(workspace.pythonScripts, 'certificate.py');
  const { exitCode, output } = await processes.run(python, ['-I', script, run.certificateFile, run.keyFile], {
    cwd: run.path,
    env: { PATH: process.env.PATH },
    signal,
  });
  if (exitCode !== 0) throw startFailed(run, 'its certificate could not be made', output);
}

function startFailed(run: RunDirectory, why: string, log = serverLog(run)): DemoError {
  return new DemoError({
    code: 'local-aws.start',
    exitCode: ExitCode.LocalAws,
    seen: `the local AWS did not start: ${why}`,
    expected: 'a healthy MiniStack within seconds',
    remedy: 'read the log lines below; if they blame a package, delete .demo/ so that the next run installs it anew',
    detail: lastLines(log),
  });
}

function serverDied(run: RunDirectory, how: string): DemoError {
  return new DemoError({
    code: 'local-aws.died',
    exitCode: ExitCode.LocalAws,
    seen: `the local AWS ended in the middle of the run (${how})`,
    expected: 'it to stay up until the demo stops it',
    remedy: 'check that nothing else ends it and that there is memory left (it needs about 150 MB), and run the demo again',
    detail: lastLines(serverLog(run), 10),
  });
}

function serverLog(run: RunDirectory): string {
  return existsSync(run.serverLog) ? readFileSync(run.serverLog, 'utf8') : '';
}
