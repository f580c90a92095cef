// Types that hold data which cannot be made again, and what CloudFormation does when their properties change. From CloudFormation's
// resource schemas (createOnlyProperties and conditionalCreateOnlyProperties), as aws-cdk 2.1148.1 has them in db.json.gz, generated on
// 2026-11-11. A test compares this file with the installed one.

export interface Replacement {
  /** A change of these makes a new, empty resource. */
  readonly always: readonly string[];
  /** A change of these does so in some cases. */
  readonly perhaps?: readonly string[];
  /** CloudFormation refuses to change these. */
  readonly refused?: readonly string[];
  /** Property that forbids to delete the resource. */
  readonly protection?: string;
}

export const REPLACEMENTS: { readonly [type: string]: Replacement } = {
  'AWS::Backup::BackupVault': { always: ['BackupVaultName', 'EncryptionKeyArn'] },
  'AWS::Cassandra::Table': {
    always: ['ClientSideTimestampsEnabled', 'ClusteringKeyColumns', 'KeyspaceName', 'PartitionKeyColumns', 'TableName'],
  },
  'AWS::Cognito::UserPool': { always: [], protection: 'DeletionProtection' },
  'AWS::DocDB::DBCluster': {
    always: [
      'AvailabilityZones',
      'DBClusterIdentifier',
      'DBSubnetGroupName',
      'EngineVersion',
      'KmsKeyId',
      'MasterUsername',
      'SnapshotIdentifier',
      'SourceDBClusterIdentifier',
      'StorageEncrypted',
    ],
    protection: 'DeletionProtection',
  },
  'AWS::DynamoDB::GlobalTable': { always: ['KeySchema', 'LocalSecondaryIndexes', 'TableName'] },
  'AWS::DynamoDB::Table': {
    always: ['ImportSourceSpecification', 'KeySchema', 'TableName'],
    protection: 'DeletionProtectionEnabled',
  },
  'AWS::EC2::Volume': { always: [] },
  'AWS::EFS::FileSystem': { always: ['AvailabilityZoneName', 'Encrypted', 'KmsKeyId', 'PerformanceMode'] },
  'AWS::ElastiCache::ReplicationGroup': {
    always: [
      'AtRestEncryptionEnabled',
      'CacheSubnetGroupName',
      'DataTieringEnabled',
      'Engine',
      'GlobalReplicationGroupId',
      'KmsKeyId',
      'NetworkType',
      'Port',
      'PreferredCacheClusterAZs',
      'ReplicasPerNodeGroup',
      'ReplicationGroupId',
      'SnapshotArns',
      'SnapshotName',
    ],
    perhaps: ['AuthToken', 'NodeGroupConfiguration', 'NumNodeGroups'],
  },
  'AWS::ElastiCache::ServerlessCache': {
    always: ['ConnectionType', 'KmsKeyId', 'NetworkType', 'ServerlessCacheName', 'SnapshotArnsToRestore', 'SubnetIds'],
  },
  'AWS::Elasticsearch::Domain': {
    always: ['DomainName'],
    perhaps: ['AdvancedSecurityOptions', 'ElasticsearchVersion', 'EncryptionAtRestOptions', 'NodeToNodeEncryptionOptions'],
  },
  'AWS::FSx::FileSystem': {
    always: ['BackupId', 'FileSystemType', 'FileSystemTypeVersion', 'KmsKeyId', 'SecurityGroupIds', 'SubnetIds'],
  },
  'AWS::KMS::Key': { always: [], refused: ['KeySpec', 'KeyUsage', 'MultiRegion', 'Origin'] },
  'AWS::KMS::ReplicaKey': { always: ['PrimaryKeyArn'] },
  'AWS::Kinesis::Stream': { always: ['Name'] },
  'AWS::Logs::LogGroup': { always: ['LogGroupName'], protection: 'DeletionProtectionEnabled' },
  'AWS::MemoryDB::Cluster': {
    always: [
      'ClusterName',
      'DataTiering',
      'KmsKeyId',
      'MultiRegionClusterName',
      'NetworkType',
      'Port',
      'SnapshotArns',
      'SnapshotName',
      'SubnetGroupName',
      'TLSEnabled',
    ],
  },
  'AWS::Neptune::DBCluster': {
    always: [
      'AvailabilityZones',
      'DBClusterIdentifier',
      'DBSubnetGroupName',
      'GlobalClusterIdentifier',
      'KmsKeyId',
      'RestoreToTime',
      'RestoreType',
      'SnapshotIdentifier',
      'SourceDBClusterIdentifier',
      'StorageEncrypted',
      'UseLatestRestorableTime',
    ],
    protection: 'DeletionProtection',
  },
  'AWS::OpenSearchService::Domain': { always: ['DomainName', 'EngineMode'] },
  'AWS::RDS::DBCluster': {
    always: [
      'AvailabilityZones',
      'ClusterScalabilityType',
      'DBClusterIdentifier',
      'DBSubnetGroupName',
      'DBSystemId',
      'DatabaseName',
      'EngineMode',
      'KmsKeyId',
      'PubliclyAccessible',
      'RestoreToTime',
      'RestoreType',
      'SnapshotIdentifier',
      'SourceDBClusterIdentifier',
      'SourceDbClusterResourceId',
      'SourceRegion',
      'StorageEncrypted',
      'UseLatestRestorableTime',
      'WithExpressConfiguration',
    ],
    perhaps: ['Engine', 'GlobalClusterIdentifier', 'MasterUsername'],
    protection: 'DeletionProtection',
  },
  'AWS::RDS::DBInstance': {
    always: [
      'BackupTarget',
      'CharacterSetName',
      'CustomIAMInstanceProfile',
      'DBClusterIdentifier',
      'DBInstanceIdentifier',
      'DBName',
      'DBSubnetGroupName',
      'DBSystemId',
      'KmsKeyId',
      'MasterUsername',
      'NcharCharacterSetName',
      'Port',
      'SourceRegion',
      'StorageEncrypted',
      'Timezone',
    ],
    perhaps: [
      'AvailabilityZone',
      'DBClusterSnapshotIdentifier',
      'DBSnapshotIdentifier',
      'Engine',
      'RestoreTime',
      'SourceDBClusterIdentifier',
      'SourceDBInstanceAutomatedBackupsArn',
      'SourceDBInstanceIdentifier',
      'SourceDbiResourceId',
      'UseLatestRestorableTime',
    ],
    protection: 'DeletionProtection',
  },
  'AWS::Redshift::Cluster': {
    always: [
      'ClusterIdentifier',
      'ClusterSubnetGroupName',
      'DBName',
      'MasterUsername',
      'OwnerAccount',
      'SnapshotClusterIdentifier',
      'SnapshotIdentifier',
    ],
  },
  'AWS::S3::Bucket': { always: ['BucketName', 'BucketNamePrefix', 'BucketNamespace', 'ObjectLockEnabled'] },
  'AWS::SQS::Queue': { always: ['FifoQueue', 'QueueName'] },
  'AWS::SecretsManager::Secret': { always: ['Name'] },
  'AWS::Timestream::Table': { always: ['DatabaseName', 'TableName'] },
};
