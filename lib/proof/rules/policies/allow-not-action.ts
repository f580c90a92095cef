import type { Rule } from '../rule';
import { few, seenIn, statements } from '../shared/statements';

export const allowNotAction: Rule = {
  id: 'allow-not-action',
  severity: 'error',
  why: 'Allow with NotAction allows every action of every service but the ones it names, also those that AWS adds tomorrow.',
  fix: 'List the actions that are needed under Action; keep NotAction for Deny statements.',
  source: 'IAM User Guide: IAM JSON policy elements: NotAction',
  *find(evidence) {
    for (const { document, statement } of statements(evidence, ({ kind }) => kind !== 'endpoint')) {
      if (!statement.isAllow || statement.notActions.length === 0) continue;
      yield seenIn(document, statement, `allows everything but ${few(statement.notActions)}`);
    }
  },
};
