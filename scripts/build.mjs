// npm run build: functions into assets/, the library into build/ and .jsii.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { BUILD, root, run } from './steps.mjs';

// A file deleted from the sources must not live on in the package.
rmSync(join(root, 'build'), { recursive: true, force: true });
await run(BUILD);
