// The routes of a segment may lead only inside the network, and to the gateway endpoints that its flows name.

import type { Evidence } from '../../evidence';
import type { Sighting } from '../rule';
import type { DeclaredNetwork, DeclaredSegment } from './declared-network';
import { subnetsOf } from './segment-layers';

export function* ofRoutes(evidence: Evidence, network: DeclaredNetwork, segment: DeclaredSegment): Generator<Sighting> {
  const services = new Set(network.flows.filter(({ from }) => from === segment.name).map(({ to }) => to));
  const gateways = [...services].filter((name) => network.segments.every((one) => one.name !== name));
  for (const subnet of subnetsOf(evidence, network, segment.name)) {
    const routes = evidence.network.routesOf(subnet.id);
    const found = new Set<string>();
    for (const { id, destination, target } of routes ?? []) {
      if (target.kind === 'local') continue;
      const service = 'service' in destination && typeof destination.service === 'string' ? destination.service : undefined;
      if (target.kind === 'gateway endpoint' && service !== undefined && gateways.includes(service)) found.add(service);
      else
        yield {
          resource: evidence.templates.find(id) ?? subnet,
          message: `leads out of segment ${segment.name} through ${target.kind} ${target.id}, which no flow declares`,
        };
    }
    for (const gateway of gateways)
      if (!found.has(gateway)) yield { resource: subnet, message: `has no route to ${gateway}, which a flow declares` };
  }
}
