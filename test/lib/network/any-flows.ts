// Lists of flows between the default segments, for properties over networks.
import * as fc from 'fast-check';
import { Flow } from '../../../lib';

export function anyFlows(): fc.Arbitrary<Flow[]> {
  const flow = fc
    .record({
      source: fc.constantFrom('edge', 'service', 'data'),
      destination: fc.constantFrom('edge', 'service', 'data', 'endpoints', 's3', 'dynamodb'),
      from: fc.constantFrom(1, 80, 443, 1000, 1024, 5432, 40_000),
      length: fc.constantFrom(0, 1, 500, 20_000),
      udp: fc.boolean(),
    })
    .map(({ source, destination, from, length, udp }) => {
      if (destination === 's3' || destination === 'dynamodb') return Flow.between(source, destination).tcp(443);
      const ways = Flow.between(source, destination);
      return udp ? ways.udpRange(from, from + length) : ways.tcpRange(from, from + length);
    });
  return fc.array(flow, { maxLength: 6 });
}
