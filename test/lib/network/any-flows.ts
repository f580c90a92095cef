// Lists of flows between the default segments, for properties over networks.
import * as ec2 from 'aws-cdk-lib/aws-ec2';
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
      if (destination === 's3' || destination === 'dynamodb') return Flow.between(source, destination, ec2.Port.tcp(443));
      const range = udp ? ec2.Port.udpRange : ec2.Port.tcpRange;
      return Flow.between(source, destination, range(from, from + length));
    });
  return fc.array(flow, { maxLength: 6 });
}
