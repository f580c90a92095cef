// The suites of the mutation tests: which sources each changes, and the file of tests that must notice. test/house/mutation.test.ts says that
// every source of the evaluators and of the runtime is in one suite, and every test beside them is in its file or is left out by name.

/** A score of its own for each: a folder tested well does not make up for another. The name is a folder, or what they share. */
export const SUITES = [
  { name: 'lib/proof/iam', mutate: ['lib/proof/iam/**/*.ts'], tests: 'test/lib/proof/iam/examples.ts' },
  {
    name: 'lib/proof/reachability',
    mutate: ['lib/proof/reachability/**/*.ts', 'lib/proof/address.ts', 'lib/proof/collections.ts'],
    tests: 'test/lib/proof/reachability/examples.ts',
  },
  { name: 'lambda/runtime/asap', mutate: ['lambda/runtime/asap/**/*.ts'], tests: 'test/lambda/runtime/asap/examples.ts' },
  {
    name: 'lambda/runtime/decision',
    mutate: ['lambda/runtime/decision/**/*.ts'],
    tests: 'test/lambda/runtime/decision/examples.ts',
  },
  { name: 'lambda/runtime/http', mutate: ['lambda/runtime/http/**/*.ts'], tests: 'test/lambda/runtime/http/examples.ts' },
  {
    name: 'lambda/runtime/request-guard',
    mutate: ['lambda/runtime/request-guard/**/*.ts', 'lambda/runtime/service-calls/**/*.ts'],
    tests: 'test/lambda/runtime/request-guard/examples.ts',
  },
  {
    name: 'lambda/runtime/tenant-context',
    mutate: ['lambda/runtime/tenant-context/**/*.ts', 'lambda/runtime/tenant-sessions/**/*.ts', 'lambda/runtime/*.ts'],
    tests: 'test/lambda/runtime/tenant-context/examples.ts',
  },
];

/** Sources of the proof that no suite changes. Their tests read whole templates: the mutants would take hours. */
export const UNCHANGED = [
  ...['access', 'actions', 'assembly', 'gained', 'lost', 'renamed', 'rules', 'stores', 'template'].map(
    (folder) => `lib/proof/${folder}`,
  ),
  'lib/proof/data-file.ts',
  'lib/proof/evidence.ts',
  'lib/proof/tenant-isolation-checks.ts',
];

const RANDOM = 'random: a mutant would take minutes';

/** Tests beside a suite that it does not run, and why. */
export const LEFT_OUT = {
  'test/lambda/runtime/asap/conformance/key-discovery.test.ts': 'starts servers',
  'test/lambda/runtime/asap/conformance/python-servers.test.ts': 'starts servers',
  'test/lambda/runtime/asap/each-check-matters.test.ts': 'changes the sources itself',
  'test/lambda/runtime/asap/row-names.test.ts': 'asks about the tables alone',
  'test/lambda/runtime/asap/interop.test.ts': 'starts another process',
  'test/lambda/runtime/asap/key-repository-faults.test.ts': 'starts servers',
  'test/lambda/runtime/asap/mutations.test.ts': RANDOM,
  'test/lambda/runtime/asap/strict-json.properties.test.ts': RANDOM,
  'test/lambda/runtime/request-guard/interleaving.test.ts': RANDOM,
  'test/lib/proof/iam/differential/differential.test.ts': RANDOM,
  'test/lib/proof/iam/differential/possible-worlds.test.ts': RANDOM,
  'test/lib/proof/iam/evaluate.properties.test.ts': RANDOM,
  'test/lib/proof/reachability/segmented-vpc.test.ts': 'synthesises an app',
};
