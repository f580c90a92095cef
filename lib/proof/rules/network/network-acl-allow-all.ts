import { flag, text, whole } from '../../template';
import type { Rule } from '../rule';
import { property } from '../shared/properties';
import { isEverybody } from './network-ends';

export const networkAclAllowAll: Rule = {
  id: 'network-acl-allow-all',
  severity: 'warning',
  why: 'An entry that allows every port to or from everywhere protects nothing. Only the security groups protect the subnet then.',
  fix: 'Allow only the declared ports and blocks, and the range 1024-65535 for responses.',
  source: 'Amazon VPC User Guide: Control subnet traffic with network access control lists',
  *find({ templates }) {
    for (const resource of templates.ofType('AWS::EC2::NetworkAclEntry')) {
      if (text(property(resource, 'RuleAction'))?.toLowerCase() !== 'allow') continue;
      const block = [property(resource, 'CidrBlock'), property(resource, 'Ipv6CidrBlock')].map(text).find(isEverybody);
      const protocol = text(property(resource, 'Protocol'))?.toLowerCase();
      if (block === undefined || protocol === undefined) continue;
      const isAll = protocol === '-1' || protocol === 'all';
      const hasPorts = ['6', '17', 'tcp', 'udp'].includes(protocol);
      const [from = 0, to = 65_535] = [whole(property(resource, 'PortRange.From')), whole(property(resource, 'PortRange.To'))];
      if (!isAll && !(hasPorts && from <= 1 && to === 65_535)) continue;
      const direction = flag(property(resource, 'Egress')) === true ? 'out to' : 'in from';
      yield {
        resource,
        message: `allows ${isAll ? 'everything' : `every ${/^(?:6|tcp)$/.test(protocol) ? 'tcp' : 'udp'} port`} ${direction} ${block}`,
      };
    }
  },
};
