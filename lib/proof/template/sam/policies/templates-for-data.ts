// SAM's policy templates about stores, streams, queues, keys and callees (AWS SAM Developer Guide: AWS SAM policy template list). Each
// line is a statement that allows: service, actions, resources of the account and Region with their parameters, and a condition.

export const TEMPLATES_FOR_DATA: { readonly [name: string]: readonly string[] } = {
  AthenaQueryPolicy: [
    `athena: ListWorkGroups GetExecutionEngine GetExecutionEngines GetNamespace GetCatalogs GetNamespaces GetTables
      GetTable -> *`,
    `athena: StartQueryExecution GetQueryResults DeleteNamedQuery GetNamedQuery ListQueryExecutions StopQueryExecution
      GetQueryResultsStream ListNamedQueries CreateNamedQuery GetQueryExecution BatchGetNamedQuery BatchGetQueryExecution
      GetWorkGroup -> workgroup/{WorkGroupName}`,
  ],
  DynamoDBBackupFullAccessPolicy: [
    'dynamodb: CreateBackup DescribeContinuousBackups -> table/{TableName}',
    'dynamodb: DeleteBackup DescribeBackup ListBackups -> table/{TableName}/backup/*',
  ],
  DynamoDBCrudPolicy: [
    `dynamodb: GetItem DeleteItem PutItem Scan Query UpdateItem BatchWriteItem BatchGetItem DescribeTable
      ConditionCheckItem -> table/{TableName} table/{TableName}/index/*`,
  ],
  DynamoDBReadPolicy: ['dynamodb: GetItem Scan Query BatchGetItem DescribeTable -> table/{TableName} table/{TableName}/index/*'],
  DynamoDBReconfigurePolicy: ['dynamodb: UpdateTable -> table/{TableName}'],
  DynamoDBRestoreFromBackupPolicy: [
    'dynamodb: RestoreTableFromBackup -> table/{TableName}/backup/*',
    'dynamodb: PutItem UpdateItem DeleteItem GetItem Query Scan BatchWriteItem -> table/{TableName}',
  ],
  DynamoDBStreamReadPolicy: [
    'dynamodb: DescribeStream GetRecords GetShardIterator -> table/{TableName}/stream/{StreamName}',
    'dynamodb: ListStreams -> table/{TableName}/stream/*',
  ],
  DynamoDBWritePolicy: ['dynamodb: PutItem UpdateItem BatchWriteItem -> table/{TableName} table/{TableName}/index/*'],
  EFSWriteAccessPolicy: [
    `elasticfilesystem: ClientMount ClientWrite -> file-system/{FileSystem} if elasticfilesystem:AccessPointArn =
      elasticfilesystem:access-point/{AccessPoint}`,
  ],
  ElasticsearchHttpPostPolicy: ['es: ESHttpPost ESHttpPut -> domain/{DomainName}/*'],
  EventBridgePutEventsPolicy: ['events: PutEvents -> event-bus/{EventBusName}'],
  FirehoseCrudPolicy: [
    `firehose: CreateDeliveryStream DeleteDeliveryStream DescribeDeliveryStream PutRecord PutRecordBatch
      UpdateDestination -> deliverystream/{DeliveryStreamName}`,
  ],
  FirehoseWritePolicy: ['firehose: PutRecord PutRecordBatch -> deliverystream/{DeliveryStreamName}'],
  KinesisCrudPolicy: [
    `kinesis: AddTagsToStream CreateStream DecreaseStreamRetentionPeriod DeleteStream DescribeStream
      DescribeStreamSummary GetShardIterator IncreaseStreamRetentionPeriod ListTagsForStream MergeShards PutRecord
      PutRecords SplitShard RemoveTagsFromStream -> stream/{StreamName}`,
  ],
  KinesisStreamReadPolicy: [
    'kinesis: ListStreams DescribeLimits -> stream/*',
    'kinesis: DescribeStream DescribeStreamSummary GetRecords GetShardIterator -> stream/{StreamName}',
  ],
  KMSDecryptPolicy: ['kms: Decrypt -> key/{KeyId}'],
  KMSEncryptPolicy: ['kms: Encrypt -> key/{KeyId}'],
  KMSEncryptPolicy_v2: [
    `kms: Encrypt GenerateDataKey GenerateDataKeyWithoutPlaintext GenerateDataKeyPair GenerateDataKeyPairWithoutPlaintext
      -> key/{KeyId}`,
  ],
  LambdaInvokePolicy: ['lambda: InvokeFunction -> function:{FunctionName}*'],
  FilterLogEventsPolicy: ['logs: FilterLogEvents -> log-group:{LogGroupName}:log-stream:*'],
  S3CrudPolicy: [
    `s3: GetObject ListBucket GetBucketLocation GetObjectVersion PutObject PutObjectAcl GetLifecycleConfiguration
      PutLifecycleConfiguration DeleteObject -> arn:s3:::{BucketName} arn:s3:::{BucketName}/*`,
  ],
  S3FullAccessPolicy: [
    `s3: GetObject GetObjectAcl GetObjectVersion PutObject PutObjectAcl DeleteObject DeleteObjectTagging
      DeleteObjectVersionTagging GetObjectTagging GetObjectVersionTagging PutObjectTagging PutObjectVersionTagging ->
      arn:s3:::{BucketName}/*`,
    's3: ListBucket GetBucketLocation GetLifecycleConfiguration PutLifecycleConfiguration -> arn:s3:::{BucketName}',
  ],
  S3ReadPolicy: [
    `s3: GetObject ListBucket GetBucketLocation GetObjectVersion GetLifecycleConfiguration -> arn:s3:::{BucketName}
      arn:s3:::{BucketName}/*`,
  ],
  S3WritePolicy: ['s3: PutObject PutObjectAcl PutLifecycleConfiguration -> arn:s3:::{BucketName} arn:s3:::{BucketName}/*'],
  AWSSecretsManagerGetSecretValuePolicy: ['secretsmanager: GetSecretValue -> {SecretArn}'],
  AWSSecretsManagerRotationPolicy: [
    `secretsmanager: DescribeSecret GetSecretValue PutSecretValue UpdateSecretVersionStage -> secret:* if
      secretsmanager:resource/AllowRotationLambdaArn = lambda:function:{FunctionName}`,
    'secretsmanager: GetRandomPassword -> *',
  ],
  SNSCrudPolicy: ['sns: ListSubscriptionsByTopic CreateTopic SetTopicAttributes Subscribe Publish -> {TopicName}*'],
  SNSPublishMessagePolicy: ['sns: Publish -> {TopicName}'],
  SQSPollerPolicy: [
    `sqs: ChangeMessageVisibility ChangeMessageVisibilityBatch DeleteMessage DeleteMessageBatch GetQueueAttributes
      ReceiveMessage -> {QueueName}`,
  ],
  SQSSendMessagePolicy: ['sqs: SendMessage* -> {QueueName}'],
  SSMParameterReadPolicy: [
    'ssm: DescribeParameters -> *',
    'ssm: GetParameters GetParameter GetParametersByPath -> parameter/{ParameterName}',
  ],
  SSMParameterWithSlashPrefixReadPolicy: [
    'ssm: DescribeParameters -> *',
    'ssm: GetParameters GetParameter GetParametersByPath -> parameter{ParameterName}',
  ],
  StepFunctionsCallbackPolicy: ['states: SendTaskFailure SendTaskHeartbeat SendTaskSuccess -> stateMachine:{StateMachineName}'],
  StepFunctionsExecutionPolicy: ['states: StartExecution -> stateMachine:{StateMachineName}'],
  StepFunctionsExecutionPolicy_v2: ['states: StartExecution StartSyncExecution -> stateMachine:{StateMachineName}'],
};
