// Defects of what the network opens to everybody, and of what leads into a declared network past its layers.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation’s Fn::Sub
import { NETWORK_METADATA } from '../../../../../contract';
import {
  att,
  byGateway,
  group,
  internet,
  KEPT,
  key,
  port,
  type Row,
  ref,
  routed,
  subnet,
  TENANT_DATA,
  type Template,
  tags,
  template,
  vpc,
  type Written,
} from './builders';

const ours = { CidrIp: '10.0.0.0/16' };
const QUARTERS = ['0.0.0.0/2', '64.0.0.0/2', '128.0.0.0/2', '192.0.0.0/2'];
const fromQuarters = (number: number) => QUARTERS.map((CidrIp) => port(number, { CidrIp }));
const groups = (...ingress: readonly object[]) => template(vpc(), group('Group', ingress));
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
  bad: world ? groups(...fromQuarters(22)) : template(vpc(), prefixes('0.0.0.0/0'), group('Group', [fromPrefixes])),
  good: world
    ? groups(...fromQuarters(443), port(22, { CidrIp: '0.0.0.0/2' }), port(2222, { CidrIp: '64.0.0.0/2' }))
    : template(vpc(), prefixes('198.51.100.0/24'), group('Group', [fromPrefixes])),
});

/** A VPC with an internet gateway and a subnet that leads to it. */
const outside = (more: object = {}, ...ingress: readonly object[]) =>
  template(
    vpc(),
    internet,
    subnet('Subnet', '10.0.0.0/24', more),
    routed('Subnet', { '0.0.0.0/0': byGateway }),
    group('Group', ingress),
  ).Resources;
const GROUP = att('Group', 'GroupId');

const database = (properties: object): Template =>
  template(key(), outside({}, port(5432, ours)), {
    Database: {
      Type: 'AWS::RDS::DBInstance',
      ...KEPT,
      Properties: {
        Engine: 'postgres',
        ...{ StorageEncrypted: true, KmsKeyId: att('Key'), Tags: tags(TENANT_DATA), VPCSecurityGroups: [GROUP] },
        ...properties,
      },
    },
  });

const warehouse = (PubliclyAccessible: boolean | string) =>
  template(key(), outside({}, ...[port(5439, { CidrIp: '198.51.100.0/24' })]), {
    Subnets: { Type: 'AWS::Redshift::ClusterSubnetGroup', Properties: { Description: 'planted', SubnetIds: [ref('Subnet')] } },
    Warehouse: {
      Type: 'AWS::Redshift::Cluster',
      Properties: {
        ...{ Encrypted: true, KmsKeyId: att('Key'), ClusterSubnetGroupName: ref('Subnets'), VpcSecurityGroupIds: [GROUP] },
        PubliclyAccessible,
      },
    },
  });

/** A database at a port that it names; the deployment gives its subnet a block of IPv6. */
const overSix = (block: string) =>
  template(
    key(),
    outside(
      { Ipv6CidrBlock: { 'Fn::Select': [0, { 'Fn::Cidr': [{ 'Fn::Select': [0, att('Vpc', 'Ipv6CidrBlocks')] }, 256, 64] }] } },
      port(5432, { CidrIpv6: block }),
    ),
    {
      Six: { Type: 'AWS::EC2::VPCCidrBlock', Properties: { VpcId: ref('Vpc'), AmazonProvidedIpv6CidrBlock: true } },
      SixRoute: {
        Type: 'AWS::EC2::Route',
        Properties: { RouteTableId: ref('SubnetTable'), DestinationIpv6CidrBlock: '2000::/3', ...byGateway },
      },
      Subnets: { Type: 'AWS::RDS::DBSubnetGroup', Properties: { SubnetIds: [ref('Subnet')] } },
      Database: {
        Type: 'AWS::RDS::DBInstance',
        Properties: {
          ...{ Engine: 'postgres', StorageEncrypted: true, KmsKeyId: att('Key'), VPCSecurityGroups: [GROUP] },
          ...{ DBSubnetGroupName: ref('Subnets'), NetworkType: 'DUAL', PubliclyAccessible: false },
        },
      },
    },
  );

/** Behind a port that no list of usual ones has. */
const broker = (peer: object) =>
  template(outside({}, port(9301, peer)), {
    Broker: {
      Type: 'AWS::AmazonMQ::Broker',
      Properties: { SubnetIds: [ref('Subnet')], SecurityGroups: [GROUP], PubliclyAccessible: true },
    },
  });

const SEGMENT = { 'bulkhead:segment': 'data' };
/** A declared network of one segment without flows, and what stands in it. */
const segment = (more: { readonly [id: string]: Written } = {}): Template => {
  const declared = { segments: [{ name: 'data', block: '10.0.0.0/24' }], flows: [] };
  return template(
    { Vpc: { ...vpc().Vpc, Metadata: { [NETWORK_METADATA]: declared } } },
    subnet('Subnet', '10.0.0.0/24', { Tags: tags(SEGMENT) }),
    routed('Subnet', {}),
    {
      Acl: { Type: 'AWS::EC2::NetworkAcl', Properties: { VpcId: ref('Vpc') } },
      AclAssociation: {
        Type: 'AWS::EC2::SubnetNetworkAclAssociation',
        Properties: { SubnetId: ref('Subnet'), NetworkAclId: ref('Acl') },
      },
    },
    more,
  );
};
const segmentGroup = group('Own', [], {
  Tags: tags(SEGMENT),
  SecurityGroupEgress: [{ IpProtocol: 'icmp', FromPort: 252, ToPort: 86, CidrIp: '255.255.255.255/32' }],
});
const card = (GroupSet: readonly unknown[]) => ({
  Card: { Type: 'AWS::EC2::NetworkInterface', Properties: { SubnetId: ref('Subnet'), GroupSet } },
});
const around = (title: string, Type: string, Properties: object): Row => ({
  rule: 'segment-flows',
  title,
  bad: segment({ Way: { Type, Properties } }),
  good: segment(),
});

export const EXPOSURE: readonly Row[] = [
  open(true),
  open(false),
  {
    rule: 'data-reachable-from-internet',
    title: 'a public database in whichever subnets',
    bad: database({ PubliclyAccessible: true }),
    good: database({ PubliclyAccessible: false }),
  },
  {
    rule: 'data-reachable-from-internet',
    title: 'a public database in subnets of elsewhere',
    bad: database({ PubliclyAccessible: true, DBSubnetGroupName: 'existing' }),
    good: database({ DBSubnetGroupName: 'existing' }),
  },
  {
    rule: 'data-reachable-from-internet',
    title: 'a database that says nothing, and so is public',
    bad: database({}),
    good: database({ Engine: 'aurora-postgresql' }),
  },
  {
    rule: 'data-reachable-from-internet',
    title: 'a public warehouse',
    bad: warehouse(true),
    good: warehouse(false),
  },
  {
    rule: 'data-reachable-from-internet',
    title: 'a public warehouse, in text with a capital',
    bad: warehouse('True'),
    good: warehouse('FALSE'),
  },
  {
    rule: 'data-reachable-from-internet',
    title: 'a database over IPv6, in a block that Amazon gives',
    bad: overSix('2001:db8:1::/48'),
    good: overSix('fd00::/8'),
  },
  {
    rule: 'data-reachable-from-internet',
    title: 'a broker at a port of its own',
    bad: broker({ CidrIp: '198.51.100.0/24' }),
    good: broker(ours),
  },
  {
    rule: 'segment-flows',
    title: 'a subnet of whichever VPC',
    bad: segment({ More: { Type: 'AWS::EC2::Subnet', Properties: { VpcId: ref('Elsewhere'), CidrBlock: '10.0.9.0/24' } } }),
    good: segment({ More: { Type: 'AWS::EC2::Subnet', Properties: { VpcId: ref('Elsewhere'), CidrBlock: '10.9.9.0/24' } } }),
  },
  around('a client VPN', 'AWS::EC2::ClientVpnTargetNetworkAssociation', {
    ClientVpnEndpointId: 'cvpn-1',
    SubnetId: ref('Subnet'),
  }),
  around('an instance connect endpoint', 'AWS::EC2::InstanceConnectEndpoint', { SubnetId: ref('Subnet') }),
  around('a resource gateway', 'AWS::VpcLattice::ResourceGateway', { VpcIdentifier: ref('Vpc'), SubnetIds: [ref('Subnet')] }),
  around('a transit gateway', 'AWS::EC2::TransitGatewayAttachment', {
    VpcId: ref('Vpc'),
    TransitGatewayId: 'tgw-1',
    SubnetIds: [ref('Subnet')],
  }),
  around('routes that a VPN announces', 'AWS::EC2::VPNGatewayRoutePropagation', {
    RouteTableIds: [ref('SubnetTable')],
    VpnGatewayId: 'vgw-1',
  }),
  around('a group of another VPC', 'AWS::EC2::SecurityGroupVpcAssociation', { GroupId: 'sg-1', VpcId: ref('Vpc') }),
  around('a core network', 'AWS::NetworkManager::VpcAttachment', {
    CoreNetworkId: 'core-1',
    VpcArn: { 'Fn::Sub': 'arn:aws:ec2:eu-central-1:111111111111:vpc/${Vpc}' },
    SubnetArns: [],
  }),
  {
    rule: 'segment-flows',
    title: 'an interface under a group of its segment and one of none',
    bad: segment({ ...segmentGroup, ...card([att('Own', 'GroupId'), 'sg-0123456789abcdef0']) }),
    good: segment({ ...segmentGroup, ...card([att('Own', 'GroupId')]) }),
  },
];
