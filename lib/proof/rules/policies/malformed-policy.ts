import type { Rule } from '../rule';

export const malformedPolicy: Rule = {
  id: 'malformed-policy',
  severity: 'error',
  why: 'IAM refuses the policy at deployment, and nothing can be proven about it before.',
  fix: 'Write the policy as AWS’s policy grammar has it: Effect, Action or NotAction, and one of Resource and NotResource.',
  source: 'IAM User Guide: Grammar of the IAM JSON policy language',
  *find({ documents }) {
    for (const { holder, location, malformed } of documents) {
      if (malformed === undefined) continue;
      yield { resource: holder, location: `Properties.${location}`, message: malformed };
    }
  },
};
