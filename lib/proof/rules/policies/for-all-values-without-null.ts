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
        const isPresent =
          demands(statement, key) ||
          isAlwaysThere(statement, key) ||
          (key.toLowerCase() === 'aws:tagkeys' && demandsATag(statement));
        if (!isPresent) yield seenIn(document, statement, `has ForAllValues on ${key} but no Null condition on this key`);
      }
    }
  },
};

function demands(statement: StatementText, key: string): boolean {
  return conditionsOn(statement, key).some(({ operator, values, set, ifExists }) => {
    if (operator === 'Null') return values.every((value) => value.toLowerCase() === 'false');
    // A missing key fails every other operator that is not negated (IAM User Guide: Condition operators).
    return set === 'ForAnyValue' || (set === undefined && !ifExists && !operator.includes('Not'));
  });
}

/** Requests that always have leading keys (Amazon DynamoDB Developer Guide: Using IAM policy conditions for fine-grained access control). */
const WITH_LEADING_KEYS = new Set(
  ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query', 'BatchGetItem', 'BatchWriteItem', 'ConditionCheckItem'].map(
    (name) => `dynamodb:${name}`.toLowerCase(),
  ),
);

function isAlwaysThere({ actions, notActions }: StatementText, key: string): boolean {
  if (key.toLowerCase() !== 'dynamodb:leadingkeys' || notActions.length > 0) return false;
  return actions.every((action) => WITH_LEADING_KEYS.has(action.toLowerCase()));
}

/** A request with aws:RequestTag always has aws:TagKeys too. */
function demandsATag(statement: StatementText): boolean {
  return statement.conditions.some(({ key }) => /^aws:requesttag\//i.test(key) && demands(statement, key));
}
