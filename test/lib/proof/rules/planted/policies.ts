// Defects of identity, resource and trust policies.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of IAM
import {
  ACCOUNT,
  allow,
  att,
  bucket,
  document,
  fn,
  iam,
  inBucket,
  key,
  named,
  ofAccount,
  oneTenant,
  onlyTls,
  type Row,
  ref,
  role,
  service,
  table,
  template,
  worker,
} from './builders';

const queue = (...statements: readonly object[]) =>
  template(key(), {
    Queue: { Type: 'AWS::SQS::Queue', Properties: { KmsMasterKeyId: att('Key') } },
    Policy: {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: { Queues: [ref('Queue')], PolicyDocument: document(...statements) },
    },
  });
const sends = (more: object) => ({ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: att('Queue'), ...more });
const trusted = (...statements: readonly object[]) =>
  template(role('Role', { AssumeRolePolicyDocument: document(...statements) }));
const invoked = (more: object) =>
  template(fn('Fn'), {
    Permission: {
      Type: 'AWS::Lambda::Permission',
      Properties: { FunctionName: ref('Fn'), Action: 'lambda:InvokeFunction', ...more },
    },
  });
const rows = `arn:aws:dynamodb:eu-central-1:${ACCOUNT}:table/orders`;
const LEADING = { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': '${aws:PrincipalTag/TenantId}' } };
const PRESENT = { Null: { 'dynamodb:LeadingKeys': 'false' } };

export const POLICIES: readonly Row[] = [
  {
    rule: 'malformed-policy',
    title: 'a statement without an effect',
    bad: worker({ Action: 's3:GetObject', Resource: 'arn:aws:s3:::planted/*' }),
    good: worker(allow('s3:GetObject', 'arn:aws:s3:::planted/*')),
  },
  {
    rule: 'allow-everything',
    title: 'every action on every resource',
    bad: worker(allow('*')),
    good: worker(allow('s3:*', 'arn:aws:s3:::planted/*')),
  },
  {
    rule: 'allow-not-action',
    title: 'everything but',
    bad: worker({ Effect: 'Allow', NotAction: 'iam:*', Resource: 'arn:aws:s3:::planted/*' }),
    good: worker({ Effect: 'Deny', NotAction: 's3:*', Resource: 'arn:aws:s3:::planted/*' }),
  },
  {
    rule: 'allow-not-principal',
    title: 'everybody of the account but one',
    bad: queue(
      sends({ NotPrincipal: { AWS: iam('role/guest') }, Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-planted' } } }),
    ),
    good: queue(sends(named(iam('role/guest')))),
  },
  {
    rule: 'unknown-action',
    title: 'GetItm',
    bad: worker(allow('dynamodb:GetItm', rows)),
    good: worker(allow('dynamodb:GetItem', rows)),
  },
  {
    rule: 'unknown-condition-key',
    title: 'LeadingKey',
    bad: worker(allow('dynamodb:GetItem', rows, { Condition: { StringEquals: { 'dynamodb:LeadingKey': 'x' } } })),
    good: worker(allow('dynamodb:GetItem', rows, { Condition: { ...LEADING, ...PRESENT } })),
  },
  {
    rule: 'condition-key-of-other-actions',
    title: 'leading keys demanded of an action that has none',
    bad: worker(allow('dynamodb:DescribeTable', rows, { Condition: { StringEquals: { 'dynamodb:LeadingKeys': 'x' } } })),
    good: worker(allow('dynamodb:Query', rows, { Condition: { 'ForAnyValue:StringEquals': { 'dynamodb:LeadingKeys': 'x' } } })),
  },
  {
    rule: 'for-all-values-without-null',
    title: 'a condition that holds where the key is absent',
    bad: worker(allow('dynamodb:GetItem', rows, { Condition: LEADING })),
    good: worker(allow('dynamodb:GetItem', rows, { Condition: { ...LEADING, ...PRESENT } })),
  },
  {
    rule: 'deny-with-tag-variable',
    title: 'a denial that a session without the tag escapes',
    bad: worker({ Effect: 'Deny', Action: 's3:*', NotResource: 'arn:aws:s3:::planted/${aws:PrincipalTag/TenantId}/*' }),
    good: worker({ Effect: 'Deny', Action: 's3:*', NotResource: "arn:aws:s3:::planted/${aws:PrincipalTag/TenantId, 'none'}/*" }),
  },
  {
    rule: 'service-principal-source',
    title: 'a service on whose behalf ever',
    bad: queue(sends(service('sns.amazonaws.com'))),
    good: queue(sends({ ...service('sns.amazonaws.com'), Condition: ofAccount })),
  },
  {
    rule: 'resource-policy-wildcard-principal',
    title: 'a queue that anybody may send to',
    bad: queue(sends({ Principal: '*' })),
    good: queue(sends({ Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-planted' } } })),
  },
  {
    rule: 'resource-policy-names-session',
    title: 'a grant to a session',
    bad: queue(sends(named(`arn:aws:sts::${ACCOUNT}:assumed-role/sender/session`))),
    good: queue(sends(named(iam('role/sender')))),
  },
  {
    rule: 'bucket-policy-public',
    title: 'objects that anybody may read',
    bad: template(
      bucket({}, [onlyTls('Bucket'), { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: inBucket('Bucket') }]),
    ),
    good: template(
      bucket({}, [
        onlyTls('Bucket'),
        { Effect: 'Allow', ...named(iam('role/reader')), Action: 's3:GetObject', Resource: inBucket('Bucket') },
      ]),
    ),
  },
  {
    rule: 'function-permission-wildcard-principal',
    title: 'a function that anybody may invoke',
    bad: invoked({ Principal: '*' }),
    good: invoked({ Principal: 'events.amazonaws.com', SourceAccount: ACCOUNT }),
  },
  {
    rule: 'trust-policy-wildcard-principal',
    title: 'a role that anybody may assume',
    bad: trusted({ Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' }),
    good: trusted({ Effect: 'Allow', ...named(iam('role/broker')), Action: 'sts:AssumeRole' }),
  },
  {
    rule: 'trust-policy-session-tags',
    title: 'a session that its caller tags as it likes',
    bad: trusted({ Effect: 'Allow', ...named(iam('role/broker')), Action: ['sts:AssumeRole', 'sts:TagSession'] }),
    good: trusted({
      Effect: 'Allow',
      ...named(iam('role/broker')),
      Action: ['sts:AssumeRole', 'sts:TagSession'],
      ...oneTenant,
    }),
  },
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
];
