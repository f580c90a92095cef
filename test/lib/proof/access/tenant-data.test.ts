// What counts as tenant data: the tag says so, wherever CloudFormation takes tags. A doubt is named.
import { perhapsTenantData, tenantDataOf, UnknownResourceError } from '../../../../lib/proof/access';
import { type Json, type JsonObject, TemplateSet } from '../../../../lib/proof/template';

const TAG = 'bulkhead:tenant-data';
const EVERYTHING = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }] };

function setOf(Type: string, Properties: JsonObject): TemplateSet {
  const template: JsonObject = {
    Parameters: { P: { Type: 'String' } },
    Conditions: { Open: { 'Fn::Equals': [{ Ref: 'P' }, 'yes'] } },
    Resources: { One: { Type, Properties } },
  };
  return new TemplateSet([{ stackName: 'S', template }]);
}

function marked(Type: string, Properties: JsonObject): boolean {
  return tenantDataOf(setOf(Type, Properties)).length === 1;
}

const VALUES: readonly (readonly [boolean, string, Json])[] = [
  [true, 'the text true', 'true'],
  [true, 'the boolean true', true],
  [true, 'any other text', 'customers'],
  [true, 'a value that only the deployment knows', { Ref: 'P' }],
  [false, 'the text false', 'false'],
  [false, 'the boolean false', false],
  [false, 'no text: CloudFormation refuses it', EVERYTHING],
];

describe.each<readonly [string, string, (tags: Json) => JsonObject]>([
  ['a table', 'AWS::DynamoDB::Table', (Tags) => ({ Tags })],
  ['a replica of a global table', 'AWS::DynamoDB::GlobalTable', (Tags) => ({ Replicas: [{ Region: 'eu-west-1', Tags }] })],
  [
    'the second replica',
    'AWS::DynamoDB::GlobalTable',
    (Tags) => ({ Replicas: [{ Region: 'eu-west-1' }, { Region: 'eu-west-2', Tags }] as Json[] }),
  ],
  ['a file system', 'AWS::EFS::FileSystem', (FileSystemTags) => ({ FileSystemTags })],
])('the tag of %s', (_title, type, tagged) => {
  test.each(VALUES)('%s for %s', (expected, _what, Value) => {
    expect(
      marked(
        type,
        tagged([
          { Key: 'other', Value: 'true' },
          { Key: TAG, Value },
        ]),
      ),
    ).toBe(expected);
  });

  test('none', () => {
    expect(marked(type, tagged([{ Key: 'other', Value: 'true' }]))).toBe(false);
  });

  test.each<[string, Json]>([
    ['a list that only the deployment knows', { Ref: 'P' }],
    ['a tag that only the deployment knows', [{ Ref: 'P' }]],
  ])('%s marks nothing, and is named', (_what, tags) => {
    const set = setOf(type, tagged(tags));
    expect(tenantDataOf(set)).toEqual([]);
    expect(perhapsTenantData(set, []).map(({ logicalId }) => logicalId)).toEqual(['One']);
    expect(perhapsTenantData(set, set.resources)).toEqual([]);
  });

  test.each<[string, Json]>([
    ['a list by Fn::If', { 'Fn::If': ['Open', [{ Key: TAG, Value: 'true' }], { Ref: 'AWS::NoValue' }] }],
    [
      'a tag by Fn::If',
      [{ Key: 'other', Value: 'x' }, { 'Fn::If': ['Open', { Ref: 'AWS::NoValue' }, { Key: TAG, Value: 'true' }] }],
    ],
  ])('%s marks it', (_what, tags) => {
    expect(marked(type, tagged(tags))).toBe(true);
  });
});

test('a map of tags', () => {
  expect(marked('AWS::SSM::Parameter', { Tags: { [TAG]: 'true' } })).toBe(true);
});

test.each([
  ['text', 'x'],
  ['a number', 7],
  ['a list of odd things', [null, 1, 'x', {}, []]],
])('replicas that are %s', (_what, Replicas) => {
  expect(marked('AWS::DynamoDB::GlobalTable', { Replicas })).toBe(false);
});

test('a name that nothing has', () => {
  const set = new TemplateSet([{ stackName: 'S', template: { Resources: {} } }]);
  expect(() => tenantDataOf(set, ['Orders'])).toThrow(UnknownResourceError);
});
