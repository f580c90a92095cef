import { awsPolicyName, isUnknownAwsPolicy, MANAGED_POLICIES, pathOf } from '../../access';
import type { Rule } from '../rule';
import { type AttachedPolicy, attachedPolicies } from '../shared/attached-policies';
import { few } from '../shared/statements';

export const managedPolicyUnknown: Rule = {
  id: 'managed-policy-unknown',
  severity: 'warning',
  why: 'The proof does not know this policy of AWS’s. It may allow anything, and no other rule judges it.',
  fix: 'Correct the name if it is misspelled. If not, read the policy in AWS’s reference, and update cdk-bulkhead.',
  source: 'AWS Managed Policy Reference: What are AWS managed policies?',
  *find({ templates }) {
    const found = new Map<string, AttachedPolicy[]>();
    for (const one of attachedPolicies(templates)) {
      const name = awsPolicyName(one.arn);
      if (name === undefined || !isUnknownAwsPolicy(one.arn)) continue;
      found.set(name, [...(found.get(name) ?? []), one]);
    }
    for (const [name, [first, ...others]] of found) {
      if (first === undefined) continue;
      const holders = [first, ...others].map(({ resource }) => pathOf(resource));
      const meant = MANAGED_POLICIES.suggestion(name);
      yield {
        resource: first.resource,
        location: `Properties.${first.property}`,
        message: `the proof does not know what AWS’s policy ${name} allows${meant === undefined ? '' : `, did you mean ${meant}?`}`,
        because: `it is not one of AWS’s policies up to ${MANAGED_POLICIES.date}; attached to ${few(holders)}`,
        detail: name,
      };
    }
  },
};
