// The statement families of an implicit-deny key policy. It has no `kms:*` for the account and no wildcard principal. A principal that
// it does not name has no access to the key, whatever its identity policies allow. Sids are contract.

import * as iam from 'aws-cdk-lib/aws-iam';
import { Aws, type Stack } from 'aws-cdk-lib/core';
import { ENCRYPTION_CONTEXT, TENANT_SESSION_TAG } from '../../contract';
import { byRoleArn, type KeyPrincipal } from './key-principal';

/** Management without use: an administrator must not decrypt, and must not grant. */
export const ADMINISTRATION_ACTIONS = [
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

/** Use without management: the operations that encrypt and decrypt, and none that passes the key to others. */
export const USE_ACTIONS = [
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];

/** Services whose resources CloudFormation encrypts under our keys. */
export const DEPLOYED_SERVICES = ['dynamodb', 'logs'] as const;

/** `kms:ViaService` value of a service in the stack's Region. */
export function viaService(stack: Stack, service: string): string {
  return `${service}.${stack.region}.${Aws.URL_SUFFIX}`;
}

function statement(
  sid: string,
  principal: KeyPrincipal,
  actions: string[],
  conditions: KeyPrincipal['conditions'] = {},
): iam.PolicyStatement {
  const merged: KeyPrincipal['conditions'] = { ...conditions };
  for (const [operator, keys] of Object.entries(principal.conditions)) merged[operator] = { ...merged[operator], ...keys };
  return new iam.PolicyStatement({ sid, principals: principal.principals, actions, resources: ['*'], conditions: merged });
}

/** Sid `Administration`: the deployment role, and the administrators if there are any. */
export function administration(roleArns: string[]): iam.PolicyStatement {
  return statement('Administration', byRoleArn(...roleArns), ADMINISTRATION_ACTIONS);
}

/** What an auditor may read: who may do what with the key, and how it rotates. */
const AUDIT_ACTIONS = ADMINISTRATION_ACTIONS.filter((action) => /^kms:(?:Describe|Get|List)/.test(action));

/** Sid `Audit`: roles that may read the key's settings, and neither use nor change it. */
export function audit(roleArns: string[]): iam.PolicyStatement {
  return statement('Audit', byRoleArn(...roleArns), AUDIT_ACTIONS);
}

/**
 * Sids `DeploymentUseThroughServices` and `DeploymentGrantsThroughServices`: creating a table under the key makes DynamoDB
 * use it on behalf of the role that deploys. Direct calls of that role are denied.
 */
export function deploymentUse(stack: Stack, deploymentRole: string): iam.PolicyStatement[] {
  const services = DEPLOYED_SERVICES.map((service) => viaService(stack, service));
  const through = { StringEquals: { 'kms:ViaService': services } };
  return [
    statement('DeploymentUseThroughServices', byRoleArn(deploymentRole), USE_ACTIONS, through),
    statement('DeploymentGrantsThroughServices', byRoleArn(deploymentRole), ['kms:CreateGrant'], {
      ...through,
      Bool: { 'kms:GrantIsForAWSResource': 'true' },
    }),
  ];
}

/** Sid `LogsOfThisStack`: CloudWatch Logs, for log groups whose names begin as CloudFormation names them, or for `names` given. */
export function logsOfStack(stack: Stack, names: string[]): iam.PolicyStatement {
  const arn = (name: string) => `arn:${Aws.PARTITION}:logs:${stack.region}:${stack.account}:log-group:${name}`;
  return new iam.PolicyStatement({
    sid: 'LogsOfThisStack',
    principals: [new iam.ServicePrincipal(`logs.${stack.region}.${Aws.URL_SUFFIX}`)],
    // DescribeKey has no encryption context: under this condition it would never be allowed.
    actions: USE_ACTIONS.filter((action) => action !== 'kms:DescribeKey'),
    resources: ['*'],
    // A literal pattern: naming the log group itself would be a cycle, since it names this key.
    conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': names.map(arn) } },
  });
}

/** What a caller of a table under the key needs: DynamoDB decrypts with the caller's permissions. */
export function tableAccess(stack: Stack, sid: string, principal: KeyPrincipal): iam.PolicyStatement {
  return statement(sid, principal, ['kms:Decrypt'], { StringEquals: { 'kms:ViaService': viaService(stack, 'dynamodb') } });
}

/** What roles need that make backups of a table under the key: AWS Backup encrypts the copy (its managed policy for backups). */
export function tableBackups(stack: Stack, principal: KeyPrincipal): iam.PolicyStatement {
  const actions = ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey'];
  return statement('BackupsThroughTables', principal, actions, {
    StringEquals: { 'kms:ViaService': viaService(stack, 'dynamodb') },
  });
}

/**
 * What roles need that restore a table under the key: DynamoDB creates a table under it for them.
 * Sids `RestoresThroughTables` and `RestoreGrantsThroughTables`.
 */
export function tableRestores(stack: Stack, principal: KeyPrincipal): iam.PolicyStatement[] {
  const through = { StringEquals: { 'kms:ViaService': viaService(stack, 'dynamodb') } };
  return [
    statement('RestoresThroughTables', principal, USE_ACTIONS, through),
    statement('RestoreGrantsThroughTables', principal, ['kms:CreateGrant'], {
      ...through,
      Bool: { 'kms:GrantIsForAWSResource': 'true' },
    }),
  ];
}

export const ENVELOPE_ACTIONS = ['kms:Decrypt', 'kms:GenerateDataKey'];

/** Envelope encryption for one tenant at a time: the context must name the service, and the tenant of the session. */
export function tenantEnvelopeConditions(serviceName: string): KeyPrincipal['conditions'] {
  return {
    StringEquals: {
      [`kms:EncryptionContext:${ENCRYPTION_CONTEXT.service}`]: serviceName,
      [`kms:EncryptionContext:${ENCRYPTION_CONTEXT.tenant}`]: `\${aws:PrincipalTag/${TENANT_SESSION_TAG}}`,
    },
    Null: { [`aws:PrincipalTag/${TENANT_SESSION_TAG}`]: 'false' },
  };
}

/** Any use of the key by a principal, under these conditions. */
export function use(
  sid: string,
  principal: KeyPrincipal,
  actions: string[],
  conditions: KeyPrincipal['conditions'] = {},
): iam.PolicyStatement {
  return statement(sid, principal, actions, conditions);
}
