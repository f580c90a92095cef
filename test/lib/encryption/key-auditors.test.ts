// Who reads a key without using or changing it, and roles of IAM Identity Center as administrators and auditors.
import * as iam from 'aws-cdk-lib/aws-iam';
import { IdentityCenterRole, ServiceKey, type ServiceKeyProps } from '../../../lib';
import { evaluate } from '../../../lib/proof/iam';
import type { Json } from '../../../lib/proof/template';
import { newStack, readable, resourcesOf, synthesise } from '../templates';
import { oneService, roleIn } from '../worlds';

const ACCOUNT = '111122223333';
const KEY = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/k`;
const role = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;

type Make = (stack: ReturnType<typeof newStack>) => Omit<ServiceKeyProps, 'serviceName'>;

/** What of these actions a principal with all rights of its own may do with the key. */
function may(make: Make, arn: string, actions: readonly string[]): string[] {
  const stack = newStack();
  const key = new ServiceKey(stack, 'Key', { serviceName: 'media', ...make(stack) });
  const [[, { Properties }] = ['', { Properties: {} }]] = resourcesOf(synthesise(stack), 'AWS::KMS::Key');
  expect(key.keyArn).toBeDefined();
  const text = JSON.stringify(readable(Properties.KeyPolicy))
    .replaceAll('<AWS::Partition>', 'aws')
    .replaceAll('<AWS::AccountId>', ACCOUNT)
    .replaceAll(/<(\w+?)[0-9A-F]{8}\.Arn>/g, role('$1'));
  return actions.filter((action) => {
    const { effect } = evaluate(
      {
        principal: { kind: 'role', arn, account: ACCOUNT },
        action,
        resource: KEY,
        resourceAccount: ACCOUNT,
        context: { 'aws:PrincipalArn': arn },
      },
      {
        identity: [{ source: 'its policy', document: { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] } }],
        resource: { source: 'the key', kind: 'key', document: JSON.parse(text) as Json },
      },
    );
    return effect === 'Allowed';
  });
}

const READ = ['kms:DescribeKey', 'kms:GetKeyPolicy', 'kms:GetKeyRotationStatus', 'kms:ListGrants', 'kms:ListResourceTags'];
const CHANGE = ['kms:PutKeyPolicy', 'kms:DisableKey', 'kms:ScheduleKeyDeletion', 'kms:TagResource', 'kms:RevokeGrant'];
const USE = ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:CreateGrant', 'kms:Sign'];
const ALL = [...READ, ...CHANGE, ...USE];

test('an auditor reads the settings of a key, and neither uses nor changes it', () => {
  const auditors: Make = (stack) => ({ auditors: [roleIn(stack, 'Auditor')] });
  expect(may(auditors, role('Auditor'), ALL)).toEqual(READ);
  expect(may(auditors, role('Other'), ALL)).toEqual([]);
});

test('without an auditor the policy has no such statement', () => {
  expect(may(() => ({}), role('Auditor'), ALL)).toEqual([]);
});

describe('a role of IAM Identity Center', () => {
  const administrators: Make = (stack) => ({
    administrators: [IdentityCenterRole.fromPermissionSet(stack, 'BreakGlass', 'BreakGlass')],
  });
  const end = '0123456789abcdef';

  test.each([
    ['of the permission set', `aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_BreakGlass_${end}`, true],
    ['of the permission set, in us-east-1', `aws-reserved/sso.amazonaws.com/AWSReservedSSO_BreakGlass_${end}`, true],
    ['of a permission set whose name begins like it', `aws-reserved/sso.amazonaws.com/AWSReservedSSO_BreakGlass_X_${end}`, false],
    ['with a shorter end', `aws-reserved/sso.amazonaws.com/AWSReservedSSO_BreakGlass_${end.slice(1)}`, false],
    ['that anybody may create', `AWSReservedSSO_BreakGlass_${end}`, false],
    ['below a path that anybody may create', `x/aws-reserved/sso.amazonaws.com/AWSReservedSSO_BreakGlass_${end}`, false],
  ])('%s', (_title, name, isAdministrator) => {
    expect(may(administrators, role(name), ALL)).toEqual(isAdministrator ? [...READ, ...CHANGE] : []);
  });

  test('may audit', () => {
    const auditors: Make = (stack) => ({ auditors: [IdentityCenterRole.fromPermissionSet(stack, 'Audit', 'Audit')] });
    expect(may(auditors, role(`aws-reserved/sso.amazonaws.com/AWSReservedSSO_Audit_${end}`), ALL)).toEqual(READ);
  });

  test.each(['', 'a'.repeat(33), 'Break*Glass', 'AWS/Admins'])('has a permission set with a name: %s', (name) => {
    expect(() => IdentityCenterRole.fromPermissionSet(newStack(), 'Role', name)).toThrow(
      /the name of the permission set is .*\n {2}expected {2}1 to 32 characters .*\n {2}do {8}give the name of the permission set, without AWSReservedSSO_/,
    );
  });

  test('is refused as a user of the key: no more than one role may match', () => {
    const stack = newStack();
    const key = new ServiceKey(stack, 'Key', { serviceName: 'media' });
    expect(() => key.grantDecrypt(IdentityCenterRole.fromPermissionSet(stack, 'Role', 'Developers'))).toThrow(
      /delegates to the whole account/,
    );
  });

  test('another wildcard is refused', () => {
    const stack = newStack();
    const wild = iam.Role.fromRoleArn(stack, 'Wild', role('Admin*'));
    expect(() => new ServiceKey(stack, 'Key', { serviceName: 'media', administrators: [wild] })).toThrow(/cannot grant use/);
  });
});

test('a service passes its auditors to its key and to its signing keys', () => {
  const stack = newStack();
  oneService({ keyAuditors: [roleIn(stack, 'Auditor')] }, {}, stack);
  const sids = resourcesOf(synthesise(stack), 'AWS::KMS::Key').map(([id, { Properties }]) => [
    id.replace(/[0-9A-F]{8}$/, ''),
    (Properties.KeyPolicy.Statement as { Sid: string }[]).some(({ Sid }) => Sid === 'Audit'),
  ]);
  expect(sids.filter(([, isAudited]) => isAudited).map(([id]) => id)).toEqual([
    'MediaKey',
    expect.stringMatching(/^MediaIdentity\w+SigningKey/),
  ]);
});
