import { type Candidate, measure, median, medianInterval } from './harness';

it.each([
  [[3], 3],
  [[3, 1, 2], 2],
  [[4, 1, 3, 2], 2.5],
])('the median of %j is %d', (values, expected) => {
  expect(median(values)).toBe(expected);
});

// The ranks are those of the published tables for the sign test at 95 %.
it.each([
  [5, 1, 5],
  [6, 1, 6],
  [9, 2, 8],
  [10, 2, 9],
  [20, 6, 15],
  [100, 40, 61],
])('the median of %d values lies between those of rank %d and %d', (count, low, high) => {
  const values = Array.from({ length: count }, (_, index) => count - index);

  expect(medianInterval(values)).toEqual({ low, high });
});

const spin = (turns: number) => () => {
  let sum = 0;
  for (let turn = 0; turn < turns; turn += 1) sum += Math.sqrt(turn);
  return sum;
};
const candidate = (name: string, turns: number, changed: Partial<Candidate> = {}): Candidate => ({
  name,
  run: spin(turns),
  asynchronous: false,
  reference: 'one',
  ...changed,
});
const BRIEF = { batchMilliseconds: 0.2, cycles: 10, repetitions: 3 };

it('gives the members of a result and no others, and knows no goal where there is none', async () => {
  const [one, ten] = await measure([candidate('one', 1000), candidate('ten', 10_000, { goal: 1 })], BRIEF);

  expect(one).toEqual({ name: 'one', ratio: 1, low: 1, high: 1, reference: 'one', goal: null, met: null });
  expect(Object.keys(ten ?? {})).toEqual(['name', 'ratio', 'low', 'high', 'reference', 'goal', 'met']);
  expect(ten).toMatchObject({ reference: 'one', goal: 1, met: false });
  expect(ten?.ratio).toBeGreaterThan(3);
});

it('has met a goal that all of the interval lies below, however wide it is', async () => {
  const [, ten] = await measure([candidate('one', 1000), candidate('ten', 10_000, { goal: 10_000 })], BRIEF);

  expect(ten).toMatchObject({ goal: 10_000, met: true });
});

it('waits for what is asynchronous', async () => {
  let open = 0;
  let most = 0;
  const run = async () => {
    open += 1;
    most = Math.max(most, open);
    await undefined;
    open -= 1;
  };
  await measure([candidate('one', 1000), candidate('waiting', 0, { run, asynchronous: true })], BRIEF);

  expect({ open, most }).toEqual({ open: 0, most: 1 });
});

it('compares with nothing that is not there', async () => {
  await expect(measure([candidate('alone', 10, { reference: 'nobody' })], BRIEF)).rejects.toThrow('nobody');
});
