// A large app of nobody's constructs: 40 roles, 10 tables, 5 buckets and 6 keys, all of it tenants' data, and what such apps have
// besides.

import { type App, Stack, Tags } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sqs from 'aws-cdk-lib/aws-sqs';

const COUNTS = { roles: 40, tables: 10, buckets: 5, keys: 6, queues: 60, logGroups: 80, alarms: 204 };

export function buildLargeApp(app: App): void {
  const stack = new Stack(app, 'Large');
  const many = <T>(count: number, make: (index: number) => T): T[] =>
    Array.from({ length: count }, (_none, index) => make(index));
  const keys = many(COUNTS.keys, (index) => new kms.Key(stack, `Key${index}`, { enableKeyRotation: true }));
  const tables = many(
    COUNTS.tables,
    (index) =>
      new dynamodb.Table(stack, `Table${index}`, {
        partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING },
        encryptionKey: keys[index % keys.length],
      }),
  );
  const buckets = many(
    COUNTS.buckets,
    (index) => new s3.Bucket(stack, `Bucket${index}`, { encryptionKey: keys[index % keys.length], enforceSSL: true }),
  );
  for (const data of [...keys, ...tables, ...buckets]) Tags.of(data).add('bulkhead:tenant-data', 'true');
  many(COUNTS.roles, (index) => {
    const role = new iam.Role(stack, `Role${index}`, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    const table = tables[index % tables.length];
    if (index % 4 === 0) table?.grantReadWriteData(role);
    else {
      role.addToPolicy(
        new iam.PolicyStatement({
          actions: ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem'],
          resources: [table?.tableArn ?? ''],
          conditions: {
            'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [`\${aws:PrincipalTag/TenantId}`] },
            Null: { 'dynamodb:LeadingKeys': 'false' },
          },
        }),
      );
    }
    if (index % 3 === 0) buckets[index % buckets.length]?.grantReadWrite(role, `\${aws:PrincipalTag/TenantId}/*`);
  });
  const queues = many(COUNTS.queues, (index) => new sqs.Queue(stack, `Queue${index}`));
  many(COUNTS.logGroups, (index) => new logs.LogGroup(stack, `Log${index}`));
  many(COUNTS.alarms, (index) => {
    const metric = queues[index % queues.length]?.metricApproximateAgeOfOldestMessage() as cloudwatch.Metric;
    new cloudwatch.Alarm(stack, `Alarm${index}`, { metric, threshold: 1 + index, evaluationPeriods: 1 });
  });
}
