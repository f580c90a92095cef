// What the rule segment-flows needs for every layer: the groups and subnets of the network, and the findings for too much and too little.

import { SEGMENT_TAG } from '../../../../contract';
import type { Evidence } from '../../evidence';
import { protocolText } from '../../reachability';
import type { Resource } from '../../template';
import type { Sighting } from '../rule';
import type { DeclaredNetwork } from './declared-network';

export function excess(
  { templates }: Evidence,
  holder: Resource,
  id: string,
  where: string,
  { from, to, protocol }: { readonly from?: unknown; readonly to?: unknown; readonly protocol: unknown },
): Sighting {
  const ports = typeof from === 'number' && typeof to === 'number' ? ` ports ${from}-${to}` : '';
  const name = typeof protocol === 'number' ? (protocol === -1 ? 'every protocol' : protocolText(protocol)) : 'some protocol';
  const rule = templates.find(id);
  return { resource: rule ?? holder, message: `allows more than the flows declare: ${where}, ${name}${ports}`, because: id };
}

export function missing(resource: Resource, what: string): Sighting {
  return { resource, message: `blocks ${what}, which a flow declares` };
}

export function groupsOf({ templates }: Evidence, { vpc }: DeclaredNetwork): Resource[] {
  const id = templates.refOf(vpc);
  return templates.ofType('AWS::EC2::SecurityGroup').filter(({ properties }) => properties.VpcId === id);
}

export function subnetsOf(evidence: Evidence, network: DeclaredNetwork, segment: string): Resource[] {
  return evidence.network.subnets
    .map(({ resource }) => resource)
    .filter((resource) => isIn(evidence, network, resource) && evidence.tagsOf(resource)[SEGMENT_TAG] === segment);
}

export function isIn({ templates }: Evidence, { vpc }: DeclaredNetwork, { properties }: Resource): boolean {
  return properties.VpcId === templates.refOf(vpc);
}
