// The unit tests on the newest Node.js, without those that ask the same of every Node: whole apps, the tree itself, and long tables of
// questions to evaluators that use nothing of Node.
const { join } = require('node:path');
const unit = require('../../jest.config.js');

module.exports = {
  ...unit,
  rootDir: join(__dirname, '..', '..'),
  testPathIgnorePatterns: [
    ...unit.testPathIgnorePatterns,
    '<rootDir>/test/(?:house|examples)/',
    '<rootDir>/test/lib/network/flows',
    '<rootDir>/test/lib/proof/iam/differential/',
    '<rootDir>/test/lib/proof/rules/segment-flows',
    '<rootDir>/test/lib/proof/reachability/segmented-vpc',
    '<rootDir>/test/lambda/runtime/asap/each-check-matters',
  ],
};
