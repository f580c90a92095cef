// Route tables alone: which route decides (Amazon VPC User Guide, "Route priority", "Route table concepts", "Gateway route tables").
import type { Probe } from '../../../../lib/proof/reachability';
import { APP, att, type Changes, DATA, ec2, INTERNET, networkOf, ref, route, said, service, subnet, tcp, WEB } from './worlds';

type Row = [title: string, changes: Changes, probe: Omit<Probe, 'protocol'>, expected: string];
const NAT = { NatGatewayId: ref('Nat') };
const HOLE = { NatGatewayId: ref('Gone') };
const to = (address: string) => ({ address });
const HERE = to('198.51.100.1');
const list = (...blocks: unknown[]) => ec2('PrefixList', { Entries: blocks.map((Cidr) => ({ Cidr })) });
const toList = (id: unknown, target: object = NAT) =>
  ec2('Route', { RouteTableId: ref('AppTable'), DestinationPrefixListId: id, ...target });
const CLOSED: Changes = { AppDefault: null };
const NO = 'blocked by route table AppTable';

describe('of several routes', () => {
  test.each<Row>([
    [
      '1 bad: the longest prefix decides, wherever it stands',
      { ...CLOSED, Wide: route('AppTable', '198.51.0.0/16', NAT), Long: route('AppTable', '198.51.100.0/24', HOLE) },
      HERE,
      NO,
    ],
    [
      '1 good: and where it does not match, the next',
      { ...CLOSED, Wide: route('AppTable', '198.51.0.0/16', NAT), Long: route('AppTable', '198.51.100.0/24', HOLE) },
      to('198.51.101.1'),
      'allowed',
    ],
    [
      '2 good: a shorter one that may not be there does not matter',
      { Wide: route('AppTable', '198.51.0.0/16', HOLE, 'Perhaps'), Long: route('AppTable', '198.51.100.0/24', NAT) },
      HERE,
      'allowed',
    ],
    [
      '3: a longer one that may not be there does',
      { Long: route('AppTable', '198.51.100.0/24', { GatewayId: ref('Gateway') }, 'Perhaps') },
      HERE,
      'unknown: the condition of net/Long',
    ],
    [
      '4: one of the same length too',
      { Again: route('AppTable', '0.0.0.0/0', { GatewayId: ref('Gateway') }, 'Perhaps') },
      HERE,
      'unknown: the condition of net/Again',
    ],
    ['5 good: unless both lead to the same', { Long: route('AppTable', '198.51.100.0/24', NAT, 'Perhaps') }, HERE, 'allowed'],
    [
      '6: two gateways of a kind are not the same',
      {
        Second: ec2('NatGateway', { SubnetId: ref('Data') }),
        Long: route('AppTable', '198.51.100.0/24', { NatGatewayId: ref('Second') }, 'Perhaps'),
      },
      HERE,
      'unknown: the condition of net/Long',
    ],
    ['7 good: the VPC’s own block stays local', { R: route('AppTable', '10.0.0.0/16', NAT) }, to('10.0.2.9'), 'allowed'],
  ])('%s', (_title, changes, probe, expected) =>
    expect(said(networkOf(changes).routeOf('net/App', probe).decision)).toBe(expected),
  );

  test('the VPC’s own block stays local', () => {
    const network = networkOf({ R: route('AppTable', '10.0.0.0/16', NAT) });
    expect(network.routeOf('net/App', to('10.0.2.9')).target).toEqual({ kind: 'local', id: 'local' });
  });

  test('a route to a subnet’s whole block goes before it', () => {
    const network = networkOf({ R: route('AppTable', '10.0.2.0/24', NAT) });
    expect(network.routeOf('net/App', to('10.0.2.9')).target).toEqual({ kind: 'NAT gateway', id: 'net/Nat' });
    expect(network.routeOf('net/App', to('10.0.3.9')).target).toEqual({ kind: 'local', id: 'local' });
  });

  test('also where the block of the VPC is given at deployment', () => {
    const network = networkOf({ Vpc: ec2('VPC', { CidrBlock: ref('Later') }), R: route('AppTable', '10.0.2.0/24', NAT) });
    expect(network.routeOf('net/App', to('10.0.2.9')).target).toEqual({ kind: 'NAT gateway', id: 'net/Nat' });
  });

  test('a VPC of several blocks that are given at deployment is local to itself', () => {
    const network = networkOf({
      Vpc: ec2('VPC', { CidrBlock: ref('Later') }),
      More: ec2('VPCCidrBlock', { VpcId: ref('Vpc'), CidrBlock: { 'Fn::Select': [0, ref('Later')] } }),
      App: subnet({ 'Fn::Select': [1, ref('Later')] }),
      Data: subnet({ 'Fn::Select': [2, ref('Later')] }),
    });
    expect(said(network.reach(APP, DATA, tcp(5432)))).toBe('reachable');
  });
});

describe('a prefix list', () => {
  test.each<Row>([
    ['1: of AWS may hold anything', { ...CLOSED, R: toList('pl-1') }, HERE, 'unknown: pl-1'],
    [
      '2: with a block given at deployment',
      { ...CLOSED, List: list(ref('Later')), R: toList(ref('List')) },
      HERE,
      'unknown: <parameter net/Later>',
    ],
    ['3 bad: without the address', { ...CLOSED, List: list('203.0.113.0/24'), R: toList(ref('List')) }, HERE, NO],
    [
      '4 good: with it, beside a longer one without it',
      { ...CLOSED, List: list('198.51.0.0/16', '198.51.100.0/25', '203.0.113.0/24'), R: toList(ref('List')) },
      to('198.51.100.200'),
      'allowed',
    ],
    [
      '5 good: the longest block of it that matches counts',
      {
        ...CLOSED,
        List: list('198.51.0.0/16', '198.51.100.0/24'),
        R: toList(ref('List')),
        Between: route('AppTable', '198.51.100.0/23', HOLE),
      },
      HERE,
      'allowed',
    ],
    [
      '5 bad: and is shorter than another route',
      {
        ...CLOSED,
        List: list('198.51.0.0/16', '198.51.100.0/24'),
        R: toList(ref('List')),
        Between: route('AppTable', '198.51.100.0/23', HOLE),
      },
      to('198.51.101.1'),
      NO,
    ],
    [
      '6 good: of IPv6',
      { List: list('2600::/16'), R: toList(ref('List'), { GatewayId: ref('Gateway') }) },
      { address: '2600::1', family: 6 },
      'allowed',
    ],
  ])('%s', (_title, changes, probe, expected) =>
    expect(said(networkOf(changes).routeOf('net/App', probe).decision)).toBe(expected),
  );
});

describe('a target', () => {
  test.each<Row>([
    ['1 bad: that is empty', { AppDefault: route('AppTable', '0.0.0.0/0', { NatGatewayId: '' }) }, HERE, NO],
    [
      '2: an internet gateway that may not be attached',
      {
        AppDefault: route('AppTable', '0.0.0.0/0', { GatewayId: ref('Gateway') }),
        Attachment: ec2('VPCGatewayAttachment', { VpcId: ref('Vpc'), InternetGatewayId: ref('Gateway') }, 'Perhaps'),
      },
      HERE,
      'allowed',
    ],
    [
      '3: an interface endpoint',
      {
        AppDefault: route('AppTable', '0.0.0.0/0', { VpcEndpointId: ref('E') }),
        E: ec2('VPCEndpoint', { VpcEndpointType: 'Interface' }),
      },
      HERE,
      'allowed',
    ],
  ])('%s', (_title, changes, probe, expected) =>
    expect(said(networkOf(changes).routeOf('net/App', probe).decision)).toBe(expected),
  );

  test.each<[string, Changes, string]>([
    [
      'an internet gateway that may not be attached',
      {
        PublicDefault: route('PublicTable', '0.0.0.0/0', { GatewayId: ref('Gateway') }),
        Attachment: ec2('VPCGatewayAttachment', { VpcId: ref('Vpc'), InternetGatewayId: ref('Gateway') }, 'Perhaps'),
      },
      'unknown: the condition of net/Attachment',
    ],
    [
      'an interface endpoint',
      {
        PublicDefault: route('PublicTable', '0.0.0.0/0', { VpcEndpointId: ref('E') }),
        E: ec2('VPCEndpoint', { VpcEndpointType: 'Interface' }),
      },
      'unknown: net/E',
    ],
    [
      'an internet gateway of another VPC',
      {
        PublicDefault: route('PublicTable', '0.0.0.0/0', { GatewayId: ref('Other') }),
        Other: ec2('InternetGateway', {}),
      },
      'blocked by route table PublicTable',
    ],
  ])('%s', (_title, changes, expected) => expect(said(networkOf(changes).reach(WEB, INTERNET, tcp(443)))).toBe(expected));

  test('a route to local is what AWS writes, written out', () => {
    const R = route('AppTable', '10.0.0.0/16', { GatewayId: 'local' });
    expect(
      networkOf({ R })
        .routesOf('net/App')
        ?.find(({ id }) => id === 'net/R')?.target,
    ).toEqual({ kind: 'local', id: 'local' });
  });
});

describe('a gateway endpoint', () => {
  const endpoint = (ServiceName: unknown, RouteTableIds: unknown = [ref('AppTable')]) =>
    ec2('VPCEndpoint', { VpcId: ref('Vpc'), ServiceName, RouteTableIds });

  test('of whatever service may lead to a service, and to nothing else', () => {
    const network = networkOf({ ...CLOSED, E: endpoint(ref('Later')) });
    expect(said(network.reach(APP, service('s3'), tcp(443)))).toBe('unknown: <parameter net/Later>');
    expect(said(network.reach(APP, INTERNET, tcp(443)))).toBe(NO);
  });

  test('goes before a route to everywhere', () => {
    const network = networkOf({ E: endpoint('com.amazonaws.eu-central-1.s3'), AppDefault: route('AppTable', '0.0.0.0/0', HOLE) });
    expect(said(network.reach(APP, service('s3'), tcp(443)))).toBe('reachable');
    expect(said(network.reach(APP, service('dynamodb'), tcp(443)))).toBe(NO);
  });
});

test('a table has its own routes and no others', () => {
  const network = networkOf({
    E: ec2('VPCEndpoint', {
      VpcId: ref('Vpc'),
      ServiceName: 'com.amazonaws.eu-central-1.s3',
      RouteTableIds: [ref('PublicTable')],
    }),
    I: ec2('VPCEndpoint', { VpcId: ref('Vpc'), VpcEndpointType: 'Interface', ServiceName: 'com.amazonaws.eu-central-1.kms' }),
  });

  expect(network.routesOf('net/App')?.map(({ id }) => id)).toEqual(['local', 'net/AppDefault']);
  expect(network.routesOf('net/Public')?.map(({ id }) => id)).toEqual(['local', 'net/PublicDefault', 'net/E']);
  expect(network.routesOf('net/Data')?.map(({ id }) => id)).toEqual(['local']);
});

test('a table that the templates only name, or that may be another, is not known', () => {
  const network = networkOf({
    AppInTable: ec2('SubnetRouteTableAssociation', { SubnetId: ref('App'), RouteTableId: 'rtb-1' }),
  });
  expect(network.routesOf('net/App')).toBeUndefined();
  expect(said(network.routeOf('net/App', HERE).decision)).toBe('unknown: rtb-1');
});

test('the table of another gateway is not this one’s', () => {
  const edge = (GatewayId: unknown): Changes => ({
    EdgeTable: ec2('RouteTable', { VpcId: ref('Vpc') }),
    EdgeHole: route('EdgeTable', '10.0.3.0/24', { VpcEndpointId: ref('Gone') }),
    EdgeInTable: ec2('GatewayRouteTableAssociation', { GatewayId, RouteTableId: ref('EdgeTable') }),
  });

  expect(said(networkOf(edge('igw-2')).reach(INTERNET, WEB, tcp(443)))).toBe('reachable');
  expect(said(networkOf(edge(att('Gateway', 'InternetGatewayId'))).reach(INTERNET, WEB, tcp(443)))).toBe(
    'blocked by route table EdgeTable',
  );
});

test('the answer says by which route, or why there is none', () => {
  const network = networkOf({ ...CLOSED, R: route('AppTable', '198.51.100.0/24', HOLE) });

  expect(network.routeOf('net/App', to('8.8.8.8')).decision).toMatchObject({ why: 'no route of net/AppTable leads to 8.8.8.8' });
  expect(network.routeOf('net/App', HERE).decision).toMatchObject({
    why: 'route net/R of net/AppTable leads to 198.51.100.1 through net/Gone, which does not exist',
  });
  expect(networkOf().routeOf('net/App', HERE).decision).toEqual({
    answer: 'allowed',
    by: { kind: 'route table', id: 'net/AppTable', detail: 'net/AppDefault' },
  });
});
