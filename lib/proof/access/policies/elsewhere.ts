// What a policy says that is not in the templates: anything, or nothing.

import type { Policy } from '../../iam';

/** Condition key that no request has a value for: what a policy says that is not in the templates. */
export const ELSEWHERE = 'bulkhead:policy-elsewhere';

export function openPolicy(arn: string): Policy {
  const statement = {
    Sid: 'NotInTheTemplates',
    Effect: 'Allow',
    Action: '*',
    Resource: '*',
    Condition: { StringEquals: { [ELSEWHERE]: arn } },
  };
  return { source: arn, document: { Version: '2012-10-17', Statement: [statement] } };
}
