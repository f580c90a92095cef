// The ends of a connection, and the resources that can be such an end.

import { isObject, isSymbolic, type Json, type JsonObject, list, own, type Resource, shown, text, texts } from '../template';
import { isDoubt, type Match } from './answer';
import { type Directory, flag } from './directory';
import { serviceNameOf } from './service-name';
import { placementsOf, STORE_TYPES } from './stores';
import type { Topology } from './topology';

export type End =
  | {
      /** A network interface, or as many as there are subnets: a function, an instance, a database, an endpoint. */
      readonly kind: 'eni';
      /** For people, and in paths. @default - the subnets */
      readonly id?: string;
      /** What `Ref` gives, or ids in the set. */
      readonly subnetIds: readonly string[];
      readonly securityGroupIds: readonly string[];
      /** Whether it has a public IPv4 address. @default - false */
      readonly publicAddress?: Match;
      /** One address for all subnets. @default - every address of the subnets that rules may treat differently */
      readonly address?: string;
    }
  | {
      /** Any interface in a subnet, whatever its security groups. It has a public address if the subnet assigns one. */
      readonly kind: 'subnet';
      readonly subnetId: string;
      readonly address?: string;
    }
  | {
      /** Any host outside. @default - every public address that rules may treat differently */
      readonly kind: 'internet';
      readonly address?: string;
    }
  | {
      /** An AWS service at its public addresses or behind an endpoint, by short name: `s3`, `dynamodb`, `kms`. */
      readonly kind: 'service';
      readonly name: string;
      readonly address?: string;
    }
  | {
      /** The VPC resolver, and a name that a query asks for. */
      readonly kind: 'dns';
      /** @default - the question is only whether the resolver is reachable */
      readonly name?: string;
    };

/** Types of resources in a network, except subnets: those with interfaces, and VPC endpoints. */
export const NETWORK_TYPES: readonly string[] = [
  'AWS::Lambda::Function',
  'AWS::EC2::Instance',
  'AWS::EC2::NetworkInterface',
  'AWS::EC2::VPCEndpoint',
  'AWS::RDS::DBCluster',
  'AWS::RDS::DBInstance',
  'AWS::ECS::Service',
  'AWS::ElasticLoadBalancing::LoadBalancer',
  'AWS::ElasticLoadBalancingV2::LoadBalancer',
  ...STORE_TYPES,
];

/** Finds the ends of resources. */
export class Ends {
  private readonly directory: Directory;

  public constructor(private readonly topology: Topology) {
    this.directory = topology.directory;
  }

  /** The ends of a resource. None for a resource outside every VPC, or of an unknown type. */
  public of(resource: Resource): End[] {
    const { properties, type } = resource;
    switch (type) {
      case 'AWS::Lambda::Function': {
        // A function in a VPC has no public address, whatever its subnet gives (Lambda Developer Guide, "Internet access").
        const config = properties.VpcConfig;
        return this.interfaces(resource, own(config, 'SubnetIds'), own(config, 'SecurityGroupIds'), false);
      }
      case 'AWS::EC2::Instance':
        return this.instance(resource);
      case 'AWS::EC2::NetworkInterface':
        return this.interfaces(resource, properties.SubnetId, properties.GroupSet, this.hasElasticIp(resource));
      case 'AWS::EC2::VPCEndpoint': {
        const kind = text(properties.VpcEndpointType) ?? 'Gateway';
        if (kind === 'Interface') return this.interfaces(resource, properties.SubnetIds, properties.SecurityGroupIds, false);
        const name = serviceNameOf(resource);
        return kind === 'Gateway' && !isDoubt(name) ? [{ kind: 'service', name }] : [];
      }
      case 'AWS::RDS::DBCluster':
        return this.database(resource, resource, properties.VpcSecurityGroupIds);
      case 'AWS::RDS::DBInstance': {
        // A member of a cluster has the cluster's subnets and groups.
        const cluster = this.directory.find(text(properties.DBClusterIdentifier));
        if (cluster === undefined) return this.database(resource, resource, properties.VPCSecurityGroups);
        return this.database(resource, cluster, cluster.properties.VpcSecurityGroupIds);
      }
      case 'AWS::ECS::Service': {
        const config = own(own(properties, 'NetworkConfiguration'), 'AwsvpcConfiguration');
        const isPublic = text(own(config, 'AssignPublicIp')) ?? 'DISABLED';
        return this.interfaces(
          resource,
          own(config, 'Subnets'),
          own(config, 'SecurityGroups'),
          flag(isPublic === 'ENABLED' ? true : isPublic === 'DISABLED' ? false : isPublic, false),
        );
      }
      case 'AWS::ElasticLoadBalancing::LoadBalancer':
      case 'AWS::ElasticLoadBalancingV2::LoadBalancer': {
        const scheme = text(properties.Scheme) ?? 'internet-facing';
        const isPublic = scheme === 'internet-facing' ? true : scheme === 'internal' ? false : flag(scheme, true);
        return this.interfaces(resource, properties.Subnets, properties.SecurityGroups, isPublic);
      }
      case 'AWS::EC2::Subnet':
        return [{ kind: 'subnet', subnetId: resource.id }];
      default:
        return placementsOf(resource, (name, groupType, property) => this.subnetsOfGroup(name, groupType, property)).flatMap(
          ({ subnets, groups, isPublic }) => this.placed(resource, subnets, groups, publicOf(isPublic)),
        );
    }
  }

  private interfaces({ id }: Resource, subnets: Json | undefined, groups: Json | undefined, publicAddress: Match): End[] {
    const subnetIds = texts(subnets).map((reference) => this.keep(reference));
    if (subnetIds.length === 0) return [];
    const given = texts(groups).map((reference) => this.keep(reference));
    const vpcs = [...new Set(subnetIds.flatMap((one) => this.topology.subnetOf(one)?.vpc.id ?? []))];
    // An interface without a group gets the default group of the VPC.
    const securityGroupIds = given.length > 0 ? given : vpcs.map((vpcId) => `${vpcId}.DefaultSecurityGroup`);
    return [{ kind: 'eni', id, subnetIds, securityGroupIds, publicAddress }];
  }

  private instance(resource: Resource): End[] {
    const { properties } = resource;
    const cards = list(properties.NetworkInterfaces).filter((card): card is JsonObject => isObject(card));
    const ends = (cards.length > 0 ? cards : [properties]).flatMap((card) => {
      const existing = this.directory.find(text(card.NetworkInterfaceId));
      if (existing !== undefined) return this.of(existing);
      const subnet = this.topology.subnetOf(text(card.SubnetId) ?? '');
      const fromSubnet = flag(subnet?.resource.properties.MapPublicIpOnLaunch, false);
      const elastic = this.hasElasticIp(resource);
      const isPublic = elastic === true ? true : flag(card.AssociatePublicIpAddress, fromSubnet === true);
      const groups = card.GroupSet ?? card.SecurityGroupIds;
      const given =
        card.AssociatePublicIpAddress === undefined && elastic !== true && isDoubt(fromSubnet) ? fromSubnet : isPublic;
      return this.interfaces(resource, card.SubnetId, groups, given);
    });
    return ends;
  }

  private hasElasticIp(resource: Resource): Match {
    const isTarget = ({ properties }: Resource) =>
      [properties.InstanceId, properties.NetworkInterfaceId].some((one) => this.directory.find(text(one))?.id === resource.id);
    return this.directory.templates.ofType('AWS::EC2::EIP', 'AWS::EC2::EIPAssociation').some(isTarget);
  }

  /** `placing` is the resource that names the subnets: the database itself, or its cluster. */
  private database(resource: Resource, placing: Resource, groups: Json | undefined): End[] {
    const name = placing.properties.DBSubnetGroupName;
    const engine = text(resource.properties.Engine) ?? text(placing.properties.Engine) ?? '';
    // RDS API Reference, CreateDBInstance and CreateDBCluster, PubliclyAccessible: the default value.
    const byDefault = name === undefined ? !engine.startsWith('aurora') : text(name) === 'default';
    const isPublic = flag(resource.properties.PubliclyAccessible, byDefault);
    const subnets = this.subnetsOfGroup(name, 'AWS::RDS::DBSubnetGroup', 'DBSubnetGroupName');
    return this.placed(resource, subnets, groups, isPublic);
  }

  /** A database that may be public is in some subnet, even if no template names it. Then it is unknown who can reach it. */
  private placed(resource: Resource, subnets: Json | undefined, groups: Json | undefined, isPublic: Match): End[] {
    const known = this.interfaces(resource, subnets, groups, isPublic);
    if (known.length > 0 || isPublic === false) return known;
    const securityGroupIds = texts(groups).map((reference) => this.keep(reference));
    return [{ kind: 'eni', id: resource.id, subnetIds: [`of ${resource.id}`], securityGroupIds, publicAddress: isPublic }];
  }

  private subnetsOfGroup(name: Json | undefined, type: string, property: string): Json | undefined {
    const reference = text(name);
    if (reference === undefined) return undefined;
    const found = this.directory.find(reference);
    const { templates } = this.directory;
    const group =
      found?.type === type ? found : templates.ofType(type).find(({ properties }) => text(properties[property]) === reference);
    return group?.properties.SubnetIds;
  }

  /** The id in the set if there is one: people cannot read symbols. */
  private keep(reference: string): string {
    return this.directory.idOf(reference);
  }
}

/** `true`, or a word for the kind of access. MSK's `DISABLED` means no public access. */
function publicOf(value: Json | undefined): Match {
  const written = text(value) ?? 'false';
  if (isSymbolic(written)) return { symbol: shown(written) };
  return !['false', 'disabled'].includes(written.toLowerCase());
}
