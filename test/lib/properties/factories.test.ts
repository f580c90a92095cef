// What plain JavaScript gives to factories and to what is not a construct, refused on three lines.
import * as bulkhead from '../../../lib';
import { newStack } from '../templates';
import type { Untyped } from './table';

test.each<[call: string, made: (types: typeof bulkhead) => unknown, message: string]>([
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
  ['Flow.between()', ({ Flow }) => Flow.between(undefined as never, 's3'), 'Flow.between: source is missing\n'],
  ['Flow.between of one', ({ Flow }) => Flow.between('a', undefined as never), 'Flow.between: destination is missing\n'],
  [
    'Flow.between of a Segment',
    ({ Flow, Segment }) => Flow.between('a', Segment.data() as never),
    'Flow.between: destination is an object of class Segment\n',
  ],
  ['tcp()', ({ Flow }) => Flow.between('a', 'b').tcp(undefined as never), "Flow.between('a', 'b').tcp: port is missing\n"],
  ['udp of a text', ({ Flow }) => Flow.between('a', 'b').udp('53' as never), `Flow.between('a', 'b').udp: port is "53"\n`],
  [
    'tcpRange of one port',
    ({ Flow }) => Flow.between('a', 'b').tcpRange(1, undefined as never),
    "Flow.between('a', 'b').tcp: toPort is missing\n",
  ],
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
