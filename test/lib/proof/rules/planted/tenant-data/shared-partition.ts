// Data that every tenant reaches and no tenant owns.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of IAM
import { allow, att, bucket, granted, KEPT, type Row, TENANT, tagged, template, tenantBucket, tenantTable } from '../builders';

const rows = (...keys: readonly string[]) =>
  template(
    tenantTable(),
    tagged('Tenant'),
    granted(
      'Tenant',
      allow('dynamodb:Query', att('Table'), {
        Condition: {
          'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys },
          Null: { 'dynamodb:LeadingKeys': 'false', 'aws:PrincipalTag/TenantId': 'false' },
        },
      }),
    ),
  );

const objects = (...folders: readonly string[]) =>
  template(
    bucket(),
    { Bucket: { ...tenantBucket({ BucketName: 'tenant-docs' }), ...KEPT } },
    tagged('Tenant'),
    granted(
      'Tenant',
      allow(
        's3:GetObject',
        folders.map((one) => `arn:aws:s3:::tenant-docs/${one}/*`),
      ),
    ),
  );

export const SHARED_PARTITION: readonly Row[] = [
  {
    rule: 'shared-partition',
    title: 'rows of a literal key beside the tenant’s',
    bad: rows(TENANT, 'shared'),
    good: rows(TENANT),
  },
  {
    rule: 'shared-partition',
    title: 'a folder of objects beside the tenant’s',
    bad: objects(TENANT, 'shared'),
    good: objects(TENANT, `shared/${TENANT}`),
  },
];
