// Where the catalogue's data lies: in assets/ beside the package's own package.json, from the sources as from the compiled library.

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

export function dataFile(): string {
  let folder = __dirname;
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error(`no package.json above ${__dirname}: the cdk-bulkhead package is incomplete`);
    folder = parent;
  }
  const path = join(folder, 'assets', 'actions.txt');
  if (existsSync(path)) return path;
  throw new Error(`${path} is missing: in a checkout run \`npm run build\`; in an installed package, install it again`);
}
