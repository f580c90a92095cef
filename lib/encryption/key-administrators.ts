// Who administers a key. The key policy does not delegate to the account's root. If it names nobody who can change it, the key is lost
// for good: synthesis refuses that, and warns about a key with one administrator.

import type * as iam from 'aws-cdk-lib/aws-iam';
import { Stack, Validations } from 'aws-cdk-lib/core';
import type { Construct, Node } from 'constructs';
import { threeParts } from '../../contract';
import { needs } from '../common/needs';
import { deploymentRoleArn, keyPrincipalOf, roleArnFor } from './key-principal';
import { administration, audit, deploymentUse } from './key-statements';

export interface KeyAdministration {
  /** Policy statements for administrators and the deployment role. */
  readonly statements: iam.PolicyStatement[];
  readonly deploymentRoleArn?: string;
  /** ARNs of the deployment role, if there is one, and of the administrators. */
  readonly roleArns: readonly string[];
}

export const SINGLE_ADMINISTRATOR_WARNING = 'cdk-bulkhead:single-key-administrator';

export function keyAdministration(
  key: Construct,
  administrators: readonly iam.IRole[],
  options: { readonly encryptsResources: boolean; readonly auditors?: readonly iam.IRole[] },
): KeyAdministration {
  const deploymentRole = deploymentRoleArn(key);
  const given = administrators.map((administrator) => keyPrincipalOf(key, administrator));
  needs(
    deploymentRole !== undefined || given.length > 0,
    key,
    'nobody can administer this key: the stack’s synthesizer has no deployment role, and no administrators are given',
    'at least one role that may manage the key but not use it: only a role that the key policy names may manage the key',
    'pass `keyAdministrators` (on a ServiceKey: `administrators`), or deploy with DefaultStackSynthesizer',
  );
  if (given.length === 0) {
    Validations.of(key).addWarning(
      SINGLE_ADMINISTRATOR_WARNING,
      threeParts(
        'the deployment role is the only administrator of this key: if somebody deletes that role, nobody can manage the key again',
        'a second, independent administrator (a break-glass role)',
        'pass `keyAdministrators` (on a ServiceKey: `administrators`) with that role',
      ),
    );
  }
  // All roles by ARN: a role that is deleted and created again keeps its access.
  const arns = [
    ...(deploymentRole === undefined ? [] : [deploymentRole]),
    ...administrators.map((administrator, index) => given[index]?.roleArn ?? administrator.roleArn),
  ];
  const auditors = (options.auditors ?? []).map((auditor) => roleArnFor(key, auditor));
  const stack = Stack.of(key);
  return {
    statements: [
      administration(arns),
      ...(auditors.length > 0 ? [audit(auditors)] : []),
      ...(deploymentRole !== undefined && options.encryptsResources ? deploymentUse(stack, deploymentRole) : []),
    ],
    ...(deploymentRole !== undefined && { deploymentRoleArn: deploymentRole }),
    roleArns: arns,
  };
}

/** Refuses to let an administrator use the key too: a role with both rights can read the data and hide that. */
export function needsNoAdministrator(key: Construct, administrators: readonly iam.IRole[], grantee: iam.IGrantable): void {
  const { node, roleArn, arn = roleArn } = grantee.grantPrincipal as { node?: Node; roleArn?: string; arn?: string };
  needs(
    arn === undefined || !administrators.some((administrator) => administrator.roleArn === arn),
    key,
    `cannot grant use of this key to ${node?.path ?? arn}, which is one of its administrators`,
    'a role that does not administer the key: an administrator who can also use it could read the data',
    'remove the role from the administrators, or grant another role',
  );
}
