// Adds up the test results of a CI run (jest's JSON files, and the last line of the end-to-end run) into one plain line.
import { readFileSync } from 'node:fs';

let passed = 0;
let failed = 0;
for (const file of process.argv.slice(2)) {
  const text = readFileSync(file, 'utf8');
  if (file.endsWith('.json')) {
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(text);
    passed += numPassedTests;
    failed += numFailedTests + numRuntimeErrorTestSuites;
    continue;
  }
  const closing = /^(\d+) passed, (\d+) failed$/m.exec(text);
  // A run that did not get to its closing line has failed.
  passed += closing ? Number(closing[1]) : 0;
  failed += closing ? Number(closing[2]) : 1;
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
