// Combines the decisions of all layers about two interfaces into one answer.

import { text } from '../template';
import { allowed, blocked, type Component, type Decision, isDoubt, type Match, unknown } from './answer';
import { ECHO, EPHEMERAL_PORTS, hasPorts, isIcmp, type Point } from './packet';
import type { Points, Side } from './points';
import type { Traffic } from './question';
import type { Direction, SecurityGroups } from './security-group';
import type { Topology, Vpc } from './topology';
import { DIRECT, type Stream, type Walk, type Walker } from './walk';

export class Composer {
  public constructor(
    private readonly topology: Topology,
    private readonly walker: Walker,
    private readonly groups: SecurityGroups,
    private readonly points: Points,
  ) {}

  /** Between two interfaces, by private addresses. */
  public between(from: Side, to: Side, traffic: Traffic): Decision[] {
    const out = this.walker.out(from.subnet, to.point);
    const back = this.walker.out(to.subnet, from.point);
    const [there, answers] = streams(traffic, from.point, to.point);
    return [
      ...this.group(from, 'egress', traffic, to.point),
      ...out.steps,
      ...this.arrives(out, from.subnet.vpc, to.subnet.vpc, to.point),
      ...this.walker.acrossAcls([from.subnet, ...out.subnets, to.subnet], there),
      ...this.group(to, 'ingress', traffic, from.point),
      ...back.steps,
      ...this.arrives(back, to.subnet.vpc, from.subnet.vpc, from.point),
      ...this.walker.symmetry(out, back),
      ...this.walker.acrossAcls([to.subnet, ...back.subnets, from.subnet], answers),
    ];
  }

  /** From an interface to a public address. */
  public outward(from: Side, to: Point, traffic: Traffic): Decision[] {
    const out = this.walker.out(from.subnet, to);
    const steps = [...this.group(from, 'egress', traffic, to), ...out.steps];
    const { target } = out;
    if (target === undefined) return [...steps, ...this.acls([from.subnet, ...out.subnets], streams(traffic, from.point, to)[0])];
    const outside: Component = to.service === undefined ? { kind: 'internet', id: to.text } : { kind: 'service', id: to.service };
    switch (target.kind) {
      case 'internet gateway':
        return [...steps, ...this.throughInternetGateway(from, out, target.id, to, traffic), allowed(outside)];
      case 'egress-only internet gateway': {
        const gateway: Component = { kind: target.kind, id: target.id };
        return [...steps, ...this.direct(from, out, to, traffic, gateway), allowed(outside)];
      }
      case 'gateway endpoint': {
        const gateway: Component = { kind: 'VPC endpoint', id: target.id, detail: 'other rules judge its policy' };
        return [...steps, ...this.direct(from, out, to, traffic, gateway), allowed(outside)];
      }
      case 'NAT gateway':
        return [...steps, ...this.throughNat(from, out, target.id, to, traffic), allowed(outside)];
      case 'VPC peering': {
        // "VPC peering limitations": traffic cannot use the gateways of the peer VPC.
        const peering: Component = { kind: 'VPC peering', id: target.id };
        return [...steps, blocked(peering, `peering ${target.id} leads only to the peer VPC, not to ${to.text}`)];
      }
      case 'local':
        return [...steps, blocked({ kind: 'VPC', id: from.subnet.vpc.id }, `${to.text} is inside ${from.subnet.vpc.id}`)];
      default:
        return [
          ...steps,
          unknown(target.id, `the path to ${to.text} leads through ${target.id}, which the templates do not show`),
        ];
    }
  }

  /** From a public address to an interface. */
  public inward(from: Point, to: Side, traffic: Traffic): Decision[] {
    const { vpc } = to.subnet;
    const gateway = this.topology.internetGateway(vpc);
    if (gateway === undefined) {
      return [blocked({ kind: 'VPC', id: vpc.id }, `${vpc.id} has no internet gateway`)];
    }
    if (isDoubt(gateway)) return [unknown(gateway.symbol, `the templates do not show whether ${vpc.id} has an internet gateway`)];
    const into = this.walker.inward(vpc, gateway, to.point, to.subnet);
    const back = this.walker.out(to.subnet, from);
    const [there, answers] = streams(traffic, from, to.point);
    return [
      allowed({ kind: 'internet gateway', id: gateway }),
      ...this.publicAddress(to, { kind: 'interface', id: to.id }),
      ...into.steps,
      ...this.walker.acrossAcls([undefined, ...into.subnets, to.subnet], there),
      ...this.group(to, 'ingress', traffic, from),
      ...back.steps,
      ...this.answersLeaveBy(back, gateway, to, from),
      ...this.walker.symmetry(into, back),
      ...this.walker.acrossAcls([to.subnet, ...back.subnets, undefined], answers),
    ];
  }

  private throughInternetGateway(from: Side, out: Walk, gatewayId: string, to: Point, traffic: Traffic): Decision[] {
    const gateway: Component = { kind: 'internet gateway', id: gatewayId };
    const back = this.walker.inward(from.subnet.vpc, gatewayId, from.point, from.subnet);
    const [there, answers] = streams(traffic, from.point, to);
    return [
      ...this.acls([from.subnet, ...out.subnets, undefined], there),
      ...this.publicAddress(from, gateway),
      ...back.steps,
      ...this.walker.symmetry(out, back),
      ...this.acls([undefined, ...back.subnets, from.subnet], answers),
    ];
  }

  private throughNat(from: Side, out: Walk, natId: string, to: Point, traffic: Traffic): Decision[] {
    const nat: Component = { kind: 'NAT gateway', id: natId };
    const properties = this.topology.directory.find(natId)?.properties ?? {};
    if (to.family === 6) return [unknown(natId, `the proof does not evaluate NAT64 of ${natId}`)];
    if (text(properties.ConnectivityType) === 'private') {
      return [blocked(nat, `NAT gateway ${natId} is private: it has no public address to reach ${to.text} from`)];
    }
    // "NAT gateway basics".
    if (![6, 17, 1].includes(traffic.protocol)) return [blocked(nat, `NAT gateway ${natId} passes only TCP, UDP and ICMP`)];
    const subnet = this.topology.subnetOf(text(properties.SubnetId) ?? '');
    if (subnet === undefined) return [unknown(natId, `the subnet of NAT gateway ${natId} is not known`)];
    const point = this.points.pointIn(subnet, 4, []);
    const side: Side = { id: natId, subnet, point, groups: undefined, publicAddress: true };
    const back = this.walker.out(subnet, from.point);
    const onward = this.walker.out(subnet, to);
    const [there, answers] = streams(traffic, from.point, to);
    return [
      ...this.acls([from.subnet, ...out.subnets, subnet], there),
      allowed(nat),
      ...onward.steps,
      ...this.onwardFromNat(side, onward, to, traffic),
      ...back.steps,
      ...this.arrives(back, subnet.vpc, from.subnet.vpc, from.point),
      ...this.walker.symmetry(out, back),
      ...this.acls([subnet, ...back.subnets, from.subnet], answers),
    ];
  }

  private onwardFromNat(nat: Side, onward: Walk, to: Point, traffic: Traffic): Decision[] {
    const { target } = onward;
    if (target === undefined) return [];
    if (target.kind === 'internet gateway') return this.throughInternetGateway(nat, onward, target.id, to, traffic);
    if (target.kind === 'gateway endpoint') {
      return this.direct(nat, onward, to, traffic, {
        kind: 'VPC endpoint',
        id: target.id,
        detail: 'other rules judge its policy',
      });
    }
    if (target.kind === 'external target') return [unknown(target.id, `NAT gateway ${nat.id} forwards through ${target.id}`)];
    const by: Component = { kind: 'NAT gateway', id: nat.id };
    return [blocked(by, `the subnet of NAT gateway ${nat.id} has a route to ${target.id} instead of an internet gateway`)];
  }

  /** Responses come back directly to the subnet: no route table decides about them. */
  private direct(from: Side, out: Walk, to: Point, traffic: Traffic, gateway: Component): Decision[] {
    const [there, answers] = streams(traffic, from.point, to);
    return [
      ...this.acls([from.subnet, ...out.subnets, undefined], there),
      allowed(gateway),
      ...this.walker.symmetry(out, DIRECT),
      ...this.acls([undefined, from.subnet], answers),
    ];
  }

  private publicAddress({ id, point, publicAddress }: Side, by: Component): Decision[] {
    // Addresses of IPv6 are public (Amazon VPC User Guide, "IP addressing").
    const has: Match = point.family === 6 ? true : publicAddress;
    if (has === true) return [allowed(by)];
    if (has === false) return [blocked(by, `${id} has no public address, so its traffic cannot pass an internet gateway`)];
    return [unknown(has.symbol, `${id} may have a public address`)];
  }

  private answersLeaveBy({ target }: Walk, gateway: string, to: Side, from: Point): Decision[] {
    if (target === undefined || (target.kind === 'internet gateway' && target.id === gateway)) return [];
    if (target.kind === 'NAT gateway' || target.kind === 'egress-only internet gateway') {
      return [
        blocked({ kind: target.kind, id: target.id }, `${target.kind} ${target.id} of ${to.id} allows no inbound connection`),
      ];
    }
    if (target.kind === 'external target') return [unknown(target.id, `responses to ${from.text} leave through ${target.id}`)];
    const by: Component = { kind: 'subnet', id: to.subnet.id };
    return [
      blocked(
        by,
        `responses to ${from.text} leave ${to.subnet.id} through ${target.id}, but the request came in through ${gateway}`,
      ),
    ];
  }

  /** Whether the route ends at the other interface: in the same VPC, or behind one peering. */
  private arrives({ target }: Walk, here: Vpc, there: Vpc, to: Point): Decision[] {
    if (target === undefined) return [];
    if (target.kind === 'local' && here.id === there.id) return [];
    if (target.kind === 'external target') {
      return [unknown(target.id, `the path to ${to.text} leads through ${target.id}, which the templates do not show`)];
    }
    if (target.kind === 'VPC peering') return this.peering(target.id, here, there, to);
    const by: Component = { kind: 'VPC', id: here.id };
    if (target.kind === 'local')
      return [blocked(by, `${to.text} of ${there.id} is also an address of ${here.id}, so the packet does not leave ${here.id}`)];
    return [
      blocked(by, `the path from ${here.id} to ${to.text} leads to ${target.id}, which does not route to private addresses`),
    ];
  }

  private peering(id: string, here: Vpc, there: Vpc, to: Point): Decision[] {
    const by: Component = { kind: 'VPC peering', id };
    const { directory } = this.topology;
    const { properties = {} } = directory.find(id) ?? {};
    const references = [text(properties.VpcId) ?? '', text(properties.PeerVpcId) ?? ''];
    const ends = references.map((reference) => directory.idOf(reference));
    if (ends.includes(here.id) && ends.includes(there.id)) return [allowed(by)];
    const open = references.find((reference) => directory.isOpen(reference));
    if (open !== undefined) return [unknown(directory.idOf(open), `peering ${id} may lead to ${there.id}`)];
    return [blocked(by, `peering ${id} connects only ${ends.join(' and ')}, so it does not lead to ${to.text} of ${there.id}`)];
  }

  private group(side: Side, direction: Direction, { protocol, port }: Traffic, peer: Point): Decision[] {
    return side.groups === undefined ? [] : [this.groups.allowsAny(side.groups, direction, { protocol, port, peer })];
  }

  private acls(chain: Parameters<Walker['acrossAcls']>[0], stream: Stream): Decision[] {
    return this.walker.acrossAcls(chain, stream);
  }
}

/** The two directions of a connection. Responses go to the client's own port. */
function streams({ protocol, port }: Traffic, from: Point, to: Point): readonly [there: Stream, answers: Stream] {
  return [
    { protocol, ports: [port], from, to },
    { protocol, ports: answersOf(protocol, port), from: to, to: from },
  ];
}

function answersOf(protocol: number, port: number): readonly number[] {
  if (hasPorts(protocol)) return EPHEMERAL_PORTS;
  if (!isIcmp(protocol)) return [port];
  const echo = ECHO[protocol];
  return echo !== undefined && echo.request === port ? [echo.reply] : [];
}
