// npm run package: builds, and packs what users install into dist/.

import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { BUILD, root, run } from './steps.mjs';

// A file deleted from the sources must not live on in the package.
rmSync(join(root, 'build'), { recursive: true, force: true });
await run(BUILD);
mkdirSync(join(root, 'dist'), { recursive: true });
const { status } = spawnSync('npm', ['pack', '--pack-destination', 'dist'], { cwd: root, stdio: 'inherit' });
process.exit(status ?? 1);
