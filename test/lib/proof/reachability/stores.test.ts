// Data stores, caches and brokers as ends, and what may be public without saying where it stands.
import { type End, NETWORK_TYPES, Network } from '../../../../lib/proof/reachability';
import { TemplateSet } from '../../../../lib/proof/template';

const ref = (id: string) => ({ Ref: id });
const SUBNETS = [ref('Subnet')];
const GROUPS = [ref('Group')];

const NETWORK = {
  Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } },
  Subnet: { Type: 'AWS::EC2::Subnet', Properties: { VpcId: ref('Vpc'), CidrBlock: '10.0.0.0/24' } },
  Group: { Type: 'AWS::EC2::SecurityGroup', Properties: { VpcId: ref('Vpc') } },
};

function network(Type: string, Properties: object, more: object = {}): Network {
  const Resources = { ...NETWORK, ...more, Store: { Type, Properties } };
  return new Network(new TemplateSet([{ stackName: 'S', template: { Resources } as never }]));
}
const endsOf = (...parts: Parameters<typeof network>) => network(...parts).endsOf('S/Store');
const end = (publicAddress: unknown = false) => ({
  ...{ kind: 'eni', id: 'S/Store', subnetIds: ['S/Subnet'], securityGroupIds: ['S/Group'] },
  publicAddress,
});

const grouped = (type: string) => ({ Subnets: { Type: type, Properties: { SubnetIds: SUBNETS } } });
const byName = (type: string, name: string) => ({
  Subnets: { Type: type, Properties: { SubnetIds: SUBNETS, [name]: 'stores' } },
});

test.each<[type: string, properties: object, more?: object]>([
  [
    'AWS::Redshift::Cluster',
    { ClusterSubnetGroupName: ref('Subnets'), VpcSecurityGroupIds: GROUPS },
    grouped('AWS::Redshift::ClusterSubnetGroup'),
  ],
  ['AWS::RedshiftServerless::Workgroup', { SubnetIds: SUBNETS, SecurityGroupIds: GROUPS }],
  [
    'AWS::DocDB::DBCluster',
    { DBSubnetGroupName: 'stores', VpcSecurityGroupIds: GROUPS },
    byName('AWS::DocDB::DBSubnetGroup', 'DBSubnetGroupName'),
  ],
  [
    'AWS::Neptune::DBCluster',
    { DBSubnetGroupName: ref('Subnets'), VpcSecurityGroupIds: GROUPS },
    grouped('AWS::Neptune::DBSubnetGroup'),
  ],
  [
    'AWS::ElastiCache::CacheCluster',
    { CacheSubnetGroupName: ref('Subnets'), VpcSecurityGroupIds: GROUPS },
    grouped('AWS::ElastiCache::SubnetGroup'),
  ],
  [
    'AWS::ElastiCache::ReplicationGroup',
    { CacheSubnetGroupName: 'stores', SecurityGroupIds: GROUPS },
    byName('AWS::ElastiCache::SubnetGroup', 'CacheSubnetGroupName'),
  ],
  ['AWS::ElastiCache::ServerlessCache', { SubnetIds: SUBNETS, SecurityGroupIds: GROUPS }],
  [
    'AWS::MemoryDB::Cluster',
    { SubnetGroupName: ref('Subnets'), SecurityGroupIds: GROUPS },
    grouped('AWS::MemoryDB::SubnetGroup'),
  ],
  ['AWS::DAX::Cluster', { SubnetGroupName: ref('Subnets'), SecurityGroupIds: GROUPS }, grouped('AWS::DAX::SubnetGroup')],
  ['AWS::MSK::Cluster', { BrokerNodeGroupInfo: { ClientSubnets: SUBNETS, SecurityGroups: GROUPS } }],
  ['AWS::MSK::ServerlessCluster', { VpcConfigs: [{ SubnetIds: SUBNETS, SecurityGroups: GROUPS }] }],
  ['AWS::OpenSearchService::Domain', { VPCOptions: { SubnetIds: SUBNETS, SecurityGroupIds: GROUPS } }],
  ['AWS::EFS::MountTarget', { SubnetId: ref('Subnet'), SecurityGroups: GROUPS }],
  ['AWS::FSx::FileSystem', { SubnetIds: SUBNETS, SecurityGroupIds: GROUPS }],
  ['AWS::AmazonMQ::Broker', { SubnetIds: SUBNETS, SecurityGroups: GROUPS, PubliclyAccessible: false }],
  ['AWS::RDS::DBProxy', { VpcSubnetIds: SUBNETS, VpcSecurityGroupIds: GROUPS }],
  [
    'AWS::DMS::ReplicationInstance',
    { ReplicationSubnetGroupIdentifier: ref('Subnets'), VpcSecurityGroupIds: GROUPS },
    grouped('AWS::DMS::ReplicationSubnetGroup'),
  ],
])('%s stands where it says', (type, properties, more = {}) => {
  expect(endsOf(type, properties, more)).toEqual([end()]);
  expect(NETWORK_TYPES).toContain(type);
});

test.each<[what: string, type: string, properties: object, publicAddress: unknown]>([
  ['says so', 'AWS::AmazonMQ::Broker', { SubnetIds: SUBNETS, SecurityGroups: GROUPS, PubliclyAccessible: true }, true],
  [
    'says so by a parameter',
    'AWS::AmazonMQ::Broker',
    { SubnetIds: SUBNETS, SecurityGroups: GROUPS, PubliclyAccessible: ref('Public') },
    { symbol: expect.stringContaining('Public') },
  ],
  [
    'has addresses of the service’s',
    'AWS::MSK::Cluster',
    {
      BrokerNodeGroupInfo: {
        ...{ ClientSubnets: SUBNETS, SecurityGroups: GROUPS },
        ConnectivityInfo: { PublicAccess: { Type: 'SERVICE_PROVIDED_EIPS' } },
      },
    },
    true,
  ],
  [
    'has switched them off',
    'AWS::MSK::Cluster',
    {
      BrokerNodeGroupInfo: {
        ...{ ClientSubnets: SUBNETS, SecurityGroups: GROUPS },
        ConnectivityInfo: { PublicAccess: { Type: 'DISABLED' } },
      },
    },
    false,
  ],
  ['is a classic load balancer', 'AWS::ElasticLoadBalancing::LoadBalancer', { Subnets: SUBNETS, SecurityGroups: GROUPS }, true],
  [
    'is an internal one',
    'AWS::ElasticLoadBalancing::LoadBalancer',
    { Subnets: SUBNETS, SecurityGroups: GROUPS, Scheme: 'internal' },
    false,
  ],
])('whether it is public, where it %s', (_what, type, properties, publicAddress) => {
  expect(endsOf(type, properties)).toEqual([end(publicAddress)]);
});

test('a search domain outside of every VPC has no end', () => {
  expect(endsOf('AWS::OpenSearchService::Domain', {})).toEqual([]);
});

describe('a database whose subnets no template names', () => {
  test.each<[what: string, properties: object, isPublic: boolean]>([
    ['public', { PubliclyAccessible: true }, true],
    ['public, in a group of elsewhere', { PubliclyAccessible: true, DBSubnetGroupName: 'existing' }, true],
    ['private', { PubliclyAccessible: false }, false],
    ['by default, which is public', {}, true],
    ['by default, in the default group, which is public', { DBSubnetGroupName: 'default' }, true],
    ['by default, in a group, which is private', { DBSubnetGroupName: 'existing' }, false],
    ['by default, of Aurora, which is private', { Engine: 'aurora-mysql' }, false],
  ])('%s', (_what, properties, isPublic) => {
    const asked = network('AWS::RDS::DBInstance', { Engine: 'postgres', VPCSecurityGroups: GROUPS, ...properties });
    const ends = asked.endsOf('S/Store');

    expect(ends).toHaveLength(isPublic ? 1 : 0);
    for (const to of ends) {
      const answer = asked.reach({ kind: 'internet' }, to, { protocol: 'tcp', port: 5432 });

      expect(answer).toMatchObject({ answer: 'unknown', why: 'subnet of S/Store is not in the templates' });
    }
  });
});

test('what has no public address is not reached from outside, wherever it stands', () => {
  const to: End = { kind: 'eni', id: 'Private', subnetIds: ['elsewhere'], securityGroupIds: [], publicAddress: false };
  const asked = network('AWS::SNS::Topic', {});

  expect(asked.reach({ kind: 'internet' }, to, { protocol: 'tcp', port: 443 })).toMatchObject({
    answer: 'blocked',
    by: { kind: 'interface', id: 'Private' },
  });
  expect(asked.reach({ kind: 'internet' }, to, { protocol: 'tcp', port: 443, family: 6 }).answer).toBe('unknown');
});
