// Where the proof's data is: in a folder beside the package's own package.json. Looking for that file works from the sources, from the
// compiled library and from the bundled command.

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** @param path from the package's root: `data`, `managed-policies.txt` */
export function dataFile(...path: readonly string[]): string {
  let folder = __dirname;
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error(`no package.json above ${__dirname}: the cdk-bulkhead package is incomplete`);
    folder = parent;
  }
  const file = join(folder, ...path);
  if (existsSync(file)) return file;
  throw new Error(`${file} is missing: in a checkout run \`npm run build\`; in an installed package, install it again`);
}
