// The segments and flows that a network declares in its VPC's metadata. They decide what each layer of the network may allow. The rule
// segment-flows compares this with what each layer allows.

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

/** Addresses and ports that a layer of one segment may allow in one direction. */
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

/** VPCs that declare segments and flows. `network` is undefined if the declaration is malformed. */
export function declaredNetworks(templates: TemplateSet): { readonly vpc: Resource; readonly network?: DeclaredNetwork }[] {
  return templates.ofType('AWS::EC2::VPC').flatMap((vpc) => {
    const metadata = own(own(templates.raw(vpc.stackName, vpc.logicalId), 'Metadata'), NETWORK_METADATA);
    if (metadata === undefined) return [];
    const network = read(vpc, metadata);
    return [{ vpc, ...(network && { network }) }];
  });
}

/** What the security group of a segment may allow: new connections. */
export function groupShare({ segments, flows }: DeclaredNetwork, segment: string): Share[] {
  const blockOf = (name: string) => segments.find((one) => one.name === name)?.block ?? ANYWHERE;
  return flows.flatMap(({ from, to, protocol, fromPort, toPort }) => [
    ...(from === segment ? [{ direction: 'egress' as const, protocol, block: blockOf(to), from: fromPort, to: toPort }] : []),
    ...(to === segment ? [{ direction: 'ingress' as const, protocol, block: blockOf(from), from: fromPort, to: toPort }] : []),
  ]);
}

/** What the network ACL of a segment may allow: new connections and the responses to them. */
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

/** Whether the shares cover everything that a rule allows. Ranges of several flows add up. */
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
