import type { Rule } from '../rule';
import { openToOutsiders } from '../shared/outsiders';

/** Types with rules of their own. */
const OTHER_RULES = ['AWS::S3::BucketPolicy', 'AWS::S3::AccessPoint', 'AWS::Lambda::Permission', 'AWS::ApiGateway::RestApi'];

export const resourcePolicyWildcardPrincipal: Rule = {
  id: 'resource-policy-wildcard-principal',
  severity: 'error',
  why: 'Anybody with an AWS account can use the resource.',
  fix: 'Name the allowed principals, or add a condition on your account (aws:PrincipalAccount) or organization (aws:PrincipalOrgID).',
  source: 'IAM User Guide: Identity-based policies and resource-based policies',
  find: (evidence) =>
    openToOutsiders(
      resourcePolicyWildcardPrincipal,
      evidence,
      ({ kind, holder }) => kind === 'resource' && !OTHER_RULES.includes(holder.type),
    ),
};
