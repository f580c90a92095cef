import type { Rule } from '../rule';
import { seenIn, statements } from '../shared/statements';

export const allowEverything: Rule = {
  id: 'allow-everything',
  severity: 'error',
  why: 'A role or user with this policy can access every tenant’s data and every role of the account.',
  fix: 'Replace "*" in Action and Resource with the actions and the ARNs that are needed.',
  source: 'IAM User Guide: Security best practices in IAM: Apply least-privilege permissions',
  *find(evidence) {
    for (const { document, statement } of statements(evidence, ({ kind }) => kind === 'identity')) {
      const { isAllow, actions, resources, conditions } = statement;
      if (!isAllow || conditions.length > 0 || !resources.includes('*')) continue;
      const all = actions.find((action) => action === '*' || action === '*:*');
      if (all !== undefined) yield seenIn(document, statement, `allows "${all}" on every resource`);
    }
  },
};
