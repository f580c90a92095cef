import { Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { App, Aws, Fn, Lazy, Stack } from 'aws-cdk-lib/core';
import { Flow, Segment, SegmentedVpc, type SegmentedVpcProps, ServiceKey } from '../../../lib';
import {
  ENVIRONMENT_OF_TESTS,
  newApp,
  newStack,
  only,
  quietly,
  readable,
  resourcesOf,
  type Statement,
  synthesise,
  WITH_AND_WITHOUT_FLAGS,
} from '../templates';

function network(props: SegmentedVpcProps = {}, options: Parameters<typeof newStack>[0] = {}) {
  const stack = newStack(options);
  return { stack, network: new SegmentedVpc(stack, 'Network', props) };
}
const templateOf = (props: SegmentedVpcProps = {}) => synthesise(network(props).stack);

describe.each(WITH_AND_WITHOUT_FLAGS)('the default network, with %s,', (_title, flags) => {
  const { stack } = network({}, { flags });
  const template = synthesise(stack);

  test.each([
    ['AWS::EC2::VPC', 1],
    ['AWS::EC2::Subnet', 8],
    ['AWS::EC2::RouteTable', 8],
    ['AWS::EC2::NetworkAcl', 4],
    ['AWS::EC2::SubnetNetworkAclAssociation', 8],
    ['AWS::EC2::VPCEndpoint', 8],
    ['AWS::EC2::InternetGateway', 0],
    ['AWS::EC2::EgressOnlyInternetGateway', 0],
    ['AWS::EC2::VPCGatewayAttachment', 0],
    ['AWS::EC2::NatGateway', 0],
    ['AWS::EC2::EIP', 0],
    ['AWS::EC2::Route', 0],
    ['AWS::EC2::SecurityGroupIngress', 0],
    ['AWS::EC2::SecurityGroupEgress', 0],
    ['AWS::EC2::FlowLog', 1],
    ['AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation', 1],
    ['AWS::Route53Resolver::FirewallRuleGroupAssociation', 1],
    ['Custom::VpcRestrictDefaultSG', 1],
    ['AWS::IAM::Policy', 0],
  ])('has of %s exactly %i', (type, count) => {
    expect(resourcesOf(template, type)).toHaveLength(count);
  });

  test('gives no public address, and each subnet its zone', () => {
    const subnets = resourcesOf(template, 'AWS::EC2::Subnet').map(([, { Properties }]) => Properties);
    expect(subnets.map(({ MapPublicIpOnLaunch }) => MapPublicIpOnLaunch)).toEqual(subnets.map(() => false));
    expect(subnets.map(({ CidrBlock }) => CidrBlock)).toEqual(
      ['10.0.0', '10.0.1', '10.0.4', '10.0.5', '10.0.8', '10.0.9', '10.0.12', '10.0.13'].map((part) => `${part}.0/24`),
    );
    expect(new Set(subnets.map(({ AvailabilityZone }) => JSON.stringify(AvailabilityZone)))).toEqual(
      new Set([0, 1].map((index) => JSON.stringify({ 'Fn::Select': [index, { 'Fn::GetAZs': '' }] }))),
    );
  });

  test('every security group has egress rules: one without is given one that allows everything', () => {
    for (const [, { Properties }] of resourcesOf(template, 'AWS::EC2::SecurityGroup')) {
      expect(Properties.SecurityGroupEgress.length).toBeGreaterThan(0);
    }
  });

  test('closes the default security group with a function that may do that and nothing else', () => {
    const closed = only(template, 'Custom::VpcRestrictDefaultSG').Properties;
    expect(readable(closed.DefaultSecurityGroupId)).toMatch(/^<NetworkVpc\w+\.DefaultSecurityGroup>$/);
    const [, policy] =
      resourcesOf(template, 'AWS::IAM::ManagedPolicy').find(([id]) => id.startsWith('NetworkDefaultSecurityGroup')) ?? [];
    const statements = readable<Statement[]>(policy?.Properties.PolicyDocument.Statement);
    expect(statements.find(({ Sid }) => Sid === 'EmptyDefaultSecurityGroup')).toMatchObject({
      Action: ['ec2:RevokeSecurityGroupEgress', 'ec2:RevokeSecurityGroupIngress'],
      Resource: expect.stringMatching(
        /^arn:<AWS::Partition>:ec2:<AWS::Region>:<AWS::AccountId>:security-group\/<NetworkVpc\w+\.DefaultSecurityGroup>$/,
      ),
    });
  });

  test('logs flows and queries for a year under the network’s key', () => {
    const groups = resourcesOf(template, 'AWS::Logs::LogGroup');
    expect(groups).toHaveLength(3);
    for (const [, { Properties }] of groups) {
      expect(readable(Properties)).toMatchObject({
        KmsKeyId: expect.stringMatching(/^<NetworkLogsKey\w+\.Arn>$/),
        RetentionInDays: 365,
      });
    }
    const flowLog = only(template, 'AWS::EC2::FlowLog').Properties;
    expect(flowLog).toMatchObject({ ResourceType: 'VPC', TrafficType: 'ALL', LogDestinationType: 'cloud-watch-logs' });
    for (const field of ['pkt-srcaddr', 'tcp-flags', 'flow-direction', 'subnet-id'])
      expect(flowLog.LogFormat).toContain(`\${${field}}`);
    const [, role] = resourcesOf(template, 'AWS::IAM::Role').find(([id]) => id.startsWith('NetworkLogsFlowLogRole')) ?? [];
    expect(readable(role?.Properties.AssumeRolePolicyDocument.Statement)).toEqual([
      {
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal: { Service: 'vpc-flow-logs.amazonaws.com' },
        Condition: {
          StringEquals: { 'aws:SourceAccount': '<AWS::AccountId>' },
          ArnLike: { 'aws:SourceArn': 'arn:<AWS::Partition>:ec2:<AWS::Region>:<AWS::AccountId>:vpc-flow-log/*' },
        },
      },
    ]);
  });
});

describe('names', () => {
  const template = templateOf({ allowedDomainNames: ['api.example.com', '*.example.org'] });
  const domains = (pattern: RegExp) =>
    readable<string[]>(
      (resourcesOf(template, 'AWS::Route53Resolver::FirewallDomainList').find(([id]) => pattern.test(id)) ?? [])[1]?.Properties
        .Domains,
    );

  test('resolve if they are an endpoint’s, or were given', () => {
    const regional = ['kms', 'sts', 'ssm', 'lambda', 'logs', 'execute-api', 's3', 'dynamodb'].flatMap((service) => [
      `${service}.<AWS::Region>.<AWS::URLSuffix>`,
      `*.${service}.<AWS::Region>.<AWS::URLSuffix>`,
    ]);
    const others = domains(/Allowed/).filter((name) => !regional.includes(name));
    expect(domains(/Allowed/)).toEqual(expect.arrayContaining(regional));
    expect(others.map((name) => name.replace(/<.*"Fn::Split".*>(?=\.s3[.-])/, '<region without dashes>'))).toEqual([
      'cloudformation-custom-resource-response-<region without dashes>.s3.<AWS::URLSuffix>',
      'cloudformation-custom-resource-response-<region without dashes>.s3-<AWS::Region>.<AWS::URLSuffix>',
      '*.ddb.<AWS::Region>.<AWS::URLSuffix>',
      '*.dynamodb.<AWS::Region>.vpce.<AWS::URLSuffix>',
      'api.example.com',
      '*.example.org',
    ]);
    expect(domains(/Everything/)).toEqual(['*']);
  });

  test('are allowed first, and every other one does not exist', () => {
    const { FirewallRules } = only(template, 'AWS::Route53Resolver::FirewallRuleGroup').Properties;
    expect(readable(FirewallRules)).toEqual([
      expect.objectContaining({
        Action: 'ALLOW',
        Priority: 100,
        FirewallDomainListId: expect.stringMatching(/Allowed\w+\.Id>$/),
        FirewallDomainRedirectionAction: 'TRUST_REDIRECTION_DOMAIN',
      }),
      {
        Action: 'BLOCK',
        BlockResponse: 'NXDOMAIN',
        Priority: 200,
        FirewallDomainListId: expect.stringMatching(/Everything\w+\.Id>$/),
      },
    ]);
    expect(only(template, 'AWS::Route53Resolver::FirewallRuleGroupAssociation').Properties).toMatchObject({ Priority: 101 });
  });

  test.each(['*', '*.com', 'com', 'a..b', 'exa mple.com', '**.example.com', 'a.*.com', ''])(
    'that open more than a domain are refused: %p',
    (name) => {
      expect(() => network({ allowedDomainNames: [name] })).toThrow(
        [
          `Stack/Network: allowedDomainNames contains "${name}"`,
          '  expected  names of two or more parts, such as "api.example.com" or "*.example.com"',
          '  do        write the full domain name, or remove this name',
        ].join('\n'),
      );
    },
  );
});

describe('names that only the deployment knows', () => {
  test.each<[string, string, boolean]>([
    ['a Lazy that comes to everything', Lazy.string({ produce: () => '*' }), false],
    ['a Lazy that comes to a name', Lazy.string({ produce: () => 'api.example.com' }), true],
    ['a Region’s names of a service', `*.${Aws.REGION}.rds.${Aws.URL_SUFFIX}`, true],
    ['nothing that anybody wrote', `*.${Aws.REGION}.${Aws.URL_SUFFIX}`, false],
    ['an attribute of something', Fn.getAtt('Database', 'Endpoint.Address').toString(), true],
  ])('%s', (_title, name, accepted) => {
    const make = () => network({ allowedDomainNames: [name] });
    if (accepted) expect(make).not.toThrow();
    else
      expect(make).toThrow(
        /^Stack\/Network: allowedDomainNames contains a value known only at deployment\n {2}expected {2}names of two or more parts, .*\n {2}do {8}write the full domain name, or remove this name$/,
      );
  });
});

test('flows put into the list afterwards open nothing', () => {
  const { stack, network: segmented } = network();
  segmented.flows.push(Flow.between('service', 'service', ec2.Port.tcp(2222)));
  segmented.securityGroupFor('late');

  expect(JSON.stringify(resourcesOf(synthesise(stack), 'AWS::EC2::SecurityGroup'))).not.toContain('2222');
});

test.each([
  [
    'does not let this stack’s log groups in',
    undefined,
    /Other\/A\/\S*: the policy of its key Keys\/Key does not let CloudWatch Logs/,
  ],
  ['lets them in when it was told of them', ['Other-*'], undefined],
])('a key of another stack %s', (_title, logGroupNames, refusal) => {
  const app = newApp();
  const [keys, stack] = [new Stack(app, 'Keys'), new Stack(app, 'Other')];
  new SegmentedVpc(stack, 'A', { logsKey: new ServiceKey(keys, 'Key', { serviceName: 'network', logGroupNames }) });
  const synth = () => app.synth();

  if (refusal === undefined) expect(synth).not.toThrow();
  else expect(synth).toThrow(refusal);
});

test('two networks in one stack have logs of their own', () => {
  const stack = newStack();
  new SegmentedVpc(stack, 'One');
  new SegmentedVpc(stack, 'Two', { cidr: '10.1.0.0/16' });
  const names = resourcesOf(synthesise(stack), 'AWS::Logs::ResourcePolicy').map(([, { Properties }]) => Properties.PolicyName);

  expect(new Set(names).size).toBe(2);
});

describe('the address plan', () => {
  test('leaves room for a third zone: adding it moves nothing', () => {
    const blocks = (maxAzs: number) =>
      resourcesOf(templateOf({ maxAzs }), 'AWS::EC2::Subnet').map(([id, { Properties }]) => `${id} ${Properties.CidrBlock}`);
    expect(blocks(3)).toEqual(expect.arrayContaining(blocks(2)));
    expect(blocks(3)).toHaveLength(12);
  });

  test('aligns a segment’s block to its size: what comes before may leave a gap', () => {
    const segments = [Segment.endpoints({ cidrMask: 28 }), Segment.service({ cidrMask: 20 }), Segment.data({ cidrMask: 26 })];
    const template = templateOf({ cidr: '172.16.0.0/16', segments });
    expect(resourcesOf(template, 'AWS::EC2::Subnet').map(([, { Properties }]) => Properties.CidrBlock)).toEqual([
      '172.16.0.0/28',
      '172.16.0.16/28',
      '172.16.64.0/20',
      '172.16.80.0/20',
      '172.16.128.0/26',
      '172.16.128.64/26',
    ]);
  });

  test('shows its arithmetic when it does not fit', () => {
    expect(() => network({ cidr: '10.0.0.0/21' })).toThrow(
      [
        'Stack/Network: the segments need 4096 addresses, and 10.0.0.0/21 has 2048',
        '  edge: 4 × /24 = /22, 1024 addresses, 10.0.0.0/22',
        '  service: 4 × /24 = /22, 1024 addresses, 10.0.4.0/22',
        '  endpoints: 4 × /24 = /22, 1024 addresses, 10.0.8.0/22',
        '  data: 4 × /24 = /22, 1024 addresses, 10.0.12.0/22',
        '  expected  segments that fit into `cidr`; each segment begins at a multiple of its own size',
        '  do        give a larger `cidr` (a shorter prefix), smaller subnets (a higher `cidrMask` of a segment), or fewer segments',
      ].join('\n'),
    );
  });

  test.each([
    ['10.0.0.1/16', 'host bits'],
    ['10.0.0.0/15', 'too large for a VPC'],
    ['10.0.0.0/29', 'too small for one'],
    ['10.0.0.256/16', 'no address'],
    ['010.0.0.0/16', 'octal, or not'],
    ['10.0.0.0', 'no prefix'],
    ['2001:db8::/56', 'IPv6'],
    ['10.0.0.0/16/16', 'two prefixes'],
  ])('refuses %s: %s', (cidr) => {
    expect(() => network({ cidr })).toThrow(
      /^Stack\/Network: cidr is ".*"\n {2}expected {2}a literal IPv4 block of \/16 to \/28 without host bits: .*\n {2}do {8}write cidr: '10\.0\.0\.0\/16', or another block of this form$/,
    );
  });
});

describe('what a network cannot be made of is refused', () => {
  const service = Segment.service();
  const endpoints = Segment.endpoints();
  const flow = (source: string, destination: string) => Flow.between(source, destination, ec2.Port.tcp(443));

  test.each<[string, SegmentedVpcProps, RegExp]>([
    [
      'no endpoints segment',
      { segments: [service] },
      /^Stack\/Network: 0 segments are of kind endpoints\n {2}expected {2}exactly one segment of kind endpoints: .*\n {2}do {8}add Segment\.endpoints\(\) to `segments`$/,
    ],
    [
      'two of them',
      { segments: [service, endpoints, Segment.endpoints({ segmentName: 'more' })] },
      /^Stack\/Network: 2 segments are of kind endpoints\n {2}expected {2}exactly one segment of kind endpoints: .*\n {2}do {8}keep one Segment\.endpoints\(\) in `segments`$/,
    ],
    [
      'the same name twice',
      { segments: [service, endpoints, Segment.custom('service')] },
      /^Stack\/Network: two segments are named "service"\n {2}expected {2}each name once\n {2}do {8}give one of them another `segmentName`$/,
    ],
    [
      'a name with capitals',
      { segments: [Segment.custom('Batch'), endpoints] },
      /^Stack\/Network: a segment is named "Batch"\n {2}expected {2}at most 30 lower-case letters, digits and hyphens, beginning with a letter\n {2}do {8}write segmentName: 'orders', or another name of this form$/,
    ],
    [
      'the name of a gateway',
      { segments: [Segment.custom('s3'), endpoints] },
      /^Stack\/Network: a segment is named "s3"\n {2}expected {2}another name: s3, dynamodb, anywhere are reserved for gateway endpoints and public addresses\n {2}do {8}give the segment another `segmentName`$/,
    ],
    [
      'a subnet too small',
      { segments: [Segment.service({ cidrMask: 29 }), endpoints] },
      /^Stack\/Network: segment "service" has cidrMask 29\n {2}expected {2}a whole number from 18 to 28: .*\n {2}do {8}write cidrMask: 24, or leave cidrMask out$/,
    ],
    [
      'a subnet too large',
      { segments: [Segment.service({ cidrMask: 17 }), endpoints] },
      /^Stack\/Network: segment "service" has cidrMask 17\n {2}expected {2}a whole number from 18 to 28: .*\n {2}do {8}write cidrMask: 24, or leave cidrMask out$/,
    ],
    [
      'the name that rules give to public addresses',
      { segments: [Segment.custom('anywhere'), endpoints] },
      /^Stack\/Network: a segment is named "anywhere"\n {2}expected {2}another name: .*, anywhere are reserved for .* public addresses\n {2}do {8}give the segment another `segmentName`$/,
    ],
    [
      'a zone twice',
      { availabilityZones: ['eu-central-1a', 'eu-central-1a'] },
      /^Stack\/Network: availabilityZones is \["eu-central-1a","eu-central-1a"\]\n {2}expected {2}each zone once\n {2}do {8}remove the zone that is given twice$/,
    ],
    [
      'loopback addresses',
      { cidr: '127.0.0.0/16' },
      /^Stack\/Network: cidr is "127\.0\.0\.0\/16", and Amazon VPC does not accept addresses within 0\.0\.0\.0\/8, 127\.0\.0\.0\/8, 169\.254\.0\.0\/16, 224\.0\.0\.0\/3\n {2}expected {2}a block within 10\.0\.0\.0\/8, 172\.16\.0\.0\/12 or 192\.168\.0\.0\/16\n {2}do {8}write cidr: '10\.0\.0\.0\/16', or another block within these three$/,
    ],
    [
      'link-local addresses',
      { cidr: '169.254.0.0/16' },
      /^Stack\/Network: cidr is "169\.254\.0\.0\/16", and Amazon VPC does not accept .*\n {2}expected {2}a block within 10\.0\.0\.0\/8, .*\n {2}do {8}write cidr: '10\.0\.0\.0\/16', or another block within these three$/,
    ],
    [
      'multicast addresses',
      { cidr: '239.0.0.0/16' },
      /^Stack\/Network: cidr is "239\.0\.0\.0\/16", and Amazon VPC does not accept .*\n {2}expected {2}a block within 10\.0\.0\.0\/8, .*\n {2}do {8}write cidr: '10\.0\.0\.0\/16', or another block within these three$/,
    ],
    [
      'one zone',
      { maxAzs: 1 },
      /^Stack\/Network: the network has 1 availability zones\n {2}expected {2}2 or 3 zones: .*\n {2}do {8}write maxAzs: 2 or 3, or give 2 or 3 availabilityZones$/,
    ],
    [
      'four zones',
      { availabilityZones: ['a', 'b', 'c', 'd'] },
      /^Stack\/Network: the network has 4 availability zones\n {2}expected {2}2 or 3 zones: .*\n {2}do {8}write maxAzs: 2 or 3, or give 2 or 3 availabilityZones$/,
    ],
    [
      'a flow from nowhere',
      { flows: [flow('web', 'data')] },
      /^Stack\/Network: flow "web → data tcp 443" begins at "web"\n {2}expected {2}a segment of this network: edge, service, endpoints, data\n {2}do {8}correct the source of Flow\.between, or add a segment of this name to `segments`$/,
    ],
    [
      'a flow to nowhere',
      { flows: [flow('edge', 'web')] },
      /^Stack\/Network: flow "edge → web tcp 443" ends at "web"\n {2}expected {2}a segment of this network or a gateway endpoint: edge, service, endpoints, data, s3, dynamodb\n {2}do {8}correct the destination of Flow\.between, or add a segment of this name to `segments`$/,
    ],
    [
      'a flow from the endpoints',
      { flows: [flow('endpoints', 'data')] },
      /^Stack\/Network: flow "endpoints → data tcp 443" begins at the endpoints segment\n {2}expected {2}another source: interface endpoints never open connections\n {2}do {8}remove this flow, or swap source and destination$/,
    ],
    [
      'another port of S3',
      { flows: [Flow.between('edge', 's3', ec2.Port.tcp(80))] },
      /^Stack\/Network: flow "edge → s3 tcp 80" does not use tcp 443\n {2}expected {2}tcp 443: AWS services answer on this port, and the network ACL would open any other port to every public address\n {2}do {8}write Flow\.between\('edge', 's3', ec2\.Port\.tcp\(443\)\)$/,
    ],
    [
      'UDP to DynamoDB',
      { flows: [Flow.between('edge', 'dynamodb', ec2.Port.udp(443))] },
      /^Stack\/Network: flow "edge → dynamodb udp 443" does not use tcp 443\n {2}expected {2}tcp 443: AWS services answer on this port, .*\n {2}do {8}write Flow\.between\('edge', 'dynamodb', ec2\.Port\.tcp\(443\)\)$/,
    ],
    [
      'an id that is not an organization',
      { organizationId: '111122223333' },
      /^Stack\/Network: organizationId is "111122223333"\n {2}expected {2}the id of an AWS organization, .*\n {2}do {8}copy the id that `aws organizations describe-organization` shows, or leave `organizationId` out$/,
    ],
  ])('%s', (_title, props, message) => {
    expect(() => network(props)).toThrow(message);
  });

  test('more entries than a network ACL holds', () => {
    const flows = Array.from({ length: 41 }, (_flow, index) => Flow.between('service', 'data', ec2.Port.tcp(1000 + index * 10)));
    expect(() => network({ flows })).toThrow(
      /^Stack\/Network.*: segment "service" needs 41 egress entries in its network ACL, for these flows: .*service → data tcp 1000.*\n {2}expected {2}at most 40 entries in a direction .*\n {2}do {8}join adjacent ports into ranges \(ec2\.Port\.tcpRange\), or split the segment$/,
    );
  });

  test('more than its quota is a warning', () => {
    const flows = Array.from({ length: 21 }, (_flow, index) => Flow.between('service', 'data', ec2.Port.tcp(1000 + index * 10)));
    const warn = jest.spyOn(Validations.prototype, 'addWarning');
    network({ flows });
    expect(warn.mock.calls.map(([id]) => id)).toContain('cdk-bulkhead:acl-quota');
    warn.mockRestore();
  });
});

test('the VPC is an IVpc with the segments as subnet groups, and the construct is none', () => {
  const { stack, network: segmented } = network();
  expect('vpcId' in segmented).toBe(false);
  const group = (name: string) =>
    segmented.vpc.selectSubnets(segmented.subnetsOf(name)).subnetIds.map((id) => readable(stack.resolve(id)));
  expect(group('data')).toEqual([expect.stringMatching(/^<NetworkdataSubnet1/), expect.stringMatching(/^<NetworkdataSubnet2/)]);
  expect(segmented.vpc.selectSubnets(segmented.subnetsOf()).subnetIds.map((id) => readable(stack.resolve(id)))).toEqual(
    group('service'),
  );
  expect(segmented.vpc.publicSubnets).toEqual([]);
});

describe('security groups', () => {
  test('are made once for a name and segment', () => {
    const { stack, network: segmented } = network();
    const [issues, again, inData] = [
      segmented.securityGroupFor('issues'),
      segmented.securityGroupFor('issues'),
      segmented.securityGroupFor('issues', 'data'),
    ];
    expect(again).toBe(issues);
    expect(inData).not.toBe(issues);
    expect(resourcesOf(synthesise(stack), 'AWS::EC2::SecurityGroup')).toHaveLength(3);
  });

  test('of a name that is a path, or looks like one, are apart', () => {
    const { network: segmented } = network();
    const groups = ['team/issues', 'team--issues', 'team', 'team+issues'].map((name) => segmented.securityGroupFor(name));
    expect(new Set(groups).size).toBe(groups.length);
  });

  test('take no rules from `connections`', () => {
    const { stack, network: segmented } = network();
    const before = JSON.stringify(synthesise(newNetworkStack()));
    const service = segmented.securityGroupFor('issues');
    segmented.securityGroupFor('db', 'data');
    service.connections.allowFromAnyIpv4(ec2.Port.allTraffic());
    service.connections.allowToAnyIpv4(ec2.Port.allTraffic());
    service.addIngressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(22));
    expect(JSON.stringify(synthesise(stack))).toEqual(before);

    function newNetworkStack() {
      const other = network();
      other.network.securityGroupFor('issues');
      other.network.securityGroupFor('db', 'data');
      return other.stack;
    }
  });

  test.each(['', 'a b', 'team%2Fissues', 'x'.repeat(129), 'é'])('of a name that EC2 would not take are refused: %p', (name) => {
    expect(() => network().network.securityGroupFor(name)).toThrow(
      /^Stack\/Network: securityGroupFor is called with the name ".*"\n {2}expected {2}a literal name of 1 to 128 characters \[A-Za-z0-9_\.\+\/-\]\n {2}do {8}write securityGroupFor\('issues'\), or another name of this form$/,
    );
  });

  test('in a segment that does not exist are refused', () => {
    expect(() => network().network.securityGroupFor('issues', 'web')).toThrow(
      /^Stack\/Network: the network has no segment "web"\n {2}expected {2}one of its segments: edge, service, endpoints, data\n {2}do {8}name one of these segments, or add a segment to `segments` of the network$/,
    );
    const { network: none } = network({ segments: [Segment.edge(), Segment.endpoints()] });
    expect(() => none.securityGroupFor('issues')).toThrow(
      /^Stack\/Network: the network has no segment of kind service\n {2}expected {2}one of its segments: edge, endpoints\n {2}do {8}name one of these segments, or add a segment to `segments` of the network$/,
    );
  });
});

test('an endpoint that there is none of is named, with the way to get it', () => {
  const { network: segmented } = network({ flows: [] });
  expect(() => segmented.endpointId('secretsmanager')).toThrow(
    /^Stack\/Network: the network has no endpoint to "secretsmanager"\n {2}expected {2}one of .*\bkms\b.*\n {2}do {8}add secretsmanager \(an ec2\.InterfaceVpcEndpointAwsService\) to `endpoints` of the network$/,
  );
  expect(() => segmented.endpointId('s3')).toThrow(
    /^Stack\/Network: the network has no endpoint to "s3"\n {2}expected {2}one of .*\bkms\b.*\n {2}do {8}add Flow\.between\('…', 's3', ec2\.Port\.tcp\(443\)\) to `flows`, from each segment that uses it$/,
  );
});

test('a given key and retention are used', () => {
  const stack = newStack();
  const logsKey = new ServiceKey(stack, 'Key', { serviceName: 'shared' });
  new SegmentedVpc(stack, 'Network', { logsKey, logRetention: logs.RetentionDays.TEN_YEARS });
  const template = synthesise(stack);
  expect(resourcesOf(template, 'AWS::KMS::Key')).toHaveLength(1);
  const retention = resourcesOf(template, 'AWS::Logs::LogGroup').map(([, { Properties }]) => Properties.RetentionInDays);
  expect(retention.sort()).toEqual([365, 3653, 3653]);
});

test.each([
  ['region-agnostic', undefined],
  ['for one account and Region', ENVIRONMENT_OF_TESTS],
])('%s, synthesis looks nothing up', (_title, env) => {
  const app = newApp();
  const stack = new Stack(app, 'Stack', { env });
  const segmented = new SegmentedVpc(stack, 'Network');
  new lambda.Function(stack, 'Function', {
    runtime: lambda.Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline('exports.handler = () => {}'),
    vpc: segmented.vpc,
    vpcSubnets: segmented.subnetsOf(),
    securityGroups: [segmented.securityGroupFor('it')],
  });
  const assembly = quietly(() => app.synth());
  expect(assembly.manifest.missing).toBeUndefined();
  expect(App.isApp(app)).toBe(true);
});

test('given zones are used as they are', () => {
  const template = templateOf({ availabilityZones: ['eu-central-1b', 'eu-central-1c'] });
  expect(new Set(resourcesOf(template, 'AWS::EC2::Subnet').map(([, { Properties }]) => Properties.AvailabilityZone))).toEqual(
    new Set(['eu-central-1b', 'eu-central-1c']),
  );
});
