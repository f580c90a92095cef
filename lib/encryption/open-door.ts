// Whether a statement opens a key that is under implicit deny. Pure: it takes resolved policy JSON and answers with the reason, or
// with nothing. What limits a statement is an allow-list: an operator or a value that is not known to limit does not.

import { ADMINISTRATION_ACTIONS } from './key-statements';
import { ATTRIBUTE, isGivenAtDeployment, policyText } from './policy-text';

interface Statement {
  readonly Effect?: unknown;
  readonly Principal?: unknown;
  readonly NotPrincipal?: unknown;
  readonly Action?: unknown;
  readonly NotAction?: unknown;
  readonly Condition?: { readonly [operator: string]: { readonly [key: string]: unknown } };
}

/** Operators that do not match when the key is absent. `…IfExists`, `ForAllValues:`, `Null` and the negated ones do. */
const LIMITING = /^(?:ForAnyValue:)?(?:Arn(?:Equals|Like)|String(?:Equals|EqualsIgnoreCase|Like))$/;

/** On whose behalf a service acts. */
const SOURCE_KEYS = /^(?:aws:Source(?:Arn|Account|OrgID)|kms:EncryptionContext:.+)$/i;

const PRINCIPAL_ARN = /^aws:PrincipalArn$/i;

/** One principal, and not the account around it. */
const NAMED = /^arn:[^:]*:(?:iam|sts)::[^:]*:(?:role|user|assumed-role|federated-user)\//;

/** Operations that change the key, its policy or its life. */
const ADMINISTRATION = ADMINISTRATION_ACTIONS.filter((action) => !/^kms:(?:Describe|Get|List)/.test(action));

/** Why a statement would open the key, or undefined. */
export function openDoor(statement: Statement): string | undefined {
  if (statement.Effect === 'Deny') return undefined;
  if (statement.NotPrincipal !== undefined) return 'NotPrincipal with Allow lets in everybody else';
  if (statement.NotAction !== undefined) return 'NotAction with Allow gives every other operation, the key’s administration too';
  return openPrincipal(statement) ?? openAction(statement);
}

function openPrincipal({ Principal: principal, Condition: condition = {} }: Statement): string | undefined {
  if (typeof principal !== 'object' || principal === null) return 'its principal is everybody';
  const { AWS: aws, Service: service, ...others } = principal as { AWS?: unknown; Service?: unknown };
  const [other] = Object.keys(others);
  if (other !== undefined) return `its principal is of the type ${other}, which no user of a key has`;
  for (const name of list(aws).map(policyText)) {
    if (name === '*') return 'its principal is everybody';
    if (isNamed(name)) continue;
    if (limits(condition, PRINCIPAL_ARN).some((values) => values.every(isOneRole))) continue;
    return 'it delegates to the whole account, whose identity policies would then decide';
  }
  if (service !== undefined && !limits(condition, SOURCE_KEYS).some((values) => values.every(isOneSource))) {
    return `it lets ${list(service).map(policyText).join(', ')} in for anybody’s resources (confused deputy)`;
  }
  return undefined;
}

function openAction({ Action: action, Condition: condition = {} }: Statement): string | undefined {
  for (const pattern of list(action).map(policyText)) {
    const matches = wildcard(pattern);
    const administers = ADMINISTRATION.find((name) => matches.test(name));
    if (administers !== undefined) {
      return `${pattern} administers the key (${administers}), which is for its \`administrators\` alone`;
    }
    const forServices = Object.entries(condition.Bool ?? {}).some(
      ([key, value]) => /^kms:GrantIsForAWSResource$/i.test(key) && policyText(value) === 'true',
    );
    if (matches.test('kms:CreateGrant') && !forServices) {
      return `${pattern} hands the key on by grants, beside this policy, unless kms:GrantIsForAWSResource is true`;
    }
  }
  return undefined;
}

/** The values of each condition on such a key that must hold for the statement to match. */
function limits(condition: NonNullable<Statement['Condition']>, key: RegExp): string[][] {
  return Object.entries(condition)
    .filter(([operator]) => LIMITING.test(operator))
    .flatMap(([, block]) => Object.entries(block).filter(([name]) => key.test(name)))
    .map(([, value]) => list(value).map(policyText))
    .filter((values) => values.length > 0);
}

/** Names a principal, or is an attribute of one. */
function isNamed(name: string): boolean {
  return NAMED.test(name) || name === ATTRIBUTE;
}

/** ARN conditions match patterns. A value that the deployment gives is taken for the ARN it should be. */
function isOneRole(value: string): boolean {
  return !/[*?]/.test(value) && (NAMED.test(value) || isGivenAtDeployment(value));
}

/** A wildcard must leave the account named; ARNs without one (buckets) must begin to name the resource. */
function isOneSource(value: string): boolean {
  if (!value.startsWith('arn:')) return value !== '' && !/[*?]/.test(value);
  const [, , , , account = '', ...resource] = value.split(':');
  return account === '' ? !/^(?:[*?]|$)/.test(resource.join(':')) : !/[*?]/.test(account);
}

function wildcard(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'i');
}

function list(value: unknown): unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
