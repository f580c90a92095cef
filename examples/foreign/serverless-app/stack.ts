// The `orders` service as many teams write it, with aws-cdk-lib and nothing of this library: an API behind a Lambda authorizer, a
// function, a table with the rows of all tenants, a bucket for exports and a queue. Nothing of it is fixed: README.md says what
// cdk-bulkhead finds, and why.
import { Duration, RemovalPolicy, Stack, type StackProps, Tags } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

export class OrdersStack extends Stack {
  public constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    const table = new dynamodb.Table(this, 'Orders', {
      partitionKey: { name: 'tenantId', type: dynamodb.AttributeType.STRING },
      sortKey: { name: 'orderId', type: dynamodb.AttributeType.STRING },
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy: RemovalPolicy.RETAIN,
    });
    // The only line that is there for cdk-bulkhead.
    Tags.of(table).add('bulkhead:tenant-data', 'orders');

    const exports = new s3.Bucket(this, 'Exports', {
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      encryption: s3.BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      lifecycleRules: [{ expiration: Duration.days(7) }],
    });
    const jobs = new sqs.Queue(this, 'ExportJobs', { visibilityTimeout: Duration.minutes(3) });

    const api = new lambda.Function(this, 'ApiFunction', {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline('exports.handler = async () => ({ statusCode: 200 });'),
      environment: { TABLE: table.tableName, JOBS: jobs.queueUrl },
    });
    table.grantReadWriteData(api);
    jobs.grantSendMessages(api);

    const exporter = new lambda.Function(this, 'Exporter', {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline('exports.handler = async () => {};'),
      timeout: Duration.seconds(30),
      environment: { TABLE: table.tableName, BUCKET: exports.bucketName },
    });
    exporter.addEventSource(new SqsEventSource(jobs));
    table.grantReadData(exporter);
    exports.grantPut(exporter);

    const authorizer = new lambda.Function(this, 'AuthorizerFunction', {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline('exports.handler = async () => ({});'),
    });
    const rest = new apigateway.RestApi(this, 'Api', {
      deployOptions: { stageName: 'live', tracingEnabled: true },
      defaultMethodOptions: {
        authorizer: new apigateway.RequestAuthorizer(this, 'Authorizer', {
          handler: authorizer,
          // The tenant is in the header X-Tenant-Id, and the function compares it with the token.
          identitySources: [apigateway.IdentitySource.header('Authorization')],
          resultsCacheTtl: Duration.minutes(5),
        }),
      },
    });
    const orders = rest.root.addResource('orders');
    orders.addMethod('GET', new apigateway.LambdaIntegration(api), {
      requestParameters: { 'method.request.header.X-Tenant-Id': true },
    });
    orders.addMethod('POST', new apigateway.LambdaIntegration(api), {
      requestParameters: { 'method.request.header.X-Tenant-Id': true },
    });
  }
}
