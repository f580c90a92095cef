// Which actions of a list any statement could allow, whatever the conditions. Most roles and most actions end here: the full question
// is asked of the rest.

import { memoized } from '../collections';
import { coversAction, mayBeAbout, namedBy, type Policy, statementsOf } from '../iam';
import type { Identity } from './identities/identity';
import type { OwnPolicy } from './policies/policies';

export type AllowedActions = ReadonlySet<string>;

/** `actions` in the same list object every time: results are kept by it. Without `arns`, on whatever resource. */
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
  for (const policy of identity.identity) {
    statementsOf(policy).forEach((statement, index) => {
      if (!statement.isDeny && (arns === undefined || mayBeAbout(statement, arns))) add(policy, index);
    });
  }
  if (own === undefined) return found;
  statementsOf(own).forEach((statement, index) => {
    if (statement.isDeny) return;
    // That an account is named gives nothing without an identity policy, whose actions are in already.
    if (namedBy(statement, identity.principal).some(({ via }) => via !== 'account')) add(own, index);
  });
  return found;
}

/** What each statement of a document covers, by the list of actions. */
const byStatement = memoized((_document: object) =>
  memoized((actions: readonly string[], policy: Policy): readonly ReadonlySet<string>[] => {
    const lower = actions.map((action) => [action, action.toLowerCase()] as const);
    return statementsOf(policy).map(
      (statement) => new Set(lower.filter(([, text]) => coversAction(statement, text) !== false).map(([action]) => action)),
    );
  }),
);
