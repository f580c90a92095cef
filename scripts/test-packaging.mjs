// npm run test:packaging: packs afresh, then installs and uses the package as its users do. Needs npm, Python, Java and Maven, and
// their registries; what they download stays in .ci-cache/.
import { run } from './steps.mjs';

await run([
  ['package', 'node', ['scripts/package.mjs']],
  ['packaging tests', 'jest', ['--config', 'test/packaging/jest.config.js', ...process.argv.slice(2)]],
]);
