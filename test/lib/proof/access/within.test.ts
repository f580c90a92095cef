// The resources that an identity is asked about: never fewer than those on which some statement could allow it something.
import { Access } from '../../../../lib/proof/access';
import { ActionCatalogue } from '../../../../lib/proof/actions';
import { type JsonObject, TemplateSet } from '../../../../lib/proof/template';
import { sampled } from '../../../effort';
import { synthesiseReference } from '../../../examples/reference-templates';
import { PLANTED } from '../rules/planted';
import { ACCOUNT, allow, document, REGION, ref, type Template, template } from '../rules/planted/builders';

const catalogue = new ActionCatalogue();
const QUESTIONS: readonly (readonly [type: string, actions: readonly string[]])[] = [
  ['AWS::KMS::Key', ['kms:PutKeyPolicy', 'kms:CreateGrant']],
  ['AWS::IAM::Role', ['sts:AssumeRole', 'sts:AssumeRoleWithWebIdentity', 'sts:TagSession']],
  ['AWS::Lambda::Function', ['lambda:InvokeFunction', 'lambda:UpdateFunctionCode']],
  ['AWS::S3::Bucket', ['s3:GetObject', 's3:PutBucketPolicy']],
  ['AWS::SQS::Queue', ['sqs:SendMessage']],
];

function accessOf(written: Template, place: object): Access {
  const named = { stackName: 'App', template: written as unknown as JsonObject, ...place };
  return new Access(new TemplateSet([named]), catalogue);
}

/** Pairs of an identity and a resource that `within` leaves out and `allowable` does not. */
function missed(access: Access): string[] {
  return [...access.identities, ...access.named].flatMap((identity) =>
    QUESTIONS.flatMap(([type, actions]) => {
      const within = new Set(access.within(identity, type, actions));
      return access.templates
        .ofType(type)
        .filter((resource) => !within.has(resource) && access.allowable(identity, resource, actions).size > 0)
        .map(({ id }) => `${identity.name} on ${id}`);
    }),
  );
}

test('on the reference app, none is missed and most are left out', () => {
  const { templates } = synthesiseReference({ env: { account: ACCOUNT, region: REGION } });
  const named = Object.entries(templates).map(([stackName, one]) => ({
    stackName,
    template: one as unknown as JsonObject,
    account: ACCOUNT,
    region: REGION,
  }));
  const access = new Access(new TemplateSet(named), catalogue);
  const keys = access.templates.ofType('AWS::KMS::Key').length;
  const asked = access.identities.map((one) => access.within(one, 'AWS::KMS::Key', ['kms:PutKeyPolicy']).length);

  expect(missed(access)).toEqual([]);
  expect(asked.filter((count) => count < keys).length).toBeGreaterThan(access.identities.length / 2);
});

test.each([
  ['in a known account', { account: ACCOUNT, region: REGION }],
  ['where only the deployment knows the account', {}],
])('on planted templates, %s, none is missed', (_where, place) => {
  for (const { bad, good } of sampled(PLANTED, 0.05)) {
    for (const written of [bad, good]) expect(missed(accessOf(written, place))).toEqual([]);
  }
});

test.each<[what: string, principal: unknown]>([
  ['everybody', '*'],
  ['everybody but one', { NotPrincipal: { AWS: `arn:aws:iam::${ACCOUNT}:role/other` } }],
  ['its ARN', { AWS: { 'Fn::GetAtt': ['Role', 'Arn'] } }],
  ['its name in a written ARN', { AWS: `arn:aws:iam::${ACCOUNT}:role/reader` }],
  ['its name in an unknown partition', { AWS: { 'Fn::Sub': `arn:\${AWS::Partition}:iam::${ACCOUNT}:role/reader` } }],
  ['a part of its name that is not known', { AWS: { 'Fn::Sub': `arn:aws:iam::${ACCOUNT}:role/\${Name}` } }],
  ['a name with the Region', { AWS: { 'Fn::Sub': `arn:aws:iam::${ACCOUNT}:role/r\${AWS::Region}` } }],
])('a key whose policy names a role by %s is not left out', (_what, principal) => {
  const named = typeof principal === 'object' && principal !== null && 'NotPrincipal' in principal;
  const statement = allow('kms:*', '*', named ? principal : { Principal: principal });
  const written = template({
    Role: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'reader', AssumeRolePolicyDocument: document() } },
    Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: document(statement), Description: ref('Name') } },
  });
  const parameters = { ...written, Parameters: { Name: { Type: 'String' } } };

  expect(missed(accessOf(parameters, {}))).toEqual([]);
  expect(missed(accessOf(parameters, { account: ACCOUNT, region: REGION }))).toEqual([]);
});
