// CDK's own constructs, handed a ServiceKey: what they write into it is exact, or refused. aws-cdk-lib writes other statements
// with other feature flags, so each row is synthesised with the flags of cdk.json and with none.
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Stack } from 'aws-cdk-lib/core';
import type { ServiceKey } from '../../../lib';
import {
  actionsOf,
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

const tableIn = (stack: Stack, encryptionKey: kms.IKey) =>
  new dynamodb.Table(stack, 'Table', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING }, encryptionKey });

const written = (stack: Stack): Statement[] =>
  readable<Statement[]>(only(synthesise(stack), 'AWS::KMS::Key').Properties.KeyPolicy.Statement.slice(4));

describe.each(WITH_AND_WITHOUT_FLAGS)('with %s', (_title, flags) => {
  test.each<[string, (stack: Stack, key: ServiceKey) => void]>([
    ['a log group', (stack, encryptionKey) => new logs.LogGroup(stack, 'Log', { encryptionKey })],
    ['a topic', (stack, masterKey) => new sns.Topic(stack, 'Topic', { masterKey })],
    ['a queue', (stack, encryptionMasterKey) => new sqs.Queue(stack, 'Queue', { encryptionMasterKey })],
    ['a bucket', (stack, encryptionKey) => new s3.Bucket(stack, 'Bucket', { encryptionKey })],
    ['a table', (stack, key) => tableIn(stack, key)],
  ])('%s writes nothing', (_kind, make) => {
    const stack = newStack({ flags });
    make(stack, keyIn(stack));
    expect(written(stack)).toEqual([]);
  });

  test('a secret is refused: it lets in the account through Secrets Manager', () => {
    const stack = newStack({ flags });
    const key = keyIn(stack);
    expect(() => new secretsmanager.Secret(stack, 'Secret', { encryptionKey: key })).toThrow(
      /^Stack\/Key: cannot grant use of this key/,
    );
  });

  test.each<[string, (table: dynamodb.Table, role: iam.Role) => void]>([
    ['grantReadData', (table, role) => table.grantReadData(role)],
    ['grantWriteData', (table, role) => table.grantWriteData(role)],
    ['grantReadWriteData', (table, role) => table.grantReadWriteData(role)],
    ['grantFullAccess', (table, role) => table.grantFullAccess(role)],
  ])('a table’s %s names the role and each action on the key, on both sides', (_name, grant) => {
    const stack = newStack({ flags });
    const [key, role] = [keyIn(stack), roleIn(stack)];
    grant(tableIn(stack, key), role);
    const statements = written(stack);
    expect(statements.map(({ Principal }) => Principal)).toEqual([{ AWS: `<${logicalId(role)}.Arn>` }]);
    const actions = statements.flatMap(actionsOf);
    expect(actions).toContain('kms:Decrypt');
    expect(actions.join()).not.toContain('*');
    const identity = identityStatements(synthesise(stack), logicalId(role)).filter(
      ({ Resource }) => Resource === `<${logicalId(key)}.Arn>`,
    );
    expect(identity.flatMap(actionsOf).sort()).toEqual(actions.sort());
  });

  test('the grants that every key has write both sides too: no grant is given that does not hold', () => {
    const stack = newStack({ flags });
    const [key, role] = [keyIn(stack), roleIn(stack)];
    key.grants.encryptDecrypt(role);
    const [statement] = written(stack);
    expect(statement?.Principal).toEqual({ AWS: `<${logicalId(role)}.Arn>` });
    expect(statement?.Action).toEqual(identityStatements(synthesise(stack), logicalId(role))[0]?.Action);
  });

  test.each<[string, (key: kms.Key, role: iam.Role) => void]>([
    ['grants.admin', (key, role) => key.grants.admin(role)],
    ['KeyGrants.admin', (key, role) => kms.KeyGrants.fromKey(key, false).admin(role)],
  ])('%s is refused: administrators are given with the key', (_name, grant) => {
    const stack = newStack({ flags });
    expect(() => grant(keyIn(stack), roleIn(stack))).toThrow(/administers the key/);
  });

  test('KeyGrants across stacks, which would let in the account root, is refused', () => {
    const app = newApp(flags);
    const [keys, roles] = [newStack({}, 'Keys', app), newStack({}, 'Roles', app)];
    roles.addStackDependency(keys);
    const key = keyIn(keys);
    expect(() => kms.KeyGrants.fromKey(key, false).decrypt(roleIn(roles, 'Role', 'named'))).toThrow(
      /delegates to the whole account/,
    );
    expect(() => key.grants.decrypt(roleIn(roles, 'Role2', 'named2'))).toThrow(/delegates to the whole account/);
  });
});

describe('a subscription of an encrypted queue', () => {
  const subscribe = (flag: boolean) => {
    const stack = newStack({ flags: { '@aws-cdk/aws-sns-subscriptions:restrictSqsDescryption': flag } });
    const queue = new sqs.Queue(stack, 'Queue', { encryptionMasterKey: keyIn(stack) });
    const topic = new sns.Topic(stack, 'Topic');
    topic.addSubscription(new SqsSubscription(queue));
    return { stack, topic };
  };

  test('is refused when it lets in SNS for anybody’s topics', () => {
    expect(() => subscribe(false)).toThrow(
      /^Stack\/Key: refused a key policy statement: it allows sns\.amazonaws\.com to act for the resources of any account \(confused deputy\)\n {2}expected {2}a statement that names one role, or a service with aws:SourceArn, .*\n {2}do {8}call a method of `key\.uses`, or name a role in the statement$/,
    );
  });

  test('is accepted when it lets in SNS for its own topic', () => {
    const { stack, topic } = subscribe(true);
    const [statement] = written(stack);
    expect(statement?.Principal).toEqual({ Service: 'sns.amazonaws.com' });
    expect(statement?.Condition).toEqual({ ArnEquals: { 'aws:SourceArn': `<${logicalId(topic)}>` } });
  });
});
