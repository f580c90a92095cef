// Whether a statement is about the one who asks, and by which name: that decides what else must allow (IAM: policy evaluation logic,
// AWS JSON policy elements: Principal).

import { memoizedByText } from '../collections';
import { arnComponents, isSymbolic } from '../template/symbol';
import { matches, pattern } from './match';
import type { Statement, StatementPrincipals } from './policy';
import { all, any, not } from './truth';
import type { Principal, Truth } from './types';

/** By which name a statement lets somebody in. */
export type Via = 'role or user' | 'session' | 'account' | 'everybody' | 'service';

export interface PrincipalMatch {
  readonly via: Via;
  readonly truth: Truth;
}

const EVERYBODY: readonly PrincipalMatch[] = [{ via: 'everybody', truth: true }];

/** The names by which the statement may be about the principal; none that is certainly not. */
export function namedBy(statement: Statement, principal: Principal, hasBoundary = false): readonly PrincipalMatch[] {
  const { principals, notPrincipals } = statement;
  if (notPrincipals !== undefined) {
    // "will always deny any IAM principal that has a permissions boundary policy attached" (IAM: NotPrincipal element).
    const truth = statement.isDeny
      ? hasBoundary || deniedDespite(notPrincipals, principal)
      : not(any(named(notPrincipals, principal).map((one) => one.truth)));
    return truth === false ? [] : [{ via: 'everybody', truth }];
  }
  return principals === undefined ? [] : named(principals, principal);
}

function named(principals: StatementPrincipals, principal: Principal): readonly PrincipalMatch[] {
  if (principals === '*') return EVERYBODY;
  const found: PrincipalMatch[] = [];
  const add = (via: Via, truth: Truth) => {
    if (truth !== false) found.push({ via, truth });
  };
  for (const value of principals.get('AWS') ?? []) {
    if (value === '*') add('everybody', true);
    else if (principal.kind === 'role' || principal.kind === 'user' || principal.kind === 'root') {
      add('account', isAccount(value, principal.account));
      if (principal.kind !== 'root') add('role or user', same(value, principal.arn));
      if (principal.kind === 'role' && principal.sessionArn !== undefined) add('session', same(value, principal.sessionArn));
    }
  }
  if (principal.kind === 'role' && principal.alsoNamed !== undefined) {
    const { kind, value: name } = principal.alsoNamed;
    // A name that is not known may be another's as well; that other is asked about by its own.
    for (const value of principals.get(kind) ?? []) add('role or user', isSymbolic(name) ? value === name : same(value, name));
  }
  if (principal.kind === 'service') {
    for (const value of principals.get('Service') ?? []) add('service', same(value, principal.name));
  }
  return found;
}

/** A denial for all but some: one who acts in a session escapes it only if role, session and account are all named. */
function deniedDespite(notPrincipals: StatementPrincipals, principal: Principal): Truth {
  const names = named(notPrincipals, principal);
  if (names.some(({ via, truth }) => truth === true && (via === 'everybody' || via === 'service'))) return false;
  const has = (via: Via) => any(names.filter((one) => one.via === via).map(({ truth }) => truth));
  if (principal.kind === 'root') return not(has('account'));
  const account = has('account');
  const itself = has('role or user');
  const session = principal.kind === 'role' ? has('session') : true;
  const escapes = all([account, itself, session]);
  if (escapes === true) return false;
  // Some of its names but not all: AWS's page says what to write, not what happens if one does not.
  return [account, itself, principal.kind === 'role' ? session : false].every((truth) => truth === false) ? true : undefined;
}

const ACCOUNTS = memoizedByText(accountIn, 20_000);

/** The account that a principal names whole, by its number or by its root's ARN; undefined for one that names less or more. */
export function accountNamed(value: string): string | undefined {
  return ACCOUNTS(value);
}

function accountIn(value: string): string | undefined {
  const [scheme, , service, , inArn, resource] = arnComponents(value) ?? [];
  if (scheme === 'arn' && service === 'iam' && resource === 'root') return inArn;
  return /^(?:\d{12}|\uE000AWS::AccountId\uE001)$/.test(value) ? value : undefined;
}

function isAccount(value: string, account: string): Truth {
  const named = accountNamed(value);
  return named === undefined ? false : same(named, account);
}

function same(wanted: string, value: string): Truth {
  return wanted === value ? true : matches(literally(wanted), value);
}

const literally = memoizedByText((text) => pattern([{ literally: text }]), 20_000);
