// Which pairs count as one resource: a pair must be the best one for both of its resources.

import type { Resource } from '../template';
import { OTHER_PATH, OTHER_STACK, type Pair } from './hypotheses';

export interface Renamed {
  readonly from: Resource;
  readonly to: Resource;
  /**
   * - `name`: both give the same physical name.
   * - `stack`: the same logical id in another stack.
   * - `path`: the end of the construct path is the same, and other resources below the same construct support it.
   * - `likeness`: no other two resources are as alike. Enough for a hint, but not enough to treat their access as the same.
   */
  readonly by: 'name' | 'stack' | 'path' | 'likeness';
}

/** Takes the pairs that are the best for both resources, then repeats with the rest. */
export function bestOf(pairs: readonly Pair[]): Renamed[] {
  const found: Renamed[] = [];
  let open = pairs;
  for (;;) {
    const strengths = strengthsOf(open);
    const [bestFrom, bestTo] = [new Map<Resource, Best>(), new Map<Resource, Best>()];
    for (const pair of open) {
      const { strength } = strengthOf(pair, strengths);
      note(bestFrom, pair.from, pair, strength);
      note(bestTo, pair.to, pair, strength);
    }
    const chosen = open.filter((pair) => isOnly(bestFrom.get(pair.from), pair) && isOnly(bestTo.get(pair.to), pair));
    if (chosen.length === 0) return found;
    found.push(...chosen.map((pair) => ({ from: pair.from, to: pair.to, by: reasonOf(pair, strengths) })));
    const taken = new Set(chosen.flatMap(({ from, to }) => [from, to]));
    open = open.filter(({ from, to }) => !taken.has(from) && !taken.has(to));
  }
}

interface Best {
  readonly pair: Pair;
  readonly strength: number;
  readonly isOnly: boolean;
}

function note(best: Map<Resource, Best>, resource: Resource, pair: Pair, strength: number): void {
  const known = best.get(resource);
  if (known === undefined || strength > known.strength) best.set(resource, { pair, strength, isOnly: true });
  else if (strength === known.strength) best.set(resource, { ...known, isOnly: false });
}

function isOnly(best: Best | undefined, pair: Pair): boolean {
  return best?.isOnly === true && best.pair === pair;
}

interface Support {
  readonly pairs: number;
  readonly strength: number;
}

/** How much all pairs together support each hypothesis. */
function strengthsOf(pairs: readonly Pair[]): ReadonlyMap<string, Support> {
  const found = new Map<string, Support>();
  for (const { hypotheses, likeness } of pairs) {
    for (const name of hypotheses) {
      const { pairs: count, strength } = found.get(name) ?? { pairs: 0, strength: 0 };
      found.set(name, { pairs: count + 1, strength: strength + likeness });
    }
  }
  return found;
}

function strengthOf(pair: Pair, strengths: ReadonlyMap<string, Support>): { readonly strength: number; readonly by?: string } {
  let best: { strength: number; by?: string } = { strength: pair.likeness };
  for (const name of pair.hypotheses) {
    const strength = strengths.get(name)?.strength ?? 0;
    if (strength >= best.strength) best = { strength, by: name };
  }
  return best;
}

function reasonOf(pair: Pair, strengths: ReadonlyMap<string, Support>): Renamed['by'] {
  if (pair.hypotheses.some((name) => name.startsWith(OTHER_STACK))) return 'stack';
  const { by } = strengthOf(pair, strengths);
  return by?.startsWith(OTHER_PATH) === true && (strengths.get(by)?.pairs ?? 0) > 1 ? 'path' : 'likeness';
}
