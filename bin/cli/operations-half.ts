// The only way from the half that works offline to the half that calls AWS. Its bundle stands beside this one (scripts/bundle.mjs), and
// nothing of it is read before it is asked for: `verify` starts without AWS's clients.
import type { ExplainedError } from '../../contract';
import type * as Operations from './operations';

export function operations(): typeof Operations {
  return require('./operations');
}

/** Thrown in the other bundle, whose classes are not this one's: known by their names. */
export function isOfOperations(error: unknown): error is ExplainedError {
  return error instanceof Error && (error.name === 'OperationError' || error.name === 'UsageError');
}
