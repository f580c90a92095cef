// The unit tests on the newest aws-cdk-lib of the range, which .ci/run puts beside the one of the lock file.
const { existsSync } = require('node:fs');
const { join } = require('node:path');
const unit = require('../../jest.config.js');

const rootDir = join(__dirname, '..', '..');
const installed = join(rootDir, '.ci-cache', 'newest-cdk', 'node_modules');
if (!existsSync(join(installed, 'aws-cdk-lib'))) {
  throw new Error(`no aws-cdk-lib in ${installed}: .ci/run installs it there, see its step "unit tests on the newest CDK"`);
}

module.exports = {
  ...unit,
  rootDir,
  testMatch: [...unit.testMatch, '<rootDir>/test/newest-cdk/*.check.ts'],
  // The tree itself is the same on every CDK, and its snippets compile against the one of the lock file.
  testPathIgnorePatterns: [
    ...unit.testPathIgnorePatterns,
    '<rootDir>/test/house/',
    // What knows no CDK.
    '<rootDir>/test/contract/',
    '<rootDir>/test/lambda/',
    '<rootDir>/test/bin/cli/',
    '<rootDir>/test/lib/proof/(?:actions|assembly|iam|template)/',
    '<rootDir>/test/lib/proof/(?:access|reachability)/(?!reference|segmented-vpc)',
    '<rootDir>/test/lib/proof/rules/(?:planted|hostile)',
  ],
  // Every import in the process, cdk-nag's own too, ends at the one copy.
  moduleNameMapper: { ...unit.moduleNameMapper, '^(aws-cdk-lib|constructs)($|/.*)': `${installed}/$1$2` },
  setupFilesAfterEnv: ['<rootDir>/test/newest-cdk/one-copy.ts'],
};
