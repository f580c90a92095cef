// Reads the principals in the text of a policy: ARNs, account numbers, ids of other accounts, and unknown texts that may be a principal.

import { accountNamed, type Principal } from '../../iam';
import { arnComponents, fresh, isSymbol, shown } from '../../template';
import type { ConditionText, PrincipalText } from '../policies/statement-text';

export interface NamedPrincipal {
  /** For people. */
  readonly name: string;
  readonly principal: Extract<Principal, { readonly kind: 'role' | 'user' }>;
  /** Whether it is a whole account. Alone, this gives no principal of the account anything. */
  readonly isAccount: boolean;
  /** Whether its account is unknown. */
  readonly isUnplaced: boolean;
}

/** Undefined for everybody, and for services. */
export function principalOf({ kind, value }: PrincipalText): NamedPrincipal | undefined {
  if (kind === 'CanonicalUser') return unplaced(`the account of canonical user ${shown(value)}`, kind, value);
  if (kind === 'Federated') return federated(value);
  if (kind !== 'AWS' || value === '*') return undefined;
  const account = accountNamed(value);
  if (account !== undefined) return ofAccount(account);
  // For example an output of a custom resource: it may be anybody.
  if (isSymbol(value)) return unplaced(`whoever ${shown(value)} is`, 'AWS', value);
  return byArn(value) ?? unplaced(`principal ${shown(value)}`, 'AWS', value);
}

/** The principals that a condition demands. For a pattern, one principal that matches it. */
export function demanded({ key, operator, set, ifExists, values }: ConditionText): NamedPrincipal[] {
  if (ifExists || set !== undefined || !/^(?:String|Arn)(?:Equals|Like|EqualsIgnoreCase)$/.test(operator)) return [];
  const named = values.filter((value) => !value.includes('${'));
  switch (key.toLowerCase()) {
    case 'aws:principalarn':
      return named.flatMap((value) => matching(value) ?? []);
    case 'aws:principalaccount':
      return named.flatMap((value) => (/[*?]/.test(value) ? [] : [{ ...ofAccount(value), isAccount: false }]));
    default:
      return [];
  }
}

function ofAccount(account: string): NamedPrincipal {
  const principal = { kind: 'role', arn: `arn:aws:iam::${account}:role/${fresh('role')}`, account } as const;
  return { name: `account ${shown(account)}`, principal, isAccount: true, isUnplaced: false };
}

function byArn(value: string): NamedPrincipal | undefined {
  const [, , service, , account, resource = ''] = arnComponents(value) ?? [];
  if (account === undefined) return undefined;
  const placed = { name: shown(value), isAccount: false, isUnplaced: false };
  if (service === 'iam' && resource.startsWith('role/')) return { ...placed, principal: { kind: 'role', arn: value, account } };
  if (service === 'iam' && resource.startsWith('user/')) return { ...placed, principal: { kind: 'user', arn: value, account } };
  const [, role] = /^assumed-role\/([^/]+)\/./.exec(resource) ?? [];
  if (service !== 'sts' || role === undefined) return undefined;
  const arn = `arn:aws:iam::${account}:role/${role}`;
  return { ...placed, principal: { kind: 'role', arn, account, sessionArn: value } };
}

/** A role or user that matches a pattern of ARNs. */
function matching(value: string): NamedPrincipal | undefined {
  const [, partition = '', service, , account = '', resource = ''] = arnComponents(value) ?? [];
  if (service === undefined || (service !== 'iam' && !/[*?]/.test(service))) return undefined;
  const filled = (text: string) => text.replace(/\*+/g, fresh('name')).replace(/\?/g, 'x');
  const inAccount = /[*?]/.test(account) ? fresh('account') : account;
  const isUser = resource.startsWith('user/');
  const name = resource.replace(/^(?:role|user)\//, '');
  const arn = `arn:${/[*?]/.test(partition) ? 'aws' : partition}:iam::${inAccount}:${isUser ? 'user' : 'role'}/${filled(name)}`;
  return {
    name: shown(value),
    principal: { kind: isUser ? 'user' : 'role', arn, account: inAccount },
    isAccount: false,
    isUnplaced: false,
  };
}

/** In a resource policy: sessions of an identity provider (IAM User Guide: Principal element, federated principals). */
function federated(value: string): NamedPrincipal {
  const name = `sessions of ${shown(value)}`;
  const account = arnComponents(value)?.[4];
  if (account === undefined || account === '') return unplaced(name, 'Federated', value);
  const arn = `arn:aws:iam::${account}:role/${fresh(`role of ${value}`)}`;
  const alsoNamed = { kind: 'Federated', value } as const;
  return { name, principal: { kind: 'role', arn, account, alsoNamed }, isAccount: false, isUnplaced: false };
}

/** A principal with an unknown account: a unique id, a canonical user id, or a text in none of IAM's forms. */
function unplaced(name: string, kind: 'AWS' | 'CanonicalUser' | 'Federated', value: string): NamedPrincipal {
  const account = fresh(`account of ${value}`);
  const arn = `arn:aws:iam::${account}:role/${fresh(`role of ${value}`)}`;
  return { name, principal: { kind: 'role', arn, account, alsoNamed: { kind, value } }, isAccount: false, isUnplaced: true };
}
