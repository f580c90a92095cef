// Where the proof's data is: in a folder beside the package's own package.json. Looking for that file works from the sources, from the
// compiled library and from the bundled command.

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ExplainedError } from '../../contract/explained-error';

const INSTALL = 'install cdk-bulkhead again: npm install cdk-bulkhead';

/** @param path from the package's root: `data`, `managed-policies.txt` */
export function dataFile(...path: readonly string[]): string {
  let folder = __dirname;
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder)
      throw new ExplainedError(`no folder above ${__dirname} has a package.json`, 'the package.json of cdk-bulkhead', INSTALL);
    folder = parent;
  }
  const file = join(folder, ...path);
  if (existsSync(file)) return file;
  throw new ExplainedError(
    `${file} is missing`,
    'the data of cdk-bulkhead',
    `in a checkout, run \`npm run build\`; in an app, ${INSTALL}`,
  );
}
