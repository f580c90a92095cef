// What is in a declared network but outside the control of its layers: groups and subnets without a segment, interfaces with groups of
// another segment, and connections that AWS makes without a route or a rule of the network.

import { SEGMENT_TAG } from '../../../../contract';
import { covers, parseBlock } from '../../address';
import type { Evidence } from '../../evidence';
import { isSymbol, isSymbolic, type Json, type Resource, shown, text, textsWithin } from '../../template';
import type { Sighting } from '../rule';
import type { DeclaredNetwork } from './declared-network';
import { networkResources } from './network-ends';
import { groupsOf, isIn, subnetsOf } from './segment-layers';

/** A group without a segment can have any rules: no flow limits them. */
export function* withoutSegment(evidence: Evidence, network: DeclaredNetwork): Generator<Sighting> {
  const names = new Set(network.segments.map(({ name }) => name));
  const hasNone = (resource: Resource) => !names.has(evidence.tagsOf(resource)[SEGMENT_TAG] ?? '');
  for (const group of groupsOf(evidence, network)) {
    if (!hasNone(group)) continue;
    const message = `is in the network ${network.vpc.id} but belongs to none of its segments`;
    yield { resource: group, message, detail: group.id };
  }
  for (const { resource } of evidence.network.subnets) {
    if (!hasNone(resource)) continue;
    const place = isIn(evidence, network, resource) ? 'is' : mayBeIn(evidence, network, resource) ? 'may be' : undefined;
    if (place === undefined) continue;
    yield {
      resource,
      message: `${place} a subnet of ${network.vpc.id} but belongs to none of its segments`,
      detail: resource.id,
    };
  }
}

/** Interfaces in a segment's subnets with groups of another segment, and connections that no layer of the network controls. */
export function* waysAround(evidence: Evidence, network: DeclaredNetwork): Generator<Sighting> {
  for (const { name } of network.segments) yield* underOtherGroups(evidence, network, name);
  const parts = partsOf(evidence, network);
  for (const resource of evidence.templates.ofType(...CONNECTIONS.keys())) {
    if (!mentions(resource.properties, parts)) continue;
    yield { resource, message: `leads into ${network.vpc.id} through ${CONNECTIONS.get(resource.type)}, which no flow declares` };
  }
}

/**
 * Resources that connect a network to others without its routes, or that create an interface in it which the network's groups do not
 * limit (Amazon VPC User Guide: Connect your VPC to other networks; AWS Client VPN, Transit Gateway and VPC Lattice guides).
 */
const CONNECTIONS: ReadonlyMap<string, string> = new Map([
  ['AWS::EC2::ClientVpnTargetNetworkAssociation', 'a client VPN'],
  ['AWS::EC2::InstanceConnectEndpoint', 'an instance connect endpoint'],
  ['AWS::EC2::VerifiedAccessEndpoint', 'a verified access endpoint'],
  ['AWS::EC2::TransitGatewayAttachment', 'a transit gateway'],
  ['AWS::EC2::TransitGatewayVpcAttachment', 'a transit gateway'],
  ['AWS::NetworkManager::VpcAttachment', 'a core network'],
  ['AWS::EC2::VPNGatewayRoutePropagation', 'routes that a VPN announces'],
  ['AWS::EC2::RouteServerAssociation', 'routes that a route server announces'],
  ['AWS::EC2::RouteServerEndpoint', 'a route server'],
  ['AWS::EC2::RouteServerPropagation', 'routes that a route server announces'],
  ['AWS::EC2::LocalGatewayRouteTableVPCAssociation', 'a local gateway'],
  ['AWS::EC2::SecurityGroupVpcAssociation', 'a security group of another VPC'],
  ['AWS::VpcLattice::ResourceGateway', 'a resource gateway'],
  ['AWS::VpcLattice::ServiceNetworkVpcAssociation', 'a service network'],
  ['AWS::VpcLattice::TargetGroup', 'targets of a service network'],
]);

function* underOtherGroups(evidence: Evidence, network: DeclaredNetwork, segment: string): Generator<Sighting> {
  const subnets = new Set(subnetsOf(evidence, network, segment).map(({ id }) => id));
  const own = new Set(
    groupsOf(evidence, network)
      .filter((group) => evidence.tagsOf(group)[SEGMENT_TAG] === segment)
      .map(({ id }) => id),
  );
  for (const { resource, end } of networkResources(evidence)) {
    if (!end.subnetIds.some((id) => subnets.has(id))) continue;
    const others = end.securityGroupIds.filter((id) => !own.has(id));
    if (others.length === 0 && end.securityGroupIds.length > 0) continue;
    const groups = others.length === 0 ? 'no security group from the templates' : others.map(shown).join(', ');
    yield { resource, message: `is in segment ${segment} with ${groups}, but may have only security groups of the segment` };
  }
}

/** References to parts of a network: its VPC, subnets, route tables and groups. */
function partsOf(evidence: Evidence, network: DeclaredNetwork): ReadonlySet<string> {
  const { templates } = evidence;
  const inside = templates
    .ofType('AWS::EC2::Subnet', 'AWS::EC2::RouteTable', 'AWS::EC2::SecurityGroup')
    .filter((resource) => isIn(evidence, network, resource));
  return new Set(
    [network.vpc, ...inside].flatMap((resource) => [
      templates.refOf(resource),
      ...['VpcId', 'SubnetId', 'RouteTableId', 'GroupId', 'Arn'].map((name) => templates.attributeOf(resource, name)),
    ]),
  );
}

/** Also inside a longer text: the ARN of a VPC contains its id. */
function mentions(value: Json, parts: ReadonlySet<string>): boolean {
  return [...textsWithin(value)].some(
    (text) => parts.has(text) || (isSymbolic(text) && [...parts].some((part) => isSymbol(part) && text.includes(part))),
  );
}

/** A VPC that a parameter names may be this one, if the block of the subnet fits in it. */
function mayBeIn({ templates, network: { vpcs } }: Evidence, network: DeclaredNetwork, { properties }: Resource): boolean {
  const vpcId = text(properties.VpcId);
  if (vpcId === undefined || !isSymbol(vpcId) || templates.find(vpcId.slice(1, -1).replace(/\.\w+$/, '')) !== undefined)
    return false;
  const block = parseBlock(text(properties.CidrBlock) ?? '');
  const blocks = vpcs.find(({ resource }) => resource === network.vpc)?.blocks[4].map((one) => parseBlock(one)) ?? [];
  return block === undefined || blocks.some((one) => one === undefined || covers(one, block));
}
