// What gateways do with a connection (Amazon VPC User Guide, "NAT gateway basics", "Enable internet access using internet gateways",
// "Egress-only internet gateways", "Example routing options").
import {
  APP,
  anywhere,
  type Changes,
  ec2,
  entry,
  group,
  INTERNET,
  inAcl,
  met,
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

const acl = (...inOrOut: ('in' | 'out')[]): Changes => ({
  Acl: ec2('NetworkAcl', { VpcId: ref('Vpc') }),
  ...(inOrOut.includes('in') && { In: entry(ref('Acl'), 1, false, 'allow') }),
  ...(inOrOut.includes('out') && { Out: entry(ref('Acl'), 1, true, 'allow') }),
});
const onPublic = { InAcl: inAcl('Public', 'Acl') };
const onApp = { InAcl: inAcl('App', 'Acl') };
const NO_ACL = 'blocked by network ACL Acl';

test.each<[string, Changes, string]>([
  ['1 bad: nothing out of the subnet', { ...acl('in'), ...onPublic }, NO_ACL],
  ['2 bad: no answers into it', { ...acl('out'), ...onPublic }, NO_ACL],
  ['1 good: both', { ...acl('in', 'out'), ...onPublic }, 'reachable'],
])('out by an internet gateway, %s', (_title, changes, expected) => {
  expect(said(networkOf(changes).reach(WEB, INTERNET, tcp(443)))).toBe(expected);
});

test.each<[string, Changes, string]>([
  ['1 bad: nothing into the subnet', { ...acl('out'), ...onPublic }, NO_ACL],
  ['1 good: both', { ...acl('in', 'out'), ...onPublic }, 'reachable'],
  [
    '2: a gateway of a VPC that the templates only name',
    { Public: subnet('10.0.3.0/24', { VpcId: 'vpc-1' }) },
    'unknown: the internet gateway of vpc-1',
  ],
  [
    '3: answers leave by what the templates do not show',
    { PublicDefault: route('PublicTable', '0.0.0.0/0', { NatGatewayId: 'nat-1' }) },
    'unknown: nat-1',
  ],
  [
    '4 bad: answers leave by a peering',
    {
      PublicDefault: route('PublicTable', '0.0.0.0/0', { VpcPeeringConnectionId: ref('Peer') }),
      Peer: ec2('VPCPeeringConnection', { VpcId: ref('Vpc'), PeerVpcId: 'vpc-2' }),
    },
    'blocked by subnet Public',
  ],
])('in by an internet gateway, %s', (_title, changes, expected) => {
  expect(said(networkOf(changes).reach(INTERNET, WEB, tcp(443)))).toBe(expected);
});

test.each<[string, Changes, string]>([
  ['1 bad: no answers into the subnet behind it', { ...acl('out'), ...onApp }, NO_ACL],
  ['2 bad: nothing out of the subnet behind it', { ...acl('in'), ...onApp }, NO_ACL],
  ['3: of a subnet that the templates only name', { Nat: ec2('NatGateway', { SubnetId: 'subnet-1' }) }, 'unknown: net/Nat'],
  [
    '4: that sends on by a transit gateway',
    { PublicDefault: route('PublicTable', '0.0.0.0/0', { TransitGatewayId: ref('Hub') }), Hub: ec2('TransitGateway', {}) },
    'unknown: net/Hub',
  ],
])('out by NAT, %s', (_title, changes, expected) => {
  expect(said(networkOf(changes).reach(APP, INTERNET, tcp(443)))).toBe(expected);
});

test('NAT sends on by a gateway endpoint', () => {
  const E = ec2('VPCEndpoint', {
    VpcId: ref('Vpc'),
    ServiceName: 'com.amazonaws.eu-central-1.s3',
    RouteTableIds: [ref('PublicTable')],
  });
  const network = networkOf({ E, PublicDefault: null });
  expect(met(network.reach(APP, service('s3'), tcp(443)))).toContain('NAT gateway Nat, route table PublicTable, VPC endpoint E');
  expect(said(network.reach(APP, service('dynamodb'), tcp(443)))).toBe('blocked by route table PublicTable');
});

test('an address of the VPC is no address of the internet', () => {
  expect(said(networkOf().reach(APP, { kind: 'internet', address: '10.0.2.9' }, tcp(443)))).toBe('blocked by VPC Vpc');
});

test('an egress-only gateway, and the network ACL before it', () => {
  const six: Changes = {
    Six: ec2('VPCCidrBlock', { VpcId: ref('Vpc'), Ipv6CidrBlock: '2600:1::/56' }),
    App: subnet('10.0.1.0/24', { Ipv6CidrBlock: '2600:1:0:1::/64' }),
    Only: ec2('EgressOnlyInternetGateway', { VpcId: ref('Vpc') }),
    AppSix: route('AppTable', '::/0', { EgressOnlyInternetGatewayId: ref('Only') }),
  };
  const ask = (changes: Changes) => networkOf({ ...six, ...changes }).reach(APP, INTERNET, { ...tcp(443), family: 6 });
  const everything = { Ipv6CidrBlock: '::/0' };

  expect(met(ask({}))).toContain('egress-only internet gateway Only, internet');
  const Out = entry(ref('Acl'), 1, true, 'allow', everything);
  const In = entry(ref('Acl'), 1, false, 'allow', everything);
  expect(said(ask({ ...acl(), ...onApp, Out }))).toBe(NO_ACL);
  expect(said(ask({ ...acl(), ...onApp, In }))).toBe(NO_ACL);
  expect(said(ask({ ...acl(), ...onApp, In, Out }))).toBe('reachable');
});

test('the path in begins at the gateway, and one by a peering names it', () => {
  expect(met(networkOf().reach(INTERNET, WEB, tcp(443)))).toBe(
    'internet gateway Gateway, interface web, network ACL Vpc.DefaultNetworkAcl, security group PublicGroup, route table PublicTable',
  );
  const peered = networkOf({
    Other: ec2('VPC', { CidrBlock: '10.5.0.0/16' }),
    Far: subnet('10.5.1.0/24', { VpcId: ref('Other') }),
    FarTable: table('Other'),
    FarInTable: ec2('SubnetRouteTableAssociation', { SubnetId: ref('Far'), RouteTableId: ref('FarTable') }),
    FarGroup: group([rule(443, anywhere)], undefined, 'Other'),
    Peering: ec2('VPCPeeringConnection', { VpcId: ref('Vpc'), PeerVpcId: ref('Other') }),
    There: route('AppTable', '10.5.0.0/16', { VpcPeeringConnectionId: ref('Peering') }),
    Back: route('FarTable', '10.0.0.0/16', { VpcPeeringConnectionId: ref('Peering') }),
  });
  expect(met(peered.reach(subnetEnd('App'), subnetEnd('Far'), tcp(443)))).toContain('VPC peering Peering');
});

test('a protocol without ports needs the way back for itself', () => {
  const gre = { Protocol: 47 };
  const ask = (more: Changes) =>
    said(networkOf({ ...acl('out'), ...onApp, ...more }).reach(subnetEnd('App'), subnetEnd('Data'), { protocol: 47 }));
  expect(ask({})).toBe(NO_ACL);
  expect(ask({ In: entry(ref('Acl'), 1, false, 'allow', gre) })).toBe('reachable');
  expect(ask({ In: entry(ref('Acl'), 1, false, 'allow', { Protocol: 6 }) })).toBe(NO_ACL);
});
