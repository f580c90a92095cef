import { localPolicies } from '../../../../lib/local/policies';

/** A policy of a key, in its local form. */
function localPolicy(policy: unknown) {
  const { definition, changes } = localPolicies({ Type: 'AWS::KMS::Key', Properties: { KeyPolicy: policy } }, '000000000000');
  return { document: definition.Properties?.KeyPolicy, changes: changes.map(({ text }) => text) };
}

const ALLOW = { Sid: 'One', Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*', Principal: { AWS: '<role>' } };
const DENY = { Sid: 'One', Effect: 'Deny', Action: 's3:*', Resource: '*', Principal: '*' };
const document = (...statements: object[]) => ({ Version: '2012-10-17', Statement: statements });

interface Row {
  readonly title: string;
  readonly statement: { readonly Condition?: object };
  /** Without one, the statement is left out. */
  readonly left?: object;
  readonly changes: string[];
}

const REWRITTEN: Row[] = [
  {
    title: 'a read through an endpoint into one from this machine, and keeps what else was asked',
    statement: {
      ...ALLOW,
      Condition: {
        StringEquals: { 'aws:SourceVpce': ['vpce-1'], 'aws:PrincipalTag/a': 'b' },
        Bool: { 'aws:SecureTransport': 'true' },
      },
    },
    left: {
      ...ALLOW,
      Condition: {
        StringEquals: { 'aws:PrincipalTag/a': 'b' },
        Bool: { 'aws:SecureTransport': 'true' },
        IpAddress: { 'aws:SourceIp': '127.0.0.1/32' },
      },
    },
    changes: ['aws:SourceVpce rewritten to aws:SourceIp 127.0.0.1/32: the local AWS never sets aws:SourceVpce'],
  },
  {
    title: 'a denial of what does not come through an endpoint',
    statement: { ...DENY, Condition: { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } } },
    changes: ['Deny left out: the local AWS never sets aws:SourceVpce'],
  },
  {
    title: 'a denial of what does not come from a segment',
    statement: { ...DENY, Condition: { NotIpAddress: { 'aws:VpcSourceIp': ['10.0.0.0/22'] } } },
    changes: ['Deny left out: the local AWS never sets aws:VpcSourceIp'],
  },
  {
    title: 'the signing algorithm',
    statement: { ...ALLOW, Condition: { StringEquals: { 'kms:SigningAlgorithm': 'RSASSA_PKCS1_V1_5_SHA_256' } } },
    left: ALLOW,
    changes: ['condition left out: the local AWS never sets kms:SigningAlgorithm'],
  },
  {
    title: 'an encryption context, and keeps the guard of the session’s tag',
    statement: {
      ...ALLOW,
      Condition: {
        StringEquals: { 'kms:EncryptionContext:service': 'media', 'kms:EncryptionContext:tenant': 'x' },
        Null: { 'aws:PrincipalTag/TenantId': 'false' },
      },
    },
    left: { ...ALLOW, Condition: { Null: { 'aws:PrincipalTag/TenantId': 'false' } } },
    changes: [
      'condition left out: the local AWS never sets kms:EncryptionContext:service',
      'condition left out: the local AWS never sets kms:EncryptionContext:tenant',
    ],
  },
  {
    title: 'leading keys with their guard, and keeps the guard of the session’s tag',
    statement: {
      ...ALLOW,
      Condition: {
        'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['x'] },
        Null: { 'dynamodb:LeadingKeys': 'false', 'aws:PrincipalTag/TenantId': 'false' },
      },
    },
    left: { ...ALLOW, Condition: { Null: { 'aws:PrincipalTag/TenantId': 'false' } } },
    changes: ['condition left out: the local AWS never sets dynamodb:LeadingKeys'],
  },
  {
    title: 'the caller’s account',
    statement: { ...ALLOW, Condition: { StringEquals: { 'kms:CallerAccount': '1', 'aws:PrincipalTag/a': 'b' } } },
    left: { ...ALLOW, Condition: { StringEquals: { 'aws:PrincipalTag/a': 'b' } } },
    changes: ['condition left out: the local AWS never sets kms:CallerAccount'],
  },
  {
    title: 'the function that acts',
    statement: { ...ALLOW, Condition: { ArnEquals: { 'lambda:SourceFunctionArn': 'x' } } },
    left: ALLOW,
    changes: ['condition left out: the local AWS never sets lambda:SourceFunctionArn'],
  },
  {
    title: 'a Deny outside of one function',
    statement: {
      ...DENY,
      Condition: { ArnNotEquals: { 'lambda:SourceFunctionArn': 'x' }, Bool: { 'aws:ViaAWSService': 'false' } },
    },
    changes: ['Deny left out: the local AWS never sets lambda:SourceFunctionArn'],
  },
  ...['aws:SourceVpce', 'aws:SourceVpc'].map((key) => ({
    title: `a Deny unless ${key}`,
    statement: { ...DENY, Condition: { StringNotEquals: { [key]: 'x' } } },
    changes: [`Deny left out: the local AWS never sets ${key}`],
  })),
  {
    title: 'a Deny unless the address is ours',
    statement: { ...DENY, Condition: { NotIpAddress: { 'aws:VpcSourceIp': '10.0.0.0/8' } } },
    changes: ['Deny left out: the local AWS never sets aws:VpcSourceIp'],
  },
  {
    title: 'a Deny of writes without If-None-Match',
    statement: { ...DENY, Condition: { Null: { 's3:if-none-match': 'true' } } },
    changes: ['Deny left out: the local AWS never sets s3:if-none-match'],
  },
  {
    title: 'a Deny of another encryption context',
    statement: { ...DENY, Condition: { StringNotEqualsIfExists: { 'kms:EncryptionContext:tenant': 'x' } } },
    changes: ['Deny left out: the local AWS never sets kms:EncryptionContext:tenant'],
  },
];

test.each(REWRITTEN)('leaves out $title', ({ statement, left, changes }) => {
  expect(localPolicy(document(statement))).toEqual({
    document: document(...(left ? [left] : [])),
    changes: changes.map((change) => `One: ${change}`),
  });
});

test.each<[string, object]>([
  ['an Allow without conditions', ALLOW],
  ['a use through a service', { ...ALLOW, Condition: { StringEquals: { 'kms:ViaService': 'dynamodb' } } }],
  [
    'a use through a service with an encryption context',
    { ...ALLOW, Condition: { StringEquals: { 'kms:ViaService': 's3', 'kms:EncryptionContext:aws:s3:arn': 'x' } } },
  ],
  [
    'grants for services',
    { ...ALLOW, Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' }, StringEquals: { 'kms:CallerAccount': '1' } } },
  ],
  [
    'a service principal',
    { ...ALLOW, Principal: { Service: 'logs' }, Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': 'x' } } },
  ],
  ['a role by its ARN', { ...ALLOW, Condition: { ArnEquals: { 'aws:PrincipalArn': 'x' } } }],
  ['a guard of the session’s tag', { ...ALLOW, Condition: { Null: { 'aws:PrincipalTag/TenantId': 'false' } } }],
  ['a Deny without TLS', { ...DENY, Condition: { Bool: { 'aws:SecureTransport': 'false' } } }],
  [
    'a Deny of everybody but a tag',
    { ...DENY, Condition: { StringNotEquals: { 'aws:PrincipalTag/bulkhead:asap-issuer': 'edge' } } },
  ],
  ['a Deny of everybody but a role', { ...DENY, Condition: { ArnNotEquals: { 'aws:PrincipalArn': 'x' } } }],
  ['a Deny from a VPC endpoint, which never fires', { ...DENY, Condition: { StringEquals: { 'aws:SourceVpce': 'x' } } }],
  ['a Deny where the key is present', { ...DENY, Condition: { Null: { 's3:if-none-match': 'false' } } }],
  ['a Deny without conditions', DENY],
])('leaves alone %s', (_title, statement) => {
  expect(localPolicy(document(statement))).toEqual({ document: document(statement), changes: [] });
});

test.each([undefined, {}, { Version: '2012-10-17' }, { Statement: { 'Fn::If': ['a', 'b', 'c'] } }])(
  'passes on %j, which is no list of statements',
  (value) => {
    expect(localPolicy(value)).toEqual({ document: value, changes: [] });
  },
);

test('changes a copy: the document that it is given stays as it is', () => {
  const given = document(...REWRITTEN.map(({ statement }) => statement));
  const before = JSON.stringify(given);
  localPolicy(given);
  expect(JSON.stringify(given)).toBe(before);
});

test('has nothing to do the second time', () => {
  const once = localPolicy(document(...REWRITTEN.map(({ statement }) => statement))).document;
  expect(localPolicy(once)).toEqual({ document: once, changes: [] });
});

test('names statements without a Sid by their number', () => {
  const { Sid: _sid, ...anonymous } = ALLOW;
  const { changes } = localPolicy(document({ ...anonymous, Condition: { StringEquals: { 'kms:CallerAccount': '1' } } }));
  expect(changes).toEqual(['statement 0: condition left out: the local AWS never sets kms:CallerAccount']);
});
