// Who reaches whom, read from the synthesised template and not from the construct: every pair of segments and services, both
// directions, on the ports that rules begin and end at, by each layer alone and by all together. And each rule is needed.
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as fc from 'fast-check';
import { Flow, Segment, SegmentedVpc, type SegmentedVpcProps } from '../../../lib';
import { rounds } from '../../effort';
import { newStack, synthesise } from '../templates';
import { anyFlows } from './any-flows';
import {
  type AclEntry,
  aclAllows,
  addressIn,
  blockedBy,
  type Destination,
  groupAllows,
  LAYERS,
  type Layer,
  type Network,
  networkOf,
  type Protocol,
  type SecurityGroup,
  type Source,
} from './template-network';

function networkWith(props: SegmentedVpcProps = {}): { network: SegmentedVpc; net: Network } {
  const stack = newStack();
  const network = new SegmentedVpc(stack, 'Network', props);
  // One security group in every segment: without one, its layer would have nothing to say.
  for (const { segmentName } of network.segments) network.securityGroupFor('one', segmentName);
  return { network, net: networkOf(synthesise(stack)) };
}

const WORLDS: { readonly [title: string]: SegmentedVpcProps } = {
  'the default network': {},
  'a network of every kind of flow': {
    cidr: '10.64.0.0/18',
    maxAzs: 3,
    segments: [
      Segment.edge(),
      Segment.service(),
      Segment.endpoints({ cidrMask: 27 }),
      Segment.data({ cidrMask: 25 }),
      Segment.custom('batch', { cidrMask: 26 }),
      Segment.custom('lonely'),
    ],
    flows: [
      Flow.between('edge', 'service', ec2.Port.tcp(8443)),
      Flow.between('edge', 'endpoints', ec2.Port.tcp(443)),
      Flow.between('service', 'endpoints', ec2.Port.tcp(443)),
      Flow.between('service', 'data', ec2.Port.tcp(5432)),
      Flow.between('service', 'data', ec2.Port.tcp(5433)),
      Flow.between('service', 'service', ec2.Port.tcpRange(7000, 7100)),
      Flow.between('service', 's3', ec2.Port.tcp(443)),
      Flow.between('service', 'dynamodb', ec2.Port.tcp(443)),
      Flow.between('batch', 'dynamodb', ec2.Port.tcp(443)),
      Flow.between('batch', 'data', ec2.Port.tcpRange(5000, 6000)),
      Flow.between('batch', 'service', ec2.Port.udp(514)),
      // Back the way that answers come already.
      Flow.between('data', 'batch', ec2.Port.tcp(9000)),
    ],
  },
  'a network with interface endpoints only': {
    interfaceEndpointsOnly: true,
    flows: [
      Flow.between('service', 's3', ec2.Port.tcp(443)),
      Flow.between('edge', 'endpoints', ec2.Port.tcp(443)),
      Flow.between('service', 'data', ec2.Port.tcp(3306)),
    ],
  },
  'a network without flows': { flows: [] },
};

/** Where connections are tried from and to: every segment in two zones, the services behind gateways, and the internet. */
const sources = (net: Network): Source[] =>
  net.segments.map((segment) => ({ segment, address: addressIn(segment.blocks[0] ?? '') }));

const destinations = (net: Network): (Destination & { readonly name: string })[] => [
  // The other zone, so that the network ACL is asked within a segment too.
  ...net.segments.map((segment) => ({ name: segment.name, segment, address: addressIn(segment.blocks[1] ?? '') })),
  { name: 's3', service: 's3', address: '52.218.0.9' },
  { name: 'dynamodb', service: 'dynamodb', address: '52.94.5.4' },
  { name: 'the internet', address: '198.51.100.7' },
];

/** Every port at which a rule begins or ends, and its neighbours. */
function ports(net: Network): number[] {
  const edges = net.segments.flatMap(({ acl, groups }) => [
    ...acl.flatMap(({ from, to }) => [from, to]),
    ...groups.flatMap(({ ingress, egress }) => [...ingress, ...egress].flatMap(({ from, to }) => [from, to])),
  ]);
  const probes = edges.flatMap((port) => [port - 1, port, port + 1]);
  return [...new Set([22, 53, 443, 5432, 40_000, ...probes])].filter((port) => port >= 0 && port <= 65_535);
}

const PROTOCOLS: Protocol[] = ['tcp', 'udp'];

interface Asked {
  readonly source: string;
  readonly destination: string;
  readonly protocol: Protocol;
  readonly port: number;
}

/** Asks about every connection, and returns those whose answer is not the expected one. */
function surprises(
  net: Network,
  verdict: (from: Source, to: Destination, protocol: Protocol, port: number) => boolean,
  expected: (asked: Asked) => boolean,
) {
  const found: string[] = [];
  let asked = 0;
  for (const from of sources(net)) {
    for (const { name, ...to } of destinations(net)) {
      for (const protocol of PROTOCOLS) {
        for (const port of ports(net)) {
          asked += 1;
          const is = verdict(from, to, protocol, port);
          if (is !== expected({ source: from.segment.name, destination: name, protocol, port })) {
            found.push(`${from.segment.name} → ${name} ${protocol} ${port} is ${is ? 'open' : 'closed'}`);
          }
        }
      }
    }
  }
  expect(asked).toBeGreaterThan(100);
  return found;
}

const isPublic = (destination: string) => ['s3', 'dynamodb', 'the internet'].includes(destination);

/** What is declared, in terms of where connections end: without gateways, S3 and DynamoDB are behind the endpoints. */
function declared(props: SegmentedVpcProps, { flows }: SegmentedVpc): (asked: Asked) => boolean {
  const toGateway = ({ destination }: Flow) => destination === 's3' || destination === 'dynamodb';
  const ways = flows.map((flow) =>
    props.interfaceEndpointsOnly && toGateway(flow) ? Flow.between(flow.source, 'endpoints', ec2.Port.tcp(443)) : flow,
  );
  return ({ source, destination, protocol, port }) =>
    ways.some(
      (flow) =>
        flow.source === source &&
        flow.destination === destination &&
        flow._range.protocol === protocol &&
        flow._range.fromPort <= port &&
        port <= flow._range.toPort,
    );
}

describe.each(Object.entries(WORLDS))('%s', (_title, props) => {
  const { network, net } = networkWith(props);
  const isDeclared = declared(props, network);
  const hasGateway = (source: string) =>
    !props.interfaceEndpointsOnly &&
    network.flows.some((flow) => flow.source === source && ['s3', 'dynamodb'].includes(flow.destination));
  const layer =
    (name: Layer) =>
    (from: Source, to: Destination, protocol: Protocol, port: number): boolean =>
      LAYERS[name](net, from, to, protocol, port);

  test('all layers together let through what is declared, and nothing else', () => {
    const verdict = (from: Source, to: Destination, protocol: Protocol, port: number) =>
      blockedBy(net, from, to, protocol, port).length === 0;

    expect(surprises(net, verdict, isDeclared)).toEqual([]);
  });

  test('routes alone: within the network, and to a service whose gateway a flow declares', () => {
    const expected = ({ source, destination }: Asked) =>
      !isPublic(destination) ||
      (!props.interfaceEndpointsOnly && isDeclared({ source, destination, protocol: 'tcp', port: 443 }));

    expect(surprises(net, layer('route'), expected)).toEqual([]);
  });

  test('security groups alone: what is declared; with a gateway, public addresses on 443 are not told apart', () => {
    const expected = (asked: Asked) =>
      isDeclared(asked) ||
      (isPublic(asked.destination) && hasGateway(asked.source) && asked.protocol === 'tcp' && asked.port === 443);

    expect(surprises(net, layer('security group'), expected)).toEqual([]);
  });

  test('network ACLs alone: what is declared, and high ports back along a declared way', () => {
    const expected = (asked: Asked) => {
      const { source, destination, protocol, port } = asked;
      if (isPublic(destination)) return hasGateway(source) && protocol === 'tcp' && port === 443;
      const way = (from: string, to: string) =>
        network.flows.some((flow) => flow.source === from && flow.destination === to && flow._range.protocol === protocol) ||
        // Every port is asked for by what is declared, and S3 and DynamoDB may be behind the endpoints.
        isDeclared({ source: from, destination: to, protocol, port: 443 });
      // A high port passes where answers of a flow the other way pass, if answers of this way pass too.
      const leaves = isDeclared(asked) || (way(destination, source) && port >= 1024);
      const answersPass = way(source, destination) || false;
      return leaves && (answersPass || answersOfHighPorts(source, destination, protocol));
    };
    /** Answers go to high ports: they pass if the declared flows the other way cover all of them. */
    const answersOfHighPorts = (source: string, destination: string, protocol: Protocol) =>
      [1024, 32_768, 65_535].every((port) => isDeclared({ source: destination, destination: source, protocol, port }));

    expect(surprises(net, layer('network ACL'), expected)).toEqual([]);
  });

  test('each side of each layer alone opens what its segment declares, and nothing that only the other side would stop', () => {
    // Answers of a way from `from` to `to` come back at high ports.
    const way = (from: string, to: string, protocol: Protocol) =>
      ports(net).some((port) => isDeclared({ source: from, destination: to, protocol, port }));
    const found: string[] = [];
    for (const { name, acl, groups } of net.segments) {
      for (const { name: peer, address } of destinations(net)) {
        for (const protocol of PROTOCOLS) {
          for (const port of ports(net)) {
            const packet = { protocol, address, port };
            const gateway = isPublic(peer) && hasGateway(name) && protocol === 'tcp';
            const out = isDeclared({ source: name, destination: peer, protocol, port }) || (gateway && port === 443);
            const into = isDeclared({ source: peer, destination: name, protocol, port });
            // The group cannot tell the endpoints from every address on 443; the network ACL does.
            const groupOut = out || (hasGateway(name) && protocol === 'tcp' && port === 443);
            const aclOut = out || (port >= 1024 && way(peer, name, protocol));
            const aclInto = into || (port >= 1024 && (way(name, peer, protocol) || gateway));
            const answers = {
              'group out': [groups.every((group) => groupAllows(group, 'egress', packet)), groupOut],
              'group in': [groups.every((group) => groupAllows(group, 'ingress', packet)), into],
              'ACL out': [aclAllows(acl, true, packet), aclOut],
              'ACL in': [aclAllows(acl, false, packet), aclInto],
            };
            for (const [side, [is, expected]] of Object.entries(answers)) {
              if (is !== expected) found.push(`${name} ${side}, ${peer} ${protocol} ${port} is ${is ? 'open' : 'closed'}`);
            }
          }
        }
      }
    }
    expect(found).toEqual([]);
  });

  test('a subnet that nobody gave a network ACL is closed', () => {
    for (const egress of [true, false]) {
      for (const address of ['10.0.0.9', '198.51.100.7']) {
        expect(aclAllows(net.defaultAcl, egress, { protocol: 'tcp', address, port: 443 })).toBe(false);
      }
    }
  });

  test('no route leads anywhere but to a gateway endpoint', () => {
    expect(net.segments.flatMap(({ routes }) => routes)).toEqual([]);
  });

  describe('each rule is needed: without it, its layer says something else', () => {
    const addresses = [
      ...sources(net).map(({ address }) => address),
      ...destinations(net).map(({ address }) => address),
      '10.255.0.1',
      addressIn(net.block, 60_000 % 16_000),
    ];
    const packets = PROTOCOLS.flatMap((protocol) =>
      ports(net).flatMap((port) => addresses.map((address) => ({ protocol, port, address }))),
    );
    const aclTable = (acl: readonly AclEntry[]) =>
      packets.map((packet) => [true, false].map((egress) => (aclAllows(acl, egress, packet) ? '+' : '-')).join('')).join();
    const groupTable = (group: SecurityGroup) =>
      packets
        .map((packet) =>
          (['ingress', 'egress'] as const).map((direction) => (groupAllows(group, direction, packet) ? '+' : '-')).join(''),
        )
        .join();

    test('every entry of a network ACL', () => {
      const acls = [...net.segments.map(({ acl }) => acl), net.defaultAcl.filter(({ id }) => !id.startsWith('AWS/'))];
      const idle = acls.flatMap((acl, index) => {
        const whole = (entries: readonly AclEntry[]) =>
          aclTable(
            index === net.segments.length ? [...entries, ...net.defaultAcl.filter(({ id }) => id.startsWith('AWS/'))] : entries,
          );
        return acl.filter((entry) => whole(acl.filter((other) => other !== entry)) === whole(acl)).map(({ id }) => id);
      });

      expect(idle).toEqual([]);
    });

    test('every rule of a security group', () => {
      const idle = net.segments.flatMap(({ groups }) =>
        groups.flatMap((group) =>
          (['ingress', 'egress'] as const).flatMap((direction) =>
            group[direction]
              .filter(
                (rule) =>
                  groupTable({ ...group, [direction]: group[direction].filter((other) => other !== rule) }) === groupTable(group),
              )
              .map(({ id }) => id),
          ),
        ),
      );

      expect(idle).toEqual([]);
    });
  });

  test('no two entries of a network ACL have the same number in one direction', () => {
    for (const { acl } of net.segments) {
      const numbers = acl.map(({ number, egress }) => `${egress} ${number}`);
      expect(new Set(numbers).size).toBe(numbers.length);
    }
  });
});

test('for any flows between any segments: reachable is what is declared', () => {
  fc.assert(
    fc.property(anyFlows(), fc.boolean(), (flows, interfaceEndpointsOnly) => {
      const props = { flows, interfaceEndpointsOnly };
      const { network, net } = networkWith(props);
      const verdict = (from: Source, to: Destination, protocol: Protocol, port: number) =>
        blockedBy(net, from, to, protocol, port).length === 0;
      expect(surprises(net, verdict, declared(props, network))).toEqual([]);
    }),
    { numRuns: rounds({ usual: 2, long: 100 }) },
  );
});

test('a flow that comes or goes leaves the numbers of the other entries alone: CloudFormation cannot change them in place', () => {
  const flows = [Flow.between('service', 'endpoints', ec2.Port.tcp(443)), Flow.between('service', 'data', ec2.Port.tcp(5432))];
  const numbers = (some: Flow[]) =>
    new Map(networkWith({ flows: some }).net.segments.flatMap(({ acl }) => acl.map(({ id, number }) => [id, number] as const)));
  const before = numbers(flows);
  const after = numbers([
    Flow.between('edge', 'service', ec2.Port.tcp(8080)),
    Flow.between('edge', 'data', ec2.Port.tcp(22)),
    ...flows,
  ]);

  for (const [id, number] of before) expect([id, after.get(id)]).toEqual([id, number]);
  expect(after.size).toBeGreaterThan(before.size);
});
