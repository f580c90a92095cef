// Ways through gateways: each good row has a bad twin in which one thing is missing.
import type { End } from '../../../../lib/proof/reachability';
import {
  APP,
  anywhere,
  att,
  type Changes,
  DATA,
  ec2,
  entry,
  group,
  INTERNET,
  inAcl,
  inTable,
  met,
  NO_WAY_OUT,
  networkOf,
  ref,
  route,
  rule,
  said,
  service,
  subnet,
  subnetEnd,
  table,
  tcp,
  WEB,
} from './worlds';

type Row = [title: string, changes: Changes, from: End, to: End, port: number, expected: string];
const asked = (changes: Changes, from: End, to: End, port: number) => said(networkOf(changes).reach(from, to, tcp(port)));

describe('within a VPC', () => {
  test.each<Row>([
    ['1 good: a member of the group', {}, APP, DATA, 5432, 'reachable'],
    ['1 bad: at another port', {}, APP, DATA, 5433, 'blocked by security group DataGroup'],
    ['2 bad: back', {}, DATA, APP, 443, 'blocked by security group DataGroup'],
    ['3 bad: in without a rule', {}, WEB, APP, 443, 'blocked by security group AppGroup'],
    [
      '2 good: several groups add up',
      {},
      APP,
      { ...DATA, securityGroupIds: ['net/PublicGroup', 'net/DataGroup'] } as End,
      5432,
      'reachable',
    ],
    [
      '3 good: of the source too',
      {},
      { ...APP, securityGroupIds: ['net/DataGroup', 'net/AppGroup'] } as End,
      DATA,
      5432,
      'reachable',
    ],
    [
      '4 bad: of groups that let nothing out',
      {},
      { ...APP, securityGroupIds: ['net/DataGroup', 'net/DataGroup'] } as End,
      DATA,
      5432,
      'blocked by security group DataGroup',
    ],
    ['4 good: subnet to subnet by addresses', {}, subnetEnd('App'), subnetEnd('Data'), 5432, 'reachable'],
    ['5: members of groups in a subnet', {}, subnetEnd('App'), DATA, 5432, 'unknown: security groups in 10.0.1.4'],
    ['6: a group that the templates only name', {}, { ...APP, securityGroupIds: ['sg-1'] } as End, DATA, 5432, 'unknown: sg-1'],
    ['7: no group at all', {}, { ...APP, securityGroupIds: [] } as End, DATA, 5433, 'blocked by security group DataGroup'],
    ['8: a subnet that the templates only name', {}, { ...APP, subnetIds: ['subnet-1'] } as End, DATA, 5432, 'unknown: subnet-1'],
    ['5 good: one of two subnets is enough', {}, { ...APP, subnetIds: ['subnet-1', 'net/App'] } as End, DATA, 5432, 'reachable'],
    [
      '9: a subnet that may not be there',
      { App: { ...subnet('10.0.1.0/24'), Condition: 'Perhaps' } },
      APP,
      DATA,
      5432,
      'unknown: the condition of net/App',
    ],
    [
      '6 good: blocks given at deployment',
      {
        Vpc: ec2('VPC', { CidrBlock: ref('Later') }),
        App: subnet(ref('Later')),
        Data: subnet({ 'Fn::Select': [0, { 'Fn::Cidr': [ref('Later'), 4, '8'] }] }),
      },
      APP,
      DATA,
      5432,
      'reachable',
    ],
    [
      '10: and a rule about numbers',
      { App: subnet(ref('Later')), DataGroup: group([rule(5432, { CidrIp: '10.0.1.0/24' })], [NO_WAY_OUT]) },
      APP,
      DATA,
      5432,
      'unknown: an address of net/App',
    ],
    [
      '7 good: and a rule about the same block',
      { App: subnet(ref('Later')), DataGroup: group([rule(5432, { CidrIp: att('App', 'CidrBlock') })], [NO_WAY_OUT]) },
      APP,
      DATA,
      5432,
      'reachable',
    ],
    [
      '5 bad: and a rule about a sibling',
      {
        App: subnet(ref('Later')),
        Data: subnet({ 'Fn::Sub': 'x' }),
        DataGroup: group([rule(5432, { CidrIp: ref('Later') })], [NO_WAY_OUT]),
      },
      subnetEnd('Public'),
      DATA,
      5432,
      'blocked by subnet Data',
    ],
    [
      '6 bad: a denial before an open doubt',
      {
        DataGroup: group([rule(5432, { CidrIp: ref('Later') })], [NO_WAY_OUT]),
        Acl: ec2('NetworkAcl', {}),
        InAcl: inAcl('Data', 'Acl'),
      },
      APP,
      DATA,
      5432,
      'blocked by network ACL Acl',
    ],
    [
      '8 good: a second block of the VPC',
      { More: ec2('VPCCidrBlock', { VpcId: ref('Vpc'), CidrBlock: '10.1.0.0/16' }), Data: subnet('10.1.2.0/24') },
      APP,
      DATA,
      5432,
      'reachable',
    ],
    [
      '9 good: a route given at deployment cannot lead out of the VPC',
      { R: ec2('Route', { RouteTableId: ref('AppTable'), DestinationCidrBlock: ref('Later'), GatewayId: ref('Gateway') }) },
      APP,
      DATA,
      5432,
      'reachable',
    ],
    [
      '11: it can lead through a NAT gateway',
      { R: ec2('Route', { RouteTableId: ref('AppTable'), DestinationCidrBlock: ref('Later'), NatGatewayId: ref('Nat') }) },
      APP,
      DATA,
      5432,
      'unknown: <parameter net/Later>',
    ],
    [
      '10 good: a route wider than a VPC whose block is not known',
      { Vpc: ec2('VPC', { CidrBlock: ref('Later') }), R: route('AppTable', '10.0.0.0/8', { NatGatewayId: ref('Nat') }) },
      APP,
      DATA,
      5432,
      'reachable',
    ],
    [
      '12: which of two blocks of the VPC a subnet lies in',
      {
        Vpc: ec2('VPC', { CidrBlock: ref('Later') }),
        More: ec2('VPCCidrBlock', { VpcId: ref('Vpc'), CidrBlock: { 'Fn::Select': [0, ref('Later')] } }),
        App: subnet({ 'Fn::Select': [1, ref('Later')] }),
        DataGroup: group([rule(5432, { CidrIp: ref('Later') })], [NO_WAY_OUT]),
      },
      APP,
      DATA,
      5432,
      'unknown: <parameter net/Later>',
    ],
  ])('%s', (_title, changes, from, to, port, expected) => expect(asked(changes, from, to, port)).toBe(expected));
});

describe('to the internet', () => {
  const noDefault: Changes = { AppDefault: null };
  const targetOf = (target: object, Condition?: string): Changes => ({
    AppDefault: route('AppTable', '0.0.0.0/0', target, Condition),
  });
  const card: End = { ...APP, publicAddress: true } as End;

  test.each<Row>([
    ['1 good: by NAT', {}, APP, INTERNET, 443, 'reachable'],
    ['1 bad: without a route', noDefault, APP, INTERNET, 443, 'blocked by route table AppTable'],
    [
      '2 bad: without an association',
      { AppInTable: null },
      APP,
      INTERNET,
      443,
      'blocked by route table the main route table of net/Vpc',
    ],
    [
      '3 bad: the subnet of the NAT has no way on',
      { PublicDefault: null },
      APP,
      INTERNET,
      443,
      'blocked by route table PublicTable',
    ],
    [
      '4 bad: a private NAT',
      { Nat: ec2('NatGateway', { SubnetId: ref('Public'), ConnectivityType: 'private' }) },
      APP,
      INTERNET,
      443,
      'blocked by NAT gateway Nat',
    ],
    [
      '5 bad: a NAT that is a way to itself',
      { PublicDefault: route('PublicTable', '0.0.0.0/0', { NatGatewayId: ref('Nat') }) },
      APP,
      INTERNET,
      443,
      'blocked by NAT gateway Nat',
    ],
    [
      '6 bad: the ACL of the NAT lets nothing in',
      { Acl: ec2('NetworkAcl', {}), InAcl: inAcl('Public', 'Acl'), Out: entry(ref('Acl'), 1, true, 'allow') },
      APP,
      INTERNET,
      443,
      'blocked by network ACL Acl',
    ],
    [
      '2 good: an ACL of the NAT that is open',
      {
        Acl: ec2('NetworkAcl', {}),
        InAcl: inAcl('Public', 'Acl'),
        Out: entry(ref('Acl'), 1, true, 'allow'),
        In: entry(ref('Acl'), 1, false, 'allow'),
      },
      APP,
      INTERNET,
      443,
      'reachable',
    ],
    [
      '7 bad: a target that is not there',
      targetOf({ NatGatewayId: ref('Gone') }),
      APP,
      INTERNET,
      443,
      'blocked by route table AppTable',
    ],
    ['8 bad: no target', targetOf({}), APP, INTERNET, 443, 'blocked by route table AppTable'],
    [
      '9 bad: an internet gateway, and no public address',
      targetOf({ GatewayId: ref('Gateway') }),
      APP,
      INTERNET,
      443,
      'blocked by internet gateway Gateway',
    ],
    ['3 good: and a public address', targetOf({ GatewayId: ref('Gateway') }), card, INTERNET, 443, 'reachable'],
    [
      '10 bad: a gateway that is not attached',
      { ...targetOf({ GatewayId: ref('Gateway') }), Attachment: null },
      card,
      INTERNET,
      443,
      'blocked by route table AppTable',
    ],
    [
      '11 bad: nothing out of the group',
      { AppGroup: group([], [NO_WAY_OUT]) },
      APP,
      INTERNET,
      443,
      'blocked by security group AppGroup',
    ],
    ['4 good: of a subnet that gives public addresses', {}, subnetEnd('Public'), INTERNET, 443, 'reachable'],
    [
      '12 bad: of one that does not',
      { Public: subnet('10.0.3.0/24') },
      subnetEnd('Public'),
      INTERNET,
      443,
      'blocked by internet gateway Gateway',
    ],
    [
      '13: of one that may',
      { Public: subnet('10.0.3.0/24', { MapPublicIpOnLaunch: ref('Later') }) },
      subnetEnd('Public'),
      INTERNET,
      443,
      'unknown: <parameter net/Later>',
    ],
    ['14: a transit gateway', targetOf({ TransitGatewayId: ref('Hub') }), APP, INTERNET, 443, 'blocked by route table AppTable'],
    [
      '15: a transit gateway of the template',
      { ...targetOf({ TransitGatewayId: ref('Hub') }), Hub: ec2('TransitGateway', {}) },
      APP,
      INTERNET,
      443,
      'unknown: net/Hub',
    ],
    ['16: a target from elsewhere', targetOf({ NatGatewayId: 'nat-1' }), APP, INTERNET, 443, 'unknown: nat-1'],
    [
      '17: a target given at deployment',
      targetOf({ NatGatewayId: ref('Later') }),
      APP,
      INTERNET,
      443,
      'unknown: parameter net/Later',
    ],
    [
      '18: a route that may not be there',
      targetOf({ NatGatewayId: ref('Nat') }, 'Perhaps'),
      APP,
      INTERNET,
      443,
      'unknown: the condition of net/AppDefault',
    ],
    [
      '19: a route of whatever table',
      {
        ...noDefault,
        R: ec2('Route', { RouteTableId: ref('Later'), ...{ DestinationCidrBlock: '0.0.0.0/0' }, NatGatewayId: ref('Nat') }),
      },
      APP,
      INTERNET,
      443,
      'unknown: <parameter net/Later>',
    ],
    [
      '20: a destination given at deployment',
      {
        ...noDefault,
        R: ec2('Route', { RouteTableId: ref('AppTable'), DestinationCidrBlock: ref('Later'), NatGatewayId: ref('Nat') }),
      },
      APP,
      INTERNET,
      443,
      'unknown: <parameter net/Later>',
    ],
    [
      '21: a table that the templates only name',
      { AppInTable: ec2('SubnetRouteTableAssociation', { SubnetId: ref('App'), RouteTableId: 'rtb-1' }) },
      APP,
      INTERNET,
      443,
      'unknown: rtb-1',
    ],
    [
      '5 good: a part of the internet alone',
      { AppDefault: route('AppTable', '203.0.113.0/24', { NatGatewayId: ref('Nat') }) },
      APP,
      INTERNET,
      443,
      'reachable',
    ],
    [
      '22 bad: and not the rest',
      { AppDefault: route('AppTable', '203.0.113.0/24', { NatGatewayId: ref('Nat') }) },
      APP,
      { kind: 'internet', address: '198.51.100.1' },
      443,
      'blocked by route table AppTable',
    ],
    [
      '23 bad: the longer prefix decides',
      { Hole: route('AppTable', '198.51.100.0/24', { NatGatewayId: ref('Gone') }) },
      APP,
      { kind: 'internet', address: '198.51.100.1' },
      443,
      'blocked by route table AppTable',
    ],
    [
      '6 good: beside it the default',
      { Hole: route('AppTable', '198.51.100.0/24', { NatGatewayId: ref('Gone') }) },
      APP,
      { kind: 'internet', address: '198.51.101.1' },
      443,
      'reachable',
    ],
    [
      '7 good: a prefix list of the template',
      {
        ...noDefault,
        List: ec2('PrefixList', { Entries: [{ Cidr: '203.0.113.0/24' }] }),
        R: ec2('Route', {
          RouteTableId: ref('AppTable'),
          DestinationPrefixListId: att('List', 'PrefixListId'),
          NatGatewayId: ref('Nat'),
        }),
      },
      APP,
      INTERNET,
      443,
      'reachable',
    ],
  ])('%s', (_title, changes, from, to, port, expected) => expect(asked(changes, from, to, port)).toBe(expected));

  test('NAT passes no other protocols', () => {
    expect(said(networkOf().reach(APP, INTERNET, { protocol: 47 }))).toBe('blocked by NAT gateway Nat');
    expect(said(networkOf().reach(APP, INTERNET, { protocol: 'icmp' }))).toBe('reachable');
  });
});

describe('from the internet', () => {
  test.each<Row>([
    ['1 good: a public address behind the gateway', {}, INTERNET, WEB, 443, 'reachable'],
    ['1 bad: at another port', {}, INTERNET, WEB, 22, 'blocked by security group PublicGroup'],
    ['2 bad: without a public address', {}, INTERNET, { ...WEB, publicAddress: false } as End, 443, 'blocked by interface web'],
    [
      '3 bad: behind NAT',
      { AppGroup: group([rule(443, anywhere)]) },
      INTERNET,
      { ...APP, publicAddress: true } as End,
      443,
      'blocked by NAT gateway Nat',
    ],
    ['4 bad: without a gateway', { Attachment: null }, INTERNET, WEB, 443, 'blocked by VPC Vpc'],
    ['5 bad: without a route for answers', { PublicDefault: null }, INTERNET, WEB, 443, 'blocked by route table PublicTable'],
    [
      '6 bad: no way out for answers at the ACL',
      { Acl: ec2('NetworkAcl', {}), InAcl: inAcl('Public', 'Acl'), In: entry(ref('Acl'), 1, false, 'allow') },
      INTERNET,
      WEB,
      443,
      'blocked by network ACL Acl',
    ],
    [
      '2 good: from a part of the internet',
      { PublicGroup: group([rule(443, { CidrIp: '203.0.113.0/24' })]) },
      INTERNET,
      WEB,
      443,
      'reachable',
    ],
    [
      '7 bad: from another',
      { PublicGroup: group([rule(443, { CidrIp: '203.0.113.0/24' })]) },
      { kind: 'internet', address: '198.51.100.1' },
      WEB,
      443,
      'blocked by security group PublicGroup',
    ],
    [
      '8 bad: from a private block only',
      { PublicGroup: group([rule(443, { CidrIp: '10.0.0.0/8' })]) },
      INTERNET,
      WEB,
      443,
      'blocked by security group PublicGroup',
    ],
    [
      '3 good: from a block that begins with private addresses',
      { PublicGroup: group([rule(443, { CidrIp: '10.0.0.0/7' })]) },
      INTERNET,
      WEB,
      443,
      'reachable',
    ],
    [
      '9: an address that may be public',
      {},
      INTERNET,
      { ...WEB, publicAddress: { symbol: 'later' } } as End,
      443,
      'unknown: later',
    ],
    [
      '10: an attachment that may not be there',
      { Attachment: ec2('VPCGatewayAttachment', { VpcId: ref('Vpc'), InternetGatewayId: ref('Gateway') }, 'Perhaps') },
      INTERNET,
      WEB,
      443,
      'unknown: the condition of net/Attachment',
    ],
    [
      '11 bad: out by the public address and in again, where the group asks for members',
      { PublicGroup: group([rule(443, { SourceSecurityGroupId: ref('DataGroup') })]) },
      APP,
      WEB,
      443,
      'blocked by security group PublicGroup',
    ],
    ['4 good: nothing of ours lies between', {}, INTERNET, service('s3'), 443, 'reachable'],
  ])('%s', (_title, changes, from, to, port, expected) => expect(asked(changes, from, to, port)).toBe(expected));
});

describe('to a service', () => {
  const GATEWAY = ec2('VPCEndpoint', {
    VpcId: ref('Vpc'),
    ServiceName: { 'Fn::Join': ['', ['com.amazonaws.', ref('AWS::Region'), '.s3']] },
    RouteTableIds: [ref('AppTable')],
  });
  const interfaceTo = (name: unknown, more: object = {}) =>
    ec2('VPCEndpoint', {
      VpcId: ref('Vpc'),
      VpcEndpointType: 'Interface',
      ServiceName: name,
      SubnetIds: [ref('Data')],
      SecurityGroupIds: [ref('EndpointGroup')],
      PrivateDnsEnabled: true,
      ...more,
    });
  const KMS = 'com.amazonaws.eu-central-1.kms';
  const closed: Changes = { AppDefault: null, EndpointGroup: group([rule(443, { CidrIp: '10.0.1.0/24' })], [NO_WAY_OUT]) };

  test.each<Row>([
    ['1 good: a gateway endpoint in the table', { ...closed, E: GATEWAY }, APP, service('s3'), 443, 'reachable'],
    ['1 bad: of another service', { ...closed, E: GATEWAY }, APP, service('dynamodb'), 443, 'blocked by route table AppTable'],
    [
      '2 bad: in another table',
      { ...closed, E: ec2('VPCEndpoint', { ...GATEWAY.Properties, RouteTableIds: [ref('PublicTable')] }) },
      APP,
      service('s3'),
      443,
      'blocked by route table AppTable',
    ],
    ['3 bad: it is no way to the internet', { ...closed, E: GATEWAY }, APP, INTERNET, 443, 'blocked by route table AppTable'],
    [
      '4 bad: the ACL of the subnet, for public addresses',
      {
        ...closed,
        E: GATEWAY,
        Acl: ec2('NetworkAcl', {}),
        InAcl: inAcl('App', 'Acl'),
        A: entry(ref('Acl'), 1, true, 'allow', { CidrBlock: '10.0.0.0/8' }),
        B: entry(ref('Acl'), 1, false, 'allow'),
      },
      APP,
      service('s3'),
      443,
      'blocked by network ACL Acl',
    ],
    ['2 good: with the internet, by it', {}, APP, service('s3'), 443, 'reachable'],
    ['3 good: an interface endpoint', { ...closed, E: interfaceTo(KMS) }, APP, service('kms'), 443, 'reachable'],
    [
      '5 bad: its group',
      { ...closed, EndpointGroup: group([], [NO_WAY_OUT]), E: interfaceTo(KMS) },
      APP,
      service('kms'),
      443,
      'blocked by security group EndpointGroup',
    ],
    [
      '6 bad: its default group',
      { ...closed, E: interfaceTo(KMS, { SecurityGroupIds: [] }) },
      APP,
      service('kms'),
      443,
      'blocked by security group Vpc.DefaultSecurityGroup',
    ],
    [
      '4 good: without private DNS, by its own names',
      { ...closed, E: interfaceTo(KMS, { PrivateDnsEnabled: false }) },
      APP,
      service('kms'),
      443,
      'reachable',
    ],
    [
      '7 bad: at another port',
      { ...closed, E: interfaceTo(KMS) },
      APP,
      service('kms'),
      80,
      'blocked by security group EndpointGroup',
    ],
    [
      '8: whatever service',
      { ...closed, E: interfaceTo(ref('Later')) },
      APP,
      service('kms'),
      443,
      'unknown: <parameter net/Later>',
    ],
    [
      '9: an endpoint that may not be there',
      { ...closed, E: { ...interfaceTo(KMS), Condition: 'Perhaps' } },
      APP,
      service('kms'),
      443,
      'unknown: the condition of net/E',
    ],
    [
      '10: a gateway endpoint of whatever table',
      { ...closed, E: ec2('VPCEndpoint', { ...GATEWAY.Properties, RouteTableIds: [ref('Later')] }) },
      APP,
      service('s3'),
      443,
      'unknown: <parameter net/Later>',
    ],
    [
      '5 good: ecr.dkr',
      { ...closed, E: interfaceTo('com.amazonaws.eu-central-1.ecr.dkr') },
      APP,
      service('ecr.dkr'),
      443,
      'reachable',
    ],
    [
      '11 bad: a service opens no connection to what has no public address',
      {},
      service('s3'),
      APP,
      443,
      'blocked by interface app',
    ],
  ])('%s', (_title, changes, from, to, port, expected) => expect(asked(changes, from, to, port)).toBe(expected));

  test('the path names the endpoint, and how the name leads there', () => {
    const path = (more: object) => networkOf({ ...closed, E: interfaceTo(KMS, more) }).reach(APP, service('kms'), tcp(443));

    expect(path({})).toMatchObject({
      path: expect.arrayContaining([{ kind: 'VPC endpoint', id: 'net/E', detail: 'through private DNS' }]),
    });
    expect(path({ PrivateDnsEnabled: false })).toMatchObject({
      path: expect.arrayContaining([expect.objectContaining({ id: 'net/E', detail: expect.stringContaining('own names') })]),
    });
    expect(met(networkOf({ ...closed, E: GATEWAY }).reach(APP, service('s3'), tcp(443)))).toBe(
      'security group AppGroup, route table AppTable, network ACL Vpc.DefaultNetworkAcl, VPC endpoint E, service s3',
    );
  });
});

describe('between VPCs', () => {
  const peering = (id: string, other: string) => ({
    [id]: ec2('VPCPeeringConnection', { VpcId: ref('Vpc'), PeerVpcId: other.startsWith('vpc-') ? other : ref(other) }),
  });
  const PEERED: Changes = {
    Other: ec2('VPC', { CidrBlock: '10.5.0.0/16' }),
    Far: subnet('10.5.1.0/24', { VpcId: ref('Other') }),
    FarTable: table('Other'),
    FarInTable: inTable('Far', 'FarTable'),
    FarGroup: group([rule(443, { SourceSecurityGroupId: ref('AppGroup') })], undefined, 'Other'),
    ...peering('Peering', 'Other'),
    There: route('AppTable', '10.5.0.0/16', { VpcPeeringConnectionId: ref('Peering') }),
    Back: route('FarTable', '10.0.0.0/16', { VpcPeeringConnectionId: ref('Peering') }),
  };
  const FAR: End = { kind: 'eni', id: 'far', subnetIds: ['net/Far'], securityGroupIds: ['net/FarGroup'] };

  test.each<Row>([
    ['1 good: routes both ways', PEERED, APP, FAR, 443, 'reachable'],
    ['1 bad: no route back', { ...PEERED, Back: null }, APP, FAR, 443, 'blocked by route table FarTable'],
    ['2 bad: no route there, and NAT knows no private address', { ...PEERED, There: null }, APP, FAR, 443, 'blocked by VPC Vpc'],
    ['3 bad: no peering', { ...PEERED, Peering: null }, APP, FAR, 443, 'blocked by route table AppTable'],
    ['4 bad: the group of the other', PEERED, APP, FAR, 80, 'blocked by security group FarGroup'],
    [
      '5 bad: a peering with a third VPC leads no further',
      { ...PEERED, Third: ec2('VPC', { CidrBlock: '10.6.0.0/16' }), ...peering('Peering', 'Third') },
      APP,
      FAR,
      443,
      'blocked by VPC peering Peering',
    ],
    [
      '6 bad: nor to the internet',
      { ...PEERED, AppDefault: route('AppTable', '0.0.0.0/0', { VpcPeeringConnectionId: ref('Peering') }) },
      APP,
      INTERNET,
      443,
      'blocked by VPC peering Peering',
    ],
    [
      '7: a peer given at deployment',
      { ...PEERED, Peering: ec2('VPCPeeringConnection', { VpcId: ref('Vpc'), PeerVpcId: ref('Later') }) },
      APP,
      FAR,
      443,
      'unknown: parameter net/Later',
    ],
    [
      '8: a transit gateway',
      { ...PEERED, Hub: ec2('TransitGateway', {}), There: route('AppTable', '10.5.0.0/16', { TransitGatewayId: ref('Hub') }) },
      APP,
      FAR,
      443,
      'unknown: net/Hub',
    ],
    [
      '8 bad: the same address in both stays at home',
      { ...PEERED, Other: ec2('VPC', { CidrBlock: '10.0.0.0/16' }), Far: subnet('10.0.9.0/24', { VpcId: ref('Other') }) },
      APP,
      FAR,
      443,
      'blocked by VPC Vpc',
    ],
    [
      '2 good: GetAtt of the other block',
      {
        ...PEERED,
        There: ec2('Route', {
          RouteTableId: ref('AppTable'),
          DestinationCidrBlock: att('Other', 'CidrBlock'),
          VpcPeeringConnectionId: ref('Peering'),
        }),
      },
      APP,
      FAR,
      443,
      'reachable',
    ],
  ])('%s', (_title, changes, from, to, port, expected) => expect(asked(changes, from, to, port)).toBe(expected));
});

describe('through a firewall', () => {
  const endpoint = { 'Fn::Select': [1, { 'Fn::Split': [':', { 'Fn::Select': [0, att('Wall', 'EndpointIds')] }] }] };
  const toWall = (tableId: string, to: string) => route(tableId, to, { VpcEndpointId: endpoint });
  // Public ⇄ firewall ⇄ internet gateway, the distributed model of Network Firewall's Developer Guide.
  const WALLED: Changes = {
    Wall: {
      Type: 'AWS::NetworkFirewall::Firewall',
      Properties: { VpcId: ref('Vpc'), SubnetMappings: [{ SubnetId: ref('WallSubnet') }] },
    },
    WallSubnet: subnet('10.0.9.0/28'),
    WallTable: table(),
    WallInTable: inTable('WallSubnet', 'WallTable'),
    WallDefault: route('WallTable', '0.0.0.0/0', { GatewayId: ref('Gateway') }),
    PublicDefault: toWall('PublicTable', '0.0.0.0/0'),
    EdgeTable: table(),
    EdgeInTable: ec2('GatewayRouteTableAssociation', { GatewayId: ref('Gateway'), RouteTableId: ref('EdgeTable') }),
    EdgeBack: toWall('EdgeTable', '10.0.3.0/24'),
  };
  const APPLIANCE = {
    ...WALLED,
    Wall: ec2('VPCEndpoint', {
      VpcId: ref('Vpc'),
      VpcEndpointType: 'GatewayLoadBalancer',
      ServiceName: 'com.amazonaws.vpce.eu-central-1.vpce-svc-1',
      SubnetIds: [ref('WallSubnet')],
    }),
  };
  const byRef = (tableId: string, to: string) => route(tableId, to, { VpcEndpointId: ref('Wall') });

  test.each<Row>([
    ['1 good: both ways, out', WALLED, WEB, INTERNET, 443, 'reachable'],
    ['2 good: both ways, in', WALLED, INTERNET, WEB, 443, 'reachable'],
    ['1 bad: answers come back beside it', { ...WALLED, EdgeBack: null }, WEB, INTERNET, 443, 'blocked by firewall Wall'],
    ['2 bad: without the table of the gateway', { ...WALLED, EdgeInTable: null }, WEB, INTERNET, 443, 'blocked by firewall Wall'],
    ['3 bad: connections come in beside it', { ...WALLED, EdgeBack: null }, INTERNET, WEB, 443, 'blocked by firewall Wall'],
    [
      '4 bad: answers go out beside it',
      { ...WALLED, PublicDefault: route('PublicTable', '0.0.0.0/0', { GatewayId: ref('Gateway') }) },
      INTERNET,
      WEB,
      443,
      'blocked by firewall Wall',
    ],
    ['5 bad: no way on', { ...WALLED, WallDefault: null }, WEB, INTERNET, 443, 'blocked by route table WallTable'],
    [
      '6 bad: a loop',
      { ...WALLED, WallDefault: toWall('WallTable', '0.0.0.0/0') },
      WEB,
      INTERNET,
      443,
      'blocked by firewall Wall',
    ],
    [
      '7 bad: the ACL of its subnet',
      { ...WALLED, Acl: ec2('NetworkAcl', {}), InAcl: inAcl('WallSubnet', 'Acl') },
      WEB,
      INTERNET,
      443,
      'blocked by network ACL Acl',
    ],
    ['3 good: from NAT through it', WALLED, APP, INTERNET, 443, 'reachable'],
    [
      '4 good: a Gateway Load Balancer endpoint',
      { ...APPLIANCE, PublicDefault: byRef('PublicTable', '0.0.0.0/0'), EdgeBack: byRef('EdgeTable', '10.0.3.0/24') },
      WEB,
      INTERNET,
      443,
      'reachable',
    ],
    [
      '8: a firewall in a subnet from elsewhere',
      { ...WALLED, Wall: { Type: 'AWS::NetworkFirewall::Firewall', Properties: { SubnetMappings: [{ SubnetId: 'subnet-1' }] } } },
      WEB,
      INTERNET,
      443,
      'unknown: net/Wall',
    ],
    [
      '5 good: between subnets, both ways',
      { ...WALLED, There: toWall('AppTable', '10.0.3.0/24'), Back: toWall('PublicTable', '10.0.1.0/24') },
      APP,
      WEB,
      443,
      'reachable',
    ],
    [
      '9 bad: between subnets, one way',
      { ...WALLED, There: toWall('AppTable', '10.0.3.0/24') },
      APP,
      { ...WEB, publicAddress: false } as End,
      443,
      'blocked by firewall Wall',
    ],
  ])('%s', (_title, changes, from, to, port, expected) => expect(asked(changes, from, to, port)).toBe(expected));

  test('is a hop on the path', () => {
    expect(met(networkOf(WALLED).reach(WEB, INTERNET, tcp(443)))).toContain('firewall Wall, route table WallTable');
  });
});

describe('over IPv6', () => {
  const six = { 'Fn::Select': [0, att('Vpc', 'Ipv6CidrBlocks')] };
  const part = (index: number) => ({ 'Fn::Select': [index, { 'Fn::Cidr': [six, 4, '64'] }] });
  const DUAL: Changes = {
    Six: ec2('VPCCidrBlock', { VpcId: ref('Vpc'), AmazonProvidedIpv6CidrBlock: true }),
    App: subnet('10.0.1.0/24', { Ipv6CidrBlock: part(0) }),
    Data: subnet('10.0.2.0/24', { Ipv6CidrBlock: part(1) }),
    Public: subnet('10.0.3.0/24', { Ipv6CidrBlock: part(2) }),
    Out: ec2('EgressOnlyInternetGateway', { VpcId: ref('Vpc') }),
    AppSix: route('AppTable', '::/0', { EgressOnlyInternetGatewayId: att('Out', 'Id') }),
    PublicSix: route('PublicTable', '::/0', { GatewayId: ref('Gateway') }),
    PublicGroup: group([rule(443, { CidrIpv6: '::/0' })]),
  };
  const ask = (changes: Changes, from: End, to: End, port = 443) =>
    said(networkOf(changes).reach(from, to, { ...tcp(port), family: 6 }));

  test.each<Row>([
    ['1 good: within the VPC, by groups', DUAL, APP, DATA, 5432, 'reachable'],
    ['1 bad: at another port', DUAL, APP, DATA, 5433, 'blocked by security group DataGroup'],
    ['2 bad: subnets without IPv6', {}, APP, DATA, 5432, 'blocked by subnet App'],
    ['2 good: out by an egress-only gateway', DUAL, APP, INTERNET, 443, 'reachable'],
    [
      '3 bad: not in by it',
      { ...DUAL, AppGroup: group([rule(443, { CidrIpv6: '::/0' })]) },
      INTERNET,
      APP,
      443,
      'blocked by egress-only internet gateway Out',
    ],
    [
      '3 good: in by the internet gateway: every address is public',
      DUAL,
      INTERNET,
      { ...WEB, publicAddress: false } as End,
      443,
      'reachable',
    ],
    [
      '4 bad: by rules for IPv4',
      { ...DUAL, PublicGroup: group([rule(443, anywhere)]) },
      INTERNET,
      WEB,
      443,
      'blocked by security group PublicGroup',
    ],
    ['5 bad: a route for IPv4 alone', { ...DUAL, PublicSix: null }, INTERNET, WEB, 443, 'blocked by route table PublicTable'],
    [
      '4 good: a rule about the same part',
      { ...DUAL, DataGroup: group([rule(5432, { CidrIpv6: part(0) })], [NO_WAY_OUT]) },
      APP,
      DATA,
      5432,
      'reachable',
    ],
    [
      '6 bad: a rule about another',
      { ...DUAL, DataGroup: group([rule(5432, { CidrIpv6: part(2) })], [NO_WAY_OUT]) },
      APP,
      DATA,
      5432,
      'blocked by security group DataGroup',
    ],
    [
      '7: a rule about numbers',
      { ...DUAL, DataGroup: group([rule(5432, { CidrIpv6: '2001:db8::/32' })], [NO_WAY_OUT]) },
      APP,
      DATA,
      5432,
      'unknown: an address of net/App',
    ],
    [
      '8: NAT64',
      { ...DUAL, AppSix: route('AppTable', '64:ff9b::/96', { NatGatewayId: ref('Nat') }) },
      APP,
      { kind: 'internet', address: '64:ff9b::808:808' },
      443,
      'unknown: net/Nat',
    ],
    [
      '5 good: blocks that are known',
      {
        ...DUAL,
        App: subnet('10.0.1.0/24', { Ipv6CidrBlock: '2001:db8:0:1::/64' }),
        DataGroup: group([rule(5432, { CidrIpv6: '2001:db8::/48' })], [NO_WAY_OUT]),
      },
      APP,
      DATA,
      5432,
      'reachable',
    ],
  ])('%s', (_title, changes, from, to, port, expected) => expect(ask(changes, from, to, port)).toBe(expected));
});

test('the path is what a packet and its answer meet', () => {
  expect(met(networkOf().reach(APP, INTERNET, tcp(443)))).toBe(
    'security group AppGroup, route table AppTable, network ACL Vpc.DefaultNetworkAcl, NAT gateway Nat, route table PublicTable, ' +
      'internet gateway Gateway, internet 198.51.100.7',
  );
});

describe('a question that cannot be answered is refused', () => {
  const ask = (from: End, to: End, question: object) => () => networkOf().reach(from, to, question as never);

  test.each<[string, () => unknown, RegExp]>([
    ['a protocol that is none', ask(APP, DATA, { protocol: 'tpc', port: 1 }), /protocol tpc, expected tcp, udp/],
    ['every protocol at once', ask(APP, DATA, { protocol: -1 }), /protocol -1, expected/],
    ['no port', ask(APP, DATA, { protocol: 'tcp' }), /port undefined of tcp, expected an integer/],
    ['a port that is none', ask(APP, DATA, tcp(65_536)), /port 65536/],
    ['icmpv6 over IPv4', ask(APP, DATA, { protocol: 'icmpv6' }), /icmpv6 over IPv4, expected/],
    [
      'an address outside of the subnet',
      ask(subnetEnd('App', '10.0.2.1'), DATA, tcp(1)),
      /address 10.0.2.1, expected one in net\/App/,
    ],
    ['an address that is none', ask(subnetEnd('App', '10.0.1'), DATA, tcp(1)), /address 10.0.1, expected one of IPv4/],
    [
      'an address of the other family',
      ask(APP, { kind: 'internet', address: '::1' }, tcp(1)),
      /address ::1, expected one of IPv4/,
    ],
    [
      'a subnet that is not there',
      () => networkOf().routeOf('net/None', { address: '10.0.0.1' }),
      /there is no subnet net\/None/,
    ],
    ['a VPC that is not there', () => networkOf().resolves('net/None', 'a.test'), /there is no VPC net\/None/],
    ['a resource that is not there', () => networkOf().endsOf('net/None'), /there is no resource net\/None/],
    ['a packet without another end', () => networkOf().routeOf('net/App', {}), /no address and no service/],
  ])('%s', (_title, act, message) => expect(act).toThrow(message));
});

test('a route can be left out, to see whether it is needed', () => {
  const network = networkOf();
  const [, written] = network.routesOf('net/App') ?? [];

  expect(written?.id).toBe('net/AppDefault');
  expect(said(network.routeOf('net/App', { address: '198.51.100.1' }).decision)).toBe('allowed');
  expect(said(network.routeOf('net/App', { address: '198.51.100.1', without: 'net/AppDefault' }).decision)).toBe(
    'blocked by route table AppTable',
  );
  expect(network.routeOf('net/App', { address: '10.0.2.9' }).target?.kind).toBe('local');
});
