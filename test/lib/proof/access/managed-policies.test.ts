// AWS's own policies: the data that the package brings, and how a policy is found in it.
import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { awsPolicyName, ManagedPolicies } from '../../../../lib/proof/access/policies/managed-policies';
import { coversAction, needsPrincipals, statementsOf } from '../../../../lib/proof/iam';
import { symbol } from '../../../../lib/proof/template';

const policies = new ManagedPolicies();
const aws = (name: string) => `arn:aws:iam::aws:policy/${name}`;
const lines = readFileSync(join(__dirname, '../../../../data/managed-policies.txt'), 'utf8').trimEnd().split('\n').slice(1);
const names = lines.map((line) => line.split('\t')[0] ?? '');

const mayDo = (name: string, action: string) => {
  const document = policies.document(aws(name));
  if (document === undefined) throw new Error(`there is no policy ${name}`);
  return statementsOf({ source: name, document }).some((one) => !one.isDeny && coversAction(one, action) !== false);
};

test('the data has every policy once, sorted by its name', () => {
  expect(names.length).toBeGreaterThan(1500);
  expect(new Set(names).size).toBe(names.length);
  expect(lines).toEqual([...lines].sort());
});

test('every policy of the data can be read, and the evaluator takes it', () => {
  const refused = names.filter((name) => {
    const document = policies.document(aws(name));
    if (document === undefined) return true;
    needsPrincipals({ source: name, document }, false);
    return statementsOf({ source: name, document }).length === 0;
  });

  expect(refused).toEqual([]);
});

test('the data is of the day of its newest policy', () => {
  expect(policies.date).toMatch(/^20\d\d-\d\d-\d\d$/);
});

test.each([
  ['AdministratorAccess', 'dynamodb:getitem', true],
  ['PowerUserAccess', 'dynamodb:getitem', true],
  ['PowerUserAccess', 'iam:putrolepolicy', false],
  ['IAMFullAccess', 'iam:putrolepolicy', true],
  ['AmazonDynamoDBReadOnlyAccess', 'dynamodb:getitem', true],
  ['AWSXrayWriteOnlyAccess', 'xray:puttracesegments', true],
  ['AWSXrayWriteOnlyAccess', 'dynamodb:getitem', false],
  ['CloudWatchLambdaInsightsExecutionRolePolicy', 'dynamodb:getitem', false],
  ['service-role/AmazonECSTaskExecutionRolePolicy', 'dynamodb:getitem', false],
  ['AmazonSSMManagedInstanceCore', 'dynamodb:getitem', false],
  ['CloudWatchAgentServerPolicy', 'dynamodb:getitem', false],
  ['service-role/AWSLambdaBasicExecutionRole', 'logs:putlogevents', true],
])('%s: %s may be allowed: %s', (name, action, expected) => {
  expect(mayDo(name, action)).toBe(expected);
});

test.each([
  ['a name without its path', aws('AWSLambdaBasicExecutionRole')],
  ['a part of a name', aws('AdministratorAcces')],
  ['the end of a name', aws('ministratorAccess')],
  ['another case', aws('administratoraccess')],
  ['nothing', aws('')],
  ['a property of every object', aws('constructor')],
  ['the first line', aws('#1 2026-09-30')],
  ['two lines', aws('AdministratorAccess\tv1\n')],
  ['a name that only the deployment knows', aws(symbol('Planted/Name'))],
  ['a policy of the account', 'arn:aws:iam::111111111111:policy/AdministratorAccess'],
  ['no policy', 'arn:aws:iam::aws:role/AdministratorAccess'],
  ['no ARN', 'AdministratorAccess'],
])('%s is not known', (_title, arn) => {
  expect(policies.document(arn)).toBeUndefined();
});

test('a policy that was asked for before is the same object', () => {
  expect(policies.document(aws('AmazonS3FullAccess'))).toBe(policies.document(aws('AmazonS3FullAccess')));
});

test('in another partition the ARNs in a policy are of that partition', () => {
  const china = JSON.stringify(policies.document('arn:aws-cn:iam::aws:policy/AmazonSSMReadOnlyAccess'));
  const open = `arn:${symbol('AWS::Partition')}:iam::aws:policy/AWSCodeDeployRoleForECSLimited`;

  expect(china).not.toContain('"arn:aws:');
  expect(JSON.stringify(policies.document(open))).toContain(`"arn:${symbol('AWS::Partition')}:`);
  expect(policies.document('arn:a"b\\:iam::aws:policy/AdministratorAccess')).toEqual(
    policies.document(aws('AdministratorAccess')),
  );
});

test.each([
  [aws('service-role/AWSLambdaBasicExecutionRole'), 'service-role/AWSLambdaBasicExecutionRole'],
  ['arn:aws-cn:iam::aws:policy/AdministratorAccess', 'AdministratorAccess'],
  ['arn:aws:iam::111111111111:policy/AdministratorAccess', undefined],
  [symbol('Planted/Policy'), undefined],
])('%s is the policy of AWS’s called %s', (arn, name) => {
  expect(awsPolicyName(arn)).toBe(name);
});

test.each([
  ['AWSLambdaBasicExecutionRole', 'service-role/AWSLambdaBasicExecutionRole'],
  ['AdministratorAcces', 'AdministratorAccess'],
  ['AWSXRayWriteOnlyAcess', 'AWSXrayWriteOnlyAccess'],
  ['Nothing.Like.It', undefined],
])('instead of %s somebody meant %s', (name, meant) => {
  expect(policies.suggestion(name)).toBe(meant);
});

test('the file is read when the first policy of AWS’s is asked for, and not before', () => {
  const path = join(tmpdir(), `managed-policies-${process.pid}.txt`);
  const late = new ManagedPolicies(path);

  expect(late.document('arn:aws:iam::111111111111:policy/Mine')).toBeUndefined();

  writeFileSync(path, '#1 2026-01-02\t{"date":"2026-01-02"}\nA\tv1\t{"Statement":[]}\nAB\tv3\t{"Statement":[{}]}\n');
  expect(late.date).toBe('2026-01-02');
  expect(late.document(aws('A'))).toEqual({ Statement: [] });
  expect(late.document(aws('B'))).toBeUndefined();
});
