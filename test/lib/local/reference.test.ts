// What differs between the AWS form and the local form of the reference app: the list, and nothing beside it.
import { LocalCloud } from '../../../lib';
import { synthesiseReference, type Templates } from '../../examples/reference-templates';
import { readable, type Template } from '../templates';

const ENDPOINT = 'https://localhost:4566';

let localCloud: LocalCloud | undefined;
const aws = stableDeployments(synthesiseReference());
const local = stableDeployments(
  synthesiseReference({
    finish: (app) => {
      localCloud = LocalCloud.applyTo(app, { endpoint: ENDPOINT });
    },
  }),
);

/** A deployment's id ends in a hash of its API, of which the local form has another policy. */
function stableDeployments<T extends { readonly templates: Templates }>(form: T): T {
  const text = JSON.stringify(form.templates).replace(/(Deployment[0-9A-F]{8})[0-9a-f]{32}/g, '$1');
  return { ...form, templates: JSON.parse(text) };
}

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

/** Types that a local AWS refuses, and how many of each the network has. */
const LEFT_OUT = {
  'AWS::EC2::NetworkAcl': 3,
  'AWS::EC2::NetworkAclEntry': 18,
  'AWS::EC2::SubnetNetworkAclAssociation': 6,
  'AWS::EC2::FlowLog': 1,
  'AWS::Route53Resolver::FirewallDomainList': 2,
  'AWS::Route53Resolver::FirewallRuleGroup': 1,
  'AWS::Route53Resolver::FirewallRuleGroupAssociation': 1,
  'AWS::Route53Resolver::ResolverQueryLoggingConfig': 1,
  'AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation': 1,
};
const isHeld = ({ Type }: { readonly Type: string }) => !(Type in LEFT_OUT);

const BOUND = (where: string) =>
  `${where}/OnlyThisCode/Resource OnlyThisCode: Deny left out: the local AWS never sets lambda:SourceFunctionArn`;

const SERVICE = (stack: string) => [
  `${stack}/Service/Key/Resource TenantEnvelope${stack}ServiceTenantRoleRole: condition left out: the local AWS never sets kms:EncryptionContext:service`,
  `${stack}/Service/Key/Resource TenantEnvelope${stack}ServiceTenantRoleRole: condition left out: the local AWS never sets kms:EncryptionContext:tenant`,
  `${stack}/Service/Identity/SigningKey-k1/Resource Signer: condition left out: the local AWS never sets kms:SigningAlgorithm`,
  `${stack}/Service/TenantRole/Role/Permissions/Resource RowsOfTheSessionsTenant: condition left out: the local AWS never sets dynamodb:LeadingKeys`,
  `${stack}/Service/TenantRole/Role/Permissions/Resource statement 2: condition left out: the local AWS never sets kms:EncryptionContext:service`,
  `${stack}/Service/TenantRole/Role/Permissions/Resource statement 2: condition left out: the local AWS never sets kms:EncryptionContext:tenant`,
  `${stack}/Service/Authorizer/Handler/Function/Resource BULKHEAD_KEY_REPOSITORY_URL rewritten to an address below the local endpoint`,
  `${stack}/Service/Sessions/Broker/Function/Resource BULKHEAD_KEY_REPOSITORY_URL rewritten to an address below the local endpoint`,
  `${stack}/Service/Service/Role/Permissions/Resource statement 4: condition left out: the local AWS never sets kms:SigningAlgorithm`,
  ...['Identity/Publisher', 'Sessions/Broker'].map((where) => BOUND(`${stack}/Service/${where}`)),
  `${stack}/Service/Front/PrivateApi/Resource OnlyThroughOwnEndpoint: Deny left out: the local AWS never sets aws:SourceVpce`,
  `${stack}/Service/Front/PrivateApi/Resource OnlyFromDeclaredSegments: Deny left out: the local AWS never sets aws:VpcSourceIp`,
];

const CALLER = (stack: string) => [
  `${stack}/Identity/SigningKey-k1/Resource Signer: condition left out: the local AWS never sets kms:SigningAlgorithm`,
  BOUND(`${stack}/Identity/Publisher`),
  `${stack}/Role/DefaultPolicy/Resource statement 1: condition left out: the local AWS never sets kms:SigningAlgorithm`,
];

test('the list of changes is exactly this one', () => {
  const { changes } = localCloud as LocalCloud;
  const counts = new Map<string, number>();
  for (const { path, change } of changes) {
    const [, type] = /^left out: a local AWS does not support (\S+)$/.exec(change) ?? [];
    if (type === undefined) continue;
    expect(path).toMatch(/^BulkheadNetwork\/Network\//);
    counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  expect(Object.fromEntries(counts)).toEqual(LEFT_OUT);
  const others = changes.filter(({ change }) => !change.startsWith('left out: '));
  const inOrder = (list: unknown[]) => list.map(String).sort();
  const written = others.map(({ path, change }) =>
    `${path} ${change}`.replace(/(RowsOfTheSessionsTenant)\w{8}/, '$1').replace(/Of-[0-9a-f]{8}\//, ''),
  );
  expect(inOrder(written)).toEqual(
    inOrder([
      'BulkheadFoundation/AsapKeys/Keys/Policy/Resource PlainReadsThroughEndpoint: aws:SourceVpce rewritten to aws:SourceIp 127.0.0.1/32: the local AWS never sets aws:SourceVpce',
      'BulkheadFoundation/AsapKeys/Keys/Policy/Resource NobodyOverwrites: Deny left out: the local AWS never sets s3:if-none-match',
      BOUND('BulkheadFoundation/TenantContext/Commands'),
      ...SERVICE('BulkheadMedia'),
      ...SERVICE('BulkheadIssues'),
      'BulkheadIssues/Service/Service/Function/Resource MEDIA_URL rewritten to an address below the local endpoint',
      ...CALLER('BulkheadEdge'),
      'BulkheadEdge/Identity/SigningKey-k2/Resource Signer: condition left out: the local AWS never sets kms:SigningAlgorithm',
      ...CALLER('BulkheadReporting'),
    ]),
  );
});

test('the templates differ at those places and nowhere else', () => {
  const held = (template: Template | undefined) => ({
    ...template,
    Resources: Object.fromEntries(Object.entries(template?.Resources ?? {}).filter(([, resource]) => isHeld(resource))),
  });
  const found = Object.keys(aws.templates).flatMap((stack) =>
    differences(held(aws.templates[stack]), local.templates[stack]).map(
      ([path, before, after]) => [`${stack}/${path}`, readable(before), readable(after)] as const,
    ),
  );
  const places = found.map(([path]) => path.replace(/Of[0-9a-f]{8}|[0-9A-F]{8}(?=\/)/g, ''));
  const bound = (stack: string, of: string) =>
    ['Action', 'Condition', 'Sid'].map(
      (name) => `${stack}/Resources/${of}OnlyThisCode/Properties/PolicyDocument/Statement/0/${name}`,
    );
  const service = (stack: string) => [
    `${stack}/Resources/ServiceKey/Properties/KeyPolicy/Statement/5/Condition/StringEquals`,
    `${stack}/Resources/ServiceIdentitySigningKeyk1/Properties/KeyPolicy/Statement/4/Condition`,
    `${stack}/Resources/ServiceTenantRolePermissions/Properties/PolicyDocument/Statement/0/Condition/ForAllValues:StringEquals`,
    `${stack}/Resources/ServiceTenantRolePermissions/Properties/PolicyDocument/Statement/0/Condition/Null/dynamodb:LeadingKeys`,
    `${stack}/Resources/ServiceTenantRolePermissions/Properties/PolicyDocument/Statement/2/Condition/StringEquals`,
    `${stack}/Resources/ServiceAuthorizerHandlerFunction/Properties/Environment/Variables/BULKHEAD_KEY_REPOSITORY_URL`,
    `${stack}/Resources/ServiceSessionsBrokerFunction/Properties/Environment/Variables/BULKHEAD_KEY_REPOSITORY_URL`,
    `${stack}/Resources/ServiceRolePermissions/Properties/PolicyDocument/Statement/4/Condition`,
    `${stack}/Resources/ServiceFrontPrivateApi/Properties/Policy`,
    ...['ServiceIdentityPublisher', 'ServiceSessionsBroker'].flatMap((of) => bound(stack, of)),
  ];
  const caller = (stack: string, ...keyPolicies: string[]) => [
    ...keyPolicies.map((place) => `${stack}/Resources/IdentitySigningKey${place}/Condition`),
    `${stack}/Resources/RoleDefaultPolicy/Properties/PolicyDocument/Statement/1/Condition`,
    ...bound(stack, 'IdentityPublisher'),
  ];
  expect([...places].sort()).toEqual(
    [
      ...Object.keys(aws.templates).map((stack) => `${stack}/Metadata`),
      'BulkheadFoundation/Resources/AsapKeysPolicy/Properties/PolicyDocument/Statement',
      ...bound('BulkheadFoundation', 'TenantContextCommands'),
      ...service('BulkheadMedia'),
      ...service('BulkheadIssues'),
      'BulkheadIssues/Resources/ServiceFunction/Properties/Environment/Variables/MEDIA_URL',
      ...caller('BulkheadEdge', 'k1/Properties/KeyPolicy/Statement/4', 'k2/Properties/KeyPolicy/Statement/4'),
      ...caller('BulkheadReporting', 'k1/Properties/KeyPolicy/Statement/4'),
    ].sort(),
  );
  // Conditions go; the one list of statements that changes has one less; addresses are rewritten.
  for (const [path, before, after] of found) {
    if (path.endsWith('/Metadata')) expect([before, after]).toEqual([undefined, { 'bulkhead:local-form': expect.any(String) }]);
    else if (path.includes('OnlyThisCode')) expect([undefined, 'none:null', 'NothingLocally']).toContain(after);
    else if (path.includes('/Condition')) expect(after).toBeUndefined();
    else if (path.includes('/Variables/')) expect(after).toMatch(/^https:\/\/localhost:4566\/(?:_aws\/execute-api\/)?<import /);
    else if (path.endsWith('/Policy'))
      expect([(before as { Statement: unknown[] }).Statement.length, after]).toEqual([2, undefined]);
    else expect((before as { Sid?: string }[]).flatMap(locally)).toEqual(after);
  }
});

/** What becomes of the statements of the key repository's bucket. */
function locally(statement: { Sid?: string }): object[] {
  if (statement.Sid === 'NobodyOverwrites') return [];
  if (statement.Sid !== 'PlainReadsThroughEndpoint') return [statement];
  return [{ ...statement, Condition: { IpAddress: { 'aws:SourceIp': '127.0.0.1/32' } } }];
}

test('no other resource, and no output, export or import comes or goes, and stacks depend on each other as before', () => {
  const shape = ({ assembly, templates }: typeof aws) =>
    assembly.stacks.map(({ stackName, dependencies }) => ({
      stackName,
      dependencies: dependencies.map(({ id }) => id),
      resources: Object.entries(templates[stackName]?.Resources ?? {})
        .filter(([, resource]) => isHeld(resource))
        .map(([id, { Type, DependsOn, DeletionPolicy }]) => [id, Type, DependsOn, DeletionPolicy]),
      outputs: templates[stackName]?.Outputs,
      imports: [...new Set(JSON.stringify(templates[stackName]).match(/\{"Fn::ImportValue":"[^"]+"\}/g))]
        // Named by conditions that the local form has not.
        .filter((imported) => !/:ExportsOutputRefNetworkEndpoints(?:s3|executeapi)/.test(imported))
        .sort(),
    }));
  expect(shape(local)).toEqual(shape(aws));
});

test('the AWS form knows nothing of the local one', () => {
  expect(JSON.stringify(aws.templates)).not.toMatch(/localhost|127\.0\.0\.1|_aws\/execute-api/);
});
