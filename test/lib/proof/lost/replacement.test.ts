// Which changes make a new, empty store: the table against CloudFormation's own schemas, and values that nobody knows.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { type Lost, REPLACEMENTS } from '../../../../lib/proof/lost';
import type { JsonObject } from '../../../../lib/proof/template';
import { arn, key, lostIn, type Stacks, table } from './stacks';

interface Property {
  readonly causesReplacement?: 'yes' | 'no' | 'maybe';
  readonly documentation?: string;
}

interface Database {
  readonly schema: {
    readonly resource: {
      readonly entities: { readonly [id: string]: { cloudFormationType: string; properties: { [name: string]: Property } } };
    };
  };
}

const packed = readFileSync(join(__dirname, '../../../../node_modules/aws-cdk/db.json.gz'));
const schemas = new Map(
  Object.values((JSON.parse(gunzipSync(packed).toString()) as Database).schema.resource.entities).map((one) => [
    one.cloudFormationType,
    one.properties,
  ]),
);

/**
 * Conditional in the schema, and reviewed: the reference says "Some interruptions" or "No interruption" of them for databases that
 * CloudFormation can change where they are.
 */
const CHANGED_WHERE_IT_IS: { readonly [type: string]: readonly string[] } = {
  'AWS::RDS::DBInstance': [
    'AutoMinorVersionUpgrade',
    'BackupRetentionPeriod',
    'DBParameterGroupName',
    'MultiAZ',
    'PerformanceInsightsKMSKeyId',
    'PreferredMaintenanceWindow',
    'StorageType',
  ],
};

describe.each(Object.entries(REPLACEMENTS))('%s', (type, { always, perhaps = [], refused = [], protection }) => {
  const properties = schemas.get(type) ?? {};
  const causing = (answer: string) =>
    Object.keys(properties)
      .filter((name) => properties[name]?.causesReplacement === answer && !CHANGED_WHERE_IT_IS[type]?.includes(name))
      .sort();

  test('has the properties that CloudFormation’s schema has', () => {
    expect([...always].sort()).toEqual(causing('yes'));
    expect([...perhaps].sort()).toEqual(causing('maybe'));
    const others = [...refused, ...(protection === undefined ? [] : [protection])];
    expect(others.filter((name) => properties[name] === undefined)).toEqual([]);
  });

  test('knows the property that forbids deletion, where there is one', () => {
    expect(protection).toBe(Object.keys(properties).find((name) => /^DeletionProtection/.test(name)));
  });

  test('is replaced by a change of each of them', () => {
    const one = (name: string, value: string) => ({ App: { One: { Type: type, Properties: { [name]: value } } } });

    // An instance with a cluster is none of the stores.
    for (const name of always.filter((one) => `${type}.${one}` !== 'AWS::RDS::DBInstance.DBClusterIdentifier')) {
      expect(lostIn(one(name, 'old'), one(name, 'new'))).toMatchObject([{ kind: 'replaced', certain: true, properties: [name] }]);
    }
  });
});

test.each(['KeySpec', 'KeyUsage', 'MultiRegion'])(
  'the reference says that CloudFormation refuses to change %s of a key',
  (name) => {
    expect(schemas.get('AWS::KMS::Key')?.[name]?.documentation).toContain('the update request fails');
  },
);

const rows = (properties: JsonObject) => ({ App: { Rows: table(properties) } });
const attribute = (AttributeName: string, AttributeType: string) => ({ AttributeName, AttributeType });
const parameters = { Name: { Type: 'String' }, Other: { Type: 'String' }, Known: { Type: 'String', Default: 'rows' } };
const inRegion = (name: string) => ({ 'Fn::Join': ['-', [name, { Ref: 'AWS::Region' }]] });
const changes = (before: Stacks, after: Stacks): Pick<Lost, 'properties' | 'certain'>[] =>
  lostIn(before, after, [], parameters).map(({ properties, certain }) => ({ properties, certain }));

test.each<[what: string, before: JsonObject, after: JsonObject, certain: boolean | undefined]>([
  ['a name that is given', {}, { TableName: 'rows' }, true],
  ['a name that is taken away', { TableName: 'rows' }, {}, true],
  ['the same name by a parameter', { TableName: 'rows' }, { TableName: { Ref: 'Known' } }, undefined],
  ['a name that a parameter may give', { TableName: 'rows' }, { TableName: { Ref: 'Name' } }, false],
  ['a name by another parameter', { TableName: { Ref: 'Name' } }, { TableName: { Ref: 'Other' } }, false],
  ['a name by the same parameter', { TableName: { Ref: 'Name' } }, { TableName: { Ref: 'Name' } }, undefined],
  ['a name with the same unknown part', { TableName: inRegion('a') }, { TableName: inRegion('b') }, true],
  ['an index', {}, { GlobalSecondaryIndexes: [{ IndexName: 'by-email' }] }, undefined],
])('%s', (_what, before, after, certain) => {
  const expected = certain === undefined ? [] : [{ properties: ['TableName'], certain }];

  expect(changes(rows(before), rows(after))).toEqual(expected);
});

test.each<[what: string, after: JsonObject[], replaced: boolean]>([
  ['another type of a key', [attribute('pk', 'N')], true],
  ['one more', [attribute('pk', 'S'), attribute('email', 'S')], false],
  ['another order', [attribute('email', 'S'), attribute('pk', 'S')], false],
])('attribute definitions: %s', (_what, AttributeDefinitions, replaced) => {
  const before = rows({ AttributeDefinitions: [attribute('pk', 'S')] });

  expect(changes(before, rows({ AttributeDefinitions }))).toEqual(
    replaced ? [{ properties: ['AttributeDefinitions'], certain: true }] : [],
  );
});

describe('a database whose key is another one', () => {
  const database = (KmsKeyId: unknown) =>
    ({ Type: 'AWS::RDS::DBCluster', Properties: { StorageEncrypted: true, KmsKeyId } }) as JsonObject;

  test('is replaced, even if the key was only renamed', () => {
    const before = { App: { Key: key(), Rows: database(arn('Key')) } };
    const after = { App: { Other: key(), Rows: database(arn('Other')) } };

    expect(lostIn(before, after)).toMatchObject([
      { id: 'App/Key', kind: 'renamed' },
      { id: 'App/Rows', kind: 'replaced', properties: ['KmsKeyId'], certain: true },
    ]);
  });

  test('is replaced with a key that is replaced under its own id', () => {
    const replica = (primary: string) => ({ Type: 'AWS::KMS::ReplicaKey', Properties: { PrimaryKeyArn: primary } });
    const stack = (primary: string) => ({ App: { Rows: database(arn('Key')), Key: replica(primary) } });

    expect(lostIn(stack('arn:one'), stack('arn:two')).map(({ id, kind }) => `${id} ${kind}`)).toEqual([
      'App/Rows replaced',
      'App/Key replaced',
    ]);
  });
});

test('a default that is written out may count as a change', () => {
  const queue = (properties: JsonObject) => ({ App: { Jobs: { Type: 'AWS::SQS::Queue', Properties: properties } } });

  expect(changes(queue({}), queue({ FifoQueue: false }))).toEqual([{ properties: ['FifoQueue'], certain: false }]);
});

test('an object in the place of a default is a change', () => {
  const cluster = (properties: JsonObject) => ({ App: { Rows: { Type: 'AWS::RDS::DBCluster', Properties: properties } } });

  expect(changes(cluster({}), cluster({ KmsKeyId: { Key: 'one', Value: 'x' } }))).toEqual([
    { properties: ['KmsKeyId'], certain: true },
  ]);
});

test('an instance of a database cluster keeps no data of its own', () => {
  const instance = (properties: JsonObject) => ({ App: { One: { Type: 'AWS::RDS::DBInstance', Properties: properties } } });

  expect(lostIn(instance({ DBClusterIdentifier: 'rows' }), { App: {} })).toEqual([]);
  expect(lostIn(instance({}), { App: {} })).toMatchObject([{ kind: 'left' }]);
});

const odd = fc.oneof(
  fc.constantFrom(null, 7, 'x', true, [], {}, [null, 1, 'x', {}, []], { Ref: 'Name' }, { Ref: 'AWS::NoValue' }, { Ref: 'Gone' }),
  fc.constantFrom({ 'Fn::GetAtt': ['One', 'Arn'] }, { 'Fn::If': ['No', 1, 2] }, { Key: 'bulkhead:tenant-data', Value: 'x' }),
);

test('nothing that stands in the place of a property, a policy or a path makes it throw', () => {
  const types = fc.constantFrom(...Object.keys(REPLACEMENTS), 'AWS::IAM::Role', 'AWS::Lambda::Function', 'Custom::X');
  const names = fc.constantFrom(
    'KeySchema',
    'AttributeDefinitions',
    'TableName',
    'Tags',
    'KmsKeyId',
    'Replicas',
    'Role',
    '__proto__',
    'BucketEncryption',
    'DeletionProtection',
  );
  const properties = fc.oneof(odd, fc.dictionary(names, odd, { maxKeys: 4 }));
  const resource = fc.record({
    Type: types,
    Properties: fc.option(properties, { nil: undefined }),
    DeletionPolicy: fc.option(odd, { nil: undefined }),
    Metadata: fc.option(fc.oneof(odd, fc.record({ 'aws:cdk:path': odd })), { nil: undefined }),
    Condition: fc.constantFrom(undefined, 'No'),
  });
  const stacks = fc.dictionary(
    fc.constantFrom('A', 'B'),
    fc.dictionary(fc.constantFrom('One', 'Two', '__proto__'), resource, { maxKeys: 3 }),
    { maxKeys: 2 },
  );
  fc.assert(
    fc.property(stacks, stacks, (before, after) => {
      const [old, now] = [before, after].map((one) => JSON.parse(JSON.stringify(one)) as Stacks) as [Stacks, Stacks];

      expect(() => lostIn(old, now, [], parameters)).not.toThrow();
      expect(lostIn(old, old, [], parameters)).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
