// Adds up the test results of a CI run (jest's JSON files, and the last line of the end-to-end run): a line for each run, and
// one plain line for all of them.
import { readFileSync } from 'node:fs';
import { basename, extname } from 'node:path';

let passed = 0;
let failed = 0;
for (const file of process.argv.slice(2)) {
  const result = file.endsWith('.json') ? ofJest(readFileSync(file, 'utf8')) : ofEndToEnd(readFileSync(file, 'utf8'));
  console.log(`${basename(file, extname(file))}: ${result.passed} passed, ${result.failed} failed`);
  passed += result.passed;
  failed += result.failed;
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);

/** One run, or a list of runs. */
function ofJest(text) {
  const runs = [JSON.parse(text)].flat();
  const sum = (count) => runs.reduce((total, run) => total + count(run), 0);
  return {
    passed: sum(({ numPassedTests }) => numPassedTests),
    failed: sum(({ numFailedTests, numRuntimeErrorTestSuites }) => numFailedTests + numRuntimeErrorTestSuites),
  };
}

function ofEndToEnd(text) {
  const closing = /^(\d+) passed, (\d+) failed$/m.exec(text);
  // A run that did not get to its closing line has failed.
  return closing ? { passed: Number(closing[1]), failed: Number(closing[2]) } : { passed: 0, failed: 1 };
}
