import type { Rule } from '../rule';
import { withoutSymbols } from '../shared/properties';
import { few, seenIn, statements } from '../shared/statements';

/** Of a CloudFront distribution. It has no role, no boundary and no session, and no other name. */
const ORIGIN_ACCESS_IDENTITY = /^arn:[^:]*:iam::cloudfront:user\/CloudFront Origin Access Identity /;

export const resourcePolicyNamesSession: Rule = {
  id: 'resource-policy-names-session',
  severity: 'warning',
  why: 'A permissions boundary or a session policy does not limit what a resource policy grants to a session or a user.',
  fix: 'Name the role instead: the limits of the role then apply to the grant.',
  source:
    'IAM User Guide: Policy evaluation logic: Evaluating identity-based policies with boundaries and resource-based policies',
  *find(evidence) {
    for (const { document, statement } of statements(evidence, ({ kind }) => kind === 'resource' || kind === 'key')) {
      if (!statement.isAllow) continue;
      const named = statement.principals
        .filter(
          ({ kind, value }) =>
            kind === 'AWS' &&
            !ORIGIN_ACCESS_IDENTITY.test(withoutSymbols(value)) &&
            /^arn:[^:]*:(?:sts::[^:]*:(?:assumed-role|federated-user)|iam::[^:]*:user)\//.test(withoutSymbols(value)),
        )
        .map(({ value }) => value);
      if (named.length === 0) continue;
      const isCritical =
        document.kind === 'key' || [...document.protects, ...document.mayProtect].some((one) => evidence.hasTenantData(one));
      yield seenIn(document, statement, `grants access to ${few(named)}`, { severity: isCritical ? 'error' : 'warning' });
    }
  },
};
