import type { Rule } from '../rule';
import { openToOutsiders } from '../shared/outsiders';

export const bucketPolicyPublic: Rule = {
  id: 'bucket-policy-public',
  severity: 'error',
  why: 'Anybody on the internet, or with an AWS account, can get at the objects.',
  fix: 'Name principals, or bind the statement to your VPC endpoint or organisation by a condition.',
  source: 'Amazon S3 User Guide: Blocking public access to your Amazon S3 storage: the meaning of public',
  find: (evidence) =>
    openToOutsiders(
      bucketPolicyPublic,
      evidence,
      ({ holder }) => holder.type === 'AWS::S3::BucketPolicy' || holder.type === 'AWS::S3::AccessPoint',
    ),
};
