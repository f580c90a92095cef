import type { Rule } from '../rule';
import { few, seenIn, statements } from '../shared/statements';

export const allowNotPrincipal: Rule = {
  id: 'allow-not-principal',
  severity: 'error',
  why: 'Allow with NotPrincipal allows everybody but the ones it names, unsigned requests among them.',
  fix: 'Name who is allowed under Principal.',
  source: 'IAM User Guide: AWS JSON policy elements: NotPrincipal',
  *find(evidence) {
    for (const { document, statement } of statements(evidence)) {
      if (!statement.isAllow || statement.notPrincipals.length === 0) continue;
      yield seenIn(document, statement, `allows everybody but ${few(statement.notPrincipals.map(({ value }) => value))}`);
    }
  },
};
