// One packet as layers see it: the protocol, the destination's port, and the other end.

import { type Address, contains, type Family, isPrivateBlock, parseAddress, parseBlock, written } from '../address';
import { isSymbolic, shown } from '../template';
import type { Doubt, Match } from './answer';

/** A name of CloudFormation's or IANA's number. */
export type Protocol = 'tcp' | 'udp' | 'icmp' | 'icmpv6' | number;

const NUMBERS: { readonly [name: string]: number } = { tcp: 6, udp: 17, icmp: 1, icmpv6: 58 };
const NAMES: { readonly [number: number]: string } = { 6: 'tcp', 17: 'udp', 1: 'icmp', 58: 'icmpv6' };

/** Undefined for a name that is none. `all` is an alias of -1 that some templates have. */
export function protocolNumber(protocol: Protocol | string): number | undefined {
  if (typeof protocol === 'number') return protocol;
  const name = protocol.toLowerCase();
  if (Object.hasOwn(NUMBERS, name)) return NUMBERS[name];
  if (name === 'all') return -1;
  return /^-1$|^\d{1,3}$/.test(name) ? Number(name) : undefined;
}

export const hasPorts = (protocol: number): boolean => protocol === 6 || protocol === 17;
export const isIcmp = (protocol: number): boolean => protocol === 1 || protocol === 58;

/** Ports that a client may have opened a connection from: answers go there. */
export const EPHEMERAL_PORTS = [1024, 32_768, 65_535] as const;

/** Types of the answers to ICMP's questions that somebody asks by default: echo, and its reply. */
export const ECHO: { readonly [protocol: number]: { readonly request: number; readonly reply: number } } = {
  1: { request: 8, reply: 0 },
  58: { request: 128, reply: 129 },
};

/** One end of a connection, as rules see it. */
export interface Point {
  readonly family: Family;
  /** Undefined if it is known only at deployment. */
  readonly value?: bigint;
  /** For people. */
  readonly text: string;
  /** Blocks that hold it, as the template writes them: known even where numbers are not. */
  readonly blocks: readonly string[];
  /** Blocks that do not: those of the other subnets of the VPC. */
  readonly otherBlocks: readonly string[];
  /** Security groups it is a member of; undefined if that is not said. */
  readonly groups: readonly string[] | undefined;
  readonly vpcId?: string;
  /** The AWS service whose public address it is. */
  readonly service?: string;
  /** True for a public address whose number is not known. */
  readonly isPublic?: boolean;
}

/** What a rule is asked about: `port` is the destination's, or the type of an ICMP message. */
export interface Packet {
  readonly protocol: number;
  readonly port: number;
  /** The other end: the source of what comes in, the destination of what goes out. */
  readonly peer: Point;
}

/** A public address, or any literal one that is given without a subnet. */
export function addressPoint(address: Address, more: Partial<Point> = {}): Point {
  return { ...address, text: written(address), blocks: [], otherBlocks: [], groups: [], ...more };
}

/** A public address of a service, known only to AWS. */
export function servicePoint(service: string, family: Family, address?: string): Point {
  const parsed = address === undefined ? undefined : parseAddress(address);
  if (parsed !== undefined) return addressPoint(parsed, { service });
  return { ...publicPoint(`the public addresses of ${service}`, family), service };
}

/** A public address that is known only at deployment. */
export function publicPoint(text: string, family: Family): Point {
  return { family, text, blocks: [], otherBlocks: [], groups: [], isPublic: true };
}

/** Whether a block, as a template writes it, holds this end. */
export function inBlock(block: string, family: Family, point: Point): Match {
  if (family !== point.family) return false;
  if (point.blocks.includes(block)) return true;
  if (point.otherBlocks.includes(block)) return false;
  const parsed = parseBlock(block);
  // EC2 refuses what is not a block.
  if (parsed === undefined) return isSymbolic(block) ? { symbol: shown(block) } : false;
  if (parsed.family !== family) return false;
  if (parsed.prefix === 0) return true;
  if (point.value !== undefined) return contains(parsed, { family, value: point.value });
  if (point.isPublic && isPrivateBlock(parsed)) return false;
  return { symbol: point.text };
}

/** `tcp 443`, `icmp type 8`, `protocol 47`. */
export function packetText(protocol: number, port: number): string {
  const name = NAMES[protocol] ?? `protocol ${protocol}`;
  if (isIcmp(protocol)) return `${name} type ${port}`;
  return hasPorts(protocol) ? `${name} ${port}` : name;
}

/** Whether a rule's range, as a template writes it, holds a port. Absent is all. */
export function inRange(from: number | Doubt | undefined, to: number | Doubt | undefined, port: number): Match {
  const low = typeof from === 'object' ? from : from === undefined || from <= port;
  const high = typeof to === 'object' ? to : to === undefined || port <= to;
  if (low === false || high === false) return false;
  return typeof low === 'object' ? low : high;
}
