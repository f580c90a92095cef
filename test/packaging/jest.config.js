// The tests of what users install: dist/*.tgz, made by `npm run test:packaging` before it starts them.
const { join } = require('node:path');
const { transform, moduleFileExtensions } = require('../../jest.config.js');

module.exports = {
  rootDir: join(__dirname, '..', '..'),
  roots: ['<rootDir>/test/packaging'],
  testMatch: ['<rootDir>/test/packaging/*.test.ts'],
  testEnvironment: 'node',
  moduleFileExtensions,
  transform,
  // Maven and pip mostly wait for the network and for each other's disk: one file's wait is another one's work.
  maxWorkers: 2,
  // A first run downloads CDK three times over.
  testTimeout: 900_000,
  verbose: true,
  // A missing snapshot is a failure; `npm run test:packaging -- -u` writes it.
  ci: true,
};
