// The network ACLs of a segment must allow exactly what its flows declare and the responses to it. This judges each entry, and then the
// decision that all entries give together.

import { type Block, covers, last, parseBlock, written } from '../../address';
import type { Evidence } from '../../evidence';
import { packetText } from '../../reachability';
import type { Resource } from '../../template';
import type { Sighting } from '../rule';
import { aclShare, type DeclaredNetwork, type DeclaredSegment, isWithin, type Share } from './declared-network';
import { excess, missing, subnetsOf } from './segment-layers';

export function* ofAcls(evidence: Evidence, network: DeclaredNetwork, segment: DeclaredSegment): Generator<Sighting> {
  const share = aclShare(network, segment.name);
  const seen = new Set<string>();
  for (const subnet of subnetsOf(evidence, network, segment.name)) {
    const id = evidence.network.aclOf(subnet.id);
    const acl = id === undefined ? undefined : evidence.templates.find(id);
    if (id === undefined || acl === undefined) {
      yield { resource: subnet, message: `does not have the network ACL of segment ${segment.name}` };
      continue;
    }
    if (seen.has(id)) continue;
    seen.add(id);
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
    yield* decisionsOf(evidence, network, acl, share);
  }
}

/** Shares for public addresses, such as those of gateway endpoints, do not count for a block inside the network. */
function sharesOf(network: DeclaredNetwork, block: Block, share: readonly Share[]): readonly Share[] {
  return covers(network.block, block) ? share.filter((one) => one.block.prefix > 0) : share;
}

/** What the entries decide in their order: if a Deny entry is missing, the ACL allows too much although each single entry is correct. */
function* decisionsOf(evidence: Evidence, network: DeclaredNetwork, acl: Resource, share: readonly Share[]): Generator<Sighting> {
  const outside = parseBlock('198.51.100.1/32') as Block;
  const places = [...network.segments.map(({ block }) => block), unused(network), outside].filter((one) => one !== undefined);
  for (const protocol of [6, 17]) {
    for (const direction of ['ingress', 'egress'] as const) {
      const ports = boundaries(share, protocol, direction);
      for (const place of places) {
        const point: Block = { ...place, prefix: 32, first: place.first };
        // Shares for public addresses count only for the address outside.
        const relevant = share.filter(({ block }) => block.prefix > 0 || place === outside);
        for (const port of ports) {
          const isDeclared = isWithin({ direction, protocol, block: point, from: port, to: port }, relevant);
          const address = written({ family: 4, value: point.first });
          const { answer } = evidence.network.aclAllows(acl.id, direction, { protocol, port, address });
          if ((answer === 'allowed') === isDeclared) continue;
          const what = `${direction} ${packetText(protocol, port)} ${direction === 'ingress' ? 'from' : 'to'} ${address}`;
          yield isDeclared ? missing(acl, what) : { resource: acl, message: `allows ${what}, which no flow declares` };
          return;
        }
      }
    }
  }
}

/** The last address of the network, if no segment contains it. */
function unused({ block, segments }: DeclaredNetwork): Block | undefined {
  const value = last(block);
  return segments.some((one) => one.block.first <= value && last(one.block) >= value)
    ? undefined
    : { ...block, prefix: 32, first: value };
}

/** Ports at which the decision may change, and one port that hardly any flow declares. */
function boundaries(share: readonly Share[], protocol: number, direction: Share['direction']): number[] {
  const ports = share
    .filter((one) => one.protocol === protocol && one.direction === direction)
    .flatMap(({ from, to }) => [from - 1, from, to, to + 1]);
  return [...new Set([...ports, 22])].filter((port) => port >= 0 && port <= 65_535);
}
