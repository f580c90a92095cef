// What a rule is, what it finds, and the areas of rules.

import type { Evidence } from '../evidence';
import type { RemainingCondition } from '../iam';
import type { Resource } from '../template';

/**
 * - `error`: something does not keep tenants, services or accounts apart, or the proof cannot know; or the app cannot work.
 * - `warning`: a safeguard is missing. By itself that lets nobody in.
 * - `note`: a choice with good reasons on both sides. The message has both.
 */
export type Severity = 'error' | 'warning' | 'note';

/** The most severe first. */
export const SEVERITIES: readonly Severity[] = ['error', 'warning', 'note'];

/** Whether one severity is at least as severe as another. */
export function isAtLeast(one: Severity, other: Severity): boolean {
  return SEVERITIES.indexOf(one) <= SEVERITIES.indexOf(other);
}

/** Each rule is a file with the name of its id. */
export interface Rule {
  /** In kebab case. It must not change: people acknowledge findings by it. */
  readonly id: string;
  /** The severity of its findings, unless a sighting sets its own. */
  readonly severity: Severity;
  /** What goes wrong if the rule is broken: one or two short sentences. */
  readonly why: string;
  /** What to do now, with the name of a property or a statement: short sentences. */
  readonly fix: string;
  /** The page that states the rule: publisher and title. */
  readonly source: string;
  readonly find: (evidence: Evidence) => Iterable<Sighting>;
}

/** One thing that a rule has found. */
export interface Sighting {
  readonly resource: Resource;
  /** What was seen, with names. The reader sees the name of the resource above it. */
  readonly message: string;
  /** What decided it: a statement, a rule, a path. @default - the message */
  readonly because?: string;
  /** Id of a rule: as long as the resource has an open finding of it, that finding implies this one. */
  readonly follows?: string;
  /** What has to hold, if conditions are all that is not known. */
  readonly condition?: readonly RemainingCondition[];
  /** The statement that decides, by the name that the evaluator gives it. Whoever corrects it removes every finding with this cause. */
  readonly cause?: string;
  /** The place in the resource, `Properties.…`. */
  readonly location?: string;
  /**
   * Distinguishes several findings of this rule on one resource. People acknowledge each of them separately, as `rule[detail]`, where
   * hyphens replace white space. @default - the rule's id acknowledges all of them on the resource
   */
  readonly detail?: string;
  /** @default - the severity of the rule */
  readonly severity?: Severity;
}

/** A sighting with everything that a reader needs. */
export interface Finding {
  readonly rule: string;
  /** The id that acknowledges it: the rule, or `rule[detail]`. */
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
  /** What has to hold, as the `Condition` of a policy, if conditions are all that is not known. */
  readonly condition?: { readonly [operator: string]: { readonly [key: string]: readonly string[] } };
  /** Id of a rule: as long as the resource has an open finding of it, that finding implies this one. */
  readonly follows?: string;
  /** The statement that decides, if the rule knows it. */
  readonly cause?: string;
  readonly why: string;
  readonly fix: string;
}

/** A finding that somebody has accepted, with the reason. */
export interface AcknowledgedFinding extends Finding {
  readonly reason: string;
}

/** Rules about the same subject. */
export interface Area {
  /** The heading in docs/rules.md. */
  readonly title: string;
  /** In the order of their ids. */
  readonly rules: readonly Rule[];
}

/** @param rules what the rules.ts of an area exports */
export function areaOf(title: string, rules: { readonly [name: string]: Rule }): Area {
  return { title, rules: Object.values(rules).sort((a, b) => (a.id < b.id ? -1 : 1)) };
}
