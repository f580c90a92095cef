// Fn::ForEach written out, as AWS::LanguageExtensions does at deployment.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation's Fn::Sub
import { type Json, type JsonObject, shown, TemplateError, TemplateSet } from '../../../../lib/proof/template';

const TOPIC = { Type: 'AWS::SNS::Topic', Properties: { TopicName: { 'Fn::Sub': '${AWS::StackName}-${Name}' } } };

function setOf(Resources: Json, more: JsonObject = {}): TemplateSet {
  return new TemplateSet([{ stackName: 's', template: { Transform: 'AWS::LanguageExtensions', Resources, ...more } }]);
}

function made(set: TemplateSet): { [logicalId: string]: unknown } {
  return Object.fromEntries(set.resources.map(({ logicalId, properties }) => [logicalId, properties]));
}

test.each<[string, Json, JsonObject]>([
  ['a list', ['a', 'b'], {}],
  ['a list parameter', { Ref: 'Names' }, { Parameters: { Names: { Type: 'CommaDelimitedList', Default: 'a, b' } } }],
  ['a list of a mapping', { 'Fn::FindInMap': ['M', 'k', 'Names'] }, { Mappings: { M: { k: { Names: ['a', 'b'] } } } }],
  ['text that is split', { 'Fn::Split': ['/', 'a/b'] }, {}],
])('%s is looped over', (_title, collection, more) => {
  const set = setOf({ 'Fn::ForEach::Topics': ['Name', collection, { 'Topic${Name}': TOPIC }] }, more);

  expect(made(set)).toEqual({ Topica: { TopicName: 's-a' }, Topicb: { TopicName: 's-b' } });
  expect(set.unexpanded).toEqual([]);
});

test('&{Id} is the value without what a logical id cannot hold, and Ref of the identifier is the value', () => {
  const bucket = { Type: 'AWS::S3::Bucket', Properties: { BucketName: { Ref: 'Ip' } } };
  const set = setOf({ 'Fn::ForEach::Buckets': ['Ip', ['10.0.0.1', 'a-b'], { 'Bucket&{Ip}': bucket }] });

  expect(made(set)).toEqual({ Bucket10001: { BucketName: '10.0.0.1' }, Bucketab: { BucketName: 'a-b' } });
});

test('loops within loops know the values around them', () => {
  const inner: JsonObject = {
    'Fn::ForEach::Inner': ['Size', { 'Fn::FindInMap': ['M', { Ref: 'Name' }, 'Sizes'] }, { 'T${Name}${Size}': TOPIC }],
  };
  const set = setOf(
    { 'Fn::ForEach::Outer': ['Name', ['a', 'b'], inner] },
    { Mappings: { M: { a: { Sizes: ['S', 'L'] }, b: { Sizes: ['M'] } } } },
  );

  expect(Object.keys(made(set))).toEqual(['TaS', 'TaL', 'TbM']);
});

test('properties, conditions and outputs have loops too', () => {
  const set = setOf(
    {
      T: {
        Type: 'AWS::SNS::Topic',
        Condition: 'Isb',
        Properties: { 'Fn::ForEach::P': ['K', ['X', 'Y'], { 'Key${K}': { Ref: 'K' } }] },
      },
      Gone: { Type: 'AWS::SNS::Topic', Condition: 'Isa' },
    },
    { Conditions: { 'Fn::ForEach::C': ['N', ['a', 'b'], { 'Is${N}': { 'Fn::Equals': [{ Ref: 'N' }, 'b'] } }] } },
  );

  expect(made(set)).toEqual({ T: { KeyX: 'X', KeyY: 'Y' } });
});

test.each<[string, Json]>([
  ['a parameter without a value', ['Name', { Ref: 'Names' }, { 'Topic${Name}': TOPIC }]],
  ['a list that holds one', ['Name', ['a', { Ref: 'One' }], { 'Topic${Name}': TOPIC }]],
  ['no list', ['Name', 'a', { 'Topic${Name}': TOPIC }]],
  ['no body', ['Name', ['a']]],
  ['nothing', {}],
])('a loop over %s stays, and is told', (_title, loop) => {
  const set = setOf(
    { 'Fn::ForEach::Topics': loop, Other: TOPIC },
    { Parameters: { Names: { Type: 'CommaDelimitedList' }, One: { Type: 'String' } } },
  );

  expect(set.resources.map(({ logicalId }) => logicalId)).toEqual(['Other']);
  expect(set.unexpanded.map(({ logicalId }) => logicalId)).toEqual(['Fn::ForEach::Topics']);
});

test('a template without loops is the very same object', () => {
  const template = { Resources: { T: TOPIC } };
  expect(new TemplateSet([{ stackName: 's', template }]).stacks.get('s')?.template).toBe(template);
});

test('loops that make far too much are refused', () => {
  const names = Array.from({ length: 60 }, (_name, index) => `n${index}`);
  const nested = (depth: number): Json =>
    depth === 0 ? { 'T${A0}${A1}${A2}${A3}': TOPIC } : { [`Fn::ForEach::L${depth}`]: [`A${depth}`, names, nested(depth - 1)] };
  expect(() => setOf(nested(4))).toThrow(TemplateError);
  let deep: Json = 'x';
  for (let depth = 0; depth < 5000; depth += 1) deep = [deep];
  expect(() => setOf({ 'Fn::ForEach::L': ['A', ['a'], { T: { Type: 'T', Properties: { deep } } }] })).toThrow(TemplateError);
});

test('keys such as __proto__ are keys', () => {
  const set = setOf({ 'Fn::ForEach::L': ['A', ['__proto__', 'b'], { '${A}': TOPIC }] });
  expect(set.resources.map(({ logicalId }) => logicalId)).toEqual(['__proto__', 'b']);
});

describe('dynamic references', () => {
  const set = new TemplateSet([
    {
      stackName: 's',
      template: {
        Parameters: { Name: { Type: 'String', Default: 'n' }, Whole: { Type: 'String', Default: '{{resolve:ssm:/d}}' } },
        Resources: {},
      },
    },
  ]);
  test.each<[string, Json, string]>([
    ['alone', '{{resolve:ssm:/a:1}}', '<resolve:ssm:/a:1>'],
    ['within text', 'arn:{{resolve:secretsmanager:s:SecretString:p}}/x', 'arn:<resolve:secretsmanager:s:SecretString:p>/x'],
    ['put together', { 'Fn::Join': ['', ['{{resolve:ssm:/', { Ref: 'Name' }, '}}']] }, '<resolve:ssm:/n>'],
    ['by Fn::Sub', { 'Fn::Sub': '{{resolve:ssm:/${Name}}}' }, '<resolve:ssm:/n>'],
    ['with an unknown name', { 'Fn::Sub': '{{resolve:ssm:/${AWS::Region}}}' }, '<resolve:ssm:/<AWS::Region>>'],
    ['as a default', { Ref: 'Whole' }, '<resolve:ssm:/d>'],
    ['that is none', '{{resolve}} {resolve:ssm:/a}', '{{resolve}} {resolve:ssm:/a}'],
  ])('%s', (_title, value, expected) => {
    expect(shown(String(set.resolve('s', value)))).toBe(expected);
  });
});

describe('the partition', () => {
  const partitionOf = (...texts: string[]) => {
    const set = new TemplateSet(
      texts.map((text, index) => ({
        stackName: `s${index}`,
        template: { Description: 'arn:aws-iso:none', Resources: { R: { Type: 'T', Properties: { text } } } },
      })),
    );
    return shown(String(set.resolve('s0', { Ref: 'AWS::Partition' })));
  };
  test.each([
    ['is the one that ARNs are written with', ['arn:aws:s3:::a'], 'aws'],
    ['is that of another stack that goes to the same place', ['', 'see arn:aws-cn:s3:::a'], 'aws-cn'],
    ['is not known where two are written', ['arn:aws:s3:::a', 'arn:aws-us-gov:s3:::a'], '<AWS::Partition>'],
    ['is not known where none is written', ['barn:aws:x', 'arn:${AWS::Partition}:s3:::a'], '<AWS::Partition>'],
  ])('%s', (_title, texts, expected) => {
    expect(partitionOf(...texts)).toBe(expected);
  });

  test('is that of the Region where one is known', () => {
    const template = { Resources: { R: { Type: 'T', Properties: { text: 'arn:aws:s3:::a' } } } };
    const set = new TemplateSet([{ stackName: 's', template, region: 'cn-north-1' }]);
    expect(set.resolve('s', { Ref: 'AWS::Partition' })).toBe('aws-cn');
  });
});
