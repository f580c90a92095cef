import { conditionsOn, mayAllow } from '../../access';
import type { Rule } from '../rule';
import { seenIn, statements } from '../shared/statements';

export const trustPolicySessionTags: Rule = {
  id: 'trust-policy-session-tags',
  severity: 'warning',
  why: 'Policies compare aws:PrincipalTag. A caller who can choose the session tags can choose what these policies allow.',
  fix: 'In the statement that allows sts:TagSession, require the tag (aws:RequestTag/<name>) and the exact set of tag names (ForAllValues:StringEquals and Null on aws:TagKeys).',
  source: 'IAM User Guide: Pass session tags in AWS STS',
  *find(evidence) {
    for (const { document, statement } of statements(evidence, ({ kind }) => kind === 'trust')) {
      if (!statement.isAllow || !mayAllow(statement, 'sts:TagSession')) continue;
      // A service that tags sessions, such as EKS Pod Identity, uses tag names of its own.
      if (statement.principals.every(({ kind }) => kind === 'Service')) continue;
      const hasNames = conditionsOn(statement, 'aws:TagKeys').some(({ operator }) => operator !== 'Null');
      const hasValue = statement.conditions.some(({ key }) => key.toLowerCase().startsWith('aws:requesttag/'));
      if (hasNames && hasValue) continue;
      const role = evidence.access.identityOf(document.holder);
      const decides =
        role?.identityPolicies.some(({ document: text }) => JSON.stringify(text).includes('aws:PrincipalTag/')) ?? false;
      const missing = [...(hasValue ? [] : ['aws:RequestTag/…']), ...(hasNames ? [] : ['aws:TagKeys'])].join(' and ');
      yield seenIn(document, statement, `allows sts:TagSession without a condition on ${missing}`, {
        severity: decides ? 'error' : 'warning',
      });
    }
  },
};
