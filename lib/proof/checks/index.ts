// What the proof asks of a set of templates.
export { AREAS, type Area, CHECKS } from './all';
export type { AcknowledgedFinding, Check, Finding, Severity, Sighting } from './check';
export { checkOf, type Results, type RunOptions, runChecks, UnknownCheckError } from './run';
