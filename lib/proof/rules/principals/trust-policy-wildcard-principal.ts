import type { Rule } from '../rule';
import { openToOutsiders } from '../shared/outsiders';
import { openToFederated } from './federated';

export const trustPolicyWildcardPrincipal: Rule = {
  id: 'trust-policy-wildcard-principal',
  severity: 'error',
  why: 'Anybody with an AWS account, or with an account at an identity provider, can assume the role and use all its rights.',
  fix: 'Under Principal, name the roles or the service that may assume the role. For an identity provider, add a condition on its :sub, or on :aud if all accounts share the provider.',
  source: 'IAM User Guide: How to use trust policies with IAM roles',
  *find(evidence) {
    yield* openToOutsiders(trustPolicyWildcardPrincipal, evidence, ({ kind }) => kind === 'trust');
    yield* openToFederated(evidence);
  },
};
