// What the rules about the network share: the resources in each VPC, and blocks that cover the whole internet.

import { SEGMENT_TAG } from '../../../../contract';
import { type Block, last, parseBlock } from '../../address';
import { memoized } from '../../collections';
import type { Evidence } from '../../evidence';
import { type End, NETWORK_TYPES, type Network, type Route, type Subnet, type Vpc } from '../../reachability';
import type { Resource } from '../../template';
import { publicAddresses } from '../shared/pins';

export interface NetworkResource {
  readonly resource: Resource;
  readonly end: Extract<End, { kind: 'eni' }>;
}

/** Every resource with a network interface in a VPC. */
export const networkResources = memoized((evidence: Evidence): readonly NetworkResource[] =>
  evidence.templates
    .ofType(...NETWORK_TYPES)
    .flatMap((resource) =>
      evidence.network.endsOf(resource.id).flatMap((end) => (end.kind === 'eni' ? [{ resource, end }] : [])),
    ),
);

/** Whether a subnet or a security group carries the tag of a segment: a part of a network that allows only declared flows. */
export function isOfSegment(evidence: Evidence, resource: Resource | undefined): boolean {
  return resource !== undefined && evidence.tagsOf(resource)[SEGMENT_TAG] !== undefined;
}

export function hasSegments(evidence: Evidence, vpc: Vpc): boolean {
  return subnetsOf(evidence.network, vpc).some(({ resource }) => isOfSegment(evidence, resource));
}

export function subnetsOf(network: Network, vpc: Vpc): readonly Subnet[] {
  return network.subnets.filter((subnet) => subnet.vpc.id === vpc.id);
}

/**
 * Whether blocks together hold at least half of the addresses of the internet. People split 0.0.0.0/0 into halves or quarters to get past
 * rules that look for 0.0.0.0/0. The internet is an eighth of IPv6, 2000::/3.
 */
export function areEverybody(blocks: readonly Block[]): boolean {
  const half = { 4: 1n << 31n, 6: 1n << 124n } as const;
  return ([4, 6] as const).some((family) => {
    const internet = blocks.filter((block) => block.family === family && (family === 4 || last(block) >= 2n << 124n));
    return publicAddresses(internet) >= half[family];
  });
}

/** Whether one block alone holds that many. */
export function isEverybody(block: string | undefined): boolean {
  const parsed = parseBlock(block ?? '');
  return parsed !== undefined && areEverybody([parsed]);
}

/** Whether the destination of a route is 0.0.0.0/0 or ::/0. */
export function isDefaultRoute({ destination }: Route): boolean {
  return 'block' in destination && parseBlock(destination.block)?.prefix === 0;
}

export function leadsSomewhere({ target: { kind } }: Route): boolean {
  return kind !== 'local' && kind !== 'gateway endpoint' && kind !== 'blackhole';
}

/** Whether a resource with tenant data is in a certain subnet or has a certain security group. */
export function holdsTenantData(evidence: Evidence, standsThere: (standing: NetworkResource) => boolean): boolean {
  return networkResources(evidence).some((one) => evidence.hasTenantData(one.resource) && standsThere(one));
}
