// Security groups (Amazon VPC User Guide, "Control traffic to your AWS resources using security groups"): rules only allow, and the
// rules of all groups of an interface add up. Responses need no rule.

import type { Family } from '../address';
import { getOrAdd } from '../collections';
import { isObject, isSymbolic, type Json, type JsonObject, list, type Resource, shown, text } from '../template';
import { all, allowed, any, blocked, type Component, type Decision, type Doubt, isDoubt, type Match, unknown } from './answer';
import { type Directory, existenceOf, integer } from './directory';
import { hasPorts, inBlock, inRange, isIcmp, type Packet, packetText, protocolNumber } from './packet';

export type Direction = 'ingress' | 'egress';

/** The other end that a rule allows. */
export type Peer =
  | { readonly block: string; readonly family: Family }
  | { readonly group: string }
  | { readonly prefixList: string; readonly blocks?: readonly string[] }
  | { readonly everybody: true }
  | { readonly nobody: true };

export interface GroupRule {
  /** The id of the resource, or `stack/Group/SecurityGroupIngress/0` in a group's own list. `default` for a rule that EC2 adds. */
  readonly id: string;
  readonly direction: Direction;
  readonly isThere: Match;
  readonly protocol: number | Doubt;
  readonly from?: number | Doubt;
  readonly to?: number | Doubt;
  readonly peer: Peer;
}

const PROPERTY = { ingress: 'SecurityGroupIngress', egress: 'SecurityGroupEgress' } as const;
const DEFAULT_GROUP = '.DefaultSecurityGroup';
const EVERYTHING = { protocol: -1, peer: { everybody: true } } as const;

export class SecurityGroups {
  private readonly cache = new Map<string, readonly GroupRule[] | undefined>();

  public constructor(private readonly directory: Directory) {}

  public get ids(): readonly string[] {
    return this.directory.templates.ofType('AWS::EC2::SecurityGroup').map(({ id }) => id);
  }

  /** Undefined for a group that the templates name but do not contain. */
  public rulesOf(id: string): readonly GroupRule[] | undefined {
    return getOrAdd(this.cache, id, () => this.read(id));
  }

  /** Whether one group alone allows a packet in or out. `without` skips the rule with this id. */
  public allows(id: string, direction: Direction, packet: Packet, without?: string): Decision {
    const group: Component = { kind: 'security group', id };
    const rules = this.rulesOf(id);
    if (rules === undefined) return unknown(id, `the rules of security group ${id} are not in the templates`);
    let doubt: Doubt | undefined;
    for (const rule of rules) {
      if (rule.direction !== direction || rule.id === without) continue;
      const match = this.matches(rule, packet);
      if (match === true) return allowed({ ...group, detail: rule.id });
      if (isDoubt(match)) doubt ??= match;
    }
    const what = packetText(packet.protocol, packet.port);
    const way = direction === 'egress' ? `out to ${packet.peer.text}` : `in from ${packet.peer.text}`;
    if (doubt !== undefined) return unknown(doubt.symbol, `security group ${id} may allow ${what} ${way}`);
    return blocked(group, `no rule of security group ${id} allows ${what} ${way}`);
  }

  /** Whether the groups of an interface together allow a packet. */
  public allowsAny(ids: readonly string[], direction: Direction, packet: Packet): Decision {
    const decisions = ids.map((id) => this.allows(id, direction, packet));
    const [first] = decisions;
    if (first === undefined) return unknown('security groups', 'the templates do not name the security group of the interface');
    const pick = (answer: Decision['answer']) => decisions.find((one) => one.answer === answer);
    return (
      pick('allowed') ??
      pick('unknown') ??
      (ids.length === 1 || first.answer !== 'blocked'
        ? first
        : { ...first, why: first.why.replace(`security group ${ids[0]}`, `security groups ${ids.join(', ')}`) })
    );
  }

  private matches(rule: GroupRule, { protocol, port, peer }: Packet): Match {
    const protocols: Match =
      typeof rule.protocol === 'object' ? rule.protocol : rule.protocol === -1 || rule.protocol === protocol;
    return all(rule.isThere, protocols, this.holdsPort(rule, protocol, port), this.holdsPeer(rule.peer, peer));
  }

  private holdsPort({ protocol, from, to }: GroupRule, asked: number, port: number): Match {
    if (protocol === -1) return true;
    // For ICMP, FromPort is the type and ToPort the code; -1 is any. The packet here has code 0.
    if (isIcmp(asked)) {
      const one = (value: GroupRule['from'], is: number): Match =>
        typeof value === 'object' ? value : value === undefined || value === -1 || value === is;
      return all(one(from, port), one(to, 0));
    }
    // Other protocols have no ports: their rules match every packet.
    return hasPorts(asked) ? inRange(from === -1 ? undefined : from, to === -1 ? undefined : to, port) : true;
  }

  private holdsPeer(peer: Peer, point: Packet['peer']): Match {
    if ('everybody' in peer) return true;
    if ('nobody' in peer) return false;
    if ('block' in peer) return inBlock(peer.block, peer.family, point);
    if ('prefixList' in peer) {
      if (peer.blocks === undefined) return { symbol: shown(peer.prefixList) };
      return any(...peer.blocks.map((block) => inBlock(block, block.includes(':') ? 6 : 4, point)));
    }
    if (point.groups === undefined) return { symbol: `security groups in ${point.text}` };
    if (point.groups.includes(peer.group)) return true;
    if (point.groups.length === 0) return false;
    // A parameter may name any group.
    const open = [peer.group, ...point.groups].find((id) => this.rulesOf(id) === undefined);
    return open === undefined ? false : { symbol: open };
  }

  private read(id: string): readonly GroupRule[] | undefined {
    const group = this.directory.find(id);
    const isDefault =
      id.endsWith(DEFAULT_GROUP) && this.directory.find(id.slice(0, -DEFAULT_GROUP.length))?.type === 'AWS::EC2::VPC';
    if (group?.type !== 'AWS::EC2::SecurityGroup' && !isDefault) return undefined;
    const inline =
      group === undefined ? [] : (['ingress', 'egress'] as const).flatMap((direction) => inlineRules(group, direction));
    const rules = [...inline.map((one) => this.rule(one)), ...this.standalone(id)];
    // "Default security groups for your VPCs": members reach each other, and everything.
    if (isDefault) {
      rules.push({ id: 'default', direction: 'ingress', isThere: true, protocol: -1, peer: { group: id } });
      rules.push({ id: 'default', direction: 'egress', isThere: true, ...EVERYTHING });
    } else if (!rules.some(({ direction, isThere }) => direction === 'egress' && isThere === true)) {
      // AWS::EC2::SecurityGroup: EC2 adds a rule that allows all outbound traffic, and an egress rule takes its place.
      const open = rules.flatMap(({ direction, isThere }) => (direction === 'egress' && isDoubt(isThere) ? [isThere] : []));
      rules.push({ id: 'default', direction: 'egress', isThere: open[0] ?? true, ...EVERYTHING });
    }
    return rules;
  }

  private standalone(id: string): GroupRule[] {
    return (['ingress', 'egress'] as const).flatMap((direction) =>
      this.directory.templates.ofType(`AWS::EC2::${PROPERTY[direction]}`).flatMap((resource) => {
        const reference = text(resource.properties.GroupId) ?? '';
        const isMine = this.directory.idOf(reference) === id;
        if (!isMine && !this.directory.isOpen(reference)) return [];
        const isThere = isMine ? existenceOf(resource) : { symbol: shown(reference) };
        return [this.rule({ id: resource.id, direction, isThere, properties: resource.properties })];
      }),
    );
  }

  private rule({ id, direction, isThere, properties }: WrittenRule): GroupRule {
    if (!isObject(properties)) {
      const symbol = shown(text(properties) ?? `${id} (not a rule)`);
      return { id, direction, isThere: { symbol }, ...EVERYTHING };
    }
    const protocol = text(properties.IpProtocol) ?? '';
    return {
      id,
      direction,
      isThere,
      protocol: protocolNumber(protocol) ?? { symbol: isSymbolic(protocol) ? shown(protocol) : `protocol ${protocol}` },
      from: integer(properties.FromPort),
      to: integer(properties.ToPort),
      peer: this.peer(properties, direction),
    };
  }

  private peer(properties: JsonObject, direction: Direction): Peer {
    const { directory } = this;
    const end = direction === 'ingress' ? 'Source' : 'Destination';
    const [four, six] = [directory.block(properties.CidrIp), directory.block(properties.CidrIpv6)];
    if (four !== undefined) return { block: four, family: 4 };
    if (six !== undefined) return { block: six, family: 6 };
    const list = text(properties[`${end}PrefixListId`]);
    if (list !== undefined) {
      return { prefixList: list, blocks: directory.prefixList(list) };
    }
    const group = text(properties[`${end}SecurityGroupId`]) ?? text(properties[`${end}SecurityGroupName`]);
    // EC2 refuses a rule without another end. Here it matches nothing.
    return group === undefined ? { nobody: true } : { group: directory.idOf(group) };
  }
}

interface WrittenRule {
  readonly id: string;
  readonly direction: Direction;
  readonly isThere: Match;
  readonly properties: Json;
}

function inlineRules(group: Resource, direction: Direction): WrittenRule[] {
  const property = PROPERTY[direction];
  return list(group.properties[property]).map((properties, index) => ({
    id: `${group.id}/${property}/${index}`,
    direction,
    isThere: true,
    properties: properties as Json,
  }));
}
