// cdk-bulkhead diff as its reader sees it: what is lost comes first, what is gained is grouped, and a new name alone is no gain.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ran } from './ran';
import { type Resources, rows, template } from './templates';

const folder = mkdtempSync(join(tmpdir(), 'bulkhead-diff-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, ...parts: readonly Resources[]): string {
  writeFileSync(join(folder, name), template(...parts));
  return join(folder, name);
}

const arn = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });
const kept = { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' };
const named = (path: string) => ({ Metadata: { 'aws:cdk:path': path } });

/** A role that may do `actions` on the resource with this ARN. */
const role = (path: string, actions: readonly string[], resource: unknown) => ({
  Type: 'AWS::IAM::Role',
  ...named(path),
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    },
    Policies: [
      { PolicyName: 'p', PolicyDocument: { Statement: [{ Sid: 'Rows', Effect: 'Allow', Action: actions, Resource: resource }] } },
    ],
  },
});

/** A table with tenants' data under its own key, a log group, and a role for the table. */
function service(id: string, actions: readonly string[] = ['dynamodb:GetItem']): Resources {
  return {
    [`${id}Key`]: { Type: 'AWS::KMS::Key', ...kept, ...named(`App/${id}/Key/Resource`) },
    [`${id}Table`]: {
      Type: 'AWS::DynamoDB::Table',
      ...kept,
      ...named(`App/${id}/Table/Resource`),
      Properties: {
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        SSESpecification: { SSEEnabled: true, KMSMasterKeyId: arn(`${id}Key`) },
        Tags: [{ Key: 'bulkhead:tenant-data', Value: 'notes' }],
      },
    },
    [`${id}Log`]: { Type: 'AWS::Logs::LogGroup', ...kept, ...named(`App/${id}/Log/Resource`) },
    [`${id}Role`]: role(`App/${id}/Role/Resource`, actions, arn(`${id}Table`)),
  };
}

const notes = file('notes.json', service('Notes'));

test('a service that is renamed loses its data, and gains nothing', async () => {
  const { code, out, error } = await ran(['diff', notes, file('memos.json', service('Memos'))], undefined, { width: 120 });
  const lines = out.split('\n');

  expect({ code, error }).toEqual({ code: 1, error: '' });
  expect(lines.slice(0, 2)).toEqual([
    'lost: 1 store and 1 key of tenant data, 1 store or key not marked as tenant data',
    'nothing gained',
  ]);
  expect(lines).toContain('  ✗ 1 store of tenant data changes its logical id');
  expect(lines).toContain('      AWS::DynamoDB::Table  memos/NotesTable → memos/MemosTable');
  expect(lines).toContain('      AWS::KMS::Key  memos/NotesKey → memos/MemosKey');
  expect(lines).toContain('  ! 1 store not marked as tenant data changes its logical id');
  expect(lines).toContain('      AWS::Logs::LogGroup  App/Notes/Log');
  expect(out).toContain('The data stays in a resource that no stack manages (DeletionPolicy is Retain).');
  expect(out.match(/overrideLogicalId/g)).toHaveLength(1);
  expect(out).toContain('= 4 resources changed their logical id.');
  expect(lines).toContain('        4  App/Notes → App/Memos');
  expect(lines.length).toBeLessThan(40);
  expect(lines.filter((line) => /^\S|^ {2}[✗!=+]/.test(line)).every((line) => line.length <= 100)).toBe(true);
});

test('one that may do more besides shows that alone', async () => {
  const more = file('more.json', service('Memos', ['dynamodb:GetItem', 'dynamodb:Scan']));
  const { out } = await ran(['diff', notes, more]);

  expect(out).toContain('gained: 1 access, 0 connections');
  expect(out).toContain('+ App/Memos/Role/Resource may call dynamodb:Scan on App/Memos/Table/Resource');
  expect(out).not.toContain('GetItem');
});

test('what is lost stands before what is gained, errors before warnings', async () => {
  const after = file('after.json', { Reader: role('App/Reader', ['dynamodb:Scan'], '*') });
  const { out } = await ran(['diff', notes, after]);
  const places = ['Lost data', '✗ 1 store of', '✗ 1 key of', '! 1 store not', 'Access gained'].map((text) => out.indexOf(text));

  expect(places.every((place) => place >= 0)).toBe(true);
  expect(places).toEqual([...places].sort((one, other) => one - other));
});

test('what one statement gives several principals on several resources is one entry', async () => {
  const tables = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => [`Table${at}`, { Type: 'AWS::DynamoDB::Table' }]));
  const shared = (actions: readonly string[]) => ({
    ...tables(12),
    One: role('App/One', [], 'x'),
    Two: role('App/Two', [], 'x'),
    Shared: {
      Type: 'AWS::IAM::ManagedPolicy',
      ...named('App/Shared'),
      Properties: {
        Roles: [{ Ref: 'One' }, { Ref: 'Two' }],
        PolicyDocument: {
          Statement: [
            { Sid: 'All', Effect: 'Allow', Action: actions, Resource: Array.from({ length: 12 }, (_, at) => arn(`Table${at}`)) },
          ],
        },
      },
    },
  });
  const [before, after] = [
    file('few.json', shared(['dynamodb:GetItem'])),
    file('many.json', shared(['dynamodb:GetItem', 'dynamodb:Query'])),
  ];
  const { out } = await ran(['diff', before, after]);

  expect(out).toContain('gained: 24 accesses, 0 connections');
  expect(out).toContain('  + 2 principals may call dynamodb:Query on 12 resources\n      App/Shared “All” allows it\n');
  expect(out).toContain('      principals App/One; App/Two\n');
  expect(out).toMatch(/ {6}resources {2}many\/Table0; .* and 4 more\n/);
  const { access } = JSON.parse((await ran(['diff', before, after, '--json'])).out);
  expect(access).toHaveLength(24);
});

test('--json has what is lost and what changed its id, beside what it had', async () => {
  const { out } = await ran(['diff', notes, file('json.json', service('Memos')), '--json']);
  const { version, lost, renamed, access, reach, notes: hints } = JSON.parse(out);

  expect({ version, access, reach, hints }).toEqual({ version: 1, access: [], reach: [], hints: [] });
  expect(renamed).toContainEqual({ type: 'AWS::IAM::Role', from: 'json/NotesRole', to: 'json/MemosRole', by: 'path' });
  expect(lost[0]).toEqual({
    kind: 'renamed',
    severity: 'error',
    holds: 'tenant data',
    type: 'AWS::DynamoDB::Table',
    id: 'json/NotesTable',
    path: 'App/Notes/Table/Resource',
    now: { id: 'json/MemosTable', path: 'App/Memos/Table/Resource' },
    properties: [],
    certain: true,
    message: 'changes its logical id',
    effect: expect.stringMatching(/DeletionPolicy is Retain/),
    fix: expect.stringMatching(/overrideLogicalId/),
  });
});

describe('--tenant-data', () => {
  const plain = file('plain.json', { Jobs: { Type: 'AWS::SQS::Queue' } });
  const other = file('other.json', { Topic: { Type: 'AWS::SNS::Topic' } });

  test.each([
    ['without it', [], '  ! 1 store not marked as tenant data is removed'],
    ['with it, though NEW does not have the name', ['--tenant-data', 'Jobs'], '  ✗ 1 store of tenant data is removed'],
  ])('%s', async (_what, options, heading) => {
    const { code, out } = await ran(['diff', plain, other, ...options]);

    expect(code).toBe(1);
    expect(out.split('\n')).toContain(heading);
  });

  test('a name that neither has is refused', async () => {
    const { code, error } = await ran(['diff', plain, other, '--tenant-data', 'Jbos']);

    expect(code).toBe(2);
    expect(error).toContain('there is no resource Jbos in the templates');
  });
});

test.each<[what: string, after: object, heading: string, item: string]>([
  ['replaced', { Properties: { TableName: 'rows' } }, 'is replaced, because a property changes', 'diffed/Table  TableName'],
  [
    'perhaps replaced',
    { Properties: { TableName: { Ref: 'Name' } } },
    'may be replaced, because a property changes',
    'diffed/Table  TableName',
  ],
  [
    'easier to delete',
    { DeletionPolicy: 'Delete' },
    'becomes easier to delete',
    'diffed/Table: DeletionPolicy was Retain and is now Delete',
  ],
])('a table that is %s', async (_what, changed, heading, item) => {
  const { Table } = rows([]);
  const before = file('diffed-before.json', { Table: { ...Table, ...kept } } as Resources);
  const tags = (Table as unknown as { Properties: object }).Properties;
  const { Properties, ...members } = { Properties: {}, ...changed };
  const after = { Table: { ...Table, ...kept, ...members, Properties: { ...tags, ...Properties } } };
  writeFileSync(join(folder, 'diffed.json'), JSON.stringify({ Parameters: { Name: { Type: 'String' } }, Resources: after }));
  const { code, out } = await ran(['diff', before, join(folder, 'diffed.json')]);

  expect(code).toBe(1);
  expect(out).toContain(`  ✗ 1 store of tenant data ${heading}\n`);
  expect(out).toContain(`      AWS::DynamoDB::Table  ${item}\n`);
});

test('names of templates move no cursor', async () => {
  const evil = '\u001b[2J\nnothing lost';
  const before = file('evil.json', { Rows: { Type: 'AWS::DynamoDB::Table', DeletionPolicy: evil, ...named(`App/${evil}`) } });
  const { out } = await ran(['diff', before, file('none.json', { Topic: { Type: 'AWS::SNS::Topic' } })]);

  expect(out).not.toContain('\u001b');
  expect(out.split('\n')).not.toContain('nothing lost');
});

test('--help says what lost is, and the exit codes', async () => {
  const { out } = await ran(['diff', '--help']);

  expect(out).toMatch(/^ {2}lost {5}stores and keys of OLD that NEW removes, replaces, renames or moves/m);
  expect(out).toMatch(/0 nothing lost and nothing gained, 1 something lost or gained/);
});
