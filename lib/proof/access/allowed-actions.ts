// The actions of a list that some statement could allow under any conditions. Most roles can do nothing, so only few actions need the full
// evaluation.

import { memoized } from '../collections';
import { coversAction, mayBeAbout, namedBy, type Policy, type Statement, statementsOf } from '../iam';
import type { Identity } from './identities/identity';
import type { OwnPolicy } from './policies/policies';

export type AllowedActions = ReadonlySet<string>;

const NONE: AllowedActions = new Set();

/** A statement that allows something, with the actions of a list that it covers: at least one. */
interface Covering {
  readonly statement: Statement;
  readonly actions: AllowedActions;
}

/** Pass the same `actions` list object every time: the cache uses it as a key. `arnsOf` gives undefined for any resource. */
export function allowedActions(
  identity: Identity,
  own: OwnPolicy | undefined,
  actions: readonly string[],
  arnsOf: () => readonly string[] | undefined,
): AllowedActions {
  // The actions first: they are looked up, and most statements cover none. Only the others are compared with ARNs and principals.
  const covering = coveringOf(identity)(actions, identity);
  const arns = covering.length === 0 ? undefined : arnsOf();
  const attached = arns === undefined ? covering : covering.filter(({ statement }) => mayBeAbout(statement, arns));
  // A statement for the account gives nothing without an identity policy, and the actions of identity policies are in `attached`.
  const ofResource = (own === undefined ? [] : coveringIn(own.document as object)(actions, own)).filter(({ statement }) =>
    namedBy(statement, identity.principal).some(({ via }) => via !== 'account'),
  );
  const [first, ...others] = ofResource.length === 0 ? attached : [...attached, ...ofResource];
  if (first === undefined) return NONE;
  return others.length === 0 ? first.actions : new Set([first, ...others].flatMap((one) => [...one.actions]));
}

/** The statements of a policy that could allow one of the actions to somebody. */
export function coveringStatements(policy: Policy, actions: readonly string[]): readonly Statement[] {
  return coveringIn(policy.document as object)(actions, policy).map(({ statement }) => statement);
}

const coveringOf = memoized((_identity: Identity) =>
  memoized((actions: readonly string[], { identityPolicies }: Identity): readonly Covering[] =>
    identityPolicies.flatMap((policy) => coveringIn(policy.document as object)(actions, policy)),
  ),
);

const coveringIn = memoized((_document: object) =>
  memoized((actions: readonly string[], policy: Policy): readonly Covering[] => {
    const lower = actions.map((action) => [action, action.toLowerCase()] as const);
    return statementsOf(policy).flatMap((statement) => {
      if (statement.isDeny) return [];
      const covered = lower.filter(([, text]) => coversAction(statement, text) !== false).map(([action]) => action);
      return covered.length === 0 ? [] : [{ statement, actions: new Set(covered) }];
    });
  }),
);
