// How much of a test that could go on for ever runs: a little in `npm test`, a seeded share of all in CI, all of it in
// `npm run test:long -- AREA`. Those two set the variables; to repeat a run of CI, set both as its output says.

/** Share of the whole, 0 to 1. 0 in `npm test`, where each test says itself how much is usual. */
export const LONG_SHARE = shareOf(process.env.BULKHEAD_LONG);

/** Decides which part of the whole a share is. */
export const SEED = seedOf(process.env.BULKHEAD_SEED);

/** True where everything runs: what holds of a whole table only is asked then. */
export const IS_WHOLE = LONG_SHARE === 1;

/** How many rounds of a random test run. */
export function rounds({ usual, long }: { readonly usual: number; readonly long: number }): number {
  return Math.max(usual, Math.round(long * LONG_SHARE));
}

/** The rows of a table that run, in their order: at least `usual` of them (a share, 0 to 1), chosen by the seed. Never none. */
export function sampled<T>(rows: readonly T[], usual: number): T[] {
  const count = Math.max(1, Math.ceil(rows.length * Math.max(usual, LONG_SHARE)));
  if (count >= rows.length) return [...rows];
  const any = numbersFrom(SEED);
  const left = rows.map((_row, index) => index);
  const chosen = new Set(Array.from({ length: count }, () => left.splice(any(left.length), 1)[0]));
  return rows.filter((_row, index) => chosen.has(index));
}

/** A whole number from 0 to below the given one. */
export type Any = (below: number) => number;

/** Mulberry32: the same numbers on every machine for one seed. */
export function numbersFrom(seed: number): Any {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

function shareOf(text: string | undefined): number {
  const share = Number(text ?? 0);
  if (share >= 0 && share <= 1) return share;
  throw new Error(`BULKHEAD_LONG is ${text}\n  expected  a number from 0 to 1\n  do        run npm run test:long -- --help`);
}

function seedOf(text: string | undefined): number {
  const seed = Number(text ?? 20_261_130);
  if (Number.isSafeInteger(seed)) return seed;
  throw new Error(`BULKHEAD_SEED is ${text}\n  expected  a whole number\n  do        take the one that the run printed`);
}
