// The tarball under test, and how the tests here run other programs on it.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const root = join(__dirname, '..', '..');

const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { name: string; version: string };

export const tarball = join(root, 'dist', `${name}-${version}.tgz`);

/** The version that the lock file installs, so that a consumer's install finds it in npm's cache. */
export function lockedVersion(dependency: string): string {
  const { version } = JSON.parse(readFileSync(join(root, 'node_modules', dependency, 'package.json'), 'utf8'));
  return version as string;
}

/** What a run downloads for the next one. */
export function cache(folder: string): string {
  const path = join(root, '.ci-cache', folder);
  mkdirSync(path, { recursive: true });
  return path;
}

const folders: string[] = [];

/** A folder outside the checkout, where nothing of it can be found by looking up the tree. Gone after the tests of the file. */
export function temporaryFolder(purpose: string): string {
  const folder = mkdtempSync(join(tmpdir(), `bulkhead-${purpose}-`));
  folders.push(folder);
  return folder;
}

export function removeTemporaryFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: { readonly [name: string]: string };
}

/** The output of a program that must succeed. What takes long is said before it starts. */
export function run(command: string, args: readonly string[], { cwd = root, env = {} }: RunOptions = {}): string {
  const { status, signal, error, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20', FORCE_COLOR: '0', ...env },
  });
  if (error) throw new Error(`${command} did not start: ${error.message}. The packaging tests need npm, Python, Java and Maven`);
  if (status !== 0) {
    const output = `${stdout}\n${stderr}`.trim().split('\n').slice(-60).join('\n');
    throw new Error(`${[command, ...args].join(' ')} (in ${cwd}) ended with ${status ?? signal}:\n${output}`);
  }
  return stdout;
}

export function progress(message: string): void {
  process.stderr.write(`   … ${message}\n`);
}

export const bin = (command: string) => join(root, 'node_modules', '.bin', command);

/** The files of the package, as paths within it. */
export function packedFiles(): string[] {
  return run('tar', ['--list', '--gzip', '--file', packed()])
    .trim()
    .split('\n')
    .map((file) => file.replace(/^package\//, ''))
    .sort();
}

function packed(): string {
  if (!statSync(tarball, { throwIfNoEntry: false })) throw new Error(`${tarball} is missing: npm run test:packaging makes it`);
  return tarball;
}

/** Makes another language's package out of what npm packed, and of nothing else. Returns the folder it is in. */
export function generate(language: 'python' | 'java', args: readonly string[], env: RunOptions['env'] = {}): string {
  const folder = temporaryFolder(language);
  run('tar', ['--extract', '--gzip', '--file', packed(), '--directory', folder]);
  const source = join(folder, 'package');
  symlinkSync(join(root, 'node_modules'), join(source, 'node_modules'));
  const outdir = join(folder, 'out');
  run(bin('jsii-pacmak'), ['--targets', language, '--no-parallel', '--no-npmignore', '--outdir', outdir, ...args, source], {
    cwd: source,
    env,
  });
  return join(outdir, language);
}

/** Functions that a synthesised app with one of every kind of construct deploys, and whose code is not among its assets. */
export function functionsNotStaged(assets: string, assembly: string): string[] {
  const code = (folder: string) => readFileSync(join(folder, 'index.js'), 'utf8');
  const staged = readdirSync(assembly)
    .filter((name) => name.startsWith('asset.') && existsSync(join(assembly, name, 'index.js')))
    .map((name) => code(join(assembly, name)));
  return ['asap-publisher', 'authorizer', 'session-broker', 'tenant-context-commands'].filter(
    (name) => !staged.includes(code(join(assets, name))),
  );
}
