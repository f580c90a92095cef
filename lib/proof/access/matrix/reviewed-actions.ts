// What access level, resource types and name do not say of an action: one line for each, with its class and the page that describes it. Each
// was compared with its description in the Service Authorization Reference of September 2026.
//
// `test/house/action-classes.txt` has the class of every action. A new one of AWS's fails the test beside it, until somebody has read it.

import type { Consequence } from './consequence';

export interface ReviewedAction {
  readonly consequence: Consequence;
  readonly page: string;
}

const LINES = `
backup:AssociateBackupVaultMpaApprovalTeam settings AWS Backup API Reference: AssociateBackupVaultMpaApprovalTeam
backup:CreateBackupVault settings AWS Backup API Reference: CreateBackupVault
backup:CreateLogicallyAirGappedBackupVault settings AWS Backup API Reference: CreateLogicallyAirGappedBackupVault
backup:DeleteBackupVaultNotifications settings AWS Backup API Reference: DeleteBackupVaultNotifications
backup:DisassociateBackupVaultMpaApprovalTeam settings AWS Backup API Reference: DisassociateBackupVaultMpaApprovalTeam
backup:DisassociateRecoveryPoint whole AWS Backup API Reference: DisassociateRecoveryPoint
backup:DisassociateRecoveryPointFromParent whole AWS Backup API Reference: DisassociateRecoveryPointFromParent
backup:GetBackupVaultNotifications settings AWS Backup API Reference: GetBackupVaultNotifications
backup:GetPITRMalwareScanResults settings AWS Backup API Reference: GetPITRMalwareScanResults
backup:GetRecoveryPointIndexDetails settings AWS Backup API Reference: GetRecoveryPointIndexDetails
backup:GetRecoveryPointRestoreMetadata settings AWS Backup API Reference: GetRecoveryPointRestoreMetadata
backup:PutBackupVaultLockConfiguration settings AWS Backup API Reference: PutBackupVaultLockConfiguration
backup:PutBackupVaultNotifications settings AWS Backup API Reference: PutBackupVaultNotifications
backup:SearchRecoveryPoint data AWS Backup Developer Guide: Backup search
backup:StartCopyJob whole AWS Backup API Reference: StartCopyJob
backup:StartRestoreJob whole AWS Backup API Reference: StartRestoreJob
backup:StartScanJob settings AWS Backup API Reference: StartScanJob
backup:UpdateRecoveryPointIndexSettings settings AWS Backup API Reference: UpdateRecoveryPointIndexSettings
backup:UpdateRecoveryPointLifecycle whole AWS Backup API Reference: UpdateRecoveryPointLifecycle
cassandra:Alter whole Amazon Keyspaces Developer Guide: DDL statements
cassandra:AlterMultiRegionResource whole Amazon Keyspaces Developer Guide: DDL statements
cassandra:Create settings Amazon Keyspaces Developer Guide: DDL statements; Streams API Reference: GetStream
cassandra:CreateMultiRegionResource settings Amazon Keyspaces Developer Guide: DDL statements; Streams API Reference: GetStream
cassandra:Drop whole Amazon Keyspaces Developer Guide: DDL statements
cassandra:DropMultiRegionResource whole Amazon Keyspaces Developer Guide: DDL statements
cassandra:GetStream settings Amazon Keyspaces Developer Guide: DDL statements; Streams API Reference: GetStream
dynamodb:AssociateTableReplica whole Amazon DynamoDB Developer Guide: Global tables
dynamodb:CreateTable settings Amazon DynamoDB API Reference: CreateTable
dynamodb:DeleteItem data Amazon DynamoDB API Reference: DeleteItem
dynamodb:DisableKinesisStreamingDestination whole Amazon DynamoDB Developer Guide: Using Kinesis Data Streams to capture changes
dynamodb:EnableKinesisStreamingDestination whole Amazon DynamoDB Developer Guide: Using Kinesis Data Streams to capture changes
dynamodb:ReplicateSettings settings Amazon DynamoDB Developer Guide: Global tables security
dynamodb:StartAwsBackupJob whole Amazon DynamoDB Developer Guide: Using AWS Backup
dynamodb:UpdateContinuousBackups settings Amazon DynamoDB API Reference: UpdateContinuousBackups
dynamodb:UpdateContributorInsights whole Amazon DynamoDB API Reference: UpdateContributorInsights (shows keys of items in plaintext)
dynamodb:UpdateGlobalTable whole Amazon DynamoDB Developer Guide: Global tables
dynamodb:UpdateGlobalTableSettings settings Amazon DynamoDB Developer Guide: Global tables security
dynamodb:UpdateGlobalTableVersion settings Amazon DynamoDB Developer Guide: Global tables security
dynamodb:UpdateKinesisStreamingDestination whole Amazon DynamoDB Developer Guide: Using Kinesis Data Streams to capture changes
dynamodb:UpdateTable whole Amazon DynamoDB API Reference: UpdateTable (streams, replicas), UpdateTimeToLive (deletes items)
dynamodb:UpdateTableReplicaAutoScaling settings Amazon DynamoDB API Reference: UpdateTableReplicaAutoScaling
dynamodb:UpdateTimeToLive whole Amazon DynamoDB API Reference: UpdateTable (streams, replicas), UpdateTimeToLive (deletes items)
ecr:BatchCheckLayerAvailability settings Amazon ECR API Reference: BatchCheckLayerAvailability
ecr:CreateRepository settings Amazon ECR API Reference: CreateRepository
ecr:DeleteLifecyclePolicy settings Amazon ECR API Reference: DeleteLifecyclePolicy
ecr:GetLifecyclePolicyPreview settings Amazon ECR API Reference: GetLifecyclePolicyPreview
ecr:PutImageScanningConfiguration settings Amazon ECR API Reference: PutImageScanningConfiguration
ecr:PutImageTagMutability settings Amazon ECR API Reference: PutImageTagMutability
ecr:PutLifecyclePolicy whole Amazon ECR User Guide: Automate the cleanup of images
ecr:StartImageScan settings Amazon ECR API Reference: StartImageScan
ecr:StartLifecyclePolicyPreview settings Amazon ECR API Reference: StartLifecyclePolicyPreview
ecr:UpdateImageStorageClass settings Amazon ECR API Reference: UpdateImageStorageClass
elasticfilesystem:Backup whole Amazon EFS User Guide: Backing up EFS file systems
elasticfilesystem:ModifyMountTargetSecurityGroups settings Amazon EFS User Guide: API reference
elasticfilesystem:PutBackupPolicy settings Amazon EFS User Guide: API reference
elasticfilesystem:PutLifecycleConfiguration settings Amazon EFS User Guide: API reference
elasticfilesystem:UpdateFileSystem settings Amazon EFS User Guide: API reference
elasticfilesystem:UpdateFileSystemProtection settings Amazon EFS User Guide: API reference
es:AddDataSource settings Amazon OpenSearch Service API Reference: AddDataSource
es:AssociatePackage settings Amazon OpenSearch Service API Reference: AssociatePackage
es:AssociatePackages settings Amazon OpenSearch Service API Reference: AssociatePackages
es:CancelDomainConfigChange settings Amazon OpenSearch Service API Reference: CancelDomainConfigChange
es:CancelElasticsearchServiceSoftwareUpdate settings Amazon OpenSearch Service API Reference: CancelElasticsearchServiceSoftwareUpdate
es:CancelServiceSoftwareUpdate settings Amazon OpenSearch Service API Reference: CancelServiceSoftwareUpdate
es:CreateDomain settings Amazon OpenSearch Service API Reference: CreateDomain
es:CreateElasticsearchDomain settings Amazon OpenSearch Service API Reference: CreateElasticsearchDomain
es:DeleteDataSource settings Amazon OpenSearch Service API Reference: DeleteDataSource
es:DissociatePackage settings Amazon OpenSearch Service API Reference: DissociatePackage
es:DissociatePackages settings Amazon OpenSearch Service API Reference: DissociatePackages
es:GetDataSource settings Amazon OpenSearch Service API Reference: GetDataSource
es:GetUpgradeHistory settings Amazon OpenSearch Service API Reference: GetUpgradeHistory
es:InsightFeedback settings Amazon OpenSearch Service API Reference: InsightFeedback
es:RollbackElasticsearchServiceSoftwareUpdate settings Amazon OpenSearch Service API Reference: RollbackElasticsearchServiceSoftwareUpdate
es:RollbackServiceSoftwareUpdate settings Amazon OpenSearch Service API Reference: RollbackServiceSoftwareUpdate
es:StartDomainMaintenance settings Amazon OpenSearch Service API Reference: StartDomainMaintenance
es:StartElasticsearchServiceSoftwareUpdate settings Amazon OpenSearch Service API Reference: StartElasticsearchServiceSoftwareUpdate
es:StartServiceSoftwareUpdate settings Amazon OpenSearch Service API Reference: StartServiceSoftwareUpdate
es:UpdateDataSource settings Amazon OpenSearch Service API Reference: UpdateDataSource
es:UpdateScheduledAction settings Amazon OpenSearch Service API Reference: UpdateScheduledAction
es:UpgradeDomain settings Amazon OpenSearch Service API Reference: UpgradeDomain
es:UpgradeElasticsearchDomain settings Amazon OpenSearch Service API Reference: UpgradeElasticsearchDomain
firehose:CreateDeliveryStream settings Amazon Data Firehose API Reference: CreateDeliveryStream
firehose:StartDeliveryStreamEncryption settings Amazon Data Firehose API Reference: StartDeliveryStreamEncryption
firehose:StopDeliveryStreamEncryption settings Amazon Data Firehose API Reference: StopDeliveryStreamEncryption
firehose:UpdateDestination whole Amazon Data Firehose API Reference: UpdateDestination
kinesis:CreateStream settings Amazon Kinesis Data Streams API Reference: CreateStream
kinesis:DecreaseStreamRetentionPeriod whole Amazon Kinesis Data Streams API Reference: DecreaseStreamRetentionPeriod
kinesis:DeleteResourcePolicy authority Amazon Kinesis Data Streams API Reference: DeleteResourcePolicy (of level Write)
kinesis:DeregisterStreamConsumer settings Amazon Kinesis Data Streams API Reference: DeregisterStreamConsumer
kinesis:IncreaseStreamRetentionPeriod settings Amazon Kinesis Data Streams API Reference: IncreaseStreamRetentionPeriod
kinesis:MergeShards settings Amazon Kinesis Data Streams API Reference: MergeShards
kinesis:SplitShard settings Amazon Kinesis Data Streams API Reference: SplitShard
kinesis:StartStreamEncryption settings Amazon Kinesis Data Streams API Reference: StartStreamEncryption
kinesis:StopStreamEncryption settings Amazon Kinesis Data Streams API Reference: StopStreamEncryption
kinesis:UpdateMaxRecordSize settings Amazon Kinesis Data Streams API Reference: UpdateMaxRecordSize
kinesis:UpdateStreamRecordDistributionStrategy settings Amazon Kinesis Data Streams API Reference: UpdateStreamRecordDistributionStrategy
kinesis:UpdateStreamWarmThroughput settings Amazon Kinesis Data Streams API Reference: UpdateStreamWarmThroughput
kms:CancelKeyDeletion settings AWS KMS API Reference: CancelKeyDeletion
kms:CreateAlias settings AWS KMS API Reference: CreateAlias
kms:DeleteAlias settings AWS KMS API Reference: DeleteAlias
kms:DisableKey whole AWS KMS Developer Guide: Enable and disable keys; Deleting keys; Multi-Region keys
kms:DisableKeyRotation settings AWS KMS API Reference: DisableKeyRotation
kms:EnableKey settings AWS KMS API Reference: EnableKey
kms:EnableKeyRotation settings AWS KMS API Reference: EnableKeyRotation
kms:GetKeyLastUsage settings AWS KMS API Reference: GetKeyLastUsage
kms:GetParametersForImport settings AWS KMS API Reference: GetParametersForImport
kms:GetPublicKey settings AWS KMS API Reference: GetPublicKey
kms:ReplicateKey whole AWS KMS Developer Guide: Enable and disable keys; Deleting keys; Multi-Region keys
kms:RetireGrant settings AWS KMS Developer Guide: Retiring and revoking grants (they only take access away)
kms:RevokeGrant settings AWS KMS Developer Guide: Retiring and revoking grants (they only take access away)
kms:RotateKeyOnDemand settings AWS KMS API Reference: RotateKeyOnDemand
kms:ScheduleKeyDeletion whole AWS KMS Developer Guide: Enable and disable keys; Deleting keys; Multi-Region keys
kms:SynchronizeMultiRegionKey settings AWS KMS API Reference: SynchronizeMultiRegionKey
kms:UpdateAlias settings AWS KMS API Reference: UpdateAlias
kms:UpdateKeyDescription settings AWS KMS API Reference: UpdateKeyDescription
kms:UpdatePrimaryRegion whole AWS KMS Developer Guide: Enable and disable keys; Deleting keys; Multi-Region keys
lambda:CreateFunction settings AWS Lambda API Reference: CreateFunction
lambda:DeleteFunctionConcurrency settings AWS Lambda API Reference: DeleteFunctionConcurrency
lambda:DeleteProvisionedConcurrencyConfig settings AWS Lambda API Reference: DeleteProvisionedConcurrencyConfig
lambda:GetAlias settings AWS Lambda API Reference: GetAlias
lambda:GetFunctionConcurrency settings AWS Lambda API Reference: GetFunctionConcurrency
lambda:PutFunctionConcurrency settings AWS Lambda API Reference: PutFunctionConcurrency
lambda:PutFunctionRecursionConfig settings AWS Lambda API Reference: PutFunctionRecursionConfig
lambda:PutFunctionScalingConfig settings AWS Lambda API Reference: PutFunctionScalingConfig
lambda:PutProvisionedConcurrencyConfig settings AWS Lambda API Reference: PutProvisionedConcurrencyConfig
lambda:PutRuntimeManagementConfig settings AWS Lambda API Reference: PutRuntimeManagementConfig
logs:AssociateKmsKey settings Amazon CloudWatch Logs API Reference: AssociateKmsKey
logs:CreateLogGroup settings Amazon CloudWatch Logs API Reference: CreateLogGroup
logs:CreateLogStream settings Amazon CloudWatch Logs API Reference: CreateLogStream
logs:DeleteMetricFilter settings Amazon CloudWatch Logs API Reference: DeleteMetricFilter
logs:DeleteRetentionPolicy settings Amazon CloudWatch Logs API Reference: DeleteRetentionPolicy
logs:DeleteSubscriptionFilter settings Amazon CloudWatch Logs API Reference: DeleteSubscriptionFilter
logs:DeleteSyslogConfiguration settings Amazon CloudWatch Logs API Reference: DeleteSyslogConfiguration
logs:DeleteTransformer settings Amazon CloudWatch Logs API Reference: DeleteTransformer
logs:DisassociateKmsKey settings Amazon CloudWatch Logs API Reference: DisassociateKmsKey
logs:GetTransformer settings Amazon CloudWatch Logs API Reference: GetTransformer
logs:IntegrateWithDataset whole Amazon CloudWatch Logs User Guide: Real-time processing with subscriptions; Integration with S3 Tables
logs:IntegrateWithS3Table whole Amazon CloudWatch Logs User Guide: Real-time processing with subscriptions; Integration with S3 Tables
logs:PutLogGroupDeletionProtection settings Amazon CloudWatch Logs API Reference: PutLogGroupDeletionProtection
logs:PutRetentionPolicy whole Amazon CloudWatch Logs API Reference: PutRetentionPolicy (deletes older events)
logs:PutSubscriptionFilter whole Amazon CloudWatch Logs User Guide: Real-time processing with subscriptions; Integration with S3 Tables
rds-db:connect data Amazon RDS User Guide: IAM database authentication (of level Permissions management)
rds:ApplyPendingMaintenanceAction settings Amazon RDS API Reference: ApplyPendingMaintenanceAction
rds:BacktrackDBCluster whole Amazon RDS User Guide: Sharing a snapshot; Exporting snapshot data; Amazon Aurora User Guide: Backtracking
rds:CreateDBCluster settings Amazon RDS API Reference: CreateDBCluster
rds:CreateDBClusterEndpoint settings Amazon RDS API Reference: CreateDBClusterEndpoint
rds:CreateDBInstance settings Amazon RDS API Reference: CreateDBInstance
rds:CreateDBShardGroup settings Amazon RDS API Reference: CreateDBShardGroup
rds:DeregisterDBProxyTargets settings Amazon RDS API Reference: DeregisterDBProxyTargets
rds:DisableHttpEndpoint settings Amazon RDS API Reference: DisableHttpEndpoint
rds:FailoverDBCluster settings Amazon RDS API Reference: FailoverDBCluster
rds:FailoverGlobalCluster settings Amazon RDS API Reference: FailoverGlobalCluster
rds:ModifyCurrentDBClusterCapacity settings Amazon RDS API Reference: ModifyCurrentDBClusterCapacity
rds:ModifyDBClusterSnapshotAttribute whole Amazon RDS User Guide: Sharing a snapshot; Exporting snapshot data; Amazon Aurora User Guide: Backtracking
rds:ModifyDBSnapshotAttribute whole Amazon RDS User Guide: Sharing a snapshot; Exporting snapshot data; Amazon Aurora User Guide: Backtracking
rds:RebootDBCluster settings Amazon RDS API Reference: RebootDBCluster
rds:RebootDBInstance settings Amazon RDS API Reference: RebootDBInstance
rds:RemoveRoleFromDBCluster settings Amazon RDS API Reference: RemoveRoleFromDBCluster
rds:RemoveRoleFromDBInstance settings Amazon RDS API Reference: RemoveRoleFromDBInstance
rds:StartActivityStream whole Amazon RDS User Guide: Sharing a snapshot; Exporting snapshot data; Amazon Aurora User Guide: Backtracking
rds:StartDBCluster settings Amazon RDS API Reference: StartDBCluster
rds:StartDBInstance settings Amazon RDS API Reference: StartDBInstance
rds:StartDBInstanceAutomatedBackupsReplication whole Amazon RDS User Guide: Replicating automated backups
rds:StartExportTask whole Amazon RDS User Guide: Sharing a snapshot; Exporting snapshot data; Amazon Aurora User Guide: Backtracking
rds:StopActivityStream settings Amazon RDS API Reference: StopActivityStream
rds:StopDBCluster settings Amazon RDS API Reference: StopDBCluster
rds:StopDBInstance settings Amazon RDS API Reference: StopDBInstance
s3:AllowVendedLogDeliveryForResource settings Amazon S3 API Reference: AllowVendedLogDeliveryForResource
s3:BypassGovernanceRetention data Amazon S3 User Guide: Object Lock (of level Permissions management, lets an object be deleted)
s3:CreateBucket settings Amazon S3 API Reference: CreateBucket
s3:DeleteBucketWebsite settings Amazon S3 API Reference: DeleteBucketWebsite
s3:GetBucketAbac settings Amazon S3 API Reference: GetBucketAbac
s3:GetBucketAcl settings Amazon S3 API Reference: GetBucketAcl
s3:GetBucketCORS settings Amazon S3 API Reference: GetBucketCORS
s3:GetBucketLocation settings Amazon S3 API Reference: GetBucketLocation
s3:GetBucketLogging settings Amazon S3 API Reference: GetBucketLogging
s3:GetBucketNotification settings Amazon S3 API Reference: GetBucketNotification
s3:GetBucketOwnershipControls settings Amazon S3 API Reference: GetBucketOwnershipControls
s3:GetBucketPublicAccessBlock settings Amazon S3 API Reference: GetBucketPublicAccessBlock
s3:GetBucketRequestPayment settings Amazon S3 API Reference: GetBucketRequestPayment
s3:GetBucketTagging settings Amazon S3 API Reference: GetBucketTagging
s3:GetBucketVersioning settings Amazon S3 API Reference: GetBucketVersioning
s3:GetBucketWebsite settings Amazon S3 API Reference: GetBucketWebsite
s3:GetObjectAcl settings Amazon S3 API Reference: GetObjectAcl
s3:GetObjectAttributes data Amazon S3 API Reference: GetObjectAttributes (size and checksums of the content)
s3:GetObjectTagging settings Amazon S3 API Reference: GetObjectTagging
s3:GetObjectVersionAcl settings Amazon S3 API Reference: GetObjectVersionAcl
s3:GetObjectVersionAttributes data Amazon S3 API Reference: GetObjectAttributes (size and checksums of the content)
s3:GetObjectVersionTagging settings Amazon S3 API Reference: GetObjectVersionTagging
s3:InitiateReplication whole Amazon S3 User Guide: Replicating objects
s3:ListBucket data Amazon S3 API Reference: ListObjectsV2 (the names of objects are data)
s3:ListBucketMultipartUploads data Amazon S3 API Reference: ListObjectsV2 (the names of objects are data)
s3:ListBucketVersions data Amazon S3 API Reference: ListObjectsV2 (the names of objects are data)
s3:ListMultipartUploadParts data Amazon S3 API Reference: ListObjectsV2 (the names of objects are data)
s3:ListObjectAnnotations data Amazon S3 User Guide: Object annotations
s3:ListObjectVersionAnnotations data Amazon S3 User Guide: Object annotations
s3:ObjectOwnerOverrideToBucketOwner settings Amazon S3 User Guide: Changing the replica owner
s3:PauseReplication settings Amazon S3 API Reference: PauseReplication
s3:PutAccelerateConfiguration settings Amazon S3 API Reference: PutAccelerateConfiguration
s3:PutAnalyticsConfiguration settings Amazon S3 API Reference: PutAnalyticsConfiguration
s3:PutBucketAbac authority Amazon S3 User Guide: Enabling ABAC in general purpose buckets (tags then decide who has access)
s3:PutBucketCORS settings Amazon S3 API Reference: PutBucketCORS
s3:PutBucketLogging whole Amazon S3 API Reference: PutBucketLogging
s3:PutBucketNotification whole Amazon S3 API Reference: PutBucketNotification
s3:PutBucketObjectLockConfiguration settings Amazon S3 API Reference: PutBucketObjectLockConfiguration
s3:PutBucketRequestPayment settings Amazon S3 API Reference: PutBucketRequestPayment
s3:PutBucketVersioning whole Amazon S3 API Reference: PutBucketVersioning
s3:PutBucketWebsite settings Amazon S3 API Reference: PutBucketWebsite
s3:PutEncryptionConfiguration settings Amazon S3 API Reference: PutEncryptionConfiguration
s3:PutIntelligentTieringConfiguration settings Amazon S3 API Reference: PutIntelligentTieringConfiguration
s3:PutInventoryConfiguration whole Amazon S3 API Reference: PutInventoryConfiguration
s3:PutLifecycleConfiguration whole Amazon S3 API Reference: PutLifecycleConfiguration
s3:PutMetricsConfiguration settings Amazon S3 API Reference: PutMetricsConfiguration
s3:PutReplicationConfiguration whole Amazon S3 User Guide: Replicating objects
s3:UpdateBucketMetadataAnnotationTableConfiguration whole Amazon S3 User Guide: S3 Metadata
s3:UpdateBucketMetadataInventoryTableConfiguration whole Amazon S3 User Guide: S3 Metadata
s3:UpdateBucketMetadataJournalTableConfiguration whole Amazon S3 User Guide: S3 Metadata
secretsmanager:CancelRotateSecret settings AWS Secrets Manager API Reference: CancelRotateSecret
secretsmanager:CreateSecret settings AWS Secrets Manager API Reference: CreateSecret
secretsmanager:RemoveRegionsFromReplication settings AWS Secrets Manager API Reference: RemoveRegionsFromReplication
secretsmanager:ReplicateSecretToRegions whole AWS Secrets Manager User Guide: Multi-Region replication
secretsmanager:RestoreSecret settings AWS Secrets Manager API Reference: RestoreSecret
secretsmanager:StopReplicationToReplica settings AWS Secrets Manager API Reference: StopReplicationToReplica
secretsmanager:ValidateResourcePolicy settings AWS Secrets Manager API Reference: ValidateResourcePolicy (changes nothing)
sns:CreateTopic settings Amazon SNS API Reference: CreateTopic
sqs:CancelMessageMoveTask settings Amazon SQS API Reference: CancelMessageMoveTask
sqs:CreateQueue settings Amazon SQS API Reference: CreateQueue
sqs:DeleteMessage data Amazon SQS API Reference: DeleteMessage
sqs:GetQueueUrl settings Amazon SQS API Reference: GetQueueUrl
sqs:PurgeQueue whole Amazon SQS API Reference: PurgeQueue, StartMessageMoveTask
sqs:StartMessageMoveTask whole Amazon SQS API Reference: PurgeQueue, StartMessageMoveTask
ssm:LabelParameterVersion settings AWS Systems Manager User Guide: Working with parameter labels
ssm:UnlabelParameterVersion settings AWS Systems Manager User Guide: Working with parameter labels
states:CreateStateMachine settings AWS Step Functions API Reference: CreateStateMachine
states:CreateStateMachineAlias settings AWS Step Functions API Reference: CreateStateMachineAlias
states:DeleteStateMachineAlias settings AWS Step Functions API Reference: DeleteStateMachineAlias
states:DescribeExecution data AWS Step Functions API Reference: DescribeExecution (returns input and output)
states:PublishStateMachineVersion settings AWS Step Functions API Reference: PublishStateMachineVersion
states:UpdateMapRun settings AWS Step Functions API Reference: UpdateMapRun
sts:SetContext settings IAM User Guide: Monitor and control actions taken with assumed roles (AssumeRole decides)
sts:SetSourceIdentity settings IAM User Guide: Monitor and control actions taken with assumed roles (AssumeRole decides)
timestream:CreateDatabase settings Amazon Timestream Developer Guide: API reference
timestream:CreateTable settings Amazon Timestream Developer Guide: API reference
timestream:StartAwsBackupJob whole Amazon Timestream Developer Guide: Using AWS Backup; Storage (retention)
timestream:StartAwsRestoreJob whole Amazon Timestream Developer Guide: Using AWS Backup; Storage (retention)
timestream:UpdateDatabase whole Amazon Timestream Developer Guide: Using AWS Backup; Storage (retention)
timestream:UpdateTable whole Amazon Timestream Developer Guide: Using AWS Backup; Storage (retention)
`;

/** By `service:Name`. */
export const REVIEWED_ACTIONS: ReadonlyMap<string, ReviewedAction> = new Map(
  LINES.trim()
    .split('\n')
    .map((line) => {
      const [name = '', consequence = '', ...page] = line.split(' ');
      return [name, { consequence: consequence as Consequence, page: page.join(' ') }];
    }),
);
