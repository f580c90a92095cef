// What is one finding: a statement, however many roles and stores it reaches; and what a statement that allows everything implies.
import { ActionCatalogue } from '../../../../lib/proof/actions';
import { Evidence } from '../../../../lib/proof/evidence';
import { type Cause, causesOf, type RunOptions, runRules } from '../../../../lib/proof/rules';
import { type JsonObject, TemplateSet } from '../../../../lib/proof/template';
import { sampled } from '../../../effort';
import { PLANTED } from './planted';
import {
  ACCOUNT,
  allow,
  att,
  document,
  type Parts,
  REGION,
  ref,
  service,
  TENANT_DATA,
  type Template,
  tags,
  template,
} from './planted/builders';

const catalogue = new ActionCatalogue();

function findingsIn(planted: Template, options: RunOptions = {}) {
  const written = planted as unknown as JsonObject;
  const set = new TemplateSet([{ stackName: 'App', template: written, account: ACCOUNT, region: REGION }]);
  return runRules(new Evidence(set, catalogue), options).findings;
}

function causesIn(parts: readonly Parts[], options: RunOptions): Cause[] {
  return causesOf(findingsIn(template(...parts), options));
}

const table = (name: string, properties: object = { Tags: tags(TENANT_DATA) }): Parts => ({
  [name]: { Type: 'AWS::DynamoDB::Table', Properties: properties },
});
const role = (name: string, properties: object = {}): Parts => ({
  [name]: {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: document(allow('sts:AssumeRole', undefined, service('lambda.amazonaws.com'))),
      ...properties,
    },
  },
});
const policy = (name: string, roles: readonly string[], ...statements: readonly object[]): Parts => ({
  [name]: {
    Type: 'AWS::IAM::ManagedPolicy',
    Properties: { PolicyDocument: document(...statements), Roles: roles.map(ref) },
  },
});
const told = (all: readonly Cause[]) => all.map(({ first, places }) => `${first.rule} ${places.map(({ resource }) => resource)}`);
const ACCESS = { only: ['tenant-data-access'] };

test('one statement in the hands of several roles is one finding, with every role', () => {
  const shared = policy('Shared', ['A', 'B', 'C'], allow(['dynamodb:GetItem', 'dynamodb:Scan'], att('Rows')));

  expect(told(causesIn([table('Rows'), role('A'), role('B'), role('C'), shared], ACCESS))).toEqual(['tenant-data-access A,B,C']);
});

test('one statement about several stores is one finding, with an id for each store', () => {
  const shared = policy('Shared', ['A'], allow('dynamodb:Scan', [att('Rows'), att('More')]));
  const [one, ...others] = causesIn([table('Rows'), table('More'), role('A'), shared], ACCESS);

  expect(others).toEqual([]);
  expect(one?.places.map(({ id }) => id)).toEqual(['tenant-data-access[App/Rows]', 'tenant-data-access[App/More]']);
});

test('two statements that allow different things are two findings', () => {
  const apart = policy('Apart', ['A'], allow('dynamodb:Scan', att('Rows')), allow('dynamodb:PutItem', att('More')));

  expect(told(causesIn([table('Rows'), table('More'), role('A'), apart], ACCESS))).toEqual([
    'tenant-data-access A',
    'tenant-data-access A',
  ]);
});

test('the same to say of several resources is one finding for each severity', () => {
  const tables = [table('Rows'), table('Plain', {}), table('More')];
  const found = causesIn(tables, { only: ['point-in-time-recovery'] });

  expect(found.map(({ first, places }) => [first.severity, ...places.map(({ resource }) => resource)])).toEqual([
    ['error', 'Rows', 'More'],
    ['warning', 'Plain'],
  ]);
});

describe('a statement that allows everything', () => {
  const both = { only: ['allow-everything', 'tenant-data-access'] };
  const wide = [table('Rows'), role('A'), policy('Wide', ['A'], allow('*', '*'))];
  const impliedBy = (all: readonly Cause[]) =>
    all.map(({ first, implied }) => [first.rule, implied.map(({ rule, resource }) => `${rule} ${resource}`)]);

  test('is one finding, and implies the access that it gives', () => {
    expect(impliedBy(causesIn(wide, both))).toEqual([['allow-everything', ['tenant-data-access A']]]);
  });

  test('implies nothing once somebody has acknowledged it: the access is found by itself', () => {
    const acknowledgements = [{ id: 'allow-everything', path: 'App/Wide', reason: 'deploys the app' }];

    expect(told(causesIn(wide, { ...both, acknowledgements }))).toEqual(['tenant-data-access A']);
  });

  test('implies nothing if its rule does not run', () => {
    expect(told(causesIn(wide, ACCESS))).toEqual(['tenant-data-access A']);
  });

  test('implies nothing that another statement gives', () => {
    const other = policy('Other', ['B'], allow('dynamodb:Scan', att('Rows')));

    expect(told(causesIn([...wide, role('B'), other], both))).toEqual(['allow-everything Wide', 'tenant-data-access B']);
  });

  test('is a finding for each role that has a policy of AWS’s, and implies what that role gets by it', () => {
    const has = (name: string) => ({ ManagedPolicyArns: [`arn:aws:iam::aws:policy/${name}`] });
    const roles = [role('A', has('AdministratorAccess')), role('B', has('AmazonDynamoDBFullAccess'))];

    expect(impliedBy(causesIn([table('Rows'), ...roles], both))).toEqual([
      ['allow-everything', ['tenant-data-access A']],
      ['tenant-data-access', []],
    ]);
  });
});

describe('a role with every right over roles', () => {
  const only = ['tenant-data-access', 'can-become'];
  const parts = (actions: readonly string[]) => [table('Rows'), role('A'), policy('Wide', ['A'], allow(actions, '*'))];
  const becoming = (all: readonly Cause[]) => all.filter(({ first }) => first.rule === 'can-become');

  test('that may do everything with the data becomes nothing more, as long as its access is open', () => {
    const found = causesIn(parts(['dynamodb:*', 'iam:*']), { only });

    expect(told(found)).toEqual(['tenant-data-access A']);
    expect(found[0]?.implied.some(({ rule }) => rule === 'can-become')).toBe(true);
  });

  test('and whose access somebody acknowledged is found by what it can become', () => {
    const acknowledgements = [{ id: 'tenant-data-access[App/Rows]', path: 'App/A', reason: 'the controller' }];

    expect(becoming(causesIn(parts(['dynamodb:*', 'iam:*']), { only, acknowledgements })).length).toBeGreaterThan(0);
  });

  test('that may only read becomes more', () => {
    expect(becoming(causesIn(parts(['dynamodb:GetItem', 'dynamodb:Query', 'iam:*']), { only })).length).toBeGreaterThan(0);
  });

  test('becomes more where the matrix does not judge some of the data', () => {
    const cluster: Parts = { Cluster: { Type: 'AWS::MemoryDB::Cluster', Properties: { Tags: tags(TENANT_DATA) } } };

    expect(becoming(causesIn([...parts(['dynamodb:*', 'iam:*']), cluster], { only })).length).toBeGreaterThan(0);
  });
});

test('a statement that allows everything implies nothing of another one with its name', () => {
  const inline = (name: string, ...statements: readonly object[]) => ({
    PolicyName: name,
    PolicyDocument: document(...statements),
  });
  const both = role('A', { Policies: [inline('one', allow('iam:*', '*')), inline('two', allow('dynamodb:Scan', att('Rows')))] });
  const found = causesIn([table('Rows'), both], { only: ['allow-everything', 'tenant-data-access'] });

  expect(told(found).sort()).toEqual(['allow-everything A', 'tenant-data-access A']);
});

test('a certain finding does not stand behind one in doubt', () => {
  const perhaps = { Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } };
  const inline = (...statements: readonly object[]) => ({
    Policies: [{ PolicyName: 'p', PolicyDocument: document(...statements) }],
  });
  const roles = [
    role('A', inline(allow('dynamodb:Scan', att('Rows'), perhaps))),
    role('B', inline(allow('dynamodb:Scan', att('Rows')))),
  ];

  expect(told(causesIn([table('Rows'), ...roles], ACCESS))).toEqual(['tenant-data-access A', 'tenant-data-access B']);
});

test('a finding is in one cause alone, as a place or as implied', () => {
  for (const { bad } of sampled(PLANTED, 0.05)) {
    const findings = findingsIn(bad);
    const all = causesOf(findings).flatMap(({ places, implied }) => [...places, ...implied]);

    expect(new Set(all)).toEqual(new Set(findings));
    expect(all).toHaveLength(findings.length);
  }
});
