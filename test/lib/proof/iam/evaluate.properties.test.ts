// What holds of the evaluator for policies and requests at random.

import * as fc from 'fast-check';
import { OPEN } from '../../../../lib/proof/iam';
import type { JsonObject } from '../../../../lib/proof/template';
import { rounds } from '../../../effort';
import { decide, effectOf, policy, TABLE, when } from './cases';

describe('conditions', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', '/', ':'), maxLength: 6 });

  test('a pattern matches what a regular expression of it matches', () => {
    fc.assert(
      fc.property(word, fc.string({ unit: fc.constantFrom('a', 'b', '/', ':'), maxLength: 8 }), (wanted, value) => {
        const expression = new RegExp(`^${wanted.replace(/[*?]/g, (one) => (one === '*' ? '.*' : '.'))}$`, 's');
        expect(effectOf(when('StringLike', 'aws:x', wanted), { 'aws:x': value })).toBe(
          expression.test(value) ? 'Allowed' : 'Denied',
        );
      }),
      { numRuns: rounds({ usual: 500, long: 20_000 }) },
    );
  });

  test('a negated operator says the opposite of its twin where the key is there, or is in doubt', () => {
    const twin = fc.constantFrom('StringEquals', 'StringLike', 'StringEqualsIgnoreCase', 'ArnLike', 'IpAddress', 'NumericEquals');
    fc.assert(
      fc.property(twin, fc.array(word, { minLength: 1, maxLength: 3 }), word, (operator, wanted, value) => {
        const negated = operator === 'IpAddress' ? 'NotIpAddress' : operator.replace(/(Equals|Like)/, 'Not$1');
        const [one, other] = [operator, negated].map((name) => effectOf(when(name, 'aws:x', wanted), { 'aws:x': value }));
        if (other !== 'Unknown') expect([one, other].sort()).toEqual(['Allowed', 'Denied']);
        else expect(operator.startsWith('String') ? one : 'in doubt').toBe('in doubt');
      }),
      { numRuns: rounds({ usual: 300, long: 10_000 }) },
    );
  });

  test('…IfExists is the same where the key is there, and true where it is not', () => {
    const operator = fc.constantFrom('StringEquals', 'StringNotEquals', 'StringLike', 'Bool', 'NumericLessThan', 'IpAddress');
    fc.assert(
      fc.property(operator, word, word, (one, wanted, value) => {
        const context = { 'aws:x': value };
        expect(effectOf(when(`${one}IfExists`, 'aws:x', wanted), context)).toBe(effectOf(when(one, 'aws:x', wanted), context));
        expect(effectOf(when(`${one}IfExists`, 'aws:x', wanted))).toBe('Allowed');
      }),
    );
  });
});

describe('decisions', () => {
  const statement = fc
    .record({
      Effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
      Action: fc.constantFrom('*', 'dynamodb:*', 'dynamodb:GetItem', 's3:*'),
      Resource: fc.constantFrom('*', TABLE, `${TABLE}*`, `${TABLE}2`),
      Condition: fc.constantFrom(undefined, { StringEquals: { 'aws:x': 'a' } }, { Bool: { 'aws:y': 'true' } }),
    })
    .map(({ Condition, ...rest }) => ({ ...rest, ...(Condition && { Condition }) }) as unknown as JsonObject);
  const statements = fc.array(statement, { maxLength: 4 });
  const context = fc.record({ 'aws:x': fc.constantFrom('a', 'b', OPEN), 'aws:y': fc.constantFrom('true', 'false') });
  const order = { Denied: 0, Unknown: 1, Allowed: 2 };

  test('a denial more never allows more, an allowance more never less', () => {
    fc.assert(
      fc.property(statements, statement, context, (some, one, given) => {
        const before = decide({ identity: [policy(...some)] }, { context: given }).effect;
        const after = decide({ identity: [policy(...some, one)] }, { context: given }).effect;
        if (one.Effect === 'Deny') expect(order[after]).toBeLessThanOrEqual(order[before]);
        else expect(order[after]).toBeGreaterThanOrEqual(order[before]);
      }),
      { numRuns: rounds({ usual: 300, long: 10_000 }) },
    );
  });

  test('the order of statements and of policies makes no difference', () => {
    fc.assert(
      fc.property(statements, context, (some, given) => {
        const effects = [
          { identity: [policy(...some)] },
          { identity: [policy(...[...some].reverse())] },
          { identity: some.map((one) => policy(one)) },
        ].map((policies) => decide(policies, { context: given }).effect);
        expect(new Set(effects).size).toBe(1);
      }),
      { numRuns: rounds({ usual: 200, long: 5_000 }) },
    );
  });

  test('a boundary, a session policy or an endpoint policy more never allows more', () => {
    fc.assert(
      fc.property(statements, statements, context, (some, limit, given) => {
        const bare = decide({ identity: [policy(...some)] }, { context: given }).effect;
        for (const limited of [{ boundary: policy(...limit) }, { session: [policy(...limit)] }]) {
          expect(order[decide({ identity: [policy(...some)], ...limited }, { context: given }).effect]).toBeLessThanOrEqual(
            order[bare],
          );
        }
      }),
      { numRuns: rounds({ usual: 200, long: 5_000 }) },
    );
  });

  test('an answer that is not Unknown holds for every value of what was left open', () => {
    fc.assert(
      fc.property(statements, fc.constantFrom('true', 'false'), (some, y) => {
        const open = decide({ identity: [policy(...some)] }, { context: { 'aws:x': OPEN, 'aws:y': y } }).effect;
        const closed = ['a', 'b'].map(
          (x) => decide({ identity: [policy(...some)] }, { context: { 'aws:x': x, 'aws:y': y } }).effect,
        );
        if (open !== 'Unknown') expect(closed).toEqual([open, open]);
      }),
      { numRuns: rounds({ usual: 300, long: 10_000 }) },
    );
  });
});
