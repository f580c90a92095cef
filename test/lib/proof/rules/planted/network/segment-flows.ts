// Ways into a declared network past its layers.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of IAM and CloudFormation
import { att, declared, group, type Parts, type Row, ref, routed, SEGMENT, subnet, type Template, tags } from '../builders';

const LAYOUT = { segments: [{ name: 'data', block: '10.0.0.0/24' }], flows: [] };
/** A declared network of one segment without flows, and what stands in it. */
const segment = (more: Parts = {}): Template =>
  declared(
    LAYOUT,
    subnet('Subnet', '10.0.0.0/24', { Tags: tags(SEGMENT) }),
    routed('Subnet', {}),
    {
      Acl: { Type: 'AWS::EC2::NetworkAcl', Properties: { VpcId: ref('Vpc') } },
      AclAssociation: {
        Type: 'AWS::EC2::SubnetNetworkAclAssociation',
        Properties: { SubnetId: ref('Subnet'), NetworkAclId: ref('Acl') },
      },
    },
    more,
  );
const segmentGroup = group('Own', [], { Tags: tags(SEGMENT) });

const card = (GroupSet: readonly unknown[]) => ({
  Card: { Type: 'AWS::EC2::NetworkInterface', Properties: { SubnetId: ref('Subnet'), GroupSet } },
});

const around = (title: string, Type: string, Properties: object): Row => ({
  rule: 'segment-flows',
  title,
  bad: segment({ Way: { Type, Properties } }),
  good: segment(),
});

export const SEGMENT_FLOWS: readonly Row[] = [
  {
    rule: 'segment-flows',
    title: 'a network whose declaration cannot be read',
    bad: declared({ segments: [{ name: 'data' }], flows: [] }),
    good: declared({ segments: [], flows: [] }),
  },
  {
    rule: 'segment-flows',
    title: 'a subnet that belongs to no segment',
    bad: declared(LAYOUT, subnet('Subnet', '10.0.9.0/24')),
    good: declared(LAYOUT),
  },
  {
    rule: 'segment-flows',
    title: 'a subnet of whichever VPC',
    bad: segment({ More: { Type: 'AWS::EC2::Subnet', Properties: { VpcId: ref('Elsewhere'), CidrBlock: '10.0.9.0/24' } } }),
    good: segment({ More: { Type: 'AWS::EC2::Subnet', Properties: { VpcId: ref('Elsewhere'), CidrBlock: '10.9.9.0/24' } } }),
  },
  around('a client VPN', 'AWS::EC2::ClientVpnTargetNetworkAssociation', {
    ClientVpnEndpointId: 'cvpn-1',
    SubnetId: ref('Subnet'),
  }),
  around('an instance connect endpoint', 'AWS::EC2::InstanceConnectEndpoint', { SubnetId: ref('Subnet') }),
  around('a resource gateway', 'AWS::VpcLattice::ResourceGateway', { VpcIdentifier: ref('Vpc'), SubnetIds: [ref('Subnet')] }),
  around('a transit gateway', 'AWS::EC2::TransitGatewayAttachment', {
    VpcId: ref('Vpc'),
    TransitGatewayId: 'tgw-1',
    SubnetIds: [ref('Subnet')],
  }),
  around('routes that a VPN announces', 'AWS::EC2::VPNGatewayRoutePropagation', {
    RouteTableIds: [ref('SubnetTable')],
    VpnGatewayId: 'vgw-1',
  }),
  around('a group of another VPC', 'AWS::EC2::SecurityGroupVpcAssociation', { GroupId: 'sg-1', VpcId: ref('Vpc') }),
  around('a core network', 'AWS::NetworkManager::VpcAttachment', {
    CoreNetworkId: 'core-1',
    VpcArn: { 'Fn::Sub': 'arn:aws:ec2:eu-central-1:111111111111:vpc/${Vpc}' },
    SubnetArns: [],
  }),
  {
    rule: 'segment-flows',
    title: 'an interface under a group of its segment and one of none',
    bad: segment({ ...segmentGroup, ...card([att('Own', 'GroupId'), 'sg-0123456789abcdef0']) }),
    good: segment({ ...segmentGroup, ...card([att('Own', 'GroupId')]) }),
  },
];
