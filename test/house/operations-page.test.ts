// docs/operations.md: an operator types what it says without time to check it. Names, times and commands are those of the code.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TENANTS_HELP } from '../../bin/cli/help/tenants';
import { isReasonCode } from '../../contract';
import { resourcesOf, synthesise } from '../lib/templates';
import { oneService } from '../lib/worlds';

const page = readFileSync(join(__dirname, '..', '..', 'docs', 'operations.md'), 'utf8');
const { stack, service } = oneService();
const template = synthesise(stack);

test.each<[name: string, type: string, has: string, hasNot: RegExp]>([
  ['ROLE', 'AWS::IAM::Role', 'TenantRole', /^$/],
  ['TABLE', 'AWS::DynamoDB::Table', 'TenantTable', /^$/],
  ['KEY', 'AWS::KMS::Key', 'Key', /SigningKey/],
  ['HANDLER', 'AWS::Lambda::Function', 'Function', /Publisher|Authorizer|Sessions/],
  ['REVOCATION', 'AWS::StepFunctions::StateMachine', 'RevocationStateMachine', /^$/],
])('finds %s by its type and logical id', (name, type, has, hasNot) => {
  expect(page).toContain(`| \`${name}\` | \`${type}\` | \`${has}\``);
  const ofService = resourcesOf(template, type).filter(([id]) => id.startsWith('Media') && id.includes(has) && !hasNot.test(id));
  expect(ofService).toHaveLength(1);
});

test('finds FUNCTION by its type and logical id', () => {
  const found = resourcesOf(template, 'AWS::Lambda::Function').filter(([id]) => id.includes('Commands'));

  expect(found.map(([id]) => id)).toEqual([expect.stringMatching(/^TenantContextCommands/)]);
});

test('gives the staleness bounds by default', () => {
  const { callerRemoved, keyWithdrawn, tenantSuspended } = service.stalenessBounds;

  expect(page).toContain(`refuses its requests ${callerRemoved.requests.toSeconds()} seconds after the deployment`);
  expect(page).toContain(`ends after ${callerRemoved.data.toMinutes()} minutes (\`.data\`)`);
  expect(page).toContain(`(\`keyWithdrawn.requests\`) | ${keyWithdrawn.requests.toMinutes()} minutes`);
  expect(page).toContain(`(\`keyWithdrawn.data\`) | ${keyWithdrawn.data.toMinutes()} minutes`);
  expect(page).toContain(`refuse the tenant after ${tenantSuspended.requests.toSeconds()} seconds`);
  expect(page).toContain(`ends after ${tenantSuspended.data.toSeconds()} seconds`);
});

test('names commands and reason codes that exist', () => {
  const commands = [...page.matchAll(/npx cdk-bulkhead (tenants \w+)/g)].map(([, name = '']) => name);
  const reasons = [...page.matchAll(/`((?:caller|tenant|session)\.[a-z-]+)`/g)].map(([, code = '']) => code);

  expect(commands).toEqual(['tenants suspend', 'tenants revoke']);
  expect(commands.filter((name) => !(name in TENANTS_HELP))).toEqual([]);
  expect(reasons.length).toBeGreaterThan(3);
  expect(reasons.filter((code) => !isReasonCode(code))).toEqual([]);
});
