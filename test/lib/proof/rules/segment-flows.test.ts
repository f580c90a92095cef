// On networks that this library makes: every rule of every layer is needed, and none can let through more without being found.
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Flow, Segment, SegmentedVpc, type SegmentedVpcProps } from '../../../../lib';
import { ActionCatalogue } from '../../../../lib/proof/actions';
import { Evidence } from '../../../../lib/proof/evidence';
import { runRules } from '../../../../lib/proof/rules';
import { type JsonObject, TemplateSet } from '../../../../lib/proof/template';
import { sampled } from '../../../effort';
import { newStack, synthesise, type Template } from '../../templates';

type Properties = { [name: string]: unknown };
type Resources = { [id: string]: Template['Resources'][string] };

interface Range {
  readonly From: number;
  readonly To: number;
}

/** Of several hundred changes of three networks, in `npm test`. */
const USUAL = 0.25;

const catalogue = new ActionCatalogue();
const NETWORKS: readonly (readonly [title: string, props: SegmentedVpcProps])[] = [
  ['the default network', {}],
  [
    'one with data, ranges and UDP',
    {
      segments: [Segment.edge(), Segment.service(), Segment.endpoints(), Segment.data()],
      flows: [
        Flow.between('edge', 'endpoints', ec2.Port.tcp(443)),
        Flow.between('service', 'endpoints', ec2.Port.tcp(443)),
        Flow.between('service', 's3', ec2.Port.tcp(443)),
        Flow.between('service', 'data', ec2.Port.tcp(5432)),
        Flow.between('service', 'data', ec2.Port.udpRange(8000, 8100)),
      ],
    },
  ],
  ['one without gateways', { interfaceEndpointsOnly: true }],
];

const WIDER_ENTRY: { readonly [title: string]: (entry: Properties) => void } = {
  'a port more': (entry) => Object.assign(entry, { PortRange: after(entry.PortRange as Range) }),
  'a port before': (entry) => Object.assign(entry, { PortRange: before(entry.PortRange as Range) }),
  'every port': (entry) => Object.assign(entry, { PortRange: { From: 0, To: 65_535 } }),
  'every protocol': (entry) => Object.assign(entry, { Protocol: -1, PortRange: undefined }),
  'the other transport': (entry) => Object.assign(entry, { Protocol: entry.Protocol === 6 ? 17 : 6 }),
  'twice the addresses': (entry) => Object.assign(entry, { CidrBlock: twice(entry.CidrBlock as string) }),
  IPv6: (entry) => Object.assign(entry, { CidrBlock: undefined, Ipv6CidrBlock: '::/0' }),
};

const WIDER_RULE: { readonly [title: string]: (rule: Properties) => void } = {
  'a port more': (rule) => Object.assign(rule, { ToPort: (rule.ToPort as number) + 1 }),
  'a port before': (rule) => Object.assign(rule, { FromPort: (rule.FromPort as number) - 1 }),
  'every protocol': (rule) => Object.assign(rule, { IpProtocol: '-1', FromPort: undefined, ToPort: undefined }),
  'the other transport': (rule) => Object.assign(rule, { IpProtocol: rule.IpProtocol === 'tcp' ? 'udp' : 'tcp' }),
  'twice the addresses': (rule) => Object.assign(rule, { CidrIp: twice(rule.CidrIp as string) }),
  IPv6: (rule) => Object.assign(rule, { CidrIp: undefined, CidrIpv6: '::/0' }),
};

const ADDED: { readonly [title: string]: (resources: Resources) => void } = {
  'a default route': (resources) => {
    resources.Igw = { Type: 'AWS::EC2::InternetGateway', Properties: {} };
    resources.Way = {
      Type: 'AWS::EC2::Route',
      Properties: {
        RouteTableId: { Ref: first(resources, 'AWS::EC2::RouteTable') },
        DestinationCidrBlock: '0.0.0.0/0',
        GatewayId: { Ref: 'Igw' },
      },
    };
  },
  'a rule beside the group': (resources) => {
    resources.Rule = {
      Type: 'AWS::EC2::SecurityGroupIngress',
      Properties: {
        GroupId: { 'Fn::GetAtt': [first(resources, 'AWS::EC2::SecurityGroup'), 'GroupId'] },
        IpProtocol: 'tcp',
        FromPort: 22,
        ToPort: 22,
        CidrIp: '10.0.0.0/8',
      },
    };
  },
  'a group of no segment': (resources) => {
    const VpcId = { Ref: first(resources, 'AWS::EC2::VPC') };
    resources.Group = { Type: 'AWS::EC2::SecurityGroup', Properties: { VpcId, GroupDescription: 'mine' } };
  },
  'a subnet of no segment': (resources) => {
    const VpcId = { Ref: first(resources, 'AWS::EC2::VPC') };
    resources.Subnet = { Type: 'AWS::EC2::Subnet', Properties: { VpcId, CidrBlock: '10.0.250.0/24' } };
  },
  'a subnet without its network ACL': (resources) => {
    delete resources[first(resources, 'AWS::EC2::SubnetNetworkAclAssociation')];
  },
  'an unreadable declaration': (resources) => {
    const metadata = { Metadata: { 'bulkhead:network': { segments: [{}], flows: [] } } };
    Object.assign(resources[first(resources, 'AWS::EC2::VPC')] ?? {}, metadata);
  },
};

describe.each(NETWORKS)('%s', (_title, props) => {
  const stack = newStack();
  new SegmentedVpc(stack, 'Network', props);
  const template = synthesise(stack);
  const copy = (): Resources => structuredClone(template.Resources);
  const found = (resources: Resources): string[] => {
    const changed = { ...template, Resources: resources } as unknown as JsonObject;
    const evidence = new Evidence(new TemplateSet([{ stackName: 'Net', template: changed }]), catalogue);
    return runRules(evidence, { only: ['segment-flows'] }).findings.map(({ message }) => message);
  };

  // Entries of the default network ACL belong to no segment: nothing is in it.
  const acls = segmented(template.Resources, 'AWS::EC2::NetworkAcl');
  const entries = Object.keys(template.Resources).filter((id) => {
    const { Type, Properties } = template.Resources[id] ?? { Type: '', Properties: {} };
    return (
      Type === 'AWS::EC2::NetworkAclEntry' &&
      acls.includes(Properties.NetworkAclId?.Ref ?? Properties.NetworkAclId?.['Fn::GetAtt']?.[0])
    );
  });
  const allowing = entries.filter((id) => template.Resources[id]?.Properties.RuleAction === 'allow');
  const rules = segmented(template.Resources, 'AWS::EC2::SecurityGroup').flatMap((id) =>
    (['SecurityGroupIngress', 'SecurityGroupEgress'] as const).flatMap((list) =>
      ((template.Resources[id]?.Properties[list] ?? []) as Properties[]).flatMap(({ CidrIp }, index) =>
        // What CDK writes where there is nothing to let out: one address that nobody has.
        CidrIp === '255.255.255.255/32' ? [] : [[id, list, index] as const],
      ),
    ),
  );

  test('is what it declares', () => {
    expect(found(copy())).toEqual([]);
    expect(entries.length).toBeGreaterThan(5);
    expect(rules.length).toBeGreaterThan(0);
  });

  test.each(sampled(entries, USUAL))('needs the network ACL entry %s', (id) => {
    const resources = copy();
    delete resources[id];
    expect(found(resources)).not.toEqual([]);
  });

  test.each(sampled(rules, USUAL))('needs rule %s %s %d', (id, list, index) => {
    const resources = copy();
    resources[id]?.Properties[list].splice(index, 1);
    expect(found(resources)).not.toEqual([]);
  });

  test.each(
    sampled(
      allowing.flatMap((id) => Object.keys(WIDER_ENTRY).map((title) => [title, id] as const)),
      USUAL,
    ),
  )('finds %s at %s', (title, id) => {
    const resources = copy();
    const entry = resources[id]?.Properties as Properties;
    WIDER_ENTRY[title]?.(entry);
    // What is as wide as can be gets no wider.
    const isWider = JSON.stringify(entry) !== JSON.stringify(template.Resources[id]?.Properties);
    expect(found(resources).length > 0).toBe(isWider);
  });

  test.each(
    sampled(
      rules.flatMap((rule) => Object.keys(WIDER_RULE).map((title) => [title, ...rule] as const)),
      USUAL,
    ),
  )('finds %s at %s %s %d', (title, id, list, index) => {
    const resources = copy();
    const rule = resources[id]?.Properties[list][index] as Properties;
    WIDER_RULE[title]?.(rule);
    const isWider = JSON.stringify(resources) !== JSON.stringify(template.Resources);
    expect(found(resources).length > 0).toBe(isWider);
  });

  test.each(Object.keys(ADDED))('finds %s', (title) => {
    const resources = copy();
    ADDED[title]?.(resources);
    expect(found(resources)).not.toEqual([]);
  });
});

/** Resources of a type that belong to a segment. */
function segmented(resources: Resources, type: string): string[] {
  return Object.keys(resources).filter((id) => {
    const { Type, Properties } = resources[id] ?? { Type: '', Properties: {} };
    return Type === type && (Properties.Tags ?? []).some(({ Key }: { Key: string }) => Key === 'bulkhead:segment');
  });
}

function first(resources: Resources, type: string): string {
  const all = Object.keys(resources).filter((id) => resources[id]?.Type === type);
  return segmented(resources, type)[0] ?? all[0] ?? '';
}

function after({ From, To }: Range): Range {
  return { From, To: Math.min(65_535, To + 1) };
}

function before({ From, To }: Range): Range {
  return { From: Math.max(0, From - 1), To };
}

/** The block with one bit less, and everything where it is everything. */
function twice(block: string): string {
  const [address = '', prefix = '0'] = block.split('/');
  const bits = Math.max(0, Number(prefix) - 1);
  const value = address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
  const low = bits === 0 ? 0 : Math.floor(value / 2 ** (32 - bits)) * 2 ** (32 - bits);
  return `${[24, 16, 8, 0].map((shift) => Math.floor(low / 2 ** shift) % 256).join('.')}/${bits}`;
}
