// The only way from the half that works offline to the half that calls AWS. Its bundle stands beside this one (scripts/bundle.mjs), and
// nothing of it is read before it is asked for: `verify` starts without AWS's clients.
import type * as Operations from './operations';

export function operations(): typeof Operations {
  return require('./operations');
}

/** Thrown in the other bundle, whose class is not this one's: known by its name. */
export function isOperationError(error: unknown): error is Operations.OperationError {
  return error instanceof Error && error.name === 'OperationError';
}
