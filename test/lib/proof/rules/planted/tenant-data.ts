// Tenants’ data: who reaches it, who may come to, and what gives it away.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of CloudFormation

import {
  ACCOUNT,
  ADMINISTRATION,
  ALL_BLOCKED,
  allow,
  att,
  bucket,
  document,
  fn,
  granted,
  iam,
  invocable,
  KEPT,
  key,
  LEADING,
  onlyTls,
  type Parts,
  PRESENT,
  REGION,
  type Row,
  ref,
  restApi,
  role,
  TENANT_DATA,
  table,
  tags,
  template,
  tenantBucket,
  tenantTable,
  underKey,
  use,
  worker,
} from './builders';
import { CAN_BECOME } from './tenant-data/can-become';
import { SHARED_PARTITION } from './tenant-data/shared-partition';
import { TENANT_DATA_ACCESS } from './tenant-data/tenant-data-access';
import { TENANT_DATA_COPY } from './tenant-data/tenant-data-copy';
import { TENANT_DATA_DEAD_LETTER } from './tenant-data/tenant-data-dead-letter';

const underSharedKey = (who: string) => template(tenantTable(), key('Key', [ADMINISTRATION, use(who)]));

const copied = (Destination: object, beside: Parts = {}) =>
  template(
    bucket(),
    {
      Bucket: tenantBucket({
        VersioningConfiguration: { Status: 'Enabled' },
        ReplicationConfiguration: { Role: iam('role/replication'), Rules: [{ Status: 'Enabled', Destination }] },
      }),
    },
    beside,
  );

const copy = (Tags: readonly object[]): Parts => ({
  Copy: {
    Type: 'AWS::S3::Bucket',
    Properties: { BucketEncryption: underKey('Key'), PublicAccessBlockConfiguration: ALL_BLOCKED, Tags },
    ...KEPT,
  },
  CopyPolicy: { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: ref('Copy'), PolicyDocument: document(onlyTls('Copy')) } },
});

const toCopy = { Bucket: att('Copy') };

const cluster = (principal: string) =>
  template(key(), {
    Store: {
      Type: 'AWS::RDS::DBCluster',
      Properties: { Engine: 'aurora-mysql', StorageEncrypted: true, KmsKeyId: att('Key'), Tags: tags(TENANT_DATA) },
      ...KEPT,
    },
    Share: {
      Type: 'AWS::RAM::ResourceShare',
      Properties: { Name: 's', ResourceArns: [att('Store', 'DBClusterArn')], Principals: [principal] },
    },
  });

const grant = (S3SubPrefix: string) =>
  template(bucket(), {
    Bucket: tenantBucket(),
    Grant: {
      Type: 'AWS::S3::AccessGrant',
      Properties: {
        AccessGrantsLocationId: 'default',
        AccessGrantsLocationConfiguration: { S3SubPrefix },
        Permission: 'READ',
        Grantee: { GranteeType: 'IAM', GranteeIdentifier: iam('role/elsewhere') },
      },
    },
  });

const delivered = (DestinationArn: string) =>
  template(key(), {
    Group: {
      Type: 'AWS::Logs::LogGroup',
      Properties: { LogGroupName: '/app', KmsKeyId: att('Key'), Tags: tags(TENANT_DATA) },
      ...KEPT,
    },
    Filter: {
      Type: 'AWS::Logs::SubscriptionFilter',
      Properties: {
        LogGroupName: '/app',
        FilterPattern: '',
        DestinationArn,
      },
    },
  });

/** A table that is not marked, with an index, and a role whose rows leading keys limit. */
const indexed = (GlobalSecondaryIndexes: unknown, resource: unknown = { 'Fn::Sub': '${Table.Arn}/index/*' }) =>
  template(
    { ...table('Table', { GlobalSecondaryIndexes }) },
    worker(allow(['dynamodb:GetItem', 'dynamodb:Query'], [att('Table'), resource], { Condition: { ...LEADING, ...PRESENT } }))
      .Resources,
  );
const index = (IndexName: unknown, AttributeName: unknown) => ({
  IndexName,
  KeySchema: [
    { AttributeName, KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  Projection: { ProjectionType: 'ALL' },
});

const invokes = (target: string) =>
  template(restApi(), fn('Other'), role('Caller'), granted('Caller', allow('lambda:InvokeFunction', att(target))));

export const TENANT_DATA_ROWS: readonly Row[] = [
  {
    rule: 'table-leading-keys',
    title: 'Scan beside leading keys',
    bad: template(
      table(),
      worker(
        allow(['dynamodb:GetItem', 'dynamodb:Query'], att('Table'), { Condition: { ...LEADING, ...PRESENT } }),
        allow('dynamodb:Scan', att('Table')),
      ).Resources,
    ),
    good: template(
      table(),
      worker(allow(['dynamodb:GetItem', 'dynamodb:Query'], att('Table'), { Condition: { ...LEADING, ...PRESENT } })).Resources,
    ),
  },
  {
    rule: 'table-leading-keys',
    title: 'SearchVectors beside leading keys',
    bad: template(
      table(),
      worker(
        allow('dynamodb:Query', att('Table'), { Condition: { ...LEADING, ...PRESENT } }),
        allow('dynamodb:SearchVectors', { 'Fn::Sub': '${Table.Arn}/index/embeddings' }),
      ).Resources,
    ),
    good: template(table(), worker(allow('dynamodb:Query', att('Table'), { Condition: { ...LEADING, ...PRESENT } })).Resources),
  },
  {
    rule: 'table-leading-keys',
    title: 'an index by another key',
    bad: indexed([index('by-email', 'email')]),
    good: indexed([index('by-date', 'pk')]),
  },
  {
    rule: 'table-leading-keys',
    title: 'an index that the policy names, by another key',
    bad: indexed([index('by-email', 'email')], { 'Fn::Sub': '${Table.Arn}/index/by-email' }),
    good: indexed([index('by-email', 'email')], { 'Fn::Sub': '${Table.Arn}/index/by-date' }),
  },
  {
    rule: 'tenant-data-key-shared',
    title: 'a role of another account that decrypts',
    bad: underSharedKey('arn:aws:iam::222222222222:role/stranger'),
    good: underSharedKey(iam('role/user')),
  },
  {
    rule: 'tenant-data-shared',
    title: 'objects that are copied to a bucket of theirs',
    bad: copied({ Bucket: 'arn:aws:s3:::theirs', Account: '222222222222' }),
    good: copied(toCopy, copy(tags(TENANT_DATA))),
  },
  {
    rule: 'tenant-data-shared',
    title: 'objects that are copied to a bucket that is not marked',
    bad: copied(toCopy, copy([])),
    good: copied({ ...toCopy, Account: ACCOUNT }, copy(tags(TENANT_DATA))),
  },
  {
    rule: 'tenant-data-shared',
    title: 'a database that an organisation shares',
    bad: cluster('arn:aws:organizations::222222222222:organization/o-theirs'),
    good: cluster(ACCOUNT),
  },
  {
    rule: 'tenant-data-shared',
    title: 'objects by a grant of S3’s own',
    bad: grant('tenant-documents/*'),
    good: grant('tenant-documents-2/*'),
  },
  {
    rule: 'tenant-data-shared',
    title: 'logs that go to an account of theirs',
    bad: delivered(`arn:aws:logs:${REGION}:222222222222:destination:all`),
    good: delivered(`arn:aws:lambda:${REGION}:${ACCOUNT}:function:reader`),
  },
  {
    rule: 'invoke-behind-authorizer',
    title: 'a role that goes past the authorizer',
    bad: invokes('Handler'),
    good: invokes('Other'),
  },
  {
    rule: 'invoke-behind-authorizer',
    title: 'another account that goes past the authorizer',
    bad: template(restApi(), invocable(att('Handler'), { Principal: '222222222222' })),
    good: template(restApi(), invocable(att('Handler'), { Principal: 'apigateway.amazonaws.com', SourceAccount: ACCOUNT })),
  },
  ...SHARED_PARTITION,
  ...TENANT_DATA_ACCESS,
  ...TENANT_DATA_COPY,
  ...TENANT_DATA_DEAD_LETTER,
  ...CAN_BECOME,
];
