// Every place where a policy can stand, under the same rules.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: a policy variable
import { CfnResource, Stack } from 'aws-cdk-lib/core';
import { local, onlyTemplate, warnings } from '../local-form';

const VARIABLE = '${aws:username}';
const statement = (sid: string) => ({
  Sid: sid,
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::000000000000:role/caller' },
  Action: '*',
  Resource: `arn:aws:s3:::files/${VARIABLE}`,
  Condition: { StringEquals: { 'kms:CallerAccount': '1' } },
});
const DOCUMENT = { Version: '2012-10-17', Statement: [statement('One')] };
const LEFT = { Version: '2012-10-17', Statement: [{ ...statement('One'), Condition: undefined }] };
const SINGLE = { ...DOCUMENT, Statement: statement('One') };

test.each<[type: string, properties: (document: object) => object, prefix: string]>([
  ['AWS::IAM::ManagedPolicy', (PolicyDocument) => ({ PolicyDocument }), ''],
  ['AWS::IAM::Policy', (PolicyDocument) => ({ PolicyDocument }), ''],
  ['AWS::IAM::Role', (AssumeRolePolicyDocument) => ({ AssumeRolePolicyDocument }), 'AssumeRolePolicyDocument '],
  ['AWS::IAM::Role', (PolicyDocument) => ({ Policies: [{ PolicyName: 'rows', PolicyDocument }] }), 'Policies rows '],
  ['AWS::IAM::Role', (PolicyDocument) => ({ Policies: [{ PolicyName: { Ref: 'AWS::Region' }, PolicyDocument }] }), 'Policies 0 '],
  ['AWS::IAM::User', (PolicyDocument) => ({ Policies: [{ PolicyName: 'rows', PolicyDocument }] }), 'Policies rows '],
  ['AWS::KMS::Key', (KeyPolicy) => ({ KeyPolicy }), ''],
  ['AWS::S3::BucketPolicy', (PolicyDocument) => ({ PolicyDocument }), ''],
  ['AWS::S3::AccessPoint', (Policy) => ({ Policy }), ''],
  ['AWS::SQS::QueuePolicy', (PolicyDocument) => ({ PolicyDocument }), ''],
  ['AWS::SNS::TopicPolicy', (PolicyDocument) => ({ PolicyDocument }), ''],
  ['AWS::DynamoDB::Table', (PolicyDocument) => ({ ResourcePolicy: { PolicyDocument } }), 'ResourcePolicy '],
  ['AWS::ECR::Repository', (RepositoryPolicyText) => ({ RepositoryPolicyText }), ''],
  ['AWS::Events::EventBus', (Policy) => ({ Policy }), ''],
  ['AWS::ApiGateway::RestApi', (Policy) => ({ Policy }), ''],
  ['AWS::Backup::BackupVault', (AccessPolicy) => ({ AccessPolicy }), ''],
])('a policy of %s (%#) is rewritten, and its variables are named', (type, properties, prefix) => {
  for (const document of [DOCUMENT, SINGLE]) {
    const made = local(
      (app) => void new CfnResource(new Stack(app, 'Stack'), 'It', { type, properties: { ...properties(document) } }),
    );

    expect(onlyTemplate(made).Resources.It?.Properties).toEqual(JSON.parse(JSON.stringify(properties(LEFT))));
    expect(made.changes).toEqual([
      `Stack/It ${prefix}One: condition left out: the local AWS never sets kms:CallerAccount`,
      `Stack/It ${prefix}One: ${VARIABLE} in Resource is compared as text: locally this Allow never matches`,
    ]);
    expect(warnings(made.app)).toEqual([
      'Stack/It cdk-bulkhead:local-cloud',
      'Stack/It cdk-bulkhead:local-cloud-policy-variable',
    ]);
  }
});

test('a policy that was written as an override is rewritten too', () => {
  const made = local((app) => {
    const key = new CfnResource(new Stack(app, 'Stack'), 'It', { type: 'AWS::KMS::Key' });
    key.addPropertyOverride('KeyPolicy', DOCUMENT);
  });
  expect(onlyTemplate(made).Resources.It?.Properties).toEqual({ KeyPolicy: JSON.parse(JSON.stringify(LEFT)) });
});

test('a statement that is an intrinsic stays beside one that is rewritten', () => {
  const conditional = { 'Fn::If': ['Any', statement('Two'), { Ref: 'AWS::NoValue' }] };
  const made = local((app) => {
    const key = new CfnResource(new Stack(app, 'Stack'), 'It', { type: 'AWS::KMS::Key' });
    key.addPropertyOverride('KeyPolicy', { ...DOCUMENT, Statement: [conditional, statement('One')] });
  });
  expect(onlyTemplate(made).Resources.It?.Properties.KeyPolicy.Statement).toEqual([
    conditional,
    JSON.parse(JSON.stringify(LEFT.Statement[0])),
  ]);
});

test('what has statements that allow and deny nothing is no policy', () => {
  const properties = {
    Rules: [{ Statement: { RateBasedStatement: { Limit: 100 } } }],
    Statement: [],
    Other: { Statement: ['Allow'] },
  };
  const made = local((app) => void new CfnResource(new Stack(app, 'Stack'), 'It', { type: 'AWS::WAFv2::WebACL', properties }));
  expect(onlyTemplate(made).Resources.It?.Properties).toEqual(properties);
});
