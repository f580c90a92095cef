// npm run docs:update: writes every generated page and snapshot anew: API.md, the pages that say what the code says, the
// arrows in biome.json, the pinned ids and templates. Read the difference before you commit it.
import { BUILD, QUIET_JSII, run } from './steps.mjs';

await run([
  ...BUILD,
  ['API.md (jsii-docgen)', 'jsii-docgen', ['--output', 'API.md'], QUIET_JSII],
  ['pages', 'jest', ['test/house'], { UPDATE_DOCS: '1' }],
  ['snapshots', 'jest', ['-u', 'test/docs', 'test/lib/logical-ids']],
]);
