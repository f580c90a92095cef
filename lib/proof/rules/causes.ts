// Findings with one cause, as one. Somebody who corrects a statement corrects it once, however many roles and stores it reaches.

import { getOrAdd } from '../collections';
import { allowEverything } from './policies/allow-everything';
import type { Finding } from './rule';
import { DOUBT } from './tenant-data/wording';

/** What one correction removes. */
export interface Cause {
  /** The first of `places`: its texts stand for all of them. */
  readonly first: Finding;
  /** Findings of one rule and one severity, in their order. People acknowledge each of them. */
  readonly places: readonly Finding[];
  /** Findings of other rules by the same statement, if it allows everything, and those that add nothing while this finding is open. */
  readonly implied: readonly Finding[];
}

/** In the order of the first finding of each. Every finding is in one cause. */
export function causesOf(findings: readonly Finding[]): Cause[] {
  const widest = findings.filter(({ rule }) => rule === allowEverything.id);
  // In the order of severity: the first of a rule at a place is the most severe.
  const open = new Map<string, Finding>();
  for (const one of findings) if (!open.has(placeOf(one, one.rule))) open.set(placeOf(one, one.rule), one);
  const implied = new Map<Finding, Finding[]>();
  const groups = new Map<string, Finding[]>();
  const merged: Finding[][] = [];
  for (const finding of findings) {
    const followed = finding.follows === undefined ? undefined : open.get(placeOf(finding, finding.follows));
    const wide = widest.find((one) => implies(one, finding) || (followed !== undefined && implies(one, followed))) ?? followed;
    if (wide !== undefined) {
      getOrAdd(implied, wide, () => []).push(finding);
      continue;
    }
    const keys = keysOf(finding);
    const known = keys.map((key) => groups.get(key)).find((one) => one !== undefined);
    const group = known ?? [];
    if (known === undefined) merged.push(group);
    group.push(finding);
    for (const key of keys) if (!groups.has(key)) groups.set(key, group);
  }
  return merged.map((places) => ({
    first: places[0] as Finding,
    places,
    implied: places.flatMap((one) => implied.get(one) ?? []),
  }));
}

/**
 * One statement, or one thing to say of several resources. Both findings of a pair that shares a statement, and of a pair that shares the
 * words, are one.
 */
function keysOf({ rule, severity, cause, condition, message, path }: Finding): string[] {
  const words = message.startsWith(path) ? message.slice(path.length) : message;
  // A certain finding must not stand behind one in doubt.
  const isCertain = condition === undefined && !message.includes(DOUBT);
  const about = `${rule}\n${severity}\n${isCertain}`;
  return [`${about}\nsays ${words}`, ...(cause === undefined ? [] : [`${about}\nby ${cause}`])];
}

function placeOf({ stack, resource }: Finding, rule: string): string {
  return `${rule}\n${stack}/${resource}`;
}

/** The text of a policy of AWS's is in no template: each resource that has it is a place of its own. */
function implies(wide: Finding, finding: Finding): boolean {
  if (wide.rule === finding.rule || wide.cause === undefined || finding.cause === undefined) return false;
  if (wide.cause === finding.cause) return true;
  const isAt = wide.stack === finding.stack && wide.resource === finding.resource;
  return isAt && finding.cause.startsWith(`${wide.cause} `);
}
