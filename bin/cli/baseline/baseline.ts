// What a baseline knows, compared with what a run found. No I/O here.

import { grouped } from '../../../lib/proof/collections';
import { type Finding, isAtLeast, RULES, SEVERITIES, type Severity } from '../../../lib/proof/rules';
import { withoutSecrets } from '../without-secrets';

/** One finding at one place. */
export interface Entry {
  /** `stack/LogicalId`. */
  readonly place: string;
  readonly rule: string;
  /** What would acknowledge it: the rule, or `rule[detail]`. */
  readonly id: string;
  readonly severity: Severity;
}

/** In the order of `inOrder`. An entry is there as often as its finding. */
export type Baseline = readonly Entry[];

export interface Compared {
  /** In the order of the findings. */
  readonly fresh: readonly Finding[];
  readonly known: readonly Finding[];
  /** Entries that no longer have a finding. */
  readonly stale: Baseline;
}

export function recorded(findings: readonly Finding[]): Baseline {
  return findings.map(entryOf).sort(inOrder);
}

/**
 * A finding is known if the baseline has it at this place with this severity or a worse one. If there are more of them than the baseline
 * has, all of them are new: nobody can tell which of them is.
 *
 * @param rules ids of the rules that ran. Nothing is known about the entries of others.
 */
export function compared(baseline: Baseline, findings: readonly Finding[], rules: readonly string[]): Compared {
  const entries = grouped(baseline, keyOf);
  const places = grouped(findings, (finding) => keyOf(entryOf(finding)));
  const known = new Set([...places].flatMap(([key, those]) => (covers(entries.get(key) ?? [], those) ? those : [])));
  return {
    fresh: findings.filter((finding) => !known.has(finding)),
    known: findings.filter((finding) => known.has(finding)),
    stale: without(
      baseline.filter(({ rule }) => wasAsked(rule, rules)),
      recorded(findings),
    ),
  };
}

/** The next baseline: what was found, and the entries of rules that did not run. */
export function changesOf(
  before: Baseline,
  findings: readonly Finding[],
  rules: readonly string[],
): { readonly after: Baseline; readonly added: Baseline; readonly removed: Baseline } {
  const kept = before.filter(({ rule }) => !wasAsked(rule, rules));
  const after = [...kept, ...recorded(findings)].sort(inOrder);
  return { after, added: without(after, before), removed: without(before, after) };
}

/** By place: that is what one pull request changes. */
export function inOrder(one: Entry, other: Entry): number {
  return (
    compare(one.place, other.place) ||
    compare(one.id, other.id) ||
    SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity) ||
    compare(one.rule, other.rule)
  );
}

/** Code units: the same order on every machine. */
function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** An id has names of the templates in it. */
function entryOf({ stack, resource, rule, id, severity }: Finding): Entry {
  return { place: withoutSecrets(`${stack}/${resource}`), rule, id: withoutSecrets(id), severity };
}

function keyOf({ place, rule, id }: Entry): string {
  return JSON.stringify([place, rule, id]);
}

/** Whether each finding has an entry of its own that is at least as severe. */
function covers(entries: readonly Entry[], findings: readonly Finding[]): boolean {
  const bySeverity = (severity: Severity) => ({
    entries: entries.filter((one) => isAtLeast(one.severity, severity)).length,
    findings: findings.filter((one) => isAtLeast(one.severity, severity)).length,
  });
  return SEVERITIES.map(bySeverity).every((count) => count.entries >= count.findings);
}

/** A rule that no longer exists finds nothing. */
function wasAsked(rule: string, rules: readonly string[]): boolean {
  return rules.includes(rule) || !RULES.some(({ id }) => id === rule);
}

/** Each of `others` takes one away that is equal. */
function without(entries: Baseline, others: Baseline): Entry[] {
  const textOf = (entry: Entry) => `${keyOf(entry)} ${entry.severity}`;
  const left = new Map([...grouped(others, textOf)].map(([text, those]) => [text, those.length]));
  return entries.filter((entry) => {
    const count = left.get(textOf(entry)) ?? 0;
    left.set(textOf(entry), count - 1);
    return count <= 0;
  });
}
