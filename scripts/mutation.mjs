// npm run mutation -- <folder or file>…: changes the code bit by bit, and lists the changes that no test notices.
import { statSync } from 'node:fs';
import { Stryker } from '@stryker-mutator/core';

const given = process.argv.slice(2);
/** Each has its own score: a folder tested well does not make up for another. */
const RUNS =
  given.length > 0
    ? given.map((one) => [one])
    : [['lib/proof/iam'], ['lib/proof/reachability', 'lib/proof/address.ts'], ['lambda/runtime/asap']];

for (const paths of RUNS) {
  console.log(`\n── ${paths.join(', ')}`);
  const report = `coverage/mutation/${paths[0].replace(/\/+$/, '').replaceAll('/', '-')}`;
  await new Stryker({
    // A file may end in the lines to mutate, `file.ts:10-20`.
    mutate: paths.map((path) => (statSync(path, { throwIfNoEntry: false })?.isDirectory() ? `${path}/**/*.ts` : path)),
    jsonReporter: { fileName: `${report}.json` },
    htmlReporter: { fileName: `${report}.html` },
  }).runMutationTest();
}
