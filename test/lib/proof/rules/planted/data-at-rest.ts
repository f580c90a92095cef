// Data at rest: how stores are encrypted, kept and closed to the public.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of IAM and CloudFormation
import {
  ACCOUNT,
  ADMINISTRATION,
  allow,
  att,
  bucket,
  document,
  globalTable,
  key,
  ofAccount,
  RECOVERY,
  REPLICA_UNDER_KEY,
  type Row,
  ref,
  service,
  TENANT_DATA,
  table,
  tags,
  template,
  tenantTable,
  type Written,
} from './builders';

const topicAndAlarm = (KmsMasterKeyId: unknown, ...statements: readonly object[]) =>
  template(key('Key', [ADMINISTRATION, ...statements]), {
    Topic: { Type: 'AWS::SNS::Topic', Properties: { KmsMasterKeyId } },
    Alarm: {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: { AlarmActions: [ref('Topic')], ComparisonOperator: 'GreaterThanThreshold', EvaluationPeriods: 1 },
    },
  });

const forAlarms = {
  ...allow(['kms:Decrypt', 'kms:GenerateDataKey*']),
  ...service('cloudwatch.amazonaws.com'),
  Condition: ofAccount,
};

/** A store alone, with a key beside it. */
const store = (type: string, properties: object): { readonly Resources: { readonly [id: string]: Written } } =>
  template(key(), { Store: { Type: type, Properties: properties } });

/** With tenant data, and without a DeletionPolicy. */
const topic = (properties: object) =>
  template(key(), {
    Topic: {
      Type: 'AWS::SNS::Topic',
      Properties: { KmsMasterKeyId: att('Key'), Tags: tags(TENANT_DATA), ...properties },
    },
    Policy: {
      Type: 'AWS::SNS::TopicPolicy',
      Properties: {
        Topics: [ref('Topic')],
        PolicyDocument: document({
          ...{ Effect: 'Deny', Principal: '*', Action: 'sns:Publish', Resource: ref('Topic') },
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      },
    },
  });

const SEARCH = {
  VPCOptions: { SubnetIds: ['subnet-1'] },
  DomainEndpointOptions: { EnforceHTTPS: true, TLSSecurityPolicy: 'Policy-Min-TLS-1-2-2019-07' },
};

const CACHE = { TransitEncryptionEnabled: true };

/** Type, what an unencrypted one says, what one under AWS’s key says, and what one under a key of ours says. */
const STORES: readonly (readonly [type: string, none: object | undefined, aws: object, ours: object])[] = [
  ['AWS::SQS::Queue', { SqsManagedSseEnabled: false }, {}, { KmsMasterKeyId: att('Key') }],
  ['AWS::SNS::Topic', undefined, { KmsMasterKeyId: 'alias/aws/sns' }, { KmsMasterKeyId: att('Key') }],
  ['AWS::Logs::LogGroup', undefined, {}, { KmsKeyId: att('Key') }],
  ['AWS::EC2::Volume', { Size: 1 }, { Size: 1, Encrypted: true }, { Size: 1, Encrypted: true, KmsKeyId: att('Key') }],
  ['AWS::EFS::FileSystem', {}, { Encrypted: true }, { Encrypted: true, KmsKeyId: att('Key') }],
  ['AWS::RDS::DBInstance', {}, { StorageEncrypted: true }, { StorageEncrypted: true, KmsKeyId: att('Key') }],
  ['AWS::RDS::DBCluster', {}, { StorageEncrypted: true }, { StorageEncrypted: true, KmsKeyId: att('Key') }],
  ['AWS::DocDB::DBCluster', {}, { StorageEncrypted: true }, { StorageEncrypted: true, KmsKeyId: att('Key') }],
  ['AWS::SecretsManager::Secret', undefined, {}, { KmsKeyId: att('Key') }],
  [
    'AWS::Kinesis::Stream',
    {},
    { StreamEncryption: { EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' } },
    { StreamEncryption: { EncryptionType: 'KMS', KeyId: att('Key') } },
  ],
  [
    'AWS::KinesisFirehose::DeliveryStream',
    undefined,
    { DeliveryStreamType: 'DirectPut' },
    { DeliveryStreamEncryptionConfigurationInput: { KeyType: 'CUSTOMER_MANAGED_CMK', KeyARN: att('Key') } },
  ],
  [
    'AWS::ElastiCache::ReplicationGroup',
    CACHE,
    { ...CACHE, AtRestEncryptionEnabled: true },
    { ...CACHE, AtRestEncryptionEnabled: true, KmsKeyId: att('Key') },
  ],
  [
    'AWS::OpenSearchService::Domain',
    SEARCH,
    { ...SEARCH, EncryptionAtRestOptions: { Enabled: true } },
    { ...SEARCH, EncryptionAtRestOptions: { Enabled: true, KmsKeyId: att('Key') } },
  ],
  ['AWS::Redshift::Cluster', {}, { Encrypted: true }, { Encrypted: true, KmsKeyId: att('Key') }],
  ['AWS::Backup::BackupVault', undefined, {}, { EncryptionKeyArn: att('Key') }],
];

export const DATA_AT_REST: readonly Row[] = [
  {
    rule: 'key-rotation',
    title: 'a key of one version for ever',
    bad: template(key('Key', [ADMINISTRATION], { EnableKeyRotation: false })),
    good: template(key('Key', [ADMINISTRATION], { EnableKeyRotation: false, KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' })),
  },
  {
    rule: 'encrypted-topic-alarm',
    title: 'a key that does not know CloudWatch',
    bad: topicAndAlarm(att('Key')),
    good: topicAndAlarm(att('Key'), forAlarms),
  },
  {
    rule: 'encrypted-topic-alarm',
    title: 'a key that lets CloudWatch in for another account',
    bad: topicAndAlarm(ref('Key'), { ...forAlarms, Condition: { StringEquals: { 'aws:SourceAccount': '222222222222' } } }),
    good: topicAndAlarm(ref('Key'), {
      ...forAlarms,
      Condition: { ...ofAccount, ArnLike: { 'aws:SourceArn': `arn:aws:cloudwatch:eu-central-1:${ACCOUNT}:alarm:*` } },
    }),
  },
  ...STORES.flatMap(([type, none, aws, ours]): Row[] => [
    ...(none === undefined
      ? []
      : [{ rule: 'store-unencrypted', title: `${type}, unencrypted`, bad: store(type, none), good: store(type, ours) }]),
    { rule: 'customer-managed-key', title: `${type} under AWS’s key`, bad: store(type, aws), good: store(type, ours) },
  ]),
  {
    rule: 'customer-managed-key',
    title: 'a table under AWS’s key',
    bad: template(table('Table', { SSESpecification: { SSEEnabled: true } })),
    good: template(table()),
  },
  {
    rule: 'customer-managed-key',
    title: 'a table with tenants’ data under AWS’s key',
    bad: template(tenantTable({ SSESpecification: { SSEEnabled: false } })),
    good: template(tenantTable()),
  },
  {
    rule: 'customer-managed-key',
    title: 'a global table without a key of one’s own',
    bad: globalTable(RECOVERY),
    good: globalTable({ ...RECOVERY, ...REPLICA_UNDER_KEY }),
  },
  {
    rule: 'customer-managed-key',
    title: 'a bucket under S3’s key',
    bad: template(bucket({ BucketEncryption: undefined })),
    good: template(bucket()),
  },
  {
    rule: 'point-in-time-recovery',
    title: 'a global table without recovery',
    bad: globalTable(REPLICA_UNDER_KEY),
    good: globalTable({ ...RECOVERY, ...REPLICA_UNDER_KEY }),
  },
  {
    rule: 'point-in-time-recovery',
    title: 'a table without recovery',
    bad: template(table('Table', { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: false } })),
    good: template(table()),
  },
  {
    rule: 'bucket-public-access-block',
    title: 'a bucket with one switch off',
    bad: template(
      bucket({ PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true } }),
    ),
    good: template(bucket()),
  },
  {
    rule: 'retain-tenant-data',
    title: 'a table that goes with its stack',
    bad: template(tenantTable(), { Table: { ...tenantTable().Table, Type: 'AWS::DynamoDB::Table', DeletionPolicy: 'Delete' } }),
    good: template(tenantTable()),
  },
  {
    rule: 'retain-tenant-data',
    title: 'a topic whose archive goes with its stack',
    bad: topic({ FifoTopic: true, ArchivePolicy: { MessageRetentionPeriod: '30' } }),
    good: topic({}),
  },
  {
    rule: 'store-unencrypted',
    title: 'a DAX cluster',
    bad: template({ Cache: { Type: 'AWS::DAX::Cluster', Properties: { ClusterEndpointEncryptionType: 'TLS' } } }),
    good: template({
      Cache: {
        Type: 'AWS::DAX::Cluster',
        Properties: { ClusterEndpointEncryptionType: 'TLS', SSESpecification: { SSEEnabled: true } },
      },
    }),
  },
  {
    rule: 'store-unencrypted',
    title: 'a stream whose encryption is NONE',
    bad: template(key(), {
      Store: { Type: 'AWS::Kinesis::Stream', Properties: { StreamEncryption: { EncryptionType: 'NONE' } } },
    }),
    good: template(key(), {
      Store: {
        Type: 'AWS::Kinesis::Stream',
        Properties: { StreamEncryption: { EncryptionType: 'KMS', KeyId: att('Key') } },
      },
    }),
  },
];
