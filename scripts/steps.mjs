// Runs named steps one after the other, shows each with its time, and stops at the first that fails.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const bin = (name) => join(root, 'node_modules', '.bin', name);

/** [title, command of node_modules/.bin or 'node', arguments, environment] */
export function run(steps) {
  for (const [title, command, args, environment = {}] of steps) {
    const start = performance.now();
    console.log(`\n── ${title}`);
    const { status } = spawnSync(command === 'node' ? process.execPath : bin(command), args, {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, ...environment },
    });
    if (status !== 0) {
      console.error(`✗ ${title}`);
      process.exit(status ?? 1);
    }
    console.log(`✓ ${title}  ${((performance.now() - start) / 1000).toFixed(1)} s`);
  }
}

// jsii announces the end of Node 20's support on every run; the library is tested on 20 and 24.
export const QUIET_JSII = { JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20' };

export const COMPILE = [['compile the library (jsii)', 'jsii', [], QUIET_JSII]];

export const BUILD = [
  ['bundle the functions', 'node', ['scripts/bundle.mjs']],
  ['reduce the actions of AWS’s services', 'node', ['scripts/actions.mjs']],
  ...COMPILE,
];
