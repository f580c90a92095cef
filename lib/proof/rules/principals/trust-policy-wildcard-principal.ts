import type { Rule } from '../rule';
import { openToOutsiders } from '../shared/outsiders';
import { openToFederated } from './federated';

export const trustPolicyWildcardPrincipal: Rule = {
  id: 'trust-policy-wildcard-principal',
  severity: 'error',
  why: 'Anybody with an AWS account, or with one at an identity provider, can assume the role and has all that it may do.',
  fix: 'Name the roles or the service that may assume it under Principal; for a provider, demand who comes, by its :sub, or by :aud where all accounts share it.',
  source: 'IAM User Guide: How to use trust policies with IAM roles',
  *find(evidence) {
    yield* openToOutsiders(trustPolicyWildcardPrincipal, evidence, ({ kind }) => kind === 'trust');
    yield* openToFederated(evidence);
  },
};
