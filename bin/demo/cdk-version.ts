// Which CDK CLI the demo runs: the one that package.json pins, from node_modules. Pure, but for reading the two files.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DemoError, ExitCode } from './errors';

/** Older ones ignore AWS_ENDPOINT_URL and would talk to real AWS. */
const FIRST_WITH_ENDPOINT = { major: 2, minor: 177 };

/** @throws DemoError unless the installed CLI is the pinned one. */
export function assertPinnedCdkCli(root: string): void {
  const pinned = (readJson(join(root, 'package.json')) as { devDependencies?: Record<string, string> }).devDependencies?.[
    'aws-cdk'
  ];
  const manifest = join(root, 'node_modules', 'aws-cdk', 'package.json');
  const installed = existsSync(manifest) ? (readJson(manifest) as { version: string }).version : undefined;
  const problem = cdkCliProblem(installed, pinned);
  if (problem) throw problem;
}

export function cdkCliProblem(installed: string | undefined, pinned: string | undefined): DemoError | undefined {
  const expected = `${pinned ?? 'a pinned version'}, as package.json says`;
  const remedy = 'run `npm ci` in the repository and then the demo again';
  const shared = { exitCode: ExitCode.CdkCli, expected, remedy };
  if (installed === undefined) {
    return new DemoError({ code: 'cdk-cli.missing', ...shared, seen: 'there is no CDK CLI in node_modules/aws-cdk' });
  }
  if (ignoresEndpoint(installed)) {
    const seen = `the CDK CLI in node_modules is ${installed}, which ignores AWS_ENDPOINT_URL and would reach real AWS`;
    return new DemoError({ code: 'cdk-cli.too-old', ...shared, seen });
  }
  if (installed !== pinned) {
    return new DemoError({ code: 'cdk-cli.not-pinned', ...shared, seen: `the CDK CLI in node_modules is ${installed}` });
  }
  return undefined;
}

function ignoresEndpoint(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  return major < FIRST_WITH_ENDPOINT.major || (major === FIRST_WITH_ENDPOINT.major && !(minor >= FIRST_WITH_ENDPOINT.minor));
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}
