// What the proof asks of a set of templates.
export type { Acknowledgement } from '../assembly';
export { AREAS, type Area, CHECKS } from './all';
export type { AcknowledgedFinding, Check, Finding, Severity, Sighting } from './check';
export { checkOf, findingId, type Results, type RunOptions, runChecks, UnknownCheckError } from './run';
export { findingOf, tenantDataAccess } from './tenant-data-access';
