// npm run package: builds, and packs what users install into dist/.

import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { BUILD, root, run } from './steps.mjs';

run(BUILD);
mkdirSync(join(root, 'dist'), { recursive: true });
const { status } = spawnSync('npm', ['pack', '--pack-destination', 'dist'], { cwd: root, stdio: 'inherit' });
process.exit(status ?? 1);
