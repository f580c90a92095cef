// Hops on the way: firewalls in a row and in zones (Network Firewall Developer Guide, "Route table configurations"; Gateway Load Balancer
// guide, "Getting started"), tables and ACLs that are not known.
import {
  APP,
  type Changes,
  ec2,
  entry,
  INTERNET,
  inAcl,
  inTable,
  met,
  networkOf,
  ref,
  route,
  said,
  subnet,
  subnetEnd,
  table,
  tcp,
  WEB,
} from './worlds';

const appliance = (subnetId: string) =>
  ec2('VPCEndpoint', { VpcId: ref('Vpc'), VpcEndpointType: 'GatewayLoadBalancer', SubnetIds: [ref(subnetId)] });
const by = (tableId: string, to: string, wall: string) => route(tableId, to, { VpcEndpointId: ref(wall) });
const [APP_BLOCK, PUBLIC_BLOCK] = ['10.0.1.0/24', '10.0.3.0/24'];

/** App → First → Second → Public, and back the same way. */
const ROW: Changes = {
  First: appliance('FirstSubnet'),
  FirstSubnet: subnet('10.0.8.0/28'),
  FirstTable: table(),
  FirstInTable: inTable('FirstSubnet', 'FirstTable'),
  Second: appliance('SecondSubnet'),
  SecondSubnet: subnet('10.0.9.0/28'),
  SecondTable: table(),
  SecondInTable: inTable('SecondSubnet', 'SecondTable'),
  There1: by('AppTable', PUBLIC_BLOCK, 'First'),
  There2: by('FirstTable', PUBLIC_BLOCK, 'Second'),
  Back1: by('PublicTable', APP_BLOCK, 'Second'),
  Back2: by('SecondTable', APP_BLOCK, 'First'),
};
const PRIVATE_WEB = { ...WEB, publicAddress: false } as typeof WEB;

test.each<[string, Changes, string]>([
  ['1 good: two firewalls in a row, there and back', ROW, 'reachable'],
  [
    '1 bad: back past the first alone',
    { ...ROW, Back1: by('PublicTable', APP_BLOCK, 'First'), Back2: null },
    'blocked by firewall Second',
  ],
  ['2 bad: back past the second alone', { ...ROW, Back2: null }, 'blocked by firewall First'],
  [
    '3 bad: back in the order of the way there',
    { ...ROW, Back1: by('PublicTable', APP_BLOCK, 'First'), Back2: by('FirstTable', APP_BLOCK, 'Second') },
    'blocked by firewall First',
  ],
  ['4 bad: there past none', { ...ROW, There1: null, There2: null }, 'blocked by firewall First'],
])('%s', (_title, changes, expected) => {
  expect(said(networkOf(changes).reach(APP, PRIVATE_WEB, tcp(443)))).toBe(expected);
});

test('the answer says which way passes a firewall alone', () => {
  const why = (changes: Changes) => networkOf({ ...ROW, ...changes }).reach(APP, PRIVATE_WEB, tcp(443));
  expect(why({ Back1: null })).toMatchObject({
    why: expect.stringContaining('requests pass firewall net/First, but responses do not'),
  });
  expect(why({ There1: null })).toMatchObject({
    why: expect.stringContaining('responses pass firewall net/First, but requests do not'),
  });
});

test('both firewalls are on the path', () => {
  const path = met(networkOf(ROW).reach(APP, PRIVATE_WEB, tcp(443)));
  expect(path).toContain(
    'route table AppTable, firewall First, route table FirstTable, firewall Second, route table SecondTable',
  );
});

describe('a firewall of several zones', () => {
  const ZONES: Changes = {
    Wall: {
      Type: 'AWS::NetworkFirewall::Firewall',
      Properties: { SubnetMappings: [{ SubnetId: ref('A') }, { SubnetId: ref('B') }] },
    },
    A: subnet('10.0.8.0/28', { AvailabilityZone: 'eu-central-1a' }),
    B: subnet('10.0.9.0/28', { AvailabilityZone: 'eu-central-1b' }),
    ATable: table(),
    AInTable: inTable('A', 'ATable'),
    BTable: table(),
    BInTable: inTable('B', 'BTable'),
    AppDefault: route('AppTable', '0.0.0.0/0', {
      VpcEndpointId: { 'Fn::Select': [0, { 'Fn::GetAtt': ['Wall', 'EndpointIds'] }] },
    }),
  };

  test.each([
    ['a', 'ATable'],
    ['b', 'BTable'],
    ['c', 'ATable'],
  ])('from zone %s by the endpoint of it, or else the first: %s', (zone, expected) => {
    const App = subnet(APP_BLOCK, { AvailabilityZone: `eu-central-1${zone}` });
    expect(said(networkOf({ ...ZONES, App }).reach(APP, INTERNET, tcp(443)))).toBe(`blocked by route table ${expected}`);
  });
});

describe('a table that is not known', () => {
  const edge = (table: unknown): Changes => ({
    Edge: ec2('GatewayRouteTableAssociation', { GatewayId: ref('Gateway'), RouteTableId: table }),
  });
  const named = (subnetId: string) => ec2('SubnetRouteTableAssociation', { SubnetId: ref(subnetId), RouteTableId: 'rtb-1' });

  test('of the internet gateway', () => {
    expect(networkOf(edge('rtb-1')).reach(INTERNET, WEB, tcp(443))).toMatchObject({
      symbol: 'rtb-1',
      why: 'the route table of the internet gateway is not known',
    });
  });

  test('of the subnet', () => {
    expect(networkOf({ AppInTable: named('App') }).reach(APP, INTERNET, tcp(443))).toMatchObject({
      symbol: 'rtb-1',
      why: 'the route table of subnet net/App is not known',
    });
  });

  test('of a firewall’s subnet behind the gateway', () => {
    const changes = {
      ...edge(ref('EdgeTable')),
      EdgeTable: table(),
      EdgeBack: by('EdgeTable', PUBLIC_BLOCK, 'First'),
      PublicDefault: by('PublicTable', '0.0.0.0/0', 'First'),
      First: appliance('FirstSubnet'),
      FirstSubnet: subnet('10.0.8.0/28'),
      FirstInTable: named('FirstSubnet'),
    };
    expect(networkOf(changes).reach(INTERNET, WEB, tcp(443))).toMatchObject({
      symbol: 'rtb-1',
      why: 'the route table of subnet net/FirstSubnet is not known',
    });
  });
});

describe('answers at the network ACL', () => {
  const onApp: Changes = { Acl: ec2('NetworkAcl', { VpcId: ref('Vpc') }), InAcl: inAcl('App', 'Acl') };
  const out = entry(ref('Acl'), 1, true, 'allow');
  const tcpPorts = (From: number, To: number) => ({ Protocol: 6, PortRange: { From, To } });

  test('to ports of which some are in doubt', () => {
    const changes = {
      ...onApp,
      Out: out,
      Low: entry(ref('Acl'), 1, false, 'allow', tcpPorts(1024, 1024)),
      High: entry(ref('Acl'), 2, false, 'allow', tcpPorts(1025, 65_535), 'Perhaps'),
    };
    expect(said(networkOf(changes).reach(subnetEnd('App'), subnetEnd('Data'), tcp(443)))).toBe(
      'unknown: the condition of net/High',
    );
  });

  test('are none to an ICMP message that asks nothing', () => {
    const ask = (port: number) =>
      said(networkOf({ ...onApp, Out: out }).reach(subnetEnd('App'), subnetEnd('Data'), { protocol: 'icmp', port }));
    expect([ask(3), ask(8)]).toEqual(['reachable', 'blocked by network ACL Acl']);
  });
});
