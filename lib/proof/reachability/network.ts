// The main question of this folder: can one end reach another, with which protocol, at which port.

import { type Block, contains, type Family, parseBlock } from '../address';
import { getOrAdd } from '../collections';
import { shown, type TemplateSet } from '../template';
import { type Decision, isDoubt, type Reach, unknown } from './answer';
import { Directory } from './directory';
import { DnsFirewall } from './dns-firewall';
import { type End, Ends } from './ends';
import { type AclEntry, NetworkAcls } from './network-acl';
import { addressPoint, type Packet, type Point, servicePoint } from './packet';
import { Points } from './points';
import { literal, type Probe, parsedBlocks, type Question, trafficOf } from './question';
import { Composer } from './reach';
import { type Route, type RouteDecision, RouteTables } from './route';
import { type Direction, type GroupRule, SecurityGroups } from './security-group';
import { type Subnet, Topology, type Vpc } from './topology';
import { Walker } from './walk';
import { Ways } from './ways';

export class Network {
  private readonly directory: Directory;
  private readonly topology: Topology;
  private readonly groups: SecurityGroups;
  private readonly acls: NetworkAcls;
  private readonly tables: RouteTables;
  private readonly ends: Ends;
  private readonly points: Points;
  private readonly ways: Ways;
  private readonly dns: DnsFirewall;
  private readonly probes = new Map<string, Point>();

  public constructor(templates: TemplateSet) {
    this.directory = new Directory(templates);
    this.topology = new Topology(this.directory);
    this.groups = new SecurityGroups(this.directory);
    this.acls = new NetworkAcls(this.topology);
    this.tables = new RouteTables(this.topology);
    this.ends = new Ends(this.topology);
    this.dns = new DnsFirewall(this.topology);
    this.points = new Points(this.topology, this.cutsOfSubnets());
    const walker = new Walker(this.topology, this.tables, this.acls);
    const composer = new Composer(this.topology, walker, this.groups, this.points);
    this.ways = new Ways({
      topology: this.topology,
      groups: this.groups,
      ends: this.ends,
      points: this.points,
      dns: this.dns,
      composer,
    });
  }

  public get vpcs(): readonly Vpc[] {
    return this.topology.vpcs;
  }

  public get subnets(): readonly Subnet[] {
    return this.topology.subnets;
  }

  /** Ids of the security groups in the templates. */
  public get securityGroups(): readonly string[] {
    return this.groups.ids;
  }

  /** Every end that a resource has in a VPC. `resourceId` is the id in the set. */
  public endsOf(resourceId: string): readonly End[] {
    const resource = this.directory.find(resourceId);
    if (resource === undefined) throw new RangeError(`there is no resource ${shown(resourceId)} in the templates`);
    return this.ends.of(resource);
  }

  /**
   * Whether a client can open a connection and get responses. An end can have many interfaces and addresses. One open path between any
   * two of them is enough for `reachable`. The answer is `blocked` only if all paths are blocked, with the reason of the first one.
   */
  public reach(from: End, to: End, question: Question): Reach {
    return this.ways.between(from, to, trafficOf(question), question.family ?? 4);
  }

  /** Whether a name resolves for the resources in a VPC. */
  public resolves(vpcId: string, name: string): Decision {
    return this.dns.resolves(this.vpc(vpcId), name);
  }

  public securityGroupAllows(groupId: string, direction: Direction, probe: Probe): Decision {
    return this.groups.allows(this.directory.idOf(groupId), direction, this.packet(probe), probe.without);
  }

  public securityGroupRules(groupId: string): readonly GroupRule[] | undefined {
    return this.groups.rulesOf(this.directory.idOf(groupId));
  }

  public aclAllows(aclId: string, direction: Direction, probe: Probe): Decision {
    return this.acls.allows(this.directory.idOf(aclId), direction === 'egress', this.packet(probe), probe.without);
  }

  /** In the order of their numbers. */
  public aclEntries(aclId: string): readonly AclEntry[] | undefined {
    return this.acls.entriesOf(this.directory.idOf(aclId));
  }

  /** Id of a subnet's network ACL. `stack/Vpc.DefaultNetworkAcl` if it has no own ACL. Undefined if unknown. */
  public aclOf(subnetId: string): string | undefined {
    const id = this.acls.idOf(this.subnet(subnetId));
    return isDoubt(id) ? undefined : id;
  }

  public routeOf(subnetId: string, probe: Omit<Probe, 'protocol'>): RouteDecision {
    const subnet = this.subnet(subnetId);
    const table = this.tables.tableOf(subnet);
    if (isDoubt(table)) return { decision: unknown(table.symbol, `the route table of subnet ${subnet.id} is not known`) };
    return this.tables.decide(table, this.probed(probe, subnet.vpc), probe.without);
  }

  /** Undefined if the table is not known. */
  public routesOf(subnetId: string): readonly Route[] | undefined {
    const table = this.tables.tableOf(this.subnet(subnetId));
    return isDoubt(table) ? undefined : table.routes;
  }

  private packet(probe: Probe): Packet {
    return { ...trafficOf(probe), peer: this.probed(probe) };
  }

  /** The point of an address. If several VPCs contain the address, `near` comes first. */
  private probed(probe: Omit<Probe, 'protocol'>, near?: Vpc): Point {
    const { address, service, securityGroupIds = [], family = 4 } = probe;
    // A caller that tests every port asks about one address many times.
    const key = JSON.stringify([address, service, securityGroupIds, family, near?.id]);
    return getOrAdd(this.probes, key, () => this.pointOf(address, service, securityGroupIds, family, near));
  }

  private pointOf(
    address: string | undefined,
    service: string | undefined,
    securityGroupIds: readonly string[],
    family: Family,
    near?: Vpc,
  ): Point {
    const groups = securityGroupIds.map((id) => this.directory.idOf(id));
    if (service !== undefined) return this.points.outside(servicePoint(service, family, address));
    if (address === undefined) throw new RangeError('there is no address and no service in the question, expected one of them');
    const one = literal(address, address.includes(':') ? 6 : 4);
    const holding = this.topology.subnets.filter(({ blocks }) => {
      const block = parseBlock(blocks[one.family] ?? '');
      return block !== undefined && contains(block, one);
    });
    const subnet = holding.find(({ vpc }) => vpc.id === near?.id) ?? holding[0];
    if (subnet === undefined) return addressPoint(one, { groups });
    return this.points.pointIn(subnet, one.family, groups, one.value);
  }

  private cutsOfSubnets(): Block[] {
    const acls = new Set(
      this.topology.subnets.flatMap((subnet) => this.acls.idOf(subnet)).filter((id) => typeof id === 'string'),
    );
    const tables = this.topology.subnets
      .flatMap((subnet) => this.tables.tableOf(subnet))
      .flatMap((one) => (isDoubt(one) ? [] : one.routes));
    const destinations = tables.flatMap(({ destination }) =>
      'block' in destination ? [destination.block] : 'blocks' in destination ? (destination.blocks ?? []) : [],
    );
    return parsedBlocks([...[...acls].flatMap((id) => this.acls.entriesOf(id) ?? []).map(({ block }) => block), ...destinations]);
  }

  private vpc(reference: string): Vpc {
    const vpc = this.topology.vpcOf(reference);
    if (vpc === undefined) throw new RangeError(`there is no VPC ${shown(reference)} in the templates`);
    return vpc;
  }

  private subnet(reference: string): Subnet {
    const subnet = this.topology.subnetOf(reference);
    if (subnet === undefined) throw new RangeError(`there is no subnet ${shown(reference)} in the templates`);
    return subnet;
  }
}
