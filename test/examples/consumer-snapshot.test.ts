// A snapshot test as a user of the library would write it: stable from one run to the next, and over changes of bundled code.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { ApiGatewayAccount, AsapKeyRepository, TenantContextService, TenantService } from 'cdk-bulkhead';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function code(body: string): Code {
  const folder = mkdtempSync(join(tmpdir(), 'consumer-'));
  folders.push(folder);
  writeFileSync(join(folder, 'index.js'), body);
  return Code.fromAsset(folder);
}

function issuesTemplate(body: string): { [section: string]: unknown } {
  const stack = new Stack(new App(), 'Issues');
  new ApiGatewayAccount(stack, 'ApiGateway');
  const keyRepository = new AsapKeyRepository(stack, 'AsapKeys', { issuers: ['edge', 'issues'] });
  const tenants = new TenantContextService(stack, 'TenantContext');
  new TenantService(stack, 'Service', {
    serviceName: 'issues',
    code: code(body),
    handler: 'index.handler',
    callers: ['edge'],
    keyRepository,
    tenants,
  });
  return stable(Template.fromStack(stack).toJSON());
}

/** Leaves out what changes with every bundle: asset hashes, and the tails of ids that are made of them. */
function stable({ Parameters: _parameters, Rules: _rules, ...template }: { [section: string]: unknown }): {
  [section: string]: unknown;
} {
  const text = JSON.stringify(template)
    .replace(/[0-9a-f]{64}/g, '<asset>')
    .replace(/(Deployment[0-9A-F]{8})[0-9a-f]{32}/g, '$1<hash>');
  return JSON.parse(text) as { [section: string]: unknown };
}

test('one TenantService', () => {
  expect(issuesTemplate('exports.handler = async () => ({})')).toMatchSnapshot();
});

test('does not change with the service’s code', () => {
  expect(issuesTemplate('exports.handler = async () => 1')).toEqual(issuesTemplate('exports.handler = async () => 2'));
});
