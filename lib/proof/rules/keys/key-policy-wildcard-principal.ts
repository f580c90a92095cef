import type { Rule } from '../rule';
import { openToOutsiders } from '../shared/outsiders';

export const keyPolicyWildcardPrincipal: Rule = {
  id: 'key-policy-wildcard-principal',
  severity: 'error',
  why: 'Anybody with an AWS account can use or administer the key, and so read what it protects.',
  fix: 'Name roles under Principal; where the account root must stand there, pin it with ArnEquals on aws:PrincipalArn.',
  source: 'AWS KMS Developer Guide: Key policies in AWS KMS',
  find: (evidence) => openToOutsiders(keyPolicyWildcardPrincipal, evidence, ({ kind }) => kind === 'key'),
};
