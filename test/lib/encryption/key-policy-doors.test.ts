// Statements that somebody else, an L2 most of all, writes into the key policy: what would open the key is refused, and beside
// each refusal stands a near twin that is accepted.
import * as iam from 'aws-cdk-lib/aws-iam';
import { Aws, CfnParameter, Fn, Lazy, NestedStack } from 'aws-cdk-lib/core';
import { newStack, only, synthesise } from '../templates';
import { keyIn, roleIn } from '../worlds';

const ROLE = 'arn:aws:iam::111122223333:role/worker';
const ROOT = 'arn:aws:iam::111122223333:root';
const EVERYBODY = /its principal is everybody/;
const ACCOUNT = /it delegates to the whole account/;
const DEPUTY = /for the resources of any account \(confused deputy\)/;
const ADMINISTERS = /administers the key \(kms:\w+\), and only its `administrators` may do that/;

const add = (statement: unknown): void => {
  const stack = newStack();
  keyIn(stack).addToResourcePolicy(
    iam.PolicyStatement.fromJson({
      Effect: 'Allow',
      Action: 'kms:Decrypt',
      Resource: '*',
      Sid: 'Given',
      ...(statement as object),
    }),
  );
};

const root = (Condition?: unknown) => ({ Principal: { AWS: ROOT }, Condition });
const service = (Condition?: unknown) => ({ Principal: { Service: 'sns.amazonaws.com' }, Condition });
const role = (more: unknown) => ({ Principal: { AWS: ROLE }, ...(more as object) });

test.each<[string, unknown, RegExp]>([
  ['everybody', { Principal: '*' }, EVERYBODY],
  ['everybody of AWS', { Principal: { AWS: '*' } }, EVERYBODY],
  ['everybody among others', { Principal: { AWS: [ROLE, '*'] } }, EVERYBODY],
  ['everybody but one', { NotPrincipal: { AWS: ROLE } }, /NotPrincipal with Allow allows everybody else/],
  ['a federation', { Principal: { Federated: 'cognito-identity.amazonaws.com' } }, /has the type Federated/],
  ['a canonical user', { Principal: { CanonicalUser: 'a1' } }, /has the type CanonicalUser/],
  ['the account root', root(), ACCOUNT],
  ['the account root among others', { Principal: { AWS: [ROLE, ROOT] } }, ACCOUNT],
  ['the account by its number', { Principal: { AWS: '111122223333' } }, ACCOUNT],
  ['the account by a pseudo parameter', { Principal: { AWS: Aws.ACCOUNT_ID } }, ACCOUNT],
  ['another account', { Principal: { AWS: 'arn:aws:iam::999988887777:root' } }, ACCOUNT],
  [
    'the root through a service, as Secrets Manager asks',
    root({ StringEquals: { 'kms:ViaService': 'secretsmanager.eu-central-1.amazonaws.com' } }),
    ACCOUNT,
  ],
  ['the root of the organisation', root({ StringEquals: { 'aws:PrincipalOrgID': 'o-1234567890' } }), ACCOUNT],
  ['any principal ARN', root({ ArnLike: { 'aws:PrincipalArn': '*' } }), ACCOUNT],
  ['any role', root({ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/*' } }), ACCOUNT],
  [
    'any role by ArnEquals, which matches patterns too',
    root({ ArnEquals: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/a?' } }),
    ACCOUNT,
  ],
  ['one role or any', root({ ArnEquals: { 'aws:PrincipalArn': [ROLE, 'arn:aws:iam::111122223333:role/*'] } }), ACCOUNT],
  ['the account as a principal ARN', root({ ArnEquals: { 'aws:PrincipalArn': Aws.ACCOUNT_ID } }), ACCOUNT],
  ['the root user', root({ ArnEquals: { 'aws:PrincipalArn': ROOT } }), ACCOUNT],
  ['one role if there is one', root({ ArnEqualsIfExists: { 'aws:PrincipalArn': ROLE } }), ACCOUNT],
  [
    'one role for all values, of which there may be none',
    root({ 'ForAllValues:ArnEquals': { 'aws:PrincipalArn': ROLE } }),
    ACCOUNT,
  ],
  ['everyone but one role', root({ ArnNotEquals: { 'aws:PrincipalArn': ROLE } }), ACCOUNT],
  ['everyone not like one role', root({ StringNotLike: { 'aws:PrincipalArn': ROLE } }), ACCOUNT],
  ['any principal that has an ARN', root({ Null: { 'aws:PrincipalArn': 'false' } }), ACCOUNT],
  ['no role at all', root({ ArnEquals: { 'aws:PrincipalArn': [] } }), ACCOUNT],
  ['a service', service(), DEPUTY],
  ['a service for any source', service({ ArnLike: { 'aws:SourceArn': '*' } }), DEPUTY],
  ['a service for any account', service({ ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:*:topic' } }), DEPUTY],
  ['a service for accounts that begin alike', service({ StringLike: { 'aws:SourceAccount': '1111*' } }), DEPUTY],
  ['a service for any bucket', service({ ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::*' } }), DEPUTY],
  [
    'a service for one source or any',
    service({ ArnLike: { 'aws:SourceArn': ['arn:aws:sns:eu-central-1:111122223333:a', '*'] } }),
    DEPUTY,
  ],
  [
    'a service for this account if it says so',
    service({ StringEqualsIfExists: { 'aws:SourceAccount': '111122223333' } }),
    DEPUTY,
  ],
  ['a service for all values of none', service({ 'ForAllValues:StringEquals': { 'aws:SourceAccount': '111122223333' } }), DEPUTY],
  ['a service for other accounts', service({ StringNotEquals: { 'aws:SourceAccount': '111122223333' } }), DEPUTY],
  ['a service for whoever has an account', service({ Null: { 'aws:SourceAccount': 'false' } }), DEPUTY],
  ['a service through another', service({ StringEquals: { 'kms:ViaService': 'sqs.eu-central-1.amazonaws.com' } }), DEPUTY],
  ['a service with any logs context', service({ ArnLike: { 'kms:EncryptionContext:aws:logs:arn': '*' } }), DEPUTY],
  ['a role, for everything', role({ Action: 'kms:*' }), ADMINISTERS],
  ['a role, for everything of every service', role({ Action: '*' }), ADMINISTERS],
  ['a role, to write the policy', role({ Action: ['kms:Decrypt', 'kms:PutKeyPolicy'] }), ADMINISTERS],
  ['a role, to write the policy by wildcard', role({ Action: 'kms:Put*' }), ADMINISTERS],
  ['a role, to write the policy in capitals', role({ Action: 'KMS:PUTKEYPOLICY' }), ADMINISTERS],
  ['a role, to delete the key', role({ Action: 'kms:ScheduleKeyDeletion' }), ADMINISTERS],
  [
    'a role, for all but one',
    { Principal: { AWS: ROLE }, Action: undefined, NotAction: 'kms:PutKeyPolicy' },
    /NotAction with Allow/,
  ],
  ['a role, to hand the key on', role({ Action: 'kms:CreateGrant' }), /lets the principal give the key to others by a grant/],
  [
    'a role, to hand the key on, to whom it pleases',
    role({ Action: 'kms:CreateGran*', Condition: { Bool: { 'kms:GrantIsForAWSResource': 'false' } } }),
    /lets the principal give the key to others by a grant/,
  ],
])('refuses to let in %s', (_title, statement, reason) => {
  expect(() => add(statement)).toThrow(reason);
  expect(() => add(statement)).toThrow(
    /^Stack\/Key: refused a key policy statement \(Given\): .*\n {2}expected {2}.*\n {2}do {8}call a method of `key\.uses`/,
  );
});

test.each<[string, unknown]>([
  ['a role', role({})],
  ['the root as one role', root({ ArnEquals: { 'aws:PrincipalArn': ROLE } })],
  ['the root as one of two roles', root({ StringEquals: { 'aws:PrincipalArn': [ROLE, `${ROLE}2`] } })],
  ['the root as one role, in other letters', root({ ArnLike: { 'AWS:principalarn': ROLE } })],
  ['the root as a role that the deployment names', root({ ArnEquals: { 'aws:PrincipalArn': Fn.importValue('role') } })],
  ['one session', { Principal: { AWS: 'arn:aws:sts::111122223333:assumed-role/worker/one' } }],
  ['a service for one topic', service({ ArnEquals: { 'aws:SourceArn': 'arn:aws:sns:eu-central-1:111122223333:topic' } })],
  ['a service for the topics of this account', service({ ArnLike: { 'aws:SourceArn': `arn:aws:sns:*:${Aws.ACCOUNT_ID}:*` } })],
  ['a service for one bucket', service({ ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::bucket' } })],
  ['a service for this account', service({ StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } })],
  [
    'a service for any topic of this account',
    service({ StringEquals: { 'aws:SourceAccount': '111122223333' }, ArnLike: { 'aws:SourceArn': '*' } }),
  ],
  ['a service for this organisation', service({ StringEquals: { 'aws:SourceOrgID': 'o-1234567890' } })],
  [
    'a service with the context of this account’s logs',
    service({ ArnLike: { 'kms:EncryptionContext:aws:logs:arn': 'arn:aws:logs:eu-central-1:111122223333:*' } }),
  ],
  ['a role, to use it by families', role({ Action: ['kms:GenerateDataKey*', 'kms:ReEncrypt*', 'kms:Describe*'] })],
  [
    'a role, to hand it to services',
    role({ Action: 'kms:CreateGrant', Condition: { Bool: { 'kms:GrantIsForAWSResource': true } } }),
  ],
  ['nobody: a Deny for everybody', { Effect: 'Deny', Principal: '*', Action: 'kms:*' }],
])('accepts %s', (_title, statement) => {
  expect(() => add(statement)).not.toThrow();
});

describe('what is known at deployment only', () => {
  const decrypt = (principal: iam.IPrincipal) =>
    new iam.PolicyStatement({ actions: ['kms:Decrypt'], resources: ['*'], principals: [principal] });

  test('a parameter is no principal: it could be an account', () => {
    const stack = newStack();
    const parameter = new CfnParameter(stack, 'Who');
    expect(() => keyIn(stack).addToResourcePolicy(decrypt(new iam.ArnPrincipal(parameter.valueAsString)))).toThrow(ACCOUNT);
  });

  test('a role of the stack above is one, in a nested stack', () => {
    const stack = newStack();
    const role = roleIn(stack);
    const nested = new NestedStack(stack, 'Nested');
    keyIn(nested as never).addToResourcePolicy(decrypt(new iam.ArnPrincipal(role.roleArn)));
    expect(() => synthesise(stack)).not.toThrow();
  });
});

describe('a statement that is changed after it was added', () => {
  test.each<[string, (statement: iam.PolicyStatement) => void, RegExp]>([
    ['to everybody', (statement) => statement.addAnyPrincipal(), EVERYBODY],
    ['to the account', (statement) => statement.addAccountRootPrincipal(), ACCOUNT],
    ['to the policy itself', (statement) => statement.addActions('kms:PutKeyPolicy'), ADMINISTERS],
  ])('is refused at synth: opened %s', (_title, change, reason) => {
    const stack = newStack();
    const statement = new iam.PolicyStatement({ actions: ['kms:Decrypt'], resources: ['*'], principals: [roleIn(stack)] });
    keyIn(stack).addToResourcePolicy(statement);
    change(statement);
    expect(() => synthesise(stack)).toThrow(reason);
  });

  test('is refused when a value that is produced at the end opens it', () => {
    const stack = newStack();
    let arn = ROLE;
    const late = Lazy.uncachedString({ produce: () => arn });
    keyIn(stack).addToResourcePolicy(
      new iam.PolicyStatement({ actions: ['kms:Decrypt'], resources: ['*'], principals: [new iam.ArnPrincipal(late)] }),
    );
    arn = ROOT;
    expect(() => synthesise(stack)).toThrow(ACCOUNT);
  });
});

test('an accepted statement stands in the policy as it was given', () => {
  const stack = newStack();
  const statement = {
    Sid: 'Topics',
    Effect: 'Allow',
    Action: 'kms:GenerateDataKey*',
    Resource: '*',
    ...service({ StringEquals: { 'aws:SourceAccount': '111122223333' } }),
  };
  keyIn(stack).addToResourcePolicy(iam.PolicyStatement.fromJson(statement));
  expect(only(synthesise(stack), 'AWS::KMS::Key').Properties.KeyPolicy.Statement).toContainEqual(statement);
});
