// What checks of the network share: who stands where, and what a rule that is for everybody looks like.

import { SEGMENT_TAG } from '../../../contract';
import { last, parseBlock } from '../address';
import type { Evidence } from '../evidence';
import { type End, type Network, type Route, STANDING, type Subnet, type Vpc } from '../reachability';
import type { Resource } from '../template';

export interface Standing {
  readonly resource: Resource;
  readonly end: Extract<End, { kind: 'eni' }>;
}

const STANDINGS = new WeakMap<Evidence, readonly Standing[]>();

/** Everything that has an interface in a VPC. */
export function standings(evidence: Evidence): readonly Standing[] {
  const known = STANDINGS.get(evidence);
  if (known !== undefined) return known;
  const made = evidence.templates
    .ofType(...STANDING)
    .flatMap((resource) =>
      evidence.network.endsOf(resource.id).flatMap((end) => (end.kind === 'eni' ? [{ resource, end }] : [])),
    );
  STANDINGS.set(evidence, made);
  return made;
}

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

/** All addresses there are, or half of them: two halves are the usual way past a check for 0.0.0.0/0. IPv6: the public eighth too. */
export function isEverybody(block: string | undefined): boolean {
  const parsed = parseBlock(block ?? '');
  if (parsed === undefined) return false;
  if (parsed.family === 4) return parsed.prefix <= 1;
  return parsed.prefix <= 3 && last(parsed) >= 2n << 124n;
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
