// A database that one segment reaches, on one port, and a function in that segment. What no flow names is closed: the database
// opens no connection, nothing reaches the internet, and a name that is not on a list does not resolve.

import { Aws, Duration, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import { Flow, Segment, SegmentedVpc } from 'cdk-bulkhead';
import type { Construct } from 'constructs';

/** Not PostgreSQL's usual one, so that a flow to 5432 opens nothing here. */
const DATABASE_PORT = 5433;

/** The database user that the function signs in as, without a password. */
const DATABASE_USER = 'orders';

export class SegmentedVpcStack extends Stack {
  public readonly network: SegmentedVpc;

  public constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    const breakGlass = new iam.Role(this, 'BreakGlass', {
      assumedBy: new iam.AccountPrincipal(this.account).withConditions({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } }),
    });
    const network = new SegmentedVpc(this, 'Network', {
      cidr: '10.30.0.0/20',
      // Their order decides their addresses: append new ones.
      segments: [Segment.service({ cidrMask: 25 }), Segment.endpoints({ cidrMask: 27 }), Segment.data({ cidrMask: 27 })],
      flows: [
        Flow.between('service', 'endpoints', ec2.Port.tcp(443)),
        Flow.between('service', 'data', ec2.Port.tcp(DATABASE_PORT)),
      ],
      // The database is found by a name of RDS's; without this line it does not resolve.
      allowedDomainNames: [`*.${this.region}.rds.${Aws.URL_SUFFIX}`],
      keyAdministrators: [breakGlass],
    });
    this.network = network;

    const database = new rds.DatabaseCluster(this, 'Database', {
      engine: rds.DatabaseClusterEngine.auroraPostgres({ version: rds.AuroraPostgresEngineVersion.VER_17_5 }),
      writer: rds.ClusterInstance.serverlessV2('Writer', { publiclyAccessible: false }),
      port: DATABASE_PORT,
      // These three put anything that asks for a VPC into a segment.
      vpc: network.vpc,
      vpcSubnets: network.subnetsOf('data'),
      securityGroups: [network.securityGroupFor('orders-db', 'data')],
      // RDS keeps the master password and changes it every week; the function needs none.
      manageMasterUserPassword: true,
      iamAuthentication: true,
      // Under the account's key for RDS: a ServiceKey lets the deployment create tables and log groups, and nothing else yet.
      storageEncrypted: true,
      deletionProtection: true,
      backup: { retention: Duration.days(14) },
      cloudwatchLogsExports: ['postgresql'],
    });

    const log = new logs.LogGroup(this, 'Log', { retention: logs.RetentionDays.ONE_YEAR });
    const role = new iam.Role(this, 'Role', {
      description: 'Reads and writes orders',
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    });
    const orders = new lambda.Function(this, 'Orders', {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline('exports.handler = async () => process.env.DATABASE;'),
      environment: { DATABASE: database.clusterEndpoint.socketAddress, DATABASE_USER },
      vpc: network.vpc,
      vpcSubnets: network.subnetsOf('service'),
      // One group for each name: what runs under it gets the segment's flows, and nothing can be added to it.
      securityGroups: [network.securityGroupFor('orders', 'service')],
      memorySize: 256,
      timeout: Duration.seconds(15),
      tracing: lambda.Tracing.ACTIVE,
      logGroup: log,
      role,
    });
    database.grantConnect(role, DATABASE_USER);
    role.addToPrincipalPolicy(
      new iam.PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [log.logGroupArn] }),
    );
    // Lambda makes the function's network interfaces with the function's role.
    role.addToPrincipalPolicy(
      new iam.PolicyStatement({
        actions: [
          'ec2:AssignPrivateIpAddresses',
          'ec2:CreateNetworkInterface',
          'ec2:DeleteNetworkInterface',
          'ec2:DescribeNetworkInterfaces',
          'ec2:DescribeSubnets',
          'ec2:UnassignPrivateIpAddresses',
        ],
        resources: ['*'],
      }),
    );

    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'network interfaces that do not exist yet have no ARN, and X-Ray’s actions know no resources',
    });
    Validations.of(orders).acknowledge({
      id: 'Serverless-LambdaDLQ',
      reason: 'invoked synchronously only: its caller sees the failure',
    });
    Validations.of(database).acknowledge({
      id: 'TenantIsolation::customer-managed-key',
      reason: 'under the account’s key for RDS until a ServiceKey can let a deployment create databases',
    });
    Validations.of(log).acknowledge({
      id: 'TenantIsolation::customer-managed-key',
      reason: 'no tenant’s data is logged; examples/service-key has a log group under a key of its service',
    });
  }
}
