// Which addresses each segment has. Blocks are handed out in the order of the segments and aligned to their size; appending a
// segment, or a third zone, moves nothing that is there.

import type { Construct } from 'constructs';
import { needs, seen } from '../common/needs';
import { CidrBlock } from './cidr-block';
import { GATEWAY_DESTINATIONS } from './flow';
import { type Segment, SegmentKind } from './segment';

/** A segment takes this many blocks of its subnets' size, of which two or three are in use: the next power of two. */
const ZONES_RESERVED_BITS = 2;

/** Loopback, link-local, multicast and what is above it: Amazon VPC takes none of them. */
const RESERVED = ['0.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16', '224.0.0.0/3'];

export interface PlannedSegment {
  readonly segment: Segment;
  readonly block: CidrBlock;
  /** One for each zone. */
  readonly subnets: readonly CidrBlock[];
}

export interface AddressPlan {
  readonly vpc: CidrBlock;
  readonly segments: readonly PlannedSegment[];
}

export function planAddresses(scope: Construct, cidr: string, segments: readonly Segment[], zones: number): AddressPlan {
  const vpc = CidrBlock.parse(cidr);
  // VPCs: /16 to /28 (Amazon VPC quotas).
  needs(
    vpc !== undefined && vpc.mask >= 16 && vpc.mask <= 28,
    scope,
    `cidr is ${seen(cidr)}, expected a literal IPv4 block of /16 to /28 without host bits, such as "10.0.0.0/16": ` +
      'the segments are carved from it at synth',
  );
  needs(
    !RESERVED.some((block) => CidrBlock.parse(block)?.contains(vpc)),
    scope,
    `cidr is ${seen(cidr)}, which is not for hosts (${RESERVED.join(', ')}): expected one of 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16`,
  );
  checkSegments(scope, segments);
  let next = vpc.first;
  const lines: string[] = [];
  const planned = segments.map((segment) => {
    const mask = segment.cidrMask - ZONES_RESERVED_BITS;
    const size = 2 ** (32 - mask);
    const first = Math.ceil(next / size) * size;
    next = first + size;
    const block = new CidrBlock(first, mask);
    lines.push(`  ${segment.segmentName}: 4 × /${segment.cidrMask} = /${mask}, ${size} addresses, ${block}`);
    const subnets = Array.from({ length: zones }, (_zone, index) => block.part(segment.cidrMask, index));
    return { segment, block, subnets };
  });
  needs(
    planned.every(({ block }) => vpc.contains(block)),
    scope,
    `the segments do not fit into ${vpc} (${vpc.size} addresses): they end ${next - vpc.first} addresses after its beginning.\n` +
      `${lines.join('\n')}\nUse a larger \`cidr\`, a larger \`cidrMask\` for a segment (smaller subnets), or fewer segments.`,
  );
  return { vpc, segments: planned };
}

function checkSegments(scope: Construct, segments: readonly Segment[]): void {
  const names = segments.map(({ segmentName }) => segmentName);
  for (const { segmentName, cidrMask } of segments) {
    needs(
      /^[a-z][a-z0-9-]{0,29}$/.test(segmentName),
      scope,
      `a segment is named ${seen(segmentName)}, expected at most 30 lower-case letters, digits and hyphens, beginning with a letter`,
    );
    needs(
      ![...GATEWAY_DESTINATIONS, 'anywhere'].includes(segmentName),
      scope,
      `a segment is named ${seen(segmentName)}, which in flows and rules means a service's gateway endpoint: choose another name`,
    );
    needs(
      Number.isInteger(cidrMask) && cidrMask >= 18 && cidrMask <= 28,
      scope,
      `segment ${seen(segmentName)} has cidrMask ${cidrMask}, expected 18 to 28 (a subnet of a VPC is /28 or larger, and four of them are one segment)`,
    );
  }
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  needs(twice === undefined, scope, `two segments are named ${seen(twice)}: give one of them a \`segmentName\``);
  const endpoints = segments.filter(({ kind }) => kind === SegmentKind.ENDPOINTS).length;
  needs(
    endpoints === 1,
    scope,
    `${endpoints} segments are of kind endpoints, expected exactly one: the interface endpoints need a segment of their own, ` +
      'or reaching them would mean reaching whatever else is there',
  );
}
