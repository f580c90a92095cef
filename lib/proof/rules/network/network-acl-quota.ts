import type { Rule } from '../rule';

/** Amazon VPC quotas: rules for each network ACL and direction, IPv4 and IPv6 together. */
const BY_DEFAULT = 20;
const AT_MOST = 40;

export const networkAclQuota: Rule = {
  id: 'network-acl-quota',
  severity: 'warning',
  why: 'A network ACL holds 20 rules for each direction by default, and never more than 40. The deployment fails at the next rule unless AWS has raised the quota.',
  fix: 'Merge blocks, or ask AWS for a higher quota before the deployment.',
  source: 'Amazon VPC User Guide: Amazon VPC quotas: network ACLs',
  *find({ network, templates }) {
    for (const resource of templates.ofType('AWS::EC2::NetworkAcl')) {
      const entries = network.aclEntries(resource.id) ?? [];
      for (const isEgress of [false, true]) {
        const count = new Set(entries.filter((one) => one.isEgress === isEgress && one.isThere === true).map(({ id }) => id))
          .size;
        if (count <= BY_DEFAULT) continue;
        const severity = count > AT_MOST ? 'error' : 'warning';
        const direction = isEgress ? 'egress' : 'ingress';
        yield {
          resource,
          severity,
          detail: direction,
          message: `has ${count} ${direction} rules: the default quota is ${BY_DEFAULT}, and the maximum is ${AT_MOST}`,
        };
      }
    }
  },
};
