// A key that somebody needs and may not use: services that act for themselves, and callers of services.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of CloudFormation
import {
  ACCOUNT,
  ADMINISTRATION,
  ALL_BLOCKED,
  allow,
  att,
  bucket,
  FOR_CALLERS,
  FOR_LOGS,
  granted,
  iam,
  inBucket,
  key,
  named,
  type Parts,
  REGION,
  type Row,
  ref,
  role,
  sends,
  service,
  table,
  template,
  underKey,
} from '../builders';

const row = (title: string, bad: Parts, good: Parts, ...parts: readonly Parts[]): Row => ({
  rule: 'key-unusable',
  title,
  bad: template(...parts, bad),
  good: template(...parts, good),
});

const logs = (more: object, LogGroupName = '/planted/app') =>
  template(key('Key', [ADMINISTRATION, { ...FOR_LOGS, ...more }]), {
    Group: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName, KmsKeyId: att('Key') } },
  });
const ofGroup = (pattern: string) => ({
  Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${pattern}` } },
});
const logRow = (title: string, bad: object, good: object): Row => ({
  rule: 'key-unusable',
  title,
  bad: logs(bad),
  good: logs(good),
});

/** What a service needs to send messages into a queue under the key. */
const sender = (name: string) => ({
  Sid: 'Sender',
  ...allow(['kms:Decrypt', 'kms:GenerateDataKey']),
  ...service(name),
  Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT } },
});
const queueKey = (...statements: readonly object[]) => key('Key', [ADMINISTRATION, FOR_CALLERS, ...statements]);
const queueFor = (name: string): Parts => ({
  Queue: { Type: 'AWS::SQS::Queue', Properties: { KmsMasterKeyId: att('Key') } },
  Policy: {
    Type: 'AWS::SQS::QueuePolicy',
    Properties: {
      Queues: [ref('Queue')],
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [sends({ ...service(name), Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT } } })],
      },
    },
  },
});
const sent = (title: string, name: string, ...parts: readonly Parts[]) =>
  row(title, queueKey(), queueKey(sender(name)), queueFor(name), ...parts);

const topic: Parts = { Topic: { Type: 'AWS::SNS::Topic', Properties: { KmsMasterKeyId: att('Key') } } };
const reads = (actions: readonly string[], resource: unknown, ...more: readonly object[]): Parts => ({
  ...role('Role'),
  ...granted('Role', allow(actions, resource), ...more),
});
const uses = allow(['kms:Decrypt', 'kms:GenerateDataKey'], att('Key'));
/** The account decides by its identity policies, through the services. */
const delegated = key('Key', [ADMINISTRATION, { ...FOR_CALLERS, Principal: { AWS: iam('root') } }]);

const outsideOf = (name: string, value: string, more: object = {}) => ({
  Effect: 'Deny',
  Principal: '*',
  Action: 'kms:Decrypt',
  Resource: '*',
  Condition: { StringNotEquals: { [name]: value }, ...more },
});
const denied = (Condition: object, Action = 'kms:*') => ({ Effect: 'Deny', Action, Resource: '*', Condition });

export const KEY_UNUSABLE: readonly Row[] = [
  logRow('log groups of another Region', service('logs.us-east-1.amazonaws.com'), {}),
  logRow(
    'log groups of another Region, beside the service without one',
    service('logs.us-east-1.amazonaws.com'),
    service('logs.amazonaws.com'),
  ),
  logRow('log groups of another name', ofGroup('/other/*'), ofGroup('/planted/*')),
  logRow(
    'log groups that may encrypt alone',
    { Action: 'kms:GenerateDataKey' },
    { Action: ['kms:Decrypt', 'kms:GenerateDataKey*'] },
  ),
  sent('a topic that sends into a queue', 'sns.amazonaws.com', topic, {
    Subscription: {
      Type: 'AWS::SNS::Subscription',
      Properties: { Protocol: 'sqs', TopicArn: ref('Topic'), Endpoint: att('Queue') },
    },
  }),
  sent('a topic with a subscription of its own', 'sns.amazonaws.com', {
    Topic: {
      Type: 'AWS::SNS::Topic',
      Properties: { KmsMasterKeyId: att('Key'), Subscription: [{ Protocol: 'sqs', Endpoint: att('Queue') }] },
    },
  }),
  sent('a rule of EventBridge that sends into a queue', 'events.amazonaws.com', {
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: { ScheduleExpression: 'rate(1 day)', Targets: [{ Id: 'queue', Arn: att('Queue') }] },
    },
  }),
  sent(
    'a bucket that tells a queue',
    's3.amazonaws.com',
    bucket({
      NotificationConfiguration: { QueueConfigurations: [{ Event: 's3:ObjectCreated:*', Queue: att('Queue') }] },
      BucketEncryption: underKey('Key'),
      PublicAccessBlockConfiguration: ALL_BLOCKED,
    }),
  ),
  row('rows that nobody can decrypt', key('Key', [ADMINISTRATION]), key(), table(), reads(['dynamodb:GetItem'], att('Table'))),
  row(
    'rows of a role without the key, where identity policies decide',
    reads(['dynamodb:Query'], att('Table')),
    reads(['dynamodb:Query'], att('Table'), uses),
    table(),
    delegated,
  ),
  row(
    'rows under a key for another role',
    key('Key', [ADMINISTRATION, { ...allow('kms:Decrypt'), ...named(iam('role/other')) }]),
    key('Key', [ADMINISTRATION, { ...allow('kms:Decrypt'), ...named(att('Role')) }]),
    table(),
    reads(['dynamodb:PutItem'], att('Table')),
  ),
  row(
    'rows under a key for another service',
    key('Key', [
      ADMINISTRATION,
      {
        ...FOR_CALLERS,
        Condition: { StringLike: { 'kms:ViaService': 's3.*.amazonaws.com' }, StringEquals: { 'kms:CallerAccount': ACCOUNT } },
      },
    ]),
    key(),
    table(),
    reads(['dynamodb:GetItem'], att('Table')),
  ),
  row(
    'objects that a role may write and not encrypt',
    reads(['s3:PutObject'], inBucket('Bucket'), { ...uses, Action: 'kms:Decrypt' }),
    reads(['s3:PutObject'], inBucket('Bucket'), uses),
    bucket(),
    delegated,
  ),
  row(
    'messages that a role may not read',
    reads(['sqs:ReceiveMessage'], att('Queue')),
    reads(['sqs:ReceiveMessage'], att('Queue'), uses),
    { Queue: { Type: 'AWS::SQS::Queue', Properties: { KmsMasterKeyId: att('Key') } } },
    delegated,
  ),
  ...(
    [
      ['aws:SourceVpce', 'vpce-1'],
      ['aws:SourceVpc', 'vpc-1'],
    ] as const
  ).map(([name, value]) =>
    row(
      `rows under a key that is denied outside of a network, also to DynamoDB: ${name}`,
      key('Key', [ADMINISTRATION, FOR_CALLERS, outsideOf(name, value)]),
      key('Key', [ADMINISTRATION, FOR_CALLERS, outsideOf(name, value, { Bool: { 'aws:ViaAWSService': 'false' } })]),
      table(),
      reads(['dynamodb:GetItem'], att('Table')),
    ),
  ),
  row(
    'rows of a role that is denied the key outside of a network',
    reads(['dynamodb:GetItem'], att('Table'), uses, denied({ NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } })),
    reads(
      ['dynamodb:GetItem'],
      att('Table'),
      uses,
      denied({ NotIpAddressIfExists: { 'aws:VpcSourceIp': '10.0.0.0/8' } }, 's3:*'),
    ),
    table(),
    delegated,
  ),
];
