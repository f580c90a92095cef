import type { Rule } from '../rule';
import { openToOutsiders } from '../shared/outsiders';

export const functionPermissionWildcardPrincipal: Rule = {
  id: 'function-permission-wildcard-principal',
  severity: 'error',
  why: 'Anybody with an AWS account can invoke the function, with an event of their own making.',
  fix: 'Name the service with a SourceArn, or the account, that may invoke it.',
  source: 'AWS Lambda Developer Guide: Working with resource-based IAM policies in Lambda',
  find: (evidence) =>
    openToOutsiders(functionPermissionWildcardPrincipal, evidence, ({ holder }) => holder.type === 'AWS::Lambda::Permission'),
};
