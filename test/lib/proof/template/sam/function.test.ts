// What becomes of AWS::Serverless::Function: its role above all.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation's Fn::Sub
import type { Json, JsonObject } from '../../../../../lib/proof/template';
import { BASIC, expanded, fn, managed } from './expanded';

const allow = (action: Json, resource: Json): Json => ({ Effect: 'Allow', Action: action, Resource: resource });

test('makes a function and its role, which Lambda assumes', () => {
  const { resources, of, notSeen } = expanded({ Fn: fn() });
  expect(notSeen).toEqual([]);
  expect(resources.toSorted()).toEqual(['AWS::IAM::Role FnRole', 'AWS::Lambda::Function Fn']);
  expect(of('FnRole')).toMatchObject({
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: ['sts:AssumeRole'], Principal: { Service: ['lambda.amazonaws.com'] } }],
    },
    ManagedPolicyArns: [BASIC],
  });
  expect(of('Fn')).toMatchObject({ Role: 'arn:aws:iam::111122223333:role/<s/FnRole>', Code: { ZipFile: 'code' } });
});

describe('managed policies of the role', () => {
  const VPC = { SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1'] };
  test.each<[string, JsonObject, Json[]]>([
    ['a name with a path', { Policies: 'AWSLambdaRole' }, [managed('service-role/AWSLambdaRole')]],
    ['a name of a job', { Policies: ['Billing'] }, [managed('job-function/Billing')]],
    ['a name without a path', { Policies: 'AmazonS3FullAccess' }, [managed('AmazonS3FullAccess')]],
    ['an ARN', { Policies: ['arn:aws:iam::1:policy/Own'] }, ['arn:aws:iam::1:policy/Own']],
    ['a policy of the template', { Policies: [{ Ref: 'Own' }] }, ['arn:aws:iam::111122223333:policy/<s/Own>']],
    ['a VPC', { VpcConfig: VPC }, [managed('service-role/AWSLambdaVPCAccessExecutionRole')]],
    ['tracing', { Tracing: 'Active' }, [managed('AWSXrayWriteOnlyAccess')]],
    ['tracing that is off', { Tracing: 'Disabled' }, []],
  ])('%s', (_what, properties, expected) => {
    const { of, notSeen } = expanded({ Fn: fn(properties), Own: { Type: 'AWS::IAM::ManagedPolicy' } });
    expect(notSeen).toEqual([]);
    expect((of('FnRole').ManagedPolicyArns as Json[]).toSorted()).toEqual([BASIC, ...expected].toSorted());
  });

  test('tracing in a Region of China has the policy of its partition', () => {
    const { of } = expanded({ Fn: fn({ Tracing: 'Active' }) }, {}, { region: 'cn-north-1' });
    expect(of('FnRole').ManagedPolicyArns).toContain(managed('AWSXRayDaemonWriteAccess'));
  });
});

describe('inline policies of the role', () => {
  const table = 'arn:aws:dynamodb:eu-west-1:111122223333:table/orders';
  const bucket = 'arn:aws:s3:::files';
  test.each<[string, Json, Json[]]>([
    ['a policy written out', { Statement: [allow('s3:GetObject', '*')] }, [allow('s3:GetObject', '*')]],
    [
      'DynamoDBReadPolicy',
      { DynamoDBReadPolicy: { TableName: 'orders' } },
      [
        allow(
          ['dynamodb:GetItem', 'dynamodb:Scan', 'dynamodb:Query', 'dynamodb:BatchGetItem', 'dynamodb:DescribeTable'],
          [table, `${table}/index/*`],
        ),
      ],
    ],
    [
      'S3WritePolicy',
      { S3WritePolicy: { BucketName: 'files' } },
      [allow(['s3:PutObject', 's3:PutObjectAcl', 's3:PutLifecycleConfiguration'], [bucket, `${bucket}/*`])],
    ],
    [
      'SQSSendMessagePolicy of a queue of the template',
      { SQSSendMessagePolicy: { QueueName: { 'Fn::GetAtt': ['Queue', 'QueueName'] } } },
      [allow(['sqs:SendMessage*'], 'arn:aws:sqs:eu-west-1:111122223333:<s/Queue>')],
    ],
    [
      'a template whose parameter is an ARN',
      { AWSSecretsManagerGetSecretValuePolicy: { SecretArn: { Ref: 'Given' } } },
      [allow(['secretsmanager:GetSecretValue'], '<parameter s/Given>')],
    ],
    [
      'a template with a condition',
      { EFSWriteAccessPolicy: { FileSystem: 'fs-1', AccessPoint: 'ap-1' } },
      [
        {
          ...(allow(
            ['elasticfilesystem:ClientMount', 'elasticfilesystem:ClientWrite'],
            'arn:aws:elasticfilesystem:eu-west-1:111122223333:file-system/fs-1',
          ) as JsonObject),
          Condition: {
            StringEquals: {
              'elasticfilesystem:AccessPointArn': 'arn:aws:elasticfilesystem:eu-west-1:111122223333:access-point/ap-1',
            },
          },
        },
      ],
    ],
    ['a template without parameters', { TextractPolicy: {} }, [allow(['textract:*'], '*')]],
    [
      'the policy of a condition that holds',
      { 'Fn::If': ['Yes', { Statement: [allow('s3:GetObject', '*')] }, { Ref: 'AWS::NoValue' }] },
      [allow('s3:GetObject', '*')],
    ],
    [
      'the policy instead of a managed one',
      { 'Fn::If': ['No', 'AmazonS3FullAccess', { Statement: [allow('s3:GetObject', '*')] }] },
      [allow('s3:GetObject', '*')],
    ],
  ])('%s', (_what, policy, expected) => {
    const conditions = { Yes: { 'Fn::Equals': [1, 1] }, No: { 'Fn::Equals': [1, 2] } };
    const { of, notSeen } = expanded(
      { Fn: fn({ Policies: [policy] }), Queue: { Type: 'AWS::SQS::Queue' } },
      { Conditions: conditions, Parameters: { Given: { Type: 'String' } } },
    );
    expect(notSeen).toEqual([]);
    expect(of('FnRole')).toMatchObject({
      ManagedPolicyArns: [BASIC],
      Policies: [{ PolicyName: 'FnRolePolicy0', PolicyDocument: { Statement: expected } }],
    });
  });

  test.each([
    ['SQS', 'sqs:SendMessage'],
    ['SNS', 'sns:Publish'],
  ])('a dead-letter queue of %s', (type, action) => {
    const { of } = expanded({ Fn: fn({ DeadLetterQueue: { Type: type, TargetArn: 'arn:of:it' } }) });
    expect(of('FnRole').Policies).toMatchObject([{ PolicyDocument: { Statement: [allow(action, 'arn:of:it')] } }]);
    expect(of('Fn').DeadLetterConfig).toEqual({ TargetArn: 'arn:of:it' });
  });
});

describe('a role that is given', () => {
  test('is the function’s, and none is made', () => {
    const { resources, of } = expanded({ Fn: fn({ Role: 'arn:aws:iam::1:role/Own', Policies: 'AmazonS3FullAccess' }) });
    expect(resources).toEqual(['AWS::Lambda::Function Fn']);
    expect(of('Fn').Role).toBe('arn:aws:iam::1:role/Own');
  });

  test.each([
    [true, ['AWS::Lambda::Function Fn'], 'arn:aws:iam::1:role/Own'],
    [false, ['AWS::IAM::Role FnRole', 'AWS::Lambda::Function Fn'], 'arn:aws:iam::111122223333:role/<s/FnRole>'],
  ])('by a condition that is %s', (holds, resources, role) => {
    const seen = expanded(
      { Fn: fn({ Role: { 'Fn::If': ['Given', 'arn:aws:iam::1:role/Own', { Ref: 'AWS::NoValue' }] } }) },
      { Conditions: { Given: { 'Fn::Equals': [String(holds), 'true'] } } },
    );
    expect(seen.notSeen).toEqual([]);
    expect(seen.resources.toSorted()).toEqual(resources);
    expect(seen.of('Fn').Role).toBe(role);
  });
});

test('a function’s condition holds for everything that stands for it', () => {
  const resources = { Fn: fn({ AutoPublishAlias: 'live' }, { Condition: 'No' }), Bucket: { Type: 'AWS::S3::Bucket' } };
  expect(expanded(resources, { Conditions: { No: { 'Fn::Equals': [1, 2] } } }).resources).toEqual(['AWS::S3::Bucket Bucket']);
});

describe('AutoPublishAlias', () => {
  const seen = expanded(
    {
      Fn: fn({ AutoPublishAlias: { Ref: 'Name' }, Events: { Read: { Type: 'SQS', Properties: { Queue: 'arn:of:queue' } } } }),
      User: {
        Type: 'AWS::Lambda::Permission',
        Properties: { FunctionName: { Ref: 'Fn.Alias' }, SourceArn: { 'Fn::Sub': '${Fn.Version}!${!Fn.Alias}' } },
      },
    },
    { Parameters: { Name: { Type: 'String', Default: 'live-1' } } },
  );

  test('makes a version, and the alias that events call', () => {
    expect(seen.of('FnAliasliveD1')).toEqual({
      Name: 'live-1',
      FunctionName: '<s/Fn>',
      FunctionVersion: '<s/FnVersionPublished.Version>',
    });
    expect(seen.of('FnRead')).toMatchObject({ FunctionName: '<s/FnAliasliveD1>' });
  });

  test('is what references name', () => {
    expect(seen.of('User')).toEqual({ FunctionName: '<s/FnAliasliveD1>', SourceArn: '<s/FnVersionPublished>!${Fn.Alias}' });
  });

  test('shifts with CodeDeploy, under a role for all functions', () => {
    const deployed = fn({ AutoPublishAlias: 'live', DeploymentPreference: { Type: 'AllAtOnce', Alarms: ['alarm'] } });
    const { of, resources, notSeen } = expanded({ One: deployed, Two: deployed });
    expect(notSeen).toEqual([]);
    expect(resources.filter((one) => one.startsWith('AWS::IAM::Role'))).toHaveLength(3);
    expect(of('CodeDeployServiceRole').ManagedPolicyArns).toEqual([managed('service-role/AWSCodeDeployRoleForLambda')]);
    expect(of('TwoDeploymentGroup')).toMatchObject({
      DeploymentConfigName: 'CodeDeployDefault.LambdaAllAtOnce',
      AlarmConfiguration: { Enabled: true, Alarms: [{ Name: 'alarm' }] },
    });
  });
});

describe('FunctionUrlConfig', () => {
  test.each([
    ['NONE', ['FnURLInvokeAllowPublicAccess', 'FnUrlPublicPermissions']],
    ['AWS_IAM', []],
  ])('of %s', (type, permissions) => {
    const { resources, of } = expanded({ Fn: fn({ FunctionUrlConfig: { AuthType: type } }) });
    const made = resources.filter((one) => one.startsWith('AWS::Lambda::Permission')).map((one) => one.split(' ')[1]);
    expect(made.toSorted()).toEqual(permissions);
    expect(of('FnUrl')).toEqual({ AuthType: type, TargetFunctionArn: '<s/Fn>' });
    for (const one of permissions) expect(of(one)).toMatchObject({ Principal: '*', FunctionName: '<s/Fn>' });
  });
});

describe('EventInvokeConfig', () => {
  const sent = (destination: JsonObject, more: JsonObject = {}) =>
    expanded({ Fn: fn({ EventInvokeConfig: { DestinationConfig: { OnFailure: destination } } }) }, more);

  test('sends to what is named, and the role may', () => {
    const { of } = sent({ Type: 'SNS', Destination: 'arn:of:topic' });
    expect(of('FnEventInvokeConfig')).toMatchObject({ DestinationConfig: { OnFailure: { Destination: 'arn:of:topic' } } });
    expect(of('FnRole').Policies).toMatchObject([{ PolicyDocument: { Statement: [allow('sns:publish', 'arn:of:topic')] } }]);
  });

  test('sends to a queue that SAM makes', () => {
    const { of, resources } = sent({ Type: 'SQS' });
    const queue = 'arn:aws:sqs:eu-west-1:111122223333:<s/FnEventInvokeConfigOnFailureQueue>';
    expect(resources).toContain('AWS::SQS::Queue FnEventInvokeConfigOnFailureQueue');
    expect(of('FnRole').Policies).toMatchObject([{ PolicyDocument: { Statement: [allow('sqs:SendMessage', queue)] } }]);
  });

  test('sends to a queue that a condition leaves to SAM', () => {
    const destination = { Type: 'SQS', Destination: { 'Fn::If': ['Named', 'arn:of:queue', { Ref: 'AWS::NoValue' }] } };
    const named = sent(destination, { Conditions: { Named: { 'Fn::Equals': [1, 1] } } });
    const made = sent(destination, { Conditions: { Named: { 'Fn::Equals': [1, 2] } } });
    expect(named.resources.some((one) => one.startsWith('AWS::SQS'))).toBe(false);
    expect(named.of('FnRole').Policies).toMatchObject([
      { PolicyDocument: { Statement: [allow('sqs:SendMessage', 'arn:of:queue')] } },
    ]);
    expect(made.resources).toContain('AWS::SQS::Queue FnEventInvokeConfigOnFailureQueue');
  });
});

describe('Globals', () => {
  const globals = {
    Function: { Tracing: 'Active', Layers: ['arn:of:first'], Environment: { Variables: { A: '1', B: '1' } }, Timeout: 3 },
  };

  test('a scalar is replaced, a map merged, a list prepended', () => {
    const own = { Timeout: 9, Layers: ['arn:of:second'], Environment: { Variables: { B: '2' } } };
    expect(expanded({ Fn: fn(own) }, { Globals: globals }).of('Fn')).toMatchObject({
      Timeout: 9,
      Layers: ['arn:of:first', 'arn:of:second'],
      Environment: { Variables: { A: '1', B: '2' } },
      TracingConfig: { Mode: 'Active' },
    });
  });

  test('are ignored where a resource says so', () => {
    const { of, template } = expanded({ Fn: fn({}, { IgnoreGlobals: ['Tracing'] }) }, { Globals: globals });
    expect(of('Fn')).not.toHaveProperty('TracingConfig');
    expect(of('Fn')).toMatchObject({ Timeout: 3 });
    expect(template).not.toHaveProperty('Globals');
  });
});
