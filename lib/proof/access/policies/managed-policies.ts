// AWS managed policies that templates often name. AWS's managed policy reference has their text, and AWS changes it. So this file has only
// narrow policies that were stable for years, and for broad policies only how broad they are.

import { arnComponents, type Json } from '../../template';

const allow = (...actions: string[]): Json => ({
  Version: '2012-10-17',
  Statement: [{ Sid: 'AwsManaged', Effect: 'Allow', Action: actions, Resource: '*' }],
});

const LOGS = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];

/** As the Lambda Developer Guide lists them under "execution role". */
const INTERFACES = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];

const POLICIES: { readonly [name: string]: Json } = {
  AdministratorAccess: allow('*'),
  'service-role/AWSLambdaBasicExecutionRole': allow(...LOGS),
  'service-role/AWSLambdaVPCAccessExecutionRole': allow(...LOGS, ...INTERFACES),
  'service-role/AWSLambdaENIManagementAccess': allow(...INTERFACES),
  'service-role/AWSLambdaDynamoDBExecutionRole': allow(
    'dynamodb:DescribeStream',
    'dynamodb:GetRecords',
    'dynamodb:GetShardIterator',
    'dynamodb:ListStreams',
    ...LOGS,
  ),
  'service-role/AWSLambdaSQSQueueExecutionRole': allow(
    'sqs:ReceiveMessage',
    'sqs:DeleteMessage',
    'sqs:GetQueueAttributes',
    ...LOGS,
  ),
  'service-role/AmazonAPIGatewayPushToCloudWatchLogs': allow(
    ...LOGS,
    'logs:DescribeLogGroups',
    'logs:DescribeLogStreams',
    'logs:GetLogEvents',
    'logs:FilterLogEvents',
  ),
  AWSXRayDaemonWriteAccess: allow(
    'xray:PutTraceSegments',
    'xray:PutTelemetryRecords',
    'xray:GetSamplingRules',
    'xray:GetSamplingTargets',
    'xray:GetSamplingStatisticSummaries',
  ),
  AmazonDynamoDBFullAccess: allow('dynamodb:*'),
  AmazonS3FullAccess: allow('s3:*', 's3-object-lambda:*'),
  AmazonS3ReadOnlyAccess: allow('s3:Get*', 's3:List*', 's3:Describe*', 's3-object-lambda:Get*', 's3-object-lambda:List*'),
  AmazonSQSFullAccess: allow('sqs:*'),
};

/** Undefined for a policy that is not in this file. */
export function managedPolicy(arn: string): Json | undefined {
  const [, , service, , account, resource = ''] = arnComponents(arn) ?? [];
  const name = service === 'iam' && account === 'aws' ? resource.replace(/^policy\//, '') : undefined;
  return name !== undefined && Object.hasOwn(POLICIES, name) ? POLICIES[name] : undefined;
}
