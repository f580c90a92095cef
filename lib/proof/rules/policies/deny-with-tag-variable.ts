import { conditionsOn, type PolicyDocument, type StatementText } from '../../access';
import type { Evidence } from '../../evidence';
import type { Rule } from '../rule';
import { seenIn, statements } from '../shared/statements';

const VARIABLE = /\$\{\s*(aws:PrincipalTag\/[^{},]+?)\s*\}/gi;

export const denyWithTagVariable: Rule = {
  id: 'deny-with-tag-variable',
  severity: 'warning',
  why: 'A Deny with a policy variable that the request has no value for does not match: a session without the tag is not denied.',
  fix: 'Give the variable a default value, or deny beside it whatever lacks the tag: "Null": { "aws:PrincipalTag/<name>": "true" }.',
  source: 'IAM User Guide: IAM policy elements: Variables and tags',
  *find(evidence) {
    for (const { document, statement } of statements(evidence)) {
      if (statement.isAllow) continue;
      for (const key of tagsWithoutDefault(statement)) {
        if (deniesWithout(document, key)) continue;
        const severity = isAboutTenants(evidence, document) ? 'error' : 'warning';
        yield seenIn(document, statement, `denies by \${${key}}, and nothing here denies a session without that tag`, {
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
