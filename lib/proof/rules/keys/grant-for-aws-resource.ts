import { conditionsOn, mayAllow } from '../../access';
import { accountNamed } from '../../iam';
import type { Rule } from '../rule';
import { seenIn, statements } from '../shared/statements';

export const grantForAwsResource: Rule = {
  id: 'grant-for-aws-resource',
  severity: 'error',
  why: 'A KMS grant gives access to the key without any policy: a caller who can create any grant can give the key to anybody.',
  fix: 'Add "Bool": { "kms:GrantIsForAWSResource": "true" } to the statement that allows kms:CreateGrant.',
  source: 'AWS KMS Developer Guide: Condition keys for AWS KMS: kms:GrantIsForAWSResource',
  *find(evidence) {
    for (const { document, statement } of statements(evidence, ({ kind }) => kind === 'key')) {
      if (!statement.isAllow || !mayAllow(statement, 'kms:CreateGrant')) continue;
      // Other rules report a wildcard principal and the account root.
      if (statement.principals.some(({ value }) => value === '*' || accountNamed(value) !== undefined)) continue;
      const isForServices = conditionsOn(statement, 'kms:GrantIsForAWSResource').some(
        ({ operator, values, ifExists }) => operator === 'Bool' && !ifExists && values.every((value) => value === 'true'),
      );
      const isBound =
        conditionsOn(statement, 'kms:GrantConstraintType').length > 0 ||
        conditionsOn(statement, 'kms:GranteePrincipal').length > 0;
      if (!isForServices && !isBound) yield seenIn(document, statement, 'allows kms:CreateGrant for any grantee');
    }
  },
};
