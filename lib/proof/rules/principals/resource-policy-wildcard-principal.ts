import type { Rule } from '../rule';
import { openToOutsiders } from '../shared/outsiders';

/** Have rules of their own. */
const ELSEWHERE = ['AWS::S3::BucketPolicy', 'AWS::S3::AccessPoint', 'AWS::Lambda::Permission', 'AWS::ApiGateway::RestApi'];

export const resourcePolicyWildcardPrincipal: Rule = {
  id: 'resource-policy-wildcard-principal',
  severity: 'error',
  why: 'Anybody with an AWS account can use the resource.',
  fix: 'Name principals, or bind the statement to your account or organisation by a condition.',
  source: 'IAM User Guide: Identity-based policies and resource-based policies',
  find: (evidence) =>
    openToOutsiders(
      resourcePolicyWildcardPrincipal,
      evidence,
      ({ kind, holder }) => kind === 'resource' && !ELSEWHERE.includes(holder.type),
    ),
};
