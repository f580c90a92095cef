import type { Rule } from '../rule';

export const malformedPolicy: Rule = {
  id: 'malformed-policy',
  severity: 'error',
  why: 'IAM refuses this policy at deployment, and the proof cannot know what the policy allows.',
  fix: 'Write the policy as the IAM policy grammar requires: Effect, either Action or NotAction, and either Resource or NotResource.',
  source: 'IAM User Guide: Grammar of the IAM JSON policy language',
  *find({ documents }) {
    for (const { holder, location, malformed } of documents) {
      if (malformed === undefined) continue;
      yield { resource: holder, location: `Properties.${location}`, message: malformed };
    }
  },
};
