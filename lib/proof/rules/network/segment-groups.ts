// The security groups of a segment must allow exactly what its flows declare.

import { SEGMENT_TAG } from '../../../../contract';
import { type Block, parseBlock, written } from '../../address';
import type { Evidence } from '../../evidence';
import { packetText } from '../../reachability';
import type { Sighting } from '../rule';
import { type DeclaredNetwork, type DeclaredSegment, groupShare, isWithin } from './declared-network';
import { excess, groupsOf, missing } from './segment-layers';

export function* ofGroups(evidence: Evidence, network: DeclaredNetwork, segment: DeclaredSegment): Generator<Sighting> {
  const share = groupShare(network, segment.name);
  for (const group of groupsOf(evidence, network)) {
    if (evidence.tagsOf(group)[SEGMENT_TAG] !== segment.name) continue;
    const rules = evidence.network.securityGroupRules(group.id);
    if (rules === undefined) {
      yield { resource: group, message: 'the rules of this security group are not known' };
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
            `${direction} ${packetText(protocol, port)} ${direction === 'ingress' ? 'from' : 'to'} ${written({ family: 4, value: block.first })}`,
          );
      }
    }
  }
}

function blockOfGroup(evidence: Evidence, { segments }: DeclaredNetwork, id: string): Block | undefined {
  const group = evidence.templates.find(id);
  const name = group && evidence.tagsOf(group)[SEGMENT_TAG];
  return segments.find((one) => one.name === name)?.block;
}

/** An address of the block. A public address for 0.0.0.0/0. */
function sample(block: Block): string {
  return block.prefix === 0 ? '198.51.100.1' : written({ family: 4, value: block.first });
}
