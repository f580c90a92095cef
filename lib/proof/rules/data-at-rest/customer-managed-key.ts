import { PUBLISHER_TAG } from '../../../../contract';
import type { PolicyDocument } from '../../access';
import type { Evidence } from '../../evidence';
import { own, type Resource, within } from '../../template';
import type { Rule, Sighting } from '../rule';
import { named } from '../shared/properties';
import { encryptionsOf, STORES } from '../shared/stores';

export const customerManagedKey: Rule = {
  id: 'customer-managed-key',
  severity: 'warning',
  why: 'You cannot write the policy of a key that AWS holds. Everybody who can read the store reads clear text, and you cannot withdraw the key from a service or a tenant.',
  fix: 'Encrypt the store with a customer managed key, one for each service.',
  source: 'AWS KMS Developer Guide: AWS KMS keys: customer managed keys, AWS managed keys and AWS owned keys',
  *find(evidence) {
    const exempt = exemptBuckets(evidence);
    for (const resource of evidence.templates.ofType(...STORES)) {
      const isTenants = evidence.hasTenantData(resource);
      if (exempt.has(resource) && !isTenants) continue;
      for (const { kind, location } of encryptionsOf(resource)) {
        if (kind !== 'AWS’s') continue;
        yield { resource, location, ...saidOf(resource, isTenants) };
      }
    }
  },
};

function saidOf({ type }: Resource, isTenants: boolean): Pick<Sighting, 'message' | 'severity'> {
  if (isTenants) return { message: 'holds tenant data under a key that AWS holds', severity: 'error' };
  if (type !== 'AWS::Logs::LogGroup') return { message: 'is encrypted with a key that AWS holds' };
  return {
    severity: 'note',
    message:
      'is encrypted with a key that AWS holds. That is enough for logs without tenant data. With a key of your own you can withdraw access, for a monthly price',
  };
}

/**
 * Buckets that cannot have a KMS key. AWS delivers logs only to a bucket with the S3 managed key (S3 User Guide: Enabling server access
 * logging; Elastic Load Balancing: Access logs). Verifiers read a repository of public keys without a signature, and S3 refuses unsigned
 * reads of objects under a KMS key.
 */
function exemptBuckets({ templates, documents }: Evidence): Set<Resource> {
  const found = new Set<Resource>();
  for (const { properties } of templates.ofType('AWS::S3::Bucket')) {
    const destination = within(own(properties, 'LoggingConfiguration'), 'DestinationBucketName');
    const logs = named(templates, destination, 'AWS::S3::Bucket');
    if (logs !== undefined) found.add(logs);
  }
  for (const document of documents) {
    if (takesLogs(document) || publishesKeys(document)) for (const one of document.protects) found.add(one);
  }
  return found;
}

const LOGS = /^(?:logging\.s3|logdelivery\.elasticloadbalancing)\.amazonaws\.com(?:\.cn)?$/;

function takesLogs({ statements }: PolicyDocument): boolean {
  return statements.some(
    ({ isAllow, principals }) => isAllow && principals.some(({ kind, value }) => kind === 'Service' && LOGS.test(value)),
  );
}

/** The bucket policy of a repository of ASAP keys recognises publishers by the tag of their role. */
function publishesKeys({ statements }: PolicyDocument): boolean {
  const key = `aws:PrincipalTag/${PUBLISHER_TAG}`.toLowerCase();
  return statements.some(({ isAllow, conditions }) => !isAllow && conditions.some((one) => one.key.toLowerCase() === key));
}
