// What policies lie on, by the names that templates use; and whom the templates give rights to without making them.
import { ActionCatalogue } from '../../../../lib/proof/actions';
import { Evidence } from '../../../../lib/proof/evidence';
import { type JsonObject, TemplateSet } from '../../../../lib/proof/template';
import { ACCOUNT, allow, att, document, iam, named, REGION, ref, role, TENANT_DATA, tags } from '../rules/planted/builders';

const catalogue = new ActionCatalogue();
const PLACE = { account: ACCOUNT, region: REGION };

function evidenceOf(...stacks: readonly object[]): Evidence {
  return new Evidence(
    new TemplateSet(
      stacks.map((resources, index) => ({
        stackName: `Stack${index}`,
        template: { Resources: resources as JsonObject },
        ...PLACE,
      })),
    ),
    catalogue,
  );
}

function protectedBy(evidence: Evidence, holder: string): string[] {
  const [found] = evidence.documents.filter((one) => one.holder.logicalId === holder);
  const { protects = [], mayProtect = [] } = found ?? {};
  return [...protects.map(({ id }) => id), ...mayProtect.map(({ id }) => `${id}?`)];
}

const policyOf = (Queues: unknown) => ({
  Policy: {
    Type: 'AWS::SQS::QueuePolicy',
    Properties: { Queues: [Queues], PolicyDocument: document({ ...allow('sqs:*'), ...named('222222222222') }) },
  },
});
const QUEUES = {
  Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'jobs' } },
  Unnamed: { Type: 'AWS::SQS::Queue', Properties: {} },
};
const url = (name: string, account = ACCOUNT) => `https://sqs.${REGION}.amazonaws.com/${account}/${name}`;

test.each([
  ['Ref', ref('Unnamed'), ['Stack0/Unnamed']],
  ['ARN', att('Queue'), ['Stack0/Queue']],
  ['name', 'jobs', ['Stack0/Queue']],
  ['URL', url('jobs'), ['Stack0/Queue']],
  ['ARN that is written out', `arn:aws:sqs:${REGION}:${ACCOUNT}:jobs`, ['Stack0/Queue']],
  ['URL of another account', url('jobs', '222222222222'), []],
  ['URL of another queue', url('more-jobs'), []],
  ['name that only the deployment knows', att('Custom', 'Name'), ['Stack0/Queue?', 'Stack0/Unnamed?']],
])('a policy lies on a queue by its %s', (_title, name, expected) => {
  const evidence = evidenceOf({ ...QUEUES, ...policyOf(name), Custom: { Type: 'Custom::Name', Properties: {} } });

  expect(protectedBy(evidence, 'Policy')).toEqual(expected);
});

test('of two queues of one name a policy is about its own stack’s', () => {
  const evidence = evidenceOf(QUEUES, { ...QUEUES, ...policyOf('jobs') });

  expect(protectedBy(evidence, 'Policy')).toEqual(['Stack1/Queue']);
});

test('a policy that may lie elsewhere neither allows nor denies for certain', () => {
  const denied = { Policy: { ...policyOf(att('Custom', 'Name')).Policy } };
  denied.Policy.Properties = {
    ...denied.Policy.Properties,
    PolicyDocument: document({ ...allow('sqs:ReceiveMessage'), Effect: 'Deny', Principal: '*' }),
  };
  const evidence = evidenceOf({
    Custom: { Type: 'Custom::Name', Properties: {} },
    Queue: { Type: 'AWS::SQS::Queue', Properties: { Tags: tags(TENANT_DATA) } },
    ...denied,
    ...role('Reader', {
      Policies: [{ PolicyName: 'p', PolicyDocument: document(allow('sqs:ReceiveMessage', att('Queue'))) }],
    }),
  });

  const [cell] = evidence.matrix.cells;

  expect([cell?.identity.name, cell?.effect]).toEqual(['Stack0/Reader', 'Unknown']);
});

const unmade = (evidence: Evidence) =>
  evidence.access.identities.filter(({ resource }) => resource === undefined).map(({ name }) => name);
const POLICY = { PolicyDocument: document(allow('s3:GetObject', 'arn:aws:s3:::b/*')) };

test.each([
  ['a role elsewhere', { Roles: ['existing'] }, {}, ['role existing, which no template makes']],
  ['a role of the templates', { Roles: ['ours'] }, role('Role', { RoleName: 'ours' }), []],
  ['nobody', {}, {}, ['holders of policy Stack0/Policy']],
  ['a role that lists it', {}, role('Role', { ManagedPolicyArns: [ref('Policy')] }), []],
  ['a role that it bounds', {}, role('Role', { PermissionsBoundary: ref('Policy') }), []],
  [
    'a group without users',
    { Groups: [ref('Group')] },
    { Group: { Type: 'AWS::IAM::Group' } },
    ['members of group Stack0/Group'],
  ],
])('a policy that is attached to %s', (_title, attachment, beside, expected) => {
  const evidence = evidenceOf({
    Policy: { Type: 'AWS::IAM::ManagedPolicy', Properties: { ...POLICY, ...attachment } },
    ...beside,
  });

  expect(unmade(evidence)).toEqual(expected);
});

test('what a group says that no template makes is not known', () => {
  const evidence = evidenceOf({ User: { Type: 'AWS::IAM::User', Properties: { Groups: ['existing'] } } });

  expect(evidence.access.identities.map(({ unknownPolicies }) => unknownPolicies)).toEqual([['group existing']]);
});

const trusting = (who: string) =>
  role('Role', { AssumeRolePolicyDocument: document({ Effect: 'Allow', ...named(who), Action: 'sts:AssumeRole' }) });
const bucketFor = (who: object) => ({
  Bucket: { Type: 'AWS::S3::Bucket' },
  Policy: {
    Type: 'AWS::S3::BucketPolicy',
    Properties: { Bucket: ref('Bucket'), PolicyDocument: document({ ...allow('s3:GetObject'), Principal: who }) },
  },
});

test.each([
  [
    'a role of the account that a bucket lets in',
    bucketFor({ AWS: iam('role/broker') }),
    ['role broker, which no template makes'],
  ],
  ['a role of the account that a role trusts', trusting(iam('role/broker')), []],
  [
    'a role of another account that a role trusts',
    trusting('arn:aws:iam::222222222222:role/x'),
    ['arn:aws:iam::222222222222:role/x'],
  ],
  ['the account itself', bucketFor({ AWS: iam('root') }), []],
  ['an account number that lost its zeros', bucketFor({ AWS: 12345678901 }), ['principal 12345678901']],
  ['a service', bucketFor({ Service: 'logs.amazonaws.com' }), []],
])('asks about %s', (_title, resources, expected) => {
  expect(evidenceOf(resources).access.named.map(({ name }) => name)).toEqual(expected);
});

test('another account does not pass for ours where nothing says which that is', () => {
  const root = { 'Fn::Sub': ['arn:aws:iam::', '{AWS::AccountId}:root'].join('$') };
  const statements = [
    { ...allow('s3:GetBucketLocation'), ...named('222222222222') },
    { ...allow('s3:GetObject'), ...named(root) },
  ];
  const resources = {
    Bucket: { Type: 'AWS::S3::Bucket', Properties: { Tags: tags(TENANT_DATA) } },
    Policy: {
      Type: 'AWS::S3::BucketPolicy',
      Properties: { Bucket: ref('Bucket'), PolicyDocument: document(...statements) },
    },
  };
  const set = new TemplateSet([{ stackName: 'App', template: { Resources: resources as unknown as JsonObject } }]);

  const actions = new Evidence(set, catalogue).matrix.cells.map(({ action }) => action);

  expect([...new Set(actions)]).toEqual(['s3:GetBucketLocation']);
});

test('a permission laid on an alias that stands for itself lies on nothing', () => {
  const evidence = evidenceOf({
    One: { Type: 'AWS::Lambda::Alias', Properties: { FunctionName: ref('Two') } },
    Two: { Type: 'AWS::Lambda::Alias', Properties: { FunctionName: ref('One') } },
    Policy: { Type: 'AWS::Lambda::Permission', Properties: { FunctionName: ref('One'), Principal: '222222222222' } },
  });

  expect(protectedBy(evidence, 'Policy')).toEqual([]);
});
