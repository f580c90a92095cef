// A policy whose text is not in the templates: it may allow anything or nothing.

import type { Decision, Policy } from '../../iam';
import { isSymbolic } from '../../template';
import { awsPolicyName, MANAGED_POLICIES } from './managed-policies';

/** A condition key with an unknown value in every request: it makes the decision of an unknown policy open. */
export const UNKNOWN_POLICY_KEY = 'bulkhead:policy-elsewhere';

const SID = 'NotInTheTemplates';

export function unknownPolicy(arn: string): Policy {
  const statement = {
    Sid: SID,
    Effect: 'Allow',
    Action: '*',
    Resource: '*',
    Condition: { StringEquals: { [UNKNOWN_POLICY_KEY]: arn } },
  };
  return { source: arn, document: { Version: '2012-10-17', Statement: [statement] } };
}

/** A decision as it reads for people: an unknown policy has no condition of its own, its text is what nobody knows. */
export function withUnknownPolicies(decision: Decision): Decision {
  const { remaining, statement, ...rest } = decision;
  if (!remaining?.some(({ key }) => key === UNKNOWN_POLICY_KEY) || statement === undefined) return decision;
  return { ...rest, statement, because: `${statement} is of a policy whose text is not in the templates` };
}

/** Of a decision: the policy that is not in the templates and that alone would allow it, as `unknownPolicy` got it. */
export function unknownPolicyIn(because: string): string | undefined {
  const end = because.indexOf(` “${SID}” `);
  return end < 0 ? undefined : because.slice(0, end);
}

/** A policy of AWS's by a name that the data here does not have: managed-policy-unknown names each once. */
export function isUnknownAwsPolicy(arn: string): boolean {
  const name = awsPolicyName(arn);
  return name !== undefined && !isSymbolic(name) && MANAGED_POLICIES.document(arn) === undefined;
}

/** Whether a decision that is not certain would be a denial without such a policy. */
export function isByUnknownAwsPolicy(because: string): boolean {
  const arn = unknownPolicyIn(because);
  return arn !== undefined && isUnknownAwsPolicy(arn);
}
