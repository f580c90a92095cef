// Deployment: what crosses environments, what CloudFormation refuses, and templates that cannot be read.
import {
  ADMINISTRATION,
  allow,
  att,
  document,
  granted,
  key,
  named,
  type Row,
  ref,
  role,
  table,
  tags,
  template,
  tenantTable,
  use,
} from './builders';

const of = (environment: string) => ({ Tags: tags({ Environment: environment }) });

const trusting = (environment: string) =>
  template(
    role('Caller', of(environment)),
    granted('Caller', allow('sts:AssumeRole', att('Target'))),
    role('Target', {
      ...of('production'),
      AssumeRolePolicyDocument: document({ Effect: 'Allow', ...named(att('Caller')), Action: 'sts:AssumeRole' }),
    }),
  );

const lent = (environment: string) =>
  template(key('Key', [ADMINISTRATION, use(att('User'))], of('prod')), role('User', of(environment)));

const shared = (environment: string) =>
  template(table('Table', of('prod')), { Other: { ...table('Other', of(environment)).Other, Type: 'AWS::DynamoDB::Table' } });

const network = (environment: string) => ({
  Type: 'AWS::EC2::VPC',
  Properties: { CidrBlock: '10.0.0.0/16', ...of(environment) },
});

const peered = (environment: string) =>
  template({
    One: network('live'),
    Other: network(environment),
    Peering: { Type: 'AWS::EC2::VPCPeeringConnection', Properties: { VpcId: ref('One'), PeerVpcId: ref('Other') } },
  });

const parameter = (Value: unknown, more: object = {}) => ({
  Type: 'AWS::SSM::Parameter',
  Properties: { Type: 'String', Value },
  ...more,
});

export const DEPLOYMENT: readonly Row[] = [
  {
    rule: 'environment-crossing',
    title: 'a role of staging that becomes one of production',
    bad: trusting('staging'),
    good: trusting('prod'),
  },
  { rule: 'environment-crossing', title: 'a key of production that staging uses', bad: lent('staging'), good: lent('live') },
  { rule: 'environment-crossing', title: 'one key for two environments', bad: shared('test'), good: shared('prod') },
  { rule: 'environment-crossing', title: 'two networks that are joined', bad: peered('dev'), good: peered('live') },
  {
    rule: 'reference-cycle',
    title: 'two that wait for each other',
    bad: template({ One: parameter(ref('Other')), Other: parameter(att('One', 'Value')) }),
    good: template({ One: parameter(ref('Other')), Other: parameter('end') }),
  },
  {
    rule: 'reference-cycle',
    title: 'three, by Sub and DependsOn',
    bad: template({
      One: parameter({ 'Fn::Sub': ['of ', '{Other}'].join('$') }),
      Other: parameter('b', { DependsOn: ['Third'] }),
      Third: parameter(ref('One')),
    }),
    good: template({
      One: parameter({ 'Fn::Sub': ['of ', '{Other}'].join('$') }),
      Other: parameter('b', { DependsOn: ['Third'] }),
      Third: parameter('c'),
    }),
  },
  {
    rule: 'reference-cycle',
    title: 'one that waits for itself',
    bad: template({ One: parameter(ref('One')) }),
    good: template({ One: parameter(ref('AWS::StackName')) }),
  },
  {
    rule: 'template-not-read',
    title: 'a nested stack that nobody gave',
    bad: template(tenantTable(), {
      Nested: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'https://example.com/t' } },
    }),
    good: template(tenantTable()),
  },
  {
    rule: 'template-not-read',
    title: 'a module',
    bad: template({ Part: { Type: 'Acme::Parts::Reader::MODULE' } }),
    good: template(role('Role')),
  },
  {
    rule: 'template-not-read',
    title: 'a stack set',
    bad: template({ Set: { Type: 'AWS::CloudFormation::StackSet', Properties: { StackSetName: 'all' } } }),
    good: template(role('Role')),
  },
];
