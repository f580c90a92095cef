// An interleaved benchmark: all candidates take turns in one process, in short batches, the order turning by one each cycle.
// What counts is the ratio to a reference of the same cycle: times drift with the machine, ratios hardly do.

export interface Candidate {
  readonly name: string;
  /** One operation. Candidates of which any is asynchronous are awaited one by one. */
  readonly run: () => unknown;
  readonly asynchronous: boolean;
  /** Name of the candidate to compare with; a reference names itself. */
  readonly reference: string;
  /** The ratio that the median must reach, if there is one. */
  readonly goal?: number;
}

/** One line of the result: what `--json` prints, with exactly these members. */
export interface Row {
  readonly name: string;
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  readonly reference: string;
  readonly goal: number | null;
  readonly met: boolean | null;
}

export interface HarnessOptions {
  /** Milliseconds a batch takes, about. @default 5 */
  readonly batchMilliseconds?: number;
  /** @default 30 */
  readonly cycles?: number;
  /** Each begins with a warm-up of its own. @default 9 */
  readonly repetitions?: number;
}

/** An interval wider than this share of the ratio proves nothing, and so meets no goal, unless all of it lies below. */
const WIDEST = { synchronous: 0.1, asynchronous: 0.25 };

/** Runs each candidate, times it once and judges no goal: shows that an area runs. */
const ONCE: Required<HarnessOptions> = { batchMilliseconds: 0.001, cycles: 1, repetitions: 1 };
let isOnce = false;

/** From here on `measure` shows only that its candidates run. */
export function measureOnce(): void {
  isOnce = true;
}

export async function measure(candidates: readonly Candidate[], options: HarnessOptions = {}): Promise<readonly Row[]> {
  const { batchMilliseconds = 5, cycles = 30, repetitions = 9 } = isOnce ? ONCE : options;
  const sizes = new Map<Candidate, number>();
  for (const candidate of candidates) sizes.set(candidate, await batchSize(candidate, batchMilliseconds));

  /** Per candidate and repetition, the time of one operation in each cycle. */
  const times = new Map(candidates.map((candidate) => [candidate, [] as number[][]]));
  for (let repetition = 0; repetition < repetitions; repetition += 1) {
    for (const candidate of candidates) await batch(candidate, sizes.get(candidate) ?? 1);
    for (const all of times.values()) all.push([]);
    for (let cycle = 0; cycle < cycles; cycle += 1) {
      for (let turn = 0; turn < candidates.length; turn += 1) {
        const candidate = candidates[(turn + cycle) % candidates.length] as Candidate;
        const size = sizes.get(candidate) ?? 1;
        times.get(candidate)?.[repetition]?.push((await batch(candidate, size)) / size);
      }
    }
  }
  const rows = candidates.map((candidate) => compare(candidate, candidates, times));
  return isOnce ? rows.map((row) => ({ ...row, met: null })) : rows;
}

function compare(candidate: Candidate, candidates: readonly Candidate[], times: ReadonlyMap<Candidate, number[][]>): Row {
  const { name, goal = null, asynchronous, reference } = candidate;
  const other = candidates.find((one) => one.name === reference);
  if (other === undefined) throw new Error(`candidate ${name} is compared with ${reference}, which is not there`);
  const repetitions = (times.get(candidate) ?? []).map((own, repetition) =>
    own.map((time, cycle) => time / (times.get(other)?.[repetition]?.[cycle] ?? Number.NaN)),
  );
  const ratio = median(repetitions.flat());
  // Cycles of one repetition resemble each other more than those of two: the wider of both intervals counts.
  const intervals = [medianInterval(repetitions.flat()), medianInterval(repetitions.map(median))];
  const low = Math.min(...intervals.map((interval) => interval.low));
  const high = Math.max(...intervals.map((interval) => interval.high));
  const widest = asynchronous ? WIDEST.asynchronous : WIDEST.synchronous;
  const met = goal === null ? null : high <= goal || (ratio <= goal && high - low <= widest * ratio);
  return { name, ratio, low, high, reference, goal, met };
}

async function batch({ run, asynchronous }: Candidate, size: number): Promise<number> {
  const started = performance.now();
  if (asynchronous) for (let left = size; left > 0; left -= 1) await run();
  else for (let left = size; left > 0; left -= 1) run();
  return performance.now() - started;
}

/** How many operations take about so long, found by doubling until they do; this is the first warm-up too. */
async function batchSize(candidate: Candidate, milliseconds: number): Promise<number> {
  for (let size = 1; ; size *= 2) {
    await batch(candidate, size);
    const taken = await batch(candidate, size);
    if (taken >= milliseconds * 4) return Math.max(1, Math.round((size * milliseconds) / taken));
  }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

/**
 * The order statistics between which the median lies with 95 %, whatever the distribution: how many of n values lie below it
 * is binomial with p = 1/2.
 */
export function medianInterval(values: readonly number[]): { readonly low: number; readonly high: number } {
  const sorted = [...values].sort((a, b) => a - b);
  const { length } = sorted;
  if (length > 1000) throw new RangeError(`${length} values, expected at most 1000: 1 / 2^n must be a number`);
  // Leaves out as many at either end as together hold the median with 5 % at most.
  let left = 0;
  let probability = 2 ** -length;
  for (let sum = probability; sum <= 0.025; left += 1) {
    probability *= (length - left) / (left + 1);
    sum += probability;
  }
  const index = Math.max(0, left - 1);
  return { low: sorted[index] ?? Number.NaN, high: sorted[length - 1 - index] ?? Number.NaN };
}
