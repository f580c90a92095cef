import { RemovalPolicy } from 'aws-cdk-lib/core';
import { TenantRole, TenantTable, type TenantTableProps } from '../../../lib';
import { consequenceOf } from '../../../lib/proof/access';
import { ActionCatalogue } from '../../../lib/proof/actions';
import {
  bySid,
  identityStatements,
  logicalId,
  newApp,
  newStack,
  only,
  readable,
  type Statement,
  synthesise,
  WITH_AND_WITHOUT_FLAGS,
} from '../templates';
import { keyIn, roleIn } from '../worlds';

const catalogue = new ActionCatalogue();
/** All actions that read or write rows. */
const ROWS = catalogue
  .actionsOf('dynamodb')
  .filter(
    (one) => consequenceOf('dynamodb', one) === 'data' && one.resourceTypes.some((type) => type === 'table' || type === 'index'),
  )
  .map(({ name }) => `dynamodb:${name}`);
/** Those for which IAM knows the leading keys of every request (Service Authorization Reference): a statement of PartiQL may have none. */
const WITH_LEADING_KEYS = ROWS.filter(
  (action) => catalogue.supportsConditionKey(action, 'dynamodb:LeadingKeys') === true && !action.includes('PartiQL'),
);

function tenantTable(props: Partial<TenantTableProps> = {}, flags?: { readonly [flag: string]: unknown }) {
  const stack = newStack({ flags });
  const [key, tenantRole] = [keyIn(stack), new TenantRole(stack, 'TenantRole', { serviceName: 'media' })];
  tenantRole._trustBroker(roleIn(stack, 'Broker'));
  const made = new TenantTable(stack, 'Rows', { encryptionKey: key, tenantRole, ...props });
  return { stack, key, tenantRole, made };
}

const rows = (statements: readonly Statement[]) => statements.filter(({ Sid }) => Sid?.startsWith('RowsOfTheSessionsTenant'));

describe.each(WITH_AND_WITHOUT_FLAGS)('with %s', (_title, flags) => {
  const { stack, key, tenantRole, made } = tenantTable({}, flags);
  const template = synthesise(stack);
  const statements = identityStatements(template, logicalId(tenantRole.role));
  const table = only(template, 'AWS::DynamoDB::Table');

  test('a session may touch rows whose partition key is its tenant, and is refused without a key or a tag', () => {
    expect(rows(statements)).toEqual([
      {
        Sid: expect.stringMatching(/^RowsOfTheSessionsTenant[0-9a-f]{8}$/),
        Effect: 'Allow',
        Action: WITH_LEADING_KEYS,
        Resource: `<${logicalId(made.table)}.Arn>`,
        Condition: {
          'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [`\${aws:PrincipalTag/TenantId}`] },
          Null: { 'dynamodb:LeadingKeys': 'false', 'aws:PrincipalTag/TenantId': 'false' },
        },
      },
    ]);
  });

  test('a session may do nothing else but decrypt the table through DynamoDB', () => {
    expect(statements.filter((statement) => !rows([statement]).length)).toEqual([
      {
        Effect: 'Allow',
        Action: 'kms:Decrypt',
        Resource: `<${logicalId(key)}.Arn>`,
        Condition: { StringEquals: { 'kms:ViaService': 'dynamodb.<AWS::Region>.<AWS::URLSuffix>' } },
      },
    ]);
    // None of these is checked against leading keys, so that each would open every tenant.
    expect(JSON.stringify(statements)).not.toMatch(
      /Scan|SearchVectors|Replication|PartiQL|Export|Backup|Restore|GetRecords|ShardIterator|Stream|dynamodb:\*/,
    );
  });

  test('the table is keyed by tenant, encrypted under the key, restorable, protected and marked', () => {
    expect(readable(table.Properties)).toMatchObject({
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      BillingMode: 'PAY_PER_REQUEST',
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: `<${logicalId(key)}.Arn>` },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      DeletionProtectionEnabled: true,
      Tags: [{ Key: 'bulkhead:tenant-data', Value: 'true' }],
    });
    for (const way of [
      'StreamSpecification',
      'KinesisStreamSpecification',
      'GlobalSecondaryIndexes',
      'ImportSourceSpecification',
    ]) {
      expect(table.Properties).not.toHaveProperty(way);
    }
    expect([table.DeletionPolicy, table.UpdateReplacePolicy]).toEqual(['Retain', 'Retain']);
  });

  test('the key lets the tenant role in through DynamoDB', () => {
    const policy = only(template, 'AWS::KMS::Key').Properties.KeyPolicy.Statement;
    expect(bySid(policy, 'TablesStackTenantRoleRole')).toMatchObject({
      Principal: { AWS: `<${logicalId(tenantRole.role)}.Arn>` },
      Action: 'kms:Decrypt',
      Condition: { StringEquals: { 'kms:ViaService': 'dynamodb.<AWS::Region>.<AWS::URLSuffix>' } },
    });
  });
});

test('two tables of one role have a statement each', () => {
  const { stack, key, tenantRole } = tenantTable();
  new TenantTable(stack, 'More', { encryptionKey: key, tenantRole });
  const statements = rows(identityStatements(synthesise(stack), logicalId(tenantRole.role)));
  expect(new Set(statements.map(({ Sid }) => Sid)).size).toBe(2);
  expect(new Set(statements.map(({ Resource }) => Resource)).size).toBe(2);
});

test('a table to be destroyed is not protected from it', () => {
  const { DeletionPolicy, Properties } = only(
    synthesise(tenantTable({ removalPolicy: RemovalPolicy.DESTROY }).stack),
    'AWS::DynamoDB::Table',
  );
  expect([DeletionPolicy, Properties.DeletionProtectionEnabled]).toEqual(['Delete', false]);
});

test('refuses a key of another stack: it would have to name this stack’s role', () => {
  const app = newApp();
  const stack = newStack({}, 'Stack', app);
  const tenantRole = new TenantRole(stack, 'TenantRole', { serviceName: 'media' });
  expect(() => new TenantTable(stack, 'Rows', { encryptionKey: keyIn(newStack({}, 'Keys', app)), tenantRole })).toThrow(
    /^Keys\/Key: Stack\/TenantRole\/Role is a role of another stack, and it has no `roleName`\n {2}expected {2}a role with a `roleName`: without it the two stacks would refer to each other, and CloudFormation refuses that\n {2}do {8}give the role a `roleName`, or create it in the stack of the key$/,
  );
});
