// Who is let in: principals of resource and trust policies, and the conditions that narrow them.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of IAM and CloudFormation
import {
  ACCOUNT,
  allow,
  bucket,
  document,
  fn,
  iam,
  inBucket,
  invocable,
  KEPT,
  named,
  ofAccount,
  oneTenant,
  onlyTls,
  queue,
  type Row,
  ref,
  role,
  sends,
  service,
  TENANT_DATA,
  tags,
  template,
  when,
} from './builders';
import { TRUST_POLICY_WHOLE_ACCOUNT } from './principals/trust-policy-whole-account';

const trusted = (...statements: readonly object[]) =>
  template(role('Role', { AssumeRolePolicyDocument: document(...statements) }));

const anybodys = (condition: object) => queue({ ...allow('sqs:SendMessage'), Principal: '*', ...condition });

const delivered = (condition: object, properties: object = {}) => {
  const made = bucket(properties, [
    onlyTls('Bucket'),
    { ...allow('s3:GetObject', inBucket('Bucket')), ...service('cloudfront.amazonaws.com'), Condition: condition },
  ]);
  return template(made, { Bucket: { ...made.Bucket, Type: 'AWS::S3::Bucket', ...KEPT } });
};

const distribution = (account: string) => `arn:aws:cloudfront::${account}:distribution/E1`;

const trusting = (Federated: unknown, Condition: object = {}, Action: readonly string[] = ['sts:AssumeRoleWithWebIdentity']) =>
  trusted({ Effect: 'Allow', Principal: { Federated }, Action, Condition });

const GITHUB = 'token.actions.githubusercontent.com';

const CLUSTER = 'oidc.eks.eu-central-1.amazonaws.com/id/ABC';

const COGNITO = 'cognito-identity.amazonaws.com';

const oidc = (host: string) => iam(`oidc-provider/${host}`);

const claimed = (host: string, sub: string) => trusting(oidc(host), { StringLike: { [`${host}:sub`]: sub } });

const federated = (title: string, bad: Row['bad'], good: Row['good']): Row => ({
  rule: 'trust-policy-wildcard-principal',
  title,
  bad,
  good,
});

export const PRINCIPALS: readonly Row[] = [
  {
    rule: 'service-principal-source',
    title: 'a service on whose behalf ever',
    bad: queue(sends(service('sns.amazonaws.com'))),
    good: queue(sends({ ...service('sns.amazonaws.com'), Condition: ofAccount })),
  },
  {
    rule: 'resource-policy-wildcard-principal',
    title: 'a queue that anybody may send to',
    bad: queue(sends({ Principal: '*' })),
    good: queue(sends({ Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-planted' } } })),
  },
  {
    rule: 'resource-policy-names-session',
    title: 'a grant to a session',
    bad: queue(sends(named(`arn:aws:sts::${ACCOUNT}:assumed-role/sender/session`))),
    good: queue(sends(named(iam('role/sender')))),
  },
  {
    rule: 'bucket-policy-public',
    title: 'objects that anybody may read',
    bad: template(
      bucket({}, [onlyTls('Bucket'), { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: inBucket('Bucket') }]),
    ),
    good: template(
      bucket({}, [
        onlyTls('Bucket'),
        { Effect: 'Allow', ...named(iam('role/reader')), Action: 's3:GetObject', Resource: inBucket('Bucket') },
      ]),
    ),
  },
  {
    rule: 'function-permission-wildcard-principal',
    title: 'a function that anybody may invoke',
    bad: template(fn('Fn'), invocable(ref('Fn'), { Principal: '*' })),
    good: template(fn('Fn'), invocable(ref('Fn'), { Principal: 'events.amazonaws.com', SourceAccount: ACCOUNT })),
  },
  {
    rule: 'trust-policy-wildcard-principal',
    title: 'a role that anybody may assume',
    bad: trusted({ Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' }),
    good: trusted({ Effect: 'Allow', ...named(iam('role/broker')), Action: 'sts:AssumeRole' }),
  },
  {
    rule: 'trust-policy-session-tags',
    title: 'a session that its caller tags as it likes',
    bad: trusted({ Effect: 'Allow', ...named(iam('role/broker')), Action: ['sts:AssumeRole', 'sts:TagSession'] }),
    good: trusted({
      Effect: 'Allow',
      ...named(iam('role/broker')),
      Action: ['sts:AssumeRole', 'sts:TagSession'],
      ...oneTenant,
    }),
  },
  {
    rule: 'trust-policy-wildcard-principal',
    title: 'a role for everybody, from both halves of the internet',
    bad: trusted({
      Effect: 'Allow',
      Principal: { AWS: '*' },
      Action: 'sts:AssumeRole',
      ...when('IpAddress', 'aws:SourceIp', ['0.0.0.0/1', '128.0.0.0/1']),
    }),
    good: trusted({ Effect: 'Allow', ...named(iam('role/caller')), Action: 'sts:AssumeRole' }),
  },
  {
    rule: 'resource-policy-wildcard-principal',
    title: 'whatever service, for whatever account',
    bad: anybodys(when('ArnLike', 'aws:SourceArn', 'arn:aws:*:*:*:*')),
    good: anybodys(when('ArnLike', 'aws:SourceArn', `arn:aws:sns:eu-central-1:${ACCOUNT}:*`)),
  },
  {
    rule: 'service-principal-source',
    title: 'a distribution of whichever account',
    bad: delivered({ ArnLike: { 'aws:SourceArn': 'arn:aws:cloudfront::*:distribution/*' } }),
    good: delivered({ ArnLike: { 'aws:SourceArn': `arn:aws:cloudfront::${ACCOUNT}:distribution/*` } }),
  },
  {
    rule: 'service-principal-source',
    title: 'whichever bucket',
    bad: delivered({ ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::our-*' } }),
    good: delivered({ ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::our-bucket' } }),
  },
  {
    rule: 'service-principal-source',
    title: 'another account’s service, to tenants’ data',
    bad: delivered({ StringEquals: { 'aws:SourceAccount': '999999999999' } }, { Tags: tags(TENANT_DATA) }),
    good: delivered({ StringEquals: { 'aws:SourceAccount': '999999999999' } }),
  },
  {
    rule: 'service-principal-source',
    title: 'another account’s service beside ours, by ARN',
    bad: delivered(
      { StringEquals: { 'aws:SourceArn': [distribution(ACCOUNT), distribution('999999999999')] } },
      { Tags: tags(TENANT_DATA) },
    ),
    good: delivered({ StringEquals: { 'aws:SourceArn': distribution(ACCOUNT) } }, { Tags: tags(TENANT_DATA) }),
  },
  federated(
    'every workload of a cluster',
    trusting(oidc(CLUSTER), { StringEquals: { [`${CLUSTER}:aud`]: 'sts.amazonaws.com' } }),
    claimed(CLUSTER, 'system:serviceaccount:orders:*'),
  ),
  federated(
    'every workload of a cluster, by a pattern',
    claimed(CLUSTER, 'system:serviceaccount:*:worker'),
    claimed(CLUSTER, 'system:serviceaccount:orders:worker'),
  ),
  federated('everybody’s repository', claimed(GITHUB, 'repo:*'), claimed(GITHUB, 'repo:us/*')),
  federated(
    'repositories of owners whose name begins like ours',
    claimed(GITHUB, 'repo:us*/app:*'),
    claimed(GITHUB, 'repo:us/app:*'),
  ),
  federated(
    'everybody’s identity pool',
    trusting(COGNITO),
    trusting(COGNITO, { StringEquals: { [`${COGNITO}:aud`]: 'eu-central-1:ours' } }),
  ),
  federated(
    'another account’s provider',
    trusting('arn:aws:iam::999999999999:saml-provider/theirs', {}, ['sts:AssumeRoleWithSAML']),
    trusting(iam('saml-provider/ours'), {}, ['sts:AssumeRoleWithSAML']),
  ),
  ...TRUST_POLICY_WHOLE_ACCOUNT,
  {
    rule: 'resource-policy-names-session',
    title: 'a grant to a user, and to an identity of CloudFront',
    bad: queue(sends(named(iam('user/sender')))),
    good: queue(sends(named('arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1EXAMPLE'))),
  },
];
