// References within a stack, to others by name, account and Region, and what macros leave unknown.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation's Fn::Sub
import { type Json, type JsonObject, type NamedTemplate, shown, TemplateSet } from '../../../../lib/proof/template';

const setOf = (template: JsonObject, more: Partial<NamedTemplate> = {}) =>
  new TemplateSet([{ stackName: 's', template, ...more }]);
const readable = (value: Json): Json => JSON.parse(shown(JSON.stringify(value)));
const NETWORK = {
  Resources: {
    Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } },
    Subnet: {
      Type: 'AWS::EC2::Subnet',
      Properties: {
        VpcId: { Ref: 'Vpc' },
        CidrBlock: { 'Fn::Select': [1, { 'Fn::Cidr': [{ 'Fn::GetAtt': 'Vpc.CidrBlock' }, 4, 8] }] },
      },
    },
    Pooled: { Type: 'AWS::EC2::VPC', Properties: { Ipv4IpamPoolId: 'pool' } },
    Peering: { Type: 'AWS::EC2::VPCPeeringConnection' },
    Egress: { Type: 'AWS::EC2::EgressOnlyInternetGateway' },
    List: { Type: 'AWS::EC2::PrefixList' },
    Rules: { Type: 'AWS::Route53Resolver::FirewallRuleGroup' },
    Domains: { Type: 'AWS::Route53Resolver::FirewallDomainList' },
  },
};

describe('attributes of the network', () => {
  test.each([
    ['Vpc.CidrBlock', '10.0.0.0/16'],
    ['Pooled.CidrBlock', '<s/Pooled.CidrBlock>'],
    ['Subnet.CidrBlock', '10.0.1.0/24'],
    ['Subnet.VpcId', '<s/Vpc>'],
    ['Peering.Id', '<s/Peering>'],
    ['Egress.Id', '<s/Egress>'],
    ['List.PrefixListId', '<s/List>'],
    ['Rules.Id', '<s/Rules>'],
    ['Domains.Id', '<s/Domains>'],
  ])('%s is %s', (attribute, value) => {
    expect(readable(setOf(NETWORK).resolve('s', { 'Fn::GetAtt': attribute }))).toBe(value);
  });
});

test.each<[Json, Json]>([
  [
    ['10.0.0.0/16', 2, 8],
    ['10.0.0.0/24', '10.0.1.0/24'],
  ],
  [
    ['10.0.0.0/16', '2', '8'],
    ['10.0.0.0/24', '10.0.1.0/24'],
  ],
  [
    ['2001:db8:0:ff00::/56', 2, 64],
    ['2001:db8:0:ff00::/64', '2001:db8:0:ff01::/64'],
  ],
  [['10.0.0.0/24', 2, 8], '<Fn::Cidr ["10.0.0.0/24",2,8]>'],
  [['10.0.0.0/16', 0, 8], '<Fn::Cidr ["10.0.0.0/16",0,8]>'],
  [['10.0.0.0/16', 2, 33], '<Fn::Cidr ["10.0.0.0/16",2,33]>'],
])('Fn::Cidr of %j', (argument, blocks) => {
  const value = setOf(NETWORK).resolve('s', { 'Fn::Cidr': argument });

  expect(typeof value === 'string' ? shown(value) : value).toEqual(blocks);
});

describe('references of a resource', () => {
  const template = {
    Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } },
    Parameters: { P: { Type: 'String' } },
    Resources: {
      ...Object.fromEntries(['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'].map((id) => [id, { Type: 'T' }])),
      Gone: { Type: 'T', Condition: 'Never' },
      R: {
        Type: 'T',
        Condition: 'Never',
        DependsOn: ['A', 'Nothing'],
        Properties: {
          parameter: [{ Ref: 'P' }, { Ref: 'AWS::Region' }],
          ref: { Ref: 'B' },
          attribute: [{ 'Fn::GetAtt': ['C', 'Arn'] }, { 'Fn::GetAtt': 'B.Arn' }],
          sub: { 'Fn::Sub': ['${D.Arn} ${!E} ${own} ${P}', { own: { Ref: 'F' }, E: 'x' }] },
          chosen: { 'Fn::If': ['Never', { Ref: 'E' }, { Ref: 'G' }] },
        },
        Metadata: { note: { Ref: 'H' } },
      },
    },
  };

  test('are those by Ref, GetAtt, Sub and DependsOn, once each', () => {
    expect(setOf(template).referencesOf({ stackName: 's', logicalId: 'R' })).toEqual(['A', 'B', 'C', 'D', 'F', 'G', 'H']);
  });

  test('a resource can be had as it is written, and names its condition', () => {
    const set = setOf({ ...template, Conditions: { Never: { 'Fn::Equals': [{ Ref: 'P' }, 'b'] } } });

    expect(set.raw('s', 'R')).toBe(template.Resources.R);
    expect(set.raw('s', 'Nothing')).toBeUndefined();
    expect(set.find('s/R')).toMatchObject({ exists: undefined, conditionName: 'Never' });
    expect(set.find('s/A')).not.toHaveProperty('conditionName');
    expect(setOf(template).raw('s', 'Gone')).toBe(template.Resources.Gone);
  });
});

describe('values of other stacks', () => {
  const maker = (value: string) => ({ Resources: {}, Outputs: { O: { Value: value, Export: { Name: 'shared' } } } });
  const user = { Resources: {} };
  const place = (account: string, region = 'eu-central-1') => ({ account, region });
  const set = new TemplateSet([
    { stackName: 'one', deployedName: 'maker', template: maker('of one'), ...place('111111111111') },
    { stackName: 'two', deployedName: 'maker', template: maker('of two'), ...place('222222222222') },
    { stackName: 'far', deployedName: 'maker', template: maker('of far'), ...place('111111111111', 'us-east-1') },
    { stackName: 'user', template: user, ...place('111111111111') },
    { stackName: 'other', template: user, ...place('333333333333') },
    { stackName: 'unknown', template: user },
    { stackName: 'twice', template: maker('first') },
    { stackName: 'again', template: maker('second') },
  ]);
  const output = (more: object = {}): Json => ({ 'Fn::GetStackOutput': { StackName: 'maker', OutputName: 'O', ...more } });
  const role = 'arn:aws:iam::222222222222:role/reader';

  test.each<[string, string, Json, RegExp]>([
    ['an import, in one account and Region', 'user', { 'Fn::ImportValue': 'shared' }, /^of one$/],
    ['an import where nobody exports', 'other', { 'Fn::ImportValue': 'shared' }, /^<Fn::ImportValue/],
    ['an import that two export', 'unknown', { 'Fn::ImportValue': 'shared' }, /^<Fn::ImportValue/],
    ['an output', 'user', output(), /^of one$/],
    ['an output of another Region', 'user', output({ Region: 'us-east-1' }), /^of far$/],
    ['an output of another account', 'user', output({ RoleArn: role }), /^of two$/],
    ['an output that is not there', 'user', output({ Region: 'eu-west-1' }), /^<Fn::GetStackOutput/],
    ['the deployed name', 'two', { Ref: 'AWS::StackName' }, /^maker$/],
  ])('%s', (_what, stackName, value, expected) => {
    expect(shown(String(set.resolve(stackName, value)))).toMatch(expected);
  });
});

describe('what only a macro knows', () => {
  const template: JsonObject = {
    Transform: ['AWS::LanguageExtensions', 'AWS::Serverless-2016-10-31', { Name: 'Mine' }, {}],
    Mappings: { M: { a: { b: 'found' } } },
    Parameters: { Names: { Type: 'CommaDelimitedList' } },
    Resources: {
      'Fn::ForEach::Topics': ['Name', { Ref: 'Names' }, { 'Topic${Name}': { Type: 'AWS::SNS::Topic' } }],
      A: { Type: 'T', Properties: { x: 1, 'Fn::Transform': { Name: 'AWS::Include' } } },
    },
  };
  const set = setOf(template);

  test('is told apart from resources', () => {
    expect(set.resources.map(({ id }) => id)).toEqual(['s/A']);
    expect(set.unexpanded.map(({ logicalId }) => logicalId)).toEqual([
      'Mine',
      'a macro without a name (undefined)',
      'Fn::ForEach::Topics',
    ]);
  });

  test('a rotation makes a function only where one is asked for', () => {
    const rotation = (Properties: Json) => ({
      Transform: 'AWS::SecretsManager-2020-07-23',
      Resources: { R: { Type: 'AWS::SecretsManager::RotationSchedule', Properties } },
    });
    expect(setOf(rotation({ HostedRotationLambda: {} })).unexpanded).toHaveLength(1);
    expect(setOf(rotation({ RotationLambdaARN: 'arn' })).unexpanded).toEqual([]);
  });

  test('stays a symbol beside other keys', () => {
    expect(shown(JSON.stringify(set.resources[0]?.properties))).toMatch(/^\{"x":1,"Fn::Transform":"<Fn::Transform .*>"\}$/);
  });

  test.each<[Json[], string]>([
    [['M', 'a', 'b', { DefaultValue: 'otherwise' }], 'found'],
    [['M', 'a', 'c', { DefaultValue: 'otherwise' }], 'otherwise'],
    [
      ['M', { Ref: 'AWS::Region' }, 'c', { DefaultValue: 'otherwise' }],
      '<Fn::FindInMap ["M","<AWS::Region>","c",{"DefaultValue":"otherwise"}]>',
    ],
  ])('FindInMap of %j', (argument, expected) => {
    expect(shown(String(set.resolve('s', { 'Fn::FindInMap': argument })))).toBe(expected);
  });
});

test('an IAM condition is no condition of the template', () => {
  expect(setOf(NETWORK).resolve('s', { Condition: { Bool: { a: 'true' } } })).toEqual({ Condition: { Bool: { a: 'true' } } });
});
