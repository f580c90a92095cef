// VPCs and their subnets, and what is associated with a subnet: its route table and its network ACL.

import type { Family } from '../address';
import { getOrAdd } from '../collections';
import { type Resource, symbol, text, texts } from '../template';
import type { Doubt, Match } from './answer';
import { type Directory, existenceOf, flag } from './directory';

export interface Vpc {
  readonly id: string;
  /** Undefined for a VPC that the templates name but do not contain. */
  readonly resource?: Resource;
  /** As the templates write them. */
  readonly blocks: { readonly [family in Family]: readonly string[] };
}

export interface Subnet {
  readonly id: string;
  readonly resource: Resource;
  readonly vpc: Vpc;
  readonly blocks: { readonly [family in Family]?: string };
}

/** The explicit association of a subnet, or `default` for the one of its VPC. */
export type Association = { readonly reference: string; readonly id: string } | 'default' | Doubt;

export class Topology {
  public readonly vpcs: readonly Vpc[];
  public readonly subnets: readonly Subnet[];
  private readonly byId = new Map<string, Vpc>();
  private readonly associations = new Map<string, Association>();
  private readonly subnetsById: ReadonlyMap<string, Subnet>;

  public constructor(public readonly directory: Directory) {
    for (const resource of directory.templates.ofType('AWS::EC2::VPC')) this.addVpc(resource.id, resource);
    this.subnets = directory.templates.ofType('AWS::EC2::Subnet').map((resource) => this.subnet(resource));
    this.subnetsById = new Map(this.subnets.map((subnet) => [subnet.id, subnet]));
    this.vpcs = [...this.byId.values()];
  }

  public vpcOf(reference: string): Vpc | undefined {
    return this.byId.get(this.directory.idOf(reference)) ?? this.byId.get(reference);
  }

  /** By `Ref`, or by id in the set. */
  public subnetOf(reference: string): Subnet | undefined {
    return this.subnetsById.get(this.directory.idOf(reference)) ?? this.subnetsById.get(reference);
  }

  public tableOf(subnet: Subnet): Association {
    return this.association(subnet, 'AWS::EC2::SubnetRouteTableAssociation', 'RouteTableId');
  }

  public aclOf(subnet: Subnet): Association {
    return this.association(subnet, 'AWS::EC2::SubnetNetworkAclAssociation', 'NetworkAclId');
  }

  /** The internet gateway that is attached to a VPC. */
  public internetGateway(vpc: Vpc): string | Doubt | undefined {
    const attachments = this.directory.templates
      .ofType('AWS::EC2::VPCGatewayAttachment')
      .filter(({ properties }) => properties.InternetGatewayId !== undefined);
    const mine = attachments.find(({ properties }) => this.directory.idOf(text(properties.VpcId) ?? '') === vpc.id);
    if (mine !== undefined) {
      const is = existenceOf(mine);
      return typeof is === 'object' ? is : this.directory.idOf(text(mine.properties.InternetGatewayId) ?? '');
    }
    return vpc.resource === undefined ? { symbol: `the internet gateway of ${vpc.id}` } : undefined;
  }

  /** The VPC resolver: `EnableDnsSupport` is on unless a template says otherwise. */
  public hasResolver(vpc: Vpc): Match {
    return vpc.resource === undefined ? true : flag(vpc.resource.properties.EnableDnsSupport, true);
  }

  private association(subnet: Subnet, type: string, property: string): Association {
    return getOrAdd(this.associations, `${type} ${subnet.id}`, () => this.findAssociation(subnet, type, property));
  }

  private findAssociation(subnet: Subnet, type: string, property: string): Association {
    const associations = this.directory.templates.ofType(type);
    const mine = associations.filter(({ properties }) => this.directory.idOf(text(properties.SubnetId) ?? '') === subnet.id);
    const [first, second] = mine;
    const doubtful = [first, second].find((one) => one !== undefined && existenceOf(one) !== true);
    if (doubtful !== undefined) return existenceOf(doubtful) as Doubt;
    // A subnet can have only one. Which of two applies depends on the order of the deployment.
    if (second !== undefined) return { symbol: `which of ${mine.map(({ id }) => id).join(', ')} applies` };
    if (first !== undefined) {
      const reference = text(first.properties[property]) ?? '';
      return { reference, id: this.directory.idOf(reference) };
    }
    const open = associations.find(({ properties }) => this.directory.isOpen(text(properties.SubnetId) ?? ''));
    if (open !== undefined) return { symbol: this.directory.idOf(text(open.properties.SubnetId) ?? '') };
    if (subnet.vpc.resource === undefined) return { symbol: `the defaults of ${subnet.vpc.id}` };
    return 'default';
  }

  private addVpc(id: string, resource?: Resource): Vpc {
    const blocks: { 4: string[]; 6: string[] } = { 4: [], 6: [] };
    if (resource !== undefined) {
      const own = this.directory.block(resource.properties.CidrBlock) ?? this.symbolOf(resource, 'CidrBlock');
      if (own !== undefined) blocks[4].push(own);
    }
    for (const { properties, id: blockId } of this.directory.templates.ofType('AWS::EC2::VPCCidrBlock')) {
      if (this.directory.idOf(text(properties.VpcId) ?? '') !== id) continue;
      const [four, six] = [this.directory.block(properties.CidrBlock), this.directory.block(properties.Ipv6CidrBlock)];
      if (four !== undefined) blocks[4].push(four);
      else if (properties.Ipv4IpamPoolId !== undefined) blocks[4].push(symbol(`the block of ${blockId}`));
      else blocks[6].push(six ?? symbol(`the block of ${blockId}`));
    }
    const vpc: Vpc = { id, ...(resource !== undefined && { resource }), blocks };
    this.byId.set(id, vpc);
    return vpc;
  }

  /** IPAM gives the block at deployment. */
  private symbolOf(resource: Resource, attribute: string): string | undefined {
    return resource.properties.Ipv4IpamPoolId === undefined
      ? undefined
      : this.directory.templates.attributeOf(resource, attribute);
  }

  private subnet(resource: Resource): Subnet {
    const { properties, id } = resource;
    const vpcId = this.directory.idOf(text(properties.VpcId) ?? '');
    const vpc = this.byId.get(vpcId) ?? this.addVpc(vpcId);
    const pool = (family: Family) =>
      properties[`Ipv${family}IpamPoolId`] === undefined ? undefined : symbol(`the block of ${id}`);
    const four =
      flag(properties.Ipv6Native, false) === true ? undefined : (this.directory.block(properties.CidrBlock) ?? pool(4));
    const [six = pool(6)] = texts(properties.Ipv6CidrBlock).flatMap((one) => this.directory.block(one) ?? []);
    return { id, resource, vpc, blocks: { ...(four !== undefined && { 4: four }), ...(six !== undefined && { 6: six }) } };
  }
}
