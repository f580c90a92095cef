// How a principal is written into a key policy. KMS accepts only principals that exist when the policy is set. It replaces a role that
// is deleted and created again by an id that matches nobody. CloudFormation refuses circular references. So the policy names a role of
// the same stack directly, and every other role by the account and the condition `aws:PrincipalArn`, which matches that role alone.

import * as iam from 'aws-cdk-lib/aws-iam';
import { Aws, Fn, type IResolvable, Stack, Token } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { needs, seen } from '../common/needs';
import { isOfPermissionSet } from './identity-center-role';
import { isGivenAtDeployment, policyText } from './policy-text';

export interface KeyPrincipal {
  readonly principals: iam.IPrincipal[];
  readonly conditions: { [operator: string]: { [key: string]: unknown } };
  /** Set for the `aws:PrincipalArn` form: several of them share one statement. */
  readonly roleArn?: string;
}

/** `<account root>` limited to one role: not an open delegation, since the condition names the role. */
export function byRoleArn(...roleArns: string[]): KeyPrincipal {
  return {
    principals: [new iam.AccountRootPrincipal()],
    conditions: { ArnEquals: { 'aws:PrincipalArn': roleArns.length === 1 ? roleArns[0] : roleArns } },
    roleArn: roleArns[0],
  };
}

/** `<account root>` limited to the roles whose ARNs match one of these patterns. */
export function byRolePath(patterns: IResolvable): KeyPrincipal {
  return { principals: [new iam.AccountRootPrincipal()], conditions: { ArnLike: { 'aws:PrincipalArn': patterns } } };
}

/** The ARN by which a policy in the stack of `key` can name this role. */
export function roleArnFor(key: Construct, grantee: iam.IGrantable): string {
  const { roleArn, principals } = keyPrincipalOf(key, grantee);
  return roleArn ?? (principals[0] as iam.IRole).roleArn;
}

/** How the policy of `key` names the principal of a grant. Refuses principals that the policy cannot name safely. */
export function keyPrincipalOf(key: Construct, grantee: iam.IGrantable): KeyPrincipal {
  const principal = grantee.grantPrincipal;
  if (isRole(principal)) {
    if (!isOwned(principal)) return byGivenArn(key, principal, principal.roleArn);
    if (Stack.of(principal) === Stack.of(key)) return { principals: [principal], conditions: {} };
    return byGivenArn(key, principal, literalRoleArn(key, principal));
  }
  needsRole(principal instanceof iam.ArnPrincipal, key, principal.constructor.name);
  return byGivenArn(key, principal, principal.arn);
}

/** The condition must match one role of this account: an ARN with a wildcard, or of another account, is refused. */
function byGivenArn(key: Construct, principal: iam.IPrincipal, arn: string): KeyPrincipal {
  const stack = Stack.of(key);
  const text = policyText(stack.resolve(arn));
  const isOneRole = /^arn:[^:*?]+:iam::[^:*?]+:role\/[^*?]+$/.test(text) || isOfPermissionSet(text);
  needsRole(isOneRole || isGivenAtDeployment(text), key, text);
  const account = iam.principalIsOwnedResource(principal) ? Stack.of(principal).account : arn.split(':')[4];
  needs(
    account === undefined || Token.isUnresolved(account) || Token.isUnresolved(stack.account) || account === stack.account,
    key,
    `cannot grant use of this key to ${seen(arn)}, a role of account ${account}`,
    `a role of account ${stack.account}: the key policy allows only roles of its own account`,
    `grant a role of account ${stack.account}`,
  );
  return byRoleArn(arn);
}

function needsRole(condition: boolean, key: Construct, shown: string): asserts condition {
  needs(
    condition,
    key,
    `cannot grant use of this key to ${shown}`,
    'a role, or the ARN of a role: this key policy never allows an account, a service or everybody',
    'pass an iam.Role, or iam.Role.fromRoleArn',
  );
}

/** The role with which CloudFormation deploys this construct's stack, or undefined if the synthesizer names none. */
export function deploymentRoleArn(scope: Construct): string | undefined {
  let stack = Stack.of(scope);
  while (stack.nestedStackParent !== undefined) stack = stack.nestedStackParent;
  const synthesizer = stack.synthesizer as { cloudFormationExecutionRoleArn?: string };
  let arn: string | undefined;
  try {
    arn = synthesizer.cloudFormationExecutionRoleArn;
  } catch {
    // The getter throws on synthesizers that have no such role.
    return undefined;
  }
  // The ARN holds `${AWS::Partition}` as plain text, which only Fn::Sub replaces.
  return typeof arn === 'string' && arn.includes('${') ? Fn.sub(arn) : arn;
}

function literalRoleArn(key: Construct, role: iam.IRole): string {
  const { roleName, path } = role.node.defaultChild as iam.CfnRole;
  needs(
    // The name of a role without one is a token that resolves to undefined.
    roleName !== undefined && Stack.of(role).resolve(roleName) !== undefined,
    key,
    `${role.node.path} is a role of another stack, and it has no \`roleName\``,
    'a role with a `roleName`: without it the two stacks would refer to each other, and CloudFormation refuses that',
    'give the role a `roleName`, or create it in the stack of the key',
  );
  return `arn:${Aws.PARTITION}:iam::${Stack.of(role).account}:role${path ?? '/'}${roleName}`;
}

function isRole(principal: iam.IPrincipal): principal is iam.IRole {
  return 'roleArn' in principal && 'roleName' in principal;
}

/** True for a role that this app creates, false for one that is imported by ARN or name. */
function isOwned(role: iam.IRole): boolean {
  return role.node.defaultChild instanceof iam.CfnRole;
}
