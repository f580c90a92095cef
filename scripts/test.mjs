// npm test: build, type check, lint, unit tests. No network, no Python, no containers.
import { ASSETS, COMPILE, run, TYPE_CHECK } from './steps.mjs';

// The compiler uses one core, so that the other steps run beside it.
await run([
  [COMPILE, ['lint and format', 'biome', ['ci', '--colors=off', '.']], ASSETS, TYPE_CHECK],
  ['unit tests', 'jest', process.argv.slice(2)],
]);
