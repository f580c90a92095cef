// Log groups under a key whose policy does not cover their names. CloudFormation creates such a group never: CloudWatch Logs refuses it, since
// it may not use the key.

import { CfnResource, Stack, Token } from 'aws-cdk-lib/core';
import type { Construct, IConstruct } from 'constructs';
import { threeParts } from '../../contract';
import { policyText } from './policy-text';

const LOGS_ARN = 'kms:EncryptionContext:aws:logs:arn';

interface LogGroup {
  readonly path: string;
  readonly stack: Stack;
  /** Its name as the deployment gives it. A part that only the deployment knows is `<…>`. */
  readonly name: string;
}

/** By the ARN of the key, as a token. One walk through the tree serves all keys of an app, until the synthesis has ended. */
const groupsOf = new WeakMap<IConstruct, Map<string, LogGroup[]>>();

/**
 * One error for each log group under the key that the key's policy does not cover. Call it when the app is complete.
 *
 * @param statements those of the key policy, resolved
 */
export function uncoveredLogGroups(key: Construct, keyArn: string, statements: readonly object[]): string[] {
  const groups = logGroups(key.node.root).get(keyArn) ?? [];
  const stack = Stack.of(key);
  const patterns = statements.flatMap((statement) => patternsOf(statement, stack));
  return groups.flatMap((group) => {
    const isElsewhere = (['account', 'region'] as const).some((name) => areDifferent(group.stack[name], stack[name]));
    if (!isElsewhere && patterns.some((pattern) => covers(pattern, group.name))) return [];
    return [
      threeParts(
        `${group.path}: the policy of its key ${key.node.path} does not let CloudWatch Logs encrypt a log group with the name ${shown(group.name)}`,
        `a name that the key policy covers: ${patterns.length === 0 ? 'none' : patterns.map(shown).join(', ')}`,
        isElsewhere
          ? 'use a key of the account and Region of the log group'
          : 'add the name to `logGroupNames` of the key (with the names that the default covered), or use another key',
      ),
    ];
  });
}

function logGroups(root: IConstruct): Map<string, LogGroup[]> {
  const known = groupsOf.get(root);
  if (known !== undefined) return known;
  const found = new Map<string, LogGroup[]>();
  for (const one of root.node.findAll()) {
    if (!CfnResource.isCfnResource(one) || one.cfnResourceType !== 'AWS::Logs::LogGroup') continue;
    const { kmsKeyId, logGroupName } = one as CfnResource & { kmsKeyId?: string; logGroupName?: string };
    if (kmsKeyId === undefined) continue;
    const stack = Stack.of(one);
    const given = logGroupName === undefined ? undefined : stack.resolve(logGroupName);
    // CloudFormation's name: of the stack, of the resource, and a random part.
    const name = given === undefined ? `${nameOf(stack)}-${stack.getLogicalId(one)}-<random>` : inStack(policyText(given), stack);
    found.set(kmsKeyId, [...(found.get(kmsKeyId) ?? []), { path: one.node.path, stack, name }]);
  }
  groupsOf.set(root, found);
  queueMicrotask(() => groupsOf.delete(root));
  return found;
}

/** Patterns of names that a statement lets CloudWatch Logs encrypt. */
function patternsOf(statement: object, stack: Stack): string[] {
  const {
    Effect,
    Principal,
    Condition = {},
  } = statement as {
    Effect?: unknown;
    Principal?: { Service?: unknown };
    Condition?: { [operator: string]: { [key: string]: unknown } };
  };
  const services = [Principal?.Service].flat().map(policyText);
  if (Effect !== 'Allow' || !services.some((service) => service.startsWith('logs.'))) return [];
  const values = Object.values(Condition).flatMap((block) => (LOGS_ARN in block ? [block[LOGS_ARN]].flat() : []));
  if (values.length === 0) return ['*'];
  return values.map((value) => inStack(policyText(value), stack).replace(/^.*?:log-group:/, ''));
}

/** Replaces `AWS::StackName` by the name of the stack. */
function inStack(text: string, stack: Stack): string {
  return text.replaceAll('<Ref AWS.StackName>', nameOf(stack));
}

/** CloudFormation begins the name of a nested stack with the name of its parent. */
function nameOf(stack: Stack): string {
  if (stack.nestedStackParent !== undefined) return `${nameOf(stack.nestedStackParent)}-<nested>`;
  return Token.isUnresolved(stack.stackName) ? `<stack ${stack.node.path}>` : stack.stackName;
}

/** True also if only the deployment knows. */
function covers(pattern: string, name: string): boolean {
  const source = pattern
    .split(/([*?]|<[^<>]*>)/)
    .map((part) => {
      if (part === '*' || (part.startsWith('<') && !name.includes(part))) return '.*';
      return part === '?' ? '.' : part.replace(/[.+^${}()|[\]\\]/g, '\\$&');
    })
    .join('');
  if (new RegExp(`^${source}$`, 's').test(name)) return true;
  return /^<[^<>]*>$/.test(name) && !name.startsWith('<stack ');
}

function areDifferent(one: string, other: string): boolean {
  return !Token.isUnresolved(one) && !Token.isUnresolved(other) && one !== other;
}

function shown(text: string): string {
  return JSON.stringify(text);
}
