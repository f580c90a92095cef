// Data that a change of the templates loses.
export type { Holding } from './holdings';
export { type Lost, lostData } from './lost';
export { REPLACEMENTS } from './replacement';
export type { LossKind } from './wording';
