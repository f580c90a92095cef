// Which addresses each segment has. Segments take blocks in their order, each aligned to its size. A segment that is appended, or a
// third zone, moves no block that exists.

import type { Construct } from 'constructs';
import { needs, seen } from '../common/needs';
import { CidrBlock } from './cidr-block';
import { GATEWAY_DESTINATIONS } from './flow';
import { type Segment, SegmentKind } from './segment';

/** A segment takes four blocks of its subnets' size, as two bits. It uses two or three: four is the next power of two. */
const ZONES_RESERVED_BITS = 2;

/** Loopback, link-local, multicast and the addresses above it: Amazon VPC accepts none of them. */
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
    `cidr is ${seen(cidr)}`,
    'a literal IPv4 block of /16 to /28 without host bits: synthesis divides it into the segments',
    "write cidr: '10.0.0.0/16', or another block of this form",
  );
  needs(
    !RESERVED.some((block) => CidrBlock.parse(block)?.contains(vpc)),
    scope,
    `cidr is ${seen(cidr)}, and Amazon VPC does not accept addresses within ${RESERVED.join(', ')}`,
    'a block within 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16',
    "write cidr: '10.0.0.0/16', or another block within these three",
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
    `the segments need ${next - vpc.first} addresses, and ${vpc} has ${vpc.size}\n${lines.join('\n')}`,
    'segments that fit into `cidr`; each segment begins at a multiple of its own size',
    'give a larger `cidr` (a shorter prefix), smaller subnets (a higher `cidrMask` of a segment), or fewer segments',
  );
  return { vpc, segments: planned };
}

function checkSegments(scope: Construct, segments: readonly Segment[]): void {
  const names = segments.map(({ segmentName }) => segmentName);
  for (const { segmentName, cidrMask } of segments) {
    needs(
      /^[a-z][a-z0-9-]{0,29}$/.test(segmentName),
      scope,
      `a segment is named ${seen(segmentName)}`,
      'at most 30 lower-case letters, digits and hyphens, beginning with a letter',
      "write segmentName: 'orders', or another name of this form",
    );
    needs(
      ![...GATEWAY_DESTINATIONS, 'anywhere'].includes(segmentName),
      scope,
      `a segment is named ${seen(segmentName)}`,
      `another name: ${[...GATEWAY_DESTINATIONS, 'anywhere'].join(', ')} are reserved for gateway endpoints and public addresses`,
      'give the segment another `segmentName`',
    );
    needs(
      Number.isInteger(cidrMask) && cidrMask >= 18 && cidrMask <= 28,
      scope,
      `segment ${seen(segmentName)} has cidrMask ${cidrMask}`,
      'a whole number from 18 to 28: the smallest subnet of a VPC is /28, and four subnets of /18 fill a block of /16',
      'write cidrMask: 24, or leave cidrMask out',
    );
  }
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  needs(
    twice === undefined,
    scope,
    `two segments are named ${seen(twice)}`,
    'each name once',
    'give one of them another `segmentName`',
  );
  const endpoints = segments.filter(({ kind }) => kind === SegmentKind.ENDPOINTS).length;
  needs(
    endpoints === 1,
    scope,
    `${endpoints} segments are of kind endpoints`,
    'exactly one segment of kind endpoints: it holds the interface endpoints and nothing else',
    endpoints === 0 ? 'add Segment.endpoints() to `segments`' : 'keep one Segment.endpoints() in `segments`',
  );
}
