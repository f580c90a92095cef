// npm run docs:translate: README's and the doc comments' `ts` snippets must compile and translate into every language of jsii.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { COMPILE, QUIET_JSII, root, run } from './steps.mjs';

// Rosetta keeps what it translated beside the assembly, and would not look at it again.
const tablet = join(root, '.jsii.tabl.json');
rmSync(tablet, { force: true });
process.on('exit', () => rmSync(tablet, { force: true }));

await run([COMPILE, ['snippets (jsii-rosetta)', 'jsii-rosetta', ['extract', '--compile', '--fail', '--strict'], QUIET_JSII]]);
console.log('every snippet compiles and translates');
