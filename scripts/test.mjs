// npm test: build, type check, lint, unit tests. No network, no Python, no containers.
import { BUILD, run } from './steps.mjs';

run([
  ...BUILD,
  ['type check', 'tsc', ['--noEmit', '-p', 'tsconfig.json']],
  ['lint and format', 'biome', ['ci', '--colors=off', '.']],
  ['unit tests', 'jest', process.argv.slice(2)],
]);
