// All paths between two ends: through every interface and every private or public address that they may have, and through the VPC
// endpoints of a service.

import type { Block, Family } from '../address';
import { text } from '../template';
import { blocked, conclude, firstOf, isDoubt, type Reach, unknown } from './answer';
import { existenceOf, flag } from './directory';
import type { DnsFirewall } from './dns-firewall';
import type { End, Ends } from './ends';
import { addressPoint, type Point, publicPoint, servicePoint } from './packet';
import type { Points, Side } from './points';
import { literal, parsedBlocks, type Traffic } from './question';
import type { Composer } from './reach';
import type { SecurityGroups } from './security-group';
import { serviceNameOf } from './service-name';
import type { Topology } from './topology';

interface Parts {
  readonly topology: Topology;
  readonly groups: SecurityGroups;
  readonly ends: Ends;
  readonly points: Points;
  readonly dns: DnsFirewall;
  readonly composer: Composer;
}

export class Ways {
  public constructor(private readonly parts: Parts) {}

  public between(from: End, to: End, traffic: Traffic, family: Family): Reach {
    if (from.kind === 'dns') {
      const resolver = { kind: 'VPC resolver', id: 'the VPC resolver' } as const;
      return blocked(resolver, 'the VPC resolver only answers: it opens no connection into a VPC');
    }
    if (from.kind === 'internet' || from.kind === 'service') return this.fromOutside(from, to, traffic, family);
    return firstOf(this.fromInside(from, to, traffic, family), unknown('an address', 'the resource has no known address'));
  }

  private *fromInside(
    from: Extract<End, { kind: 'eni' | 'subnet' }>,
    to: End,
    traffic: Traffic,
    family: Family,
  ): Iterable<Reach> {
    for (const side of this.parts.points.sides(from, family, this.cutsOf(from, to))) {
      if ('answer' in side) yield side;
      else if (to.kind === 'dns') yield this.toResolver(side, to.name);
      else if (to.kind === 'internet') {
        for (const point of this.publicPoints(to, from, family))
          yield conclude(this.parts.composer.outward(side, point, traffic));
      } else if (to.kind === 'service') yield* this.toService(side, to, traffic, family);
      else yield* this.toSides(side, from, to, traffic, family);
    }
  }

  private *toSides(
    from: Side,
    end: End,
    to: Extract<End, { kind: 'eni' | 'subnet' }>,
    traffic: Traffic,
    family: Family,
  ): Iterable<Reach> {
    for (const side of this.parts.points.sides(to, family, this.cutsOf(end, to))) {
      if ('answer' in side) {
        yield side;
        continue;
      }
      yield conclude(this.parts.composer.between(from, side, traffic));
      if (side.publicAddress === false || family === 6) continue;
      // Out to the public address of the other end, and in again.
      yield conclude([
        ...this.parts.composer.outward(
          from,
          this.parts.points.outside(publicPoint(`the public address of ${side.id}`, family)),
          traffic,
        ),
        ...this.parts.composer.inward(
          this.parts.points.outside(publicPoint(`the public address of ${from.id}`, family)),
          side,
          traffic,
        ),
      ]);
    }
  }

  /** Through the endpoint that the service's own name leads to, then through public addresses, then through the names of other endpoints. */
  private *toService(
    from: Side,
    { name, address }: Extract<End, { kind: 'service' }>,
    traffic: Traffic,
    family: Family,
  ): Iterable<Reach> {
    const endpoints = this.parts.topology.directory.templates
      .ofType('AWS::EC2::VPCEndpoint')
      .filter(({ properties }) => text(properties.VpcEndpointType) === 'Interface')
      .filter(({ properties }) => this.parts.topology.directory.idOf(text(properties.VpcId) ?? '') === from.subnet.vpc.id)
      .filter((endpoint) => isDoubt(serviceNameOf(endpoint)) || serviceNameOf(endpoint) === name);
    const isPrivate = (endpoint: (typeof endpoints)[number]) => flag(endpoint.properties.PrivateDnsEnabled, false) === true;
    const throughEndpoint = function* (this: Ways, endpoint: (typeof endpoints)[number]): Iterable<Reach> {
      const named = serviceNameOf(endpoint);
      if (isDoubt(named)) return yield unknown(named.symbol, `endpoint ${endpoint.id} may lead to ${name}`);
      const there = existenceOf(endpoint);
      if (isDoubt(there)) return yield unknown(there.symbol, `endpoint ${endpoint.id} may not exist`);
      for (const end of this.parts.ends.of(endpoint)) {
        if (end.kind !== 'eni') continue;
        for (const way of this.toSides(from, end, end, traffic, family)) {
          if (way.answer !== 'reachable') yield way;
          else {
            const detail = isPrivate(endpoint)
              ? 'through private DNS'
              : `through the endpoint's own names: it has no private DNS for ${name}`;
            yield { ...way, path: [...way.path, { kind: 'VPC endpoint', id: endpoint.id, detail }] };
          }
        }
      }
      return;
    }.bind(this);
    for (const endpoint of endpoints.filter(isPrivate)) yield* throughEndpoint(endpoint);
    yield conclude(this.parts.composer.outward(from, this.parts.points.outside(servicePoint(name, family, address)), traffic));
    for (const endpoint of endpoints.filter((one) => !isPrivate(one))) yield* throughEndpoint(endpoint);
  }

  private toResolver({ subnet: { vpc } }: Side, name: string | undefined): Reach {
    if (name !== undefined) return conclude([this.parts.dns.resolves(vpc, name)]);
    const has = this.parts.topology.hasResolver(vpc);
    if (has === true) return { answer: 'reachable', path: [{ kind: 'VPC resolver', id: vpc.id }] };
    if (has === false) return blocked({ kind: 'VPC', id: vpc.id }, `${vpc.id} has no resolver, because EnableDnsSupport is off`);
    return unknown(has.symbol, `${vpc.id} may have no resolver`);
  }

  private fromOutside(from: Extract<End, { kind: 'internet' | 'service' }>, to: End, traffic: Traffic, family: Family): Reach {
    if (to.kind === 'dns') {
      return blocked({ kind: 'VPC resolver', id: 'the VPC resolver' }, 'the VPC resolver answers only resources in its VPC');
    }
    if (to.kind === 'internet' || to.kind === 'service') {
      const id = to.kind === 'service' ? to.name : (to.address ?? 'the internet');
      return { answer: 'reachable', path: [{ kind: to.kind, id, detail: 'outside every VPC' }] };
    }
    const ways = function* (this: Ways): Iterable<Reach> {
      for (const side of this.parts.points.sides(to, family, this.cutsOf(to))) {
        if ('answer' in side) yield isPrivate(to, family) ? noPublicAddress(to) : side;
        else
          for (const point of this.publicPoints(from, to, family))
            yield conclude(this.parts.composer.inward(point, side, traffic));
      }
    }.bind(this);
    return firstOf(ways(), unknown('an address', 'the resource has no known address'));
  }

  private publicPoints(end: Extract<End, { kind: 'internet' | 'service' }>, other: End, family: Family): readonly Point[] {
    if (end.kind === 'service') return [this.parts.points.outside(servicePoint(end.name, family, end.address))];
    if (end.address === undefined) return this.parts.points.internet(family, this.cutsOf(other));
    return [this.parts.points.outside(addressPoint(literal(end.address, family)))];
  }

  /** Blocks in the security groups of these ends. Rules may treat an address inside a block differently from the next address. */
  private cutsOf(...ends: readonly End[]): Block[] {
    const ids = ends.flatMap((end) => (end.kind === 'eni' ? end.securityGroupIds : []));
    const rules = ids.flatMap((id) => this.parts.groups.rulesOf(this.parts.topology.directory.idOf(id)) ?? []);
    return parsedBlocks(
      rules.flatMap(({ peer }) => ('block' in peer ? [peer.block] : 'prefixList' in peer ? (peer.blocks ?? []) : [])),
    );
  }
}

/** Without a public address, nothing outside can reach an interface over IPv4. */
function isPrivate(to: Extract<End, { kind: 'eni' | 'subnet' }>, family: Family): to is Extract<End, { kind: 'eni' }> {
  return to.kind === 'eni' && family === 4 && (to.publicAddress ?? false) === false;
}

function noPublicAddress({ id = 'the interface' }: Extract<End, { kind: 'eni' }>): Reach {
  return blocked({ kind: 'interface', id }, `${id} has no public address, so its traffic cannot pass an internet gateway`);
}
