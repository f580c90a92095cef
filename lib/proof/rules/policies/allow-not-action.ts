import type { Rule } from '../rule';
import { few, seenIn, statements } from '../shared/statements';

export const allowNotAction: Rule = {
  id: 'allow-not-action',
  severity: 'error',
  why: 'Allow with NotAction allows every action of every service except the named ones, and also the actions that AWS adds later.',
  fix: 'List the actions that are needed under Action. Use NotAction only in Deny statements.',
  source: 'IAM User Guide: IAM JSON policy elements: NotAction',
  *find(evidence) {
    for (const { document, statement } of statements(evidence, ({ kind }) => kind !== 'endpoint')) {
      if (!statement.isAllow || statement.notActions.length === 0) continue;
      yield seenIn(document, statement, `allows everything except ${few(statement.notActions)}`);
    }
  },
};
