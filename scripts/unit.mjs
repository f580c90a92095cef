// npm run unit -- [path…]: unit tests alone. jest makes what is generated (test/global-setup.ts); the tests of the tree itself read the
// compiled library too, so it is compiled first if one of them may run and a source is newer.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { BUILD, root, run } from './steps.mjs';

const given = process.argv.slice(2);
const paths = given.filter((argument) => !argument.startsWith('-'));
const mayReadBuild = paths.length === 0 || paths.some((path) => path.includes('house'));

await run([...(mayReadBuild && !isBuilt() ? BUILD : []), ['unit tests', 'jest', given]]);

function isBuilt() {
  const assembly = join(root, '.jsii');
  if (!existsSync(assembly)) return false;
  const built = statSync(assembly).mtimeMs;
  const sources = ['contract', 'lib', 'lambda'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true }).map((name) => join(root, folder, String(name))),
  );
  return sources.every((file) => statSync(file).mtimeMs <= built);
}
