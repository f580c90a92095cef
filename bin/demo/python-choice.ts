// Which Python can run the local AWS, and what to say when none can. Pure: the probes' answers go in.
import { createHash } from 'node:crypto';
import { DemoError, ExitCode } from './errors';

/** Tried in this order: where `python3` is too old, a newer one is often installed beside it. */
export const PYTHON_CANDIDATES = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10'] as const;

/** Prints what `PythonFacts` holds, as JSON. Must run on every Python 3. */
export const PYTHON_PROBE = [
  'import importlib.util as u, json, sys',
  'print(json.dumps({"executable": sys.executable, "version": list(sys.version_info[:3]),',
  '"missing": [m for m in ("venv", "ensurepip") if u.find_spec(m) is None]}))',
].join('\n');

export interface PythonFacts {
  readonly executable: string;
  readonly version: readonly [number, number, number];
  /** Modules that a virtual environment needs and that this Python lacks. */
  readonly missing: readonly string[];
}

/** One candidate's answer; `undefined` facts: there is no such program, or it does not run. */
export interface PythonProbe {
  readonly command: string;
  readonly facts?: PythonFacts;
}

export function isUsable(facts: PythonFacts | undefined): facts is PythonFacts {
  return facts !== undefined && isNewEnough(facts) && facts.missing.length === 0;
}

/** The error for probes of which none is usable. */
export function noUsablePython(probes: readonly PythonProbe[]): DemoError {
  const found = probes.flatMap(({ command, facts }) => (facts ? [{ command, facts }] : []));
  const incomplete = found.find(({ facts }) => isNewEnough(facts));
  const shared = { exitCode: ExitCode.Python, expected: 'Python 3.10 or newer with its venv module, to run the local AWS' };
  if (incomplete) {
    const { command, facts } = incomplete;
    const version = `${facts.version[0]}.${facts.version[1]}`;
    return new DemoError({
      code: 'python.no-venv',
      ...shared,
      seen: `${command} is Python ${facts.version.join('.')} but lacks ${facts.missing.join(' and ')}`,
      remedy: `install it (Debian and Ubuntu: \`apt install python${version}-venv\`) and run the demo again`,
    });
  }
  if (found.length > 0) {
    return new DemoError({
      code: 'python.too-old',
      ...shared,
      seen: `only older Pythons were found: ${found.map(({ command, facts }) => `${command} is ${facts.version.join('.')}`).join(', ')}`,
      remedy: 'install a newer Python so that `python3`, or for example `python3.12`, is on the PATH, and run the demo again',
    });
  }
  return new DemoError({
    code: 'python.missing',
    ...shared,
    seen: `no Python was found on the PATH (tried ${probes.map(({ command }) => command).join(', ')})`,
    remedy: 'install Python 3 (https://www.python.org/downloads/ or the system’s packages) and run the demo again',
  });
}

/** Names the environment: another requirement, another Python release line or another interpreter makes another one. */
export function environmentName(requirements: string, { executable, version }: PythonFacts): string {
  const identity = [requirements, executable, version[0], version[1]].join('\0');
  return `python-${createHash('sha256').update(identity).digest('hex').slice(0, 16)}`;
}

function isNewEnough({ version: [major, minor] }: PythonFacts): boolean {
  return major > 3 || (major === 3 && minor >= 10);
}
