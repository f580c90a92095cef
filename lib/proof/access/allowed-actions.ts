// Which actions of a list any statement could allow, whatever the conditions. Most roles and most actions end here: the full question
// is asked of the rest.

import { coversAction, mayBeAbout, namedBy, type Policy, statementsOf } from '../iam';
import type { Identity } from './identities/identity';
import type { OwnPolicy } from './policies/policies';

export type AllowedActions = ReadonlySet<string>;

const KNOWN = new WeakMap<object, WeakMap<readonly string[], readonly ReadonlySet<string>[]>>();

/** `actions` in the same list object every time: results are kept by it. Without `arns`, on whatever resource. */
export function allowedActions(
  identity: Identity,
  own: OwnPolicy | undefined,
  actions: readonly string[],
  arns?: readonly string[],
): AllowedActions {
  const found = new Set<string>();
  const add = (policy: Policy, index: number) => {
    for (const action of byStatement(policy, actions)[index] ?? []) found.add(action);
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

function byStatement(policy: Policy, actions: readonly string[]): readonly ReadonlySet<string>[] {
  const key = policy.document as object;
  let byList = KNOWN.get(key);
  if (byList === undefined) {
    byList = new WeakMap();
    KNOWN.set(key, byList);
  }
  const known = byList.get(actions);
  if (known !== undefined) return known;
  const lower = actions.map((action) => [action, action.toLowerCase()] as const);
  const made = statementsOf(policy).map(
    (statement) => new Set(lower.filter(([, text]) => coversAction(statement, text) !== false).map(([action]) => action)),
  );
  byList.set(actions, made);
  return made;
}
