// Network ACLs (Amazon VPC User Guide, "Network ACL basics"): entries have numbers, and the first match decides. A packet without a
// match is denied. Responses are packets like all others and need an entry too.

import type { Family } from '../address';
import { getOrAdd } from '../collections';
import { isSymbolic, type Resource, shown, text } from '../template';
import { all, allowed, blocked, type Component, type Decision, type Doubt, isDoubt, type Match, unknown } from './answer';
import { existenceOf, flag, integer } from './directory';
import { hasPorts, inBlock, inRange, isIcmp, type Packet, packetText, protocolNumber } from './packet';
import type { Association, Subnet, Topology } from './topology';

export interface AclEntry {
  /** The id of the resource. `default` for the entries that AWS adds. */
  readonly id: string;
  readonly isThere: Match;
  readonly number: number | Doubt;
  readonly isEgress: Match;
  readonly allows: Match;
  readonly protocol: number | Doubt;
  readonly block: string;
  readonly family: Family;
  readonly from?: number | Doubt;
  readonly to?: number | Doubt;
  readonly icmpType?: number | Doubt;
}

const DEFAULT_ACL = '.DefaultNetworkAcl';

export class NetworkAcls {
  private readonly cache = new Map<string, readonly AclEntry[] | undefined>();

  public constructor(private readonly topology: Topology) {}

  /** Id of the network ACL of a subnet: `stack/Vpc.DefaultNetworkAcl` if none is associated. */
  public idOf(subnet: Subnet): string | Doubt {
    const acl: Association = this.topology.aclOf(subnet);
    if (acl === 'default') return `${subnet.vpc.id}.DefaultNetworkAcl`;
    return 'id' in acl ? acl.id : acl;
  }

  /** In the order of their numbers. Undefined for an ACL that the templates name but do not contain. */
  public entriesOf(id: string): readonly AclEntry[] | undefined {
    return getOrAdd(this.cache, id, () => this.read(id));
  }

  /** What one ACL decides about a packet. `without` skips the entry with this id. */
  public allows(id: string, isEgress: boolean, packet: Packet, without?: string): Decision {
    const entries = this.entriesOf(id);
    if (entries === undefined) return unknown(id, `the entries of network ACL ${id} are not in the templates`);
    const acl: Component = { kind: 'network ACL', id };
    const what = `${packetText(packet.protocol, packet.port)} ${isEgress ? 'out to' : 'in from'} ${packet.peer.text}`;
    const decide = (index: number): Decision => {
      const entry = entries[index];
      if (entry === undefined) return blocked(acl, `no entry of network ACL ${id} allows ${what}`);
      if (entry.id === without) return decide(index + 1);
      const match = matches(entry, isEgress, packet);
      if (match === false) return decide(index + 1);
      const deciding: Match = all(match, typeof entry.number === 'object' ? entry.number : true);
      if (deciding === true && entry.allows === true) return allowed({ ...acl, detail: entry.id });
      if (deciding === true && entry.allows === false)
        return blocked({ ...acl, detail: entry.id }, `entry ${numberOf(entry)} of network ACL ${id} denies ${what}`);
      // If the following entries decide the same, it does not matter whether this entry matches, or what its number is.
      const rest = decide(index + 1);
      const same = entry.allows === true ? 'allowed' : 'blocked';
      if (!isDoubt(entry.allows) && rest.answer === same) return rest;
      const doubt = isDoubt(deciding) ? deciding : entry.allows;
      const symbol = isDoubt(doubt) ? doubt.symbol : entry.id;
      return unknown(symbol, `entry ${numberOf(entry)} of network ACL ${id} may decide about ${what}`);
    };
    return decide(0);
  }

  private read(id: string): readonly AclEntry[] | undefined {
    const { directory } = this.topology;
    const isDefault = id.endsWith(DEFAULT_ACL) && directory.find(id.slice(0, -DEFAULT_ACL.length))?.type === 'AWS::EC2::VPC';
    if (!isDefault && directory.find(id)?.type !== 'AWS::EC2::NetworkAcl') return undefined;
    const entries = directory.templates.ofType('AWS::EC2::NetworkAclEntry').flatMap((resource) => {
      const reference = text(resource.properties.NetworkAclId) ?? '';
      const isMine = directory.idOf(reference) === id;
      if (!isMine && !directory.isOpen(reference)) return [];
      return this.entries(resource, isMine ? existenceOf(resource) : { symbol: shown(reference) });
    });
    if (isDefault) entries.push(...DEFAULT_ENTRIES);
    // An unknown number may be the lowest.
    const order = ({ number }: AclEntry) => (typeof number === 'object' ? -1 : number);
    return entries.sort((a, b) => order(a) - order(b));
  }

  private entries({ id, properties }: Resource, isThere: Match): AclEntry[] {
    const { directory } = this.topology;
    const protocol = text(properties.Protocol) ?? '';
    const action = text(properties.RuleAction)?.toLowerCase() ?? '';
    const range = properties.PortRange as { readonly From?: number; readonly To?: number } | undefined;
    const icmp = properties.Icmp as { readonly Type?: number } | undefined;
    const one = {
      id,
      isThere,
      number: integer(properties.RuleNumber) ?? { symbol: `the number of ${id}` },
      isEgress: flag(properties.Egress, false),
      allows: isSymbolic(action) ? { symbol: shown(text(properties.RuleAction) ?? '') } : action === 'allow',
      protocol: protocolNumber(protocol) ?? { symbol: isSymbolic(protocol) ? shown(protocol) : `protocol ${protocol}` },
      from: integer(range?.From),
      to: integer(range?.To),
      icmpType: integer(icmp?.Type),
    };
    const blocks = [[4, properties.CidrBlock] as const, [6, properties.Ipv6CidrBlock] as const];
    return blocks.flatMap(([family, value]) => {
      const block = directory.block(value);
      return block === undefined ? [] : [{ ...one, family, block }];
    });
  }
}

/** "Default network ACL": rule 100, and 101 for IPv6, allow everything and cannot be taken out by CloudFormation. */
const DEFAULT_ENTRIES: readonly AclEntry[] = [true, false].flatMap((isEgress) => {
  const one = { id: 'default', isThere: true, isEgress, allows: true, protocol: -1 } as const;
  return [
    { ...one, number: 100, block: '0.0.0.0/0', family: 4 as const },
    { ...one, number: 101, block: '::/0', family: 6 as const },
  ];
});

function numberOf({ number, id }: AclEntry): string {
  return `${typeof number === 'object' ? number.symbol : number} (${id})`;
}

function matches(entry: AclEntry, isEgress: boolean, { protocol, port, peer }: Packet): Match {
  const direction: Match = typeof entry.isEgress === 'object' ? entry.isEgress : entry.isEgress === isEgress;
  const protocols: Match =
    typeof entry.protocol === 'object' ? entry.protocol : entry.protocol === -1 || entry.protocol === protocol;
  return all(direction, entry.isThere, protocols, holdsPort(entry, protocol, port), inBlock(entry.block, entry.family, peer));
}

/** AWS::EC2::NetworkAclEntry: with protocol -1 all ports are open and PortRange is ignored. */
function holdsPort({ protocol, from, to, icmpType }: AclEntry, asked: number, port: number): Match {
  if (protocol === -1) return true;
  if (isIcmp(asked))
    return typeof icmpType === 'object' ? icmpType : icmpType === undefined || icmpType === -1 || icmpType === port;
  return hasPorts(asked) ? inRange(from, to, port) : true;
}
