// What a pair of resources would mean if both were the same one: that its stack, or a construct above it, got another name. What many
// pairs say is believed before what one pair says.

import { grouped } from '../collections';
import type { Resource } from '../template';
import type { Likeness } from './likeness';

export interface Pair {
  readonly from: Resource;
  readonly to: Resource;
  /** 0 to 1000. */
  readonly likeness: number;
  /** Names of what the pair would mean. */
  readonly hypotheses: readonly string[];
}

/** Two resources that are less alike than this are not taken for the same, unless they have one physical name. */
const LEAST_LIKENESS = 500;

/** Of one type, on both sides together: more are not compared, and count as different. */
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

/** What is before the end that both paths have: `Notes/Service` and `Notes/Renamed` of two tables. */
export function headsOf(from: string | undefined, to: string | undefined): readonly [string, string] | undefined {
  if (from === undefined || to === undefined) return undefined;
  const [first, second] = [from.split('/'), to.split('/')];
  let same = 0;
  while (same < Math.min(first.length, second.length) - 1 && first.at(-1 - same) === second.at(-1 - same)) same += 1;
  return same === 0 ? undefined : [first.slice(0, -same).join('/'), second.slice(0, -same).join('/')];
}
