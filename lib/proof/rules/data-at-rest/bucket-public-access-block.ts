import { flag, text } from '../../template';
import type { Rule } from '../rule';
import { fails, isGiven, property } from '../shared/properties';

const SWITCHES = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'];

export const bucketPublicAccessBlock: Rule = {
  id: 'bucket-public-access-block',
  severity: 'warning',
  why: 'One wrong policy or object ACL makes the bucket public, and nothing prevents it.',
  fix: 'Set all four properties of PublicAccessBlockConfiguration to true.',
  source: 'Amazon S3 User Guide: Blocking public access to your Amazon S3 storage',
  *find(evidence) {
    for (const resource of evidence.templates.ofType('AWS::S3::Bucket')) {
      const setting = (name: string) => property(resource, `PublicAccessBlockConfiguration.${name}`);
      const off = SWITCHES.filter((name) => fails(evidence, resource, flag(setting(name))));
      if (off.length === 0) continue;
      // S3 sets all four on a new bucket whose template says nothing, and takes what a configuration leaves out for false.
      const isWritten = isGiven(property(resource, 'PublicAccessBlockConfiguration'));
      const isPublic = /^Public/i.test(text(property(resource, 'AccessControl')) ?? '');
      const isError = evidence.hasTenantData(resource) || isWritten || isPublic;
      yield {
        resource,
        location: 'Properties.PublicAccessBlockConfiguration',
        message: `does not set ${off.join(', ')} to true`,
        severity: isError ? 'error' : 'warning',
      };
    }
  },
};
