import type { Evidence } from '../../evidence';
import type { Vpc } from '../../reachability';
import type { Rule } from '../rule';
import { hasSegments, isDefaultRoute, leadsSomewhere, subnetsOf } from './network-ends';

/** No list of domains has it, unless the list is everything. */
const UNLISTED = 'a-name-that-nobody-listed.example.org';

export const dnsOpen: Rule = {
  id: 'dns-open',
  severity: 'warning',
  why: 'The VPC’s resolver answers for every public name, past security groups, network ACLs and routes: data leaves in the names that are asked for.',
  fix: 'Associate a DNS Firewall rule group that allows the names in use and blocks all others.',
  source: 'Amazon Route 53 Developer Guide: Using DNS Firewall to filter outbound DNS traffic',
  *find(evidence) {
    for (const vpc of evidence.network.vpcs) {
      if (vpc.resource === undefined || !isClosed(evidence, vpc)) continue;
      const found = evidence.network.resolves(vpc.id, UNLISTED);
      if (found.answer === 'blocked') continue;
      const isSegmented = hasSegments(evidence, vpc);
      yield {
        resource: vpc.resource,
        message: `has no way out but its resolver, which ${found.answer === 'allowed' ? 'answers' : 'may answer'} for every public name`,
        because: found.answer === 'allowed' ? (found.by.detail ?? found.by.id) : found.why,
        severity: isSegmented && found.answer === 'allowed' ? 'error' : 'warning',
      };
    }
  },
};

/** A VPC whose subnets have no route out: there the resolver is the one way that is left. */
function isClosed({ network }: Evidence, vpc: Vpc): boolean {
  const subnets = subnetsOf(network, vpc);
  return (
    subnets.length > 0 &&
    subnets.every(({ id }) => network.routesOf(id)?.every((route) => !isDefaultRoute(route) || !leadsSomewhere(route)) === true)
  );
}
