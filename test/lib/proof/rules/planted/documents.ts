// Whom policies name, and by which names they say what they lie on.
import {
  ACCOUNT,
  allow,
  att,
  bucket,
  document,
  fn,
  iam,
  inBucket,
  KEPT,
  key,
  named,
  onlyTls,
  RECOVERY,
  REGION,
  type Row,
  ref,
  restApi,
  TENANT_DATA,
  tags,
  template,
  tenantBucket,
  tenantTable,
  type Written,
} from './builders';

type Parts = { readonly [id: string]: Written };

const STRANGER = named('arn:aws:iam::222222222222:role/stranger');
const marked = { Tags: tags(TENANT_DATA) };

/** A bucket with tenants’ data, and who gets at its objects. */
const objects = (...who: readonly object[]): Parts => ({
  ...bucket({}, [
    onlyTls('Bucket'),
    ...who.map((one) => ({ Effect: 'Allow', Action: 's3:GetObject', Resource: inBucket('Bucket'), ...one })),
  ]),
  Bucket: tenantBucket(),
});

const WHO: readonly (readonly [title: string, principal: object])[] = [
  [
    'objects for an account by its canonical id',
    { CanonicalUser: '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be' },
  ],
  ['objects for a principal by its unique id', { AWS: 'AROAEXAMPLEEXAMPLE123' }],
  ['objects for sessions of a provider', { Federated: 'arn:aws:iam::222222222222:saml-provider/theirs' }],
  ['objects for sessions of everybody’s provider', { Federated: 'cognito-identity.amazonaws.com' }],
  ['objects for a role that no template makes', { AWS: iam('role/elsewhere') }],
  ['objects for whoever a custom resource names', { AWS: att('Custom', 'Who') }],
];

/** A store with tenants’ data under a key, and something beside it. */
const store = (Type: string, Properties: object, beside: Parts) =>
  template(key(), { Store: { Type, Properties: { ...marked, ...Properties }, ...KEPT } }, beside);
const laid = (Type: string, Properties: object): Parts => ({ Policy: { Type, Properties } });
const may = (actions: string | readonly string[], who: object = STRANGER) => document({ ...allow(actions), ...who });

/** A type, its names, and a policy of it by another name than Ref: of what strangers may do, and of what is no data. */
const NAMES: readonly (readonly [
  title: string,
  type: string,
  properties: object,
  reads: string,
  describes: string,
  policy: (document: object) => Parts,
])[] = [
  [
    'a queue’s policy by its URL',
    'AWS::SQS::Queue',
    { QueueName: 'q', KmsMasterKeyId: ref('Key') },
    'sqs:ReceiveMessage',
    'sqs:GetQueueAttributes',
    (PolicyDocument) =>
      laid('AWS::SQS::QueuePolicy', { Queues: [`https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/q`], PolicyDocument }),
  ],
  [
    'a topic’s policy by its ARN',
    'AWS::SNS::Topic',
    { TopicName: 't', KmsMasterKeyId: ref('Key') },
    'sns:Subscribe',
    'sns:GetTopicAttributes',
    (PolicyDocument) => laid('AWS::SNS::TopicPolicy', { Topics: [`arn:aws:sns:${REGION}:${ACCOUNT}:t`], PolicyDocument }),
  ],
  [
    'a secret’s policy by its name',
    'AWS::SecretsManager::Secret',
    { Name: 's', KmsKeyId: ref('Key') },
    'secretsmanager:GetSecretValue',
    'secretsmanager:DescribeSecret',
    (ResourcePolicy) => laid('AWS::SecretsManager::ResourcePolicy', { SecretId: 's', ResourcePolicy }),
  ],
  [
    'a secret’s policy by an ARN without the end',
    'AWS::SecretsManager::Secret',
    { Name: 's', KmsKeyId: ref('Key') },
    'secretsmanager:GetSecretValue',
    'secretsmanager:DescribeSecret',
    (ResourcePolicy) =>
      laid('AWS::SecretsManager::ResourcePolicy', {
        SecretId: `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:s`,
        ResourcePolicy,
      }),
  ],
  [
    'a policy of the account’s log groups',
    'AWS::Logs::LogGroup',
    { LogGroupName: '/app', KmsKeyId: att('Key') },
    'logs:GetLogEvents',
    'logs:DescribeLogStreams',
    (written) => laid('AWS::Logs::ResourcePolicy', { PolicyName: 'p', PolicyDocument: written }),
  ],
  [
    'a parameter’s policy by its ARN',
    'AWS::SSM::Parameter',
    { Name: '/a', Tags: TENANT_DATA, Type: 'String', Value: 'x' },
    'ssm:GetParameter',
    'ssm:ListTagsForResource',
    (Policy) => laid('AWS::SSM::ResourcePolicy', { ResourceArn: `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter/a`, Policy }),
  ],
];

const invoked = (name: unknown, principal: object) =>
  template(fn('Fn', { FunctionName: 'f', ...marked }), {
    Permission: {
      Type: 'AWS::Lambda::Permission',
      Properties: { FunctionName: name, Action: 'lambda:InvokeFunction', ...principal },
    },
  });
const FUNCTIONS: readonly (readonly [title: string, name: unknown])[] = [
  ['a version, by name', 'f:1'],
  ['a function by its ARN', `arn:aws:lambda:${REGION}:${ACCOUNT}:function:f`],
  ['a function by a part of its ARN', `${ACCOUNT}:function:f:live`],
  ['an alias by the function’s ARN', { 'Fn::Sub': ['', '{Fn.Arn}:live'].join('$') }],
];

const scan = (...resources: readonly unknown[]) => document(allow('dynamodb:Scan', resources));
const otherTable = `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/other`;
/** Rights on every row, and the same on another table. */
const holders = (title: string, made: (policy: object) => Parts): Row => ({
  rule: 'tenant-data-access',
  title,
  bad: template(tenantTable(), made(scan(att('Table')))),
  good: template(tenantTable(), made(scan(otherTable))),
});

const streamed = (actions: string) => ({
  StreamSpecification: { StreamViewType: 'NEW_IMAGE', ResourcePolicy: { PolicyDocument: may(actions) } },
});
const UNDER_KEY = { SSESpecification: { KMSMasterKeyId: att('Key') } };
const replicated = (more: object) =>
  template(key(), {
    Table: {
      Type: 'AWS::DynamoDB::GlobalTable',
      Properties: {
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
        Replicas: [{ Region: REGION, ...UNDER_KEY, ...RECOVERY, ...marked, ...more }],
      },
      ...KEPT,
    },
  });
const ofReplica = (action: string) => ({ ResourcePolicy: { PolicyDocument: may(action) } });
const CUSTOM: Parts = { Custom: { Type: 'Custom::Names', Properties: {} } };

const permitted = (principal: object): Parts => ({
  Permission: {
    Type: 'AWS::Lambda::Permission',
    Properties: { FunctionName: att('Handler'), Action: 'lambda:InvokeFunction', ...principal },
  },
});

export const DOCUMENTS: readonly Row[] = [
  ...WHO.map(
    ([title, Principal]): Row => ({
      rule: 'tenant-data-access',
      title,
      bad: template(CUSTOM, objects({ Principal })),
      good: template(CUSTOM, objects({ Principal, Action: 's3:GetBucketLocation', Resource: att('Bucket') })),
    }),
  ),
  {
    rule: 'tenant-data-access',
    title: 'objects for everybody whom a condition names',
    bad: template(objects({ Principal: '*', Condition: { ArnLike: { 'aws:PrincipalArn': iam('role/elsewhere-*') } } })),
    good: template(objects()),
  },
  {
    rule: 'tenant-data-access',
    title: 'a bucket’s policy by a name that only the deployment knows',
    bad: template(CUSTOM, objects(), {
      Other: {
        Type: 'AWS::S3::BucketPolicy',
        Properties: {
          Bucket: att('Custom', 'Name'),
          PolicyDocument: document({ ...allow('s3:GetObject', inBucket('Bucket')), ...STRANGER }),
        },
      },
    }),
    good: template(CUSTOM, objects(), {
      Other: {
        Type: 'AWS::S3::BucketPolicy',
        Properties: {
          Bucket: att('Custom', 'Name'),
          PolicyDocument: document({ ...allow('s3:GetObject', 'arn:aws:s3:::other/*'), ...STRANGER }),
        },
      },
    }),
  },
  {
    rule: 'tenant-data-access',
    title: 'objects through an access point',
    bad: template(objects(), accessPoint('s3:GetObject')),
    good: template(objects(), accessPoint('s3:GetObjectTagging')),
  },
  ...NAMES.map(
    ([title, type, properties, reads, describes, policy]): Row => ({
      rule: 'tenant-data-access',
      title,
      bad: store(type, properties, policy(may(reads))),
      good: store(type, properties, policy(may(describes))),
    }),
  ),
  ...FUNCTIONS.map(
    ([title, name]): Row => ({
      rule: 'tenant-data-access',
      title: `${title}, for a stranger`,
      bad: invoked(name, { Principal: '222222222222' }),
      good: invoked(name, { Principal: 'events.amazonaws.com', SourceAccount: ACCOUNT }),
    }),
  ),
  holders('a policy for a role that no template makes', (PolicyDocument) => ({
    Policy: { Type: 'AWS::IAM::ManagedPolicy', Properties: { Roles: ['existing'], PolicyDocument } },
  })),
  holders('a group that nobody is in yet', (PolicyDocument) => ({
    Group: { Type: 'AWS::IAM::Group', Properties: { Policies: [{ PolicyName: 'p', PolicyDocument }] } },
  })),
  holders('a managed policy that nobody has yet', (PolicyDocument) => ({
    Policy: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument } },
  })),
  holders('a permission set', (InlinePolicy) => ({
    Set: {
      Type: 'AWS::SSO::PermissionSet',
      Properties: { InstanceArn: 'arn:aws:sso:::instance/ssoins-1', Name: 'p', InlinePolicy },
    },
  })),
  {
    rule: 'tenant-data-access',
    title: 'a table’s stream with a policy of its own',
    bad: template(tenantTable(streamed('dynamodb:GetRecords'))),
    good: template(tenantTable(streamed('dynamodb:DescribeStream'))),
  },
  {
    rule: 'tenant-data-access',
    title: 'a stream for which the table’s policy says no',
    bad: template(
      tenantTable({
        ...streamed('dynamodb:GetRecords'),
        ResourcePolicy: { PolicyDocument: document({ ...allow('dynamodb:*'), Effect: 'Deny', ...STRANGER }) },
      }),
    ),
    good: template(tenantTable(streamed('dynamodb:DescribeStream'))),
  },
  {
    rule: 'tenant-data-access',
    title: 'a replica’s stream with a policy of its own',
    bad: replicated({ ReplicaStreamSpecification: ofReplica('dynamodb:GetRecords') }),
    good: replicated({ ReplicaStreamSpecification: ofReplica('dynamodb:DescribeStream') }),
  },
  {
    rule: 'tenant-data-access',
    title: 'a replica with a policy of its own',
    bad: replicated(ofReplica('dynamodb:GetItem')),
    good: replicated(ofReplica('dynamodb:DescribeTable')),
  },
  {
    rule: 'invoke-behind-authorizer',
    title: 'another account that goes past the authorizer',
    bad: template(restApi(), permitted({ Principal: '222222222222' })),
    good: template(restApi(), permitted({ Principal: 'apigateway.amazonaws.com', SourceAccount: ACCOUNT })),
  },
];

function accessPoint(action: string): Parts {
  return {
    Door: {
      Type: 'AWS::S3::AccessPoint',
      Properties: {
        Bucket: ref('Bucket'),
        Name: 'door',
        Policy: document({
          ...allow(action, `arn:aws:s3:${REGION}:${ACCOUNT}:accesspoint/door/object/*`),
          ...STRANGER,
        }),
      },
    },
  };
}
