// What plain JavaScript gives to factories and to what is not a construct, refused on three lines.
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as bulkhead from '../../../lib';
import { newStack } from '../templates';
import type { Untyped } from './table';

type Row = [call: string, made: (types: typeof bulkhead) => unknown, message: string];
const PORT = ec2.Port.tcp(443);

test.each<Row>([
  ['Segment.custom without a name', ({ Segment }) => Segment.custom(undefined as never), 'Segment.custom: name is missing\n'],
  ['Segment.custom of options', ({ Segment }) => Segment.custom({} as never), 'Segment.custom: name is {}\n'],
  ['Segment.edge with a name', ({ Segment }) => Segment.edge('web' as never), 'Segment.edge: the properties are "web"\n'],
  ['Segment.data of a text', ({ Segment }) => Segment.data({ cidrMask: '24' } as never), 'Segment.data: cidrMask is "24"\n'],
  [
    'Segment.service, misspelt',
    ({ Segment }) => Segment.service({ segmentname: 'a' } as never),
    'Segment.service: there is no property segmentname\n  expected  segmentName\n',
  ],
  [
    'Segment.endpoints of null',
    ({ Segment }) => Segment.endpoints(null as never),
    'Segment.endpoints: the properties are missing\n',
  ],
  ['Segment.custom of null', ({ Segment }) => Segment.custom('a', null as never), 'Segment.custom: the properties are missing\n'],
  ['Flow.between()', ({ Flow }) => Flow.between(undefined as never, 's3', PORT), 'Flow.between: source is missing\n'],
  ['Flow.between of one', ({ Flow }) => Flow.between('a', undefined as never, PORT), 'Flow.between: destination is missing\n'],
  ['Flow.between of two', ({ Flow }) => Flow.between('a', 'b', undefined as never), 'Flow.between: port is missing\n'],
  ['Flow.between of a number', ({ Flow }) => Flow.between('a', 'b', 443 as never), 'Flow.between: port is 443\n'],
  [
    'Flow.between of a Segment',
    ({ Flow, Segment }) => Flow.between('a', Segment.data() as never, PORT),
    'Flow.between: destination is an object of class Segment\n',
  ],
  ...(
    [
      [ec2.Port.udp('53' as never), 'udp from 53 to 53'],
      [ec2.Port.tcp(Number.NaN), 'tcp from NaN to NaN'],
      [ec2.Port.tcpRange(2, 1), 'tcp from 2 to 1'],
      [ec2.Port.tcp(65_536), 'tcp from 65536 to 65536'],
      [ec2.Port.udp(-1), 'udp from -1 to -1'],
      [ec2.Port.tcp(1.5), 'tcp from 1.5 to 1.5'],
      [ec2.Port.allTraffic(), '-1 from undefined to undefined'],
      [ec2.Port.icmpPing(), 'icmp from 8 to -1'],
    ] as const
  ).map(
    ([port, text]): Row => [
      `a flow of ${text}`,
      ({ Flow }) => Flow.between('a', 'b', port),
      `Flow.between: port of a → b is ${text}\n`,
    ],
  ),
  [
    'LocalCloud alone',
    ({ LocalCloud }) => LocalCloud.applyTo(newStack(), undefined as never),
    'LocalCloud: endpoint is missing\n',
  ],
  ['LocalCloud of {}', ({ LocalCloud }) => LocalCloud.applyTo(newStack(), {} as never), 'LocalCloud: endpoint is missing\n'],
  [
    'a key distribution without a certificate',
    ({ AsapKeyRepository }) =>
      new AsapKeyRepository(newStack(), 'It', { issuers: ['edge'], distribution: { domainName: 'keys.example.com' } as never }),
    'Stack/It: distribution: certificate is missing\n  expected  a certificate\n',
  ],
])('%s', (_call, made, message) => {
  expect(() => made(bulkhead)).toThrow(message);
  expect(() => made(bulkhead)).toThrow(/^[^\n]+\n {2}expected {2}[^\n]+\n {2}do {8}[^\n]+$/);
});

test('ApiGatewayAccount has no properties, and takes none for what it makes', () => {
  expect(() => new (bulkhead.ApiGatewayAccount as unknown as Untyped)(newStack(), 'It', { cloudWatchRole: 'x' })).not.toThrow();
});
