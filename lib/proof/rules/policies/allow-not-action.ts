import type { Rule } from '../rule';
import { few, seenIn, statements } from '../shared/statements';

export const allowNotAction: Rule = {
  id: 'allow-not-action',
  severity: 'error',
  why: 'NotAction allows every action except the named ones, and the actions that AWS adds later.',
  fix: 'List the needed actions under Action. Use NotAction only in Deny statements.',
  source: 'IAM User Guide: IAM JSON policy elements: NotAction',
  *find(evidence) {
    for (const { document, statement } of statements(evidence, ({ kind }) => kind !== 'endpoint')) {
      if (!statement.isAllow || statement.notActions.length === 0) continue;
      yield seenIn(document, statement, `allows everything except ${few(statement.notActions)}`);
    }
  },
};
