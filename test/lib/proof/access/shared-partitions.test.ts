// Keys that policies name beside the tenant's own: which of them stand for data of no tenant, and which may be another tenant's.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of IAM and CloudFormation
import { crossesTenants } from '../../../../lib/proof/access';
import { ActionCatalogue } from '../../../../lib/proof/actions';
import { Evidence } from '../../../../lib/proof/evidence';
import { runRules } from '../../../../lib/proof/rules';
import { type JsonObject, TemplateSet } from '../../../../lib/proof/template';
import { allow, att, granted, role, TENANT, TENANT_DATA, tags } from '../rules/planted/builders';

const catalogue = new ActionCatalogue();
const STORES = {
  Table: { Type: 'AWS::DynamoDB::Table', Properties: { Tags: tags(TENANT_DATA) } },
  Bucket: { Type: 'AWS::S3::Bucket', Properties: { Tags: tags(TENANT_DATA) } },
};

function evidenceOf(...parts: readonly object[]): Evidence {
  const resources = Object.assign({}, STORES, ...parts) as JsonObject;
  return new Evidence(new TemplateSet([{ stackName: 'App', template: { Resources: resources } }]), catalogue);
}

const under = (values: unknown, operator = 'ForAllValues:StringLike', more: object = {}) => ({
  Condition: { [operator]: { 'dynamodb:LeadingKeys': values, ...more }, Null: { 'dynamodb:LeadingKeys': 'false' } },
});
const query = (values: unknown, operator?: string, more?: object) =>
  allow('dynamodb:Query', att('Table'), under(values, operator, more));
const objects = (...names: readonly string[]) =>
  allow(
    's3:GetObject',
    names.map((name) => ({ 'Fn::Join': ['', [att('Bucket'), '/', name]] })),
  );
const prefixes = (...names: readonly string[]) =>
  allow('s3:ListBucket', att('Bucket'), { Condition: { StringLike: { 's3:prefix': names } } });

/** What the matrix says of one role with these statements: partitions of no tenant, and whether a tenant's data is open to others. */
function verdict(evidence: Evidence) {
  const { cells } = evidence.matrix;
  return {
    shared: [...new Set(cells.flatMap(({ shared }) => shared ?? []))].sort(),
    crosses: cells.some(crossesTenants),
  };
}
const verdictOn = (...statements: readonly object[]) => verdict(evidenceOf(role('Role'), granted('Role', ...statements)));

test.each<[what: string, statements: readonly object[], shared: readonly string[]]>([
  ['a literal key beside the tag', [query([TENANT, 'shared'])], ['shared']],
  ['two of them', [query([TENANT, 'shared', 'prices'])], ['prices', 'shared']],
  ['a key without wildcards, whatever its form', [query([`rows#${TENANT}`, 'shared'])], ['shared']],
  ['a key of the tag’s form', [query([`rows#${TENANT}#*`, 'rows#common#*'])], ['rows#common#*']],
  ['a statement of its own in the same policy', [query([TENANT]), query(['shared'])], ['shared']],
  ['StringEquals', [query([TENANT, 'shared'], 'ForAllValues:StringEquals')], ['shared']],
  ['a folder beside the tenant’s', [objects(`${TENANT}/*`, 'shared/*')], ['shared/*']],
  ['a prefix beside the tenant’s', [prefixes(`${TENANT}/*`, 'shared/*')], ['shared/*']],
])('%s is of no tenant', (_what, statements, shared) => {
  expect(verdictOn(...statements)).toEqual({ shared, crosses: false });
});

test.each<[what: string, statements: readonly object[]]>([
  ['a literal key without the tag, which may be the role’s one tenant', [query(['shared'])]],
  ['every key', [query([TENANT, '*'])]],
  ['keys that a wildcard begins', [query([TENANT, '*-shared'])]],
  ['keys of a prefix that tenants may have', [query([TENANT, 'tenant-*'])]],
  ['a wildcard where the tag stands', [query([`rows#${TENANT}#*`, 'rows#*#*'])]],
  ['a literal key beside another tag', [query(['${aws:PrincipalTag/Department}', 'shared'])]],
  ['everything but a literal key', [query([TENANT]), query(['shared'], 'ForAllValues:StringNotLike')]],
  [
    'keys of which one is shared',
    [allow('dynamodb:BatchGetItem', att('Table'), under([TENANT, 'shared'], 'ForAnyValue:StringLike'))],
  ],
  ['a tenant whom the policy names', [query([TENANT, 'globex-2'], undefined, { 'aws:PrincipalTag/TenantId': 'globex-2' })]],
  ['a tenant that the matrix tests', [query([TENANT, 'acme-east'])]],
  ['the default of a tag', [query(["${aws:PrincipalTag/TenantId, 'nobody'}", 'shared'])]],
  ['every folder', [objects(`${TENANT}/*`, '*')]],
  ['a folder of every folder', [objects(`${TENANT}/*`, '*/shared/*')]],
  ['every prefix', [prefixes(`${TENANT}/*`, '*')]],
])('%s stays a way to other tenants’ data', (_what, statements) => {
  const found = verdictOn(...statements);

  expect(found.crosses).toBe(true);
});

test('a shared folder opens no other one', () => {
  expect(verdictOn(objects(`${TENANT}/*`, 'shared/*'), objects('*')).crosses).toBe(true);
});

test('a denial beside the tag shares nothing', () => {
  const denied = { ...query(['shared']), Effect: 'Deny' };

  expect(verdictOn(query([TENANT]), denied)).toEqual({ shared: [], crosses: false });
});

test('one finding for a role and a store, as a warning, and none about access between tenants', () => {
  const evidence = evidenceOf(
    role('Reader'),
    granted('Reader', query([TENANT, 'shared', 'prices'])),
    role('Writer'),
    granted('Writer', allow(['dynamodb:PutItem', 'dynamodb:GetItem'], att('Table'), under([TENANT, 'shared']))),
  );
  const { findings } = runRules(evidence, { only: ['shared-partition', 'tenant-data-access'] });

  expect(findings.map(({ rule, severity, path, message }) => `${severity} ${rule} ${path}: ${message}`)).toEqual([
    'warning shared-partition App/Reader: App/Reader may read the rows under “shared”, “prices” of App/Table in the session of every tenant, by dynamodb:Query',
    'warning shared-partition App/Writer: App/Writer may read and change the rows under “shared” of App/Table in the session of every tenant, by dynamodb:GetItem, dynamodb:PutItem',
  ]);
});
