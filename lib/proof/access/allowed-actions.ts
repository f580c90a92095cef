// The actions of a list that some statement could allow under any conditions. Most roles can do nothing, so only few actions need the full
// evaluation.

import { memoized } from '../collections';
import { coversAction, mayBeAbout, namedBy, type Policy, statementsOf } from '../iam';
import type { Identity } from './identities/identity';
import type { OwnPolicy } from './policies/policies';

export type AllowedActions = ReadonlySet<string>;

/** Pass the same `actions` list object every time: the cache uses it as a key. Without `arns`, on any resource. */
export function allowedActions(
  identity: Identity,
  own: OwnPolicy | undefined,
  actions: readonly string[],
  arns?: readonly string[],
): AllowedActions {
  const found = new Set<string>();
  const add = (policy: Policy, index: number) => {
    for (const action of byStatement(policy.document as object)(actions, policy)[index] ?? []) found.add(action);
  };
  for (const policy of identity.identityPolicies) {
    statementsOf(policy).forEach((statement, index) => {
      if (!statement.isDeny && (arns === undefined || mayBeAbout(statement, arns))) add(policy, index);
    });
  }
  if (own === undefined) return found;
  statementsOf(own).forEach((statement, index) => {
    if (statement.isDeny) return;
    // A statement for the account gives nothing without an identity policy, and the actions of identity policies are already in `found`.
    if (namedBy(statement, identity.principal).some(({ via }) => via !== 'account')) add(own, index);
  });
  return found;
}

/** The actions that each statement of a document covers, by the list of actions. */
const byStatement = memoized((_document: object) =>
  memoized((actions: readonly string[], policy: Policy): readonly ReadonlySet<string>[] => {
    const lower = actions.map((action) => [action, action.toLowerCase()] as const);
    return statementsOf(policy).map(
      (statement) => new Set(lower.filter(([, text]) => coversAction(statement, text) !== false).map(([action]) => action)),
    );
  }),
);
