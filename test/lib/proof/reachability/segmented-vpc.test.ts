// Networks that this library makes: what is declared is reachable, and nothing else; and another evaluator, written for one network
// and without doubts, says the same of all of them.

import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as fc from 'fast-check';
import { Flow, Segment, SegmentedVpc, type SegmentedVpcProps } from '../../../../lib';
import { type End, Network } from '../../../../lib/proof/reachability';
import { type JsonObject, TemplateSet } from '../../../../lib/proof/template';
import { rounds } from '../../../effort';
import { synthesiseReference } from '../../../examples/reference-templates';
import { anyFlows } from '../../network/any-flows';
import { addressIn, blockedBy, type Destination, networkOf as modelOf, type Source } from '../../network/template-network';
import { newStack, synthesise, type Template } from '../../templates';
import { said, tcp } from './worlds';

const loaded = (templates: { readonly [stack: string]: Template }) =>
  new TemplateSet(
    Object.entries(templates).map(([stackName, template]) => ({ stackName, template: template as unknown as JsonObject })),
  );
const segmentOf = ({ properties }: { readonly properties: JsonObject }) =>
  (properties.Tags as readonly { readonly Key: string; readonly Value: string }[] | undefined)?.find(
    ({ Key }) => Key === 'bulkhead:segment',
  )?.Value;

describe('the reference network', () => {
  const set = loaded(synthesiseReference().templates);
  const network = new Network(set);
  const SEGMENTS = ['edge', 'service', 'endpoints'];
  // examples/reference/stacks/network.ts
  const DECLARED = ['edge → endpoints', 'edge → s3', 'service → endpoints', 'service → s3', 'service → dynamodb'];

  const segment = (name: string): End => {
    const subnetIds = network.subnets.filter(({ resource }) => segmentOf(resource) === name).map(({ id }) => id);
    const groups = set.ofType('AWS::EC2::SecurityGroup').filter((group) => segmentOf(group) === name);
    return { kind: 'eni', id: name, subnetIds, securityGroupIds: groups.slice(0, 1).map(({ id }) => id) };
  };
  const ends: { readonly [name: string]: End } = {
    ...Object.fromEntries(SEGMENTS.map((name) => [name, segment(name)])),
    s3: { kind: 'service', name: 's3' },
    dynamodb: { kind: 'service', name: 'dynamodb' },
    internet: { kind: 'internet' },
  };
  const pairs = SEGMENTS.flatMap((from) => Object.keys(ends).map((to) => [from, to] as const));

  test.each(pairs)('%s → %s', (from, to) => {
    for (const port of [22, 80, 442, 443, 444, 5432, 40_000]) {
      const answer = network.reach(ends[from] as End, ends[to] as End, tcp(port)).answer;
      expect([port, answer]).toEqual([port, port === 443 && DECLARED.includes(`${from} → ${to}`) ? 'reachable' : 'blocked']);
    }
    expect(network.reach(ends[from] as End, ends[to] as End, { protocol: 'udp', port: 443 }).answer).toBe('blocked');
    expect(network.reach(ends[from] as End, ends[to] as End, { ...tcp(443), family: 6 }).answer).toBe('blocked');
  });

  test.each(SEGMENTS)('the internet → %s', (to) => {
    const [vpc] = network.vpcs;
    expect(network.reach({ kind: 'internet' }, ends[to] as End, tcp(443))).toMatchObject({
      answer: 'blocked',
      by: { kind: 'VPC', id: vpc?.id },
    });
  });

  test('every function in it reaches an interface endpoint, and no function the internet', () => {
    const functions = set.ofType('AWS::Lambda::Function').flatMap(({ id }) => network.endsOf(id));
    const [kms] = set.ofType('AWS::EC2::VPCEndpoint').filter(({ properties }) => String(properties.ServiceName).endsWith('.kms'));
    const [endpoint] = kms === undefined ? [] : network.endsOf(kms.id);

    expect(functions.length).toBeGreaterThan(2);
    for (const end of functions) {
      expect(said(network.reach(end, { kind: 'service', name: 'kms' }, tcp(443)))).toBe('reachable');
      expect(said(network.reach(end, endpoint as End, tcp(443)))).toBe('reachable');
      expect(network.reach(end, { kind: 'internet' }, tcp(443)).answer).toBe('blocked');
    }
  });

  test('a public name does not resolve', () => {
    const [vpc] = network.vpcs;
    expect(network.resolves(vpc?.id ?? '', 'data.attacker.test').answer).toBe('blocked');
  });
});

const PORTS = [1, 79, 80, 81, 442, 443, 444, 999, 1000, 1023, 1024, 1025, 5432, 5433, 40_000, 40_001, 60_000, 60_001, 65_535];
const SERVICES = { s3: '52.218.0.9', dynamodb: '52.94.5.4' } as const;

/** Where two evaluators differ. */
function differences(props: SegmentedVpcProps): string[] {
  const stack = newStack();
  const made = new SegmentedVpc(stack, 'Network', props);
  for (const { segmentName } of made.segments) made.securityGroupFor('one', segmentName);
  const template = synthesise(stack);
  const model = modelOf(template);
  const set = loaded({ net: template });
  const network = new Network(set);
  const subnets = (name: string) => network.subnets.filter(({ resource }) => segmentOf(resource) === name).map(({ id }) => id);
  const interfaceIn = (name: string, groups: readonly { readonly name: string }[], address: string): End => ({
    kind: 'eni',
    id: name,
    subnetIds: subnets(name),
    securityGroupIds: groups.slice(0, 1).map((group) => `net/${group.name}`),
    address,
  });
  // One group in a segment is asked about, here and there.
  const segments = model.segments.map((segment) => ({ ...segment, groups: segment.groups.slice(0, 1) }));
  const net = { ...model, segments };
  const sources = segments.map((segment) => {
    const address = addressIn(segment.blocks[0] ?? '');
    return { from: { segment, address } satisfies Source, end: interfaceIn(segment.name, segment.groups, address) };
  });
  const destinations: { to: Destination; end: End; name: string }[] = [
    ...segments.map((segment) => {
      const address = addressIn(segment.blocks[1] ?? '');
      return { name: segment.name, to: { segment, address }, end: interfaceIn(segment.name, segment.groups, address) };
    }),
    ...Object.entries(SERVICES).map(([name, address]) => ({
      name,
      to: { service: name, address },
      end: { kind: 'service', name, address } as const,
    })),
    { name: 'the internet', to: { address: '198.51.100.7' }, end: { kind: 'internet', address: '198.51.100.7' } },
  ];
  const viaEndpoint = props.interfaceEndpointsOnly === true;
  return sources.flatMap(({ from, end }) =>
    destinations
      // The other evaluator knows no interface endpoints.
      .filter(({ name }) => !(viaEndpoint && Object.hasOwn(SERVICES, name)))
      .flatMap(({ to, end: other, name }) =>
        (['tcp', 'udp'] as const).flatMap((protocol) =>
          PORTS.flatMap((port) => {
            const expected = blockedBy(net, from, to, protocol, port).length === 0 ? 'reachable' : 'blocked';
            const { answer } = network.reach(end, other, { protocol, port });
            return answer === expected ? [] : [`${from.segment.name} → ${name} ${protocol} ${port}: ${answer}, not ${expected}`];
          }),
        ),
      ),
  );
}

test.each<[string, SegmentedVpcProps]>([
  ['the default network', {}],
  [
    'a network of interface endpoints only',
    { interfaceEndpointsOnly: true, flows: [Flow.between('service', 's3', ec2.Port.tcp(443))] },
  ],
  ['a network without flows', { flows: [] }],
  [
    'a network of other segments',
    {
      segments: [
        Segment.edge(),
        Segment.service(),
        Segment.endpoints({ cidrMask: 27 }),
        Segment.custom('batch', { cidrMask: 26 }),
      ],
      flows: [
        Flow.between('service', 'service', ec2.Port.tcpRange(7000, 7100)),
        Flow.between('batch', 'service', ec2.Port.udp(514)),
        Flow.between('service', 'batch', ec2.Port.tcp(40_000)),
        Flow.between('batch', 'dynamodb', ec2.Port.tcp(443)),
      ],
    },
  ],
])('another evaluator says the same of %s', (_title, props) => expect(differences(props)).toEqual([]));

test('another evaluator says the same of any flows', () => {
  fc.assert(
    fc.property(anyFlows(), fc.boolean(), (flows, interfaceEndpointsOnly) => {
      expect(differences({ flows, interfaceEndpointsOnly })).toEqual([]);
    }),
    { numRuns: rounds({ usual: 2, long: 60 }) },
  );
});
