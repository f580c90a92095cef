// Jest knows no `bail` within a file: after the first test that fails a mutant is dead, and the other tests need not run.
const { TestEnvironment } = require('jest-environment-node');

let dead;

module.exports = class extends TestEnvironment {
  handleTestEvent({ name, test }) {
    const mutant = process.env.__STRYKER_ACTIVE_MUTANT__;
    if (mutant === undefined) return;
    if (name === 'test_done' && test.errors.length > 0) dead = mutant;
    if (name === 'test_start' && dead === mutant) test.mode = 'skip';
  }
};
