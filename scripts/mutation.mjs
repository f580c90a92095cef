// npm run mutation -- <folder or file>…: changes the code bit by bit, and lists the changes that no test notices.
import { statSync } from 'node:fs';
import { Stryker } from '@stryker-mutator/core';
import { SUITES } from './mutation-suites.mjs';

const given = process.argv.slice(2);
const RUNS = given.length > 0 ? given.map((path) => ({ name: path, mutate: [path], tests: suiteOf(path).tests })) : SUITES;

for (const { name, mutate, tests } of RUNS) {
  console.log(`\n── ${name}`);
  const report = `coverage/mutation/${name.replace(/\/+$/, '').replaceAll('/', '-')}`;
  await new Stryker({
    // A file may end in the lines to mutate, `file.ts:10-20`.
    mutate: mutate.map((path) => (statSync(path, { throwIfNoEntry: false })?.isDirectory() ? `${path}/**/*.ts` : path)),
    jsonReporter: { fileName: `${report}.json` },
    htmlReporter: { fileName: `${report}.html` },
    jest: { config: { testMatch: [`<rootDir>/${tests}`] } },
  }).runMutationTest();
}

/** The suite that changes a file or a folder. A folder within another one's comes first in the list. */
function suiteOf(path) {
  const file = path.replace(/(?::\d.*|\/+)$/, '');
  const isOf = (pattern) => file === pattern || `${file}/`.startsWith(pattern.replace(/(?:\*\*\/)?\*\.ts$/, ''));
  const suite = SUITES.find(({ mutate }) => mutate.some(isOf));
  if (suite !== undefined) return suite;
  console.error(
    `${path} belongs to no mutation suite\n  expected  a file or a folder of one suite\n  do        choose one of scripts/mutation-suites.mjs`,
  );
  process.exit(2);
}
