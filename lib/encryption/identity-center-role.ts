// The roles that IAM Identity Center makes in an account, one for each permission set that is assigned there.

import * as iam from 'aws-cdk-lib/aws-iam';
import { Aws, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { needs, seen } from '../common/needs';

/**
 * Roles that IAM Identity Center makes for permission sets.
 */
export class IdentityCenterRole {
  /**
   * The role of a permission set in the account of the stack, such as an administrator or an auditor of keys. IAM Identity Center puts 16
   * random characters at the end of the role's name, and gives another name after all assignments were removed. So policies compare a pattern
   * with exactly 16 `?`. Nobody else can create roles on the path of these roles.
   *
   * Throws for a name that is not 1 to 32 characters `[A-Za-z0-9_+=,.@-]`.
   *
   * Source: AWS IAM Identity Center User Guide, "Referencing permission sets in resource policies, Amazon EKS, and AWS KMS".
   */
  public static fromPermissionSet(scope: Construct, id: string, permissionSetName: string): iam.IRole {
    needs(
      /^[\w+=,.@-]{1,32}$/.test(permissionSetName),
      scope,
      `the name of the permission set is ${seen(permissionSetName)}`,
      '1 to 32 characters [A-Za-z0-9_+=,.@-]',
      'give the name of the permission set, without AWSReservedSSO_ and without the random end',
    );
    // In the home Region us-east-1 the path has no Region.
    const name = `aws-reserved/sso.amazonaws.com*/AWSReservedSSO_${permissionSetName}_${'?'.repeat(16)}`;
    return iam.Role.fromRoleArn(scope, id, `arn:${Aws.PARTITION}:iam::${Stack.of(scope).account}:role/${name}`, {
      mutable: false,
    });
  }

  private constructor() {}
}

/** Whether this ARN stands for the role of one permission set. */
export function isOfPermissionSet(arn: string): boolean {
  return /^arn:[^:*?]+:iam::[^:*?]+:role\/aws-reserved\/sso\.amazonaws\.com\*\/AWSReservedSSO_[\w+=,.@-]{1,32}_\?{16}$/.test(arn);
}
