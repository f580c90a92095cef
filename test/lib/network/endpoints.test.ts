// What each endpoint lets through, and how it is reached.
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Flow, Segment, SegmentedVpc, type SegmentedVpcProps } from '../../../lib';
import { newStack, readable, resourcesOf, type Statement, synthesise, type Template } from '../templates';

function templateOf(props: SegmentedVpcProps = {}): Template {
  const stack = newStack();
  new SegmentedVpc(stack, 'Network', props);
  return synthesise(stack);
}

// biome-ignore lint/suspicious/noExplicitAny: properties of an endpoint
function endpoints(template: Template): Map<string, any> {
  return new Map(
    resourcesOf(template, 'AWS::EC2::VPCEndpoint').map(([, { Properties }]) => {
      const name = readable<string>(Properties.ServiceName).replace(/^com\.amazonaws\.<AWS::Region>\./, '');
      return [name, readable(Properties)];
    }),
  );
}

const statements = (template: Template, service: string): Statement[] =>
  endpoints(template).get(service)?.PolicyDocument.Statement;
const OURS = { 'aws:PrincipalAccount': '<AWS::AccountId>', 'aws:ResourceAccount': '<AWS::AccountId>' };
const ANYBODY = { AWS: '*' };

describe('by default', () => {
  const template = templateOf();
  const all = endpoints(template);

  test('there are the services that this library’s functions call, logs and APIs', () => {
    expect([...all.keys()].sort()).toEqual(['dynamodb', 'execute-api', 'kms', 'lambda', 'logs', 's3', 'ssm', 'sts']);
    for (const [service, { VpcEndpointType: type }] of all) {
      expect([service, type]).toEqual([service, ['s3', 'dynamodb'].includes(service) ? 'Gateway' : 'Interface']);
    }
  });

  test('interface endpoints are in their own segment, behind its security group, under the services’ own names', () => {
    for (const [, endpoint] of [...all].filter(([, { VpcEndpointType: type }]) => type === 'Interface')) {
      expect(endpoint).toMatchObject({
        PrivateDnsEnabled: true,
        SubnetIds: [expect.stringMatching(/^<NetworkendpointsSubnet1/), expect.stringMatching(/^<NetworkendpointsSubnet2/)],
        SecurityGroupIds: [expect.stringMatching(/^<NetworkSecurityGroupsendpoints\w+\.GroupId>$/)],
      });
    }
  });

  test('gateways are in the route tables of the segments that a flow lets there, and in no other', () => {
    for (const service of ['s3', 'dynamodb']) {
      expect(all.get(service).RouteTableIds).toEqual([
        expect.stringMatching(/^<NetworkserviceRouteTable1/),
        expect.stringMatching(/^<NetworkserviceRouteTable2/),
      ]);
    }
  });

  test.each(['kms', 'lambda', 'logs', 'dynamodb'])(
    '%s lets through this account’s principals on this account’s resources',
    (service) => {
      expect(statements(template, service)).toEqual([
        {
          Sid: 'SignedWithinPerimeter',
          Effect: 'Allow',
          Principal: ANYBODY,
          Action: '*',
          Resource: '*',
          Condition: { StringEquals: OURS },
        },
      ]);
    },
  );

  test('s3 lets through, without a principal, reads of our buckets and the answers of custom resources', () => {
    const [signed, ...unsigned] = statements(template, 's3');
    expect(signed?.Condition).toEqual({ StringEquals: OURS });
    expect(unsigned).toEqual([
      {
        Sid: 'PlainReadsWithinPerimeter',
        Effect: 'Allow',
        Principal: ANYBODY,
        Action: 's3:GetObject',
        Resource: '*',
        Condition: { StringEquals: { 'aws:ResourceAccount': '<AWS::AccountId>' } },
      },
      {
        Sid: 'AnswersOfCustomResources',
        Effect: 'Allow',
        Principal: ANYBODY,
        Action: 's3:PutObject',
        // The bucket takes answers for every account's stacks: only those of ours pass.
        Resource: expect.stringMatching(
          /^arn:<AWS::Partition>:s3:::cloudformation-custom-resource-response-<.*"-","<AWS::Region>".*>\/arn:<AWS::Partition>:cloudformation:<AWS::Region>:<AWS::AccountId>:stack\/\*$/,
        ),
      },
    ]);
  });

  test('execute-api lets bearer tokens through to this account’s APIs', () => {
    expect(statements(template, 'execute-api')[1]).toEqual({
      Sid: 'BearerCallsWithinAccount',
      Effect: 'Allow',
      Principal: ANYBODY,
      Action: 'execute-api:Invoke',
      Resource: 'arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:*',
    });
  });

  test('sts lets web identities through to this account’s roles', () => {
    expect(statements(template, 'sts')[1]).toEqual({
      Sid: 'WebIdentitiesWithinPerimeter',
      Effect: 'Allow',
      Principal: ANYBODY,
      Action: 'sts:AssumeRoleWithWebIdentity',
      Resource: 'arn:<AWS::Partition>:iam::<AWS::AccountId>:role/*',
      Condition: { StringEquals: { 'aws:ResourceAccount': '<AWS::AccountId>' } },
    });
  });
});

test.each(['S3', 'DYNAMODB'] as const)(
  'an interface endpoint to %s beside its gateway would take its place: refused',
  (service) => {
    expect(() => templateOf({ endpoints: [ec2.InterfaceVpcEndpointAwsService[service]] })).toThrow(
      [
        `endpoints contains "${service.toLowerCase()}"`,
        '  expected  services other than s3 and dynamodb: a flow creates the endpoint of these two',
        `  do        remove it from \`endpoints\`, and add Flow.between('…', '${service.toLowerCase()}', ec2.Port.tcp(443)) to \`flows\``,
      ].join('\n'),
    );
  },
);

describe('whatever is asked for', () => {
  const template = templateOf({
    endpoints: [
      ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
      ec2.InterfaceVpcEndpointAwsService.ECR,
      ec2.InterfaceVpcEndpointAwsService.KMS,
    ],
    organizationId: 'o-a1b2c3d4e5',
  });

  test('a service is added once, and its name resolves', () => {
    expect([...endpoints(template).keys()].filter((name) => /kms|secrets|ecr/.test(name)).sort()).toEqual([
      'ecr.api',
      'kms',
      'secretsmanager',
    ]);
    expect(readable(JSON.parse(JSON.stringify(template)))).toBeDefined();
    const domains = readable<{ [id: string]: { Properties: { Domains?: string[] } } }>(template.Resources);
    const allowed =
      Object.entries(domains).find(([id]) => id.startsWith('NetworkDnsFirewallAllowed'))?.[1].Properties.Domains ?? [];
    expect(allowed).toEqual(
      expect.arrayContaining(['secretsmanager.<AWS::Region>.<AWS::URLSuffix>', 'api.ecr.<AWS::Region>.<AWS::URLSuffix>']),
    );
  });

  test('every statement is bound: signed ones on both ends, unsigned ones by resource, and none refers to a resource', () => {
    for (const [service, { PolicyDocument }] of endpoints(template)) {
      expect(JSON.stringify(PolicyDocument)).not.toMatch(/<Network/);
      for (const statement of PolicyDocument.Statement as Statement[]) {
        const condition = statement.Condition?.StringEquals ?? {};
        const bound = [
          'aws:PrincipalOrgID' in condition && 'aws:ResourceOrgID' in condition,
          statement.Action !== '*' && 'aws:ResourceOrgID' in condition,
          // By an ARN that names the account.
          statement.Action !== '*' && /:<AWS::AccountId>:/.test(String(statement.Resource)),
        ];
        expect([service, statement.Sid, bound.some(Boolean)]).toEqual([service, statement.Sid, true]);
      }
    }
  });
});

describe('with interface endpoints only', () => {
  const flows = [Flow.between('service', 's3', ec2.Port.tcp(443)), Flow.between('service', 'dynamodb', ec2.Port.tcp(443))];
  const template = templateOf({ interfaceEndpointsOnly: true, flows });
  const all = endpoints(template);

  test('S3 and DynamoDB have one too, with the same policy, and no route table leads out', () => {
    expect(all.get('s3')).toMatchObject({
      VpcEndpointType: 'Interface',
      PrivateDnsEnabled: true,
      DnsOptions: { PrivateDnsOnlyForInboundResolverEndpoint: 'AllResolvers' },
    });
    // DynamoDB has no private DNS: functions are told its name.
    expect(all.get('dynamodb')).toMatchObject({ VpcEndpointType: 'Interface', PrivateDnsEnabled: false });
    expect(statements(template, 's3')).toEqual(statements(templateOf(), 's3'));
    expect([...all.values()].flatMap(({ RouteTableIds = [] }) => RouteTableIds)).toEqual([]);
  });

  test('no rule names an address outside of the network', () => {
    const text = JSON.stringify(
      ['AWS::EC2::SecurityGroup', 'AWS::EC2::NetworkAclEntry']
        .flatMap((type) => resourcesOf(template, type))
        .filter(([id]) => !id.startsWith('NetworkDefaultAcl')),
    );
    expect(text).toContain('10.0.8.0/22');
    expect(text).not.toContain('0.0.0.0/0');
  });
});

test('there is no gateway where no flow leads to it', () => {
  const template = templateOf({
    segments: [Segment.service(), Segment.endpoints()],
    flows: [Flow.between('service', 'endpoints', ec2.Port.tcp(443))],
  });
  expect([...endpoints(template).keys()].sort()).toEqual(['execute-api', 'kms', 'lambda', 'logs', 'ssm', 'sts']);
});
