// What macros add and what nested templates hold that were not given: a command that shows no findings says so in a note.
import type { Evidence } from '../../../lib/proof/evidence';
import { runRules } from '../../../lib/proof/rules';

/** A sentence each. */
export function notSeen(evidence: Evidence): string[] {
  return runRules(evidence, { only: ['template-not-read'] }).findings.map(({ path, message }) => `${path}: ${message}`);
}
