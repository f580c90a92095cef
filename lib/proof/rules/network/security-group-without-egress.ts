import type { Rule } from '../rule';
import { holdsTenantData, isOfSegment, networkResources } from './network-ends';

export const securityGroupWithoutEgress: Rule = {
  id: 'security-group-without-egress',
  severity: 'warning',
  why: 'If a security group has no egress rules, CloudFormation lets it send everything everywhere.',
  fix: 'Write the egress rules that the group needs. If it needs none, write the usual placeholder (icmp to 255.255.255.255/32).',
  source: 'AWS CloudFormation Template Reference: AWS::EC2::SecurityGroup: SecurityGroupEgress',
  *find(evidence) {
    const { network, templates } = evidence;
    for (const id of network.securityGroups) {
      const resource = templates.find(id);
      const isOpen = network.securityGroupRules(id)?.some((rule) => rule.id === 'default' && rule.direction === 'egress');
      if (resource === undefined || isOpen !== true) continue;
      const inSegment =
        isOfSegment(evidence, resource) ||
        networkResources(evidence).some(
          ({ end }) =>
            end.securityGroupIds.includes(id) &&
            end.subnetIds.some((one) => isOfSegment(evidence, network.subnets.find((subnet) => subnet.id === one)?.resource)),
        );
      const hasData = holdsTenantData(evidence, ({ end }) => end.securityGroupIds.includes(id));
      const where = inSegment ? ', but is in a segment' : hasData ? ', but protects tenant data' : '';
      yield { resource, message: `has no egress rule${where}`, severity: inSegment || hasData ? 'error' : 'warning' };
    }
  },
};
