// What could hold tenants' data, and by which name the user marks it.
import { JUDGED_TYPES, tenantDataOf } from '../../../../lib/proof/access';
import { REPLACEMENTS } from '../../../../lib/proof/lost';
import { STORE_TYPES as PLACED_TYPES } from '../../../../lib/proof/reachability/stores';
import { STORES } from '../../../../lib/proof/rules/shared/stores';
import { NO_STORES, STORE_TYPES, storesOf } from '../../../../lib/proof/stores';
import type { JsonObject } from '../../../../lib/proof/template';
import { evidenceOf, type Stacks, TENANTS } from '../lost/stacks';

const of = (type: string, properties: JsonObject = {}, members: JsonObject = {}): JsonObject => ({
  Type: `AWS::${type}`,
  ...members,
  Properties: properties,
});
const at = (path: string) => ({ Metadata: { 'aws:cdk:path': path } });
const namesOf = (stacks: Stacks, named: readonly string[] = []) => storesOf(evidenceOf(stacks, named)).map(({ name }) => name);
const markingsOf = (stacks: Stacks, named: readonly string[] = []) =>
  Object.fromEntries(storesOf(evidenceOf(stacks, named)).map(({ name, marking }) => [name, marking]));

test('each type that a part of the proof knows as a store is one, or is left out by name', () => {
  const known = new Set([...JUDGED_TYPES, ...STORES, ...PLACED_TYPES, ...Object.keys(REPLACEMENTS)]);

  expect([...STORE_TYPES, ...NO_STORES].sort()).toEqual([...known].sort());
});

test.each(STORE_TYPES)('%s is listed', (type) => {
  expect(storesOf(evidenceOf({ App: { Store: { Type: type, Properties: {} } } })).map(({ resource }) => resource.type)).toEqual([
    type,
  ]);
});

test.each(NO_STORES)('%s is not', (type) => {
  expect(namesOf({ App: { One: { Type: type, Properties: {} } } })).toEqual([]);
});

test('an instance of a database cluster is not, and an instance alone is', () => {
  expect(
    namesOf({
      App: {
        Cluster: of('RDS::DBCluster'),
        Reader: of('RDS::DBInstance', { DBClusterIdentifier: { Ref: 'Cluster' } }),
        Alone: of('RDS::DBInstance'),
      },
    }),
  ).toEqual(['Cluster', 'Alone']);
});

test('log groups and the like stand at the end', () => {
  expect(namesOf({ App: { Log: of('Logs::LogGroup'), Jobs: of('SQS::Queue'), Rows: of('DynamoDB::Table') } })).toEqual([
    'Jobs',
    'Rows',
    'Log',
  ]);
});

test('a named resource of any other type is a store', () => {
  const stacks = { App: { Function: of('Lambda::Function'), Space: of('DSQL::Cluster') } };

  expect(namesOf(stacks)).toEqual([]);
  expect(storesOf(evidenceOf(stacks, ['Space', 'Function'])).map(({ name, isJudged }) => [name, isJudged])).toEqual([
    ['Function', true],
    ['Space', false],
  ]);
});

test('the marking says who marked it', () => {
  const open = { Tags: { Ref: 'Tags' } };
  const parameters = { Tags: { Type: 'CommaDelimitedList' } };
  const stacks = {
    App: {
      Tagged: of('SQS::Queue', { Tags: [TENANTS] }),
      Untagged: of('SQS::Queue', { Tags: [{ ...TENANTS, Value: 'false' }] }),
      Named: of('SQS::Queue'),
      Open: of('SQS::Queue', open),
      Other: of('SQS::Queue'),
    },
  };
  const found = storesOf(evidenceOf(stacks, ['Named'], parameters));

  expect(Object.fromEntries(found.map(({ name, marking }) => [name, marking]))).toEqual({
    Tagged: 'tagged',
    Untagged: 'none',
    Named: 'named',
    Open: 'unknown',
    Other: 'none',
  });
  expect(markingsOf(stacks, ['Tagged']).Tagged).toBe('named');
});

test.each<[what: string, stacks: Stacks, names: readonly string[]]>([
  ['the logical id', { App: { Rows: of('DynamoDB::Table', { TableName: 'r' }) } }, ['Rows']],
  [
    'with the stack, if two apps or stacks have the same ids',
    { A: { Rows: of('DynamoDB::Table') }, B: { Rows: of('DynamoDB::Table') } },
    ['A/Rows', 'B/Rows'],
  ],
  [
    'the physical name, if that is shorter',
    { Application: { Rows: of('SQS::Queue'), X: of('DynamoDB::Table', { TableName: 'Rows' }) } },
    ['Application/Rows', 'X'],
  ],
  [
    'the construct path without /Resource',
    {
      Production: { RowsF00DF00D: of('DynamoDB::Table', {}, at('P/Rows/Resource')) },
      Staging: { RowsF00DF00D: of('DynamoDB::Table', {}, at('S/Rows/Resource')) },
    },
    ['P/Rows', 'S/Rows'],
  ],
  [
    'no path that another resource has too',
    {
      Production: { One: of('DynamoDB::Table', {}, at('P/Rows')), Two: of('SQS::Queue', {}, at('P/Rows/Resource')) },
      Staging: { One: of('DynamoDB::Table'), Two: of('SQS::Queue') },
    },
    ['Production/One', 'Production/Two', 'Staging/One', 'Staging/Two'],
  ],
])('the name is %s', (_what, stacks, names) => {
  expect(namesOf(stacks)).toEqual(names);
});

test('each name marks its store and no other', () => {
  const stacks: Stacks = {
    A: { Rows: of('DynamoDB::Table', { TableName: 'B' }), B: of('SQS::Queue'), Role: of('IAM::Role') },
    B: { Rows: of('DynamoDB::Table', { TableName: 'Rows' }), A: of('SNS::Topic', {}, at('Rows')) },
    'A-2': { B: of('S3::Bucket', { BucketName: 'A-2' }) },
  };
  const { templates } = evidenceOf(stacks);

  for (const { name, resource } of storesOf(evidenceOf(stacks)))
    expect(tenantDataOf(templates, [name])).toEqual([templates.find(resource.id)]);
});
