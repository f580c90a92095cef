// Messages of tenants that a queue or a subscription could not deliver, and the queue where they wait.

import {
  ACCOUNT,
  ADMINISTRATION,
  allow,
  att,
  document,
  FOR_CALLERS,
  FOR_LOGS,
  KEPT,
  key,
  ofAccount,
  type Parts,
  REGION,
  type Row,
  ref,
  service,
  TENANT_DATA,
  type Template,
  tags,
  template,
} from '../builders';

const kept = (Type: string, properties: object = {}) => ({
  Type,
  Properties: { KmsMasterKeyId: att('Key'), Tags: tags(TENANT_DATA), ...properties },
  ...KEPT,
});
const queue = (properties: object = {}) => kept('AWS::SQS::Queue', properties);
const UNMARKED = { Tags: [] };

const to = (deadLetterTargetArn: unknown) => ({ deadLetterTargetArn, maxReceiveCount: 5 });
/** A queue with tenants’ messages. */
const source = (RedrivePolicy: unknown, ...more: readonly Parts[]) =>
  template(key(), { Orders: queue({ RedrivePolicy }) }, ...more);
const failed = (properties: object = {}): Parts => ({ Failed: queue(properties) });

const NO_PLAIN_HTTP = {
  Effect: 'Deny',
  Principal: '*',
  Action: '*',
  Resource: '*',
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};
/** The same, and every queue and topic without a policy gets one that refuses plain HTTP. */
function overTls(planted: Template): Template {
  const policies = Object.entries(planted.Resources).flatMap(([id, { Type }]) => {
    const isQueue = Type === 'AWS::SQS::Queue';
    if ((!isQueue && Type !== 'AWS::SNS::Topic') || `${id}Policy` in planted.Resources) return [];
    const on = isQueue ? { Queues: [ref(id)] } : { Topics: [ref(id)] };
    const Properties = { ...on, PolicyDocument: document(NO_PLAIN_HTTP) };
    return [[`${id}Policy`, { Type: isQueue ? 'AWS::SQS::QueuePolicy' : 'AWS::SNS::TopicPolicy', Properties }] as const];
  });
  return { ...planted, Resources: { ...planted.Resources, ...Object.fromEntries(policies) } };
}

const SNS = { ...service('sns.amazonaws.com'), Condition: ofAccount };
/** The queue of a subscription: SNS may send into it, and use its key. */
const undelivered = (properties: object = {}): Parts => ({
  ...failed(properties),
  FailedPolicy: {
    Type: 'AWS::SQS::QueuePolicy',
    Properties: {
      Queues: [ref('Failed')],
      PolicyDocument: document(allow('sqs:SendMessage', att('Failed'), SNS), NO_PLAIN_HTTP),
    },
  },
});
const forSns = { ...allow(['kms:Decrypt', 'kms:GenerateDataKey']), ...SNS };

const topic = (properties: object = {}) => kept('AWS::SNS::Topic', properties);
/** A topic with tenants’ messages, and somebody who gets them. */
const subscribedTo = (TopicArn: unknown, RedrivePolicy: unknown, ...more: readonly Parts[]) =>
  template(
    key('Key', [ADMINISTRATION, FOR_CALLERS, FOR_LOGS, forSns]),
    {
      Topic: topic(),
      Subscription: {
        Type: 'AWS::SNS::Subscription',
        Properties: {
          TopicArn,
          Protocol: 'email',
          Endpoint: 'orders@example.com',
          RedrivePolicy,
        },
      },
    },
    ...more,
  );

const subscribed = (RedrivePolicy: unknown, ...more: readonly Parts[]) => subscribedTo(ref('Topic'), RedrivePolicy, ...more);

const rule = 'tenant-data-dead-letter';
const asText = { 'Fn::Sub': `{"deadLetterTargetArn":"\${Failed.Arn}","maxReceiveCount":5}` };
const asNumber = { 'Fn::Sub': `{"deadLetterTargetArn":"\${Failed.Arn}","maxReceiveCount":\${Asked}}` };
const arn = (name: string) => `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}`;
const ifAsked = (yes: unknown, no: unknown) => ({ 'Fn::If': ['IsAsked', yes, no] });
const NOTHING = ref('AWS::NoValue');

/** With a parameter and a condition that only the deployment knows. */
const asked = (parts: Template) => ({
  Parameters: { Asked: { Type: 'String' }, Target: { Type: 'String' } },
  Conditions: { IsAsked: { 'Fn::Equals': [ref('Asked'), 'yes'] } },
  ...parts,
});

const ROWS: readonly Row[] = [
  {
    rule,
    title: 'dead letters in a queue that is not marked',
    bad: source(to(att('Failed')), failed(UNMARKED)),
    good: source(to(att('Failed')), failed()),
  },
  {
    rule,
    title: 'dead letters of a queue with tenants’ messages',
    bad: source(to(att('Failed')), failed(UNMARKED)),
    good: template(key(), { Orders: queue({ RedrivePolicy: to(att('Failed')), ...UNMARKED }) }, failed(UNMARKED)),
  },
  {
    rule,
    title: 'dead letters in a queue that is named by its ARN',
    bad: source(to(arn('failed')), failed({ QueueName: 'failed', ...UNMARKED })),
    good: source(to(arn('failed')), failed({ QueueName: 'failed' })),
  },
  {
    rule,
    title: 'a redrive policy as JSON text',
    bad: source(asText, failed(UNMARKED)),
    good: source(asText, failed()),
  },
  {
    rule,
    title: 'dead letters in a queue that is not in the templates',
    bad: source(to(arn('elsewhere')), failed()),
    good: source(undefined, failed()),
  },
  {
    rule,
    title: 'dead letters in a queue that only the deployment knows',
    bad: asked(source(to(ref('Target')), failed())),
    good: asked(source(NOTHING, failed())),
  },
  {
    rule,
    title: 'a redrive policy that only the deployment knows',
    bad: asked(source(ifAsked(to(att('Failed')), NOTHING), failed(UNMARKED))),
    good: asked(source(ifAsked(to(att('Failed')), NOTHING), failed())),
  },
  {
    rule,
    title: 'one of two queues that is not marked',
    bad: asked(source(to(ifAsked(att('Failed'), att('Other'))), failed(), { Other: queue(UNMARKED) })),
    good: asked(source(to(ifAsked(att('Failed'), att('Other'))), failed(), { Other: queue() })),
  },
  {
    rule,
    title: 'what a subscription could not deliver',
    bad: subscribed(to(att('Failed')), undelivered(UNMARKED)),
    good: subscribed(to(att('Failed')), undelivered()),
  },
  {
    rule,
    title: 'what a subscription could not deliver, in a queue that is not in the templates',
    bad: subscribed(to(arn('elsewhere'))),
    good: subscribed(undefined),
  },
  {
    rule,
    title: 'what a subscription to a topic with tenants’ messages could not deliver',
    bad: subscribed(to(att('Failed')), undelivered(UNMARKED)),
    good: subscribed(to(att('Failed')), { Topic: topic(UNMARKED) }, undelivered(UNMARKED), { Orders: queue() }),
  },
  {
    rule,
    title: 'what a subscription to a topic that only the deployment knows could not deliver',
    bad: asked(subscribedTo(ref('Target'), to(att('Failed')), undelivered(UNMARKED))),
    good: asked(subscribedTo(ref('Target'), to(att('Failed')), undelivered())),
  },
  {
    rule,
    title: 'a redrive policy as JSON text, of which only the deployment knows a part that is no text',
    bad: asked(source(asNumber, failed(UNMARKED))),
    good: source(asText, failed()),
  },
];

export const TENANT_DATA_DEAD_LETTER: readonly Row[] = ROWS.map(({ bad, good, ...row }) => ({
  ...row,
  bad: overTls(bad),
  good: overTls(good),
}));
