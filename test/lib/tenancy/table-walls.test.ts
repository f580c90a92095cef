import * as iam from 'aws-cdk-lib/aws-iam';
import type { Stack } from 'aws-cdk-lib/core';
import { TenantContextService, TenantDataRoleClass, TenantTable } from '../../../lib';
import { consequenceOf } from '../../../lib/proof/access';
import { ActionCatalogue } from '../../../lib/proof/actions';
import { evaluate, type RequestContext } from '../../../lib/proof/iam';
import type { Json } from '../../../lib/proof/template';
import { newStack, only, readable, synthesise, type Template } from '../templates';
import { keyIn, roleIn, tenantRoleIn } from '../worlds';

const ACCOUNT = '111122223333';
const TABLE = `arn:aws:dynamodb:eu-west-1:${ACCOUNT}:table/rows`;
const KEY = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/k`;
const role = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;

/** Somebody whose identity policy allows everything: only the policy of the resource is between him and the rows. */
const PRINCIPALS = {
  tenantRole: role('TenantRole'),
  developer: role('Developer'),
  deployment: role(`cdk-hnb659fds-cfn-exec-role-${ACCOUNT}-eu-west-1`),
  administrator: role('BreakGlass'),
  replication: role('aws-service-role/replication.dynamodb.amazonaws.com/AWSServiceRoleForDynamoDBReplication'),
  autoScaling: role('aws-service-role/dynamodb.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling'),
  otherService: role('aws-service-role/support.amazonaws.com/AWSServiceRoleForSupport'),
  broker: role('bulkhead/broker/Queue'),
  support: role('bulkhead/support/Desk'),
  deletion: role('bulkhead/deletion/Job'),
  backup: role('bulkhead/backup/Nightly'),
  restore: role('bulkhead/restore/team/Operator'),
  likeRestore: role('bulkhead-restore/Operator'),
  belowOther: role('team/bulkhead/restore/Operator'),
} as const;

type Name = keyof typeof PRINCIPALS;

function table(tenantDataRoles?: TenantDataRoleClass[]) {
  const stack = newStack();
  const key = keyIn(stack);
  const tenantRole = tenantRoleIn(stack);
  new TenantTable(stack, 'Rows', { encryptionKey: key, tenantRole, tenantDataRoles });
  return synthesise(stack);
}

const tablePolicy = (template: Template) => only(template, 'AWS::DynamoDB::Table').Properties.ResourcePolicy.PolicyDocument;
const keyPolicy = (template: Template) => only(template, 'AWS::KMS::Key').Properties.KeyPolicy;

/** The policy as it is deployed: every attribute is the ARN of the role that the logical id begins with. */
function deployed(policy: unknown): Json {
  const text = JSON.stringify(readable(policy))
    .replaceAll('<AWS::Partition>', 'aws')
    .replaceAll('<AWS::AccountId>', ACCOUNT)
    .replaceAll('<AWS::Region>', 'eu-west-1')
    .replaceAll('<AWS::URLSuffix>', 'amazonaws.com')
    .replace(/<(\w*?)(?:Role)?[0-9A-F]{8}\.Arn>/g, (_all, name) => role(name === 'Tenant' ? 'TenantRole' : name));
  return JSON.parse(text);
}

const EVERYTHING = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

function may(policy: unknown, name: Name, action: string, resource = TABLE, more: RequestContext = {}): boolean {
  const arn = PRINCIPALS[name];
  const { effect } = evaluate(
    {
      principal: { kind: 'role', arn, account: ACCOUNT },
      action,
      resource,
      resourceAccount: ACCOUNT,
      context: { 'aws:PrincipalArn': arn, 'aws:PrincipalIsAWSService': 'false', ...more },
    },
    {
      identity: [{ source: 'its policy', document: EVERYTHING }],
      resource: { source: 'the resource', kind: resource === KEY ? 'key' : 'resource', document: deployed(policy) },
    },
  );
  expect(effect).not.toBe('Unknown');
  return effect === 'Allowed';
}

const who = (policy: unknown, action: string) => (Object.keys(PRINCIPALS) as Name[]).filter((name) => may(policy, name, action));

const { BROKER, SUPPORT, DELETION, BACKUP, RESTORE } = TenantDataRoleClass;

const catalogue = new ActionCatalogue();
const dangerous = catalogue
  .actionsOf('dynamodb')
  .filter((one) => one.resourceTypes.some((type) => type === 'table' || type === 'index'))
  .filter((one) => ['data', 'whole', 'authority'].includes(consequenceOf('dynamodb', one)))
  .map(({ name }) => name);

/**
 * The actions of “DynamoDB API operations supported by resource-based policies” (Amazon DynamoDB Developer Guide, read in December 2026)
 * that concern tables and indexes, by IAM's names: three APIs of PartiQL are four actions, and TransactGetItems and TransactWriteItems
 * need those of their parts. The last line is from elsewhere: transactions (ConditionCheckItem), global tables in several accounts.
 */
const SUPPORTED = `
  DeleteItem GetItem PutItem Query Scan UpdateItem BatchGetItem BatchWriteItem PartiQLDelete PartiQLInsert PartiQLSelect PartiQLUpdate
  DeleteTable DescribeTable UpdateTable DescribeTableReplicaAutoScaling UpdateTableReplicaAutoScaling
  ListTagsOfResource TagResource UntagResource CreateBackup DescribeContinuousBackups RestoreTableToPointInTime UpdateContinuousBackups
  DescribeContributorInsights UpdateContributorInsights ExportTableToPointInTime DescribeKinesisStreamingDestination
  DisableKinesisStreamingDestination EnableKinesisStreamingDestination UpdateKinesisStreamingDestination
  GetResourcePolicy PutResourcePolicy DeleteResourcePolicy DescribeTimeToLive UpdateTimeToLive
  ConditionCheckItem ReadDataForReplication WriteDataForReplication
`
  .trim()
  .split(/\s+/);

describe('the actions that the walls deny', () => {
  const denied = (tablePolicy(table()).Statement as { Action: string | string[] }[]).flatMap(({ Action }) => Action);
  const matched = denied.map((one) => catalogue.actionsMatching(one) ?? []);

  test('are all that concern rows, copies or the policy, as far as DynamoDB takes them', () => {
    // Without point-in-time recovery, nobody can restore what was lost: it shows no row, and is a setting for the proof.
    const expected = [
      ...dangerous.filter((name) => SUPPORTED.includes(name) || name === 'SearchVectors'),
      'UpdateContinuousBackups',
    ];
    expect([...new Set(matched.flat())].sort()).toEqual(expected.map((name) => `dynamodb:${name}`).sort());
  });

  test('leave out only what table policies do not support', () => {
    expect(dangerous.filter((name) => !matched.flat().includes(`dynamodb:${name}`)).sort()).toEqual([
      'AssociateTableReplica',
      'CreateGlobalTable',
      'CreateGlobalTableWitness',
      'CreateTableReplica',
      'DeleteGlobalTableWitness',
      'DeleteTableReplica',
      'ImportTable',
      'RestoreTableFromAwsBackup',
      'RestoreTableFromBackup',
      'StartAwsBackupJob',
      'UpdateGlobalTable',
    ]);
  });

  test('are names that DynamoDB takes, or a pattern', () => {
    const exact = denied.filter((one) => !one.includes('*')).map((one) => one.slice('dynamodb:'.length));
    expect(exact.filter((name) => !SUPPORTED.includes(name))).toEqual([]);
    expect(matched.filter((names) => names.every((name) => name === 'dynamodb:SearchVectors'))).toEqual([]);
  });
});

const ROWS = ['GetItem', 'Query', 'Scan', 'PutItem', 'DeleteItem', 'BatchGetItem', 'PartiQLSelect', 'SearchVectors'];
const BACKUPS = ['CreateBackup', 'ExportTableToPointInTime'];
const STREAMS = ['EnableKinesisStreamingDestination', 'UpdateKinesisStreamingDestination'];
const CONTROL = [
  'UpdateTable',
  'PutResourcePolicy',
  'DeleteResourcePolicy',
  'DeleteTable',
  'UpdateTimeToLive',
  'UpdateContributorInsights',
];

describe('through the walls of a table', () => {
  const [none, all] = [tablePolicy(table()), tablePolicy(table([BROKER, SUPPORT, DELETION, BACKUP, RESTORE]))];
  const services: Name[] = ['replication', 'autoScaling'];

  test.each([
    ...ROWS.map((one) => [one, ['tenantRole', 'replication'], ['tenantRole', 'replication', 'broker', 'support', 'deletion']]),
    ...BACKUPS.map((one) => [one, [], ['backup']]),
    ['RestoreTableToPointInTime', [], ['restore']],
    ...STREAMS.map((one) => [one, ['deployment'], ['deployment']]),
    ...CONTROL.map((one) => [one, ['deployment', ...services], ['deployment', ...services]]),
  ] as [string, Name[], Name[]][])('%s', (action, without, withClasses) => {
    expect(who(none, `dynamodb:${action}`)).toEqual(without);
    expect(who(all, `dynamodb:${action}`)).toEqual(withClasses);
  });

  test('everybody may describe the table, as the console and AWS Config do', () => {
    expect(who(none, 'dynamodb:DescribeTable')).toEqual(Object.keys(PRINCIPALS));
  });

  test('each class opens what is its own, and nothing else', () => {
    const actions = [...ROWS, ...BACKUPS, 'RestoreTableToPointInTime', ...STREAMS, ...CONTROL];
    const before = actions.map((action) => who(none, `dynamodb:${action}`));
    const opened = (one: TenantDataRoleClass) => {
      const policy = tablePolicy(table([one, one]));
      return actions.filter((action, index) => who(policy, `dynamodb:${action}`).length > (before[index]?.length ?? 0));
    };
    expect([BROKER, SUPPORT, DELETION].map(opened)).toEqual([ROWS, ROWS, ROWS]);
    expect([opened(BACKUP), opened(RESTORE)]).toEqual([BACKUPS, ['RestoreTableToPointInTime']]);
  });

  test('an AWS service that acts for itself passes', () => {
    expect(may(none, 'developer', 'dynamodb:GetItem', TABLE, { 'aws:PrincipalIsAWSService': 'true' })).toBe(true);
  });
});

test('administrators of the key administer the table, and touch no row, copy or stream', () => {
  const stack = newStack();
  const administrator = new iam.Role(stack, 'BreakGlass', { assumedBy: new iam.AccountPrincipal(ACCOUNT) });
  new TenantContextService(stack, 'TenantContext', { keyAdministrators: [administrator] });
  const policy = tablePolicy(synthesise(stack));
  const actions = [...ROWS, ...BACKUPS, 'RestoreTableToPointInTime', ...STREAMS, ...CONTROL];
  expect(actions.filter((action) => may(policy, 'administrator', `dynamodb:${action}`))).toEqual(CONTROL);
});

describe('the walls of the catalogue', () => {
  const catalogueOf = (build: (tenants: TenantContextService, stack: Stack) => void) => {
    const stack = newStack();
    build(new TenantContextService(stack, 'TenantContext'), stack);
    return tablePolicy(synthesise(stack));
  };
  const mayAs = (policy: unknown, arn: string, action: string) => {
    const context = { 'aws:PrincipalArn': arn, 'aws:PrincipalIsAWSService': 'false' };
    const request = {
      principal: { kind: 'role', arn, account: ACCOUNT },
      action,
      resource: TABLE,
      resourceAccount: ACCOUNT,
      context,
    } as const;
    const resource = { source: 'the table', kind: 'resource', document: deployed(policy) } as const;
    return evaluate(request, { identity: [{ source: 'its policy', document: EVERYTHING }], resource }).effect;
  };

  test('let the command function read and write, its readers read one record at a time, and nobody else', () => {
    const policy = catalogueOf((tenants, stack) => {
      tenants.grantLookup(roleIn(stack, 'Reader'));
      tenants.grantLookup(roleIn(newStack({}, 'Other', stack.node.root as never), 'Far', 'far-reader'));
    });
    const [commands, reader, far] = [role('TenantContextCommands'), role('Reader'), role('far-reader')];
    const verdicts = ['GetItem', 'PutItem', 'Query', 'Scan'].map((action) =>
      [commands, reader, far, PRINCIPALS.developer, PRINCIPALS.deployment].map((arn) =>
        mayAs(policy, arn, `dynamodb:${action}`) === 'Allowed' ? 'yes' : 'no',
      ),
    );
    expect(verdicts).toEqual([
      ['yes', 'yes', 'yes', 'no', 'no'],
      ['yes', 'no', 'no', 'no', 'no'],
      ['yes', 'no', 'no', 'no', 'no'],
      ['yes', 'no', 'no', 'no', 'no'],
    ]);
  });

  test('a policy that is longer than DynamoDB takes fails the synthesis, with its size', () => {
    const build = (count: number) => () =>
      catalogueOf((tenants, stack) => {
        const other = newStack({}, 'Other', stack.node.root as never);
        for (let index = 0; index < count; index++)
          tenants.grantLookup(roleIn(other, `Reader${index}`, `reader-${index}-${'x'.repeat(50)}`));
      });
    expect(build(100)).not.toThrow();
    expect(build(200)).toThrow(
      /the resource policy of the table has about \d+ characters\n {2}expected {2}at most 20480, the limit of DynamoDB\n {2}do {8}call `grantLookup` for fewer roles/,
    );
  });
});

describe('the key of a table', () => {
  const through = { 'kms:ViaService': 'dynamodb.eu-west-1.amazonaws.com' };
  const forResource = { ...through, 'kms:GrantIsForAWSResource': 'true' };
  const users = (policy: unknown, action: string, context: RequestContext) =>
    (['broker', 'support', 'deletion', 'backup', 'restore', 'developer', 'likeRestore', 'belowOther'] as Name[]).filter((name) =>
      may(policy, name, action, KEY, context),
    );

  test('lets roles of declared classes use it through DynamoDB, each for what its class does', () => {
    const policy = keyPolicy(table([BROKER, SUPPORT, DELETION, BACKUP, RESTORE]));
    expect(users(policy, 'kms:Decrypt', through)).toEqual(['broker', 'support', 'deletion', 'backup', 'restore']);
    expect(users(policy, 'kms:GenerateDataKey', through)).toEqual(['backup', 'restore']);
    expect(users(policy, 'kms:Encrypt', through)).toEqual(['restore']);
    expect(users(policy, 'kms:CreateGrant', forResource)).toEqual(['restore']);
    expect(users(policy, 'kms:CreateGrant', { ...through, 'kms:GrantIsForAWSResource': 'false' })).toEqual([]);
    expect(users(policy, 'kms:Decrypt', { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' })).toEqual([]);
    expect(users(policy, 'kms:PutKeyPolicy', {})).toEqual([]);
  });

  test('lets nobody use it without a declared class', () => {
    const policy = keyPolicy(table());
    expect(users(policy, 'kms:Decrypt', through)).toEqual([]);
  });

  test('has one statement for two tables with different classes', () => {
    const stack = newStack();
    const key = keyIn(stack);
    const tenantRole = tenantRoleIn(stack);
    new TenantTable(stack, 'One', { encryptionKey: key, tenantRole, tenantDataRoles: [SUPPORT] });
    new TenantTable(stack, 'Two', { encryptionKey: key, tenantRole, tenantDataRoles: [DELETION] });
    const policy = keyPolicy(synthesise(stack));
    expect(users(policy, 'kms:Decrypt', through)).toEqual(['support', 'deletion']);
    const sids = (policy.Statement as { Sid: string }[]).map(({ Sid }) => Sid);
    expect(sids.filter((sid) => sid === 'TablesOfTenantDataRoles')).toHaveLength(1);
  });
});

test('a class that does not exist is refused', () => {
  expect(() => table(['backups' as never])).toThrow(/tenantDataRoles.*TenantDataRoleClass/s);
});

test('the catalogue refuses classes that would read or write its records', () => {
  expect(() => new TenantContextService(newStack(), 'TenantContext', { tenantDataRoles: [BACKUP, SUPPORT] })).toThrow(
    /tenantDataRoles is \["backup","support"\]\n {2}expected {2}only backup and restore: .*\n {2}do {8}remove the other classes/,
  );
  expect(() => new TenantContextService(newStack(), 'TenantContext', { tenantDataRoles: [BACKUP, RESTORE] })).not.toThrow();
});
