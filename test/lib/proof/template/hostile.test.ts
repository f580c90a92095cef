// Templates that nobody would deploy. Each ends soon, with a result or a TemplateError, and touches nothing but itself.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation's Fn::Sub

import { type Json, type JsonObject, type NamedTemplate, TemplateError, TemplateSet } from '../../../../lib/proof/template';
import { cpuSeconds, ENOUGH } from '../cpu-seconds';

type Load = readonly NamedTemplate[];

function everything(load: Load): string {
  try {
    const set = new TemplateSet(load);
    let characters = 0;
    for (const resource of set.resources) {
      characters += JSON.stringify(resource.properties).length;
      set.referencesOf(resource);
      set.refOf(resource);
      set.attributeOf(resource, 'Arn');
    }
    return `${set.resources.length} resources, ${characters} characters`;
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return error.message;
  }
}

const one = (template: JsonObject): Load => [{ stackName: 's', template }];
const bucket = (name: Json): Json => ({ Type: 'AWS::S3::Bucket', Properties: { BucketName: name } });
const many = <T>(count: number, make: (index: number) => readonly [string, T]) =>
  Object.fromEntries(Array.from({ length: count }, (_one, index) => make(index)));
const UNKNOWN = { Parameters: { P: { Type: 'String' } }, Conditions: { C: { 'Fn::Equals': [{ Ref: 'P' }, 'x'] } } };

function nested(depth: number, wrap: (inner: Json) => Json, innermost: Json = 'x'): Json {
  let value = innermost;
  for (let step = 0; step < depth; step += 1) value = wrap(value);
  return value;
}

const LOADS: readonly [what: string, load: () => Load, outcome: RegExp][] = [
  [
    '5,000 resources',
    () => one({ Resources: many(5000, (n) => [`R${n}`, bucket({ 'Fn::Sub': `\${R${(n + 1) % 5000}}-x` })]) }),
    /nested more than/,
  ],
  [
    '5,000 resources that refer to a neighbour each',
    () => one({ Resources: many(5000, (n) => [`R${n}`, { Type: 'T', Properties: { Name: { Ref: `R${(n + 1) % 5000}` } } }]) }),
    /^5000 resources/,
  ],
  [
    '10,000-deep lists',
    () => one({ Resources: { A: { Type: 'T', Properties: { x: nested(10_000, (x) => [x]) } } } }),
    /nested more than/,
  ],
  [
    '10,000-deep conditions',
    () =>
      one({
        Conditions: { C: nested(10_000, (x) => ({ 'Fn::Not': [x] })) },
        Resources: { A: { Type: 'T', Condition: 'C' } },
      }),
    /nested more than/,
  ],
  [
    'a chain of 5,000 conditions',
    () =>
      one({
        Conditions: many(5000, (n) => [`C${n}`, { 'Fn::Not': [{ Condition: `C${n + 1}` }] }]),
        Resources: { A: { Type: 'T', Condition: 'C0' } },
      }),
    /nested more than/,
  ],
  [
    'a mapping 10,000 deep',
    () =>
      one({
        Mappings: { M: { a: { b: nested(10_000, (x) => [x]) } } },
        Resources: { A: { Type: 'T', Properties: { x: { 'Fn::FindInMap': ['M', 'a', 'b'] } } } },
      }),
    /^1 resources/,
  ],
  [
    'resources that name each other in a circle',
    () => one({ Resources: many(300, (n) => [`R${n}`, bucket({ 'Fn::GetAtt': [`R${(n + 1) % 300}`, 'Arn'] })]) }),
    /^300 resources|nested more than/,
  ],
  [
    'a circle of exports',
    () =>
      one({
        Resources: { A: bucket({ 'Fn::ImportValue': 'e0' }) },
        Outputs: many(50, (n) => [`O${n}`, { Value: { 'Fn::ImportValue': `e${(n + 1) % 50}` }, Export: { Name: `e${n}` } }]),
      }),
    /^1 resources/,
  ],
  [
    'an export whose name is imported',
    () =>
      one({
        Resources: { A: bucket({ 'Fn::ImportValue': 'e' }) },
        Outputs: { O: { Value: 'x', Export: { Name: { 'Fn::ImportValue': 'e' } } } },
      }),
    /^1 resources/,
  ],
  [
    'a nested stack inside itself',
    () => [
      {
        stackName: 's',
        nestedIn: { stackName: 's', logicalId: 'A' },
        template: {
          Parameters: { P: { Type: 'String' } },
          Resources: {
            A: { Type: 'AWS::CloudFormation::Stack', Properties: { Parameters: { P: { Ref: 'P' } } } },
            B: bucket({ 'Fn::Sub': '${AWS::StackName}${P}${A.Outputs.O}' }),
          },
          Outputs: { O: { Value: { 'Fn::GetAtt': ['A', 'Outputs.O'] } } },
        },
      },
    ],
    /^2 resources/,
  ],
  [
    'Fn::Sub of 1 MB with 100,000 variables of its own',
    () =>
      one({
        Resources: {
          A: bucket({
            'Fn::Sub': [
              Array.from({ length: 100_000 }, (_one, n) => `\${v${n}}`).join('-'),
              many(100_000, (n) => [`v${n}`, { Ref: 'AWS::Region' }]),
            ],
          }),
        },
      }),
    /longer than 2000000|^1 resources/,
  ],
  [
    'Fn::Sub of 1 MB with 100,000 references to nothing',
    () => one({ Resources: { A: bucket({ 'Fn::Sub': Array.from({ length: 100_000 }, (_one, n) => `\${v${n}}`).join('-') }) } }),
    /longer than 2000000|^1 resources/,
  ],
  [
    'Fn::Sub that opens and never closes',
    () => one({ Resources: { A: bucket({ 'Fn::Sub': '${'.repeat(500_000) }) } }),
    /^1 resources/,
  ],
  [
    'a chain of 5,000 GetAtts',
    () => one({ Resources: many(5000, (n) => [`R${n}`, bucket({ 'Fn::GetAtt': [`R${n + 1}`, 'Arn'] })]) }),
    /nested more than/,
  ],
  [
    'a chain of 5,000 imports',
    () =>
      one({
        Resources: { A: bucket({ 'Fn::ImportValue': 'e0' }) },
        Outputs: many(5000, (n) => [`O${n}`, { Value: { 'Fn::ImportValue': `e${n + 1}` }, Export: { Name: `e${n}` } }]),
      }),
    /nested more than/,
  ],
  [
    '150 nested Fn::If of what is unknown',
    () => one({ ...UNKNOWN, Resources: { A: bucket(nested(150, (x) => ({ 'Fn::If': ['C', x, 'y'] }))) } }),
    /^1 resources/,
  ],
  [
    '200 nested Fn::If of what is unknown',
    () => one({ ...UNKNOWN, Resources: { A: bucket(nested(200, (x) => ({ 'Fn::If': ['C', x, 'y'] }))) } }),
    /nested more than/,
  ],
  [
    '200 Fn::If of what is unknown with one node in both branches',
    () =>
      one({
        ...UNKNOWN,
        Resources: { A: bucket(nested(200, (x) => ({ 'Fn::If': ['C', x, { 'Fn::Join': ['-', [x, 'z']] }] }))) },
      }),
    /^1 resources|nested more than/,
  ],
  [
    'a chain of 60 nested stacks that double a list each',
    () =>
      Array.from({ length: 60 }, (_one, n) => ({
        stackName: `s${n}`,
        ...(n > 0 && { nestedIn: { stackName: `s${n - 1}`, logicalId: 'N' } }),
        template: {
          Parameters: { P: { Type: 'String', Default: 'x' } },
          Resources: {
            N: { Type: 'AWS::CloudFormation::Stack', Properties: { Parameters: { P: [{ Ref: 'P' }, { Ref: 'P' }] } } },
            B: { Type: 'T', Properties: { x: { Ref: 'P' } } },
          },
        },
      })),
    /longer than 2000000/,
  ],
  [
    'a long value in 5,000 places',
    () =>
      one({
        Parameters: { P: { Type: 'String', Default: 'a,'.repeat(400_000) } },
        Resources: many(5000, (n) => [`R${n}`, bucket({ 'Fn::Select': [n, { 'Fn::Split': [',', { Ref: 'P' }] }] })]),
      }),
    /far longer than the templates/,
  ],
  [
    'a long list parameter in 5,000 places',
    () =>
      one({
        Parameters: { P: { Type: 'CommaDelimitedList', Default: 'a,'.repeat(400_000) } },
        Resources: many(5000, (n) => [`R${n}`, bucket({ 'Fn::Join': [`${n}`, { Ref: 'P' }] })]),
      }),
    /far longer than the templates/,
  ],
  [
    'functions with arguments of no use',
    () =>
      one({
        Resources: many(15, (n) => [
          `R${n}`,
          bucket({
            [['Fn::Sub', 'Fn::Join', 'Fn::Select', 'Fn::Split', 'Fn::GetAtt', 'Fn::If', 'Fn::Cidr', 'Fn::FindInMap'][n % 8] ??
              'Ref']: [null, [], {}, 0][n % 4] as Json,
          }),
        ]),
      }),
    /^15 resources/,
  ],
];

describe('ends soon', () => {
  test.each(LOADS)('%s', (_what, load, outcome) => {
    const templates = load();
    const used = cpuSeconds();

    expect(everything(templates)).toMatch(outcome);
    expect(cpuSeconds() - used).toBeLessThan(ENOUGH);
  });
});

describe('names that objects have already', () => {
  const names = ['__proto__', 'constructor', 'hasOwnProperty', 'toString'];

  test.each(names)('%s is a logical id, a parameter, a mapping, a condition, an output and a type like any other', (name) => {
    const written = JSON.stringify({
      Parameters: { NAME_: { Type: 'String', Default: 'given' } },
      Mappings: { NAME: { NAME: { NAME: 'mapped' } } },
      Conditions: { NAME: { 'Fn::Equals': ['a', 'a'] } },
      Resources: {
        NAME: {
          Type: 'NAME',
          Condition: 'NAME',
          Properties: {
            NAME: { 'Fn::FindInMap': ['NAME', 'NAME', 'NAME'] },
            chosen: { 'Fn::If': ['NAME', 'yes', 'no'] },
            imported: { 'Fn::ImportValue': 'NAME' },
            attribute: { 'Fn::GetAtt': ['NAME', 'NAME'] },
            missing: { Ref: 'toLocaleString' },
          },
        },
      },
      Outputs: { NAME: { Value: 'shared', Export: { Name: 'NAME' } } },
    }).replaceAll('NAME', name);
    const set = new TemplateSet([{ stackName: 's', template: JSON.parse(written) }]);
    const [resource] = set.resources;

    expect(resource).toMatchObject({ id: `s/${name}`, type: name, exists: true, conditionName: name });
    expect(JSON.stringify(resource?.properties)).toBe(
      `{"${name}":"mapped","chosen":"yes","imported":"shared","attribute":"\uE000s/${name}.${name}\uE001","missing":"\uE000s/toLocaleString\uE001"}`,
    );
    expect(set.find(`s/${name}`)).toBe(resource);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  test.each(names)('no parameter %s is found where there is none', (name) => {
    const template = { Parameters: {}, Mappings: {}, Conditions: {}, Resources: { A: bucket({ Ref: name }) }, Outputs: {} };
    const set = new TemplateSet([{ stackName: 's', template, parameters: {} }]);

    expect(set.resources[0]?.properties.BucketName).toBe(`\uE000s/${name}\uE001`);
  });
});

test('a default, a mapping and a given parameter make no symbols', () => {
  const forged = '\uE000AWS::AccountId\uE001';
  const template = {
    Parameters: { D: { Type: 'String', Default: forged }, G: { Type: 'String' } },
    Mappings: { M: { a: { b: forged, c: [forged] } } },
    Resources: {},
  };
  const set = new TemplateSet([{ stackName: 's', template, parameters: { G: forged } }]);

  const values: readonly Json[] = [{ Ref: 'D' }, { Ref: 'G' }, { 'Fn::FindInMap': ['M', 'a', 'b'] }];

  expect(values.map((value) => set.resolve('s', value))).toEqual(values.map(() => 'AWS::AccountId'));
  expect(set.resolve('s', { 'Fn::FindInMap': ['M', 'a', 'c'] })).toEqual(['AWS::AccountId']);
});
