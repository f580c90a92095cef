import { conditionsOn, type PolicyDocument, type StatementText } from '../../access';
import type { Evidence } from '../../evidence';
import type { Rule } from '../rule';
import { seenIn, statements } from '../shared/statements';

const VARIABLE = /\$\{\s*(aws:PrincipalTag\/[^{},]+?)\s*\}/gi;

export const denyWithTagVariable: Rule = {
  id: 'deny-with-tag-variable',
  severity: 'warning',
  why: 'A Deny does not match if the request has no value for the policy variable. Such a Deny does not stop a session without the tag.',
  fix: 'Give the variable a default value, or add a Deny with "Null": { "aws:PrincipalTag/<name>": "true" } to the same policy.',
  source: 'IAM User Guide: IAM policy elements: Variables and tags',
  *find(evidence) {
    for (const { document, statement } of statements(evidence)) {
      if (statement.isAllow) continue;
      for (const key of tagsWithoutDefault(statement)) {
        if (deniesWithout(document, key)) continue;
        const severity = isAboutTenants(evidence, document) ? 'error' : 'warning';
        yield seenIn(document, statement, `denies by \${${key}}, but the policy does not deny a session without that tag`, {
          severity,
        });
      }
    }
  },
};

function tagsWithoutDefault({ resources, notResources, conditions }: StatementText): Set<string> {
  const texts = [...resources, ...notResources, ...conditions.flatMap(({ values }) => values)];
  return new Set(texts.flatMap((text) => [...text.matchAll(VARIABLE)].map(([, key = '']) => key)));
}

function deniesWithout({ statements: all }: PolicyDocument, key: string): boolean {
  return all.some(
    (one) =>
      !one.isAllow && conditionsOn(one, key).some(({ operator, values }) => operator === 'Null' && values.includes('true')),
  );
}

function isAboutTenants(evidence: Evidence, { protects, mayProtect, kind }: PolicyDocument): boolean {
  return kind === 'key' || kind === 'trust' || [...protects, ...mayProtect].some((one) => evidence.hasTenantData(one));
}
