import type { Rule } from '../rule';
import { few, seenIn, statements } from '../shared/statements';

export const allowNotPrincipal: Rule = {
  id: 'allow-not-principal',
  severity: 'error',
  why: 'Allow with NotPrincipal allows everybody except the named principals, and also requests without a signature.',
  fix: 'Name the allowed principals under Principal.',
  source: 'IAM User Guide: AWS JSON policy elements: NotPrincipal',
  *find(evidence) {
    for (const { document, statement } of statements(evidence)) {
      if (!statement.isAllow || statement.notPrincipals.length === 0) continue;
      yield seenIn(document, statement, `allows everybody except ${few(statement.notPrincipals.map(({ value }) => value))}`);
    }
  },
};
