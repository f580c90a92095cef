import type { Rule } from '../rule';
import { declaredNetworks } from './declared-network';
import { ofAcls } from './segment-acls';
import { ofGroups } from './segment-groups';
import { waysAround, withoutSegment } from './segment-members';
import { ofRoutes } from './segment-routes';

export const segmentFlows: Rule = {
  id: 'segment-flows',
  severity: 'error',
  why: 'A layer of the network allows traffic that no flow declares, or blocks traffic that a flow declares. The network then does not enforce the declared flows.',
  fix: 'Declare the flow, or remove the rule. Only the flows of a segment may create the rules of its security groups, network ACLs and route tables.',
  source:
    'Amazon VPC User Guide: Security groups, Network ACLs, Route tables; NIST SP 800-53 Rev. 5, SC-7(5): Deny by default, allow by exception',
  *find(evidence) {
    for (const { vpc, network } of declaredNetworks(evidence.templates)) {
      if (network === undefined) {
        yield {
          resource: vpc,
          message: 'the proof cannot read the declared segments and flows, or the block of the VPC is not a literal',
        };
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
