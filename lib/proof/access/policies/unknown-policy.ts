// A policy whose text is not in the templates: it may allow anything or nothing.

import type { Policy } from '../../iam';

/** A condition key with an unknown value in every request: it makes the decision of an unknown policy open. */
export const UNKNOWN_POLICY_KEY = 'bulkhead:policy-elsewhere';

export function unknownPolicy(arn: string): Policy {
  const statement = {
    Sid: 'NotInTheTemplates',
    Effect: 'Allow',
    Action: '*',
    Resource: '*',
    Condition: { StringEquals: { [UNKNOWN_POLICY_KEY]: arn } },
  };
  return { source: arn, document: { Version: '2012-10-17', Statement: [statement] } };
}
