import { CfnResource, Stack } from 'aws-cdk-lib/core';
import { isHeld } from '../../../../lib/local/types/held';
import { canBeLeftOut, goesWith } from '../../../../lib/local/types/left-out';
import { only } from '../../templates';
import { local, onlyTemplate, warnings } from '../local-form';

/** A stack with one resource of this type. */
const having = (type: string, properties: object = {}) =>
  local((app) => void new CfnResource(new Stack(app, 'Stack'), 'It', { type, properties: { ...properties } }));

const REFUSED = [
  ...['EIP', 'NatGateway', 'SecurityGroupIngress', 'SecurityGroupEgress', 'NetworkAcl', 'NetworkAclEntry', 'FlowLog'],
  ...['SubnetNetworkAclAssociation', 'VPCBlockPublicAccessOptions', 'VPCBlockPublicAccessExclusion', 'VPCCidrBlock'],
  ...['EgressOnlyInternetGateway', 'PrefixList', 'VPCPeeringConnection', 'EIPAssociation'],
].map((name) => `AWS::EC2::${name}`);

test.each([
  ...REFUSED,
  ...['Firewall', 'FirewallPolicy', 'LoggingConfiguration', 'RuleGroup'].map((name) => `AWS::NetworkFirewall::${name}`),
  ...['FirewallDomainList', 'FirewallRuleGroup', 'ResolverQueryLoggingConfig'].map((name) => `AWS::Route53Resolver::${name}`),
  ...['IPSet', 'LoggingConfiguration', 'WebACLAssociation'].map((name) => `AWS::WAFv2::${name}`),
  ...['CompositeAlarm', 'AnomalyDetector', 'InsightRule'].map((name) => `AWS::CloudWatch::${name}`),
  ...['Archive', 'EventBusPolicy'].map((name) => `AWS::Events::${name}`),
  ...['RotationSchedule', 'ResourcePolicy'].map((name) => `AWS::SecretsManager::${name}`),
  ...['BackupSelection', 'RestoreTestingPlan', 'RestoreTestingSelection'].map((name) => `AWS::Backup::${name}`),
  ...['Group', 'OIDCProvider', 'UserToGroupAddition'].map((name) => `AWS::IAM::${name}`),
  ...['CodeSigningConfig', 'CapacityProvider'].map((name) => `AWS::Lambda::${name}`),
  ...['AWS::KMS::ReplicaKey', 'AWS::CloudTrail::Trail', 'AWS::Config::ConfigRule', 'AWS::GuardDuty::Detector'],
  ...['AWS::AccessAnalyzer::Analyzer', 'AWS::XRay::Group', 'AWS::Logs::QueryDefinition', 'AWS::ApiGateway::VpcLink'],
])('%s is left out, and named', (type) => {
  const made = having(type);

  expect(onlyTemplate(made).Resources ?? {}).toEqual({});
  expect(made.changes).toEqual([`Stack/It left out: a local AWS does not support ${type}`]);
  expect(warnings(made.app)).toEqual([`Stack cdk-bulkhead:local-cloud-${type.replace(/::/g, '-')}`]);
});

test.each(['AWS::EC2::VPC', 'AWS::CloudWatch::Dashboard', 'AWS::CloudWatch::Alarm', 'AWS::WAFv2::WebACL', 'Custom::Thing'])(
  '%s stays as it is',
  (type) => {
    const made = having(type);

    expect(only(onlyTemplate(made), type)).toBeDefined();
    expect(made.changes).toEqual([]);
  },
);

test.each(['AWS::EC2::Instance', 'AWS::MSK::Cluster', 'Other::Vendor::Type'])('%s stays, and is named as not held', (type) => {
  const made = having(type);

  expect(only(onlyTemplate(made), type)).toBeDefined();
  expect(made.changes).toEqual([
    `Stack/It the local AWS does not support ${type} and refuses the template. Create this resource only when you deploy to AWS`,
  ]);
  expect(warnings(made.app)).toEqual(['Stack/It cdk-bulkhead:local-cloud-not-held']);
  expect(made.app.node.findAll().flatMap(({ node }) => node.metadata.map(({ data }) => String(data)))).toContainEqual(
    expect.stringContaining(
      `local form only: the local AWS does not support ${type} and refuses the template\n` +
        '  expected  only resources that the local AWS supports\n' +
        '  do        create this resource only when endpoint is undefined',
    ),
  );
});

test('a type that a local AWS makes is never looked up among those to leave out', () => {
  const made = ['AWS::EC2::Subnet', 'AWS::IAM::Role', 'AWS::Lambda::Function', 'AWS::KMS::Key', 'AWS::Events::Rule'];
  expect(made.map((type) => [isHeld(type), canBeLeftOut(type)])).toEqual(made.map(() => [true, false]));
  expect(['AWS::EC2::Route', 'AWS::EC2::Subnet', 'constructor'].map(goesWith)).toEqual([true, false, false]);
  expect(['AWS::constructor::x', 'AWS::__proto__::x', '', 'EIP'].map(canBeLeftOut)).toEqual([false, false, false, false]);
});

describe('a policy of one holder', () => {
  const document = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*' }] };

  test.each([
    ['AWS::IAM::RolePolicy', { RoleName: 'caller' }, { Roles: ['caller'] }],
    ['AWS::IAM::UserPolicy', { UserName: 'ada' }, { Users: ['ada'] }],
  ])('%s becomes AWS::IAM::Policy under the same logical id', (type, holder, list) => {
    const made = having(type, { PolicyName: 'send', PolicyDocument: document, ...holder });

    expect(onlyTemplate(made).Resources.It).toMatchObject({
      Type: 'AWS::IAM::Policy',
      Properties: { PolicyName: 'send', PolicyDocument: document, ...list },
    });
    expect(made.changes).toEqual([`Stack/It rewritten as AWS::IAM::Policy: a local AWS does not support ${type}`]);
  });

  test('without a document is left out', () => {
    expect(having('AWS::IAM::RolePolicy', { PolicyName: 'send', RoleName: 'caller' }).changes).toEqual([
      'Stack/It left out: a local AWS does not support AWS::IAM::RolePolicy',
    ]);
  });
});
