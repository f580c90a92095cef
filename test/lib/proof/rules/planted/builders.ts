// Parts that planted templates are made of: each is right by itself, so that a planted defect is the only one.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of IAM
import { NETWORK_METADATA } from '../../../../../contract';

export const ACCOUNT = '111111111111';
export const REGION = 'eu-central-1';

/** One defect, and its twin without it. */
export interface Row {
  /** The only rule that the bad template breaks. */
  readonly rule: string;
  readonly title: string;
  readonly bad: Template;
  /** Breaks no rule at all. */
  readonly good: Template;
}

export interface Written {
  readonly Type: string;
  readonly Properties?: unknown;
  readonly [attribute: string]: unknown;
}

export type Parts = { readonly [id: string]: Written };

export interface Template {
  readonly Resources: Parts;
}

export const template = (...parts: readonly { readonly [id: string]: Written }[]): Template => ({
  Resources: Object.assign({}, ...parts),
});
export const ref = (id: string) => ({ Ref: id });
export const att = (id: string, attribute = 'Arn') => ({ 'Fn::GetAtt': [id, attribute] });
export const tags = (values: { readonly [key: string]: string }) =>
  Object.entries(values).map(([Key, Value]) => ({ Key, Value }));
export const TENANT_DATA = { 'bulkhead:tenant-data': 'true' };
export const SEGMENT = { 'bulkhead:segment': 'data' };
export const KEPT = { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' };

export const document = (...statements: readonly object[]) => ({ Version: '2012-10-17', Statement: statements });
export const allow = (Action: string | readonly string[], Resource: unknown = '*', more: object = {}) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});
export const service = (Service: string) => ({ Principal: { Service } });
export const named = (AWS: unknown) => ({ Principal: { AWS } });
export const iam = (name: string) => `arn:aws:iam::${ACCOUNT}:${name}`;
export const when = (operator: string, name: string, value: unknown) => ({ Condition: { [operator]: { [name]: value } } });
export const ofAccount = { StringEquals: { 'aws:SourceAccount': ACCOUNT } };

/** Of a trust policy: a session is tagged with one tenant, and with nothing else. */
export const oneTenant = {
  Condition: {
    StringLike: { 'aws:RequestTag/TenantId': '?*' },
    'ForAllValues:StringEquals': { 'aws:TagKeys': 'TenantId' },
    Null: { 'aws:RequestTag/TenantId': 'false', 'aws:TagKeys': 'false' },
  },
};

/** Conditions on the rows of a table: the session’s own tenant, or whichever `tenant` says. */
export const TENANT = '${aws:PrincipalTag/TenantId}';
export const boundTo = (tenant: string, operator = 'ForAllValues:StringEquals') => ({
  Condition: {
    [operator]: { 'dynamodb:LeadingKeys': tenant },
    Null: { 'dynamodb:LeadingKeys': 'false', 'aws:PrincipalTag/TenantId': 'false' },
  },
});
/** The two halves of such a condition that rules about conditions tell apart. */
export const LEADING = { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': TENANT } };
export const PRESENT = { Null: { 'dynamodb:LeadingKeys': 'false' } };

/** A role that Lambda assumes. */
export const role = (id: string, more: object = {}) => ({
  [id]: {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: document({ Effect: 'Allow', ...service('lambda.amazonaws.com'), Action: 'sts:AssumeRole' }),
      ...more,
    },
  },
});
/** What a role may do. */
export const granted = (roleId: string, ...statements: readonly object[]) => ({
  [`${roleId}Policy`]: {
    Type: 'AWS::IAM::ManagedPolicy',
    Properties: { Roles: [ref(roleId)], PolicyDocument: document(...statements) },
  },
});
/** A role with statements of its own, and nothing else. */
export const worker = (...statements: readonly object[]) => template(role('Role'), granted('Role', ...statements));

/** Sessions with a tenant’s tag, which a broker in another stack of the account gives. */
export const tagged = (id: string, more: object = oneTenant) =>
  role(id, {
    AssumeRolePolicyDocument: document({
      Effect: 'Allow',
      ...named(iam('role/broker')),
      Action: ['sts:AssumeRole', 'sts:TagSession'],
      ...more,
    }),
  });

export const ADMINISTRATION = {
  Sid: 'Administration',
  ...allow(['kms:DescribeKey', 'kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion']),
  ...named(iam('role/key-administrator')),
};
export const use = (principal: unknown = iam('role/user'), more: object = {}) => ({
  Sid: 'Use',
  ...allow(['kms:Decrypt', 'kms:GenerateDataKey']),
  ...named(principal),
  ...more,
});
/** Everybody of the account, through the service that holds the data: its policies decide who reads what. */
export const FOR_CALLERS = {
  Sid: 'ThroughTheServices',
  ...allow(['kms:Decrypt', 'kms:GenerateDataKey']),
  ...named('*'),
  Condition: {
    StringEquals: { 'kms:CallerAccount': ACCOUNT },
    StringLike: { 'kms:ViaService': ['dynamodb.*.amazonaws.com', 's3.*.amazonaws.com', 'sqs.*.amazonaws.com'] },
  },
};
/** A log group cannot be created without it. */
export const FOR_LOGS = {
  Sid: 'LogGroups',
  ...allow(['kms:Decrypt', 'kms:GenerateDataKey']),
  ...service(`logs.${REGION}.amazonaws.com`),
  Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:*` } },
};
export const key = (id = 'Key', statements: readonly object[] = [ADMINISTRATION, FOR_CALLERS, FOR_LOGS], more: object = {}) => ({
  [id]: {
    Type: 'AWS::KMS::Key',
    Properties: { EnableKeyRotation: true, KeyPolicy: document(...statements), ...more },
  },
});

/** A queue with a policy. */
export const queue = (...statements: readonly object[]) =>
  template(key(), {
    Queue: { Type: 'AWS::SQS::Queue', Properties: { KmsMasterKeyId: att('Key') } },
    Policy: {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: { Queues: [ref('Queue')], PolicyDocument: document(...statements) },
    },
  });
export const sends = (more: object) => ({ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: att('Queue'), ...more });

export const ALL_BLOCKED = {
  BlockPublicAcls: true,
  BlockPublicPolicy: true,
  IgnorePublicAcls: true,
  RestrictPublicBuckets: true,
};
export const underKey = (keyId: string) => ({
  ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: att(keyId) } }],
});
const objects = (id: string) => ({ 'Fn::Sub': `\${${id}.Arn}/*` });
export const onlyTls = (id: string) => ({
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: [att(id), objects(id)],
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
});
export const bucket = (properties: object = {}, statements: readonly object[] = [onlyTls('Bucket')], id = 'Bucket') => ({
  ...key(),
  [id]: {
    Type: 'AWS::S3::Bucket',
    Properties: { BucketEncryption: underKey('Key'), PublicAccessBlockConfiguration: ALL_BLOCKED, ...properties },
  },
  [`${id}Policy`]: {
    Type: 'AWS::S3::BucketPolicy',
    Properties: { Bucket: ref(id), PolicyDocument: document(...statements) },
  },
});
export const inBucket = objects;
/** A bucket with tenants’ data, in the place of the one that `bucket` makes. */
export const tenantBucket = (more: object = {}) => ({
  Type: 'AWS::S3::Bucket',
  Properties: {
    BucketName: 'tenant-documents',
    BucketEncryption: underKey('Key'),
    PublicAccessBlockConfiguration: ALL_BLOCKED,
    Tags: tags(TENANT_DATA),
    ...more,
  },
  ...KEPT,
});

export const RECOVERY = { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } };
export const table = (id = 'Table', more: object = {}, attributes: object = {}) => ({
  ...key(),
  [id]: {
    Type: 'AWS::DynamoDB::Table',
    Properties: {
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: att('Key') },
      ...RECOVERY,
      ...more,
    },
    ...attributes,
  },
});
/** A table with tenants’ data that nobody here reaches. */
export const tenantTable = (more: object = {}) => table('Table', { Tags: tags(TENANT_DATA), ...more }, KEPT);

/** A global table with one replica. */
export const globalTable = (replica: object, more: object = {}, properties: object = {}) =>
  template(key(), {
    Table: {
      Type: 'AWS::DynamoDB::GlobalTable',
      Properties: {
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
        Replicas: [{ Region: REGION, ...replica }],
        ...properties,
      },
      ...more,
    },
  });
export const REPLICA_UNDER_KEY = { SSESpecification: { KMSMasterKeyId: att('Key') } };

export const fn = (id: string, more: object = {}, roleId = `${id}Role`) => ({
  ...role(roleId),
  [id]: {
    Type: 'AWS::Lambda::Function',
    Properties: { Role: att(roleId), Code: { ZipFile: '' }, Handler: 'index.handler', Runtime: 'nodejs22.x', ...more },
  },
});

export const invocable = (FunctionName: unknown, who: object): Parts => ({
  Permission: { Type: 'AWS::Lambda::Permission', Properties: { FunctionName, Action: 'lambda:InvokeFunction', ...who } },
});
/** What the role of a function in a VPC needs. */
export const INTERFACES = ['ec2:CreateNetworkInterface', 'ec2:DescribeNetworkInterfaces', 'ec2:DeleteNetworkInterface'];

/** A VPC that resolves nothing: about names there is a rule of its own. */
export const vpc = (more: object = {}) => ({
  Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16', EnableDnsSupport: false, ...more } },
});
export const subnet = (id: string, CidrBlock: string, more: object = {}) => ({
  [id]: { Type: 'AWS::EC2::Subnet', Properties: { VpcId: ref('Vpc'), CidrBlock, ...more } },
});
/** A subnet with a route table, and routes by destination. */
export const routed = (subnetId: string, routes: { readonly [destination: string]: object }) => ({
  [`${subnetId}Table`]: { Type: 'AWS::EC2::RouteTable', Properties: { VpcId: ref('Vpc') } },
  [`${subnetId}Association`]: {
    Type: 'AWS::EC2::SubnetRouteTableAssociation',
    Properties: { SubnetId: ref(subnetId), RouteTableId: ref(`${subnetId}Table`) },
  },
  ...Object.fromEntries(
    Object.entries(routes).map(([destination, target], index) => [
      `${subnetId}Route${index}`,
      {
        Type: 'AWS::EC2::Route',
        Properties: {
          RouteTableId: ref(`${subnetId}Table`),
          [destination.includes(':') ? 'DestinationIpv6CidrBlock' : 'DestinationCidrBlock']: destination,
          ...target,
        },
      },
    ]),
  ),
});
export const internet = {
  Gateway: { Type: 'AWS::EC2::InternetGateway' },
  Attachment: {
    Type: 'AWS::EC2::VPCGatewayAttachment',
    Properties: { VpcId: ref('Vpc'), InternetGatewayId: ref('Gateway') },
  },
};
export const byGateway = { GatewayId: ref('Gateway') };
export const NO_WAY_OUT = [{ IpProtocol: 'icmp', FromPort: 252, ToPort: 86, CidrIp: '255.255.255.255/32' }];
export const group = (id: string, ingress: readonly object[] = [], more: object = {}) => ({
  [id]: {
    Type: 'AWS::EC2::SecurityGroup',
    Properties: {
      VpcId: ref('Vpc'),
      GroupDescription: 'planted',
      SecurityGroupIngress: ingress,
      SecurityGroupEgress: NO_WAY_OUT,
      ...more,
    },
  },
});
export const port = (number: number, peer: object) => ({ IpProtocol: 'tcp', FromPort: number, ToPort: number, ...peer });
export const OURS = { CidrIp: '10.0.0.0/16' };
/** A VPC and a security group. */
export const grouped = (...ingress: readonly object[]) => template(vpc(), group('Group', ingress));
/** A VPC with what its segments were declared to be. */
export const declared = (network: object, ...more: readonly Parts[]) =>
  template({ Vpc: { ...vpc().Vpc, Type: 'AWS::EC2::VPC', Metadata: { [NETWORK_METADATA]: network } } }, ...more);

export const BOTH_ENDS = {
  Effect: 'Allow',
  Principal: '*',
  Action: '*',
  Resource: '*',
  Condition: { StringEquals: { 'aws:PrincipalAccount': ACCOUNT, 'aws:ResourceAccount': ACCOUNT } },
};
export const endpoint = (name: string, more: object = {}) => ({
  Endpoint: {
    Type: 'AWS::EC2::VPCEndpoint',
    Properties: {
      VpcId: ref('Vpc'),
      VpcEndpointType: 'Gateway',
      ServiceName: `com.amazonaws.${REGION}.${name}`,
      PolicyDocument: document(BOTH_ENDS),
      ...more,
    },
  },
});

/** A REST API whose one method asks a Lambda authorizer, and whose stage logs who came. */
export const restApi = (parts: { method?: object; authorizer?: object; api?: object; stage?: object } = {}) => ({
  Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'planted', ...parts.api } },
  Authorizer: {
    Type: 'AWS::ApiGateway::Authorizer',
    Properties: {
      RestApiId: ref('Api'),
      Name: 'who',
      Type: 'REQUEST',
      AuthorizerUri: byLambda('Who'),
      IdentitySource: 'method.request.header.Authorization,method.request.header.X-Tenant-Id',
      AuthorizerResultTtlInSeconds: 60,
      ...parts.authorizer,
    },
  },
  ...fn('Who'),
  ...fn('Handler'),
  Method: {
    Type: 'AWS::ApiGateway::Method',
    Properties: {
      RestApiId: ref('Api'),
      ResourceId: att('Api', 'RootResourceId'),
      HttpMethod: 'ANY',
      AuthorizationType: 'CUSTOM',
      AuthorizerId: ref('Authorizer'),
      Integration: { Type: 'AWS_PROXY', IntegrationHttpMethod: 'POST', Uri: byLambda('Handler') },
      ...parts.method,
    },
  },
  Stage: {
    Type: 'AWS::ApiGateway::Stage',
    Properties: {
      RestApiId: ref('Api'),
      StageName: 'live',
      AccessLogSetting: { DestinationArn: `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:access`, Format: '$context.requestId' },
      ...parts.stage,
    },
  },
});
function byLambda(id: string) {
  return { 'Fn::Sub': `arn:aws:apigateway:${REGION}:lambda:path/2015-03-31/functions/\${${id}.Arn}/invocations` };
}
