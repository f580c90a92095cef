// Who administers a key. Without root delegation a key whose policy names nobody who can change it is lost for good, so that is
// refused at synth, and a key with one administrator only is warned about.

import type * as iam from 'aws-cdk-lib/aws-iam';
import { Stack, Validations } from 'aws-cdk-lib/core';
import type { Construct, Node } from 'constructs';
import { needs } from '../common/needs';
import { deploymentRoleArn, keyPrincipalOf } from './key-principal';
import { administration, deploymentUse } from './key-statements';

export interface KeyAdministration {
  /** Policy statements for administrators and the deployment role. */
  readonly statements: iam.PolicyStatement[];
}

export const SINGLE_ADMINISTRATOR_WARNING = 'cdk-bulkhead:single-key-administrator';

export function keyAdministration(
  key: Construct,
  administrators: readonly iam.IRole[],
  options: { readonly encryptsResources: boolean },
): KeyAdministration {
  const deploymentRole = deploymentRoleArn(key);
  const given = administrators.map((administrator) => keyPrincipalOf(key, administrator));
  needs(
    deploymentRole !== undefined || given.length > 0,
    key,
    'nobody could administer this key: its policy is the only authority over it, the stack’s synthesizer names no deployment role, ' +
      'and no administrators are given. Pass `keyAdministrators` (on a ServiceKey: `administrators`; roles that may manage the key without using it), or deploy with ' +
      'DefaultStackSynthesizer.',
  );
  if (given.length === 0) {
    Validations.of(key).addWarning(
      SINGLE_ADMINISTRATOR_WARNING,
      'the deployment role is the only administrator of this key: if it is deleted, nobody can manage the key again. ' +
        'Pass `keyAdministrators` (on a ServiceKey: `administrators`) with a second, independent (break-glass) role.',
    );
  }
  // One form for all: a role that is deleted and made again keeps its access.
  const arns = [
    ...(deploymentRole === undefined ? [] : [deploymentRole]),
    ...administrators.map((administrator, index) => given[index]?.roleArn ?? administrator.roleArn),
  ];
  const stack = Stack.of(key);
  return {
    statements: [
      administration(arns),
      ...(deploymentRole !== undefined && options.encryptsResources ? deploymentUse(stack, deploymentRole) : []),
    ],
  };
}

/** Refuses to let an administrator use the key as well: who can do both can read the data and hide it. */
export function needsNoAdministrator(key: Construct, administrators: readonly iam.IRole[], grantee: iam.IGrantable): void {
  const { node, roleArn, arn = roleArn } = grantee.grantPrincipal as { node?: Node; roleArn?: string; arn?: string };
  needs(
    arn === undefined || !administrators.some((administrator) => administrator.roleArn === arn),
    key,
    `cannot grant use of this key to ${node?.path ?? arn}, which is one of its administrators: take it off that list, or grant another role`,
  );
}
