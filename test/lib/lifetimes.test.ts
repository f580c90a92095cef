// What outlives what: the data, the keys that encrypt it, and the logs that say who had access.
import { RemovalPolicy } from 'aws-cdk-lib/core';
import { AsapKeyRepository, TenantContextService, TenantTable } from '../../lib';
import { newStack, type Resource, resourcesOf, synthesise, type Template } from './templates';
import { keyIn, oneService, tenantRoleIn } from './worlds';

const { RETAIN, RETAIN_ON_UPDATE_OR_DELETE, DESTROY } = RemovalPolicy;

const TYPES = {
  key: 'AWS::KMS::Key',
  table: 'AWS::DynamoDB::Table',
  log: 'AWS::Logs::LogGroup',
  bucket: 'AWS::S3::Bucket',
  parameter: 'Custom::AsapSigningPointer',
} as const;

function everything(removalPolicy: RemovalPolicy | undefined, deletionProtection?: boolean): Template {
  const stack = newStack();
  const keyRepository = new AsapKeyRepository(stack, 'Repository', { issuers: ['edge', 'media'], removalPolicy });
  const tenants = new TenantContextService(stack, 'Tenants', { removalPolicy, deletionProtection });
  oneService({ keyRepository, tenants, removalPolicy, deletionProtection }, {}, stack);
  return synthesise(stack);
}

/** The resources of this app that the policy is about, without those of the surroundings. */
function policies(template: Template, type: string): string[] {
  const own = resourcesOf(template, type).filter(([id]) => /^(?:Repository|Tenants|Media)/.test(id));
  return [...new Set(own.map(([, one]) => `${one.DeletionPolicy ?? 'Delete'} ${one.UpdateReplacePolicy ?? 'Delete'}`))];
}

const ROLL = 'RetainExceptOnCreate Retain';
const KEEP = 'Retain Retain';
const GONE = 'Delete Delete';

test.each<[string, RemovalPolicy | undefined, boolean | undefined, { [kind in keyof typeof TYPES]: string }]>([
  ['no policy', undefined, undefined, { key: ROLL, table: KEEP, log: ROLL, bucket: ROLL, parameter: GONE }],
  ['RETAIN', RETAIN, undefined, { key: KEEP, table: KEEP, log: KEEP, bucket: KEEP, parameter: GONE }],
  [
    'RETAIN_ON_UPDATE_OR_DELETE',
    RETAIN_ON_UPDATE_OR_DELETE,
    false,
    { key: ROLL, table: ROLL, log: ROLL, bucket: ROLL, parameter: GONE },
  ],
  // The buckets hold objects: S3 would refuse, and the stack could not be deleted.
  ['DESTROY', DESTROY, undefined, { key: GONE, table: GONE, log: GONE, bucket: ROLL, parameter: GONE }],
])('with %s', (_title, removalPolicy, deletionProtection, expected) => {
  const template = everything(removalPolicy, deletionProtection);
  for (const [kind, type] of Object.entries(TYPES)) {
    expect([kind, ...policies(template, type)]).toEqual([kind, expected[kind as keyof typeof TYPES]]);
  }
});

test.each([undefined, RETAIN, RETAIN_ON_UPDATE_OR_DELETE, DESTROY])('%s: nothing with data outlives its key', (removalPolicy) => {
  const template = everything(removalPolicy, removalPolicy === RETAIN_ON_UPDATE_OR_DELETE ? false : undefined);
  const isKept = ({ DeletionPolicy }: Resource) => DeletionPolicy !== undefined && DeletionPolicy !== 'Delete';
  const encrypted = Object.values(template.Resources).flatMap((one) => {
    const key = one.Properties?.KmsKeyId ?? one.Properties?.SSESpecification?.KMSMasterKeyId;
    const id: string | undefined = key?.['Fn::GetAtt']?.[0];
    return id === undefined ? [] : [[one, template.Resources[id] as Resource] as const];
  });
  expect(encrypted.length).toBeGreaterThan(5);
  expect(encrypted.filter(([one, key]) => isKept(one) && !isKept(key))).toEqual([]);
});

const protection = (removalPolicy?: RemovalPolicy, deletionProtection?: boolean) => {
  const stack = newStack();
  const tenantRole = tenantRoleIn(stack);
  const encryptionKey = keyIn(stack, 'media', removalPolicy);
  new TenantTable(stack, 'Rows', { encryptionKey, tenantRole, removalPolicy, deletionProtection });
  new TenantContextService(stack, 'Tenants', { removalPolicy, deletionProtection });
  return resourcesOf(synthesise(stack), TYPES.table).map(([, { Properties }]) => Properties.DeletionProtectionEnabled);
};

test.each<[RemovalPolicy | undefined, boolean | undefined, boolean]>([
  [undefined, undefined, true],
  [RETAIN, undefined, true],
  [RETAIN_ON_UPDATE_OR_DELETE, undefined, true],
  [RETAIN_ON_UPDATE_OR_DELETE, false, false],
  [DESTROY, undefined, false],
  [DESTROY, false, false],
])('deletion protection with %s and %s', (removalPolicy, given, expected) => {
  expect(protection(removalPolicy, given)).toEqual([expected, expected]);
});

function table(ofTable: RemovalPolicy | undefined, ofKey: RemovalPolicy | undefined, deletionProtection?: boolean) {
  const stack = newStack();
  const encryptionKey = keyIn(stack, 'media', ofKey);
  const tenantRole = tenantRoleIn(stack);
  return () => new TenantTable(stack, 'Rows', { encryptionKey, tenantRole, removalPolicy: ofTable, deletionProtection });
}

test.each<[RemovalPolicy | undefined, RemovalPolicy | undefined, boolean]>([
  [RETAIN, DESTROY, false],
  [undefined, DESTROY, false],
  [RETAIN_ON_UPDATE_OR_DELETE, DESTROY, false],
  [DESTROY, DESTROY, true],
  [DESTROY, RETAIN, true],
  [RETAIN, undefined, true],
])('a table with %s under a key with %s may be made: %s', (ofTable, ofKey, isMade) => {
  if (isMade) expect(table(ofTable, ofKey)).not.toThrow();
  else
    expect(table(ofTable, ofKey)).toThrow(
      /^Stack\/Rows: the removal policy is RETAIN\w*, but that of the key Stack\/Key is DESTROY\n {2}expected {2}a key that lives as long as the table.*\n {2}do {8}give the key/,
    );
});

test('a protected table that is to be destroyed is refused', () => {
  expect(table(DESTROY, DESTROY, true)).toThrow(
    /the removal policy is DESTROY, and deletionProtection is true\n {2}expected {2}one of the two: .*\n {2}do {8}leave deletionProtection out/,
  );
});

test('a protected table that a rollback would have to delete is warned of', () => {
  const warnings = (made: TenantTable) =>
    made.node.metadata.filter(({ type }) => type === 'aws:cdk:warning').map(({ data }) => String(data));
  expect(warnings(table(RETAIN_ON_UPDATE_OR_DELETE, undefined)()).join()).toContain(
    'cdk-bulkhead:protected-table-blocks-rollback',
  );
  expect(warnings(table(RETAIN_ON_UPDATE_OR_DELETE, undefined, false)())).toEqual([]);
  expect(warnings(table(undefined, undefined)())).toEqual([]);
});
