import type { Route } from '../../reachability';
import type { Rule } from '../rule';
import { isDefaultRoute } from './network-ends';

export const ipv6OpenRoute: Rule = {
  id: 'ipv6-open-route',
  severity: 'warning',
  why: 'IPv6 addresses are public. The subnet is private by its IPv4 routes, and this route opens it to the internet.',
  fix: 'Route ::/0 to an egress-only internet gateway, or remove the route.',
  source: 'Amazon VPC User Guide: Enable outbound IPv6 traffic using an egress-only internet gateway',
  *find({ network, templates }) {
    const seen = new Set<string>();
    for (const { id, resource } of network.subnets) {
      const routes = (network.routesOf(id) ?? []).filter(
        (route) => isDefaultRoute(route) && route.target.kind === 'internet gateway',
      );
      if (routes.some((route) => familyOf(route) === 4)) continue;
      for (const route of routes) {
        if (seen.has(route.id)) continue;
        seen.add(route.id);
        yield {
          resource: templates.find(route.id) ?? resource,
          message: `leads ::/0 of ${id} to an internet gateway, but no IPv4 route does`,
        };
      }
    }
  },
};

function familyOf({ destination }: Route): number | undefined {
  return 'family' in destination ? destination.family : undefined;
}
