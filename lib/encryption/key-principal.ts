// How a principal is written into a key policy. KMS wants principals that exist when the policy is set, and turns a role that is
// deleted and made again into a dead id; CloudFormation refuses references that run in a circle. So a role of the same stack is
// named as itself, and every other one as "whoever in this account has this role ARN", which is that role and nobody else.

import * as iam from 'aws-cdk-lib/aws-iam';
import { Aws, Fn, Stack, Token } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { needs, seen } from '../common/needs';
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

/** How the principal of a grant is to be written into the policy of `key`; refuses those that cannot be written safely. */
export function keyPrincipalOf(key: Construct, grantee: iam.IGrantable): KeyPrincipal {
  const principal = grantee.grantPrincipal;
  if (isRole(principal)) {
    if (!isOwned(principal)) return byGivenArn(key, principal, principal.roleArn);
    if (Stack.of(principal) === Stack.of(key)) return { principals: [principal], conditions: {} };
    return byGivenArn(key, principal, literalRoleArn(key, principal));
  }
  needs(principal instanceof iam.ArnPrincipal, key, refusal(principal.constructor.name));
  return byGivenArn(key, principal, principal.arn);
}

/** ARN conditions match patterns and only roles of this account: an ARN that says more, or nothing, is refused. */
function byGivenArn(key: Construct, principal: iam.IPrincipal, arn: string): KeyPrincipal {
  const stack = Stack.of(key);
  const text = policyText(stack.resolve(arn));
  needs(/^arn:[^:*?]+:iam::[^:*?]+:role\/[^*?]+$/.test(text) || isGivenAtDeployment(text), key, refusal(text));
  const account = iam.principalIsOwnedResource(principal) ? Stack.of(principal).account : arn.split(':')[4];
  needs(
    account === undefined || Token.isUnresolved(account) || Token.isUnresolved(stack.account) || account === stack.account,
    key,
    `cannot grant use of this key to ${seen(arn)}: it is a role of account ${account}, and this key lets in roles of ${stack.account} only`,
  );
  return byRoleArn(arn);
}

function refusal(shown: string): string {
  return (
    `cannot grant use of this key to ${shown}: expected a role, or the ARN of one. ` +
    'The key policy is the only authority over this key, so an account, a service or everybody is never let in by a grant.'
  );
}

/** The role that CloudFormation deploys this construct's stack with, or undefined if the synthesizer names none. */
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
    // A role without a name has a token for one, which comes to nothing.
    roleName !== undefined && Stack.of(role).resolve(roleName) !== undefined,
    key,
    `${role.node.path} is a role of another stack without a name of its own. Naming it here would tie the two stacks in a circle ` +
      'that CloudFormation refuses: give the role a `roleName`, or create it in the stack of the key.',
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
