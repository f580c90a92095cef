// --actions FILE: names that are newer than the data of the package.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ran } from './ran';
import { rows, template } from './templates';

const folder = mkdtempSync(join(tmpdir(), 'bulkhead-actions-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, value: unknown): string {
  writeFileSync(join(folder, name), typeof value === 'string' ? value : JSON.stringify(value));
  return join(folder, name);
}

const READ = { Annotations: { Properties: { IsWrite: false } }, Resources: [{ Name: 'table' }] };
const reference = file('dynamodb.json', { Name: 'dynamodb', Actions: [{ Name: 'SummonEverything', ...READ }] });

/** A role of a user that may do what this version does not know, with every row of the table. */
const policy = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'dynamodb:SummonEverything', Resource: { 'Fn::GetAtt': ['Table', 'Arn'] } }],
};
const role = {
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    },
    Policies: [{ PolicyName: 'Own', PolicyDocument: policy }],
  },
};
const app = file('app.json', template(rows([]), { Reader: role }));

test('an unknown action is a warning that says how old the data is', async () => {
  const { out } = await ran(['verify', app, '--only', 'unknown-action']);

  expect(out).toMatch(/unknown action "dynamodb:SummonEverything" \(not in AWS’s data of \d{4}-\d\d-\d\d\)/);
  expect(out).toContain('--actions FILE');
});

test('with the file it is known, and judged like any other', async () => {
  const named = await ran(['verify', app, '--only', 'unknown-action', '--actions', reference]);
  const judged = await ran(['verify', app, '--only', 'tenant-data-access', '--actions', reference]);

  expect(named).toMatchObject({ code: 0, error: '' });
  expect(named.out).not.toContain('SummonEverything');
  expect(judged.code).toBe(1);
  expect(judged.out).toContain('dynamodb:SummonEverything');
});

test.each([['matrix'], ['diff']])('%s reads it too', async (command) => {
  const before = file('before.json', template(rows([])));
  const argv = command === 'diff' ? [command, before, app] : [command, app];

  expect((await ran(argv)).out).not.toContain('SummonEverything');
  expect((await ran([...argv, '--actions', reference])).out).toContain('SummonEverything');
});

test.each<[what: string, path: string, seen: string]>([
  ['that is no reference', file('list.txt', 'dynamodb:SummonEverything\n'), 'is not a JSON object'],
  ['that is not there', join(folder, 'nowhere.json'), 'no such file'],
  ['that is a directory', folder, 'is a directory'],
])('a file %s ends with 2, and says what to do', async (_what, path, seen) => {
  const { code, out, error } = await ran(['verify', app, '--actions', path]);

  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(error).toContain(seen);
  expect(error).toMatch(/expected .+\n {2}do .+/);
});
