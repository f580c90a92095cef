import type { Resource } from '../../template';
import type { Rule } from '../rule';
import { isGiven, property } from '../shared/properties';
import { networkResources } from './network-ends';

export const defaultSecurityGroupUsed: Rule = {
  id: 'default-security-group-used',
  severity: 'warning',
  why: 'All resources without a security group of their own share the VPC’s default group. They can reach each other and everything outside.',
  fix: 'Give the resource its own security group.',
  source: 'Amazon VPC User Guide: Default security groups for your VPCs',
  *find(evidence) {
    const seen = new Set<Resource>();
    for (const { resource, end } of networkResources(evidence)) {
      const isDefault = end.securityGroupIds.some((id) => id.endsWith('.DefaultSecurityGroup'));
      if (!isDefault || hasNone(resource) || seen.has(resource)) continue;
      seen.add(resource);
      yield { resource, message: 'uses the default security group of its VPC' };
    }
  },
};

/** A network load balancer without groups has no group at all. An instance of a DB cluster has the cluster’s groups. */
function hasNone(resource: Resource): boolean {
  const isBalancer = resource.type === 'AWS::ElasticLoadBalancingV2::LoadBalancer' && isGiven(property(resource, 'Type'));
  if (isBalancer && property(resource, 'Type') !== 'application') return true;
  return resource.type === 'AWS::RDS::DBInstance' && isGiven(property(resource, 'DBClusterIdentifier'));
}
