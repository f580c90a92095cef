// The actions on a DynamoDB table that read, copy or give away its rows. A test compares the lists with AWS's catalogue of actions: they
// grow with it.

/**
 * Those that name the partition keys of their rows in each request, so that `dynamodb:LeadingKeys` limits them to a tenant. PartiQL is not
 * among them: a statement may name no key.
 */
export const ROW_ACTIONS_BY_KEY = [
  'dynamodb:BatchGetItem',
  'dynamodb:BatchWriteItem',
  'dynamodb:ConditionCheckItem',
  'dynamodb:DeleteItem',
  'dynamodb:GetItem',
  'dynamodb:PutItem',
  'dynamodb:Query',
  'dynamodb:UpdateItem',
] as const;

/** Every action that reads or writes rows. Exports, backups and restores are not among them: they administer the whole table. */
export const ROW_ACTIONS = [
  ...ROW_ACTIONS_BY_KEY,
  'dynamodb:PartiQLDelete',
  'dynamodb:PartiQLInsert',
  'dynamodb:PartiQLSelect',
  'dynamodb:PartiQLUpdate',
  'dynamodb:ReadDataForReplication',
  'dynamodb:Scan',
  'dynamodb:SearchVectors',
  'dynamodb:WriteDataForReplication',
] as const;

/**
 * Actions on the whole table that the table's resource policy can deny: those of the Amazon DynamoDB Developer Guide, “DynamoDB API
 * operations supported by resource-based policies” (read in December 2026). DynamoDB refuses a policy that names any other action.
 */
export const TABLE_ACTIONS = {
  /** Copy the rows to where the policy of the table does not reach. */
  backup: ['dynamodb:CreateBackup', 'dynamodb:ExportTableToPointInTime'],
  /** Makes a second table with the rows, which has no policy. */
  restore: ['dynamodb:RestoreTableToPointInTime'],
  /** Send each change to a Kinesis data stream. */
  stream: ['dynamodb:EnableKinesisStreamingDestination', 'dynamodb:UpdateKinesisStreamingDestination'],
  /**
   * Change or remove the table, its streams, replicas and backups, or the policy itself. Contributor Insights shows the keys of items, and with
   * them tenant ids, in CloudWatch.
   */
  control: [
    'dynamodb:DeleteResourcePolicy',
    'dynamodb:DeleteTable',
    'dynamodb:DisableKinesisStreamingDestination',
    'dynamodb:PutResourcePolicy',
    'dynamodb:UpdateContinuousBackups',
    'dynamodb:UpdateContributorInsights',
    'dynamodb:UpdateTable',
    'dynamodb:UpdateTimeToLive',
  ],
} as const;
