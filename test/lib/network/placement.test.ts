// Functions, APIs and the key repository in a network: where they run, through what they are reached, and what is refused.
import { Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Stack } from 'aws-cdk-lib/core';
import {
  AsapIdentity,
  AsapKeyRepository,
  Flow,
  Segment,
  SegmentedVpc,
  type SegmentedVpcProps,
  ServiceKey,
  TenantContextService,
  TenantService,
  type TenantServiceProps,
} from '../../../lib';
import {
  logicalId,
  newApp,
  newStack,
  only,
  readable,
  resourcesOf,
  type Statement,
  synthesise,
  type Template,
} from '../templates';
import { CODE, ISSUERS } from '../worlds';

interface World {
  readonly network?: SegmentedVpcProps;
  readonly service?: (stack: Stack) => Partial<TenantServiceProps>;
}

/** A TenantService in a network, everything in one stack. */
function placed({ network: props = {}, service }: World = {}) {
  const stack = newStack();
  const network = new SegmentedVpc(stack, 'Network', props);
  const tenantService = new TenantService(stack, 'Media', {
    serviceName: 'media',
    code: lambda.Code.fromInline(CODE),
    handler: 'index.handler',
    callers: ['edge'],
    keyRepository: new AsapKeyRepository(stack, 'AsapKeys', { issuers: ISSUERS, vpcEndpointIds: [network.endpointId('s3')] }),
    tenants: new TenantContextService(stack, 'TenantContext', { network }),
    ...(service === undefined ? { network } : service(stack)),
  });
  return { stack, network, tenantService, template: synthesise(stack) };
}

const functionsOf = (template: Template) =>
  resourcesOf(template, 'AWS::Lambda::Function').filter(([id]) => !id.startsWith('NetworkDefaultSecurityGroup'));

describe('a service in a network', () => {
  const { stack, tenantService, template } = placed();

  test('runs all its functions in the service segment, with the security group of its name', () => {
    const placement = functionsOf(template).map(([id, { Properties }]) => [
      id.replace(/Of[0-9a-f]{8}|[0-9A-F]{8}$/g, ''),
      readable(Properties.VpcConfig),
    ]);
    const inSegment = (name: string) => ({
      SecurityGroupIds: [expect.stringMatching(new RegExp(`^<NetworkSecurityGroupsservice${name}\\w{8}\\.GroupId>$`))],
      SubnetIds: [expect.stringMatching(/^<NetworkserviceSubnet1/), expect.stringMatching(/^<NetworkserviceSubnet2/)],
    });
    expect(Object.fromEntries(placement)).toEqual({
      TenantContextCommandsFunction: inSegment('tenantcontext'),
      MediaIdentityPublisherFunction: inSegment('media'),
      MediaAuthorizerHandlerFunction: inSegment('media'),
      MediaSessionsBrokerFunction: inSegment('media'),
      MediaServiceFunction: inSegment('media'),
    });
  });

  test('gives each the interface permissions before the function, and keeps them from its code', () => {
    for (const [id, { Properties, DependsOn = [] }] of functionsOf(template)) {
      const [, policy] =
        resourcesOf(template, 'AWS::IAM::ManagedPolicy').find(
          ([policyId, one]) =>
            DependsOn.includes(policyId) &&
            JSON.stringify(one.Properties.Roles) === JSON.stringify([{ Ref: Properties.Role['Fn::GetAtt'][0] }]) &&
            JSON.stringify(one).includes('NetworkInterface'),
        ) ?? [];
      expect([id, policy?.Type]).toEqual([id, 'AWS::IAM::ManagedPolicy']);
      const [allow, deny] = readable<Statement[]>(policy?.Properties.PolicyDocument.Statement);
      expect(allow).toMatchObject({
        Effect: 'Allow',
        Resource: '*',
        Action: expect.arrayContaining(['ec2:CreateNetworkInterface', 'ec2:DeleteNetworkInterface']),
      });
      expect(deny).toMatchObject({
        Effect: 'Deny',
        Action: allow?.Action,
        Resource: '*',
        Condition: { ArnLike: { 'lambda:SourceFunctionArn': 'arn:<AWS::Partition>:lambda:*:*:function:*' } },
      });
      // Neither names the function, which depends on them.
      expect(JSON.stringify(policy)).not.toContain(id);
    }
  });

  test('publishes its key only when the way to KMS and S3 stands', () => {
    const { DependsOn = [] } = Object.values(template.Resources).find(({ Type }) => Type === 'Custom::AsapPublicKey') ?? {};
    for (const pattern of [
      /^NetworkEndpointskms/,
      /^NetworkEndpointss3/,
      /^NetworkserviceRoutes1/,
      /^NetworkserviceEgress/,
      /^NetworkDnsFirewall/,
    ]) {
      expect(DependsOn).toEqual(expect.arrayContaining([expect.stringMatching(pattern)]));
    }
  });

  test('answers only through the network’s endpoint, from segments that reach it, and its policy allows nothing', () => {
    const { Properties } = only(template, 'AWS::ApiGateway::RestApi');
    expect(Properties.EndpointConfiguration).toEqual({ Types: ['PRIVATE'] });
    expect(readable(Properties.Policy.Statement)).toEqual([
      {
        Sid: 'OnlyThroughOwnEndpoint',
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Action: 'execute-api:Invoke',
        Resource: 'execute-api:/*',
        Condition: { StringNotEquals: { 'aws:SourceVpce': expect.stringMatching(/^<NetworkEndpointsexecuteapi/) } },
      },
      {
        Sid: 'OnlyFromDeclaredSegments',
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Action: 'execute-api:Invoke',
        Resource: 'execute-api:/*',
        // edge and service
        Condition: { NotIpAddress: { 'aws:VpcSourceIp': ['10.0.0.0/22', '10.0.4.0/22'] } },
      },
    ]);
  });

  test('is another API than one with a public address: API Gateway changes no endpoint type under strict access', () => {
    const [[id] = ['']] = resourcesOf(template, 'AWS::ApiGateway::RestApi');
    expect(id).toMatch(/^MediaFrontPrivateApi/);
  });

  test('a change of that policy is deployed: the deployment’s id depends on it', () => {
    const deployment = (world: World) => resourcesOf(placed(world).template, 'AWS::ApiGateway::Deployment')[0]?.[0];
    expect(deployment({ network: { cidr: '10.9.0.0/16' } })).not.toBe(deployment({}));
  });

  test('public keys are read through the S3 endpoint without a signature, and nowhere else', () => {
    const [, policy] = resourcesOf(template, 'AWS::S3::BucketPolicy').find(([id]) => id.startsWith('AsapKeysPolicy')) ?? [];
    const allows = readable<Statement[]>(policy?.Properties.PolicyDocument.Statement).filter(({ Effect }) => Effect === 'Allow');
    expect(allows).toEqual([
      {
        Sid: 'PlainReadsThroughEndpoint',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: 's3:GetObject',
        Resource: expect.stringMatching(/^<AsapKeys\w+\.Arn>\/\*$/),
        Condition: { StringEquals: { 'aws:SourceVpce': [expect.stringMatching(/^<NetworkEndpointss3/)] } },
      },
    ]);
  });

  test('has its functions, as the construct gives them, in the VPC', () => {
    expect((tenantService.function as lambda.Function).isBoundToVpc).toBe(true);
    expect(logicalId(tenantService.function as lambda.Function)).toMatch(/^MediaServiceFunction/);
    expect(stack.node.id).toBe('Stack');
  });
});

describe('across stacks', () => {
  test.each([false, true])(
    'network, foundation and service depend on each other one way; interface endpoints only: %p',
    (interfaceEndpointsOnly) => {
      const app = newApp();
      const [networkStack, foundation, serviceStack] = ['Network', 'Foundation', 'Service'].map((id) => new Stack(app, id)) as [
        Stack,
        Stack,
        Stack,
      ];
      const network = new SegmentedVpc(networkStack, 'Network', { interfaceEndpointsOnly });
      const keyRepository = new AsapKeyRepository(foundation, 'AsapKeys', {
        issuers: ISSUERS,
        vpcEndpointIds: [network.endpointId('s3')],
      });
      const tenants = new TenantContextService(foundation, 'TenantContext', { network });
      new TenantService(serviceStack, 'Media', {
        serviceName: 'media',
        code: lambda.Code.fromInline(CODE),
        handler: 'index.handler',
        callers: ['edge'],
        keyRepository,
        tenants,
        network,
      });
      const template = synthesise(serviceStack);
      expect(serviceStack.dependencies.map(({ node }) => node.id).sort()).toEqual(['Foundation', 'Network']);
      expect(networkStack.dependencies).toEqual([]);
      // With interface endpoints only, the publisher is outside: nothing inside reaches where CloudFormation takes its answer.
      const inside = functionsOf(template).filter(([, { Properties }]) => Properties.VpcConfig !== undefined);
      expect(inside).toHaveLength(interfaceEndpointsOnly ? 3 : 4);
      for (const [, { Properties }] of inside) {
        const address = JSON.stringify(Properties.Environment?.Variables.AWS_ENDPOINT_URL_DYNAMODB);
        if (interfaceEndpointsOnly) expect(address).toMatch(/https:.*Fn::Select.*Fn::Split.*DnsEntries/);
        else expect(address).toBeUndefined();
      }
      // The security group is the network's.
      expect(resourcesOf(template, 'AWS::EC2::SecurityGroup')).toEqual([]);
    },
  );
});

describe('a construct whose calls do not get through is refused', () => {
  const flows = {
    endpoints: Flow.between('service', 'endpoints', ec2.Port.tcp(443)),
    s3: Flow.between('service', 's3', ec2.Port.tcp(443)),
    dynamodb: Flow.between('service', 'dynamodb', ec2.Port.tcp(443)),
  };

  test.each([
    [
      'no gateway to S3',
      [flows.endpoints, flows.dynamodb],
      /^Stack\/Media.*: Stack\/Network has no endpoint to "s3"\n {2}expected {2}an endpoint to s3, because the functions of this construct call this service\n {2}do {8}add Flow\.between\('…', 's3', ec2\.Port\.tcp\(443\)\) to `flows`, from each segment that uses it$/,
    ],
    [
      'no gateway to DynamoDB',
      [flows.endpoints, flows.s3],
      /^Stack\/Media.*: Stack\/Network has no endpoint to "dynamodb"\n {2}expected {2}an endpoint to dynamodb, because the functions of this construct call this service\n {2}do {8}add Flow\.between\('…', 'dynamodb', ec2\.Port\.tcp\(443\)\) to `flows`, from each segment that uses it$/,
    ],
    [
      'no way to the interface endpoints',
      [flows.s3, flows.dynamodb],
      /^Stack\/Media.*: no flow of Stack\/Network leads from segment "service" to "lambda"\n {2}expected {2}a flow on tcp 443, because the functions of this construct call lambda\n {2}do {8}add Flow\.between\('service', 'endpoints', ec2\.Port\.tcp\(443\)\) to `flows`$/,
    ],
    [
      'only UDP to them',
      [Flow.between('service', 'endpoints', ec2.Port.udp(443)), flows.s3, flows.dynamodb],
      /^Stack\/Media.*: no flow of Stack\/Network leads from segment "service" to "lambda"\n {2}expected {2}a flow on tcp 443, because the functions of this construct call lambda\n {2}do {8}add Flow\.between\('service', 'endpoints', ec2\.Port\.tcp\(443\)\) to `flows`$/,
    ],
    [
      'another port of them',
      [Flow.between('service', 'endpoints', ec2.Port.tcp(8443)), flows.s3, flows.dynamodb],
      /^Stack\/Media.*: no flow of Stack\/Network leads from segment "service" to "lambda"\n {2}expected {2}a flow on tcp 443, because the functions of this construct call lambda\n {2}do {8}add Flow\.between\('service', 'endpoints', ec2\.Port\.tcp\(443\)\) to `flows`$/,
    ],
    [
      'a gateway for another segment',
      [flows.endpoints, flows.dynamodb, Flow.between('edge', 's3', ec2.Port.tcp(443))],
      /^Stack\/Media.*: no flow of Stack\/Network leads from segment "service" to "s3"\n {2}expected {2}a flow on tcp 443, because the functions of this construct call s3\n {2}do {8}add Flow\.between\('service', 's3', ec2\.Port\.tcp\(443\)\) to `flows`$/,
    ],
  ])('%s', (_title, some, message) => {
    const stack = newStack();
    const network = new SegmentedVpc(stack, 'Network', { flows: some });
    const surroundings = newStack();
    const keyRepository = new AsapKeyRepository(surroundings, 'AsapKeys', { issuers: ISSUERS });
    const tenants = new TenantContextService(surroundings, 'TenantContext');
    const props = {
      serviceName: 'media',
      code: lambda.Code.fromInline(CODE),
      handler: 'index.handler',
      callers: ['edge'],
      keyRepository,
      tenants,
    };

    expect(() => new TenantService(stack, 'Media', { ...props, network })).toThrow(message);
  });

  test('a publisher in the edge segment needs S3 there', () => {
    const stack = newStack();
    const network = new SegmentedVpc(stack, 'Network');
    const keyRepository = new AsapKeyRepository(stack, 'AsapKeys', { issuers: ISSUERS });
    const logsKey = new ServiceKey(stack, 'Key', { serviceName: 'edge' });

    expect(() => new AsapIdentity(stack, 'Edge', { issuer: 'edge', keyRepository, logsKey, network, segment: 'edge' })).toThrow(
      /^Stack\/Edge.*: no flow of Stack\/Network leads from segment "edge" to "s3"\n {2}expected {2}a flow on tcp 443, because the functions of this construct call s3\n {2}do {8}add Flow\.between\('edge', 's3', ec2\.Port\.tcp\(443\)\) to `flows`$/,
    );
  });
});

describe('an existing VPC', () => {
  const vpcIn = (stack: Stack) =>
    ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: 'vpc-1',
      availabilityZones: ['a', 'b'],
      privateSubnetIds: ['subnet-1', 'subnet-2'],
    });
  const groupIn = (stack: Stack) => ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1', { mutable: false });
  const vpcSubnets = { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS };

  test('takes its functions in the subnets and group given, and a private API through the endpoint given, with a warning', () => {
    const warn = jest.spyOn(Validations.prototype, 'addWarning');
    const { template } = placed({
      service: (stack) => ({
        vpc: vpcIn(stack),
        vpcSubnets,
        securityGroups: [groupIn(stack)],
        vpcEndpointIds: { 'execute-api': 'vpce-1' },
      }),
    });
    const warnings = warn.mock.calls.map(([id]) => id);
    warn.mockRestore();
    for (const [, { Properties }] of functionsOf(template).filter(([id]) => id.startsWith('Media'))) {
      expect(Properties.VpcConfig).toEqual({ SecurityGroupIds: ['sg-1'], SubnetIds: ['subnet-1', 'subnet-2'] });
    }
    const { Properties } = only(template, 'AWS::ApiGateway::RestApi');
    expect(Properties.EndpointConfiguration).toEqual({ Types: ['PRIVATE'] });
    expect(readable<Statement[]>(Properties.Policy.Statement).map(({ Sid, Condition }) => [Sid, Condition])).toEqual([
      ['OnlyThroughOwnEndpoint', { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } }],
    ]);
    expect(warnings).toContain('cdk-bulkhead:existing-vpc');
    expect(warnings).not.toContain('cdk-bulkhead:public-api');
  });

  test('without an execute-api endpoint leaves the API public, and says so', () => {
    const warn = jest.spyOn(Validations.prototype, 'addWarning');
    const { template } = placed({ service: (stack) => ({ vpc: vpcIn(stack), vpcSubnets, securityGroups: [groupIn(stack)] }) });
    const warnings = warn.mock.calls.map(([id]) => id);
    warn.mockRestore();
    expect(only(template, 'AWS::ApiGateway::RestApi').Properties.EndpointConfiguration).toEqual({ Types: ['REGIONAL'] });
    expect(warnings).toContain('cdk-bulkhead:public-api');
  });

  test.each<[string, (stack: Stack) => Partial<TenantServiceProps>, RegExp]>([
    [
      'no subnets',
      (stack) => ({ vpc: vpcIn(stack), securityGroups: [groupIn(stack)] }),
      /^Stack\/Media.*: `vpc` is given without `vpcSubnets`\n {2}expected {2}both `vpcSubnets` and `securityGroups`: without them, CDK chooses subnets and creates a group that allows all egress\n {2}do {8}pass `vpcSubnets` and `securityGroups`$/,
    ],
    [
      'no security group',
      (stack) => ({ vpc: vpcIn(stack), vpcSubnets }),
      /^Stack\/Media.*: `vpc` is given without `securityGroups`\n {2}expected {2}both `vpcSubnets` and `securityGroups`: without them, CDK chooses subnets and creates a group that allows all egress\n {2}do {8}pass `vpcSubnets` and `securityGroups`$/,
    ],
    [
      'subnets of nothing',
      () => ({ vpcSubnets }),
      /^Stack\/Media.*: vpcSubnets is given without `vpc`\n {2}expected {2}the VPC to which vpcSubnets belongs\n {2}do {8}pass `vpc`, or leave `vpcSubnets` out$/,
    ],
    [
      'a group of nothing',
      (stack) => ({ securityGroups: [groupIn(stack)] }),
      /^Stack\/Media.*: securityGroups is given without `vpc`\n {2}expected {2}the VPC to which securityGroups belongs\n {2}do {8}pass `vpc`, or leave `securityGroups` out$/,
    ],
    [
      'endpoints of nothing',
      () => ({ vpcEndpointIds: {} }),
      /^Stack\/Media.*: vpcEndpointIds is given without `vpc`\n {2}expected {2}the VPC to which vpcEndpointIds belongs\n {2}do {8}pass `vpc`, or leave `vpcEndpointIds` out$/,
    ],
    [
      'an endpoint under a name that no service has',
      (stack) => ({ vpc: vpcIn(stack), vpcSubnets, securityGroups: [groupIn(stack)], vpcEndpointIds: { executeApi: 'vpce-1' } }),
      /^Stack\/Media.*: vpcEndpointIds names "executeApi"\n {2}expected {2}short names of services: .*execute-api.*\n {2}do {8}correct the name, or remove this endpoint$/,
    ],
    [
      'a segment of nothing',
      () => ({ segment: 'service' }),
      /^Stack\/Media.*: segment is "service", without a `network`\n {2}expected {2}a `network` that has this segment\n {2}do {8}pass `network`, or leave `segment` out$/,
    ],
    [
      'both a network and a VPC',
      (stack) => ({ network: new SegmentedVpc(stack, 'Other'), vpc: vpcIn(stack) }),
      /^Stack\/Media.*: `vpc` and `network` are both given\n {2}expected {2}either a `network`, or an existing `vpc` with its own properties\n {2}do {8}remove `vpc`, or remove `network`$/,
    ],
    [
      'a segment that is none',
      (stack) => ({
        network: new SegmentedVpc(stack, 'Other', { segments: [Segment.service(), Segment.endpoints()] }),
        segment: 'data',
      }),
      /^Stack\/Other: the network has no segment "data"\n {2}expected {2}one of its segments: service, endpoints\n {2}do {8}name one of these segments, or add a segment to `segments` of the network$/,
    ],
  ])('is refused with %s', (_title, service, message) => {
    expect(() => placed({ service })).toThrow(message);
  });
});
