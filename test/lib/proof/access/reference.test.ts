// The reference app, judged from its templates alone: every role on every tenant table, key and role, with the session tag of the right
// tenant, of another one, and of none. The local AWS cannot decide most of this; here it is decided on the AWS form.
import { type AttachedPolicies, PolicyIndex } from '../../../../lib/proof/access';
import { evaluate, type Principal, type RequestContext } from '../../../../lib/proof/iam';
import { type JsonObject, type Resource, shown, TemplateSet } from '../../../../lib/proof/template';
import { synthesiseReference } from '../../../examples/reference-templates';

const ACCOUNT = '111122223333';
const REGION = 'eu-central-1';
const { templates } = synthesiseReference({ env: { account: ACCOUNT, region: REGION } });
const app = new TemplateSet(
  Object.entries(templates).map(([stackName, template]) => ({
    stackName,
    template: template as unknown as JsonObject,
    account: ACCOUNT,
    region: REGION,
  })),
);

const roles = app.ofType('AWS::IAM::Role');
const index = new PolicyIndex(app);
const attached = new Map<Resource, AttachedPolicies>(roles.map((role) => [role, index.attachedTo(role)]));
const nameOf = ({ id }: Resource) => id.replace(/Of[0-9a-f]{8}|[0-9A-F]{8}$/g, '');

/** What a session of the role is to IAM, in a request for something of this account. */
function asked(role: Resource, action: string, resource: Resource, arn: string, context: RequestContext) {
  const principal: Principal = { kind: 'role', arn: app.attributeOf(role, 'Arn'), account: ACCOUNT };
  const { identityPolicies, boundary } = attached.get(role) ?? { identityPolicies: [] };
  return evaluate(
    {
      principal,
      action,
      resource: arn,
      resourceAccount: ACCOUNT,
      context: {
        'aws:PrincipalArn': principal.arn,
        'aws:PrincipalAccount': ACCOUNT,
        'aws:ResourceAccount': ACCOUNT,
        'aws:PrincipalIsAWSService': 'false',
        'aws:SecureTransport': 'true',
        ...context,
      },
    },
    { identity: identityPolicies, ...(boundary && { boundary }), resource: index.of(resource) },
  );
}

/** Role, action and scenario of everything that is not denied. */
function open(
  resources: readonly Resource[],
  actions: readonly string[],
  scenarios: { readonly [title: string]: RequestContext },
): string[] {
  return roles.flatMap((role) =>
    resources.flatMap((resource) =>
      actions.flatMap((action) =>
        Object.entries(scenarios).flatMap(([title, context]) => {
          const { effect } = asked(role, action, resource, app.attributeOf(resource, 'Arn'), context);
          return effect === 'Denied'
            ? []
            : [`${nameOf(role)} ${action} ${nameOf(resource)}: ${title}${effect === 'Unknown' ? '?' : ''}`];
        }),
      ),
    ),
  );
}

test('no role has a policy that the templates do not hold, and each has some', () => {
  expect([...attached.values()].flatMap(({ unknownPolicies }) => unknownPolicies)).toEqual([]);
  expect([...attached].filter(([, { identityPolicies }]) => identityPolicies.length === 0).map(([role]) => nameOf(role))).toEqual(
    [
      // Its permissions are in the keys' policies alone.
      'BulkheadAccount/BreakGlass',
    ],
  );
});

describe('tenants’ tables', () => {
  const tables = app.ofType('AWS::DynamoDB::Table').filter(({ id }) => id.includes('TenantTable'));
  const ROWS = [
    'GetItem',
    'BatchGetItem',
    'Query',
    'PutItem',
    'UpdateItem',
    'DeleteItem',
    'BatchWriteItem',
    'ConditionCheckItem',
  ];
  const WHOLE = [
    'Scan',
    'SearchVectors',
    'ReadDataForReplication',
    'PartiQLSelect',
    'ExportTableToPointInTime',
    'CreateBackup',
    'DeleteTable',
    'UpdateTable',
    'PutResourcePolicy',
  ];
  const acme = { 'dynamodb:LeadingKeys': ['acme'] };
  const scenarios = {
    'its own tenant’s row': { ...acme, 'aws:PrincipalTag/TenantId': 'acme' },
    'another tenant’s row': { ...acme, 'aws:PrincipalTag/TenantId': 'globex' },
    'its own and another’s': { 'dynamodb:LeadingKeys': ['acme', 'globex'], 'aws:PrincipalTag/TenantId': 'acme' },
    'no tag': acme,
    'no row named': { 'aws:PrincipalTag/TenantId': 'acme' },
    neither: {},
  };

  test('only the service’s own tenant role, only for its session’s tenant, only row by row', () => {
    const found = open(
      tables,
      [...ROWS, ...WHOLE].map((action) => `dynamodb:${action}`),
      scenarios,
    );
    const expected = ['BulkheadMedia', 'BulkheadIssues'].flatMap((stack) =>
      ROWS.map((action) => `${stack}/ServiceTenantRole dynamodb:${action} ${stack}/ServiceTenantTable: its own tenant’s row`),
    );
    expect(found).toEqual(expected);
  });

  test('what stops a service’s own function is said', () => {
    const [table] = tables;
    const [role] = roles.filter(({ id }) => id.startsWith('BulkheadMedia/ServiceRole'));
    expect(
      table &&
        role &&
        asked(role, 'dynamodb:GetItem', table, app.attributeOf(table, 'Arn'), scenarios['its own tenant’s row']).because,
    ).toMatch(/denies it$/);
  });
});

describe('service keys', () => {
  const keys = app.ofType('AWS::KMS::Key').filter(({ properties }) => properties.KeyUsage !== 'SIGN_VERIFY');
  const envelope = (service: string, tenant: string) => ({
    'kms:EncryptionContext:service': service,
    'kms:EncryptionContext:tenant': tenant,
  });
  const CRYPTO = ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:CreateGrant'];

  test('directly, only a tenant role in its tenant’s session with the service’s and the tenant’s context', () => {
    const scenarios = {
      'no context': { 'aws:PrincipalTag/TenantId': 'acme' },
      'own context': { 'aws:PrincipalTag/TenantId': 'acme', ...envelope('media', 'acme') },
      'another tenant’s context': { 'aws:PrincipalTag/TenantId': 'acme', ...envelope('media', 'globex') },
      'own context without a tag': envelope('media', 'acme'),
    };
    expect(open(keys, CRYPTO, scenarios)).toEqual([
      'BulkheadMedia/ServiceTenantRole kms:Decrypt BulkheadMedia/ServiceKey: own context',
      'BulkheadMedia/ServiceTenantRole kms:GenerateDataKey BulkheadMedia/ServiceKey: own context',
    ]);
  });

  test('through DynamoDB, only who reads the table under the key', () => {
    const viaDynamoDb = { 'kms:ViaService': `dynamodb.${REGION}.amazonaws.com`, 'aws:PrincipalTag/TenantId': 'acme' };
    const users = open(keys, ['kms:Decrypt'], { 'through DynamoDB': viaDynamoDb }).map((one) => one.replace(/ kms:Decrypt/, ''));
    expect(users.sort()).toEqual(
      [
        'BulkheadFoundation/TenantContextCommandsRole BulkheadFoundation/TenantContextKey: through DynamoDB',
        ...['BulkheadMedia', 'BulkheadIssues'].flatMap((stack) => [
          `${stack}/ServiceTenantRole ${stack}/ServiceKey: through DynamoDB`,
          `${stack}/ServiceAuthorizerHandlerRole BulkheadFoundation/TenantContextKey: through DynamoDB`,
          `${stack}/ServiceSessionsBrokerRole BulkheadFoundation/TenantContextKey: through DynamoDB`,
        ]),
      ].sort(),
    );
  });

  test('no role of the app administers a key but the break-glass role, and that one lacks an identity policy for it', () => {
    const keys = app.ofType('AWS::KMS::Key');
    expect(open(keys, ['kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion', 'kms:CreateGrant'], { directly: {} })).toEqual([]);
    // A rotation disables the key it came from, a revocation the one it is given: both of their own identity alone.
    expect(open(keys, ['kms:DisableKey'], { directly: {} }).sort()).toEqual([
      'BulkheadEdge/IdentityRevocationRole kms:DisableKey BulkheadEdge/IdentitySigningKeyk1: directly',
      'BulkheadEdge/IdentityRevocationRole kms:DisableKey BulkheadEdge/IdentitySigningKeyk2: directly',
      'BulkheadEdge/IdentityRotationRole kms:DisableKey BulkheadEdge/IdentitySigningKeyk1: directly',
      'BulkheadIssues/ServiceIdentityRevocationRole kms:DisableKey BulkheadIssues/ServiceIdentitySigningKeyk1: directly',
      'BulkheadMedia/ServiceIdentityRevocationRole kms:DisableKey BulkheadMedia/ServiceIdentitySigningKeyk1: directly',
      'BulkheadReporting/IdentityRevocationRole kms:DisableKey BulkheadReporting/IdentitySigningKeyk1: directly',
    ]);
  });
});

test('each signing key signs for one role, with one algorithm', () => {
  const keys = app.ofType('AWS::KMS::Key').filter(({ properties }) => properties.KeyUsage === 'SIGN_VERIFY');
  const signers = open(keys, ['kms:Sign'], {
    RS256: { 'kms:SigningAlgorithm': 'RSASSA_PKCS1_V1_5_SHA_256' },
    PS256: { 'kms:SigningAlgorithm': 'RSASSA_PSS_SHA_256' },
  });

  expect(signers.sort()).toEqual([
    'BulkheadEdge/Role kms:Sign BulkheadEdge/IdentitySigningKeyk1: RS256',
    'BulkheadEdge/Role kms:Sign BulkheadEdge/IdentitySigningKeyk2: RS256',
    'BulkheadIssues/ServiceRole kms:Sign BulkheadIssues/ServiceIdentitySigningKeyk1: RS256',
    'BulkheadMedia/ServiceRole kms:Sign BulkheadMedia/ServiceIdentitySigningKeyk1: RS256',
    'BulkheadReporting/Role kms:Sign BulkheadReporting/IdentitySigningKeyk1: RS256',
  ]);
});

test('a tenant role is assumed by its broker alone, with one tag and no other', () => {
  const tag = { 'aws:RequestTag/TenantId': 'acme', 'aws:TagKeys': ['TenantId'] };
  const scenarios = {
    'one tenant': tag,
    'no tag': {},
    'an empty tag': { ...tag, 'aws:RequestTag/TenantId': '' },
    'another tag beside it': { ...tag, 'aws:TagKeys': ['TenantId', 'Admin'] },
  };
  const tenantRoles = roles.filter(({ id }) => id.includes('TenantRole'));

  expect(tenantRoles).toHaveLength(2);
  expect(open(tenantRoles, ['sts:AssumeRole', 'sts:TagSession'], scenarios).sort()).toEqual(
    ['BulkheadIssues', 'BulkheadMedia'].flatMap((stack) =>
      ['sts:AssumeRole', 'sts:TagSession'].map(
        (action) => `${stack}/ServiceSessionsBrokerRole ${action} ${stack}/ServiceTenantRole: one tenant`,
      ),
    ),
  );
});

test('public keys are read without a signature through the network’s endpoint alone, and each publisher writes its own prefix once', () => {
  const [bucket] = app.ofType('AWS::S3::Bucket').filter(({ id }) => id.startsWith('BulkheadFoundation/AsapKeysEF'));
  const policy = bucket && index.of(bucket);
  const arn = bucket ? app.attributeOf(bucket, 'Arn') : '';
  const [endpoint] = app.ofType('AWS::EC2::VPCEndpoint').filter(({ id }) => id.includes('Endpointss3'));
  const read = (context: RequestContext) =>
    evaluate(
      {
        principal: { kind: 'anonymous' },
        action: 's3:GetObject',
        resource: `${arn}/issues/k1`,
        resourceAccount: ACCOUNT,
        context: { 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.3', ...context },
      },
      { resource: policy },
    ).effect;

  expect(policy).toBeDefined();
  expect(read({ 'aws:SourceVpce': endpoint ? app.refOf(endpoint) : '' })).toBe('Allowed');
  expect(read({ 'aws:SourceVpce': 'vpce-0a1b2c3d' })).toBe('Denied');
  expect(read({})).toBe('Denied');
  expect(read({ 'aws:SourceVpce': endpoint ? app.refOf(endpoint) : '', 'aws:SecureTransport': 'false' })).toBe('Denied');

  const written = roles.flatMap((role) => {
    const tag = (role.properties.Tags as unknown as { Key: string; Value: string }[] | undefined)?.find(
      ({ Key }) => Key === 'bulkhead:asap-issuer',
    );
    return ['edge', 'issues', 'media', 'reporting'].flatMap((issuer) =>
      [undefined, '*'].flatMap((ifNoneMatch) => {
        const { effect } = bucket
          ? asked(role, 's3:PutObject', bucket, `${arn}/${issuer}/k1`, {
              's3:TlsVersion': '1.3',
              ...(tag && { 'aws:PrincipalTag/bulkhead:asap-issuer': tag.Value }),
              ...(ifNoneMatch !== undefined && { 's3:if-none-match': ifNoneMatch }),
            })
          : { effect: 'Denied' };
        return effect === 'Denied' ? [] : [`${shown(nameOf(role))} ${issuer} ${ifNoneMatch ?? 'over what is there'} ${effect}`];
      }),
    );
  });
  expect(written.sort()).toEqual([
    'BulkheadEdge/IdentityPublisherRole edge * Allowed',
    'BulkheadIssues/ServiceIdentityPublisherRole issues * Allowed',
    'BulkheadMedia/ServiceIdentityPublisherRole media * Allowed',
    'BulkheadReporting/IdentityPublisherRole reporting * Allowed',
  ]);
});
