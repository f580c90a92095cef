// What differs between the AWS form and the local form of the reference app: the list, and nothing beside it.
import { LocalCloud } from '../../../lib';
import { synthesiseReference } from '../../examples/reference-templates';
import { readable } from '../templates';

const ENDPOINT = 'https://localhost:4566';

let localCloud: LocalCloud | undefined;
const aws = synthesiseReference();
const local = synthesiseReference({
  finish: (app) => {
    localCloud = LocalCloud.applyTo(app, { endpoint: ENDPOINT });
  },
});

/** Paths and values at which two templates differ; lists are compared member by member, those of different length as a whole. */
function differences(before: unknown, after: unknown, path: string[] = []): [path: string, before: unknown, after: unknown][] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  if (!isBranch(before) || !isBranch(after) || lengthOf(before) !== lengthOf(after)) return [[path.join('/'), before, after]];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((name) => differences(before[name], after[name], [...path, name]));
}

const lengthOf = (value: unknown): number | undefined => (Array.isArray(value) ? value.length : undefined);

type Branch = { readonly [name: string]: unknown };
const isBranch = (value: unknown): value is Branch => typeof value === 'object' && value !== null && !('Fn::Join' in value);

const SERVICE = (stack: string) => [
  `${stack}/Service/Key/Resource TenantEnvelope${stack}ServiceTenantRoleRole: condition left out: kms:EncryptionContext:service is never set`,
  `${stack}/Service/Key/Resource TenantEnvelope${stack}ServiceTenantRoleRole: condition left out: kms:EncryptionContext:tenant is never set`,
  `${stack}/Service/Identity/SigningKey/Resource Signer: condition left out: kms:SigningAlgorithm is never set`,
  expect.stringMatching(
    new RegExp(
      `^${stack}/Service/TenantRole/Role/Permissions/Resource RowsOfTheSessionsTenant\\w{8}: condition left out: dynamodb:LeadingKeys is never set$`,
    ),
  ),
  `${stack}/Service/TenantRole/Role/Permissions/Resource (no Sid): condition left out: kms:EncryptionContext:service is never set`,
  `${stack}/Service/TenantRole/Role/Permissions/Resource (no Sid): condition left out: kms:EncryptionContext:tenant is never set`,
  `${stack}/Service/Authorizer/Handler/Function/Resource BULKHEAD_KEY_REPOSITORY_URL: address below the local endpoint`,
  `${stack}/Service/Sessions/Broker/Function/Resource BULKHEAD_KEY_REPOSITORY_URL: address below the local endpoint`,
  `${stack}/Service/Service/Role/Permissions/Resource (no Sid): condition left out: kms:SigningAlgorithm is never set`,
];

const CALLER = (stack: string) => [
  `${stack}/Identity/SigningKey/Resource Signer: condition left out: kms:SigningAlgorithm is never set`,
  `${stack}/Role/Permissions/Resource (no Sid): condition left out: kms:SigningAlgorithm is never set`,
];

test('the list of changes is exactly this one', () => {
  expect((localCloud as LocalCloud).changes.map(({ path, change }) => `${path} ${change}`)).toEqual([
    'BulkheadFoundation/AsapKeys/Keys/Policy/Resource NobodyOverwrites: Deny left out: s3:if-none-match is never set',
    ...SERVICE('BulkheadMedia'),
    ...SERVICE('BulkheadIssues'),
    'BulkheadIssues/Service/Service/Function/Resource MEDIA_URL: address below the local endpoint',
    ...CALLER('BulkheadEdge'),
    ...CALLER('BulkheadReporting'),
  ]);
});

test('the templates differ at those places and nowhere else', () => {
  const found = Object.keys(aws.templates).flatMap((stack) =>
    differences(aws.templates[stack], local.templates[stack]).map(
      ([path, before, after]) => [`${stack}/${path}`, readable(before), readable(after)] as const,
    ),
  );
  const places = found.map(([path]) => path.replace(/[0-9A-F]{8}(?=\/)/g, ''));
  const service = (stack: string) => [
    `${stack}/Resources/ServiceKey/Properties/KeyPolicy/Statement/5/Condition/StringEquals`,
    `${stack}/Resources/ServiceIdentitySigningKey/Properties/KeyPolicy/Statement/2/Condition`,
    `${stack}/Resources/ServiceTenantRolePermissions/Properties/PolicyDocument/Statement/0/Condition/ForAllValues:StringEquals`,
    `${stack}/Resources/ServiceTenantRolePermissions/Properties/PolicyDocument/Statement/0/Condition/Null/dynamodb:LeadingKeys`,
    `${stack}/Resources/ServiceTenantRolePermissions/Properties/PolicyDocument/Statement/2/Condition/StringEquals`,
    `${stack}/Resources/ServiceAuthorizerHandlerFunction/Properties/Environment/Variables/BULKHEAD_KEY_REPOSITORY_URL`,
    `${stack}/Resources/ServiceSessionsBrokerFunction/Properties/Environment/Variables/BULKHEAD_KEY_REPOSITORY_URL`,
    `${stack}/Resources/ServiceRolePermissions/Properties/PolicyDocument/Statement/3/Condition`,
  ];
  const caller = (stack: string) => [
    `${stack}/Resources/IdentitySigningKey/Properties/KeyPolicy/Statement/2/Condition`,
    `${stack}/Resources/RolePermissions/Properties/PolicyDocument/Statement/0/Condition`,
  ];
  expect([...places].sort()).toEqual(
    [
      'BulkheadFoundation/Resources/AsapKeysPolicy/Properties/PolicyDocument/Statement',
      ...service('BulkheadMedia'),
      ...service('BulkheadIssues'),
      'BulkheadIssues/Resources/ServiceFunction/Properties/Environment/Variables/MEDIA_URL',
      ...caller('BulkheadEdge'),
      ...caller('BulkheadReporting'),
    ].sort(),
  );
  // Conditions go; the one list of statements that changes has one less; addresses are rewritten.
  for (const [path, before, after] of found) {
    if (path.includes('/Condition')) expect(after).toBeUndefined();
    else if (path.includes('/Variables/')) expect(after).toMatch(/^https:\/\/localhost:4566\/(?:_aws\/execute-api\/)?<import /);
    else expect((before as { Sid?: string }[]).filter(({ Sid }) => Sid !== 'NobodyOverwrites')).toEqual(after);
  }
});

test('no resource, output, export or import comes or goes, and stacks depend on each other as before', () => {
  const shape = ({ assembly, templates }: typeof aws) =>
    assembly.stacks.map(({ stackName, dependencies }) => ({
      stackName,
      dependencies: dependencies.map(({ id }) => id),
      resources: Object.entries(templates[stackName]?.Resources ?? {}).map(([id, { Type, DependsOn, DeletionPolicy }]) => [
        id,
        Type,
        DependsOn,
        DeletionPolicy,
      ]),
      outputs: templates[stackName]?.Outputs,
      imports: [...new Set(JSON.stringify(templates[stackName]).match(/\{"Fn::ImportValue":"[^"]+"\}/g))].sort(),
    }));
  expect(shape(local)).toEqual(shape(aws));
});

test('the AWS form knows nothing of the local one', () => {
  expect(JSON.stringify(aws.templates)).not.toMatch(/localhost|127\.0\.0\.1|_aws\/execute-api/);
});
