// Mutation tests: `npm run mutation -- <folder or file>`. What a change of the code leaves all tests green is a rule that no test holds.
//
// Fast enough by three things: one file of examples a folder (jest starts once a mutant), no test after the first that fails
// (scripts/mutation-environment.cjs), and no properties or synths (*.properties.test.ts, iam/differential, segmented-vpc). Static
// mutants are not ignored: tables of constants decide here.
//
// Survivors we know, equivalent (from whole runs of all three folders):
// - What saves time and changes no answer: what is kept of texts and policies (`memoized` and `getOrAdd` in address, iam and
//   reachability, headers in asap/token), and the short ways before the long one
//   (iam: `isAll`, a constant pattern, equal texts, plain text without symbols; asap: plain text in strict-json, the dots of a token, the
//   length of a signature, the time of the first end in replay-guard).
// - asap/strict-json, what JSON.parse refuses afterwards: where a string or the text ends, brackets that do not match.
// - `?? []` behind `exec` and `: []` in `flatMap`, mutated to a list of one text: texts are never what is looked for there.
// - `[^]*` begun without `^`: greedy, it begins there anyway.
// - Members that are undefined or left out: nobody tells them apart.
// - reachability/security-group.ts allowsAny, `first.answer !== 'blocked'`: only refusals come so far; it is there for the types.
// - reachability/network-acl.ts, `typeof entry.number === 'object' ? … : true`: a number in `all` counts as true.
// - reachability/route.ts measured, the length of a route that does not match: nobody reads it.
import jest from './jest.config.js';
import { SUITES } from './scripts/mutation-suites.mjs';

// jest's own runtime: a mutant may be in what a module does when it loads.
const { globalSetup, maxWorkers, roots, runtime, testMatch, testPathIgnorePatterns, ...usual } = jest;

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  testRunner: 'jest',
  plugins: ['@stryker-mutator/jest-runner'],
  packageManager: 'npm',
  // The sandbox: the proof and the runtime, their tests, and what they need. Not jest.config.js, whose global setup bundles functions.
  ignorePatterns: [
    '/*',
    '!/lib',
    '/lib/*',
    '!/lib/proof',
    '!/test',
    '/test/*',
    '!/test/setup.ts',
    '!/test/effort.ts',
    '!/test/lib',
    '/test/lib/*',
    '!/test/lib/proof',
    '!/contract',
    '!/lambda',
    '!/test/lambda',
    '!/package.json',
  ],
  mutate: SUITES.flatMap(({ mutate }) => mutate),
  mutator: {
    // Sentences for people.
    excludedMutations: ['StringLiteral'],
  },
  coverageAnalysis: 'perTest',
  jest: {
    projectType: 'custom',
    enableFindRelatedTests: true,
    config: {
      ...usual,
      testEnvironment: new URL('scripts/mutation-environment.cjs', import.meta.url).pathname,
      roots: ['<rootDir>/lib/proof', '<rootDir>/lambda', '<rootDir>/test/lib/proof', '<rootDir>/test/lambda'],
      testMatch: SUITES.map(({ tests }) => `<rootDir>/${tests}`),
    },
  },
  allowConsoleColors: false,
  // The machine is often shared: BULKHEAD_WORKERS=2 on one that is not.
  concurrency: Number(process.env.BULKHEAD_WORKERS ?? 1),
  timeoutMS: 3_000,
  reporters: ['progress-append-only', 'clear-text', 'json', 'html'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  thresholds: { high: 95, low: 90, break: 90 },
};
