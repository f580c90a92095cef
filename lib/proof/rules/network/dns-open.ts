import type { Evidence } from '../../evidence';
import type { Vpc } from '../../reachability';
import type { Rule } from '../rule';
import { hasSegments, isDefaultRoute, leadsSomewhere, subnetsOf } from './network-ends';

/** A domain list contains this name only if the list contains every name. */
const UNLISTED = 'a-name-that-nobody-listed.example.org';

export const dnsOpen: Rule = {
  id: 'dns-open',
  severity: 'warning',
  why: 'The VPC’s resolver answers for every public name, and security groups, network ACLs and routes do not limit it. Data can leave in DNS queries.',
  fix: 'Associate a DNS Firewall rule group that allows the names in use and blocks all other names.',
  source: 'Amazon Route 53 Developer Guide: Using DNS Firewall to filter outbound DNS traffic',
  *find(evidence) {
    for (const vpc of evidence.network.vpcs) {
      if (vpc.resource === undefined || !isClosed(evidence, vpc)) continue;
      const found = evidence.network.resolves(vpc.id, UNLISTED);
      if (found.answer === 'blocked') continue;
      const isSegmented = hasSegments(evidence, vpc);
      yield {
        resource: vpc.resource,
        message: `has no route out, but its resolver ${found.answer === 'allowed' ? 'answers' : 'may answer'} for every public name`,
        because: found.answer === 'allowed' ? (found.by.detail ?? found.by.id) : found.why,
        severity: isSegmented && found.answer === 'allowed' ? 'error' : 'warning',
      };
    }
  },
};

/** No subnet of the VPC has a route out: only the resolver is left. */
function isClosed({ network }: Evidence, vpc: Vpc): boolean {
  const subnets = subnetsOf(network, vpc);
  return (
    subnets.length > 0 &&
    subnets.every(({ id }) => network.routesOf(id)?.every((route) => !isDefaultRoute(route) || !leadsSomewhere(route)) === true)
  );
}
