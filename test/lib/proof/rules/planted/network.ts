// Network: security groups, network ACLs, routes, names and endpoints.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of IAM and CloudFormation

import {
  ACCOUNT,
  allow,
  att,
  BOTH_ENDS,
  byGateway,
  document,
  endpoint,
  fn,
  granted,
  group,
  grouped,
  INTERFACES,
  iam,
  internet,
  NO_WAY_OUT,
  named,
  OURS,
  port,
  type Row,
  ref,
  routed,
  SEGMENT,
  subnet,
  tags,
  template,
  vpc,
  type Written,
} from './builders';
import { DATA_REACHABLE_FROM_INTERNET } from './network/data-reachable-from-internet';
import { SEGMENT_FLOWS } from './network/segment-flows';

const world = { CidrIp: '0.0.0.0/0' };

const QUARTERS = ['0.0.0.0/2', '64.0.0.0/2', '128.0.0.0/2', '192.0.0.0/2'];

const fromQuarters = (number: number) => QUARTERS.map((CidrIp) => port(number, { CidrIp }));

const prefixes = (...blocks: readonly string[]) => ({
  Prefixes: {
    Type: 'AWS::EC2::PrefixList',
    Properties: { PrefixListName: 'planted', AddressFamily: 'IPv4', MaxEntries: 9, Entries: blocks.map((Cidr) => ({ Cidr })) },
  },
});

const fromPrefixes = port(22, { SourcePrefixListId: ref('Prefixes') });

const open = (world: boolean): Row => ({
  rule: 'security-group-open-to-world',
  title: world ? 'a quarter of the internet four times' : 'a list of all addresses',
  bad: world ? grouped(...fromQuarters(22)) : template(vpc(), prefixes('0.0.0.0/0'), group('Group', [fromPrefixes])),
  good: world
    ? grouped(...fromQuarters(443), port(22, { CidrIp: '0.0.0.0/2' }), port(2222, { CidrIp: '64.0.0.0/2' }))
    : template(vpc(), prefixes('198.51.100.0/24'), group('Group', [fromPrefixes])),
});

const acl = { Acl: { Type: 'AWS::EC2::NetworkAcl', Properties: { VpcId: ref('Vpc') } } };

const entry = (RuleNumber: number, more: object): Written => ({
  Type: 'AWS::EC2::NetworkAclEntry',
  Properties: { NetworkAclId: ref('Acl'), RuleNumber, RuleAction: 'allow', Protocol: 6, CidrBlock: '10.0.0.0/16', ...more },
});

const range = (From: number, To: number) => ({ PortRange: { From, To } });

const entries = (count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_one, index) => [`Entry${index}`, entry(index + 1, range(1000 + index, 1000 + index))]),
  );

const statement = (more: object) => ({ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*', ...more });

const through = (name: string, more: object, ...statements: readonly object[]) =>
  template(vpc(), endpoint(name, { ...more, PolicyDocument: document(...statements) }));

const byOurs = { StringEquals: { 'aws:PrincipalAccount': ACCOUNT } };

const toOurs = { StringEquals: { 'aws:ResourceAccount': ACCOUNT } };

/** A function that may stand in a VPC, and stands in one. */
const inside = (config: object) =>
  template(vpc(), subnet('Subnet', '10.0.0.0/24'), routed('Subnet', {}), granted('FnRole', allow(INTERFACES)), {
    ...fn('Fn', { VpcConfig: { SubnetIds: [ref('Subnet')], ...config } }),
    Fn: {
      Type: 'AWS::Lambda::Function',
      DependsOn: ['FnRolePolicy'],
      Properties: { Role: att('FnRole'), VpcConfig: { SubnetIds: [ref('Subnet')], ...config } },
    },
  });

const names = (domains: readonly string[], action = 'ALLOW') =>
  template(
    { Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } } },
    subnet('Subnet', '10.0.0.0/24', { Tags: tags(SEGMENT) }),
    {
      Allowed: { Type: 'AWS::Route53Resolver::FirewallDomainList', Properties: { Domains: domains } },
      Others: { Type: 'AWS::Route53Resolver::FirewallDomainList', Properties: { Domains: ['*'] } },
      Rules: {
        Type: 'AWS::Route53Resolver::FirewallRuleGroup',
        Properties: {
          FirewallRules: [
            { Action: 'ALLOW', Priority: 1, FirewallDomainListId: att('Allowed', 'Id') },
            { Action: action, Priority: 2, FirewallDomainListId: att('Others', 'Id') },
          ],
        },
      },
      Firewall: {
        Type: 'AWS::Route53Resolver::FirewallRuleGroupAssociation',
        Properties: { FirewallRuleGroupId: att('Rules', 'Id'), VpcId: ref('Vpc'), Priority: 101 },
      },
    },
  );

export const NETWORK: readonly Row[] = [
  {
    rule: 'security-group-open-to-world',
    title: 'port 22 from everywhere',
    bad: grouped(port(22, world)),
    good: grouped(port(22, OURS), port(443, world)),
  },
  {
    rule: 'security-group-open-to-world',
    title: 'everything from both halves of the internet',
    bad: grouped(port(3389, { CidrIp: '0.0.0.0/1' }), port(3389, { CidrIp: '128.0.0.0/1' })),
    good: grouped(port(3389, { CidrIp: '198.51.100.0/24' })),
  },
  {
    rule: 'security-group-open-to-world',
    title: 'a rule of its own, by IPv6',
    bad: template(vpc(), group('Group'), {
      Rule: {
        Type: 'AWS::EC2::SecurityGroupIngress',
        Properties: { GroupId: ref('Group'), ...port(443, { CidrIpv6: '::/0' }), ToPort: 500 },
      },
    }),
    good: template(vpc(), group('Group'), {
      Rule: {
        Type: 'AWS::EC2::SecurityGroupIngress',
        Properties: { GroupId: ref('Group'), ...port(443, { CidrIpv6: '::/0' }) },
      },
    }),
  },
  open(true),
  open(false),
  {
    rule: 'security-group-without-egress',
    title: 'a group that sends everything everywhere',
    bad: template(vpc(), group('Group', [], { SecurityGroupEgress: [] })),
    good: template(vpc(), group('Group', [], { SecurityGroupEgress: NO_WAY_OUT })),
  },
  {
    rule: 'security-group-without-egress',
    title: 'a group of a segment',
    bad: template(vpc(), group('Group', [], { SecurityGroupEgress: { Ref: 'AWS::NoValue' }, Tags: tags(SEGMENT) })),
    good: template(vpc(), group('Group', [], { SecurityGroupEgress: [], Tags: tags(SEGMENT) }), {
      Rule: { Type: 'AWS::EC2::SecurityGroupEgress', Properties: { GroupId: ref('Group'), ...port(443, OURS) } },
    }),
  },
  {
    rule: 'default-security-group-used',
    title: 'a function without a group',
    bad: inside({}),
    good: template(inside({ SecurityGroupIds: [ref('Group')] }).Resources, group('Group')),
  },
  {
    rule: 'network-acl-allow-all',
    title: 'everything from everywhere',
    bad: template(vpc(), acl, { Entry: entry(100, { Protocol: -1, CidrBlock: '0.0.0.0/0' }) }),
    good: template(vpc(), acl, { Entry: entry(100, { ...range(1024, 65_535), CidrBlock: '0.0.0.0/0' }) }),
  },
  {
    rule: 'network-acl-allow-all',
    title: 'every port, out, by IPv6',
    bad: template(vpc(), acl, {
      Entry: entry(100, { ...range(0, 65_535), CidrBlock: { Ref: 'AWS::NoValue' }, Ipv6CidrBlock: '::/0', Egress: true }),
    }),
    good: template(vpc(), acl, {
      Entry: entry(100, { ...range(443, 443), CidrBlock: { Ref: 'AWS::NoValue' }, Ipv6CidrBlock: '::/0', Egress: true }),
      Deny: entry(200, { Protocol: -1, CidrBlock: '0.0.0.0/0', RuleAction: 'deny' }),
    }),
  },
  {
    rule: 'network-acl-quota',
    title: '21 rules',
    bad: template(vpc(), acl, entries(21)),
    good: template(vpc(), acl, entries(20)),
  },
  {
    rule: 'network-acl-quota',
    title: '41 rules',
    bad: template(vpc(), acl, entries(41)),
    good: template(vpc(), acl, entries(20), { Out: entry(1, { ...range(443, 443), Egress: true }) }),
  },
  {
    rule: 'subnet-outside-vpc',
    title: 'a subnet of another network',
    bad: template(vpc(), subnet('Subnet', '10.1.0.0/24')),
    good: template(vpc(), subnet('Subnet', '10.0.255.0/24')),
  },
  {
    rule: 'subnet-outside-vpc',
    title: 'a subnet larger than its VPC',
    bad: template(vpc(), subnet('Subnet', '10.0.0.0/15')),
    good: template(vpc(), subnet('Subnet', '10.1.0.0/24'), {
      More: { Type: 'AWS::EC2::VPCCidrBlock', Properties: { VpcId: ref('Vpc'), CidrBlock: '10.1.0.0/16' } },
    }),
  },
  {
    rule: 'subnet-overlap',
    title: 'one subnet within another',
    bad: template(vpc(), subnet('Wide', '10.0.0.0/20'), subnet('Apart', '10.0.64.0/24'), subnet('Narrow', '10.0.15.0/24')),
    good: template(vpc(), subnet('Wide', '10.0.0.0/20'), subnet('Apart', '10.0.64.0/24'), subnet('Narrow', '10.0.16.0/24')),
  },
  {
    rule: 'segment-default-route',
    title: 'a segment with a way to the internet',
    bad: template(
      vpc(),
      internet,
      subnet('Subnet', '10.0.0.0/24', { Tags: tags(SEGMENT) }),
      routed('Subnet', { '0.0.0.0/0': byGateway }),
    ),
    good: template(vpc(), internet, subnet('Subnet', '10.0.0.0/24'), routed('Subnet', { '0.0.0.0/0': byGateway })),
  },
  {
    rule: 'ipv6-open-route',
    title: 'a private subnet with public IPv6',
    bad: template(vpc(), internet, subnet('Subnet', '10.0.0.0/24'), routed('Subnet', { '::/0': byGateway })),
    good: template(
      vpc(),
      internet,
      subnet('Subnet', '10.0.0.0/24'),
      routed('Subnet', { '::/0': { EgressOnlyInternetGatewayId: ref('Out') } }),
      {
        Out: { Type: 'AWS::EC2::EgressOnlyInternetGateway', Properties: { VpcId: ref('Vpc') } },
      },
    ),
  },
  {
    rule: 'dns-open',
    title: 'a closed VPC that resolves every name',
    bad: template({ Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } } }, subnet('Subnet', '10.0.0.0/24')),
    good: names(['*.amazonaws.com'], 'BLOCK'),
  },
  {
    rule: 'dns-open',
    title: 'a firewall that only alerts',
    bad: names(['*.amazonaws.com'], 'ALERT'),
    good: names(['*.amazonaws.com'], 'BLOCK'),
  },
  {
    rule: 'endpoint-without-policy',
    title: 'a gateway endpoint that lets everything through',
    bad: template(vpc(), endpoint('s3', { PolicyDocument: { Ref: 'AWS::NoValue' } })),
    good: template(vpc(), endpoint('s3')),
  },
  {
    rule: 'endpoint-without-policy',
    title: 'an interface endpoint that lets everything through',
    bad: template(vpc(), endpoint('kms', { VpcEndpointType: 'Interface', PolicyDocument: { Ref: 'AWS::NoValue' } })),
    good: template(vpc(), endpoint('email-smtp', { VpcEndpointType: 'Interface', PolicyDocument: { Ref: 'AWS::NoValue' } })),
  },
  {
    rule: 'endpoint-policy-both-ends',
    title: 'anybody’s credentials',
    bad: through('dynamodb', {}, statement({ Condition: toOurs })),
    good: through('dynamodb', {}, BOTH_ENDS),
  },
  {
    rule: 'endpoint-policy-both-ends',
    title: 'anybody’s bucket',
    bad: through('s3', {}, statement({ Condition: byOurs })),
    good: through('s3', {}, statement({ Condition: byOurs, Action: 's3:GetObject', Resource: 'arn:aws:s3:::our-bucket/*' })),
  },
  {
    rule: 'endpoint-policy-both-ends',
    title: 'bearer calls to anybody’s API',
    bad: through('execute-api', { VpcEndpointType: 'Interface' }, statement({ Action: 'execute-api:Invoke' })),
    good: through(
      'execute-api',
      { VpcEndpointType: 'Interface' },
      statement({ Action: 'execute-api:Invoke', Resource: `arn:aws:execute-api:eu-central-1:${ACCOUNT}:*` }),
    ),
  },
  {
    rule: 'endpoint-policy-both-ends',
    title: 'an account by name, on a gateway endpoint',
    bad: through('s3', {}, statement({ ...named(iam('root')), Condition: toOurs })),
    good: through(
      's3',
      {},
      statement({ Action: 's3:GetObject', Resource: 'arn:aws:s3:::prod-eu-central-1-starport-layer-bucket/*' }),
      statement({ Action: 's3:GetObject', Condition: toOurs }),
    ),
  },
  {
    rule: 'endpoint-policy-both-ends',
    title: 'a denial of others that names no resource',
    bad: through('kms', { VpcEndpointType: 'Interface' }, statement({}), {
      ...statement({ Effect: 'Deny' }),
      Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-ours' } },
    }),
    good: through(
      'kms',
      { VpcEndpointType: 'Interface' },
      statement({}),
      { ...statement({ Effect: 'Deny' }), Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-ours' } } },
      { ...statement({ Effect: 'Deny' }), Condition: { StringNotEqualsIfExists: { 'aws:ResourceOrgID': 'o-ours' } } },
    ),
  },
  ...SEGMENT_FLOWS,
  ...DATA_REACHABLE_FROM_INTERNET,
];
