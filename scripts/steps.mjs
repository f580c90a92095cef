// Runs named steps one after the other, shows each with its time, and stops at the first that fails.
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const bin = (name) => join(root, 'node_modules', '.bin', name);

/**
 * A step is [title, command of node_modules/.bin or 'node', arguments, environment]. Steps of a list within the list run at the same
 * time; what they print is shown when each ends.
 */
export async function run(steps) {
  for (const step of steps) {
    const together = Array.isArray(step[0]) ? step : [step];
    const codes = await Promise.all(together.map((one) => runOne(one, together.length > 1)));
    const failed = codes.find((code) => code !== 0);
    if (failed !== undefined) process.exit(failed);
  }
}

function runOne([title, command, args, environment = {}], isBesideOthers) {
  const start = performance.now();
  const printed = [];
  if (!isBesideOthers) console.log(`\n── ${title}`);
  return new Promise((resolve) => {
    const child = spawn(command === 'node' ? process.execPath : bin(command), args, {
      cwd: root,
      stdio: isBesideOthers ? ['ignore', 'pipe', 'pipe'] : 'inherit',
      env: { ...process.env, ...environment },
    });
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => printed.push(chunk));
    child.on('error', (error) => {
      console.error(`✗ ${title}: ${error.message}`);
      resolve(1);
    });
    child.on('close', (code) => {
      if (isBesideOthers) process.stdout.write(`\n── ${title}\n${Buffer.concat(printed)}`);
      if (code === 0) console.log(`✓ ${title}  ${((performance.now() - start) / 1000).toFixed(1)} s`);
      else console.error(`✗ ${title}`);
      resolve(code ?? 1);
    });
  });
}

// jsii announces the end of Node 20's support on every run; the library is tested on 20 and 24.
export const QUIET_JSII = { JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20' };

/** What is generated and not compiled: functions, the command, data of AWS. Whatever reads these makes them first. */
export const ASSETS = ['bundle the functions and the command, reduce AWS’s actions', 'node', ['scripts/assets.mjs']];

export const COMPILE = ['compile the library (jsii)', 'jsii', [], QUIET_JSII];

/** By TypeScript 7, a quarter of the time. The compiler of jsii, and its API, are of 6. */
export const TYPE_CHECK = ['type check', 'node', ['node_modules/typescript-7/bin/tsc', '--noEmit', '-p', 'tsconfig.json']];

export const BUILD = [ASSETS, COMPILE];
