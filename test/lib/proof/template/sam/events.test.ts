// What events of functions and state machines make: permissions, mappings, rules, and what roles need for them.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation's Fn::Sub
import type { Json, JsonObject } from '../../../../../lib/proof/template';
import { BASIC, expanded, fn, managed } from './expanded';

const OTHERS: JsonObject = {
  Bucket: { Type: 'AWS::S3::Bucket' },
  Topic: { Type: 'AWS::SNS::Topic' },
  Ordered: { Type: 'AWS::SNS::Topic', Properties: { FifoTopic: true } },
  Pool: { Type: 'AWS::Cognito::UserPool' },
};

const within = (type: string, properties: JsonObject = {}) =>
  expanded({ Fn: fn({ Events: { On: { Type: type, Properties: properties } } }), ...OTHERS });

const ROLE = 'arn:aws:iam::111122223333:role/';
const QUEUE = 'arn:aws:sqs:eu-west-1:111122223333:';

describe('permissions', () => {
  test.each<[string, JsonObject, string, JsonObject]>([
    ['S3', { Bucket: { Ref: 'Bucket' }, Events: 's3:ObjectCreated:*' }, 's3', { SourceAccount: '111122223333' }],
    ['SNS', { Topic: { Ref: 'Topic' } }, 'sns', { SourceArn: 'arn:aws:sns:eu-west-1:111122223333:<s/Topic>' }],
    ['Schedule', { Schedule: 'rate(1 day)' }, 'events', { SourceArn: '<s/FnOn.Arn>' }],
    ['EventBridgeRule', { Pattern: { source: ['app'] } }, 'events', { SourceArn: '<s/FnOn.Arn>' }],
    ['CloudWatchEvent', { Pattern: { source: ['app'] } }, 'events', { SourceArn: '<s/FnOn.Arn>' }],
    [
      'CloudWatchLogs',
      { LogGroupName: 'group', FilterPattern: '' },
      'logs',
      { SourceArn: 'arn:aws:logs:eu-west-1:111122223333:log-group:group:*' },
    ],
    [
      'IoTRule',
      { Sql: "SELECT * FROM 'topic'" },
      'iot',
      { SourceArn: 'arn:aws:iot:eu-west-1:111122223333:rule/<s/FnOn>', SourceAccount: '111122223333' },
    ],
  ])('%s', (type, properties, service, source) => {
    const { of, notSeen } = within(type, properties);
    expect(notSeen).toEqual([]);
    expect(of('FnOnPermission')).toEqual({
      Action: 'lambda:InvokeFunction',
      FunctionName: '<s/Fn>',
      Principal: `${service}.amazonaws.com`,
      ...source,
    });
  });

  test.each([
    [{ SkillId: 'skill' }, { EventSourceToken: 'skill' }],
    [{}, {}],
  ])('AlexaSkill %j', (properties, source) => {
    expect(within('AlexaSkill', properties).of('FnOnPermission')).toEqual({
      Action: 'lambda:InvokeFunction',
      FunctionName: '<s/Fn>',
      Principal: 'alexa-appkit.amazon.com',
      ...source,
    });
  });

  test('Cognito: one for all triggers of a pool', () => {
    const on = (trigger: Json) => ({ Type: 'Cognito', Properties: { UserPool: { Ref: 'Pool' }, Trigger: trigger } });
    const { of, notSeen } = expanded({
      Fn: fn({ Events: { One: on('PreSignUp'), Two: on(['PostConfirmation']) } }),
      ...OTHERS,
    });
    expect(notSeen).toEqual([]);
    expect(of('FnCognitoPermission')).toMatchObject({ Principal: 'cognito-idp.amazonaws.com', SourceArn: '<s/Pool.Arn>' });
    expect(Object.keys(of('Pool').LambdaConfig as JsonObject)).toEqual(['PreSignUp', 'PostConfirmation']);
  });
});

test('S3: the bucket notifies the function', () => {
  const { of } = within('S3', { Bucket: { Ref: 'Bucket' }, Events: ['s3:ObjectCreated:*', 's3:ObjectRemoved:*'] });
  expect(of('Bucket').NotificationConfiguration).toMatchObject({
    LambdaConfigurations: [{ Event: 's3:ObjectCreated:*' }, { Event: 's3:ObjectRemoved:*' }],
  });
});

describe('sources that Lambda polls', () => {
  const SECRET = { Type: 'BASIC_AUTH', URI: 'arn:of:secret' };
  const secret = { Effect: 'Allow', Action: ['secretsmanager:GetSecretValue'], Resource: 'arn:of:secret' };
  test.each<[string, JsonObject, string | undefined, Json[]]>([
    ['SQS', { Queue: 'arn:of:source' }, 'AWSLambdaSQSQueueExecutionRole', []],
    ['Kinesis', { Stream: 'arn:of:source', StartingPosition: 'LATEST' }, 'AWSLambdaKinesisExecutionRole', []],
    ['DynamoDB', { Stream: 'arn:of:source', StartingPosition: 'LATEST' }, 'AWSLambdaDynamoDBExecutionRole', []],
    ['MSK', { Stream: 'arn:of:source', Topics: ['topic'] }, 'AWSLambdaMSKExecutionRole', []],
    [
      'MQ',
      { Broker: 'arn:of:source', Queues: ['queue'], SourceAccessConfigurations: [SECRET] },
      undefined,
      [secret, { Effect: 'Allow', Action: ['mq:DescribeBroker'], Resource: 'arn:of:source' }],
    ],
  ])('%s', (type, properties, policy, statements) => {
    const { of, notSeen } = within(type, properties);
    expect(notSeen).toEqual([]);
    expect(of('FnOn')).toMatchObject({ EventSourceArn: 'arn:of:source', FunctionName: '<s/Fn>' });
    const expected = policy === undefined ? [BASIC] : [BASIC, managed(`service-role/${policy}`)];
    expect(of('FnRole').ManagedPolicyArns).toEqual(expected);
    if (statements.length > 0) expect(of('FnRole').Policies).toMatchObject([{ PolicyDocument: { Statement: statements } }]);
  });

  test('SelfManagedKafka in a VPC, with a secret and a registry', () => {
    const { of } = within('SelfManagedKafka', {
      KafkaBootstrapServers: ['broker:9092'],
      Topics: ['topic'],
      SourceAccessConfigurations: [SECRET, { Type: 'VPC_SUBNET', URI: 'subnet:subnet-1' }],
      SchemaRegistryConfig: { SchemaRegistryURI: 'arn:aws:glue:eu-west-1:111122223333:registry/ours' },
    });
    const [{ PolicyDocument: document }] = of('FnRole').Policies as [{ PolicyDocument: { Statement: { Action: string[] }[] } }];
    expect(document.Statement.flatMap(({ Action }) => Action)).toEqual(
      expect.arrayContaining(['secretsmanager:GetSecretValue', 'ec2:CreateNetworkInterface', 'glue:GetRegistry']),
    );
    expect(document.Statement.at(-1)).toMatchObject({ Resource: ['arn:aws:glue:eu-west-1:111122223333:schema/ours/*'] });
  });

  test('a destination of failed batches is what the role may send to', () => {
    const { of } = within('Kinesis', {
      Stream: 'arn:of:source',
      DestinationConfig: { OnFailure: { Type: 'SQS', Destination: 'arn:of:queue' } },
    });
    expect(of('FnOn').DestinationConfig).toEqual({ OnFailure: { Destination: 'arn:of:queue' } });
    expect(of('FnRole').Policies).toMatchObject([
      { PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: 'arn:of:queue' }] } },
    ]);
  });
});

describe('SNS with a queue between', () => {
  test.each([
    ['Topic', {}],
    ['Ordered', { FifoQueue: true }],
  ])('that SAM makes for %s', (topic, properties) => {
    const { of } = within('SNS', { Topic: { Ref: topic }, SqsSubscription: true });
    expect(of('FnOnQueue')).toEqual(properties);
    expect(of('FnOn')).toMatchObject({ Protocol: 'sqs', Endpoint: `${QUEUE}<s/FnOnQueue>` });
    expect(of('FnOnQueuePolicy')).toMatchObject({
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Principal: '*',
            Action: 'sqs:SendMessage',
            Resource: `${QUEUE}<s/FnOnQueue>`,
            Condition: { ArnEquals: { 'aws:SourceArn': `arn:aws:sns:eu-west-1:111122223333:<s/${topic}>` } },
          },
        ],
      },
    });
    expect(of('FnOnEventSourceMapping')).toMatchObject({ EventSourceArn: `${QUEUE}<s/FnOnQueue>`, FunctionName: '<s/Fn>' });
  });

  test('that is given', () => {
    const { of, resources } = within('SNS', {
      Topic: { Ref: 'Topic' },
      SqsSubscription: { QueueArn: 'arn:of:queue', QueueUrl: 'https://queue', QueuePolicyLogicalId: 'Own' },
    });
    expect(resources.some((one) => one.startsWith('AWS::SQS::Queue '))).toBe(false);
    expect(of('Own')).toMatchObject({ Queues: ['https://queue'] });
  });
});

describe('dead letters of a rule', () => {
  test('go to a queue that SAM makes, and the rule may send to it', () => {
    const { of } = within('Schedule', { Schedule: 'rate(1 day)', DeadLetterConfig: { Type: 'SQS' }, Enabled: false });
    expect(of('FnOn')).toMatchObject({
      State: 'DISABLED',
      Targets: [{ Id: 'FnOnLambdaTarget', DeadLetterConfig: { Arn: `${QUEUE}<s/FnOnQueue>` } }],
    });
    expect(of('FnOnQueuePolicy')).toMatchObject({
      PolicyDocument: {
        Statement: [
          {
            Principal: { Service: 'events.amazonaws.com' },
            Condition: { ArnEquals: { 'aws:SourceArn': '<s/FnOn.Arn>' } },
          },
        ],
      },
    });
  });

  test('go to a queue that is given', () => {
    const { of } = within('EventBridgeRule', { Pattern: {}, DeadLetterConfig: { Arn: 'arn:of:queue' } });
    expect(of('FnOn')).toMatchObject({ Targets: [{ DeadLetterConfig: { Arn: 'arn:of:queue' } }] });
  });
});

describe('ScheduleV2', () => {
  test('starts the function under a role of its own', () => {
    const { of } = within('ScheduleV2', { ScheduleExpression: 'rate(1 day)', DeadLetterConfig: { Arn: 'arn:of:queue' } });
    expect(of('FnOn')).toMatchObject({
      Name: 'FnOn',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { RoleArn: `${ROLE}<s/FnOnRole>`, DeadLetterConfig: { Arn: 'arn:of:queue' } },
    });
    expect(of('FnOnRole')).toMatchObject({
      AssumeRolePolicyDocument: { Statement: [{ Principal: { Service: ['scheduler.amazonaws.com'] } }] },
      Policies: [
        { PolicyDocument: { Statement: [{ Action: 'lambda:InvokeFunction' }] } },
        { PolicyDocument: { Statement: [{ Action: 'sqs:SendMessage', Resource: 'arn:of:queue' }] } },
      ],
    });
  });

  test('starts it under the role that is given', () => {
    const { of, resources } = within('ScheduleV2', { ScheduleExpression: 'rate(1 day)', RoleArn: 'arn:of:role' });
    expect(of('FnOn')).toMatchObject({ Target: { RoleArn: 'arn:of:role' } });
    expect(resources).not.toContain('AWS::IAM::Role FnOnRole');
  });
});

describe('a state machine', () => {
  const machine = (properties: JsonObject = {}): JsonObject => ({
    Flow: {
      Type: 'AWS::Serverless::StateMachine',
      Properties: { DefinitionUri: 's3://bucket/flow.json', PermissionsBoundary: 'arn:of:boundary', ...properties },
    },
  });
  const FLOW = 'arn:aws:states:eu-west-1:111122223333:stateMachine:<s/Flow>';

  test('has a role that Step Functions assumes, with its policies', () => {
    const { of, notSeen } = expanded(
      machine({ Policies: [{ LambdaInvokePolicy: { FunctionName: 'fn' } }], Tracing: { Enabled: true } }),
    );
    expect(notSeen).toEqual([]);
    expect(of('Flow')).toMatchObject({
      RoleArn: `${ROLE}<s/FlowRole>`,
      DefinitionS3Location: { Bucket: 'bucket', Key: 'flow.json' },
    });
    expect(of('FlowRole')).toMatchObject({
      AssumeRolePolicyDocument: { Statement: [{ Principal: { Service: ['states.amazonaws.com'] } }] },
      ManagedPolicyArns: [managed('AWSXrayWriteOnlyAccess')],
      PermissionsBoundary: 'arn:of:boundary',
      Policies: [{ PolicyDocument: { Statement: [{ Action: ['lambda:InvokeFunction'] }] } }],
    });
  });

  test.each<[string, JsonObject, string, string]>([
    ['Schedule', { Schedule: 'rate(1 day)' }, 'events', FLOW],
    ['EventBridgeRule', { Pattern: {} }, 'events', FLOW],
    ['ScheduleV2', { ScheduleExpression: 'rate(1 day)' }, 'scheduler', FLOW],
    ['Api', { Path: '/start', Method: 'post' }, 'apigateway', FLOW],
  ])('is started by %s under a role for it', (type, properties, service, resource) => {
    const { of, notSeen } = expanded(machine({ Events: { On: { Type: type, Properties: properties } } }));
    expect(notSeen).toEqual([]);
    expect(of('FlowOnRole')).toMatchObject({
      AssumeRolePolicyDocument: { Statement: [{ Principal: { Service: [`${service}.amazonaws.com`] } }] },
      Policies: [{ PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'states:StartExecution', Resource: resource }] } }],
    });
    if (type !== 'ScheduleV2') expect(of('FlowOnRole').PermissionsBoundary).toBe('arn:of:boundary');
  });

  test('is started by its alias where it says so', () => {
    const { of } = expanded(
      machine({
        AutoPublishAlias: 'live',
        UseAliasAsEventTarget: true,
        Events: { On: { Type: 'Schedule', Properties: { Schedule: 'rate(1 day)' } } },
      }),
    );
    expect(of('FlowAliaslive')).toMatchObject({ Name: 'live' });
    expect(of('FlowOn')).toMatchObject({ Targets: [{ Arn: '<s/FlowAliaslive>' }] });
  });
});
