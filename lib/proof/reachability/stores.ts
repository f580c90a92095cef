// The place of data stores, caches, brokers and file systems in a VPC, by the properties of their resource types (AWS CloudFormation
// User Guide: Resource and property types reference).

import { isObject, type Json, own, type Resource, within } from '../template';

export interface Placement {
  readonly subnets: Json | undefined;
  readonly groups: Json | undefined;
  /** Whether it has public addresses. @default - it never has */
  readonly isPublic?: Json | undefined;
}

interface PlacementPaths {
  /** Path of the subnets, or of the name of a subnet group. */
  readonly subnets: string;
  readonly groups: string;
  /** Type of the subnet group, and its property with the name. */
  readonly subnetGroup?: { readonly type: string; readonly name: string };
  readonly isPublic?: string;
  /** Path of a list of networks: the other paths are inside each entry. */
  readonly each?: string;
}

const subnetGroup = (type: string, name: string) => ({ type: `AWS::${type}`, name });

const IN_SUBNETS = { subnets: 'SubnetIds', groups: 'SecurityGroupIds' } as const;
const OF_CLUSTER = { subnets: 'DBSubnetGroupName', groups: 'VpcSecurityGroupIds' } as const;
const DOCUMENTS = { ...OF_CLUSTER, subnetGroup: subnetGroup('DocDB::DBSubnetGroup', 'DBSubnetGroupName') };
const GRAPHS = { ...OF_CLUSTER, subnetGroup: subnetGroup('Neptune::DBSubnetGroup', 'DBSubnetGroupName') };
const CACHES = { subnets: 'CacheSubnetGroupName', subnetGroup: subnetGroup('ElastiCache::SubnetGroup', 'CacheSubnetGroupName') };
const IN_OPTIONS = { subnets: 'VPCOptions.SubnetIds', groups: 'VPCOptions.SecurityGroupIds' } as const;

/** Without instances of a cluster: they are in the subnets of the cluster. */
const STORES: { readonly [type: string]: PlacementPaths } = {
  'AWS::Redshift::Cluster': {
    subnets: 'ClusterSubnetGroupName',
    groups: 'VpcSecurityGroupIds',
    subnetGroup: subnetGroup('Redshift::ClusterSubnetGroup', 'ClusterSubnetGroupName'),
    isPublic: 'PubliclyAccessible',
  },
  'AWS::RedshiftServerless::Workgroup': { ...IN_SUBNETS, isPublic: 'PubliclyAccessible' },
  'AWS::DocDB::DBCluster': DOCUMENTS,
  'AWS::Neptune::DBCluster': GRAPHS,
  'AWS::ElastiCache::CacheCluster': { ...CACHES, groups: 'VpcSecurityGroupIds' },
  'AWS::ElastiCache::ReplicationGroup': { ...CACHES, groups: 'SecurityGroupIds' },
  'AWS::ElastiCache::ServerlessCache': IN_SUBNETS,
  'AWS::MemoryDB::Cluster': {
    subnets: 'SubnetGroupName',
    groups: 'SecurityGroupIds',
    subnetGroup: subnetGroup('MemoryDB::SubnetGroup', 'SubnetGroupName'),
  },
  'AWS::DAX::Cluster': {
    subnets: 'SubnetGroupName',
    groups: 'SecurityGroupIds',
    subnetGroup: subnetGroup('DAX::SubnetGroup', 'SubnetGroupName'),
  },
  'AWS::MSK::Cluster': {
    subnets: 'BrokerNodeGroupInfo.ClientSubnets',
    groups: 'BrokerNodeGroupInfo.SecurityGroups',
    isPublic: 'BrokerNodeGroupInfo.ConnectivityInfo.PublicAccess.Type',
  },
  'AWS::MSK::ServerlessCluster': { subnets: 'SubnetIds', groups: 'SecurityGroups', each: 'VpcConfigs' },
  'AWS::OpenSearchService::Domain': IN_OPTIONS,
  'AWS::Elasticsearch::Domain': IN_OPTIONS,
  'AWS::EFS::MountTarget': { subnets: 'SubnetId', groups: 'SecurityGroups' },
  'AWS::FSx::FileSystem': IN_SUBNETS,
  'AWS::AmazonMQ::Broker': { subnets: 'SubnetIds', groups: 'SecurityGroups', isPublic: 'PubliclyAccessible' },
  'AWS::RDS::DBProxy': { subnets: 'VpcSubnetIds', groups: 'VpcSecurityGroupIds' },
  'AWS::DMS::ReplicationInstance': {
    subnets: 'ReplicationSubnetGroupIdentifier',
    groups: 'VpcSecurityGroupIds',
    subnetGroup: subnetGroup('DMS::ReplicationSubnetGroup', 'ReplicationSubnetGroupIdentifier'),
    isPublic: 'PubliclyAccessible',
  },
};

export const STORE_TYPES: readonly string[] = Object.keys(STORES);

/** Finds the subnets of a subnet group by its name. */
export type FindSubnets = (name: Json | undefined, type: string, property: string) => Json | undefined;

/** The places of a store in the owner's VPCs. None for a store outside them. */
export function placementsOf({ type, properties }: Resource, find: FindSubnets): Placement[] {
  const written = own(STORES as never, type) as PlacementPaths | undefined;
  if (written === undefined) return [];
  const { subnets, groups, subnetGroup: group, isPublic, each } = written;
  const places = each === undefined ? [properties] : [own(properties, each)].flat().filter(isObject);
  return places.map((place) => {
    const named = within(place, subnets);
    return {
      subnets: group === undefined ? named : find(named, group.type, group.name),
      groups: within(place, groups),
      ...(isPublic !== undefined && { isPublic: within(place, isPublic) }),
    };
  });
}
