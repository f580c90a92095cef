import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import {
  type App,
  BootstraplessSynthesizer,
  CliCredentialsStackSynthesizer,
  DefaultStackSynthesizer,
  type IStackSynthesizer,
  LegacyStackSynthesizer,
  NestedStack,
} from 'aws-cdk-lib/core';
import { ServiceKey } from '../../../lib';
import { bySid, newApp, newStack, only, quietly, readable, type Statement, synthesise } from '../templates';
import { roleIn } from '../worlds';

const WITHOUT_DEPLOYMENT_ROLE: [string, () => IStackSynthesizer][] = [
  ['CliCredentialsStackSynthesizer', () => new CliCredentialsStackSynthesizer()],
  ['LegacyStackSynthesizer', () => new LegacyStackSynthesizer()],
];

const ADMINISTRATOR = 'arn:aws:iam::111122223333:role/key-admin';

describe.each(WITHOUT_DEPLOYMENT_ROLE)('%s names no deployment role', (_name, synthesizer) => {
  test('so a key without administrators is refused, with the way out', () => {
    const stack = newStack({ synthesizer: synthesizer() });
    expect(() => new ServiceKey(stack, 'Key', { serviceName: 'media' })).toThrow(
      /^Stack\/Key: nobody can administer this key: the stack’s synthesizer has no deployment role, and no administrators are given\n {2}expected {2}at least one role that may manage the key but not use it: .*\n {2}do {8}pass `keyAdministrators` \(on a ServiceKey: `administrators`\), or deploy with DefaultStackSynthesizer$/,
    );
  });

  test('so the administrators given are the only ones', () => {
    const stack = newStack({ synthesizer: synthesizer() });
    const administrator = iam.Role.fromRoleArn(stack, 'Admin', ADMINISTRATOR);
    new ServiceKey(stack, 'Key', { serviceName: 'media', administrators: [administrator] });
    const statements = only(synthesise(stack), 'AWS::KMS::Key').Properties.KeyPolicy.Statement as Statement[];
    expect(statements.map(({ Sid }) => Sid)).toEqual(['Administration', 'LogsOfThisStack']);
    expect(bySid(statements, 'Administration').Condition).toEqual({ ArnEquals: { 'aws:PrincipalArn': ADMINISTRATOR } });
  });
});

describe('the deployment role is the one that the assembly tells the CLI to deploy with', () => {
  test.each<[string, IStackSynthesizer]>([
    ['by default', new DefaultStackSynthesizer()],
    ['with a qualifier', new DefaultStackSynthesizer({ qualifier: 'team' })],
    ['given by ARN', new DefaultStackSynthesizer({ cloudFormationExecutionRole: 'arn:aws:iam::111122223333:role/deployer' })],
    ['without bootstrapping, where CDK names the default role all the same', new BootstraplessSynthesizer()],
  ])('%s', (_title, synthesizer) => {
    const stack = newStack({ synthesizer });
    new ServiceKey(stack, 'Key', { serviceName: 'media' });
    const { Statement: statements } = only(synthesise(stack), 'AWS::KMS::Key').Properties.KeyPolicy;
    const { cloudFormationExecutionRoleArn } = (stack.node.root as App).synth().getStackArtifact('Stack');
    expect(cloudFormationExecutionRoleArn).toContain(':role/');
    expect(bySid(statements, 'Administration').Condition?.ArnEquals).toEqual({
      'aws:PrincipalArn': cloudFormationExecutionRoleArn?.replace(/\$\{(.*?)\}/g, '<$1>'),
    });
  });
});

test('in nested stacks the deployment role is that of the stack at the top', () => {
  const top = newStack();
  const nested = new NestedStack(new NestedStack(top, 'Outer'), 'Inner');
  new ServiceKey(nested, 'Key', { serviceName: 'media' });
  const statements = nested.resolve(
    (nested.node.findChild('Key').node.defaultChild as { keyPolicy?: unknown } | undefined)?.keyPolicy,
  );
  const administration = bySid(readable<{ Statement: Statement[] }>(statements).Statement, 'Administration');
  expect(administration.Condition?.ArnEquals).toEqual({
    'aws:PrincipalArn':
      'arn:<AWS::Partition>:iam::<AWS::AccountId>:role/cdk-hnb659fds-cfn-exec-role-<AWS::AccountId>-<AWS::Region>',
  });
});

describe('the warning about a single administrator', () => {
  const warnings = (administrators: boolean) => {
    const stack = newStack();
    const role = roleIn(stack, 'Admin');
    new ServiceKey(stack, 'Key', { serviceName: 'media', administrators: administrators ? [role] : undefined });
    return quietly(() => Annotations.fromStack(stack)).findWarning('/Stack/Key', Match.stringLikeRegexp('only administrator'));
  };

  test('has a stable id and says what to do', () => {
    const [warning] = warnings(false);
    expect(String(warning?.entry.data)).toMatch(
      /only administrator of this key: if somebody deletes that role, nobody can manage the key again\n {2}expected {2}a second, independent administrator \(a break-glass role\)\n {2}do {8}pass `keyAdministrators` .*cdk-bulkhead:single-key-administrator/s,
    );
  });

  test('is gone with a second administrator', () => {
    expect(warnings(true)).toEqual([]);
  });
});

describe('an administrator that the policy could not let in is refused', () => {
  test.each([
    [
      'a wildcard',
      'arn:aws:iam::111122223333:role/*',
      /^Stack\/Key: cannot grant use of this key to arn:aws:iam::111122223333:role\/\*\n {2}expected {2}a role, or the ARN of a role: .*\n {2}do {8}pass an iam\.Role, or iam\.Role\.fromRoleArn$/,
    ],
    [
      'a user',
      'arn:aws:iam::111122223333:user/root-key',
      /^Stack\/Key: cannot grant use of this key to arn:aws:iam::111122223333:user\/root-key\n {2}expected {2}a role, or the ARN of a role: .*\n {2}do {8}pass an iam\.Role, or iam\.Role\.fromRoleArn$/,
    ],
    [
      'another account',
      'arn:aws:iam::999988887777:role/key-admin',
      /^Stack\/Key: cannot grant use of this key to "arn:aws:iam::999988887777:role\/key-admin", a role of account 999988887777\n {2}expected {2}a role of account 111122223333: the key policy allows only roles of its own account\n {2}do {8}grant a role of account 111122223333$/,
    ],
  ])('%s', (_title, arn, message) => {
    const stack = newStack({ env: { account: '111122223333', region: 'eu-central-1' } });
    expect(() => {
      const administrators = [iam.Role.fromRoleArn(stack, 'Admin', arn)];
      return new ServiceKey(stack, 'Key', { serviceName: 'media', administrators });
    }).toThrow(message);
  });

  test('a role of another stack without a name of its own', () => {
    const app = newApp();
    const administrator = roleIn(newStack({}, 'Other', app), 'Admin');
    expect(
      () => new ServiceKey(newStack({}, 'Stack', app), 'Key', { serviceName: 'media', administrators: [administrator] }),
    ).toThrow(
      /^Stack\/Key: Other\/Admin is a role of another stack, and it has no `roleName`\n {2}expected {2}a role with a `roleName`: without it the two stacks would refer to each other, and CloudFormation refuses that\n {2}do {8}give the role a `roleName`, or create it in the stack of the key$/,
    );
  });
});

describe('an administrator is no user', () => {
  const grants: [string, (key: ServiceKey, grantee: iam.IGrantable) => void][] = [
    ['grantDecrypt', (key, grantee) => key.grantDecrypt(grantee)],
    ['tables', (key, grantee) => key.uses.tables(grantee)],
    ['tenantEnvelope', (key, grantee) => key.uses.tenantEnvelope(grantee)],
  ];

  test.each(grants)('%s refuses one of this stack, one by its ARN, and one imported a second time', (_name, grant) => {
    const stack = newStack();
    const own = roleIn(stack, 'Own');
    const administrators = [own, iam.Role.fromRoleArn(stack, 'Admin', ADMINISTRATOR)];
    const key = new ServiceKey(stack, 'Key', { serviceName: 'media', administrators });
    for (const grantee of [own, new iam.ArnPrincipal(ADMINISTRATOR), iam.Role.fromRoleArn(stack, 'Again', ADMINISTRATOR)]) {
      expect(() => grant(key, grantee)).toThrow(
        /^Stack\/Key: cannot grant use of this key to .+, which is one of its administrators\n {2}expected {2}a role that does not administer the key: .*\n {2}do {8}remove the role from the administrators, or grant another role$/,
      );
    }
    expect(() => grant(key, roleIn(stack, 'Another'))).not.toThrow();
  });
});
