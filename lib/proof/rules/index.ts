// The rules that the proof judges a set of templates by.
export type { Acknowledgement } from '../assembly';
export { AREAS, RULES } from './catalogue';
export { type Cause, causesOf } from './causes';
export {
  type AcknowledgedFinding,
  type Area,
  type Finding,
  isAtLeast,
  type Rule,
  SEVERITIES,
  type Severity,
  type Sighting,
} from './rule';
export { findingId, type Results, type RunOptions, ruleOf, runRules, UnknownRuleError } from './run-rules';
export { findingOf, tenantDataAccess } from './tenant-data/tenant-data-access';
