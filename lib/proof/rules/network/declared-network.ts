// What a network says of itself, in its VPC's metadata: segments with their addresses, and the flows between them. From it follows
// what each layer may let through, which is compared with what it does.

import { NETWORK_METADATA } from '../../../../contract';
import { type Block, covers, parseBlock } from '../../address';
import { isObject, type Json, list, own, type Resource, type TemplateSet, text } from '../../template';

export interface DeclaredNetwork {
  readonly vpc: Resource;
  readonly block: Block;
  readonly segments: readonly DeclaredSegment[];
  readonly flows: readonly DeclaredFlow[];
}

export interface DeclaredSegment {
  readonly name: string;
  readonly block: Block;
}

export interface DeclaredFlow {
  readonly from: string;
  /** A segment, or a service behind a gateway endpoint. */
  readonly to: string;
  /** 6 or 17. */
  readonly protocol: number;
  readonly fromPort: number;
  readonly toPort: number;
}

/** Addresses and ports that a layer of one segment may let through one way. */
export interface Share {
  readonly direction: 'ingress' | 'egress';
  readonly protocol: number;
  readonly block: Block;
  readonly from: number;
  readonly to: number;
}

const ANYWHERE = parseBlock('0.0.0.0/0') as Block;

/** Ports that clients open connections from (Amazon VPC User Guide: Custom network ACLs: Ephemeral ports). */
const EPHEMERAL = { from: 1024, to: 65_535 };

/** Networks that declare their flows; what is malformed is told as a sentence. */
export function declaredNetworks(templates: TemplateSet): { readonly vpc: Resource; readonly network?: DeclaredNetwork }[] {
  return templates.ofType('AWS::EC2::VPC').flatMap((vpc) => {
    const metadata = own(own(templates.raw(vpc.stackName, vpc.logicalId), 'Metadata'), NETWORK_METADATA);
    if (metadata === undefined) return [];
    const network = read(vpc, metadata);
    return [{ vpc, ...(network && { network }) }];
  });
}

/** What the security group of a segment may let through: connections as they are opened. */
export function groupShare({ segments, flows }: DeclaredNetwork, segment: string): Share[] {
  const blockOf = (name: string) => segments.find((one) => one.name === name)?.block ?? ANYWHERE;
  return flows.flatMap(({ from, to, protocol, fromPort, toPort }) => [
    ...(from === segment ? [{ direction: 'egress' as const, protocol, block: blockOf(to), from: fromPort, to: toPort }] : []),
    ...(to === segment ? [{ direction: 'ingress' as const, protocol, block: blockOf(from), from: fromPort, to: toPort }] : []),
  ]);
}

/** What its network ACL may: the same, and the answers. */
export function aclShare(network: DeclaredNetwork, segment: string): Share[] {
  const opened = groupShare(network, segment);
  const answers = opened.map(
    (share): Share => ({
      ...share,
      direction: share.direction === 'egress' ? 'ingress' : 'egress',
      ...EPHEMERAL,
    }),
  );
  return [...opened, ...answers];
}

/** Whether all that a rule lets through lies within the share. Ranges of several flows add up. */
export function isWithin(rule: Share, shares: readonly Share[]): boolean {
  const ranges = shares
    .filter(
      ({ direction, protocol, block }) => direction === rule.direction && protocol === rule.protocol && covers(block, rule.block),
    )
    .sort((first, second) => first.from - second.from);
  let next = rule.from;
  for (const { from, to } of ranges) {
    if (from > next) break;
    next = Math.max(next, to + 1);
  }
  return next > rule.to;
}

function read(vpc: Resource, metadata: Json): DeclaredNetwork | undefined {
  const block = parseBlock(text(own(vpc.properties, 'CidrBlock')) ?? '');
  const segments = list(own(metadata, 'segments')).map(segmentOf);
  const flows = list(own(metadata, 'flows')).map(flowOf);
  if (block === undefined || segments.includes(undefined) || flows.includes(undefined)) return undefined;
  return {
    vpc,
    block,
    segments: segments.filter((one) => one !== undefined),
    flows: flows.filter((one) => one !== undefined),
  };
}

function segmentOf(value: Json): DeclaredSegment | undefined {
  const [name, text] = [own(value, 'name'), own(value, 'block')];
  const block = typeof text === 'string' ? parseBlock(text) : undefined;
  return typeof name === 'string' && block !== undefined ? { name, block } : undefined;
}

function flowOf(value: Json): DeclaredFlow | undefined {
  if (!isObject(value)) return undefined;
  const { from, to, protocol, fromPort, toPort } = value;
  const isPort = (port: unknown): port is number => typeof port === 'number' && port >= 0 && port <= 65_535;
  if (typeof from !== 'string' || typeof to !== 'string' || !isPort(fromPort) || !isPort(toPort)) return undefined;
  if (protocol !== 'tcp' && protocol !== 'udp') return undefined;
  return { from, to, protocol: protocol === 'tcp' ? 6 : 17, fromPort, toPort };
}
