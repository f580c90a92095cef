import type { Check } from './check';
import { openToOutsiders } from './outsiders';

export const trustPolicyWildcardPrincipal: Check = {
  id: 'trust-policy-wildcard-principal',
  severity: 'error',
  why: 'Anybody with an AWS account can assume the role and has all that it may do.',
  fix: 'Name the roles or the service that may assume it under Principal.',
  source: 'IAM User Guide: How to use trust policies with IAM roles',
  find: (evidence) => openToOutsiders(trustPolicyWildcardPrincipal, evidence, ({ kind }) => kind === 'trust'),
};
