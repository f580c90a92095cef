// The actions on the rows of a DynamoDB table. A test compares the lists with AWS's catalogue of actions: they grow with it.

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
