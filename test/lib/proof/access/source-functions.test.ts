// A role whose strong rights are bound to the code of one function: who else gets at what it may do.
import { ActionCatalogue } from '../../../../lib/proof/actions';
import { Evidence } from '../../../../lib/proof/evidence';
import { runRules } from '../../../../lib/proof/rules';
import { type JsonObject, TemplateSet } from '../../../../lib/proof/template';
import {
  ACCOUNT,
  allow,
  att,
  boundTo,
  document,
  fn,
  granted,
  type Parts,
  REGION,
  role,
  TENANT,
  tenantTable,
} from '../rules/planted/builders';

const catalogue = new ActionCatalogue();

const ASSUME = ['sts:AssumeRole', 'sts:TagSession'];

/** A broker that may name any tenant, and the function that runs as it. */
const app: Parts = {
  ...tenantTable(),
  ...role('Tenant', {
    AssumeRolePolicyDocument: document({ Effect: 'Allow', Principal: { AWS: att('BrokerRole') }, Action: ASSUME }),
  }),
  ...granted('Tenant', allow('dynamodb:GetItem', att('Table'), boundTo(TENANT))),
  ...fn('Broker'),
  ...granted('BrokerRole', allow(ASSUME, att('Tenant'))),
};

const bound = (Condition: object = { ArnNotEquals: { 'lambda:SourceFunctionArn': att('Broker') } }): Parts => ({
  Bound: {
    Type: 'AWS::IAM::ManagedPolicy',
    Properties: {
      Roles: [{ Ref: 'BrokerRole' }],
      PolicyDocument: document({ Effect: 'Deny', Action: ASSUME, Resource: '*', Condition }),
    },
  },
});

const actor = (...statements: readonly object[]): Parts => ({ ...role('Actor'), ...granted('Actor', ...statements) });
const passing = (run: string) => actor(allow('iam:PassRole', att('BrokerRole')), allow(run));

function evidenceOf(...parts: readonly Parts[]): Evidence {
  const Resources = Object.assign({}, ...parts) as JsonObject;
  return new Evidence(
    new TemplateSet([{ stackName: 'App', template: { Resources }, account: ACCOUNT, region: REGION }]),
    catalogue,
  );
}

function becomes(...parts: readonly Parts[]): boolean {
  const { findings } = runRules(evidenceOf(app, ...parts), { only: ['can-become'] });
  return findings.some(({ resource }) => resource === 'Actor');
}

test.each<[string, Parts, boolean]>([
  ['passes the role to a function of its own', passing('lambda:CreateFunction'), false],
  ['passes the role to a task', passing('ecs:RunTask'), false],
  ['lets itself assume the role', actor(allow('iam:UpdateAssumeRolePolicy', att('BrokerRole'))), false],
  ['replaces the code of the function', actor(allow('lambda:UpdateFunctionCode', att('Broker'))), true],
  ['lets itself assume the tenant role', actor(allow('iam:UpdateAssumeRolePolicy', att('Tenant'))), true],
  ['passes the role, and detaches the policy that binds it', passingAndDetaching(), true],
])('somebody %s: still gets at the tenants of a bound broker: %s', (_title, somebody, stillDoes) => {
  expect(becomes(somebody)).toBe(true);
  expect(becomes(somebody, bound())).toBe(stillDoes);
});

function passingAndDetaching(): Parts {
  return actor(
    allow('iam:PassRole', att('BrokerRole')),
    allow('lambda:CreateFunction'),
    allow('iam:DetachRolePolicy', att('BrokerRole')),
  );
}

const cellsOf = (...parts: readonly Parts[]) =>
  evidenceOf(...parts)
    .matrix.cells.filter(({ identity }) => identity.name === 'App/BrokerRole')
    .map(({ action, session, effect, through }) => [action, session, effect, through.length]);

test('the function itself still assumes the tenant role', () => {
  expect(cellsOf(app, bound())).toEqual(cellsOf(app));
  expect(cellsOf(app)).toContainEqual(['dynamodb:GetItem', 'other tenant', 'Allowed', 1]);
});

test('a role with two functions may be either, so that what is denied to one of them is not known', () => {
  const second = { Second: { Type: 'AWS::Lambda::Function', Properties: { Role: att('BrokerRole') } } };
  expect(new Set(cellsOf(app, bound(), second).map(([, , effect]) => effect))).toEqual(new Set(['Unknown']));
});

test('a role that no function can have is denied what is bound to functions', () => {
  const { Broker: _function, ...withoutFunction } = app;
  const task = role('BrokerRole', {
    AssumeRolePolicyDocument: document({
      Effect: 'Allow',
      Principal: { Service: 'ecs-tasks.amazonaws.com' },
      Action: 'sts:AssumeRole',
    }),
  });
  expect(cellsOf(withoutFunction, task).length).toBeGreaterThan(0);
  expect(cellsOf(withoutFunction, task, bound({ Null: { 'lambda:SourceFunctionArn': 'true' } }))).toEqual([]);
});

test.each<[string, Parts, Parts, boolean]>([
  ['the function, which the caller may delete and make anew', bound(), deleting(), true],
  ['the function, which the caller may not delete', bound(), passing('lambda:CreateFunction'), false],
  ['a pattern of names', bound(unlike('arn:*:lambda:*:*:function:app-*')), passing('lambda:CreateFunction'), true],
  [
    'a function of no template',
    bound(unlike('arn:aws:lambda:eu-central-1:111111111111:function:app')),
    passing('lambda:CreateFunction'),
    true,
  ],
  ['a pattern of names, outside of Lambda', bound(unlike('arn:*:lambda:*:*:function:app-*')), passing('ecs:RunTask'), false],
])('a role bound to %s', (_title, policy, somebody, stillDoes) => {
  expect(becomes(somebody, policy)).toBe(stillDoes);
});

function unlike(arn: string): object {
  return { ArnNotLike: { 'lambda:SourceFunctionArn': arn } };
}

function deleting(): Parts {
  return actor(allow('iam:PassRole', att('BrokerRole')), allow(['lambda:CreateFunction', 'lambda:DeleteFunction']));
}

test('a Deny in a resource policy that compares the function denies nothing for certain', () => {
  const only = (Condition: object) => ({
    Effect: 'Deny',
    Principal: '*',
    Action: 'dynamodb:*',
    Resource: '*',
    Condition,
  });
  const direct = (Condition: object): Parts => ({
    ...tenantTable({ ResourcePolicy: { PolicyDocument: document(only(Condition)) } }),
    ...fn('Reader'),
    ...granted('ReaderRole', allow('dynamodb:GetItem', att('Table'))),
  });
  const effects = (Condition: object) =>
    new Set(
      evidenceOf(direct(Condition))
        .matrix.cells.filter(({ identity }) => identity.name === 'App/ReaderRole')
        .map(({ effect }) => effect),
    );
  expect(effects({ ArnLike: { 'lambda:SourceFunctionArn': 'arn:*:lambda:*:*:function:*' } })).toEqual(new Set(['Unknown']));
  expect(effects({ Bool: { 'aws:SecureTransport': 'false' } })).toEqual(new Set(['Allowed']));
});

test('a pattern that any function matches binds a role to Lambda alone', () => {
  const anywhere = bound({ ArnNotLike: { 'lambda:SourceFunctionArn': 'arn:*:lambda:*:*:function:*' } });
  expect(becomes(passing('lambda:CreateFunction'), anywhere)).toBe(true);
  expect(becomes(passing('ecs:RunTask'), anywhere)).toBe(false);
});
