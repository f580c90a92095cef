// The addresses of the ends of a connection: one for every part of a subnet, or of the internet, that rules may treat differently.

import {
  type Block,
  contains,
  type Family,
  isPrivate,
  last,
  PRIVATE,
  parseAddress,
  parseBlock,
  representatives,
  written,
} from '../address';
import { isSymbolic, shown } from '../template';
import { blocked, type Match, type Reach, unknown } from './answer';
import { existenceOf, flag } from './directory';
import type { End } from './ends';
import { addressPoint, type Point } from './packet';
import type { Subnet, Topology } from './topology';

/** One interface with one address. */
export interface Side {
  readonly id: string;
  readonly subnet: Subnet;
  readonly point: Point;
  /** Undefined for an unspecified interface in a subnet. */
  readonly groups: readonly string[] | undefined;
  readonly publicAddress: Match;
}

/** Documentation addresses (RFC 5737, RFC 3849) represent any address of the internet. */
const ANYBODY = { 4: '198.51.100.7', 6: '2001:db8::7' } as const;
const INTERNET = { 4: '0.0.0.0/0', 6: '2000::/3' } as const;
const FIRST = { 4: '1.0.0.1', 6: '2000::1' } as const;
const LAST = { 4: '223.255.255.255', 6: '3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff' } as const;

export class Points {
  public constructor(
    private readonly topology: Topology,
    private readonly cuts: readonly Block[],
  ) {}

  /** The interfaces of an end. For an interface without a known place, the answer instead. */
  public sides(end: Extract<End, { kind: 'eni' | 'subnet' }>, family: Family, cuts: readonly Block[]): (Side | Reach)[] {
    const references = end.kind === 'eni' ? end.subnetIds : [end.subnetId];
    const given = end.address === undefined ? undefined : parseAddress(end.address);
    if (end.address !== undefined && given?.family !== family)
      throw new RangeError(`address ${end.address}, expected one of IPv${family}`);
    const all = references.flatMap((reference) => this.sidesIn(end, reference, family, given?.value, cuts));
    if (all.length === 0)
      throw new RangeError(`address ${end.address}, expected one in ${references.map((one) => shown(one)).join(' or ')}`);
    return all;
  }

  /** Public addresses that represent all of them. */
  public internet(family: Family, cuts: readonly Block[]): Point[] {
    const [block, lowest, highest, anybody] = [
      parseBlock(INTERNET[family]),
      ...[FIRST[family], LAST[family], ANYBODY[family]].map((one) => parseAddress(one)?.value),
    ];
    if (block === undefined || lowest === undefined || highest === undefined || anybody === undefined) return [];
    const ownBlocks = this.topology.vpcs.flatMap(({ blocks }) => blocks[family].flatMap((one) => parseBlock(one) ?? []));
    const values = [anybody, ...representatives(block, [...cuts, ...this.cuts, ...ownBlocks, ...PRIVATE], lowest, highest)];
    return [...new Set(values)]
      .map((value) => ({ family, value }))
      .filter((address) => !isPrivate(address) && !ownBlocks.some((one) => contains(one, address)))
      .map((address) => this.outside(addressPoint(address)));
  }

  /** The point outside every VPC, also outside the blocks that only the deployment knows. */
  public outside(point: Point): Point {
    const known = [...this.topology.vpcs.map(({ blocks }) => blocks), ...this.topology.subnets.map(({ blocks }) => blocks)];
    const otherBlocks = known.flatMap((blocks) => blocks[point.family] ?? []).filter((block) => isSymbolic(block));
    return { ...point, isPublic: true, otherBlocks };
  }

  /** An address of a subnet. Without a value, the first address that AWS does not reserve. */
  public pointIn({ id, vpc, blocks }: Subnet, family: Family, groups: Point['groups'], value?: bigint): Point {
    const own = blocks[family];
    const parsed = own === undefined ? undefined : parseBlock(own);
    const at = value ?? (parsed === undefined ? undefined : parsed.first + 4n);
    const siblings = this.topology.subnets.filter((other) => other.vpc.id === vpc.id && other.id !== id);
    return {
      family,
      ...(at !== undefined && { value: at }),
      text: at === undefined ? `an address of ${id}` : written({ family, value: at }),
      blocks: [...(own === undefined ? [] : [own]), ...(vpc.blocks[family].length === 1 ? vpc.blocks[family] : [])],
      otherBlocks: siblings.flatMap((other) => other.blocks[family] ?? []).filter((block) => block !== own),
      groups,
      vpcId: vpc.id,
    };
  }

  private sidesIn(
    end: Extract<End, { kind: 'eni' | 'subnet' }>,
    reference: string,
    family: Family,
    value: bigint | undefined,
    cuts: readonly Block[],
  ): (Side | Reach)[] {
    const subnet = this.topology.subnetOf(reference);
    if (subnet === undefined) return [unknown(shown(reference), `subnet ${shown(reference)} is not in the templates`)];
    const { id, resource, blocks } = subnet;
    const there = existenceOf(resource);
    if (typeof there === 'object') return [unknown(there.symbol, `subnet ${id} may not exist`)];
    const own = blocks[family];
    if (own === undefined) return [blocked({ kind: 'subnet', id }, `subnet ${id} has no IPv${family} block`)];
    const isEni = end.kind === 'eni';
    const groups = isEni ? end.securityGroupIds.map((one) => this.topology.directory.idOf(one)) : undefined;
    const publicAddress = isEni ? (end.publicAddress ?? false) : flag(resource.properties.MapPublicIpOnLaunch, false);
    const side = { id: (isEni ? end.id : undefined) ?? id, subnet, groups, publicAddress };
    const block = parseBlock(own);
    if (block === undefined) {
      if (!isSymbolic(own)) return [blocked({ kind: 'subnet', id }, `the block ${own} of subnet ${id} is not valid`)];
      return [{ ...side, point: this.pointIn(subnet, family, groups, value) }];
    }
    if (value !== undefined) {
      return contains(block, { family, value }) ? [{ ...side, point: this.pointIn(subnet, family, groups, value) }] : [];
    }
    // The first four addresses and the last are AWS's own (Amazon VPC User Guide, "Subnet sizing").
    const values = representatives(block, [...cuts, ...this.cuts], block.first + 4n, last(block) - 1n);
    return values.map((one) => ({ ...side, point: this.pointIn(subnet, family, groups, one) }));
  }
}
