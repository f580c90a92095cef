// What a rule is, what it finds, and the areas that rules are told in.

import type { Evidence } from '../evidence';
import type { Resource } from '../template';

export type Severity = 'error' | 'warning';

/** A file each, named after its id. */
export interface Rule {
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

/** Something that a rule has found. */
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
  /** @default - the rule's */
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

/** Rules that are about the same thing. */
export interface Area {
  /** As docs/rules.md has it for a heading. */
  readonly title: string;
  /** In the order of their ids. */
  readonly rules: readonly Rule[];
}

/** @param room what a room's rules.ts exports */
export function areaOf(title: string, room: { readonly [name: string]: Rule }): Area {
  return { title, rules: Object.values(room).sort((a, b) => (a.id < b.id ? -1 : 1)) };
}
