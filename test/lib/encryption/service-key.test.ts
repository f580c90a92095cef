import * as iam from 'aws-cdk-lib/aws-iam';
import { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import { ServiceKey, type ServiceKeyProps } from '../../../lib';
import {
  actionsOf,
  bySid,
  ENVIRONMENT_OF_TESTS,
  newStack,
  only,
  readable,
  type StackOptions,
  type Statement,
  synthesise,
  WITH_AND_WITHOUT_FLAGS,
} from '../templates';
import { roleIn } from '../worlds';

const MANAGEMENT = [
  'kms:CancelKeyDeletion',
  'kms:CreateAlias',
  'kms:DeleteAlias',
  'kms:DescribeKey',
  'kms:DisableKey',
  'kms:DisableKeyRotation',
  'kms:EnableKey',
  'kms:EnableKeyRotation',
  'kms:GetKeyPolicy',
  'kms:GetKeyRotationStatus',
  'kms:GetPublicKey',
  'kms:ListGrants',
  'kms:ListKeyPolicies',
  'kms:ListKeyRotations',
  'kms:ListResourceTags',
  'kms:PutKeyPolicy',
  'kms:RevokeGrant',
  'kms:RotateKeyOnDemand',
  'kms:ScheduleKeyDeletion',
  'kms:TagResource',
  'kms:UntagResource',
  'kms:UpdateAlias',
  'kms:UpdateKeyDescription',
];
const SYMMETRIC_USE = [
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyWithoutPlaintext',
];
const RE_ENCRYPT = ['kms:ReEncryptFrom', 'kms:ReEncryptTo'];

/** Operations by which data is read or written, or the right to do so handed on. */
const CRYPTO =
  /^kms:(?:Decrypt|Encrypt|GenerateDataKey|ReEncrypt|CreateGrant|Sign|GenerateMac|GenerateRandom|DeriveSharedSecret)/;

interface Row {
  readonly title: string;
  readonly options: StackOptions;
  readonly region: string;
  readonly account: string;
  readonly partition: string;
  readonly deploymentRole: string;
}

const ROWS: Row[] = [
  {
    title: 'a region-agnostic stack',
    options: {},
    region: '<AWS::Region>',
    account: '<AWS::AccountId>',
    partition: '<AWS::Partition>',
    deploymentRole: 'arn:<AWS::Partition>:iam::<AWS::AccountId>:role/cdk-hnb659fds-cfn-exec-role-<AWS::AccountId>-<AWS::Region>',
  },
  {
    title: 'a stack with an environment',
    options: { env: ENVIRONMENT_OF_TESTS },
    region: 'eu-central-1',
    account: '111122223333',
    partition: 'aws',
    deploymentRole: 'arn:<AWS::Partition>:iam::111122223333:role/cdk-hnb659fds-cfn-exec-role-111122223333-eu-central-1',
  },
];

function policyOf(options: StackOptions, props: Partial<ServiceKeyProps> = {}): Statement[] {
  const stack = newStack(options);
  new ServiceKey(stack, 'Key', { serviceName: 'media', ...props });
  return only(synthesise(stack), 'AWS::KMS::Key').Properties.KeyPolicy.Statement;
}

describe.each(ROWS)('the key policy in $title', ({ options, region, account, partition, deploymentRole }) => {
  const root = { AWS: `arn:${partition}:iam::${account}:root` };
  const throughServices = { 'kms:ViaService': [`dynamodb.${region}.<AWS::URLSuffix>`, `logs.${region}.<AWS::URLSuffix>`] };

  test('is exactly administration, use through services, and the logs of this stack', () => {
    expect(readable(policyOf(options))).toEqual([
      {
        Sid: 'Administration',
        Effect: 'Allow',
        Principal: root,
        Action: MANAGEMENT,
        Resource: '*',
        Condition: { ArnEquals: { 'aws:PrincipalArn': deploymentRole } },
      },
      {
        Sid: 'DeploymentUseThroughServices',
        Effect: 'Allow',
        Principal: root,
        Action: [...SYMMETRIC_USE, ...RE_ENCRYPT],
        Resource: '*',
        Condition: { StringEquals: throughServices, ArnEquals: { 'aws:PrincipalArn': deploymentRole } },
      },
      {
        Sid: 'DeploymentGrantsThroughServices',
        Effect: 'Allow',
        Principal: root,
        Action: 'kms:CreateGrant',
        Resource: '*',
        Condition: {
          StringEquals: throughServices,
          Bool: { 'kms:GrantIsForAWSResource': 'true' },
          ArnEquals: { 'aws:PrincipalArn': deploymentRole },
        },
      },
      {
        Sid: 'LogsOfThisStack',
        Effect: 'Allow',
        Principal: { Service: `logs.${region}.<AWS::URLSuffix>` },
        // DescribeKey has no encryption context: under this condition it is never allowed.
        Action: [...SYMMETRIC_USE, ...RE_ENCRYPT].filter((action) => action !== 'kms:DescribeKey'),
        Resource: '*',
        Condition: {
          ArnLike: {
            'kms:EncryptionContext:aws:logs:arn': [`arn:<AWS::Partition>:logs:${region}:${account}:log-group:<AWS::StackName>-*`],
          },
        },
      },
    ]);
  });

  test('leaves the deployment role’s ARN to Fn::Sub: as plain text it would name nobody', () => {
    const [administration] = policyOf(options);
    expect(administration?.Condition?.ArnEquals?.['aws:PrincipalArn']).toEqual({
      'Fn::Sub': deploymentRole.replace(/<(.*?)>/g, '$${$1}'),
    });
  });

  test('gives administrators management alone, beside the deployment role', () => {
    const stack = newStack(options);
    const administrator = iam.Role.fromRoleArn(stack, 'Admin', 'arn:aws:iam::111122223333:role/security/key-admin');
    const inStack = roleIn(stack, 'InStack');
    new ServiceKey(stack, 'Key', { serviceName: 'media', administrators: [administrator, inStack] });
    const statements = readable<Statement[]>(only(synthesise(stack), 'AWS::KMS::Key').Properties.KeyPolicy.Statement);
    expect(bySid(statements, 'Administration').Condition).toEqual({
      ArnEquals: {
        'aws:PrincipalArn': [
          deploymentRole,
          'arn:aws:iam::111122223333:role/security/key-admin',
          expect.stringMatching(/^<InStack.*\.Arn>$/),
        ],
      },
    });
    const others = statements.filter(({ Sid }) => Sid !== 'Administration');
    expect(JSON.stringify(others)).not.toContain('key-admin');
    expect(JSON.stringify(others)).not.toContain('InStack');
  });

  test('has no open root, no principal `*`, no action by wildcard, nothing negated', () => {
    for (const statement of readable<Statement[]>(policyOf(options))) {
      const principal = JSON.stringify(statement.Principal);
      expect(principal).not.toContain('"*"');
      if (principal.includes(':root')) expect(Object.keys(statement.Condition?.ArnEquals ?? {})).toContain('aws:PrincipalArn');
      expect(actionsOf(statement).join()).not.toContain('*');
      expect(statement).not.toHaveProperty('NotPrincipal');
      expect(statement).not.toHaveProperty('NotAction');
      expect(JSON.stringify(statement.Condition)).not.toMatch(/IfExists|ForAllValues|Null|Not/);
    }
  });

  test('lets nobody who administers use the key directly, nor hand it on', () => {
    for (const statement of readable<Statement[]>(policyOf(options))) {
      const crypto = actionsOf(statement).filter((action) => CRYPTO.test(action));
      if (crypto.length === 0 || !JSON.stringify(statement.Principal).includes(':root')) continue;
      expect(Object.keys(statement.Condition?.StringEquals ?? {})).toEqual(['kms:ViaService']);
      if (crypto.includes('kms:CreateGrant')) expect(statement.Condition?.Bool).toEqual({ 'kms:GrantIsForAWSResource': 'true' });
    }
  });
});

test.each(WITH_AND_WITHOUT_FLAGS)('the key policy is the same with %s', (_title, flags) => {
  expect(policyOf({ flags })).toEqual(policyOf({}));
});

test('log groups are those of this stack, or the ones given', () => {
  const logs = bySid(policyOf({}, { logGroupNames: ['/app/media/*', 'one'] }), 'LogsOfThisStack');
  const prefix = 'arn:<AWS::Partition>:logs:<AWS::Region>:<AWS::AccountId>:log-group:';
  expect(logs.Condition?.ArnLike).toEqual({ 'kms:EncryptionContext:aws:logs:arn': [`${prefix}/app/media/*`, `${prefix}one`] });
});

test('the key rotates every year, waits 30 days before deletion and outlives its stack', () => {
  const stack = newStack();
  new ServiceKey(stack, 'Key', { serviceName: 'media' });
  const { Properties, DeletionPolicy, UpdateReplacePolicy } = only(synthesise(stack), 'AWS::KMS::Key');
  expect(Properties).toMatchObject({ EnableKeyRotation: true, RotationPeriodInDays: 365, PendingWindowInDays: 30 });
  expect([DeletionPolicy, UpdateReplacePolicy]).toEqual(['RetainExceptOnCreate', 'Retain']);
});

test('rotation and removal are the user’s to change', () => {
  const stack = newStack();
  new ServiceKey(stack, 'Key', { serviceName: 'media', rotationPeriod: Duration.days(90), removalPolicy: RemovalPolicy.DESTROY });
  const { Properties, DeletionPolicy } = only(synthesise(stack), 'AWS::KMS::Key');
  expect([Properties.RotationPeriodInDays, DeletionPolicy]).toEqual([90, 'Delete']);
});

test.each(['', 'a//b', '../media', 'a b', 'média'])('refuses the service name %j', (serviceName) => {
  expect(() => new ServiceKey(newStack(), 'Key', { serviceName })).toThrow(
    /^Stack\/Key: serviceName is ".*"\n {2}expected {2}1 to 128 characters .*\n {2}do {8}write another serviceName: it is the service's ASAP issuer /,
  );
});
