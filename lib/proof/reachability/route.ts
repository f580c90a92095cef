// Routes (Amazon VPC User Guide, "Route table concepts" and "Route priority"): the longest matching prefix decides. The route
// `local` always exists. A gateway endpoint is a route to the prefix list of its service.

import { type Family, parseBlock } from '../address';
import { getOrAdd } from '../collections';
import { type JsonObject, type Resource, shown, text, texts } from '../template';
import { all, allowed, any, blocked, type Component, type Decision, type Doubt, isDoubt, type Match, unknown } from './answer';
import { type Directory, existenceOf } from './directory';
import { inBlock, type Point } from './packet';
import { serviceNameOf } from './service-name';
import type { Subnet, Topology, Vpc } from './topology';

export type TargetKind =
  | 'local'
  | 'internet gateway'
  | 'egress-only internet gateway'
  | 'NAT gateway'
  | 'VPC peering'
  | 'gateway endpoint'
  | 'firewall'
  /** The target does not exist: AWS drops the packets. */
  | 'blackhole'
  /** The templates do not show the target: a transit gateway, a VPN, an appliance, or an id outside the templates. */
  | 'external target';

export interface Target {
  readonly kind: TargetKind;
  readonly id: string;
}

export interface Route {
  /** The id of the resource. `local` for the routes that AWS adds. */
  readonly id: string;
  readonly isThere: Match;
  readonly destination:
    | { readonly block: string; readonly family: Family }
    | { readonly prefixList: string; readonly blocks?: readonly string[] }
    | { readonly service: string | Doubt };
  readonly target: Target;
}

export interface RouteTable {
  readonly id: string;
  readonly vpc: Vpc;
  readonly routes: readonly Route[];
}

/** What a route table decides about a destination, and the target if it is known. */
export interface RouteDecision {
  readonly decision: Decision;
  readonly target?: Target;
}

export class RouteTables {
  private readonly cache = new Map<string, RouteTable>();
  private readonly directory: Directory;

  public constructor(private readonly topology: Topology) {
    this.directory = topology.directory;
  }

  public tableOf(subnet: Subnet): RouteTable | Doubt {
    const association = this.topology.tableOf(subnet);
    if (association === 'default') return this.table(`the main route table of ${subnet.vpc.id}`, subnet.vpc);
    return 'id' in association ? this.named(association.id, subnet.vpc) : association;
  }

  /** The table that packets meet when they come in through an internet gateway ("Gateway route tables"). */
  public edgeTableOf(gatewayId: string, vpc: Vpc): RouteTable | Doubt | undefined {
    const { templates } = this.directory;
    const edge = templates
      .ofType('AWS::EC2::GatewayRouteTableAssociation')
      .find(({ properties }) => this.directory.idOf(text(properties.GatewayId) ?? '') === gatewayId);
    if (edge === undefined) return undefined;
    const is = existenceOf(edge);
    return isDoubt(is) ? is : this.named(this.directory.idOf(text(edge.properties.RouteTableId) ?? ''), vpc);
  }

  public decide(table: RouteTable, point: Point, without?: string): RouteDecision {
    const by: Component = { kind: 'route table', id: table.id };
    const candidates = table.routes
      .filter(({ id }) => id !== without)
      .flatMap((route) => {
        const { match, length } = measured(route, table.vpc, point);
        return match === false ? [] : [{ route, match, length }];
      })
      // Of two routes with the same length, the first wins: `local`, then routes with a block, then gateway endpoints.
      .sort((a, b) => b.length - a.length);
    const sure = candidates.find(({ match }) => match === true);
    const doubtful = candidates.find(
      ({ route, match, length }) =>
        isDoubt(match) && (sure === undefined || (length >= sure.length && !sameTarget(route.target, sure.route.target))),
    );
    if (doubtful !== undefined && isDoubt(doubtful.match)) {
      const why = `route ${doubtful.route.id} of ${table.id} may lead to ${point.text}`;
      return { decision: unknown(doubtful.match.symbol, why) };
    }
    if (sure === undefined) return { decision: blocked(by, `no route of ${table.id} leads to ${point.text}`) };
    const { target, id } = sure.route;
    if (target.kind === 'blackhole') {
      return {
        decision: blocked(by, `route ${id} of ${table.id} leads to ${point.text} through ${target.id}, which does not exist`),
      };
    }
    return { decision: allowed({ ...by, detail: id }), target };
  }

  private named(id: string, vpc: Vpc): RouteTable | Doubt {
    const resource = this.directory.find(id);
    if (resource?.type !== 'AWS::EC2::RouteTable') return { symbol: id };
    return this.table(id, vpc);
  }

  private table(id: string, vpc: Vpc): RouteTable {
    return getOrAdd(this.cache, `${vpc.id} ${id}`, () => ({ id, vpc, routes: this.routesOf(id, vpc) }));
  }

  private routesOf(id: string, vpc: Vpc): Route[] {
    const { templates } = this.directory;
    const local = ([4, 6] as const).flatMap((family) =>
      vpc.blocks[family].map((block) => ({ id: 'local', isThere: true, destination: { block, family }, target: LOCAL })),
    );
    return [
      ...local,
      ...templates.ofType('AWS::EC2::Route').flatMap((resource) => this.route(resource, id, vpc)),
      ...templates.ofType('AWS::EC2::VPCEndpoint').flatMap((resource) => this.gatewayEndpoint(resource, id)),
    ];
  }

  private isOf(tableId: string, reference: string, resource: Resource): Match {
    if (this.directory.idOf(reference) === tableId) return existenceOf(resource);
    return this.directory.isOpen(reference) ? { symbol: shown(reference) } : false;
  }

  private route(resource: Resource, tableId: string, vpc: Vpc): Route[] {
    const { properties, id } = resource;
    const isThere = this.isOf(tableId, text(properties.RouteTableId) ?? '', resource);
    if (isThere === false) return [];
    const target = this.target(properties, vpc);
    const one = { id, isThere, target };
    const [four, six] = [
      this.directory.block(properties.DestinationCidrBlock),
      this.directory.block(properties.DestinationIpv6CidrBlock),
    ];
    const prefixList = text(properties.DestinationPrefixListId);
    const blocks = prefixList === undefined ? undefined : this.directory.prefixList(prefixList);
    return [
      ...(four === undefined ? [] : [{ ...one, destination: { block: four, family: 4 as const } }]),
      ...(six === undefined ? [] : [{ ...one, destination: { block: six, family: 6 as const } }]),
      ...(prefixList === undefined ? [] : [{ ...one, destination: { prefixList, blocks } }]),
    ];
  }

  private gatewayEndpoint(resource: Resource, tableId: string): Route[] {
    const { properties, id } = resource;
    // AWS::EC2::VPCEndpoint: no other type has route tables.
    const isThere = any(...texts(properties.RouteTableIds).map((reference) => this.isOf(tableId, reference, resource)));
    if (isThere === false) return [];
    return [{ id, isThere, destination: { service: serviceNameOf(resource) }, target: { kind: 'gateway endpoint', id } }];
  }

  private target(properties: JsonObject, vpc: Vpc): Target {
    const reference = TARGETS.flatMap((name) => text(properties[name]) ?? []).find((one) => one !== '');
    if (reference === undefined) return { kind: 'blackhole', id: 'a target' };
    if (reference === 'local') return LOCAL;
    const shownId = this.directory.idOf(reference);
    if (this.directory.namesMissing(reference)) return { kind: 'blackhole', id: shownId };
    const firewall = this.directory.templates
      .ofType('AWS::NetworkFirewall::Firewall')
      .find((one) => shown(reference).includes(`${one.id}.EndpointIds`));
    if (firewall !== undefined) return { kind: 'firewall', id: firewall.id };
    const resource = this.directory.find(reference);
    if (resource === undefined || isDoubt(existenceOf(resource))) return { kind: 'external target', id: shownId };
    const { id, type } = resource;
    switch (type) {
      case 'AWS::EC2::InternetGateway': {
        const attached = this.topology.internetGateway(vpc);
        if (typeof attached === 'object') return { kind: 'external target', id: attached.symbol };
        return attached === id
          ? { kind: 'internet gateway', id }
          : { kind: 'blackhole', id: `an attachment of ${id} to ${vpc.id}` };
      }
      case 'AWS::EC2::EgressOnlyInternetGateway':
        return { kind: 'egress-only internet gateway', id };
      case 'AWS::EC2::NatGateway':
        return { kind: 'NAT gateway', id };
      case 'AWS::EC2::VPCPeeringConnection':
        return { kind: 'VPC peering', id };
      case 'AWS::EC2::VPCEndpoint':
        return { kind: text(resource.properties.VpcEndpointType) === 'GatewayLoadBalancer' ? 'firewall' : 'external target', id };
      default:
        return { kind: 'external target', id };
    }
  }
}

const LOCAL: Target = { kind: 'local', id: 'local' };

const TARGETS = [
  'GatewayId',
  'NatGatewayId',
  'EgressOnlyInternetGatewayId',
  'VpcPeeringConnectionId',
  'VpcEndpointId',
  'TransitGatewayId',
  'NetworkInterfaceId',
  'InstanceId',
  'CarrierGatewayId',
  'LocalGatewayId',
  'CoreNetworkArn',
  'OdbNetworkArn',
] as const;

/** Targets to which a route inside of the VPC may lead, if it is more specific than `local` ("Route table concepts"). */
const WITHIN_VPC: readonly TargetKind[] = ['local', 'NAT gateway', 'firewall', 'external target', 'blackhole'];

/** Longer than any prefix of a CIDR: AWS's prefix lists hold the ranges of a service, no wider. */
const PREFIX_LIST_LENGTH = 128.5;

function sameTarget(one: Target, other: Target): boolean {
  return one.kind === other.kind && one.id === other.id;
}

function measured({ id, isThere, destination, target }: Route, vpc: Vpc, point: Point): { match: Match; length: number } {
  if ('service' in destination) {
    const { service } = destination;
    const is: Match = point.service === undefined ? false : typeof service === 'object' ? service : service === point.service;
    return { match: all(isThere, is), length: PREFIX_LIST_LENGTH };
  }
  if ('prefixList' in destination) {
    if (destination.blocks === undefined) {
      return { match: all(isThere, { symbol: shown(destination.prefixList) }), length: PREFIX_LIST_LENGTH };
    }
    const lengths = destination.blocks.map((block) => ({
      match: inBlock(block, block.includes(':') ? 6 : 4, point),
      length: parseBlock(block)?.prefix ?? PREFIX_LIST_LENGTH,
    }));
    const best = lengths.filter(({ match }) => match !== false).sort((a, b) => b.length - a.length)[0];
    return { match: all(isThere, best?.match ?? false), length: best?.length ?? 0 };
  }
  const { block, family } = destination;
  const length = parseBlock(block)?.prefix;
  const isInside = point.vpcId === vpc.id;
  if (id === 'local') {
    return { match: isInside && family === point.family ? true : inBlock(block, family, point), length: length ?? 0 };
  }
  const match = all(isThere, inBlock(block, family, point));
  if (!isInside) return { match, length: length ?? PREFIX_LIST_LENGTH };
  if (!WITHIN_VPC.includes(target.kind)) return { match: false, length: 0 };
  // It is a subnet's block ("Route table concepts"), which is longer than the VPC's, whatever numbers they have.
  if (length === undefined) return { match, length: PREFIX_LIST_LENGTH };
  const isComparable = vpc.blocks[family].every((own) => parseBlock(own) !== undefined);
  return { match: isComparable || point.blocks.includes(block) ? match : false, length };
}
