// Unit tests: no network, no Python, seconds. TypeScript sources win over anything compiled beside them.
module.exports = {
  // CDK and our sources load once in a worker, not once for each file.
  runtime: '<rootDir>/test/runner/runtime.cjs',
  testEnvironment: '<rootDir>/test/runner/environment.cjs',
  // No test judges time: a loaded machine may take its own.
  testTimeout: 60_000,
  // Three on two cores: some tests wait for a time limit, and the others go on meanwhile (142 s with two, 131 s with three).
  maxWorkers: 3,
  roots: ['<rootDir>/test', '<rootDir>/lib', '<rootDir>/lambda', '<rootDir>/contract', '<rootDir>/bin', '<rootDir>/examples'],
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  // Needs a tarball, the registries, Python and Java: npm run test:packaging.
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/packaging/'],
  moduleFileExtensions: ['ts', 'js', 'json', 'node'],
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }] },
  moduleNameMapper: {
    '^cdk-bulkhead$': '<rootDir>/lib',
    '^cdk-bulkhead/runtime$': '<rootDir>/lambda/runtime',
    '/private/stack-trace$': '<rootDir>/test/cdk-stack-trace.ts',
  },
  setupFiles: ['<rootDir>/test/setup.ts'],
  globalSetup: '<rootDir>/test/global-setup.ts',
};
