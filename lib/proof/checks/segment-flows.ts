import { SEGMENT_TAG } from '../../../contract';
import { tagsOf } from '../access';
import { type Block, covers, last, parseBlock, written } from '../address';
import type { Evidence } from '../evidence';
import type { Resource } from '../template';
import type { Check, Sighting } from './check';
import {
  aclShare,
  type DeclaredNetwork,
  type DeclaredSegment,
  declaredNetworks,
  groupShare,
  isWithin,
  type Share,
} from './declared-network';

export const segmentFlows: Check = {
  id: 'segment-flows',
  severity: 'error',
  why: 'A layer of the network lets through what no flow declares, or blocks what one does: the declaration is no longer what protects.',
  fix: 'Declare the flow, or take the rule away; the rules of a segment’s groups, network ACLs and routes come from its flows alone.',
  source:
    'Amazon VPC User Guide: Security groups, Network ACLs, Route tables; NIST SP 800-53 Rev. 5, SC-7(5): Deny by default, allow by exception',
  *find(evidence) {
    for (const { vpc, network } of declaredNetworks(evidence.templates)) {
      if (network === undefined) {
        yield { resource: vpc, message: 'its declaration of segments and flows cannot be read, or its block is not literal' };
        continue;
      }
      for (const segment of network.segments) {
        yield* ofGroups(evidence, network, segment);
        yield* ofAcls(evidence, network, segment);
        yield* ofRoutes(evidence, network, segment);
      }
      yield* withoutSegment(evidence, network);
    }
  },
};

function* ofGroups(evidence: Evidence, network: DeclaredNetwork, segment: DeclaredSegment): Generator<Sighting> {
  const share = groupShare(network, segment.name);
  for (const group of groupsOf(evidence, network)) {
    if (tagsOf(group)[SEGMENT_TAG] !== segment.name) continue;
    const rules = evidence.network.securityGroupRules(group.id);
    if (rules === undefined) {
      yield { resource: group, message: 'its rules are not known' };
      continue;
    }
    for (const rule of rules) {
      const { id, direction, protocol, from, to, peer, isThere } = rule;
      if (isThere === false) continue;
      const blocks =
        'block' in peer
          ? [parseBlock(peer.block)]
          : 'group' in peer
            ? [blockOfGroup(evidence, network, peer.group)]
            : [undefined];
      const isShared =
        typeof protocol === 'number' &&
        typeof from === 'number' &&
        typeof to === 'number' &&
        blocks.every((block) => block !== undefined && isWithin({ direction, protocol, block, from, to }, share));
      if (!isShared) yield excess(evidence, group, id, `${direction} of segment ${segment.name}`, rule);
    }
    for (const { direction, protocol, block, from, to } of share) {
      for (const port of [from, to]) {
        const { answer } = evidence.network.securityGroupAllows(group.id, direction, { protocol, port, address: sample(block) });
        if (answer !== 'allowed')
          yield missing(
            group,
            `${direction} of protocol ${protocol} port ${port}, ${written({ family: 4, value: block.first })}`,
          );
      }
    }
  }
}

function* ofAcls(evidence: Evidence, network: DeclaredNetwork, segment: DeclaredSegment): Generator<Sighting> {
  const share = aclShare(network, segment.name);
  const asked = new Set<string>();
  for (const subnet of subnetsOf(evidence, network, segment.name)) {
    const id = evidence.network.aclOf(subnet.id);
    const acl = id === undefined ? undefined : evidence.templates.find(id);
    if (id === undefined || acl === undefined) {
      yield { resource: subnet, message: `has no network ACL of segment ${segment.name}` };
      continue;
    }
    if (asked.has(id)) continue;
    asked.add(id);
    for (const entry of evidence.network.aclEntries(id) ?? []) {
      const { isEgress, allows, protocol, from, to } = entry;
      if (allows === false || entry.isThere === false) continue;
      const block = parseBlock(entry.block);
      const isShared =
        typeof isEgress === 'boolean' &&
        typeof protocol === 'number' &&
        typeof from === 'number' &&
        typeof to === 'number' &&
        block !== undefined &&
        isWithin({ direction: isEgress ? 'egress' : 'ingress', protocol, block, from, to }, sharesOf(network, block, share));
      if (!isShared)
        yield excess(evidence, acl, entry.id, `${isEgress === true ? 'egress' : 'ingress'} of segment ${segment.name}`, entry);
    }
    yield* verdictsOf(evidence, network, acl, share);
  }
}

/** The public addresses of gateways are no addresses of the network. */
function sharesOf(network: DeclaredNetwork, block: Block, share: readonly Share[]): readonly Share[] {
  return covers(network.block, block) ? share.filter((one) => one.block.prefix > 0) : share;
}

/** What the entries come to in their order: a denial that is gone lets through what no single entry does too much of. */
function* verdictsOf(evidence: Evidence, network: DeclaredNetwork, acl: Resource, share: readonly Share[]): Generator<Sighting> {
  const outside = parseBlock('198.51.100.1/32') as Block;
  const places = [...network.segments.map(({ block }) => block), unused(network), outside].filter((one) => one !== undefined);
  for (const protocol of [6, 17]) {
    for (const direction of ['ingress', 'egress'] as const) {
      const ports = boundaries(share, protocol, direction);
      for (const place of places) {
        const point: Block = { ...place, prefix: 32, first: place.first };
        // Public addresses are for what is outside alone.
        const relevant = share.filter(({ block }) => block.prefix > 0 || place === outside);
        for (const port of ports) {
          const isDeclared = isWithin({ direction, protocol, block: point, from: port, to: port }, relevant);
          const address = written({ family: 4, value: point.first });
          const { answer } = evidence.network.aclAllows(acl.id, direction, { protocol, port, address });
          if ((answer === 'allowed') === isDeclared) continue;
          const what = `${direction} of protocol ${protocol} port ${port}, ${address}`;
          yield isDeclared ? missing(acl, what) : { resource: acl, message: `allows ${what}, which no flow declares` };
          return;
        }
      }
    }
  }
}

function* ofRoutes(evidence: Evidence, network: DeclaredNetwork, segment: DeclaredSegment): Generator<Sighting> {
  const services = new Set(network.flows.filter(({ from }) => from === segment.name).map(({ to }) => to));
  const gateways = [...services].filter((name) => network.segments.every((one) => one.name !== name));
  for (const subnet of subnetsOf(evidence, network, segment.name)) {
    const routes = evidence.network.routesOf(subnet.id);
    const found = new Set<string>();
    for (const { id, destination, target } of routes ?? []) {
      if (target.kind === 'local') continue;
      const service = 'service' in destination && typeof destination.service === 'string' ? destination.service : undefined;
      if (target.kind === 'gateway endpoint' && service !== undefined && gateways.includes(service)) found.add(service);
      else
        yield {
          resource: evidence.templates.find(id) ?? subnet,
          message: `leads out of segment ${segment.name} by ${target.kind} ${target.id}, which no flow declares`,
        };
    }
    for (const gateway of gateways) if (!found.has(gateway)) yield missing(subnet, `a route to ${gateway}`);
  }
}

/** A group that belongs to no segment holds whatever somebody wrote into it. */
function* withoutSegment(evidence: Evidence, network: DeclaredNetwork): Generator<Sighting> {
  const names = new Set(network.segments.map(({ name }) => name));
  for (const group of groupsOf(evidence, network)) {
    if (names.has(tagsOf(group)[SEGMENT_TAG] ?? '')) continue;
    yield {
      resource: group,
      message: `is in the network ${network.vpc.id} and belongs to none of its segments`,
      detail: group.id,
    };
  }
  for (const { resource } of evidence.network.subnets) {
    if (!isIn(evidence, network, resource) || names.has(tagsOf(resource)[SEGMENT_TAG] ?? '')) continue;
    yield { resource, message: `is a subnet of ${network.vpc.id} and belongs to none of its segments`, detail: resource.id };
  }
}

function excess(
  { templates }: Evidence,
  holder: Resource,
  id: string,
  where: string,
  { from, to, protocol }: { readonly from?: unknown; readonly to?: unknown; readonly protocol: unknown },
): Sighting {
  const ports = typeof from === 'number' && typeof to === 'number' ? ` ports ${from}-${to}` : '';
  const number = typeof protocol === 'number' ? (protocol === -1 ? 'every protocol' : `protocol ${protocol}`) : 'some protocol';
  const rule = templates.find(id);
  return { resource: rule ?? holder, message: `${where}: ${number}${ports}, more than its flows declare`, because: id };
}

function missing(resource: Resource, what: string): Sighting {
  return { resource, message: `blocks ${what}, which a flow declares` };
}

function groupsOf({ templates }: Evidence, { vpc }: DeclaredNetwork): Resource[] {
  const id = templates.refOf(vpc);
  return templates.ofType('AWS::EC2::SecurityGroup').filter(({ properties }) => properties.VpcId === id);
}

function subnetsOf(evidence: Evidence, network: DeclaredNetwork, segment: string): Resource[] {
  return evidence.network.subnets
    .map(({ resource }) => resource)
    .filter((resource) => isIn(evidence, network, resource) && tagsOf(resource)[SEGMENT_TAG] === segment);
}

function isIn({ templates }: Evidence, { vpc }: DeclaredNetwork, { properties }: Resource): boolean {
  return properties.VpcId === templates.refOf(vpc);
}

function blockOfGroup({ templates }: Evidence, { segments }: DeclaredNetwork, id: string): Block | undefined {
  const group = templates.find(id);
  const name = group && tagsOf(group)[SEGMENT_TAG];
  return segments.find((one) => one.name === name)?.block;
}

/** An address of the block; a public one where the block is everywhere. */
function sample(block: Block): string {
  return block.prefix === 0 ? '198.51.100.1' : written({ family: 4, value: block.first });
}

/** The network's last addresses, if no segment has them. */
function unused({ block, segments }: DeclaredNetwork): Block | undefined {
  const value = last(block);
  return segments.some((one) => one.block.first <= value && last(one.block) >= value)
    ? undefined
    : { ...block, prefix: 32, first: value };
}

/** Where a verdict may change, and one port that hardly any flow names. */
function boundaries(share: readonly Share[], protocol: number, direction: Share['direction']): number[] {
  const ports = share
    .filter((one) => one.protocol === protocol && one.direction === direction)
    .flatMap(({ from, to }) => [from - 1, from, to, to + 1]);
  return [...new Set([...ports, 22])].filter((port) => port >= 0 && port <= 65_535);
}
