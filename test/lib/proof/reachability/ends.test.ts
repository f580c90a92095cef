// Which resources are ends of connections, and where.
import {
  anywhere,
  att,
  type Changes,
  ec2,
  group,
  INTERNET,
  networkOf,
  ref,
  rule,
  said,
  subnet,
  tcp,
  type Written,
} from './worlds';

const one = (Type: string, Properties: object): Changes => ({ X: { Type, Properties } as Written });
const eni = (subnets: string[], groups: string[], publicAddress: unknown = false) => ({
  kind: 'eni',
  id: 'net/X',
  subnetIds: subnets.map((id) => `net/${id}`),
  securityGroupIds: groups.map((id) => `net/${id}`),
  publicAddress,
});
const NETWORK = { SubnetIds: [ref('App'), ref('Data')], SecurityGroupIds: [att('AppGroup', 'GroupId')] };
const DATABASES = { Type: 'AWS::RDS::DBSubnetGroup', Properties: { DBSubnetGroupName: 'rows', SubnetIds: [ref('Data')] } };

test.each<[string, Changes, unknown[]]>([
  ['1 a function in a VPC', one('AWS::Lambda::Function', { VpcConfig: NETWORK }), [eni(['App', 'Data'], ['AppGroup'])]],
  ['2 one in none', one('AWS::Lambda::Function', {}), []],
  [
    '3 one without groups has the default one',
    one('AWS::Lambda::Function', { VpcConfig: { SubnetIds: [ref('App')] } }),
    [eni(['App'], ['Vpc.DefaultSecurityGroup'])],
  ],
  [
    '4 one in a public subnet has no public address',
    one('AWS::Lambda::Function', { VpcConfig: { ...NETWORK, SubnetIds: [ref('Public')] } }),
    [eni(['Public'], ['AppGroup'])],
  ],
  [
    '5 an instance in a public subnet has one',
    one('AWS::EC2::Instance', { SubnetId: ref('Public'), SecurityGroupIds: [ref('AppGroup')] }),
    [eni(['Public'], ['AppGroup'], true)],
  ],
  [
    '6 an instance in another has none',
    one('AWS::EC2::Instance', { SubnetId: ref('App'), SecurityGroupIds: [ref('AppGroup')] }),
    [eni(['App'], ['AppGroup'])],
  ],
  [
    '7 unless its interface says so',
    one('AWS::EC2::Instance', {
      NetworkInterfaces: [{ SubnetId: ref('App'), GroupSet: [ref('AppGroup')], AssociatePublicIpAddress: true }],
    }),
    [eni(['App'], ['AppGroup'], true)],
  ],
  [
    '8 or it has an elastic IP',
    {
      ...one('AWS::EC2::Instance', { SubnetId: ref('App'), SecurityGroupIds: [ref('AppGroup')] }),
      Ip: ec2('EIP', { InstanceId: ref('X') }),
    },
    [eni(['App'], ['AppGroup'], true)],
  ],
  [
    '9 a network interface',
    one('AWS::EC2::NetworkInterface', { SubnetId: ref('App'), GroupSet: [ref('AppGroup')] }),
    [eni(['App'], ['AppGroup'])],
  ],
  [
    '10 an instance with it',
    {
      ...one('AWS::EC2::NetworkInterface', { SubnetId: ref('App'), GroupSet: [ref('AppGroup')] }),
      I: ec2('Instance', { NetworkInterfaces: [{ NetworkInterfaceId: ref('X') }] }),
    },
    [eni(['App'], ['AppGroup'])],
  ],
  [
    '11 a database cluster',
    {
      ...one('AWS::RDS::DBCluster', { DBSubnetGroupName: ref('Rows'), VpcSecurityGroupIds: [ref('DataGroup')] }),
      Rows: DATABASES,
    },
    [eni(['Data'], ['DataGroup'])],
  ],
  [
    '12 a database by the name of its subnets',
    {
      ...one('AWS::RDS::DBInstance', {
        DBSubnetGroupName: 'rows',
        VPCSecurityGroups: [ref('DataGroup')],
        PubliclyAccessible: true,
      }),
      Rows: DATABASES,
    },
    [eni(['Data'], ['DataGroup'], true)],
  ],
  [
    '13 a member of a cluster',
    {
      ...one('AWS::RDS::DBInstance', { DBClusterIdentifier: ref('Cluster') }),
      Cluster: {
        Type: 'AWS::RDS::DBCluster',
        Properties: { DBSubnetGroupName: ref('Rows'), VpcSecurityGroupIds: [ref('DataGroup')] },
      },
      Rows: DATABASES,
    },
    [eni(['Data'], ['DataGroup'])],
  ],
  [
    '14 an interface endpoint',
    one('AWS::EC2::VPCEndpoint', { VpcEndpointType: 'Interface', ...NETWORK }),
    [eni(['App', 'Data'], ['AppGroup'])],
  ],
  [
    '15 a gateway endpoint is its service',
    one('AWS::EC2::VPCEndpoint', { ServiceName: 'com.amazonaws.eu-central-1.s3' }),
    [{ kind: 'service', name: 's3' }],
  ],
  [
    '16 tasks of a service',
    one('AWS::ECS::Service', {
      NetworkConfiguration: {
        AwsvpcConfiguration: { Subnets: [ref('App')], SecurityGroups: [ref('AppGroup')], AssignPublicIp: 'ENABLED' },
      },
    }),
    [eni(['App'], ['AppGroup'], true)],
  ],
  [
    '17 a load balancer faces the internet',
    one('AWS::ElasticLoadBalancingV2::LoadBalancer', { Subnets: [ref('Public')], SecurityGroups: [ref('PublicGroup')] }),
    [eni(['Public'], ['PublicGroup'], true)],
  ],
  [
    '18 unless it is internal',
    one('AWS::ElasticLoadBalancingV2::LoadBalancer', {
      Scheme: 'internal',
      Subnets: [ref('Public')],
      SecurityGroups: [ref('PublicGroup')],
    }),
    [eni(['Public'], ['PublicGroup'])],
  ],
  [
    '19 a subnet',
    one('AWS::EC2::Subnet', { VpcId: ref('Vpc'), CidrBlock: '10.0.7.0/24' }),
    [{ kind: 'subnet', subnetId: 'net/X' }],
  ],
  ['20 a bucket is none', one('AWS::S3::Bucket', {}), []],
  [
    '21 subnets given at deployment',
    one('AWS::Lambda::Function', { VpcConfig: { SubnetIds: ref('Later'), SecurityGroupIds: [ref('AppGroup')] } }),
    [{ ...eni([], ['AppGroup']), subnetIds: ['parameter net/Later'] }],
  ],
  [
    '22 a subnet from elsewhere, without groups: which VPC it is in, and so the default group, is not known',
    one('AWS::Lambda::Function', { VpcConfig: { SubnetIds: ['subnet-1'] } }),
    [{ ...eni([], []), subnetIds: ['subnet-1'] }],
  ],
  [
    '23 an instance of a subnet that may give public addresses',
    {
      ...one('AWS::EC2::Instance', { SubnetId: ref('App'), SecurityGroupIds: [ref('AppGroup')] }),
      App: subnet('10.0.1.0/24', { MapPublicIpOnLaunch: ref('Later') }),
    },
    [eni(['App'], ['AppGroup'], { symbol: '<parameter net/Later>' })],
  ],
  [
    '24 unless its interface says no',
    {
      ...one('AWS::EC2::Instance', {
        NetworkInterfaces: [{ SubnetId: ref('App'), GroupSet: [ref('AppGroup')], AssociatePublicIpAddress: false }],
      }),
      App: subnet('10.0.1.0/24', { MapPublicIpOnLaunch: ref('Later') }),
    },
    [eni(['App'], ['AppGroup'], false)],
  ],
  [
    '25 or it has an elastic IP',
    {
      ...one('AWS::EC2::Instance', { SubnetId: ref('App'), SecurityGroupIds: [ref('AppGroup')] }),
      App: subnet('10.0.1.0/24', { MapPublicIpOnLaunch: ref('Later') }),
      Ip: ec2('EIPAssociation', { InstanceId: ref('X'), AllocationId: 'eipalloc-1' }),
    },
    [eni(['App'], ['AppGroup'], true)],
  ],
  [
    '26 an instance in a public subnet whose interface says no',
    one('AWS::EC2::Instance', {
      NetworkInterfaces: [{ SubnetId: ref('Public'), GroupSet: [ref('AppGroup')], AssociatePublicIpAddress: false }],
    }),
    [eni(['Public'], ['AppGroup'], false)],
  ],
  [
    '27 an interface may be public or not',
    one('AWS::EC2::Instance', {
      NetworkInterfaces: [{ SubnetId: ref('App'), GroupSet: [ref('AppGroup')], AssociatePublicIpAddress: ref('Later') }],
    }),
    [eni(['App'], ['AppGroup'], { symbol: '<parameter net/Later>' })],
  ],
  [
    '28 two interfaces',
    one('AWS::EC2::Instance', {
      NetworkInterfaces: [
        { SubnetId: ref('App'), GroupSet: [ref('AppGroup')] },
        { SubnetId: ref('Data'), GroupSet: [ref('DataGroup')] },
      ],
    }),
    [eni(['App'], ['AppGroup']), eni(['Data'], ['DataGroup'])],
  ],
  [
    '29 an interface with an elastic IP',
    {
      ...one('AWS::EC2::NetworkInterface', { SubnetId: ref('App'), GroupSet: [ref('AppGroup')] }),
      Ip: ec2('EIPAssociation', { NetworkInterfaceId: ref('X'), AllocationId: 'eipalloc-1' }),
    },
    [eni(['App'], ['AppGroup'], true)],
  ],
  [
    '30 the elastic IP of another',
    {
      ...one('AWS::EC2::NetworkInterface', { SubnetId: ref('App'), GroupSet: [ref('AppGroup')] }),
      Ip: ec2('EIPAssociation', { NetworkInterfaceId: ref('Other'), AllocationId: 'eipalloc-1' }),
      Other: ec2('NetworkInterface', { SubnetId: ref('App') }),
    },
    [eni(['App'], ['AppGroup'])],
  ],
  ['31 a gateway endpoint of whatever service', one('AWS::EC2::VPCEndpoint', { ServiceName: ref('Later') }), []],
  [
    '32 the endpoint of a Gateway Load Balancer is a hop',
    one('AWS::EC2::VPCEndpoint', { VpcEndpointType: 'GatewayLoadBalancer', SubnetIds: [ref('App')] }),
    [],
  ],
  ...(['DISABLED', undefined] as const).map((AssignPublicIp): [string, Changes, unknown[]] => [
    `33 tasks without public addresses: ${AssignPublicIp}`,
    one('AWS::ECS::Service', {
      NetworkConfiguration: {
        AwsvpcConfiguration: { Subnets: [ref('App')], SecurityGroups: [ref('AppGroup')], AssignPublicIp },
      },
    }),
    [eni(['App'], ['AppGroup'])],
  ]),
  [
    '34 tasks that may have them',
    one('AWS::ECS::Service', {
      NetworkConfiguration: {
        AwsvpcConfiguration: { Subnets: [ref('App')], SecurityGroups: [ref('AppGroup')], AssignPublicIp: ref('Later') },
      },
    }),
    [eni(['App'], ['AppGroup'], { symbol: '<parameter net/Later>' })],
  ],
  [
    '35 a load balancer that may face the internet',
    one('AWS::ElasticLoadBalancingV2::LoadBalancer', {
      Scheme: ref('Later'),
      Subnets: [ref('Public')],
      SecurityGroups: [ref('PublicGroup')],
    }),
    [eni(['Public'], ['PublicGroup'], { symbol: '<parameter net/Later>' })],
  ],
  [
    '36 one that says so',
    one('AWS::ElasticLoadBalancingV2::LoadBalancer', {
      Scheme: 'internet-facing',
      Subnets: [ref('Public')],
      SecurityGroups: [ref('PublicGroup')],
    }),
    [eni(['Public'], ['PublicGroup'], true)],
  ],
  [
    '37 a cluster that is public',
    {
      ...one('AWS::RDS::DBCluster', {
        DBSubnetGroupName: 'rows',
        VpcSecurityGroupIds: [ref('DataGroup')],
        PubliclyAccessible: true,
      }),
      Rows: DATABASES,
    },
    [eni(['Data'], ['DataGroup'], true)],
  ],
  [
    '38 a public member of a private cluster',
    {
      ...one('AWS::RDS::DBInstance', { DBClusterIdentifier: ref('Cluster'), PubliclyAccessible: true }),
      Cluster: {
        Type: 'AWS::RDS::DBCluster',
        Properties: { DBSubnetGroupName: ref('Rows'), VpcSecurityGroupIds: [ref('DataGroup')] },
      },
      Rows: DATABASES,
    },
    [eni(['Data'], ['DataGroup'], true)],
  ],
  [
    '39 a database whose subnets are not in the templates',
    {
      ...one('AWS::RDS::DBInstance', { DBSubnetGroupName: 'elsewhere', VPCSecurityGroups: [ref('DataGroup')] }),
      Rows: DATABASES,
    },
    [],
  ],
])('%s', (_title, changes, expected) => {
  const network = networkOf(changes);
  const id = 'I' in changes ? 'net/I' : 'net/X';
  expect(network.endsOf(id)).toEqual(expected);
});

test('an instance that the internet reaches, and a function with the same network that it does not', () => {
  const PublicGroup = group([rule(443, anywhere)]);
  const place = { SubnetId: ref('Public'), SecurityGroupIds: [ref('PublicGroup')] };
  const network = networkOf({
    PublicGroup,
    Instance: ec2('Instance', place),
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: { VpcConfig: { SubnetIds: [ref('Public')], SecurityGroupIds: place.SecurityGroupIds } },
    },
  });
  const from = (id: string) => network.endsOf(id).map((end) => said(network.reach(INTERNET, end, tcp(443))));

  expect([from('net/Instance'), from('net/Function')]).toEqual([
    ['reachable'],
    ['blocked by interface net/Function'.replace('net/', '')],
  ]);
});
