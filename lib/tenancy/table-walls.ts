// The resource policy of a table with tenants' data. It only denies: identity policies alone cannot give anybody the rows, a copy of them,
// or the policy itself. Whoever may change this policy can give himself access, which the proof reports as `can-become`.

import * as iam from 'aws-cdk-lib/aws-iam';
import { Aws, type IResolvable, Lazy, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { TABLE_ACTIONS, threeParts } from '../../contract';
import type { ServiceKey } from '../encryption';
import { policyText } from '../encryption/policy-text';
import { type TenantDataRoleClass, tenantDataRoleArns } from './tenant-data-role-class';

/** Denies these actions on rows to every principal that is not in the list. */
export interface RowWall {
  readonly sid: string;
  readonly actions: readonly string[];
  /** ARNs of roles. It may grow until synthesis. */
  readonly roleArns: () => readonly string[];
}

export interface TableWallsProps {
  readonly rows: readonly RowWall[];
  /** Its administrators may change and remove the table. */
  readonly encryptionKey: ServiceKey;
  readonly tenantDataRoles?: readonly TenantDataRoleClass[];
}

/**
 * Roles of AWS services. Nobody else can assume them, and IAM lets nobody create a role on their path. They are not AWS services
 * (`aws:PrincipalIsAWSService`) in IAM's sense. Without replication's role, a replica ends as a table of its own after 20 hours (Amazon
 * DynamoDB Developer Guide: global tables security).
 */
const REPLICATION = serviceLinkedRoles('replication.dynamodb.amazonaws.com');
const AUTO_SCALING = serviceLinkedRoles('dynamodb.application-autoscaling.amazonaws.com');

/** DynamoDB refuses a longer policy (Amazon DynamoDB Developer Guide: resource-based policy considerations). In characters. */
const MAX_POLICY_LENGTH = 20_480;

/** Synthesis fails if the policy is too long for DynamoDB. */
export function tableWalls(scope: Construct, { rows, encryptionKey, tenantDataRoles = [] }: TableWallsProps): iam.PolicyDocument {
  const { deploymentRoleArn, roleArns } = encryptionKey._administration;
  const deployment = deploymentRoleArn === undefined ? roleArns : [deploymentRoleArn];
  const forRows = [...tenantDataRoleArns(tenantDataRoles, 'rows'), REPLICATION];
  const document = new iam.PolicyDocument({
    statements: [
      ...rows.map(({ sid, actions, roleArns: of }) =>
        denial(sid, actions.map(accepted), Lazy.any({ produce: () => [...new Set([...of(), ...forRows])] })),
      ),
      denial('BackupsForBackupRolesOnly', TABLE_ACTIONS.backup, tenantDataRoleArns(tenantDataRoles, 'backup')),
      denial('RestoresForRestoreRolesOnly', TABLE_ACTIONS.restore, tenantDataRoleArns(tenantDataRoles, 'restore')),
      denial('StreamsForTheDeploymentOnly', TABLE_ACTIONS.stream, deployment),
      denial('ControlForAdministratorsOnly', TABLE_ACTIONS.control, [...roleArns, REPLICATION, AUTO_SCALING]),
    ],
  });
  scope.node.addValidation({ validate: () => tooLong(scope, document) });
  return document;
}

/** @param exempt without a role, the statement denies everybody */
function denial(sid: string, actions: readonly string[], exempt: readonly string[] | IResolvable): iam.PolicyStatement {
  const isNobody = Array.isArray(exempt) && exempt.length === 0;
  return new iam.PolicyStatement({
    sid,
    effect: iam.Effect.DENY,
    principals: [new iam.AnyPrincipal()],
    actions: [...actions],
    resources: ['*'],
    conditions: {
      ...(!isNobody && { ArnNotLike: { 'aws:PrincipalArn': exempt } }),
      // Services that act for themselves are not principals of the account.
      Bool: { 'aws:PrincipalIsAWSService': 'false' },
    },
  });
}

/**
 * DynamoDB refuses a table whose policy names an action that table policies do not support, and its list of those does not have
 * SearchVectors. So the Deny names it by a pattern, which also matches PartiQLSelect and no other action.
 */
function accepted(action: string): string {
  return action === 'dynamodb:SearchVectors' ? 'dynamodb:*Se*ct*' : action;
}

function serviceLinkedRoles(service: string): string {
  return `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/aws-service-role/${service}/*`;
}

function tooLong(scope: Construct, document: iam.PolicyDocument): string[] {
  const length = deployedLength(Stack.of(scope).resolve(document));
  if (length <= MAX_POLICY_LENGTH) return [];
  return [
    threeParts(
      `${scope.node.path}: the resource policy of the table has about ${length} characters`,
      `at most ${MAX_POLICY_LENGTH}, the limit of DynamoDB`,
      'call `grantLookup` for fewer roles, or pass fewer `keyAdministrators` (on a ServiceKey: `administrators`)',
    ),
  ];
}

/** Longest values: `aws-us-gov`, an account number, and the ARN of a role with a name of 64 characters. */
const DEPLOYED: readonly (readonly [RegExp, number])[] = [
  [/<Ref AWS\.Partition>/g, 10],
  [/<Ref AWS\.AccountId>/g, 12],
  [/<[^<>]*>/g, 104],
];

function deployedLength(policy: object): number {
  const text = JSON.stringify(policy, (_name, value) => {
    const [first = ''] = typeof value === 'object' && value !== null ? Object.keys(value) : [];
    return first === 'Ref' || first.startsWith('Fn::') ? policyText(value) : value;
  });
  return DEPLOYED.reduce((written, [token, length]) => written.replace(token, 'x'.repeat(length)), text).length;
}
