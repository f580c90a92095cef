import { SEGMENT_TAG } from '../../../../contract';
import type { Rule } from '../rule';
import { isDefaultRoute, isOfSegment, leadsSomewhere } from './network-ends';

export const segmentDefaultRoute: Rule = {
  id: 'segment-default-route',
  severity: 'error',
  why: 'With a default route, all traffic that the security groups allow can leave the segment. The network is then not closed.',
  fix: 'Remove the route, and reach AWS through VPC endpoints.',
  source: 'Amazon VPC User Guide: Configure route tables',
  *find(evidence) {
    const seen = new Set<string>();
    for (const { id, resource } of evidence.network.subnets) {
      if (!isOfSegment(evidence, resource)) continue;
      for (const route of evidence.network.routesOf(id) ?? []) {
        if (!isDefaultRoute(route) || !leadsSomewhere(route) || seen.has(route.id)) continue;
        seen.add(route.id);
        const message = `leads out of segment ${evidence.tagsOf(resource)[SEGMENT_TAG]} through ${route.target.kind} ${route.target.id}`;
        yield { resource: evidence.templates.find(route.id) ?? resource, message, because: `the route table of ${id}` };
      }
    }
  },
};
