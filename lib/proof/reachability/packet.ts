// One packet as the layers of a network see it: the protocol, the destination port, and the other end.

import { type Address, contains, type Family, isPrivateBlock, parseAddress, parseBlock, written } from '../address';
import { isSymbolic, shown } from '../template';
import type { Doubt, Match } from './answer';

/** A name of CloudFormation's or IANA's number. */
export type Protocol = 'tcp' | 'udp' | 'icmp' | 'icmpv6' | number;

const NUMBERS: { readonly [name: string]: number } = { tcp: 6, udp: 17, icmp: 1, icmpv6: 58 };
const NAMES: { readonly [number: number]: string } = { 6: 'tcp', 17: 'udp', 1: 'icmp', 58: 'icmpv6' };

/** Undefined for an unknown name. `all` is an alias of -1 in some templates. */
export function protocolNumber(protocol: Protocol | string): number | undefined {
  if (typeof protocol === 'number') return protocol;
  const name = protocol.toLowerCase();
  if (Object.hasOwn(NUMBERS, name)) return NUMBERS[name];
  if (name === 'all') return -1;
  return /^-1$|^\d{1,3}$/.test(name) ? Number(name) : undefined;
}

export const hasPorts = (protocol: number): boolean => protocol === 6 || protocol === 17;
export const isIcmp = (protocol: number): boolean => protocol === 1 || protocol === 58;

/** Ports that clients open connections from: responses go there. */
export const EPHEMERAL_PORTS = [1024, 32_768, 65_535] as const;

/** ICMP types of an echo request and its reply: the default message. */
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
  /** Blocks that contain it, in the text of the template: known even if the addresses are not. */
  readonly blocks: readonly string[];
  /** Blocks that do not contain it: those of the other subnets of the VPC. */
  readonly otherBlocks: readonly string[];
  /** Its security groups. Undefined if unknown. */
  readonly groups: readonly string[] | undefined;
  readonly vpcId?: string;
  /** The AWS service whose public address it is. */
  readonly service?: string;
  /** True for a public address whose number is not known. */
  readonly isPublic?: boolean;
}

/** What a rule decides about. `port` is the destination port, or the type of an ICMP message. */
export interface Packet {
  readonly protocol: number;
  readonly port: number;
  /** The other end: the source of an inbound packet, the destination of an outbound packet. */
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

/** Whether a block, in the text of a template, contains a point. */
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

/** `tcp`, `protocol 47`. */
export function protocolText(protocol: number): string {
  return NAMES[protocol] ?? `protocol ${protocol}`;
}

/** `tcp 443`, `icmp type 8`, `protocol 47`. */
export function packetText(protocol: number, port: number): string {
  const name = protocolText(protocol);
  if (isIcmp(protocol)) return `${name} type ${port}`;
  return hasPorts(protocol) ? `${name} ${port}` : name;
}

/** Whether a rule's range contains a port. A missing bound allows every port. */
export function inRange(from: number | Doubt | undefined, to: number | Doubt | undefined, port: number): Match {
  const low = typeof from === 'object' ? from : from === undefined || from <= port;
  const high = typeof to === 'object' ? to : to === undefined || port <= to;
  if (low === false || high === false) return false;
  return typeof low === 'object' ? low : high;
}
