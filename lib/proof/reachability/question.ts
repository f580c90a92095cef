// Questions about reachability, and their validation.

import { type Address, type Block, type Family, parseAddress, parseBlock } from '../address';
import { ECHO, hasPorts, isIcmp, type Protocol, protocolNumber } from './packet';

export interface Question {
  readonly protocol: Protocol;
  /** The destination's port, or the type of an ICMP message. @default - echo request for ICMP; required for TCP and UDP */
  readonly port?: number;
  /** @default 4 */
  readonly family?: Family;
}

/** A question about one layer: a packet and its other end. */
export interface Probe extends Question {
  readonly address?: string;
  /** An AWS service whose public addresses are meant. */
  readonly service?: string;
  /** Security groups of the other end. @default - none */
  readonly securityGroupIds?: readonly string[];
  /** Id of a rule, entry or route that is left out. */
  readonly without?: string;
}

/** A question with its defaults. */
export interface Traffic {
  readonly protocol: number;
  /** The destination's, or the type of an ICMP message. */
  readonly port: number;
}

/** A question with its defaults. @throws RangeError for an invalid question */
export function trafficOf({ protocol, port, family = 4 }: Question): Traffic {
  const number = protocolNumber(protocol);
  if (number === undefined || number < 0 || number > 255) {
    throw new RangeError(`protocol ${protocol}, expected tcp, udp, icmp, icmpv6 or a number from 0 to 255`);
  }
  if (isIcmp(number) && (number === 1) !== (family === 4)) {
    throw new RangeError(`protocol ${protocol} over IPv${family}, expected icmp over IPv4 and icmpv6 over IPv6`);
  }
  const at = port ?? ECHO[number]?.request ?? (hasPorts(number) ? undefined : 0);
  if (at === undefined || !Number.isInteger(at) || at < 0 || at > 65_535) {
    throw new RangeError(`port ${port} of ${protocol}, expected an integer from 0 to 65535`);
  }
  return { protocol: number, port: at };
}

export function literal(address: string, family: Family): Address {
  const one = parseAddress(address);
  if (one?.family !== family) throw new RangeError(`address ${address}, expected one of IPv${family}`);
  return one;
}

export function parsedBlocks(texts: readonly string[]): Block[] {
  return [...new Set(texts)].flatMap((one) => parseBlock(one) ?? []);
}
