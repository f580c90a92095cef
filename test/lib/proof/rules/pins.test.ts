// Names of condition keys are somebody's text: none of them is a member of an object.
import { pinsCaller, pinsSource } from '../../../../lib/proof/rules/shared/pins';

test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('a condition on %s pins nobody', (key) => {
  for (const operator of ['StringEquals', 'StringLike', 'ArnLike']) {
    const condition = { operator, key, values: ['o-1'], ifExists: false };

    expect([pinsCaller(condition), pinsSource(condition)]).toEqual([false, false]);
  }
});

test('a condition on an organisation does', () => {
  expect(pinsCaller({ operator: 'StringEquals', key: 'aws:PrincipalOrgID', values: ['o-1'], ifExists: false })).toBe(true);
});
