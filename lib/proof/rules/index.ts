// The rules that the proof judges a set of templates by.
export type { Acknowledgement } from '../assembly';
export { AREAS, RULES } from './catalogue';
export type { AcknowledgedFinding, Area, Finding, Rule, Severity, Sighting } from './rule';
export { findingId, type Results, type RunOptions, ruleOf, runRules, UnknownRuleError } from './run-rules';
export { findingOf, tenantDataAccess } from './tenant-data/tenant-data-access';
