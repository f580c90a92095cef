// Two evaluators of IAM policies, written apart from each other, must not contradict each other on random scenarios.
//   BULKHEAD_LONG=1 BULKHEAD_SEED=7 npx jest test/lib/proof/iam/differential
import { type Effect, evaluate } from '../../../../../lib/proof/iam';
import { rounds, SEED } from '../../../../effort';
import { compare, printed, smallest } from './comparison';
import { Coverage } from './coverage';
import { mutants, rewriting } from './mutants';
import { Random } from './random';
import { scenarios } from './scenarios';

const ROUNDS = rounds({ usual: 250, long: 33_334 });
/** Of all scenarios, in which the evaluator does not know what all worlds agree on. Measured: 0.13 to 0.17 %. */
const MOST_WEAKER = 0.003;
/** After so many rounds every operator must have come up. */
const COVERING = 15_000;
/** A difference is shown at most so often. */
const SHOWN = 5;

test(`${(3 * ROUNDS).toLocaleString('en')} random scenarios`, () => {
  const random = new Random(SEED);
  const counts: Record<Effect, number> = { Allowed: 0, Denied: 0, Unknown: 0 };
  const coverage = new Coverage();
  const differences: string[] = [];
  let weaker = 0;
  for (let round = 0; round < ROUNDS && differences.length < SHOWN; round += 1) {
    for (const one of scenarios(random)) {
      const { effect, verdict } = compare(one, evaluate);
      counts[effect] += 1;
      if (round < COVERING && effect !== 'Unknown') coverage.add(one, effect);
      if (verdict === 'weaker') weaker += 1;
      if (verdict !== 'different') continue;
      const least = smallest(one, (less) => compare(less, evaluate).verdict === 'different');
      const answers = compare(least, evaluate);
      differences.push(`seed ${SEED}, round ${round}: ${answers.effect}, possible worlds ${answers.worlds}\n${printed(least)}`);
    }
  }
  expect(differences.join('\n\n')).toBe('');

  const total = counts.Allowed + counts.Denied + counts.Unknown;
  expect(total).toBeGreaterThanOrEqual(3 * ROUNDS);
  expect(counts.Allowed / total).toBeGreaterThan(0.2);
  expect(counts.Denied / total).toBeGreaterThan(0.2);
  expect(counts.Unknown / total).toBeGreaterThan(0.04);
  expect(weaker / total).toBeLessThan(MOST_WEAKER);
  // Fewer rounds need not meet every operator.
  if (ROUNDS >= COVERING) {
    expect(coverage.missing('Allowed')).toEqual([]);
    expect(coverage.missing('Denied')).toEqual([]);
  }
  if (process.env.BULKHEAD_COUNTS) process.stderr.write(`${JSON.stringify({ ...counts, weaker })}\n`);
});

test('rewriting alone makes no difference', () => {
  const random = new Random(SEED);
  const same = rewriting(evaluate, (one) => one);
  for (let round = 0; round < 500; round += 1) {
    for (const one of scenarios(random)) expect(compare(one, same).verdict).not.toBe('different');
  }
});

test.each(mutants(evaluate))('is noticed: %s', (_, wrong) => {
  const random = new Random(SEED);
  const isNoticed = () => scenarios(random).some((one) => compare(one, wrong).verdict === 'different');
  expect(Array.from({ length: 8_000 }).some(isNoticed)).toBe(true);
});

test('what is shown of a difference is small', () => {
  const [, wrong] = mutants(evaluate)[0] ?? [];
  if (!wrong) throw new Error('no mutants');
  const random = new Random(SEED);
  const differs = (one: Parameters<typeof compare>[0]) => compare(one, wrong).verdict === 'different';
  let found = scenarios(random).find(differs);
  while (!found) found = scenarios(random).find(differs);
  const least = smallest(found, differs);
  expect(differs(least)).toBe(true);
  expect(printed(least).length).toBeLessThanOrEqual(printed(found).length);
  expect(printed(least)).toContain('"Deny"');
});
