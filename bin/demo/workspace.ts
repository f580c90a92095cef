// Where the demo keeps its files: the Python environment that outlives a run, and one private directory per run.
import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

export interface Workspace {
  /** The repository. */
  readonly root: string;
  /** `.demo/`, ignored by git. */
  readonly home: string;
  readonly requirementsFile: string;
  readonly pythonScripts: string;
  readonly runs: string;
  /** Logs of the last run that failed. */
  readonly lastFailure: string;
}

export interface RunDirectory {
  readonly path: string;
  readonly record: string;
  readonly certificateFile: string;
  readonly keyFile: string;
  readonly home: string;
  readonly temporary: string;
  readonly state: string;
  readonly cdkOutput: string;
  readonly commandLog: string;
  readonly serverLog: string;
  remove(): void;
}

export function workspaceAt(root: string = resolve(__dirname, '../..')): Workspace {
  const home = join(root, '.demo');
  return {
    root,
    home,
    requirementsFile: join(__dirname, 'requirements.txt'),
    pythonScripts: join(__dirname, 'python'),
    runs: join(home, 'runs'),
    lastFailure: join(home, 'last-failure'),
  };
}

export function runDirectoryAt(path: string): RunDirectory {
  return {
    path,
    record: join(path, 'run.json'),
    certificateFile: join(path, 'tls', 'server.crt'),
    keyFile: join(path, 'tls', 'server.key'),
    home: join(path, 'home'),
    temporary: join(path, 'tmp'),
    state: join(path, 'state'),
    cdkOutput: join(path, 'cdk.out.local'),
    commandLog: join(path, 'commands.log'),
    serverLog: join(path, 'server.log'),
    remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }),
  };
}

/** Readable by this user only: it holds a private key and everything the local AWS stores. */
export function createRunDirectory(workspace: Workspace): RunDirectory {
  const run = runDirectoryAt(join(workspace.runs, `${process.pid}-${Date.now().toString(36)}`));
  mkdirSync(workspace.runs, { recursive: true });
  mkdirSync(run.path, { mode: 0o700 });
  for (const folder of [join(run.path, 'tls'), run.home, run.temporary, run.state]) mkdirSync(folder);
  return run;
}
