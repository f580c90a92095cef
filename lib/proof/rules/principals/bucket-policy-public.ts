import type { Rule } from '../rule';
import { openToOutsiders } from '../shared/outsiders';

export const bucketPolicyPublic: Rule = {
  id: 'bucket-policy-public',
  severity: 'error',
  why: 'Anybody on the internet, or anybody with an AWS account, can access the objects.',
  fix: 'Name the allowed principals, or add a condition on your VPC endpoint (aws:SourceVpce) or organization (aws:PrincipalOrgID).',
  source: 'Amazon S3 User Guide: Blocking public access to your Amazon S3 storage: the meaning of public',
  find: (evidence) =>
    openToOutsiders(
      bucketPolicyPublic,
      evidence,
      ({ holder }) => holder.type === 'AWS::S3::BucketPolicy' || holder.type === 'AWS::S3::AccessPoint',
    ),
};
