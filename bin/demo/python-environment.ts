// Makes the Python environment of the local AWS under .demo/, once: a directory with the right name is complete, so later
// runs neither install nor download.
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DemoError, ExitCode, lastLines } from './errors';
import type { CommandOptions, ProcessGroups } from './process-groups';
import type { Progress } from './progress';
import {
  environmentName,
  isUsable,
  noUsablePython,
  PYTHON_CANDIDATES,
  PYTHON_PROBE,
  type PythonFacts,
  type PythonProbe,
} from './python-choice';
import type { RunDirectory, Workspace } from './workspace';

export interface PythonEnvironmentProps {
  readonly workspace: Workspace;
  readonly run: RunDirectory;
  readonly processes: ProcessGroups;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/**
 * The path of the environment's interpreter.
 *
 * @throws DemoError when there is no usable Python, or its packages cannot be installed.
 */
export async function ensurePythonEnvironment(props: PythonEnvironmentProps): Promise<string> {
  const { workspace, progress } = props;
  const python = await findPython(props);
  const directory = join(workspace.home, environmentName(readFileSync(workspace.requirementsFile, 'utf8'), python));
  if (!existsSync(interpreterIn(directory))) {
    await progress.phase('install the local AWS (first run only)', () => install(props, python, directory));
  }
  return interpreterIn(directory);
}

async function findPython({ processes, workspace, signal }: PythonEnvironmentProps): Promise<PythonFacts> {
  const probes: PythonProbe[] = [];
  for (const command of PYTHON_CANDIDATES) {
    const facts = await probe(command);
    if (isUsable(facts)) return facts;
    probes.push({ command, facts });
  }
  throw noUsablePython(probes);

  async function probe(command: string): Promise<PythonFacts | undefined> {
    try {
      const { exitCode, output } = await processes.run(command, ['-I', '-c', PYTHON_PROBE], {
        cwd: workspace.root,
        env: process.env,
        signal,
      });
      return exitCode === 0 ? (JSON.parse(output.trim().split('\n').at(-1) ?? '') as PythonFacts) : undefined;
    } catch {
      signal.throwIfAborted();
      return undefined;
    }
  }
}

// Built in the run's directory and moved when complete: an interrupted or concurrent build never looks finished, and goes
// with its run. (A moved environment keeps working as long as its interpreter is called directly, as it is here.)
async function install(props: PythonEnvironmentProps, python: PythonFacts, directory: string): Promise<void> {
  const { workspace, run, processes, progress, signal } = props;
  const building = join(run.path, 'python');
  // pip leaves its temporary files behind when it is interrupted.
  const env = { ...pipEnvironment(process.env), TMPDIR: run.temporary };
  const options: CommandOptions = { cwd: workspace.root, env, log: run.commandLog, onOutput: progress.output, signal };
  const made = await processes.run(python.executable, ['-I', '-m', 'venv', building], options);
  if (made.exitCode !== 0) throw venvFailed(python, made.output);
  // The file pins everything; --no-deps keeps it so.
  const pip = ['-I', '-m', 'pip', 'install', '--no-deps', '--no-input', '--requirement', workspace.requirementsFile];
  const installed = await processes.run(interpreterIn(building), pip, options);
  if (installed.exitCode !== 0) throw pipFailed(installed.output);
  if (existsSync(interpreterIn(directory))) return;
  // What is there without an interpreter belongs to a Python that was removed.
  rmSync(directory, { recursive: true, force: true });
  renameSync(building, directory);
}

/** The user's index, proxy and certificate settings count here; settings that would install elsewhere do not. */
export function pipEnvironment(inherited: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const misleading = [
    'PIP_TARGET',
    'PIP_PREFIX',
    'PIP_ROOT',
    'PIP_USER',
    'PIP_CONSTRAINT',
    'PIP_REQUIREMENT',
    'PYTHONHOME',
    'PYTHONPATH',
  ];
  const kept = Object.entries(inherited).filter(([name]) => !misleading.includes(name));
  return { PIP_RETRIES: '2', PIP_DISABLE_PIP_VERSION_CHECK: '1', ...Object.fromEntries(kept) };
}

function venvFailed(python: PythonFacts, output: string): DemoError {
  return new DemoError({
    code: 'python.no-venv',
    exitCode: ExitCode.Python,
    seen: `\`${python.executable} -m venv\` failed`,
    expected: 'a virtual environment under .demo/',
    remedy: 'repair that Python’s venv module (Debian and Ubuntu: the package python3-venv) and run the demo again',
    detail: lastLines(output, 10),
  });
}

function pipFailed(output: string): DemoError {
  const unreachable =
    /NewConnectionError|ConnectTimeout|Failed to establish|Connection refused|Temporary failure|Name or service/i;
  return new DemoError({
    code: unreachable.test(output) ? 'python.no-package-index' : 'python.packages',
    exitCode: ExitCode.PackageIndex,
    seen: unreachable.test(output)
      ? 'the Python package index could not be reached'
      : 'pip could not install the packages of bin/demo/requirements.txt',
    expected: 'to download the local AWS once, on the first run (about 30 MB; later runs download nothing)',
    remedy:
      'go online, or point pip at a mirror with PIP_INDEX_URL (and PIP_CERT or HTTPS_PROXY if needed), and run the demo again',
    detail: lastLines(output, 4),
  });
}

function interpreterIn(directory: string): string {
  return join(directory, 'bin', 'python');
}
