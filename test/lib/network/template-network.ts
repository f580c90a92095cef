// Reads a synthesised template as a network, and decides who reaches whom by CloudFormation's and Amazon VPC's rules alone. It knows
// nothing of the constructs that wrote the template.
import { type Resource, readable, type Template } from '../templates';

export type Protocol = 'tcp' | 'udp';

export interface AclEntry {
  readonly id: string;
  readonly number: number;
  readonly egress: boolean;
  readonly allow: boolean;
  /** -1 is any. */
  readonly protocol: number;
  readonly cidr: string;
  readonly from: number;
  readonly to: number;
}

export interface GroupRule {
  readonly id: string;
  readonly protocol: string;
  readonly cidr: string;
  readonly from: number;
  readonly to: number;
}

export interface SecurityGroup {
  readonly name: string;
  readonly ingress: readonly GroupRule[];
  readonly egress: readonly GroupRule[];
}

export interface Segment {
  readonly name: string;
  readonly blocks: readonly string[];
  readonly acl: readonly AclEntry[];
  readonly groups: readonly SecurityGroup[];
  /** Services behind a gateway endpoint in the segment's route tables, if all of them have it. */
  readonly gateways: readonly string[];
  /** Destinations of routes, beside `local`. */
  readonly routes: readonly string[];
}

export interface Network {
  readonly block: string;
  readonly segments: readonly Segment[];
  /** What a subnet has that nobody gave a network ACL. */
  readonly defaultAcl: readonly AclEntry[];
}

type Entries = [id: string, resource: Resource][];

export function networkOf(template: Template): Network {
  const all = (type: string): Entries =>
    Object.entries(template.Resources).filter(([, { Type }]) => Type === `AWS::EC2::${type}`);
  const text = (value: unknown) => readable<string>(value);
  const tag = ({ Properties }: Resource): string | undefined =>
    Properties.Tags?.find(({ Key }: { Key: string }) => Key === 'bulkhead:segment')?.Value;
  const [[vpcId, vpc] = ['', undefined]] = all('VPC');
  const names = [...new Set(all('Subnet').map(([, subnet]) => tag(subnet)))];
  const associated = (type: string, subnetId: string, property: string): string | undefined =>
    all(type).find(([, { Properties }]) => text(Properties.SubnetId) === `<${subnetId}>`)?.[1].Properties[property];
  const entriesOf = (acl: string) =>
    all('NetworkAclEntry')
      .filter(([, { Properties }]) => text(Properties.NetworkAclId) === acl)
      .map(([id, { Properties }]) => aclEntry(id, Properties));

  const segments = names.map((name): Segment => {
    const subnets = all('Subnet').filter(([, subnet]) => tag(subnet) === name);
    const acls = new Set(subnets.map(([id]) => text(associated('SubnetNetworkAclAssociation', id, 'NetworkAclId'))));
    if (acls.size !== 1) throw new Error(`segment ${name} has network ACLs ${[...acls]}, expected one for all its subnets`);
    const tables = subnets.map(([id]) => text(associated('SubnetRouteTableAssociation', id, 'RouteTableId')));
    const gateways = all('VPCEndpoint')
      .filter(([, { Properties }]) => Properties.VpcEndpointType === 'Gateway')
      .filter(([, { Properties }]) => tables.every((table) => Properties.RouteTableIds.map(text).includes(table)))
      .map(([, { Properties }]) => text(Properties.ServiceName).replace(/^.*\./, ''));
    const routes = all('Route')
      .filter(([, { Properties }]) => tables.includes(text(Properties.RouteTableId)))
      .map(([, { Properties }]) => text(Properties.DestinationCidrBlock));
    return {
      name: name ?? '(untagged)',
      blocks: subnets.map(([, { Properties }]) => Properties.CidrBlock),
      acl: entriesOf([...acls][0] ?? ''),
      groups: all('SecurityGroup')
        .filter(([, group]) => tag(group) === name)
        .map(([id, { Properties }]) => ({
          name: id,
          ingress: (Properties.SecurityGroupIngress ?? []).map((rule: RuleProperty, index: number) =>
            groupRule(`${id}/ingress/${index}`, rule),
          ),
          egress: (Properties.SecurityGroupEgress ?? []).map((rule: RuleProperty, index: number) =>
            groupRule(`${id}/egress/${index}`, rule),
          ),
        })),
      gateways,
      routes,
    };
  });
  // Rule 100 of a VPC's default network ACL allows everything and cannot be taken out.
  const open = { number: 100, allow: true, protocol: -1, cidr: '0.0.0.0/0', from: 0, to: 65535 };
  return {
    block: vpc?.Properties.CidrBlock,
    segments,
    defaultAcl: [
      ...entriesOf(`<${vpcId}.DefaultNetworkAcl>`),
      { id: 'AWS/ingress/100', egress: false, ...open },
      { id: 'AWS/egress/100', egress: true, ...open },
    ],
  };
}

interface RuleProperty {
  readonly IpProtocol: string;
  readonly CidrIp: string;
  readonly FromPort: number;
  readonly ToPort: number;
}

function groupRule(id: string, { IpProtocol, CidrIp, FromPort, ToPort }: RuleProperty): GroupRule {
  return { id, protocol: IpProtocol, cidr: CidrIp, from: FromPort, to: ToPort };
}

function aclEntry(id: string, properties: Resource['Properties']): AclEntry {
  const { RuleNumber, Egress, RuleAction, Protocol, CidrBlock, PortRange = { From: 0, To: 65535 } } = properties;
  return {
    id,
    number: RuleNumber,
    egress: Egress,
    allow: RuleAction === 'allow',
    protocol: Protocol,
    cidr: CidrBlock,
    from: PortRange.From,
    to: PortRange.To,
  };
}

/** One packet's other end and port: `port` is the destination's. */
export interface Packet {
  readonly protocol: Protocol;
  readonly address: string;
  readonly port: number;
}

const NUMBERS = { tcp: 6, udp: 17 };

/** The lowest number that matches decides; none is a denial. */
export function aclAllows(acl: readonly AclEntry[], egress: boolean, { protocol, address, port }: Packet): boolean {
  const [first] = acl
    .filter((entry) => entry.egress === egress)
    .filter((entry) => entry.protocol === -1 || entry.protocol === NUMBERS[protocol])
    .filter((entry) => within(address, entry.cidr) && (entry.protocol === -1 || (entry.from <= port && port <= entry.to)))
    .sort((a, b) => a.number - b.number);
  return first?.allow ?? false;
}

/** A group without egress rules is given one that allows everything; one without ingress rules lets nothing in. */
export function groupAllows(group: SecurityGroup, direction: 'ingress' | 'egress', { protocol, address, port }: Packet): boolean {
  const rules = group[direction];
  if (direction === 'egress' && rules.length === 0) return true;
  return rules.some(
    (rule) =>
      (rule.protocol === '-1' || rule.protocol === protocol) &&
      within(address, rule.cidr) &&
      (rule.protocol === '-1' || (rule.from <= port && port <= rule.to)),
  );
}

/** Where a connection ends: an address in a segment, or a public one, of a service behind a gateway endpoint or of anybody. */
export interface Destination {
  readonly segment?: Segment;
  readonly service?: string;
  readonly address: string;
}

export interface Source {
  readonly segment: Segment;
  readonly address: string;
}

/** Ports that a client may have opened the connection from. */
const EPHEMERAL = [1024, 32_768, 65_535];

export type Layer = 'route' | 'security group' | 'network ACL';

/** What each layer alone says about a connection. */
export const LAYERS: {
  readonly [layer in Layer]: (net: Network, from: Source, to: Destination, protocol: Protocol, port: number) => boolean;
} = {
  route: (net, from, to) => {
    if (within(to.address, net.block)) return true;
    return (
      (to.service !== undefined && from.segment.gateways.includes(to.service)) ||
      from.segment.routes.some((cidr) => within(to.address, cidr))
    );
  },
  // Stateful: answers need no rule.
  'security group': (_net, from, to, protocol, port) =>
    from.segment.groups.every((group) => groupAllows(group, 'egress', { protocol, address: to.address, port })) &&
    (to.segment?.groups.every((group) => groupAllows(group, 'ingress', { protocol, address: from.address, port })) ?? true),
  // Stateless: both ways, at both ends; the public end has none of ours. Not asked within a subnet.
  'network ACL': (_net, from, to, protocol, port) => {
    if (from.segment.blocks.some((block) => within(from.address, block) && within(to.address, block))) return true;
    const there = { protocol, address: to.address, port };
    const arriving = { protocol, address: from.address, port };
    return (
      aclAllows(from.segment.acl, true, there) &&
      (to.segment === undefined || aclAllows(to.segment.acl, false, arriving)) &&
      EPHEMERAL.every(
        (ephemeral) =>
          (to.segment === undefined || aclAllows(to.segment.acl, true, { ...arriving, port: ephemeral })) &&
          aclAllows(from.segment.acl, false, { ...there, port: ephemeral }),
      )
    );
  },
};

/** The layers that stop a connection; it passes if there are none. */
export function blockedBy(net: Network, from: Source, to: Destination, protocol: Protocol, port: number): Layer[] {
  return (Object.keys(LAYERS) as Layer[]).filter((layer) => !LAYERS[layer](net, from, to, protocol, port));
}

export function within(address: string, cidr: string): boolean {
  const [network = '', mask = '32'] = cidr.split('/');
  const number = (text: string) => text.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
  const size = 2 ** (32 - Number(mask));
  return Math.floor(number(address) / size) === Math.floor(number(network) / size);
}

/** The `index`-th address of a block. */
export function addressIn(cidr: string, index = 10): string {
  const [network = ''] = cidr.split('/');
  const first = network.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0) + index;
  return [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join('.');
}
