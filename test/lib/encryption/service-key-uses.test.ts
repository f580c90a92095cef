import * as iam from 'aws-cdk-lib/aws-iam';
import { Aws, Stack } from 'aws-cdk-lib/core';
import type { ServiceKey } from '../../../lib';
import { bySid, identityStatements, logicalId, newApp, newStack, only, type Statement, synthesise } from '../templates';
import { keyIn, roleIn } from '../worlds';

/** What a grant writes beside the key's own statements, and to the role. */
function sidesOf(stack: Stack, role: iam.IRole, keyStack = stack): { key: Statement[]; identity: Statement[] } {
  const template = synthesise(keyStack);
  const key = (only(template, 'AWS::KMS::Key').Properties.KeyPolicy.Statement as Statement[]).slice(4);
  return { key: key.map((one) => bySid([one], one.Sid ?? '')), identity: identityStatements(synthesise(stack), logicalId(role)) };
}

const DYNAMODB = { StringEquals: { 'kms:ViaService': 'dynamodb.<AWS::Region>.<AWS::URLSuffix>' } };
const TENANT_ENVELOPE = {
  StringEquals: {
    'kms:EncryptionContext:service': 'media',
    'kms:EncryptionContext:tenant': `\${aws:PrincipalTag/TenantId}`,
  },
  Null: { 'aws:PrincipalTag/TenantId': 'false' },
};

interface Use {
  readonly title: string;
  readonly grant: (key: ServiceKey, role: iam.IRole) => iam.Grant;
  readonly family: string;
  readonly actions: string | string[];
  readonly condition?: Statement['Condition'];
}

const USES: Use[] = [
  { title: 'grantDecrypt', grant: (key, role) => key.grantDecrypt(role), family: 'UseDecrypt', actions: 'kms:Decrypt' },
  {
    title: 'grantEncrypt',
    grant: (key, role) => key.grantEncrypt(role),
    family: 'UseEncryptGenerateDataKey',
    actions: ['kms:Encrypt', 'kms:GenerateDataKey'],
  },
  {
    title: 'grantEncryptDecrypt',
    grant: (key, role) => key.grantEncryptDecrypt(role),
    family: 'UseDecryptEncryptGenerateDataKey',
    actions: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'],
  },
  {
    title: 'grant with CDK’s wildcards, written out',
    grant: (key, role) => key.grant(role, 'kms:GenerateDataKey*', 'kms:ReEncrypt*'),
    family: 'UseGenerateDataKeyGenerateDataKeyWithoutPlaintextReEncryptFromReEncryptTo',
    actions: ['kms:GenerateDataKey', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'],
  },
  { title: 'tables', grant: (key, role) => key.uses.tables(role), family: 'Tables', actions: 'kms:Decrypt', condition: DYNAMODB },
  {
    title: 'tenantEnvelope',
    grant: (key, role) => key.uses.tenantEnvelope(role),
    family: 'TenantEnvelope',
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    condition: TENANT_ENVELOPE,
  },
];

describe.each(USES)('$title', ({ grant, family, actions, condition }) => {
  test('names a role of the same stack, on both sides alike', () => {
    const stack = newStack();
    const [key, role] = [keyIn(stack), roleIn(stack)];
    grant(key, role);
    const sides = sidesOf(stack, role);
    const common = { Effect: 'Allow', Action: actions, ...(condition && { Condition: condition }) };
    expect(sides.key).toEqual([
      { ...common, Sid: `${family}StackRole`, Principal: { AWS: `<${logicalId(role)}.Arn>` }, Resource: '*' },
    ]);
    expect(sides.identity).toEqual([{ ...common, Resource: `<${logicalId(key)}.Arn>` }]);
  });

  test('names a role of another stack by its literal ARN, and refers to that stack nowhere', () => {
    const app = newApp();
    const [keyStack, roleStack] = [newStack({}, 'Keys', app), newStack({}, 'Roles', app)];
    const [key, role] = [keyIn(keyStack), roleIn(roleStack, 'Role', 'media-worker')];
    grant(key, role);
    const sides = sidesOf(roleStack, role, keyStack);
    expect(sides.key).toHaveLength(1);
    const { ArnEquals, ...others } = sides.key[0]?.Condition ?? {};
    expect([ArnEquals?.['aws:PrincipalArn']].flat()).toEqual(['arn:<AWS::Partition>:iam::<AWS::AccountId>:role/media-worker']);
    expect(others).toEqual(condition ?? {});
    expect(sides.key[0]?.Principal).toEqual({ AWS: 'arn:<AWS::Partition>:iam::<AWS::AccountId>:root' });
    expect(sides.identity).toMatchObject([{ Action: actions, Resource: expect.stringMatching(/^<import Keys:/) }]);
    // The other way round would be the circle.
    expect(JSON.stringify(synthesise(keyStack))).not.toContain('ImportValue');
    expect(keyStack.dependencies).toEqual([]);
    expect(roleStack.dependencies).toEqual([keyStack]);
  });

  test('refuses a role of another stack without a name', () => {
    const app = newApp();
    const key = keyIn(newStack({}, 'Keys', app));
    const role = roleIn(newStack({}, 'Roles', app));
    expect(() => grant(key, role)).toThrow(
      /^Keys\/Key: Roles\/Role is a role of another stack, and it has no `roleName`\n {2}expected {2}a role with a `roleName`: without it the two stacks would refer to each other, and CloudFormation refuses that\n {2}do {8}give the role a `roleName`, or create it in the stack of the key$/,
    );
  });

  test('names an imported role by its ARN', () => {
    const stack = newStack();
    const key = keyIn(stack);
    grant(key, iam.Role.fromRoleArn(stack, 'Imported', 'arn:aws:iam::111122223333:role/path/worker'));
    const [statement] = (only(synthesise(stack), 'AWS::KMS::Key').Properties.KeyPolicy.Statement as Statement[]).slice(4);
    expect([statement?.Condition?.ArnEquals?.['aws:PrincipalArn']].flat()).toEqual([
      'arn:aws:iam::111122223333:role/path/worker',
    ]);
  });

  test.each<[string, iam.IGrantable]>([
    ['an account', new iam.AccountPrincipal('111122223333')],
    ['the account root', new iam.AccountRootPrincipal()],
    ['an account by its root’s ARN', new iam.ArnPrincipal('arn:aws:iam::111122223333:root')],
    ['an account by a pseudo parameter', new iam.ArnPrincipal(Aws.ACCOUNT_ID)],
    ['an account by its number', new iam.ArnPrincipal('111122223333')],
    ['a service', new iam.ServicePrincipal('sns.amazonaws.com')],
    ['everybody', new iam.AnyPrincipal()],
    ['everybody, in the other form', new iam.StarPrincipal()],
    ['an organisation', new iam.OrganizationPrincipal('o-1234567890')],
    ['roles by wildcard', new iam.ArnPrincipal('arn:aws:iam::111122223333:role/*')],
    ['one session of a role', new iam.ArnPrincipal('arn:aws:sts::111122223333:assumed-role/worker/session')],
    [
      'a role under conditions that the statement would not hold',
      new iam.ArnPrincipal('arn:aws:iam::111122223333:role/a').withConditions({}),
    ],
    ['a federated user', new iam.FederatedPrincipal('cognito-identity.amazonaws.com')],
  ])('refuses %s', (_title, grantee) => {
    const key = keyIn(newStack());
    expect(() => grant(key, grantee as iam.IRole)).toThrow(
      /^Stack\/Key: cannot grant use of this key to .+\n {2}expected {2}a role, or the ARN of a role: .*\n {2}do {8}pass an iam\.Role, or iam\.Role\.fromRoleArn$/,
    );
  });
});

test('roles of several other stacks share one statement for tables, and none is lost', () => {
  const app = newApp();
  const key = keyIn(newStack({}, 'Keys', app));
  for (const name of ['a', 'b', 'c', 'b']) {
    const stack = (app.node.tryFindChild(`Roles-${name}`) as Stack | undefined) ?? newStack({}, `Roles-${name}`, app);
    key.uses.tables((stack.node.tryFindChild('Role') as iam.Role | undefined) ?? roleIn(stack, 'Role', `worker-${name}`));
  }
  const { Statement: statements } = only(synthesise(Stack.of(key)), 'AWS::KMS::Key').Properties.KeyPolicy;
  expect(bySid(statements, 'TablesOfOtherStacks').Condition?.ArnEquals).toEqual({
    'aws:PrincipalArn': ['a', 'b', 'c'].map((name) => `arn:<AWS::Partition>:iam::<AWS::AccountId>:role/worker-${name}`),
  });
});

test('a grant made twice is one statement', () => {
  const stack = newStack();
  const [key, role] = [keyIn(stack), roleIn(stack)];
  for (let i = 0; i < 2; i++) key.grantDecrypt(role);
  expect(sidesOf(stack, role).key).toHaveLength(1);
});

test('grantees whose Sids would be the same both get their statement', () => {
  const stack = newStack();
  const [key, first, second] = [keyIn(stack), roleIn(stack, 'a-b'), roleIn(stack, 'ab')];
  const arns = ['one', 'two'].map((name) => new iam.ArnPrincipal(`arn:aws:iam::111122223333:role/${name}`));
  for (const grantee of [first, second, ...arns]) key.grantDecrypt(grantee);
  const { key: statements } = sidesOf(stack, first);
  expect(statements.map(({ Sid }) => Sid)).toEqual([
    'UseDecryptStackab',
    'UseDecryptStackab2',
    'UseDecryptGiven',
    'UseDecryptGiven2',
  ]);
  expect(statements.map(({ Principal }) => Principal).slice(0, 2)).toEqual([
    { AWS: `<${logicalId(first)}.Arn>` },
    { AWS: `<${logicalId(second)}.Arn>` },
  ]);
  expect(statements.slice(2).map(({ Condition }) => Condition?.ArnEquals?.['aws:PrincipalArn'])).toEqual(
    arns.map(({ arn }) => arn),
  );
});

test.each([[['kms:*']], [['kms:PutKeyPolicy']], [['kms:CreateGrant']], [['kms:ScheduleKeyDeletion', 'kms:Decrypt']], [[]]])(
  'refuses to grant %j: not a use of the key',
  (actions) => {
    const stack = newStack();
    expect(() => keyIn(stack).grant(roleIn(stack), ...actions)).toThrow(
      /^Stack\/Key: cannot grant \[.*\]\n {2}expected {2}operations that use the key: kms:.*\n {2}do {8}pass only these operations; give roles that manage the key as `administrators`$/,
    );
  },
);

test('refuses to add an administrator later', () => {
  const stack = newStack();
  expect(() => keyIn(stack).grantAdmin(roleIn(stack))).toThrow(
    /^Stack\/Key: grantAdmin is called on a ServiceKey\n {2}expected {2}the administrators of a ServiceKey in its `administrators` property\n {2}do {8}add the role to `administrators`$/,
  );
});
