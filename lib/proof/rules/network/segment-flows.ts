import type { Rule } from '../rule';
import { declaredNetworks } from './declared-network';
import { ofAcls } from './segment-acls';
import { ofGroups } from './segment-groups';
import { waysAround, withoutSegment } from './segment-members';
import { ofRoutes } from './segment-routes';

export const segmentFlows: Rule = {
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
      yield* waysAround(evidence, network);
    }
  },
};
