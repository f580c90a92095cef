// Sessions, names, places and principals by which tenants’ data can be reached.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of IAM and CloudFormation
import {
  ACCOUNT,
  allow,
  att,
  boundTo,
  bucket,
  document,
  fn,
  globalTable,
  granted,
  iam,
  inBucket,
  invocable,
  KEPT,
  key,
  named,
  onlyTls,
  type Parts,
  RECOVERY,
  REGION,
  REPLICA_UNDER_KEY,
  type Row,
  ref,
  role,
  service,
  TENANT,
  TENANT_DATA,
  type Template,
  tagged,
  tags,
  template,
  tenantBucket,
  tenantTable,
} from '../builders';

const ANY_ROW = ['dynamodb:GetItem', 'dynamodb:Query'];

const reads = (condition: object, actions: readonly string[] = ANY_ROW): Template =>
  template(tenantTable(), tagged('Tenant'), granted('Tenant', allow(actions, att('Table'), condition)));

const when = (operator: string, condition: string, value: string) =>
  reads({ Condition: { [operator]: { [condition]: value } } }, ['dynamodb:Scan']);

const objects = (resource: string): Template =>
  template(
    bucket(),
    { Bucket: tenantBucket({ BucketName: 'tenant-docs' }) },
    tagged('Tenant'),
    granted('Tenant', allow('s3:GetObject', resource)),
  );

/** A session from an identity pool, with objects under a folder. */
const ofBrowser = (folder: string): Template =>
  template(
    bucket(),
    { Bucket: tenantBucket({ BucketName: 'tenant-docs' }) },
    role('Tenant', {
      AssumeRolePolicyDocument: document({
        Effect: 'Allow',
        Principal: { Federated: 'cognito-identity.amazonaws.com' },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: { StringEquals: { 'cognito-identity.amazonaws.com:aud': 'eu-central-1:pool' } },
      }),
    }),
    granted('Tenant', allow('s3:GetObject', `arn:aws:s3:::tenant-docs/users/${folder}/*`)),
  );

const lists = (index: string): Template =>
  template(
    tenantTable(),
    tagged('Tenant'),
    granted('Tenant', allow('dynamodb:Query', { 'Fn::Sub': `\${Table.Arn}/index/${index}` }, boundTo(TENANT))),
    role('Reports'),
    index === '*' ? {} : granted('Reports', allow('dynamodb:Query', { 'Fn::Sub': `\${Table.Arn}/index/${index}` })),
  );

const UNKNOWN_KEYS: Parts = {
  Schema: { Type: 'Custom::Schema', Properties: { ServiceToken: 'arn:aws:sns:eu-central-1:111111111111:schemas' } },
};
const UNKNOWN = att('Schema', 'Keys');

/** A session that reads an index under leading keys. */
const byIndex = (GlobalSecondaryIndexes: unknown, more: object = {}): Template =>
  template(
    UNKNOWN_KEYS,
    tenantTable({ GlobalSecondaryIndexes, ...more }),
    tagged('Tenant'),
    granted('Tenant', allow(ANY_ROW, [att('Table'), { 'Fn::Sub': '${Table.Arn}/index/*' }], boundTo(TENANT))),
  );
const globalByIndex = (key: string): Template =>
  template(
    globalTable({ ...RECOVERY, ...REPLICA_UNDER_KEY, Tags: tags(TENANT_DATA) }, KEPT, {
      GlobalSecondaryIndexes: [index('by-key', keyed(key, 'sk'))],
    }).Resources,
    tagged('Tenant'),
    granted('Tenant', allow(ANY_ROW, [att('Table'), { 'Fn::Sub': '${Table.Arn}/index/*' }], boundTo(TENANT))),
  );
const searches = (action: string): Template =>
  template(
    tenantTable(),
    tagged('Tenant'),
    granted('Tenant', allow(action, [att('Table'), { 'Fn::Sub': '${Table.Arn}/index/*' }])),
  );
const keyed = (...names: readonly unknown[]) =>
  names.map((AttributeName, at) => ({ AttributeName, KeyType: at === names.length - 1 ? 'RANGE' : 'HASH' }));
const index = (IndexName: unknown, KeySchema: unknown) => ({ IndexName, KeySchema, Projection: { ProjectionType: 'ALL' } });
const BY_DATE = [index('by-date', keyed('pk', 'date'))];

/** One role that picks names of its own, and one that gets at its own tenant’s rows alone. */
const picks = (pattern: string): Template =>
  template(
    tenantTable(),
    role('Worker'),
    granted('Worker', allow(['sts:AssumeRole', 'sts:TagSession'], att('Tenant'))),
    tagged('Tenant', {
      ...named(att('Worker')),
      Condition: {
        StringLike: { 'aws:RequestTag/TenantId': pattern },
        'ForAllValues:StringEquals': { 'aws:TagKeys': 'TenantId' },
        Null: { 'aws:TagKeys': 'false' },
      },
    }),
    granted('Tenant', allow(ANY_ROW, att('Table'), boundTo(TENANT))),
  );

const withoutPicking = template(
  tenantTable(),
  role('Worker'),
  tagged('Tenant'),
  granted('Tenant', allow(ANY_ROW, att('Table'), boundTo(TENANT))),
);

const marked = (Value: unknown): Template =>
  template(
    tenantTable({ Tags: [{ Key: 'bulkhead:tenant-data', Value }] }),
    role('Worker'),
    granted('Worker', allow('dynamodb:GetItem', att('Table'))),
  );

const logs = (resource: string): Template =>
  template(
    key('Key', [
      {
        ...allow(['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*']),
        ...service('logs.eu-central-1.amazonaws.com'),
        Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:eu-central-1:${ACCOUNT}:log-group:/app/x` } },
      },
    ]),
    {
      Log: {
        Type: 'AWS::Logs::LogGroup',
        Properties: { LogGroupName: '/app/x', KmsKeyId: att('Key'), Tags: tags(TENANT_DATA) },
        ...KEPT,
      },
    },
    role('Worker'),
    granted('Worker', allow('logs:GetLogEvents', resource)),
  );

const logGroup = (name: string) => `arn:aws:logs:eu-central-1:${ACCOUNT}:log-group:${name}:log-stream:*`;

const federating = (...actions: readonly string[]): Template =>
  template(tenantTable(), {
    Person: {
      Type: 'AWS::IAM::User',
      Properties: {
        Policies: [
          {
            PolicyName: 'rows',
            PolicyDocument: document(allow(ANY_ROW, att('Table'), boundTo(TENANT)), allow(actions)),
          },
        ],
      },
    },
  });

// Whom policies name, and by which names they say what they lie on.
const STRANGER = named('arn:aws:iam::222222222222:role/stranger');
const MARKED = { Tags: tags(TENANT_DATA) };

/** A bucket with tenants’ data, and who gets at its objects. */
const opened = (...who: readonly object[]): Parts => ({
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
  template(key(), { Store: { Type, Properties: { ...MARKED, ...Properties }, ...KEPT } }, beside);

const laid = (Type: string, Properties: object): Parts => ({ Policy: { Type, Properties } });

/** The same policy, which also refuses plain HTTP. */
const overTls = (written: object) => {
  const { Statement } = written as { readonly Statement: readonly object[] };
  const refused = { Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' };
  return { ...written, Statement: [...Statement, { ...refused, Condition: { Bool: { 'aws:SecureTransport': 'false' } } }] };
};

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
      laid('AWS::SQS::QueuePolicy', {
        Queues: [`https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/q`],
        PolicyDocument: overTls(PolicyDocument),
      }),
  ],
  [
    'a topic’s policy by its ARN',
    'AWS::SNS::Topic',
    { TopicName: 't', KmsMasterKeyId: ref('Key') },
    'sns:Subscribe',
    'sns:GetTopicAttributes',
    (PolicyDocument) =>
      laid('AWS::SNS::TopicPolicy', { Topics: [`arn:aws:sns:${REGION}:${ACCOUNT}:t`], PolicyDocument: overTls(PolicyDocument) }),
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

/** Types whose ARN another attribute than Arn gives, or a name does: what concerns their data, and an ARN by a name. */
const ARNS: readonly (readonly [type: string, properties: object, action: string, arn: (name: string) => string])[] = [
  [
    'AWS::RDS::DBCluster',
    { DBClusterIdentifier: 'own', PubliclyAccessible: false, StorageEncrypted: true, KmsKeyId: att('Key') },
    'rds-data:ExecuteStatement',
    (name) => `rds:${REGION}:${ACCOUNT}:cluster:${name}`,
  ],
  [
    'AWS::RDS::DBInstance',
    { DBInstanceIdentifier: 'own', PubliclyAccessible: false, StorageEncrypted: true, KmsKeyId: att('Key') },
    'rds:DownloadDBLogFilePortion',
    (name) => `rds:${REGION}:${ACCOUNT}:db:${name}`,
  ],
  [
    'AWS::SecretsManager::Secret',
    { Name: 'own', KmsKeyId: ref('Key') },
    'secretsmanager:DeleteSecret',
    (name) => `secretsmanager:${REGION}:${ACCOUNT}:secret:${name}-??????`,
  ],
  [
    'AWS::SSM::Parameter',
    { Name: '/own', Type: 'String', Value: 'x', Tags: TENANT_DATA },
    'ssm:GetParameter',
    (name) => `ssm:${REGION}:${ACCOUNT}:parameter/${name}`,
  ],
  [
    'AWS::KinesisFirehose::DeliveryStream',
    {
      DeliveryStreamName: 'own',
      DeliveryStreamEncryptionConfigurationInput: { KeyType: 'CUSTOMER_MANAGED_CMK', KeyARN: att('Key') },
    },
    'firehose:PutRecord',
    (name) => `firehose:${REGION}:${ACCOUNT}:deliverystream/${name}`,
  ],
  [
    'AWS::ECR::Repository',
    { RepositoryName: 'own', EncryptionConfiguration: { EncryptionType: 'KMS', KmsKey: att('Key') } },
    'ecr:BatchGetImage',
    (name) => `ecr:${REGION}:${ACCOUNT}:repository/${name}`,
  ],
];

const invoked = (name: unknown, principal: object) =>
  template(fn('Fn', { FunctionName: 'f', ...MARKED }), invocable(name, principal));

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

const replicated = (more: object) => globalTable({ ...REPLICA_UNDER_KEY, ...RECOVERY, ...MARKED, ...more }, KEPT);

const ofReplica = (action: string) => ({ ResourcePolicy: { PolicyDocument: may(action) } });

const CUSTOM: Parts = { Custom: { Type: 'Custom::Names', Properties: {} } };

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

export const TENANT_DATA_ACCESS: readonly Row[] = [
  {
    rule: 'tenant-data-access',
    title: 'a session that reads every tenant’s rows',
    bad: reads({}),
    good: reads(boundTo(TENANT)),
  },
  ...(['account 222222222222', 'role/analytics of it'] as const).map((who): Row => {
    const arn = who.startsWith('account') ? 'arn:aws:iam::222222222222:root' : 'arn:aws:iam::222222222222:role/analytics';
    const shares = (...actions: readonly string[]) =>
      template(tenantTable({ ResourcePolicy: { PolicyDocument: document({ ...allow(actions), ...named(arn) }) } }));
    return {
      rule: 'tenant-data-access',
      title: `a table whose rows ${who} may read`,
      bad: shares('dynamodb:GetItem'),
      good: shares('dynamodb:DescribeTable'),
    };
  }),
  ...(
    [
      ['a tenant by its name', when('StringEquals', 'aws:PrincipalTag/TenantId', 'contoso')],
      ['tenants of a form', when('StringLike', 'aws:PrincipalTag/TenantId', 't-*')],
      ['a tag that is no tenant’s', when('StringEquals', 'aws:PrincipalTag/Access', 'support')],
      ['plain HTTP', when('Bool', 'aws:SecureTransport', 'false')],
      ['a service in between', when('Bool', 'aws:ViaAWSService', 'true')],
      ['the end of a name', reads(boundTo(`*${TENANT}`, 'ForAllValues:StringLike'))],
      ['a name in whatever case', reads(boundTo(TENANT, 'ForAllValues:StringEqualsIgnoreCase'))],
    ] as const
  ).map(
    ([title, bad]): Row => ({ rule: 'tenant-data-access', title: `rows that ${title} opens`, bad, good: reads(boundTo(TENANT)) }),
  ),
  {
    rule: 'tenant-data-access',
    title: 'rows of a tenant that a session without a tag is taken for',
    bad: reads({
      Condition: {
        'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': "${aws:PrincipalTag/TenantId, 'shared'}" },
        Null: { 'dynamodb:LeadingKeys': 'false' },
      },
    }),
    good: reads(boundTo(TENANT)),
  },
  {
    rule: 'tenant-data-access',
    title: 'a user that federates itself with a tag of its choice',
    bad: federating('sts:GetFederationToken', 'sts:TagSession'),
    good: federating('sts:GetCallerIdentity'),
  },
  { rule: 'tenant-data-access', title: 'a role that picks a tenant of a form', bad: picks('tenant-*'), good: withoutPicking },
  { rule: 'tenant-data-access', title: 'an index that the policy names', bad: lists('by-email'), good: lists('*') },
  ...(
    [
      ['an index by another key', [index('by-email', keyed('email', 'pk'))], BY_DATE],
      ['a second index by another key', [...BY_DATE, index('by-email', keyed('email', 'pk'))], BY_DATE],
      [
        'an index whose first key is not the tenant',
        [index('by-email', keyed('email', 'pk', 'date'))],
        [index('by-email', keyed('pk', 'email', 'date'))],
      ],
      ['an index whose key only the deployment knows', [index('by-key', keyed(UNKNOWN, 'pk'))], BY_DATE],
      ['an index whose key schema only the deployment knows', [index('by-key', UNKNOWN)], BY_DATE],
      ['indexes that only the deployment knows', UNKNOWN, []],
      [
        'an index of a name that only the deployment knows',
        [index(UNKNOWN, keyed('email', 'pk'))],
        [index(UNKNOWN, keyed('pk', 'date'))],
      ],
    ] as const
  ).map(([title, bad, good]): Row => ({ rule: 'tenant-data-access', title, bad: byIndex(bad), good: byIndex(good) })),
  {
    rule: 'tenant-data-access',
    title: 'an index of a global table by another key',
    bad: globalByIndex('email'),
    good: globalByIndex('pk'),
  },
  {
    rule: 'tenant-data-access',
    title: 'a local index beside a global one by another key',
    bad: byIndex([index('by-email', keyed('email', 'pk'))], { LocalSecondaryIndexes: BY_DATE }),
    good: byIndex([], { LocalSecondaryIndexes: BY_DATE }),
  },
  {
    rule: 'tenant-data-access',
    title: 'a search of vectors in the session of a tenant',
    bad: searches('dynamodb:SearchVectors'),
    good: searches('dynamodb:DescribeTable'),
  },
  ...['*/contoso/*', 'tenant-*/exports/*', 'tenant-doc?/contoso/*', 'tenant-docs*/export/*'].map(
    (path): Row => ({
      rule: 'tenant-data-access',
      title: `objects of ${path}`,
      bad: objects(`arn:aws:s3:::${path}`),
      good: objects(`arn:aws:s3:::tenant-docs/${TENANT}/*`),
    }),
  ),
  {
    rule: 'tenant-data-access',
    // Nothing says that the identity is the tenant.
    title: 'objects under the identity of Cognito',
    bad: ofBrowser('${cognito-identity.amazonaws.com:sub}'),
    good: ofBrowser(TENANT),
  },
  {
    rule: 'tenant-data-access',
    title: 'streams of a log group',
    bad: logs(logGroup('/app/x')),
    good: logs(logGroup('/app/y')),
  },
  { rule: 'tenant-data-access', title: 'a table marked by a boolean', bad: marked(true), good: marked(false) },
  ...WHO.map(
    ([title, Principal]): Row => ({
      rule: 'tenant-data-access',
      title,
      bad: template(CUSTOM, opened({ Principal })),
      good: template(CUSTOM, opened({ Principal, Action: 's3:GetBucketLocation', Resource: att('Bucket') })),
    }),
  ),
  {
    rule: 'tenant-data-access',
    title: 'objects for everybody whom a condition names',
    bad: template(opened({ Principal: '*', Condition: { ArnLike: { 'aws:PrincipalArn': iam('role/elsewhere-*') } } })),
    good: template(opened()),
  },
  {
    rule: 'tenant-data-access',
    title: 'a bucket’s policy by a name that only the deployment knows',
    bad: template(CUSTOM, opened(), {
      Other: {
        Type: 'AWS::S3::BucketPolicy',
        Properties: {
          Bucket: att('Custom', 'Name'),
          PolicyDocument: document({ ...allow('s3:GetObject', inBucket('Bucket')), ...STRANGER }),
        },
      },
    }),
    good: template(CUSTOM, opened(), {
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
    bad: template(opened(), accessPoint('s3:GetObject')),
    good: template(opened(), accessPoint('s3:GetObjectTagging')),
  },
  ...NAMES.map(
    ([title, type, properties, reads, describes, policy]): Row => ({
      rule: 'tenant-data-access',
      title,
      bad: store(type, properties, policy(may(reads))),
      good: store(type, properties, policy(may(describes))),
    }),
  ),
  ...ARNS.map(([type, properties, action, arn]): Row => {
    const of = (name: string) =>
      store(type, properties, template(role('Worker'), granted('Worker', allow(action, `arn:aws:${arn(name)}`))).Resources);
    return { rule: 'tenant-data-access', title: `a policy on another ${type} by its ARN`, bad: of('own'), good: of('other') };
  }),
  ...[
    ['AWS::RDS::DBCluster', 'DBClusterResourceId'],
    ['AWS::RDS::DBInstance', 'DbiResourceId'],
  ].map(([type = '', id]): Row => {
    const user = (name: string) => ({
      'Fn::Sub': `arn:aws:rds-db:${REGION}:${ACCOUNT}:dbuser:\${Store.${id}}/${name.replace('${', '${!')}`,
    });
    const of = (name: string) =>
      store(
        type,
        { PubliclyAccessible: false, StorageEncrypted: true, KmsKeyId: att('Key') },
        template(tagged('Tenant'), granted('Tenant', allow('rds-db:connect', user(name)))).Resources,
      );
    return { rule: 'tenant-data-access', title: `one user of ${type} for all tenants`, bad: of('app'), good: of(TENANT) };
  }),
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
    rule: 'tenant-data-access',
    title: 'rows that a time to live deletes',
    bad: template(tenantTable(), role('Worker'), granted('Worker', allow('dynamodb:UpdateTimeToLive', att('Table')))),
    good: template(tenantTable(), role('Worker'), granted('Worker', allow('dynamodb:DescribeTimeToLive', att('Table')))),
  },
];
