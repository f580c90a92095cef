// Findings with one cause, as one. Somebody who corrects a statement corrects it once, however many roles and stores it reaches.

import { getOrAdd } from '../collections';
import { allowEverything } from './policies/allow-everything';
import type { Finding } from './rule';

/** What one correction removes. */
export interface Cause {
  /** The first of `places`: its texts stand for all of them. */
  readonly first: Finding;
  /** Findings of one rule and one severity, in their order. People acknowledge each of them. */
  readonly places: readonly Finding[];
  /** Findings of other rules by the same statement. They end with the finding that the statement allows everything. */
  readonly implied: readonly Finding[];
}

/** In the order of the first finding of each. Every finding is in one cause. */
export function causesOf(findings: readonly Finding[]): Cause[] {
  const widest = findings.filter(({ rule }) => rule === allowEverything.id);
  const implied = new Map<Finding, Finding[]>();
  const groups = new Map<string, Finding[]>();
  const merged: Finding[][] = [];
  for (const finding of findings) {
    const wide = widest.find((one) => implies(one, finding));
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
function keysOf({ rule, severity, cause, message, path }: Finding): string[] {
  const words = message.startsWith(path) ? message.slice(path.length) : message;
  const about = `${rule}\n${severity}`;
  return [`${about}\nsays ${words}`, ...(cause === undefined ? [] : [`${about}\nby ${cause}`])];
}

/** The text of a policy of AWS's is in no template: each resource that has it is a place of its own. */
function implies(wide: Finding, finding: Finding): boolean {
  if (wide.rule === finding.rule || wide.cause === undefined || finding.cause === undefined) return false;
  if (wide.cause === finding.cause) return true;
  const isAt = wide.stack === finding.stack && wide.resource === finding.resource;
  return isAt && finding.cause.startsWith(`${wide.cause} `);
}
