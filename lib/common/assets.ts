// Finds the prebuilt functions: in assets/ beside the package's own package.json. The search for that file works from the TypeScript
// sources, from the compiled library and inside another language's kernel. A fixed number of parent folders does not.

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ExplainedError } from '../../contract';

export function assetPath(functionName: string): string {
  let folder = __dirname;
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder)
      throw new ExplainedError(
        `no folder above ${__dirname} has a package.json`,
        'the package.json of cdk-bulkhead',
        'install cdk-bulkhead again: npm install cdk-bulkhead',
      );
    folder = parent;
  }
  const path = join(folder, 'assets', functionName);
  if (!existsSync(join(path, 'index.js'))) {
    throw new ExplainedError(
      `${path}/index.js is missing`,
      'the prebuilt function of cdk-bulkhead',
      'in a checkout, run `npm run build`; in an app, install cdk-bulkhead again',
    );
  }
  return path;
}
