// Which resources are the same under another id, and that calling them so hides nothing that is gained.

import fc from 'fast-check';
import { ActionCatalogue } from '../../../../lib/proof/actions';
import { Evidence } from '../../../../lib/proof/evidence';
import { gainedAccess } from '../../../../lib/proof/gained';
import { newNames, renamedResources } from '../../../../lib/proof/renamed';
import { type JsonObject, TemplateSet } from '../../../../lib/proof/template';
import { arn, at, evidenceOf, type Stacks, setOf, table, templatesOf } from '../lost/stacks';

const trust = (principal: JsonObject = { Service: 'lambda.amazonaws.com' }) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' }],
});

interface Given {
  readonly actions?: readonly string[];
  readonly principal?: JsonObject;
  /** A function beside the service's own that runs as the role. */
  readonly alsoRuns?: boolean;
  readonly tag?: string;
}

/** A service as constructs make it: a table, a role that reads it, a function that runs as the role. */
function service(id: string, { actions = ['dynamodb:GetItem'], principal, alsoRuns = false, tag = id }: Given = {}) {
  const runs = {
    Type: 'AWS::Lambda::Function',
    Properties: { Role: arn(`${id}Role`), Handler: `${tag}.handler`, Runtime: 'nodejs22.x' },
  };
  const allow = { Sid: 'Rows', Effect: 'Allow', Action: actions, Resource: arn(`${id}Table`) };
  return {
    [`${id}Table`]: { ...table({ Tags: [{ Key: 'bulkhead:tenant-data', Value: tag }] }), ...at(`App/${id}/Table/Resource`) },
    [`${id}Role`]: {
      Type: 'AWS::IAM::Role',
      ...at(`App/${id}/Role/Resource`),
      Properties: {
        Description: `Runs ${tag}`,
        AssumeRolePolicyDocument: trust(principal),
        Policies: [{ PolicyName: 'rows', PolicyDocument: { Version: '2012-10-17', Statement: [allow] } }],
      },
    },
    [`${id}Function`]: { ...runs, ...at(`App/${id}/Function/Resource`) },
    ...(alsoRuns && { Debugger: { ...runs, ...at('App/Debugger/Resource') } }),
  } as { readonly [logicalId: string]: JsonObject };
}

const renamesIn = (before: Stacks, after: Stacks) =>
  renamedResources(setOf(before), setOf(after)).map(({ from, to, by }) => `${from.id} → ${to.id} by ${by}`);

function gainedIn(before: Stacks, after: Stacks): string[] {
  const [was, is] = [setOf(before), setOf(after)];
  const called = newNames(renamedResources(was, is), was, is);
  const old = new Evidence(new TemplateSet(templatesOf(before), called), new ActionCatalogue());
  return gainedAccess(old, evidenceOf(after)).map(({ who, actions, on }) => `${who} ${actions.join(' ')} ${on}`);
}

test('a construct that is renamed takes all below it along', () => {
  expect(renamesIn({ App: service('Notes') }, { App: service('Memos', { tag: 'Notes' }) }).sort()).toEqual([
    'App/NotesFunction → App/MemosFunction by path',
    'App/NotesRole → App/MemosRole by path',
    'App/NotesTable → App/MemosTable by path',
  ]);
});

test('two that are renamed at once are told apart by what they are, in either order', () => {
  const before = { App: { ...service('Notes'), ...service('Tasks') } };
  const after = { App: { ...service('Alpha', { tag: 'Tasks' }), ...service('Beta', { tag: 'Notes' }) } };

  expect(
    renamesIn(before, after)
      .map((one) => one.replace(/ by.*/, ''))
      .sort(),
  ).toEqual([
    ...['Function', 'Role', 'Table'].map((end) => `App/Notes${end} → App/Beta${end}`),
    ...['Function', 'Role', 'Table'].map((end) => `App/Tasks${end} → App/Alpha${end}`),
  ]);
});

test('two that nothing tells apart are not taken for one another', () => {
  const before = { App: { ...service('One', { tag: 'same' }), ...service('Two', { tag: 'same' }) } };
  const after = { App: { ...service('Three', { tag: 'same' }), ...service('Four', { tag: 'same' }) } };

  expect(renamesIn(before, after)).toEqual([]);
  expect(gainedIn(before, after)).not.toEqual([]);
});

test('one physical name is enough, whatever else changed; another Region is another resource', () => {
  const before = { App: { Rows: table({ TableName: 'rows' }), Same: table() } };
  const after = { App: { Lines: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 'rows' } }, Same: table() } };

  expect(renamesIn(before, after)).toEqual(['App/Rows → App/Lines by name']);
  const [was, is] = [
    new TemplateSet(templatesOf(before).map((one) => ({ ...one, region: 'eu-west-1' }))),
    new TemplateSet(templatesOf(after).map((one) => ({ ...one, region: 'eu-west-2' }))),
  ];
  expect(renamedResources(was, is)).toEqual([]);
});

test.each<[what: string, before: object, after: object, count: number]>([
  ['another account', { account: '111111111111' }, { account: '222222222222' }, 0],
  ['another Region', { region: 'eu-central-1' }, { region: 'us-east-1' }, 0],
  ['the same place', { account: '111111111111', region: 'eu-central-1' }, { account: '111111111111', region: 'eu-central-1' }, 3],
  ['a place that only the deployment knows', {}, { account: '111111111111', region: 'eu-central-1' }, 3],
])('a stack that is renamed into %s', (_what, old, now, count) => {
  const set = (stackName: string, place: object) =>
    new TemplateSet([{ stackName, template: { Resources: service('Notes') }, ...place }]);

  expect(renamedResources(set('App', old), set('Other', now))).toHaveLength(count);
});

test('a stack that is renamed takes its resources along', () => {
  expect(renamesIn({ Old: { Rows: table() } }, { New: { Rows: table() } })).toEqual(['Old/Rows → New/Rows by stack']);
});

test('one resource alone below a construct says no more than how alike it is', () => {
  const below = (id: string) => ({ App: { [id]: { ...table(), ...at(`App/${id}/Resource`) } } });

  expect(renamesIn(below('Rows'), below('Lines'))).toEqual(['App/Rows → App/Lines by likeness']);
});

test('what is little alike is not the same', () => {
  const other = { Type: 'AWS::DynamoDB::Table', Properties: { KeySchema: [], BillingMode: 'PROVISIONED' } };

  expect(renamesIn({ App: { Rows: table() } }, { App: { Lines: other } })).toEqual([]);
});

describe('what is gained by a service that is renamed', () => {
  const before = { App: service('Notes') };
  const renamed = (given: Given = {}) => ({ App: service('Memos', { tag: 'Notes', ...given }) });

  test('is nothing, if that is all', () => {
    expect(gainedIn(before, renamed())).toEqual([]);
  });

  test('is the difference alone, if its role may do more', () => {
    expect(gainedIn(before, renamed({ actions: ['dynamodb:GetItem', 'dynamodb:Scan'] }))).toEqual([
      'App/Memos/Role/Resource dynamodb:Scan App/Memos/Table/Resource',
    ]);
  });

  test('is what its role may do now and could not before, whatever that is', () => {
    const actions = fc.uniqueArray(fc.constantFrom('GetItem', 'Query', 'Scan', 'PutItem', 'DeleteTable'), { minLength: 1 });
    fc.assert(
      fc.property(actions, actions, (had, has) => {
        const named = (names: readonly string[]) => names.map((name) => `dynamodb:${name}`);
        const expected = named(has.filter((name) => !had.includes(name)).sort());
        const found = gainedIn({ App: service('Notes', { actions: named(had) }) }, renamed({ actions: named(has) }));

        expect(found).toEqual(
          expected.length === 0 ? [] : [`App/Memos/Role/Resource ${expected.join(' ')} App/Memos/Table/Resource`],
        );
      }),
      { numRuns: 40 },
    );
  });

  test('is the trust of others, if more are let in', () => {
    const principal = { Service: ['lambda.amazonaws.com'], AWS: 'arn:aws:iam::210987654321:root' };

    expect(gainedIn(before, renamed({ principal }))).toContainEqual(
      expect.stringMatching(/^arn:aws:iam::210987654321:root sts:AssumeRole/),
    );
  });

  test('is all that the role may do, if something else runs as it', () => {
    expect(gainedIn(before, renamed({ alsoRuns: true }))).toContain(
      'App/Memos/Role/Resource dynamodb:GetItem App/Memos/Table/Resource',
    );
  });

  test.each<[where: string, type: string, properties: (role: JsonObject) => JsonObject]>([
    [
      'identities that nobody signed in',
      'AWS::Cognito::IdentityPoolRoleAttachment',
      (role) => ({ Roles: { unauthenticated: role } }),
    ],
    ['a method', 'AWS::ApiGateway::Method', (role) => ({ Integration: { Credentials: role } })],
    ['an HTTP API', 'AWS::ApiGatewayV2::Integration', (role) => ({ CredentialsArn: role })],
    ['a definition', 'AWS::StepFunctions::StateMachine', (role) => ({ DefinitionSubstitutions: { Role: role } })],
    [
      'a text around it',
      'AWS::Lambda::Function',
      (role) => ({ Environment: { Variables: { A: { 'Fn::Join': ['', ['x ', role]] } } } }),
    ],
  ])('is all that the role may do, if it is handed to %s', (_where, Type, properties) => {
    const user = (role: JsonObject) => ({ User: { Type, Properties: properties(role), ...at('App/User') } });
    const [old, now] = [
      { App: { ...before.App, ...user({ Ref: 'AWS::StackName' }) } },
      { App: { ...renamed().App, ...user(arn('MemosRole') as JsonObject) } },
    ] as [Stacks, Stacks];

    expect(gainedIn(old, now)).toContain('App/Memos/Role/Resource dynamodb:GetItem App/Memos/Table/Resource');
  });

  test('is what another role may do on the new table', () => {
    const spy = (id: string, rows: string) => ({ Spy: { ...service(id)[`${id}Role`], ...at('App/Spy'), ...reading(rows) } });
    const reading = (rows: string) => ({
      Properties: {
        AssumeRolePolicyDocument: trust(),
        Policies: [
          { PolicyName: 'spy', PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'dynamodb:Query', Resource: rows }] } },
        ],
      },
    });
    const [old, now] = [
      { App: { ...before.App, ...spy('Notes', 'arn:aws:s3:::x') } },
      { App: { ...renamed().App, Spy: { ...spy('Notes', 'x').Spy, ...reading('*') } } },
    ];

    expect(gainedIn(old, now)).toContain('App/Spy dynamodb:Query App/Memos/Table/Resource');
  });
});

test('a table that is only like one that left is new: access to it is gained', () => {
  const role = (resource: string) =>
    service('Notes', {}).NotesRole && {
      Reader: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: trust(),
          Policies: [
            {
              PolicyName: 'rows',
              PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'dynamodb:Scan', Resource: arn(resource) }] },
            },
          ],
        },
      },
    };
  const before = { App: { Temporary: table(), ...role('Temporary') } } as Stacks;
  const after = { App: { Payroll: table(), ...role('Payroll') } } as Stacks;

  expect(renamesIn(before, after)).toEqual(['App/Temporary → App/Payroll by likeness']);
  expect(gainedIn(before, after)).toEqual(['App/Reader dynamodb:Scan App/Payroll']);
});
