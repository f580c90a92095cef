// What a check is, and what it finds.

import type { Evidence } from '../evidence';
import type { Resource } from '../template';

export type Severity = 'error' | 'warning';

/** One rule. A file each, named after its id. */
export interface Check {
  /** Kebab case; contract: people acknowledge it. */
  readonly id: string;
  /** Of its findings, unless one says otherwise. */
  readonly severity: Severity;
  /** A sentence: what goes wrong where this is found. */
  readonly why: string;
  /** A sentence: what to do. */
  readonly fix: string;
  /** The page that the rule rests on: publisher and title. */
  readonly source: string;
  readonly find: (evidence: Evidence) => Iterable<Sighting>;
}

/** Something that a check has found. */
export interface Sighting {
  readonly resource: Resource;
  /** What was seen, in this resource's own words. */
  readonly message: string;
  /** What decided it: a statement, a rule, a path. @default - the message says it all */
  readonly because?: string;
  /** Where in the resource, `Properties.…`. */
  readonly location?: string;
  /**
   * Tells several findings of this rule on one resource apart. Such findings are acknowledged one by one, as `rule[detail]`. Without
   * white space. @default - the rule's id acknowledges all of them on the resource
   */
  readonly detail?: string;
  /** @default - the check's */
  readonly severity?: Severity;
}

/** A sighting with all that a reader needs. */
export interface Finding {
  readonly rule: string;
  /** What acknowledges it: the rule, or `rule[detail]`. */
  readonly id: string;
  readonly severity: Severity;
  readonly stack: string;
  /** Logical id. */
  readonly resource: string;
  readonly type: string;
  /** Construct path, or `stack/LogicalId`. */
  readonly path: string;
  readonly location?: string;
  readonly message: string;
  readonly because: string;
  readonly why: string;
  readonly fix: string;
}

/** A finding that somebody has answered for. */
export interface AcknowledgedFinding extends Finding {
  readonly reason: string;
}
