// A second evaluator of IAM policies, written from AWS's documentation alone, to be compared with the one in lib/proof/iam. It knows
// two truth values and concrete strings. What is unknown it enumerates: every open key takes every value that could make a difference,
// every silence of the documentation is read both ways, and only what holds in all these worlds is an answer.
import { type Effect, OPEN, type Policies, type Request } from '../../../../../lib/proof/iam';
import { type Candidate, candidates } from './candidates';
import { decider } from './plain-evaluator';
import { DOUBTS, type Doubt } from './plain-policy';

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
    isDoubtful ||= reads.length > 1;
    for (const one of reads) answers.add(one);
    if (answers.size > 1) break;
  }
  const effect = answers.size > 1 ? 'Unknown' : answers.has(true) ? 'Allowed' : 'Denied';
  return { effect, worlds, isDoubtful };
}

/** The answers of one world: one, or one for each way to read the documentation if a doubt came up. */
function readings(decide: (doubt: (about: Doubt) => boolean) => boolean): boolean[] {
  let asked = false;
  const first = decide(() => {
    asked = true;
    return false;
  });
  const answers = [first];
  for (let bits = 1; asked && bits < 2 ** DOUBTS.length; bits += 1) {
    answers.push(decide((about) => Boolean(bits & (1 << DOUBTS.indexOf(about)))));
  }
  return answers;
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
