// IAM: is this request allowed?
export { isUndecided, statementIn } from './because';
export { evaluate } from './evaluate';
export { Keys } from './keys';
export { madeUpNames, matches, type Pattern, type PatternPart, pattern } from './match';
export {
  coversAction,
  mayBeAbout,
  needsPrincipals,
  numberOfStatement,
  numberStatement,
  type Statement,
  statementsOf,
} from './policy';
export { accountNamed, namedBy } from './principals';
export {
  type Decision,
  type Effect,
  OPEN,
  type Policies,
  type Policy,
  PolicyError,
  type Principal,
  type RemainingCondition,
  type Request,
  type RequestContext,
  type ResourcePolicyKind,
  type Truth,
} from './types';
