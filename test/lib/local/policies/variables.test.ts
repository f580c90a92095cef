// Where a policy variable stands, and what that does to its statement locally.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: a policy variable
import { localPolicies } from '../../../../lib/local/policies';

const TENANT = '${aws:PrincipalTag/TenantId}';
const OWN = `arn:aws:s3:::files/${TENANT}/*`;
const NEVER = { Allow: 'locally this Allow never matches', Deny: 'locally this Deny never matches, and denies nothing' };
const ALWAYS = {
  Allow: 'locally this condition always holds, and the Allow allows more than on AWS',
  Deny: 'locally this condition always holds, and the Deny denies everything that it covers',
};

/** A policy of this type, of this one statement, in its local form. */
function localised(statement: object, { type = 'AWS::IAM::ManagedPolicy', version = '2012-10-17' } = {}) {
  const document = { Version: version, Statement: [{ Effect: 'Allow', Action: 's3:GetObject', ...statement }] };
  const { definition, changes } = localPolicies({ Type: type, Properties: { PolicyDocument: document } }, '000000000000');
  const after = definition.Properties?.PolicyDocument as typeof document;
  return { isSame: after === document, statement: after.Statement[0], changes };
}

const warning = (place: string, effect: string, variable = TENANT) => ({
  id: 'cdk-bulkhead:local-cloud-policy-variable',
  text: `statement 0: ${variable} in ${place} is compared as text: ${effect}`,
});

test.each<[string, object, string, string]>([
  ['the only resource', { Resource: OWN }, 'Resource', NEVER.Allow],
  ['the only resource of a Deny', { Effect: 'Deny', Resource: [OWN] }, 'Resource', NEVER.Deny],
  [
    'one of the resources',
    { Resource: [OWN, 'arn:aws:s3:::open/*'] },
    'Resource',
    'locally the statement matches only the resources without a variable',
  ],
  [
    'a resource around a name',
    { Resource: { 'Fn::Join': ['', ['arn:aws:s3:::', { Ref: 'B' }, `/${TENANT}/*`]] } },
    'Resource',
    NEVER.Allow,
  ],
  [
    'a resource with a name in it',
    { Resource: { 'Fn::Sub': 'arn:aws:s3:::${B}/${!aws:PrincipalTag/TenantId}/*' } },
    'Resource',
    NEVER.Allow,
  ],
  [
    'what is not covered',
    { NotResource: OWN },
    'NotResource',
    'locally it also covers the resources that the variable excludes on AWS',
  ],
  ['a condition', { Condition: { StringLike: { 's3:prefix': [`${TENANT}/*`] } } }, 'StringLike s3:prefix', NEVER.Allow],
  [
    'a condition of a Deny',
    { Effect: 'Deny', Condition: { StringEquals: { 's3:prefix': TENANT } } },
    'StringEquals s3:prefix',
    NEVER.Deny,
  ],
  [
    'one of the values',
    { Condition: { StringLike: { 's3:prefix': [`${TENANT}/*`, 'open/*'] } } },
    ...(['StringLike s3:prefix', 'locally the condition matches only the values without a variable'] as const),
  ],
  ['what must not be', { Condition: { StringNotEquals: { 's3:prefix': TENANT } } }, 'StringNotEquals s3:prefix', ALWAYS.Allow],
  [
    'what a Deny demands',
    { Effect: 'Deny', Condition: { StringNotEqualsIfExists: { 'aws:ResourceTag/t': [TENANT, 'open'] } } },
    ...(['StringNotEqualsIfExists aws:ResourceTag/t', ALWAYS.Deny] as const),
  ],
  [
    'a condition if there is a key',
    { Condition: { StringEqualsIfExists: { 's3:prefix': TENANT } } },
    ...(['StringEqualsIfExists s3:prefix', 'locally it matches only requests without the key'] as const),
  ],
])('is named in %s, which stays', (_title, statement, place, effect) => {
  expect(localised(statement)).toMatchObject({ isSame: true, changes: [warning(place, effect)] });
});

test('each variable and each place is named once, by the statement’s Sid', () => {
  const { changes } = localised({
    Sid: 'Own',
    Resource: ['arn:aws:s3:::a/${aws:username}/${aws:username}', 'arn:aws:s3:::b/${aws:userid, "x"}'],
    Condition: { StringEquals: { 's3:prefix': '${aws:username}' } },
  });
  expect(changes.map(({ text }) => text)).toEqual([
    'Own: ${aws:username} in Resource is compared as text: locally this Allow never matches',
    'Own: ${aws:userid, "x"} in Resource is compared as text: locally this Allow never matches',
    'Own: ${aws:username} in StringEquals s3:prefix is compared as text: locally this Allow never matches',
  ]);
});

describe('the account of a principal', () => {
  const CONDITION = { Resource: '*', Condition: { StringEquals: { 'aws:ResourceAccount': '${aws:PrincipalAccount}' } } };

  test.each(['AWS::IAM::ManagedPolicy', 'AWS::IAM::Policy'])('is known in a policy of type %s', (type) => {
    expect(localised(CONDITION, { type })).toEqual({
      isSame: false,
      statement: expect.objectContaining({ Condition: { StringEquals: { 'aws:ResourceAccount': '000000000000' } } }),
      changes: [
        {
          id: 'cdk-bulkhead:local-cloud',
          text: 'statement 0: ${aws:PrincipalAccount} rewritten to 000000000000: the policy’s principals are in this account',
        },
      ],
    });
  });

  test.each(['AWS::S3::BucketPolicy', 'AWS::SQS::QueuePolicy'])('is not known in one of type %s, which stays', (type) => {
    expect(localised(CONDITION, { type })).toMatchObject({
      isSame: true,
      changes: [warning('StringEquals aws:ResourceAccount', NEVER.Allow, '${aws:PrincipalAccount}')],
    });
  });
});

test.each<[string, object, { version?: string; type?: string }]>([
  ['in an older version of the language, which has none', { Resource: OWN }, { version: '2008-10-17' }],
  [
    'in a statement for services, which no local request meets',
    { Resource: OWN, Condition: { StringEquals: { 'kms:ViaService': 's' } } },
    {},
  ],
  [
    'in a condition that is left out anyway',
    { Resource: '*', Condition: { StringEquals: { 'kms:EncryptionContext:tenant': TENANT } } },
    {},
  ],
  ['in an action', { Action: '${aws:username}', Resource: '*' }, {}],
  ['which are CloudFormation’s own', { Resource: { 'Fn::Sub': 'arn:${AWS::Partition}:s3:::${Bucket}' } }, {}],
  ['in a policy that is not kept locally', { Resource: OWN }, { type: 'AWS::EC2::VPCEndpoint' }],
])('there are none %s', (_title, statement, options) => {
  const { changes } = localised(statement, options);
  expect(changes.filter(({ id }) => id.endsWith('policy-variable'))).toEqual([]);
});
