// Where the prebuilt functions lie: in assets/ beside the package's own package.json. Looking for that file works from the
// TypeScript sources, from the compiled library and inside another language's kernel; counting parent folders does not.

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

export function assetPath(functionName: string): string {
  let folder = __dirname;
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error(`no package.json above ${__dirname}: the cdk-bulkhead package is incomplete`);
    folder = parent;
  }
  const path = join(folder, 'assets', functionName);
  if (!existsSync(join(path, 'index.js'))) {
    throw new Error(
      `${path}/index.js is missing: in a checkout run \`npm run build\`; in an installed package, install it again`,
    );
  }
  return path;
}
