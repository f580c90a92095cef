import type { Rule } from '../rule';
import { openToOutsiders } from '../shared/outsiders';

export const functionPermissionWildcardPrincipal: Rule = {
  id: 'function-permission-wildcard-principal',
  severity: 'error',
  why: 'Anybody with an AWS account can invoke the function with any event.',
  fix: 'Set Principal to the account that may invoke the function, or to a service together with SourceArn.',
  source: 'AWS Lambda Developer Guide: Working with resource-based IAM policies in Lambda',
  find: (evidence) =>
    openToOutsiders(functionPermissionWildcardPrincipal, evidence, ({ holder }) => holder.type === 'AWS::Lambda::Permission'),
};
