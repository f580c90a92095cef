// Small templates to ask about: a VPC with an application, a database and a public subnet, and changes to it.

import { type Decision, type End, Network, type Question, type Reach } from '../../../../lib/proof/reachability';
import { TemplateSet } from '../../../../lib/proof/template';

export interface Written {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: properties are as many as there are resource types
  readonly Properties?: any;
  readonly Condition?: string;
}

/** A resource that is null is taken away. */
export type Changes = { readonly [id: string]: Written | null };

export const ref = (id: string) => ({ Ref: id });
export const att = (id: string, attribute: string) => ({ 'Fn::GetAtt': [id, attribute] });
export const ec2 = (type: string, Properties: object, Condition?: string): Written => ({
  Type: `AWS::EC2::${type}`,
  Properties,
  ...(Condition !== undefined && { Condition }),
});

export const subnet = (CidrBlock: unknown, more: object = {}) => ec2('Subnet', { VpcId: ref('Vpc'), CidrBlock, ...more });
export const inTable = (subnetId: string, table: string) =>
  ec2('SubnetRouteTableAssociation', { SubnetId: ref(subnetId), RouteTableId: ref(table) });
export const inAcl = (subnetId: string, acl: string) =>
  ec2('SubnetNetworkAclAssociation', { SubnetId: ref(subnetId), NetworkAclId: ref(acl) });
export const table = (vpc = 'Vpc') => ec2('RouteTable', { VpcId: ref(vpc) });
export const route = (tableId: string, to: string, target: object, Condition?: string) =>
  ec2(
    'Route',
    { RouteTableId: ref(tableId), [to.includes(':') ? 'DestinationIpv6CidrBlock' : 'DestinationCidrBlock']: to, ...target },
    Condition,
  );
export const group = (ingress?: unknown, egress?: unknown, vpc = 'Vpc') =>
  ec2('SecurityGroup', {
    VpcId: ref(vpc),
    ...(ingress !== undefined && { SecurityGroupIngress: ingress }),
    ...(egress !== undefined && { SecurityGroupEgress: egress }),
  });
export const rule = (port: number | undefined, peer: object, IpProtocol: unknown = 'tcp') => ({
  IpProtocol,
  ...(port !== undefined && { FromPort: port, ToPort: port }),
  ...peer,
});
export const anywhere = { CidrIp: '0.0.0.0/0' };
/** What CDK writes for a group that lets nothing out. */
export const NO_WAY_OUT = rule(undefined, { CidrIp: '255.255.255.255/32' }, 'icmp');

export const entry = (
  acl: unknown,
  RuleNumber: unknown,
  Egress: boolean | undefined,
  RuleAction: string,
  more: object = {},
  Condition?: string,
) =>
  ec2(
    'NetworkAclEntry',
    {
      NetworkAclId: acl,
      RuleNumber,
      ...(Egress !== undefined && { Egress }),
      RuleAction,
      Protocol: -1,
      ...('Ipv6CidrBlock' in more || 'CidrBlock' in more ? {} : anywhereBlock),
      ...more,
    },
    Condition,
  );
const anywhereBlock = { CidrBlock: '0.0.0.0/0' };

/** Application → database, NAT to the internet, a public subnet. No network ACL but the default one. */
export const WORLD: Changes = {
  Vpc: ec2('VPC', { CidrBlock: '10.0.0.0/16' }),
  Gateway: ec2('InternetGateway', {}),
  Attachment: ec2('VPCGatewayAttachment', { VpcId: ref('Vpc'), InternetGatewayId: ref('Gateway') }),
  App: subnet('10.0.1.0/24'),
  Data: subnet('10.0.2.0/24'),
  Public: subnet('10.0.3.0/24', { MapPublicIpOnLaunch: true }),
  AppTable: table(),
  AppInTable: inTable('App', 'AppTable'),
  AppDefault: route('AppTable', '0.0.0.0/0', { NatGatewayId: ref('Nat') }),
  PublicTable: table(),
  PublicInTable: inTable('Public', 'PublicTable'),
  PublicDefault: route('PublicTable', '0.0.0.0/0', { GatewayId: ref('Gateway') }),
  Nat: ec2('NatGateway', { SubnetId: ref('Public'), AllocationId: 'eipalloc-1' }),
  AppGroup: group(),
  DataGroup: group([rule(5432, { SourceSecurityGroupId: att('AppGroup', 'GroupId') })], [NO_WAY_OUT]),
  PublicGroup: group([rule(443, anywhere)]),
};

export const APP: End = { kind: 'eni', id: 'app', subnetIds: ['net/App'], securityGroupIds: ['net/AppGroup'] };
export const DATA: End = { kind: 'eni', id: 'data', subnetIds: ['net/Data'], securityGroupIds: ['net/DataGroup'] };
export const WEB: End = {
  kind: 'eni',
  id: 'web',
  subnetIds: ['net/Public'],
  securityGroupIds: ['net/PublicGroup'],
  publicAddress: true,
};
export const INTERNET: End = { kind: 'internet' };
export const service = (name: string): End => ({ kind: 'service', name });
export const subnetEnd = (id: string, address?: string): End => ({
  kind: 'subnet',
  subnetId: `net/${id}`,
  ...(address !== undefined && { address }),
});

/** The template: `Later` and `Perhaps` are a parameter and a condition that only a deployment knows. */
export function networkOf(changes: Changes = {}, world: Changes = WORLD): Network {
  const Resources = Object.fromEntries(Object.entries({ ...world, ...changes }).filter(([, one]) => one !== null));
  const template = {
    Parameters: { Later: { Type: 'String' } },
    Conditions: { Perhaps: { 'Fn::Equals': [{ Ref: 'Later' }, 'yes'] } },
    Resources,
  };
  return new Network(new TemplateSet([{ stackName: 'net', template: template as never }]));
}

/** An answer in a line. */
export function said(answer: Reach | Decision): string {
  if (answer.answer === 'blocked') return `blocked by ${answer.by.kind} ${answer.by.id.replace(/^net\//, '')}`;
  if (answer.answer === 'unknown') return `unknown: ${answer.symbol}`;
  return answer.answer;
}

export const tcp = (port: number): Question => ({ protocol: 'tcp', port });

/** What is met on the way, without repetitions. */
export function met(answer: Reach): string {
  if (answer.answer !== 'reachable') return said(answer);
  return [...new Set(answer.path.map(({ kind, id }) => `${kind} ${id.replace(/^net\//, '')}`))].join(', ');
}
