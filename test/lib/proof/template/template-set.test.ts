// Intrinsic functions, references across stacks, and what stays unknown.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation's Fn::Sub
import * as fc from 'fast-check';
import {
  isSymbol,
  type Json,
  type JsonObject,
  type NamedTemplate,
  shown,
  TemplateError,
  TemplateSet,
} from '../../../../lib/proof/template';
import { synthesiseReference } from '../../../examples/reference-templates';

const ROLE = { Type: 'AWS::IAM::Role', Properties: { RoleName: 'keeper', Path: '/team/' } };
const TEMPLATE: JsonObject = {
  Parameters: {
    Stage: { Type: 'String', Default: 'prod' },
    Open: { Type: 'String' },
    Zones: { Type: 'CommaDelimitedList', Default: 'a, b,c' },
    FromStore: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/path/to/it' },
  },
  Mappings: { Sizes: { prod: { Memory: '512' }, ['__proto__']: { Memory: '1' } } },
  Conditions: {
    IsProd: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] },
    IsTest: { 'Fn::Not': [{ Condition: 'IsProd' }] },
    IsOpen: { 'Fn::Equals': [{ Ref: 'Open' }, 'yes'] },
    Both: { 'Fn::And': [{ Condition: 'IsProd' }, { Condition: 'IsOpen' }] },
    Neither: { 'Fn::And': [{ Condition: 'IsTest' }, { Condition: 'IsOpen' }] },
    Either: { 'Fn::Or': [{ Condition: 'IsProd' }, { Condition: 'IsOpen' }] },
    Round: { 'Fn::Not': [{ Condition: 'Round' }] },
  },
  Resources: {
    Table: { Type: 'AWS::DynamoDB::Table', Properties: {} },
    Named: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: { 'Fn::Sub': '${AWS::StackName}-rows' } } },
    Key: { Type: 'AWS::KMS::Key', Properties: {} },
    Role: ROLE,
    Policy: { Type: 'AWS::IAM::ManagedPolicy', Properties: {} },
    Bucket: { Type: 'AWS::S3::Bucket', Properties: {} },
    Topic: { Type: 'AWS::SNS::Topic', Properties: {} },
    Function: { Type: 'AWS::Lambda::Function', Properties: {} },
    Circle: { Type: 'AWS::S3::Bucket', Properties: { BucketName: { Ref: 'Circle' } } },
    OnlyTest: { Type: 'AWS::S3::Bucket', Condition: 'IsTest', Properties: {} },
    Perhaps: { Type: 'AWS::S3::Bucket', Condition: 'IsOpen', Properties: {} },
  },
  Outputs: { Arn: { Value: { 'Fn::GetAtt': ['Table', 'Arn'] }, Export: { Name: { 'Fn::Sub': '${AWS::StackName}:Table' } } } },
};
const OTHER: JsonObject = { Resources: { Some: { Type: 'AWS::S3::Bucket', Properties: {} } } };
const NESTED: JsonObject = {
  Parameters: { Table: { Type: 'String' } },
  Resources: { Some: { Type: 'AWS::S3::Bucket', Properties: { BucketName: { Ref: 'Table' } } } },
  Outputs: { Name: { Value: { Ref: 'Some' } } },
};
const PARENT: JsonObject = {
  Resources: {
    Child: { Type: 'AWS::CloudFormation::Stack', Properties: { Parameters: { Table: 'given-by-parent' } } },
  },
};

const set = new TemplateSet([
  { stackName: 'app', template: TEMPLATE },
  { stackName: 'other', template: OTHER },
  { stackName: 'parent', template: PARENT },
  { stackName: 'child', template: NESTED, nestedIn: { stackName: 'parent', logicalId: 'Child' } },
  { stackName: 'placed', template: TEMPLATE, account: '111122223333', region: 'eu-central-1', parameters: { Open: 'yes' } },
  { stackName: 'china', template: TEMPLATE, account: '111122223333', region: 'cn-north-1' },
]);

const readable = (value: Json): Json =>
  JSON.parse(JSON.stringify(value), (_key, one) => (typeof one === 'string' ? shown(one) : one));
const resolved = (value: Json, stackName = 'app') => readable(set.resolve(stackName, value));

describe('a value is what CloudFormation would make of it', () => {
  test.each<[string, Json, Json]>([
    ['Ref of a parameter', { Ref: 'Stage' }, 'prod'],
    ['Ref of a list', { Ref: 'Zones' }, ['a', 'b', 'c']],
    ['Ref of a parameter that nobody gave', { Ref: 'Open' }, '<parameter app/Open>'],
    ['Ref of a parameter that lies in a store', { Ref: 'FromStore' }, '<parameter app/FromStore>'],
    ['Ref of an unnamed table', { Ref: 'Table' }, '<app/Table>'],
    ['Ref of a named table', { Ref: 'Named' }, 'app-rows'],
    ['Ref of a managed policy', { Ref: 'Policy' }, 'arn:<AWS::Partition>:iam::<AWS::AccountId>:policy/<app/Policy>'],
    ['Ref of a topic', { Ref: 'Topic' }, 'arn:<AWS::Partition>:sns:<AWS::Region>:<AWS::AccountId>:<app/Topic>'],
    ['Ref of something that is not there', { Ref: 'Nothing' }, '<app/Nothing>'],
    [
      'GetAtt as a list',
      { 'Fn::GetAtt': ['Table', 'Arn'] },
      'arn:<AWS::Partition>:dynamodb:<AWS::Region>:<AWS::AccountId>:table/<app/Table>',
    ],
    ['GetAtt as text', { 'Fn::GetAtt': 'Key.Arn' }, 'arn:<AWS::Partition>:kms:<AWS::Region>:<AWS::AccountId>:key/<app/Key>'],
    [
      'GetAtt of a role with a path',
      { 'Fn::GetAtt': ['Role', 'Arn'] },
      'arn:<AWS::Partition>:iam::<AWS::AccountId>:role/team/keeper',
    ],
    ['GetAtt of an unknown attribute', { 'Fn::GetAtt': ['Table', 'Colour'] }, '<app/Table.Colour>'],
    [
      'Sub with a parameter, an attribute and an escape',
      { 'Fn::Sub': '${Stage}-${Bucket.Arn}-${!Stage}' },
      'prod-arn:<AWS::Partition>:s3:::<app/Bucket>-${Stage}',
    ],
    ['Sub with variables of its own', { 'Fn::Sub': ['${a}/${Stage}', { a: { Ref: 'Named' } }] }, 'app-rows/prod'],
    ['Sub with a variable that hides a parameter', { 'Fn::Sub': ['${Stage}', { Stage: 'mine' }] }, 'mine'],
    ['Join', { 'Fn::Join': ['-', ['a', { Ref: 'Stage' }, 7]] }, 'a-prod-7'],
    ['Join of a list parameter', { 'Fn::Join': ['+', { Ref: 'Zones' }] }, 'a+b+c'],
    ['Split', { 'Fn::Split': ['-', 'a-b-c'] }, ['a', 'b', 'c']],
    [
      'Select of Split of an ARN',
      { 'Fn::Select': [5, { 'Fn::Split': [':', { 'Fn::GetAtt': ['Table', 'Arn'] }] }] },
      'table/<app/Table>',
    ],
    ['Split at what a symbol may hold', { 'Fn::Split': ['-', { Ref: 'Open' }] }, '<Fn::Split ["-","<parameter app/Open>"]>'],
    ['Split of a name that may hold the separator', { 'Fn::Split': ['-', { Ref: 'Table' }] }, '<Fn::Split ["-","<app/Table>"]>'],
    ['Select past the end', { 'Fn::Select': [3, ['a']] }, '<Fn::Select [3,["a"]]>'],
    ['FindInMap', { 'Fn::FindInMap': ['Sizes', { Ref: 'Stage' }, 'Memory'] }, '512'],
    [
      'FindInMap of what is not there',
      { 'Fn::FindInMap': ['Sizes', 'test', 'Memory'] },
      '<Fn::FindInMap ["Sizes","test","Memory"]>',
    ],
    ['If of what is known', { 'Fn::If': ['IsProd', 'yes', 'no'] }, 'yes'],
    ['If of what is not, with one outcome', { 'Fn::If': ['IsOpen', { Ref: 'Stage' }, 'prod'] }, 'prod'],
    ['If of what is not, with two', { 'Fn::If': ['IsOpen', 'a', 'b'] }, '<Fn::If ["IsOpen","a","b"]>'],
    ['NoValue in an object', { a: { Ref: 'AWS::NoValue' }, b: 1 }, { b: 1 }],
    ['NoValue in a list', ['a', { Ref: 'AWS::NoValue' }, 'b'], ['a', 'b']],
    [
      'ImportValue',
      { 'Fn::ImportValue': 'app:Table' },
      'arn:<AWS::Partition>:dynamodb:<AWS::Region>:<AWS::AccountId>:table/<app/Table>',
    ],
    ['ImportValue by Sub', { 'Fn::ImportValue': { 'Fn::Sub': 'app:${Two}' } }, '<Fn::ImportValue "app:<app/Two>">'],
    [
      'GetStackOutput',
      { 'Fn::GetStackOutput': { StackName: 'app', OutputName: 'Arn' } },
      'arn:<AWS::Partition>:dynamodb:<AWS::Region>:<AWS::AccountId>:table/<app/Table>',
    ],
    ['an output of a nested stack', { 'Fn::GetAtt': ['Child', 'Outputs.Name'] }, '<parent/Child.Outputs.Name>'],
    ['Base64', { 'Fn::Base64': 'text' }, 'dGV4dA=='],
    ['Cidr', { 'Fn::Select': [1, { 'Fn::Cidr': ['10.0.0.0/16', 3, 8] }] }, '10.0.1.0/24'],
    ['Length', { 'Fn::Length': { Ref: 'Zones' } }, 3],
    ['a zone', { 'Fn::Select': [1, { 'Fn::GetAZs': '' }] }, '<zone 1 of <AWS::Region>>'],
    ['a transform', { 'Fn::Transform': { Name: 'Mine' } }, '<Fn::Transform {"Name":"Mine"}>'],
    ['what refers to itself', { Ref: 'Circle' }, '<Ref app/Circle>'],
    ['an object with more keys than an intrinsic has', { Ref: 'Stage', Other: 1 }, { Ref: 'Stage', Other: 1 }],
  ])('%s', (title, value, expected) => {
    expect(resolved(value, title.includes('nested') ? 'other' : 'app')).toEqual(
      title.includes('nested') ? '<other/Child.Outputs.Name>' : expected,
    );
  });

  test('a nested stack is handed its parameters, and hands back its outputs', () => {
    expect(resolved({ Ref: 'Some' }, 'child')).toBe('given-by-parent');
    expect(resolved({ 'Fn::GetAtt': ['Child', 'Outputs.Name'] }, 'parent')).toBe('given-by-parent');
  });

  test('account, Region and partition are literal where they are known', () => {
    expect(resolved({ 'Fn::GetAtt': ['Key', 'Arn'] }, 'placed')).toBe('arn:aws:kms:eu-central-1:111122223333:key/<placed/Key>');
    expect(resolved({ 'Fn::Sub': '${AWS::Partition} ${AWS::URLSuffix}' }, 'china')).toBe('aws-cn amazonaws.com.cn');
    expect(resolved({ Ref: 'AWS::URLSuffix' }, 'placed')).toBe('amazonaws.com');
  });
});

describe('conditions', () => {
  const exists = (id: string) => set.find(id)?.exists;

  test.each<[string, string, Json]>([
    ['a known one', 'IsProd', 'yes'],
    ['its opposite', 'IsTest', 'no'],
    ['one of an open parameter', 'IsOpen', '<Fn::If ["IsOpen","yes","no"]>'],
    ['a known and an open one', 'Both', '<Fn::If ["Both","yes","no"]>'],
    ['a false and an open one', 'Neither', 'no'],
    ['a true or an open one', 'Either', 'yes'],
    ['one of itself', 'Round', '<Fn::If ["Round","yes","no"]>'],
    ['one that is not there', 'Missing', '<Fn::If ["Missing","yes","no"]>'],
  ])('%s', (_title, name, expected) => {
    expect(resolved({ 'Fn::If': [name, 'yes', 'no'] })).toBe(expected);
  });

  test('decide whether a resource is there, is not, or may be', () => {
    expect([exists('app/Table'), exists('app/OnlyTest'), exists('app/Perhaps'), exists('placed/Perhaps')]).toEqual([
      true,
      undefined,
      undefined,
      true,
    ]);
    expect(set.find('app/OnlyTest')).toBeUndefined();
    expect(set.find('app/Perhaps')).toBeDefined();
  });
});

describe('a template that cannot be read is refused', () => {
  const load = (template: unknown, more: Partial<NamedTemplate> = {}) =>
    new TemplateSet([{ stackName: 'bad', template: template as JsonObject, ...more }]).resources.map(
      ({ properties }) => properties,
    );

  test.each<[string, unknown, RegExp]>([
    ['a list', [], /bad: the template is not an object/],
    ['no resources', {}, /bad: the template has no Resources/],
    ['a resource without a type', { Resources: { A: {} } }, /bad: resource A has no Type/],
    ['a resource that is none', { Resources: { A: 'text' } }, /bad: resource A has no Type/],
  ])('%s', (_title, template, message) => {
    expect(() => load(template)).toThrow(message);
    expect(() => load(template)).toThrow(TemplateError);
  });

  test('two of the same name', () => {
    const template = { Resources: {} };
    expect(
      () =>
        new TemplateSet([
          { stackName: 'a', template },
          { stackName: 'a', template },
        ]),
    ).toThrow(/two templates have this stack name/);
  });

  test('one that is nested without end', () => {
    let value: Json = 'x';
    for (let depth = 0; depth < 300; depth += 1) value = { 'Fn::Join': ['', [value]] };
    expect(() => load({ Resources: { A: { Type: 'T', Properties: { value } } } })).toThrow(/nested more than 200 levels deep/);
  });

  test('one whose text doubles at every step', () => {
    const Resources: { [id: string]: Json } = {};
    const Outputs: { [id: string]: Json } = { O0: { Value: 'x'.repeat(1000), Export: { Name: 'e0' } } };
    for (let step = 1; step <= 30; step += 1) {
      const before = { 'Fn::ImportValue': `e${step - 1}` };
      Outputs[`O${step}`] = { Value: { 'Fn::Join': ['', [before, before]] }, Export: { Name: `e${step}` } };
    }
    Resources.A = { Type: 'T', Properties: { value: { 'Fn::ImportValue': 'e30' } } };
    expect(() => load({ Resources, Outputs })).toThrow(/longer than 2000000 characters/);
  });
});

test('a key called __proto__ is a key, and changes nothing else', () => {
  const template = JSON.parse(
    '{"Resources":{"A":{"Type":"T","Properties":{"__proto__":{"polluted":true},"constructor":{"prototype":1}}}}}',
  );
  const [resource] = new TemplateSet([{ stackName: 'a', template }]).resources;

  expect(Object.keys(resource?.properties ?? {})).toEqual(['__proto__', 'constructor']);
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});

test('text that looks like a symbol is none', () => {
  const template = { Resources: { A: { Type: 'AWS::S3::Bucket', Properties: { BucketName: '\uE000app/Table\uE001' } } } };
  const [bucket] = new TemplateSet([{ stackName: 'a', template }]).resources;

  expect(bucket?.properties.BucketName).toBe('app/Table');
  expect(isSymbol(String(bucket?.properties.BucketName))).toBe(false);
});

test('what holds no intrinsic is what it was', () => {
  const plain = fc.letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.string().map((text) => text.replace(/[\uE000\uE001]/g, '')),
      fc.integer(),
      fc.boolean(),
      fc.array(tie('value'), { maxLength: 4 }) as fc.Arbitrary<Json>,
      fc.dictionary(
        fc.string().filter((name) => !/^(?:Ref|Condition|Fn::.*)$|[\uE000\uE001]/.test(name)),
        tie('value'),
        { maxKeys: 4 },
      ) as fc.Arbitrary<Json>,
    ),
  })).value;
  fc.assert(fc.property(plain, (value) => expect(JSON.stringify(set.resolve('app', value))).toBe(JSON.stringify(value))));
});

describe('the reference app', () => {
  const { templates } = synthesiseReference();
  const app = new TemplateSet(
    Object.entries(templates).map(([stackName, template]) => ({ stackName, template: template as unknown as JsonObject })),
  );

  test('is resolved whole: no import, and no reference to a resource that is not there, is left', () => {
    const texts = app.resources.map(({ properties }) => JSON.stringify(properties));
    const named = new Set(
      texts.flatMap((text) => [...text.matchAll(/\uE000([^\uE000\uE001]*)\uE001/g)].map(([, name]) => name ?? '')),
    );
    const known = (name: string) => name.startsWith('AWS::') || app.find(name.replace(/\.[\w.]+$/, '')) !== undefined;

    expect(named.size).toBeGreaterThan(100);
    // What only a deployment knows: the Region without its dashes, zones, and the id of a stack.
    expect([...named].filter((name) => !known(name) && !/^(?:zone \d|Fn::(?:Join|Split) )/.test(name))).toEqual([]);
  });

  test('the same role is the same principal in the stack that makes it and in the key policies of others', () => {
    const [broker] = app.ofType('AWS::IAM::Role').filter(({ id }) => id.startsWith('BulkheadMedia/ServiceSessionsBrokerRole'));
    const [key] = app.ofType('AWS::KMS::Key').filter(({ id }) => id.startsWith('BulkheadFoundation/TenantContextKey'));

    expect(broker && JSON.stringify(key?.properties)).toContain(
      JSON.stringify(app.attributeOf(broker as never, 'Arn')).slice(1, -1),
    );
  });
});
