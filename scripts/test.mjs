// npm test: build, type check, lint, unit tests. No network, no Python, no containers.
import { ASSETS, COMPILE, run } from './steps.mjs';

await run([
  [['lint and format', 'biome', ['ci', '--colors=off', '.']], ASSETS],
  [COMPILE, ['type check', 'tsc', ['--noEmit', '-p', 'tsconfig.json']]],
  ['unit tests', 'jest', process.argv.slice(2)],
]);
