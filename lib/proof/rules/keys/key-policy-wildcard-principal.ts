import type { Rule } from '../rule';
import { openToOutsiders } from '../shared/outsiders';

export const keyPolicyWildcardPrincipal: Rule = {
  id: 'key-policy-wildcard-principal',
  severity: 'error',
  why: 'Anybody with an AWS account can use or administer the key, and so read the data that it protects.',
  fix: 'Name roles under Principal. If the account root must be there, limit it with ArnEquals on aws:PrincipalArn.',
  source: 'AWS KMS Developer Guide: Key policies in AWS KMS',
  find: (evidence) => openToOutsiders(keyPolicyWildcardPrincipal, evidence, ({ kind }) => kind === 'key'),
};
