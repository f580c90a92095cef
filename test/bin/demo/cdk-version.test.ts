// Which CDK CLI may run: one that honours the endpoint, and only the pinned one.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assertPinnedCdkCli, cdkCliProblem } from '../../../bin/demo/cdk-version';

describe('cdkCliProblem', () => {
  it.each([
    ['1.204.0', 'cdk-cli.too-old', /1\.204\.0, which ignores AWS_ENDPOINT_URL and would reach real AWS/],
    ['2.99.1', 'cdk-cli.too-old', /2\.99\.1, which ignores/],
    ['2.176.0', 'cdk-cli.too-old', /2\.176\.0, which ignores/],
    ['not a version', 'cdk-cli.not-pinned', /is not a version\n/],
    ['2.177.0', 'cdk-cli.not-pinned', /is 2\.177\.0\n {2}expected {2}2\.1148\.1/],
    ['2.1147.0', 'cdk-cli.not-pinned', /is 2\.1147\.0\n/],
    ['2.1149.0', 'cdk-cli.not-pinned', /is 2\.1149\.0\n/],
    [undefined, 'cdk-cli.missing', /no CDK CLI in node_modules/],
  ])('refuses %s as %s', (installed, code, message) => {
    const problem = cdkCliProblem(installed, '2.1148.1');

    expect(problem).toMatchObject({ code, exitCode: 14 });
    expect(problem?.message).toMatch(message);
    expect(problem?.message).toMatch(/run `npm ci`/);
  });

  it('accepts the pinned one', () => {
    expect(cdkCliProblem('2.1148.1', '2.1148.1')).toBeUndefined();
  });

  it('refuses a range instead of a pin', () => {
    expect(cdkCliProblem('2.1148.1', '^2.1148.1')).toMatchObject({ code: 'cdk-cli.not-pinned' });
  });
});

describe('assertPinnedCdkCli', () => {
  const root = join(__dirname, '../../..');

  it('accepts this repository', () => {
    expect(() => assertPinnedCdkCli(root)).not.toThrow();
  });

  it('relies on a pin that honours the endpoint', () => {
    const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(devDependencies['aws-cdk']).toMatch(/^2\.\d{4,}\.\d+$/);
  });
});
