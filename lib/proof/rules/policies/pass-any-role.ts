import type { Resource } from '../../template';
import type { Rule } from '../rule';

export const passAnyRole: Rule = {
  id: 'pass-any-role',
  severity: 'error',
  why: 'The holder can start a function or an instance with the most powerful role of the account, and act as that role.',
  fix: 'Name the roles under Resource of iam:PassRole, and the service under iam:PassedToService.',
  source: 'IAM User Guide: Grant a user permissions to pass a role to an AWS service',
  *find({ access, wholeAccount }) {
    const found = new Set<Resource>();
    for (const identity of access.identities) {
      const resource = identity.resource ?? identity.holder;
      if (resource === undefined || found.has(resource)) continue;
      const passing = wholeAccount.passes(identity);
      // Who takes over every role by IAM itself is a finding of allow-everything.
      if (passing === undefined || wholeAccount.takesOver(identity).length > 0) continue;
      found.add(resource);
      yield {
        resource,
        message: `${identity.name} may pass every role of the account to something that it makes with ${passing.action}`,
        because: passing.because,
      };
    }
  },
};
