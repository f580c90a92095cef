import * as iam from 'aws-cdk-lib/aws-iam';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import { TenantContextService, type TenantContextServiceProps } from '../../../lib';
import {
  actionsOf,
  bySid,
  identityStatements,
  logicalId,
  newApp,
  newStack,
  only,
  readable,
  resourcesOf,
  rights,
  type Statement,
  synthesise,
} from '../templates';
import { oneService, roleIn } from '../worlds';

function tenantContext(props: TenantContextServiceProps = {}) {
  const stack = newStack();
  return { stack, made: new TenantContextService(stack, 'TenantContext', props) };
}

const CATALOGUE = 'TenantContextCatalogue4023CE87';
const throughDynamoDb = { StringEquals: { 'kms:ViaService': 'dynamodb.<AWS::Region>.<AWS::URLSuffix>' } };

describe('the catalogue and its commands', () => {
  const { stack, made } = tenantContext();
  const template = synthesise(stack);
  const [[roleId] = ['']] = resourcesOf(template, 'AWS::IAM::Role');

  test('commands read and write records one by one, and delete none: a tenant id is never used again', () => {
    const [[log] = ['']] = resourcesOf(template, 'AWS::Logs::LogGroup');
    const statements = identityStatements(template, roleId);
    expect(rights(statements)).toEqual([
      `dynamodb:GetItem <${CATALOGUE}.Arn>`,
      `dynamodb:PutItem <${CATALOGUE}.Arn>`,
      `kms:Decrypt <${logicalId(made.key)}.Arn>`,
      `logs:CreateLogStream <${log}.Arn>`,
      `logs:PutLogEvents <${log}.Arn>`,
      'xray:PutTelemetryRecords *',
      'xray:PutTraceSegments *',
    ]);
    expect(statements.find(({ Action }) => Action === 'kms:Decrypt')?.Condition).toEqual(throughDynamoDb);
  });

  test('nobody may delete, scan or update records, nor read them in bulk', () => {
    const allowed = resourcesOf(template, 'AWS::IAM::ManagedPolicy').map(([, policy]) => policy.Properties.PolicyDocument);
    expect(JSON.stringify(allowed)).not.toMatch(/dynamodb:(?:\*|Delete|Scan|Update|Query|Batch|PartiQL|Export|GetRecords)/);
  });

  test('nothing leads to the command function: no permission, URL, event source, queue, API', () => {
    const types = Object.values(template.Resources).map(({ Type }) => Type);
    for (const type of [
      'AWS::Lambda::Permission',
      'AWS::Lambda::Url',
      'AWS::Lambda::EventSourceMapping',
      'AWS::ApiGateway::RestApi',
      'AWS::SQS::Queue',
      'AWS::Events::Rule',
    ]) {
      expect(types).not.toContain(type);
    }
    expect(JSON.stringify(template)).not.toContain('lambda:InvokeFunction');
    expect(only(template, 'AWS::Lambda::Function').Properties).not.toHaveProperty('DeadLetterConfig');
  });

  test('the catalogue is encrypted under its own key, restorable, protected, and stays', () => {
    const table = only(template, 'AWS::DynamoDB::Table');
    expect(readable(table.Properties)).toMatchObject({
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: `<${logicalId(made.key)}.Arn>` },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      DeletionProtectionEnabled: true,
    });
    expect(table.Properties).not.toHaveProperty('StreamSpecification');
    expect(table.DeletionPolicy).toBe('Retain');
    // Records of tenants, not tenants' data: no session of a tenant reads it.
    expect(table.Properties).not.toHaveProperty('Tags');
  });

  test('the command function is told the catalogue and nothing else', () => {
    expect(readable(only(template, 'AWS::Lambda::Function').Properties.Environment.Variables)).toEqual({
      BULKHEAD_CATALOGUE_TABLE: `<${CATALOGUE}>`,
    });
  });
});

describe('grantLookup', () => {
  test('lets a role get records, and decrypt them through DynamoDB', () => {
    const { stack, made } = tenantContext();
    const reader = roleIn(stack, 'Reader');
    made.grantLookup(reader);
    const template = synthesise(stack);
    expect(identityStatements(template, logicalId(reader))).toEqual([
      { Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: `<${CATALOGUE}.Arn>` },
      { Effect: 'Allow', Action: 'kms:Decrypt', Resource: `<${logicalId(made.key)}.Arn>`, Condition: throughDynamoDb },
    ]);
    expect(bySid(only(template, 'AWS::KMS::Key').Properties.KeyPolicy.Statement, 'TablesStackReader')).toMatchObject({
      Principal: { AWS: `<${logicalId(reader)}.Arn>` },
      Action: 'kms:Decrypt',
      Condition: throughDynamoDb,
    });
  });

  test('lets every reader of another stack in, by its literal name', () => {
    const app = newApp();
    const stack = newStack({}, 'Stack', app);
    const made = new TenantContextService(stack, 'TenantContext');
    const names = ['media-authorizer', 'media-broker', 'issues-authorizer', 'issues-broker'];
    const readers = newStack({}, 'Readers', app);
    for (const name of names) made.grantLookup(roleIn(readers, name, name));
    const statement = bySid(
      only(synthesise(stack), 'AWS::KMS::Key').Properties.KeyPolicy.Statement as Statement[],
      'TablesOfOtherStacks',
    );
    expect(statement.Condition).toEqual({
      ...throughDynamoDb,
      ArnEquals: { 'aws:PrincipalArn': names.map((name) => `arn:<AWS::Partition>:iam::<AWS::AccountId>:role/${name}`) },
    });
    expect(actionsOf(statement)).toEqual(['kms:Decrypt']);
    expect(stack.dependencies).toEqual([]);
  });

  test('refuses a reader of another stack without a name', () => {
    const app = newApp();
    const made = new TenantContextService(newStack({}, 'Stack', app), 'TenantContext');
    expect(() => made.grantLookup(roleIn(newStack({}, 'Readers', app)))).toThrow(
      /^Stack\/TenantContext\/Key: Readers\/Role is a role of another stack, and it has no `roleName`\n {2}expected {2}a role with a `roleName`: without it the two stacks would refer to each other, and CloudFormation refuses that\n {2}do {8}give the role a `roleName`, or create it in the stack of the key$/,
    );
  });

  test.each<[string, iam.IGrantable]>([
    ['an account', new iam.AccountPrincipal('111122223333')],
    ['everybody', new iam.AnyPrincipal()],
  ])('refuses %s', (_title, grantee) => {
    expect(() => tenantContext().made.grantLookup(grantee)).toThrow(
      /^Stack\/TenantContext\/Key: cannot grant use of this key to .+\n {2}expected {2}a role, or the ARN of a role: .*\n {2}do {8}pass an iam\.Role, or iam\.Role\.fromRoleArn$/,
    );
  });
});

test('grantCommands lets a role invoke the command function, by its identity policy alone', () => {
  const { stack, made } = tenantContext();
  const operator = roleIn(stack, 'Operator');
  made.grantCommands(operator);
  const template = synthesise(stack);
  expect(rights(identityStatements(template, logicalId(operator)))).toEqual([
    `lambda:InvokeFunction <${logicalId(made.commandsFunction)}.Arn>`,
  ]);
  expect(resourcesOf(template, 'AWS::Lambda::Permission')).toEqual([]);
});

describe('the commands function knows the services of its app', () => {
  const services = (...names: string[]) => {
    const { stack, made } = tenantContext();
    for (const name of names) made._knowService(name);
    return only(synthesise(stack), 'AWS::Lambda::Function').Properties.Environment.Variables.BULKHEAD_SERVICES;
  };

  test('by their names', () => expect(services('media', 'issues', 'media')).toBe('issues,media'));

  test('not where there are none, or more than fit beside the other variables', () => {
    expect(services()).toBeUndefined();
    expect(
      services(...Array.from({ length: 50 }, (_, index) => `service-of-a-rather-long-name-${'x'.repeat(20)}-${index}`)),
    ).toBeUndefined();
  });

  test('a service of a TenantService is one of them', () => {
    const { stack } = oneService();
    const functions = resourcesOf(synthesise(stack), 'AWS::Lambda::Function').map(
      ([, { Properties }]) => Properties.Environment?.Variables,
    );

    expect(functions.filter((variables) => variables?.BULKHEAD_SERVICES === 'media')).toHaveLength(1);
  });
});

test('key administrators and removal are the user’s to choose', () => {
  const stack = newStack();
  const administrator = iam.Role.fromRoleArn(stack, 'Admin', 'arn:aws:iam::111122223333:role/key-admin');
  new TenantContextService(stack, 'TenantContext', { keyAdministrators: [administrator], removalPolicy: RemovalPolicy.DESTROY });
  const template = synthesise(stack);
  expect(JSON.stringify(bySid(only(template, 'AWS::KMS::Key').Properties.KeyPolicy.Statement, 'Administration'))).toContain(
    'role/key-admin',
  );
  const table = only(template, 'AWS::DynamoDB::Table');
  expect([table.DeletionPolicy, table.Properties.DeletionProtectionEnabled]).toEqual(['Delete', false]);
});
