// If two resources are the same one, then its stack or a construct above it has a new name: this is a hypothesis. A hypothesis with many
// pairs wins over one with a single pair.

import { grouped } from '../collections';
import type { Resource } from '../template';
import type { Likeness } from './likeness';

export interface Pair {
  readonly from: Resource;
  readonly to: Resource;
  /** 0 to 1000. */
  readonly likeness: number;
  /** The hypotheses that the pair supports. */
  readonly hypotheses: readonly string[];
}

/** Below this, two resources do not count as the same, unless they have the same physical name. */
const LEAST_LIKENESS = 500;

/** Limit of pairs of one type. Above it, the resources are not compared and count as different. */
const MOST_PAIRS = 250_000;

export function pairsOf(left: readonly Resource[], added: readonly Resource[], likeness: Likeness): Pair[] {
  const addedByType = grouped(added, ({ type }) => type);
  return [...grouped(left, ({ type }) => type)].flatMap(([type, froms]) => {
    const tos = addedByType.get(type) ?? [];
    if (froms.length * tos.length > MOST_PAIRS) return [];
    return froms.flatMap((from) =>
      tos.flatMap((to): Pair[] => {
        const alike = likeness.of(from, to);
        return alike < LEAST_LIKENESS ? [] : [{ from, to, likeness: alike, hypotheses: hypothesesOf(from, to) }];
      }),
    );
  });
}

export const OTHER_STACK = 'stack ';
export const OTHER_PATH = 'path ';

function hypothesesOf(from: Resource, to: Resource): string[] {
  const found: string[] = [];
  if (from.logicalId === to.logicalId && from.stackName !== to.stackName)
    found.push(`${OTHER_STACK}${JSON.stringify([from.stackName, to.stackName])}`);
  const heads = headsOf(from.constructPath, to.constructPath);
  if (heads !== undefined) found.push(`${OTHER_PATH}${JSON.stringify(heads)}`);
  return found;
}

/** The different beginnings of two paths with the same end: `Notes/Service` and `Notes/Renamed` of two tables. */
export function headsOf(from: string | undefined, to: string | undefined): readonly [string, string] | undefined {
  if (from === undefined || to === undefined) return undefined;
  const [first, second] = [from.split('/'), to.split('/')];
  let same = 0;
  while (same < Math.min(first.length, second.length) - 1 && first.at(-1 - same) === second.at(-1 - same)) same += 1;
  return same === 0 ? undefined : [first.slice(0, -same).join('/'), second.slice(0, -same).join('/')];
}
