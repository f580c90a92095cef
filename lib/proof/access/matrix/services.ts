// The services that give access to each type of store.

import type { Resource } from '../../template';

/** Service prefixes for each type of store. The first one is the type's own service. */
const SERVICES: { readonly [type: string]: readonly string[] } = {
  'AWS::DynamoDB::Table': ['dynamodb'],
  'AWS::DynamoDB::GlobalTable': ['dynamodb'],
  'AWS::S3::Bucket': ['s3'],
  'AWS::KMS::Key': ['kms'],
  'AWS::KMS::ReplicaKey': ['kms'],
  'AWS::SQS::Queue': ['sqs'],
  'AWS::SNS::Topic': ['sns'],
  'AWS::Logs::LogGroup': ['logs'],
  'AWS::SecretsManager::Secret': ['secretsmanager'],
  'AWS::SSM::Parameter': ['ssm'],
  'AWS::Kinesis::Stream': ['kinesis'],
  'AWS::KinesisFirehose::DeliveryStream': ['firehose'],
  'AWS::EFS::FileSystem': ['elasticfilesystem'],
  'AWS::ECR::Repository': ['ecr'],
  'AWS::OpenSearchService::Domain': ['es'],
  'AWS::Elasticsearch::Domain': ['es'],
  // The Data API, and login with IAM (Aurora User Guide: Using the Data API; IAM database authentication).
  'AWS::RDS::DBCluster': ['rds', 'rds-data', 'rds-db'],
  'AWS::RDS::DBInstance': ['rds', 'rds-db'],
  'AWS::Lambda::Function': ['lambda'],
  'AWS::StepFunctions::StateMachine': ['states'],
  'AWS::Backup::BackupVault': ['backup'],
  // Actions that assume the role.
  'AWS::IAM::Role': ['sts'],
  'AWS::Timestream::Table': ['timestream'],
  'AWS::Cassandra::Table': ['cassandra'],
};

/** Types whose actions the proof knows. */
export const JUDGED_TYPES: readonly string[] = Object.keys(SERVICES);

/** Empty for a type whose actions the proof does not know. */
export function servicesOf({ type }: Resource): readonly string[] {
  return Object.hasOwn(SERVICES, type) ? (SERVICES[type] ?? []) : [];
}
