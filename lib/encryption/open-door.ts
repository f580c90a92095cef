// Whether a statement opens a key that is under implicit deny. Pure: it takes resolved policy JSON and returns the reason, or nothing.
// An operator or a value counts as a limit only if it is known to be one.

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
  if (statement.NotPrincipal !== undefined) return 'NotPrincipal with Allow allows everybody else';
  if (statement.NotAction !== undefined)
    return 'NotAction with Allow allows every other operation, including the administration of the key';
  return openPrincipal(statement) ?? openAction(statement);
}

function openPrincipal({ Principal: principal, Condition: condition = {} }: Statement): string | undefined {
  if (typeof principal !== 'object' || principal === null) return 'its principal is everybody';
  const { AWS: aws, Service: service, ...others } = principal as { AWS?: unknown; Service?: unknown };
  const [other] = Object.keys(others);
  if (other !== undefined) return `its principal has the type ${other}, and a key policy needs the type AWS or Service`;
  for (const name of list(aws).map(policyText)) {
    if (name === '*') return 'its principal is everybody';
    if (isNamed(name)) continue;
    if (limits(condition, PRINCIPAL_ARN).some((values) => values.every(isOneRole))) continue;
    return 'it delegates to the whole account, so that identity policies would decide who may use the key';
  }
  if (service !== undefined && !limits(condition, SOURCE_KEYS).some((values) => values.every(isOneSource))) {
    return `it allows ${list(service).map(policyText).join(', ')} to act for the resources of any account (confused deputy)`;
  }
  return undefined;
}

function openAction({ Action: action, Condition: condition = {} }: Statement): string | undefined {
  for (const pattern of list(action).map(policyText)) {
    const matches = wildcard(pattern);
    const administers = ADMINISTRATION.find((name) => matches.test(name));
    if (administers !== undefined) {
      return `${pattern} administers the key (${administers}), and only its \`administrators\` may do that`;
    }
    const forServices = Object.entries(condition.Bool ?? {}).some(
      ([key, value]) => /^kms:GrantIsForAWSResource$/i.test(key) && policyText(value) === 'true',
    );
    if (matches.test('kms:CreateGrant') && !forServices) {
      return `${pattern} lets the principal give the key to others by a grant: no condition requires kms:GrantIsForAWSResource to be true`;
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

/** ARN conditions match patterns. A value that only the deployment knows counts as the ARN of one role. */
function isOneRole(value: string): boolean {
  return !/[*?]/.test(value) && (NAMED.test(value) || isGivenAtDeployment(value));
}

/** A wildcard must not stand for the account. An ARN without an account (a bucket's) must name at least the beginning of the resource. */
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
