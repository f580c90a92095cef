// Sessions, names and places by which tenants' data can be got at, and which a question about one tenant and one ARN would miss.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of IAM
import {
  ACCOUNT,
  allow,
  att,
  bucket,
  document,
  granted,
  iam,
  KEPT,
  key,
  named,
  oneTenant,
  type Row,
  role,
  service,
  TENANT_DATA,
  type Template,
  tags,
  template,
  tenantTable,
} from './builders';

const ANY_ROW = ['dynamodb:GetItem', 'dynamodb:Query'];
const boundTo = (tenant: string, operator = 'ForAllValues:StringEquals') => ({
  Condition: {
    [operator]: { 'dynamodb:LeadingKeys': tenant },
    Null: { 'dynamodb:LeadingKeys': 'false', 'aws:PrincipalTag/TenantId': 'false' },
  },
});
const TENANT = '${aws:PrincipalTag/TenantId}';
/** Sessions with a tenant’s tag, which a broker in another stack of the account gives. */
const tagged = (id: string, more: object = oneTenant) =>
  role(id, {
    AssumeRolePolicyDocument: document({
      Effect: 'Allow',
      ...named(iam('role/broker')),
      Action: ['sts:AssumeRole', 'sts:TagSession'],
      ...more,
    }),
  });
const reads = (condition: object, actions: readonly string[] = ANY_ROW): Template =>
  template(tenantTable(), tagged('Tenant'), granted('Tenant', allow(actions, att('Table'), condition)));
const when = (operator: string, condition: string, value: string) =>
  reads({ Condition: { [operator]: { [condition]: value } } }, ['dynamodb:Scan']);

const tenantBucket: Template['Resources'] = bucket({ BucketName: 'tenant-docs', Tags: tags(TENANT_DATA) });
const kept = { ...tenantBucket, Bucket: { Type: 'AWS::S3::Bucket', ...tenantBucket.Bucket, ...KEPT } };
const objects = (resource: string): Template =>
  template(kept, tagged('Tenant'), granted('Tenant', allow('s3:GetObject', resource)));

const lists = (index: string): Template =>
  template(
    tenantTable(),
    tagged('Tenant'),
    granted('Tenant', allow('dynamodb:Query', { 'Fn::Sub': `\${Table.Arn}/index/${index}` }, boundTo(TENANT))),
    role('Reports'),
    index === '*' ? {} : granted('Reports', allow('dynamodb:Query', { 'Fn::Sub': `\${Table.Arn}/index/${index}` })),
  );

/** One role that picks names of its own, and one that gets at its own tenant’s rows alone. */
const picks = (pattern: string): Template =>
  template(
    tenantTable(),
    role('Worker'),
    granted('Worker', allow(['sts:AssumeRole', 'sts:TagSession'], att('Tenant'))),
    tagged('Tenant', {
      ...named(att('Worker')),
      Condition: {
        StringLike: { 'aws:RequestTag/TenantId': pattern },
        'ForAllValues:StringEquals': { 'aws:TagKeys': 'TenantId' },
        Null: { 'aws:TagKeys': 'false' },
      },
    }),
    granted('Tenant', allow(ANY_ROW, att('Table'), boundTo(TENANT))),
  );
const withoutPicking = template(
  tenantTable(),
  role('Worker'),
  tagged('Tenant'),
  granted('Tenant', allow(ANY_ROW, att('Table'), boundTo(TENANT))),
);

const marked = (Value: unknown): Template =>
  template(
    tenantTable({ Tags: [{ Key: 'bulkhead:tenant-data', Value }] }),
    role('Worker'),
    granted('Worker', allow('dynamodb:GetItem', att('Table'))),
  );

const logs = (resource: string): Template =>
  template(
    key('Key', [
      {
        ...allow(['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*']),
        ...service('logs.eu-central-1.amazonaws.com'),
        Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:eu-central-1:${ACCOUNT}:log-group:/app/x` } },
      },
    ]),
    {
      Log: {
        Type: 'AWS::Logs::LogGroup',
        Properties: { LogGroupName: '/app/x', KmsKeyId: att('Key'), Tags: tags(TENANT_DATA) },
        ...KEPT,
      },
    },
    role('Worker'),
    granted('Worker', allow('logs:GetLogEvents', resource)),
  );
const logGroup = (name: string) => `arn:aws:logs:eu-central-1:${ACCOUNT}:log-group:${name}:log-stream:*`;

const federating = (...actions: readonly string[]): Template =>
  template(tenantTable(), {
    Person: {
      Type: 'AWS::IAM::User',
      Properties: {
        Policies: [
          {
            PolicyName: 'rows',
            PolicyDocument: document(allow(ANY_ROW, att('Table'), boundTo(TENANT)), allow(actions)),
          },
        ],
      },
    },
  });

export const SESSIONS: readonly Row[] = [
  ...(
    [
      ['a tenant by its name', when('StringEquals', 'aws:PrincipalTag/TenantId', 'contoso')],
      ['tenants of a form', when('StringLike', 'aws:PrincipalTag/TenantId', 't-*')],
      ['a tag that is no tenant’s', when('StringEquals', 'aws:PrincipalTag/Access', 'support')],
      ['plain HTTP', when('Bool', 'aws:SecureTransport', 'false')],
      ['a service in between', when('Bool', 'aws:ViaAWSService', 'true')],
      ['the end of a name', reads(boundTo(`*${TENANT}`, 'ForAllValues:StringLike'))],
      ['a name in whatever case', reads(boundTo(TENANT, 'ForAllValues:StringEqualsIgnoreCase'))],
    ] as const
  ).map(
    ([title, bad]): Row => ({ rule: 'tenant-data-access', title: `rows that ${title} opens`, bad, good: reads(boundTo(TENANT)) }),
  ),
  {
    rule: 'tenant-data-access',
    title: 'rows of a tenant that a session without a tag is taken for',
    bad: reads({
      Condition: {
        'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': "${aws:PrincipalTag/TenantId, 'shared'}" },
        Null: { 'dynamodb:LeadingKeys': 'false' },
      },
    }),
    good: reads(boundTo(TENANT)),
  },
  {
    rule: 'tenant-data-access',
    title: 'a user that federates itself with a tag of its choice',
    bad: federating('sts:GetFederationToken', 'sts:TagSession'),
    good: federating('sts:GetCallerIdentity'),
  },
  { rule: 'tenant-data-access', title: 'a role that picks a tenant of a form', bad: picks('tenant-*'), good: withoutPicking },
  { rule: 'tenant-data-access', title: 'an index that the policy names', bad: lists('by-email'), good: lists('*') },
  ...['*/contoso/*', 'tenant-*/exports/*', 'tenant-doc?/contoso/*', 'tenant-docs*/export/*'].map(
    (path): Row => ({
      rule: 'tenant-data-access',
      title: `objects of ${path}`,
      bad: objects(`arn:aws:s3:::${path}`),
      good: objects(`arn:aws:s3:::tenant-docs/${TENANT}/*`),
    }),
  ),
  {
    rule: 'tenant-data-access',
    title: 'streams of a log group',
    bad: logs(logGroup('/app/x')),
    good: logs(logGroup('/app/y')),
  },
  { rule: 'tenant-data-access', title: 'a table marked by a boolean', bad: marked(true), good: marked(false) },
  {
    rule: 'template-not-read',
    title: 'a nested stack that nobody gave',
    bad: template(tenantTable(), {
      Nested: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'https://example.com/t' } },
    }),
    good: template(tenantTable()),
  },
  {
    rule: 'template-not-read',
    title: 'a module',
    bad: template({ Part: { Type: 'Acme::Parts::Reader::MODULE' } }),
    good: template(role('Role')),
  },
  {
    rule: 'template-not-read',
    title: 'a stack set',
    bad: template({ Set: { Type: 'AWS::CloudFormation::StackSet', Properties: { StackSetName: 'all' } } }),
    good: template(role('Role')),
  },
];
