// Stores that the internet reaches.
import {
  att,
  byGateway,
  group,
  internet,
  KEPT,
  key,
  OURS,
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
} from '../builders';

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

const placed = (PubliclyAccessible: boolean, routes: Parameters<typeof routed>[1], peer?: object) =>
  template(
    key(),
    vpc(),
    internet,
    subnet('Subnet', '10.0.0.0/24'),
    routed('Subnet', routes),
    group('Group', [peer === undefined ? port(443, { CidrIp: '0.0.0.0/0' }) : port(5432, peer)]),
    {
      Subnets: { Type: 'AWS::RDS::DBSubnetGroup', Properties: { SubnetIds: [ref('Subnet')] } },
      Database: {
        Type: 'AWS::RDS::DBInstance',
        Properties: {
          Engine: 'postgres',
          ...(peer === undefined && { Port: '443' }),
          DBSubnetGroupName: ref('Subnets'),
          VPCSecurityGroups: [att('Group', 'GroupId')],
          PubliclyAccessible,
          StorageEncrypted: true,
          KmsKeyId: att('Key'),
        },
      },
    },
  );

const database = (properties: object): Template =>
  template(key(), outside({}, port(5432, OURS)), {
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
  template(key(), outside({}, port(5439, { CidrIp: '198.51.100.0/24' })), {
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

export const DATA_REACHABLE_FROM_INTERNET: readonly Row[] = [
  {
    rule: 'data-reachable-from-internet',
    title: 'a public database',
    bad: placed(true, { '0.0.0.0/0': byGateway }),
    good: placed(false, { '0.0.0.0/0': byGateway }),
  },
  {
    rule: 'data-reachable-from-internet',
    title: 'a public database, for one public block and at the port of its engine',
    bad: placed(true, { '0.0.0.0/0': byGateway }, { CidrIp: '198.51.100.0/24' }),
    good: placed(true, { '0.0.0.0/0': byGateway }, OURS),
  },
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
    good: broker(OURS),
  },
];
