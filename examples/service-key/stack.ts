// The `receipts` service: a queue, a table and a log under one key. Its function is the only one that uses the key; the account's
// administrators, whatever their identity policies say, do not.
import { Duration, RemovalPolicy, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { ServiceKey } from 'cdk-bulkhead';
import type { Construct } from 'constructs';

export class ServiceKeyStack extends Stack {
  public constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    // Beside the deployment role, so that the key can still be managed if that role is lost. It cannot decrypt.
    const breakGlass = new iam.Role(this, 'BreakGlass', {
      assumedBy: new iam.AccountPrincipal(this.account).withConditions({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } }),
    });
    const key = new ServiceKey(this, 'Key', { serviceName: 'receipts', administrators: [breakGlass] });

    const table = new dynamodb.Table(this, 'Table', {
      partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      encryption: dynamodb.TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: key,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
    });
    const encrypted = { encryption: sqs.QueueEncryption.KMS, encryptionMasterKey: key, enforceSSL: true };
    const failed = new sqs.Queue(this, 'Failed', { ...encrypted, retentionPeriod: Duration.days(14) });
    const queue = new sqs.Queue(this, 'Queue', {
      ...encrypted,
      visibilityTimeout: Duration.minutes(3),
      deadLetterQueue: { queue: failed, maxReceiveCount: 5 },
    });
    // CloudWatch Logs may use the key for log groups that CloudFormation names, which begin with the stack's name.
    const log = new logs.LogGroup(this, 'Log', {
      encryptionKey: key,
      retention: logs.RetentionDays.ONE_YEAR,
      removalPolicy: RemovalPolicy.RETAIN,
    });

    const role = new iam.Role(this, 'Role', {
      description: 'Takes receipts from the queue and keeps them',
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    });
    const keeper = new lambda.Function(this, 'Keeper', {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline('exports.handler = async ({ Records }) => console.log(Records.length);'),
      environment: { TABLE: table.tableName },
      memorySize: 256,
      timeout: Duration.seconds(30),
      tracing: lambda.Tracing.ACTIVE,
      logGroup: log,
      role,
    });

    // Exactly these actions on the table, and decrypting through DynamoDB for them. `tables` writes the identity policy and the key
    // policy: one alone opens nothing.
    table.grant(role, 'dynamodb:GetItem', 'dynamodb:PutItem');
    key.uses.tables(role);
    // CDK's own grants come out exact as well: this one asks the key for decryption, and `ServiceKey` writes kms:Decrypt on both sides.
    keeper.addEventSource(new SqsEventSource(queue, { batchSize: 10 }));
    // Whoever sends to the queue from this stack: queue.grantSendMessages(sender).
    role.addToPrincipalPolicy(
      new iam.PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [log.logGroupArn] }),
    );

    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'X-Ray’s PutTraceSegments and PutTelemetryRecords know no resources',
    });
    Validations.of(keeper).acknowledge(
      {
        id: 'Serverless-LambdaDLQ',
        reason: 'the queue it polls has a dead-letter queue, and nothing invokes it asynchronously',
      },
      {
        id: 'Serverless-LambdaEventSourceMappingDestination',
        reason: 'for queues Lambda takes no destination: what fails goes to the queue’s dead-letter queue',
      },
    );
    Validations.of(failed).acknowledge({
      id: 'Serverless-SQSRedrivePolicy',
      reason: 'it is the dead-letter queue: what fails five times stays here for two weeks',
    });
  }
}
