// Bundles the command into build/bin/cdk-bulkhead.js, and each function into assets/<function>/index.js, minified CommonJS with everything it needs: consumers in any language
// get them prebuilt, and the host's own SDK (another version on every runtime, none locally) is never relied upon.
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { FUNCTION_BUNDLE } from './function-bundle.cjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

const functionsIn = (folder) =>
  existsSync(join(root, folder))
    ? readdirSync(join(root, folder), { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && existsSync(join(root, folder, entry.name, 'index.ts')))
        .map((entry) => join(folder, entry.name))
    : [];

/** Ours go to assets/, an example's handlers into its dist/. */
const bundles = [
  ...functionsIn('lambda/functions').map((folder) => [folder, folder.replace('lambda/functions', 'assets')]),
  ...readdirSync(join(root, 'examples'))
    .flatMap((example) => functionsIn(join('examples', example, 'handlers')))
    .map((folder) => [folder, folder.replace('handlers', 'dist')]),
];

await Promise.all(
  bundles.map(async ([source, target]) => {
    const outdir = join(root, target);
    const { outputFiles } = await build({
      ...FUNCTION_BUNDLE,
      write: false,
      entryPoints: [join(root, source, 'index.ts')],
      outfile: join(outdir, 'index.js'),
      alias: { 'cdk-bulkhead/runtime': join(root, 'lambda/runtime/index.ts') },
    });
    mkdirSync(outdir, { recursive: true });
    for (const { path, text } of outputFiles) replace(path, text);
    // Without it Node would look up the tree for a package.json to learn the module format.
    replace(join(outdir, 'package.json'), '{"type":"commonjs"}\n');
  }),
);

// The command in two halves: one that works offline, with the parser of YAML in it, and one that calls AWS, loaded when it is needed. The
// library itself depends on nothing but its peers.
const bin = join(root, 'build/bin');
const halves = await Promise.all([
  build({
    write: false,
    entryPoints: [join(root, 'bin/cli/main.ts')],
    outfile: join(bin, 'cdk-bulkhead.js'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    legalComments: 'inline',
    logLevel: 'warning',
    external: ['./operations'],
  }),
  build({
    ...FUNCTION_BUNDLE,
    write: false,
    entryPoints: [join(root, 'bin/cli/operations/index.ts')],
    outfile: join(bin, 'operations.js'),
  }),
]);
mkdirSync(bin, { recursive: true });
for (const { path, text } of halves.flatMap(({ outputFiles }) => outputFiles)) replace(path, text);
chmodSync(join(bin, 'cdk-bulkhead.js'), 0o755);
// Its licence asks for it.
replace(join(bin, 'LICENSE-yaml'), readFileSync(join(root, 'node_modules/yaml/LICENSE'), 'utf8'));

/** At once, and only if it changed: a synth or a test beside this run never sees half a bundle. */
function replace(path, text) {
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return;
  writeFileSync(`${path}.${process.pid}`, text);
  renameSync(`${path}.${process.pid}`, path);
}
