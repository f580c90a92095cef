import { flag, text, whole } from '../../template';
import type { Rule } from '../rule';
import { property } from '../shared/properties';
import { isEverybody } from './network-ends';

export const networkAclAllowAll: Rule = {
  id: 'network-acl-allow-all',
  severity: 'error',
  why: 'An entry that lets every port through to or from everywhere decides nothing: the subnet has no second line behind its security groups.',
  fix: 'Allow the declared ports and blocks, and the range 1024-65535 for answers.',
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
      const way = flag(property(resource, 'Egress')) === true ? 'out to' : 'in from';
      yield { resource, message: `lets ${isAll ? 'everything' : `every port of protocol ${protocol}`} ${way} ${block}` };
    }
  },
};
