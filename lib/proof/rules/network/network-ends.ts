// What rules about the network share: who stands where, and what a rule that is for everybody looks like.

import { SEGMENT_TAG } from '../../../../contract';
import { type Block, last, parseBlock } from '../../address';
import { memoized } from '../../collections';
import type { Evidence } from '../../evidence';
import { type End, type Network, type Route, STANDING, type Subnet, type Vpc } from '../../reachability';
import type { Resource } from '../../template';
import { publicAddresses } from '../shared/pins';

export interface Standing {
  readonly resource: Resource;
  readonly end: Extract<End, { kind: 'eni' }>;
}

/** Everything that has an interface in a VPC. */
export const standings = memoized((evidence: Evidence): readonly Standing[] =>
  evidence.templates
    .ofType(...STANDING)
    .flatMap((resource) =>
      evidence.network.endsOf(resource.id).flatMap((end) => (end.kind === 'eni' ? [{ resource, end }] : [])),
    ),
);

/** Whether a subnet or a group says that it belongs to a segment: to a network that is closed but for what was declared. */
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
 * All addresses of the internet, or half of them, in however many blocks: halves and quarters are the usual way past a rule for
 * 0.0.0.0/0. Of IPv6 an eighth is the internet, 2000::/3.
 */
export function areEverybody(blocks: readonly Block[]): boolean {
  const half = { 4: 1n << 31n, 6: 1n << 124n } as const;
  return ([4, 6] as const).some((family) => {
    const internet = blocks.filter((block) => block.family === family && (family === 4 || last(block) >= 2n << 124n));
    return publicAddresses(internet) >= half[family];
  });
}

/** Whether one block alone is so many. */
export function isEverybody(block: string | undefined): boolean {
  const parsed = parseBlock(block ?? '');
  return parsed !== undefined && areEverybody([parsed]);
}

/** Whether a route leads out of everywhere: 0.0.0.0/0 or ::/0. */
export function isDefaultRoute({ destination }: Route): boolean {
  return 'block' in destination && parseBlock(destination.block)?.prefix === 0;
}

export function leadsSomewhere({ target: { kind } }: Route): boolean {
  return kind !== 'local' && kind !== 'gateway endpoint' && kind !== 'blackhole';
}

/** Tenants’ data that stands in a subnet or under a security group. */
export function holdsTenantData(evidence: Evidence, standsThere: (standing: Standing) => boolean): boolean {
  return standings(evidence).some((one) => evidence.hasTenantData(one.resource) && standsThere(one));
}
