// npm run docs:api: API.md from the assembly. With --check: fails where API.md is not what the sources say.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COMPILE, QUIET_JSII, root, run } from './steps.mjs';

const check = process.argv.includes('--check');
const committed = join(root, 'API.md');
const folder = mkdtempSync(join(tmpdir(), 'api-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const written = check ? join(folder, 'API.md') : committed;

await run([COMPILE, ['API.md (jsii-docgen)', 'jsii-docgen', ['--output', written], QUIET_JSII]]);

if (check) {
  const lines = (file) => readFileSync(file, 'utf8').split('\n');
  const [now, before] = [lines(written), lines(committed)];
  const first = now.findIndex((line, index) => line !== before[index]);
  if (first >= 0 || now.length !== before.length) {
    const line = first >= 0 ? first : now.length;
    console.error(`API.md is not what the sources say, from line ${line + 1} on:`);
    console.error(`  in API.md:   ${before[line] ?? '(end)'}\n  the sources: ${now[line] ?? '(end)'}`);
    console.error('Run: npm run docs:api');
    process.exit(1);
  }
  console.log('API.md is what the sources say');
}
