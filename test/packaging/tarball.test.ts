// The tarball holds what users need and no more, and every tool finds its way into it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { strangers } from './contents';
import { bin, packedFiles, removeTemporaryFolders, root, run, tarball, temporaryFolder } from './tarball';

afterAll(removeTemporaryFolders);

interface Manifest {
  readonly main: string;
  readonly types: string;
  readonly exports: { readonly [entry: string]: string | { readonly [condition: string]: string } };
  readonly typesVersions: { readonly [range: string]: { readonly [entry: string]: readonly string[] } };
  readonly dependencies?: object;
  readonly peerDependencies: { readonly [name: string]: string };
}

function packedManifest(): Manifest {
  const folder = temporaryFolder('manifest');
  run('tar', ['--extract', '--gzip', '--file', tarball, '--directory', folder, 'package/package.json']);
  return JSON.parse(readFileSync(join(folder, 'package', 'package.json'), 'utf8')) as Manifest;
}

// To update it: npm run test:packaging -- -u
test('the list of files is the pinned one', () => {
  expect(packedFiles()).toMatchSnapshot();
});

test('no tests, sources, maps or dotfiles', () => {
  expect(strangers(packedFiles())).toEqual([]);
});

test.each([
  ['lib/index.ts', 'a source'],
  ['build/lib/index.js.map', 'a source map'],
  ['build/lib/index.test.js', 'a test'],
  ['build/lib/__snapshots__/a.snap', 'a test'],
  ['.env', 'a dotfile'],
  ['assets/.cache/x', 'a dotfile'],
  ['tsconfig.tsbuildinfo', 'a build’s own record'],
  ['assets/node_modules/x/index.js', 'a dependency'],
  ['examples/app.js', 'not in a folder of the package'],
])('%s would be found: %s', (file, reason) => {
  expect(strangers([file])).toContain(`${file}: ${reason}`);
});

test('every function is in it, ready to deploy', () => {
  const functions = run(process.execPath, ['-p', "require('node:fs').readdirSync('assets').join()"], { cwd: root })
    .trim()
    .split(',');

  expect(functions).toEqual(
    expect.arrayContaining(['asap-publisher', 'authorizer', 'session-broker', 'tenant-context-commands']),
  );
  expect(packedFiles()).toEqual(
    // Beside them, the data of the proof.
    expect.arrayContaining(functions.map((name) => (name === 'actions.txt' ? `assets/${name}` : `assets/${name}/index.js`))),
  );
});

test('every entry point leads to a file in it', () => {
  const { main, types, exports, typesVersions } = packedManifest();
  const targets = [
    main,
    types,
    ...Object.values(exports).flatMap((entry) => (typeof entry === 'string' ? [entry] : Object.values(entry))),
    ...Object.values(typesVersions).flatMap((entries) => Object.values(entries).flat()),
  ].map((target) => target.replace(/^\.\//, ''));

  expect(packedFiles()).toEqual(expect.arrayContaining(targets));
});

test('it brings no dependencies, and leaves CDK to its user', () => {
  const { dependencies, peerDependencies } = packedManifest();

  expect(dependencies ?? {}).toEqual({});
  expect(Object.keys(peerDependencies).sort()).toEqual(['aws-cdk-lib', 'constructs']);
});

test('npm would publish it', () => {
  const told = run('npm', ['publish', '--dry-run', '--json', tarball]);

  expect(told).toContain('"name": "cdk-bulkhead"');
  expect(told).toContain(`"entryCount": ${packedFiles().length}`);
});

test('publint finds nothing, suggestions included', () => {
  expect(run(bin('publint'), ['run', tarball, '--strict', '--level', 'suggestion'])).toMatch(/All good!/);
});

test('are the types wrong? In no resolution', () => {
  // The assembly is for jsii, which reads it as a file; it has no types to resolve.
  const options = ['--exclude-entrypoints', '.jsii', '--format', 'ascii', '--no-emoji', '--no-color'];
  const output = run(bin('attw'), [tarball, ...options]);

  expect(output).toMatch(/No problems found/i);
  for (const resolution of ['node10', 'node16 (from CJS)', 'node16 (from ESM)', 'bundler']) expect(output).toContain(resolution);
});
