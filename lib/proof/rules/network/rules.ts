// The rules of this area. A new rule is a file, and a line here.
export { dataReachableFromInternet } from './data-reachable-from-internet';
export { defaultSecurityGroupUsed } from './default-security-group-used';
export { dnsOpen } from './dns-open';
export { endpointPolicyBothEnds } from './endpoint-policy-both-ends';
export { endpointWithoutPolicy } from './endpoint-without-policy';
export { ipv6OpenRoute } from './ipv6-open-route';
export { networkAclAllowAll } from './network-acl-allow-all';
export { networkAclQuota } from './network-acl-quota';
export { securityGroupOpenToWorld } from './security-group-open-to-world';
export { securityGroupWithoutEgress } from './security-group-without-egress';
export { segmentDefaultRoute } from './segment-default-route';
export { segmentFlows } from './segment-flows';
export { subnetOutsideVpc } from './subnet-outside-vpc';
export { subnetOverlap } from './subnet-overlap';
