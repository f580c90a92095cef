// From flows to rules. Pure: what each network ACL and each security group holds follows from the flows and the address plan.
//
// A network ACL is stateless, so each flow opens its ports one way and the ephemeral ports back. A network ACL alone thus lets both ends
// open connections to each other's high ports. The promise is therefore about security group, network ACL and route together. Rules of
// one peer are merged, so that no rule contains another.

import type { Construct } from 'constructs';
import { needs, seen } from '../common/needs';
import type { AddressPlan } from './address-plan';
import { type Flow, GATEWAY_DESTINATIONS, type PortRange } from './flow';
import { SegmentKind } from './segment';

export type Direction = 'ingress' | 'egress';

export interface Rule extends PortRange {
  readonly direction: Direction;
  /** Segment at the other end, or `anywhere` for the public addresses of a service behind a gateway endpoint. */
  readonly peer: string;
  readonly cidr: string;
}

/** One entry of a network ACL. The matching entry with the lowest number decides. */
export type AclEntry = { readonly number: number } & (
  | ({ readonly action: 'allow' } & Rule)
  | { readonly action: 'deny'; readonly direction: Direction; readonly cidr: string }
);

const ANYWHERE = '0.0.0.0/0';

/** Ports from which a client may open a connection. Network load balancers and NAT use the whole range (Amazon VPC: ephemeral ports). */
const EPHEMERAL = { fromPort: 1024, toPort: 65535 };

/** Amazon VPC: 20 entries in a direction, up to 40 on request. The final entry, which denies everything, does not count. */
export const ACL_ENTRIES = { byDefault: 20, most: 40 };

export function checkFlows(scope: Construct, plan: AddressPlan, flows: readonly Flow[]): void {
  const kinds = new Map(plan.segments.map(({ segment }) => [segment.segmentName, segment.kind]));
  const names = [...kinds.keys()];
  for (const flow of flows) {
    const kind = kinds.get(flow.source);
    needs(
      kind !== undefined,
      scope,
      `flow ${seen(`${flow}`)} begins at ${seen(flow.source)}`,
      `a segment of this network: ${names.join(', ')}`,
      'correct the source of Flow.between, or add a segment of this name to `segments`',
    );
    needs(
      kind !== SegmentKind.ENDPOINTS,
      scope,
      `flow ${seen(`${flow}`)} begins at the endpoints segment`,
      'another source: interface endpoints never open connections',
      'remove this flow, or swap source and destination',
    );
    needs(
      kinds.has(flow.destination) || flow._gateway !== undefined,
      scope,
      `flow ${seen(`${flow}`)} ends at ${seen(flow.destination)}`,
      `a segment of this network or a gateway endpoint: ${[...names, ...GATEWAY_DESTINATIONS].join(', ')}`,
      'correct the destination of Flow.between, or add a segment of this name to `segments`',
    );
    const { protocol, fromPort, toPort } = flow._range;
    needs(
      flow._gateway === undefined || (protocol === 'tcp' && fromPort === 443 && toPort === 443),
      scope,
      `flow ${seen(`${flow}`)} does not use tcp 443`,
      'tcp 443: AWS services answer on this port, and the network ACL would open any other port to every public address',
      `write Flow.between('${flow.source}', '${flow.destination}', ec2.Port.tcp(443))`,
    );
  }
}

/** The rules of a security group of this segment. Security groups are stateful: answers need no rule. */
export function securityGroupRules(plan: AddressPlan, flows: readonly Flow[], segmentName: string): Rule[] {
  const rules = merged(opening(plan, flows, segmentName));
  const isWithin = (inner: Rule, outer: Rule) =>
    outer !== inner &&
    outer.cidr === ANYWHERE &&
    outer.direction === inner.direction &&
    outer.protocol === inner.protocol &&
    outer.fromPort <= inner.fromPort &&
    outer.toPort >= inner.toPort;
  // A security group cannot deny: a rule for every address on 443 covers the endpoints too. The network ACL keeps them apart.
  return rules.filter((rule) => !rules.some((other) => isWithin(rule, other)));
}

/**
 * Entries of the segment's network ACL: first what the flows declare, and the answers to it. If a flow leads to a gateway endpoint, a
 * denial of the network's own addresses follows, and after it the public addresses of the services behind gateways.
 */
export function aclEntries(plan: AddressPlan, flows: readonly Flow[], segmentName: string): AclEntry[] {
  const rules = merged([...opening(plan, flows, segmentName), ...answering(plan, flows, segmentName)]);
  const inside = rules.filter(({ cidr }) => cidr !== ANYWHERE);
  const outside = rules.filter(({ cidr }) => cidr === ANYWHERE);
  const numbered = (from: number, to: number, some: Rule[]): AclEntry[] =>
    withNumbers(some, from, to).map(([number, rule]) => ({ number, action: 'allow', ...rule }));
  const denials = [...new Set(outside.map(({ direction }) => direction))].map(
    (direction): AclEntry => ({ number: 20_000, action: 'deny', direction, cidr: plan.vpc.toString() }),
  );
  return [...numbered(100, 19_999, inside), ...denials, ...numbered(20_100, 32_000, outside)];
}

/** Rules for the side that opens connections, and for the side that accepts them. */
function opening(plan: AddressPlan, flows: readonly Flow[], segmentName: string): Rule[] {
  return flows.flatMap((flow) => {
    const out = { direction: 'egress' as const, ...flow._range, ...peerOf(plan, flow.destination) };
    const into = { direction: 'ingress' as const, ...flow._range, ...peerOf(plan, flow.source) };
    return [...(flow.source === segmentName ? [out] : []), ...(flow.destination === segmentName ? [into] : [])];
  });
}

/** Rules for the answers to what `opening` allows. */
function answering(plan: AddressPlan, flows: readonly Flow[], segmentName: string): Rule[] {
  return opening(plan, flows, segmentName).map(
    (rule): Rule => ({ ...rule, direction: rule.direction === 'egress' ? 'ingress' : 'egress', ...EPHEMERAL }),
  );
}

function peerOf(plan: AddressPlan, destination: string): { peer: string; cidr: string } {
  const planned = plan.segments.find(({ segment }) => segment.segmentName === destination);
  return planned === undefined ? { peer: 'anywhere', cidr: ANYWHERE } : { peer: destination, cidr: planned.block.toString() };
}

/** Ranges of one direction, protocol and peer that overlap or touch become one. */
function merged(rules: Rule[]): Rule[] {
  const groups = new Map<string, Rule[]>();
  for (const rule of rules) {
    const key = `${rule.direction} ${rule.protocol} ${rule.cidr}`;
    groups.set(key, [...(groups.get(key) ?? []), rule]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first, ...others] = [...group].sort((a, b) => a.fromPort - b.fromPort);
    const ranges = first === undefined ? [] : [first];
    for (const rule of others) {
      const last = ranges.at(-1);
      if (last === undefined || rule.fromPort > last.toPort + 1) ranges.push(rule);
      else ranges[ranges.length - 1] = { ...last, toPort: Math.max(last.toPort, rule.toPort) };
    }
    return ranges;
  });
}

/**
 * A number for each rule. It follows from the rule's content, not from its position. An entry's number cannot change in place: if other
 * entries were renumbered when a flow is added or removed, a new entry would take a number that an old entry still has.
 */
function withNumbers(rules: Rule[], from: number, to: number): [number, Rule][] {
  const taken = new Set<string>();
  const text = ({ direction, protocol, cidr, fromPort, toPort }: Rule) =>
    `${direction} ${protocol} ${cidr} ${fromPort}-${toPort}`;
  return [...rules]
    .sort((a, b) => (text(a) < text(b) ? -1 : 1))
    .map((rule) => {
      let number = from + (fnv1a(text(rule)) % (to - from));
      while (taken.has(`${rule.direction} ${number}`)) number += 1;
      taken.add(`${rule.direction} ${number}`);
      return [number, rule];
    });
}

/** FNV-1a, 32 bits. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of Buffer.from(text)) hash = Math.imul(hash ^ character, 0x01000193) >>> 0;
  return hash;
}
