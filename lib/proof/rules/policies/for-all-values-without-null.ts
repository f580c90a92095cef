import { conditionsOn, type StatementText } from '../../access';
import type { Rule } from '../rule';
import { seenIn, statements } from '../shared/statements';

export const forAllValuesWithoutNull: Rule = {
  id: 'for-all-values-without-null',
  severity: 'error',
  why: 'ForAllValues is true for a request that does not have the key: such a request always passes the condition.',
  fix: 'Add "Null": { "<key>": "false" } to the same statement, so that it does not allow a request without the key.',
  source: 'IAM User Guide: Set operators for multivalued context keys',
  *find(evidence) {
    for (const { document, statement } of statements(evidence)) {
      if (!statement.isAllow) continue;
      for (const { set, key } of statement.conditions) {
        if (set !== 'ForAllValues') continue;
        const isPresent = demands(statement, key) || (key.toLowerCase() === 'aws:tagkeys' && demandsATag(statement));
        if (!isPresent) yield seenIn(document, statement, `has ForAllValues on ${key} but no Null condition on this key`);
      }
    }
  },
};

function demands(statement: StatementText, key: string): boolean {
  return conditionsOn(statement, key).some(
    ({ operator, values, set }) =>
      (operator === 'Null' && values.every((value) => value.toLowerCase() === 'false')) || set === 'ForAnyValue',
  );
}

/** A request with aws:RequestTag always has aws:TagKeys too. */
function demandsATag(statement: StatementText): boolean {
  return statement.conditions.some(({ key }) => /^aws:requesttag\//i.test(key) && demands(statement, key));
}
