// A second evaluator of IAM policies, written from AWS's documentation alone, to be compared with the one in lib/proof/iam. It knows
// two truth values and concrete strings. What is unknown it enumerates: every open key takes every value that could make a difference,
// every silence of the documentation is read both ways, and only what holds in all these worlds is an answer.
import { type Effect, OPEN, type Policies, type Request } from '../../../../../lib/proof/iam';
import { type Candidate, candidates } from './candidates';
import type { Doubt, DoubtOf } from './doubts';
import { decider } from './plain-evaluator';

export interface Opinion {
  readonly effect: Effect;
  readonly worlds: number;
  /** The answer, or a part of the way to it, depends on what the documentation does not say. */
  readonly isDoubtful: boolean;
}

export function opinion(request: Request, policies: Policies): Opinion {
  const decide = decider(policies);
  const known = new Map<string, readonly string[]>();
  const open: string[] = [];
  for (const [key, value] of Object.entries(request.context)) {
    if (value === OPEN) open.push(key.toLowerCase());
    // A key without any value is as if absent: "the key exists and its value is not null" is one thing.
    else if (value.length > 0 || typeof value === 'string')
      known.set(key.toLowerCase(), typeof value === 'string' ? [value] : value);
  }
  let worlds = 0;
  let isDoubtful = false;
  const answers = new Set<boolean>();
  for (const context of contexts(known, open, request, policies)) {
    const reads = readings((doubt) => decide({ request, context, doubt }));
    worlds += 1;
    isDoubtful ||= reads.isDoubtful;
    for (const one of reads.answers) answers.add(one);
    if (answers.size > 1) break;
  }
  const effect = answers.size > 1 ? 'Unknown' : answers.has(true) ? 'Allowed' : 'Denied';
  return { effect, worlds, isDoubtful };
}

/** The answers of one world: one, or one for each way to read the documentation in the doubts that come up. */
function readings(decide: (doubt: DoubtOf) => boolean): Readings {
  const answers = new Set<boolean>();
  let isDoubtful = false;
  // Ways to read that are still to be asked about: each is a doubt answered otherwise, after the same answers to those before it.
  const ways: Map<Doubt, boolean>[] = [new Map()];
  for (let way = ways.pop(); way !== undefined && answers.size < 2; way = ways.pop()) {
    const answered = new Map(way);
    answers.add(
      decide((about) => {
        const known = answered.get(about);
        if (known !== undefined) return known;
        isDoubtful = true;
        ways.push(new Map(answered).set(about, true));
        answered.set(about, false);
        return false;
      }),
    );
  }
  return { answers, isDoubtful };
}

interface Readings {
  readonly answers: ReadonlySet<boolean>;
  readonly isDoubtful: boolean;
}

function* contexts(
  known: ReadonlyMap<string, readonly string[]>,
  open: readonly string[],
  request: Request,
  policies: Policies,
): Generator<ReadonlyMap<string, readonly string[]>> {
  const [key, ...rest] = open;
  if (key === undefined) {
    yield known;
    return;
  }
  const values: readonly Candidate[] = candidates(key, known, request, policies);
  for (const value of values) {
    const next = new Map(known);
    if (value) next.set(key, value);
    yield* contexts(next, rest, request, policies);
  }
}
