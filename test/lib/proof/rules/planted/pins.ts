// Defects of conditions that look as if they told somebody from everybody else, and hold for all.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: IAM’s policy variables
import {
  ACCOUNT,
  ADMINISTRATION,
  allow,
  bucket,
  document,
  iam,
  inBucket,
  KEPT,
  key,
  named,
  onlyTls,
  type Row,
  service,
  TENANT_DATA,
  tags,
  template,
  use,
} from './builders';

const when = (operator: string, name: string, value: unknown) => ({ Condition: { [operator]: { [name]: value } } });
const keyFor = (principal: unknown, more: object) => template(key('Key', [ADMINISTRATION, use(principal, more)]));

/** A key that everybody uses under a condition that all meet, and under one that ours alone do. */
const pinned = (title: string, operator: string, name: string, everybodys: unknown, ours: unknown): Row => ({
  rule: 'key-policy-wildcard-principal',
  title,
  bad: keyFor('*', when(operator, name, everybodys)),
  good: keyFor('*', when(operator, name, ours)),
});

const delegated = (title: string, operator: string, name: string, everybodys: string, ours: string): Row => ({
  rule: 'key-root-delegation',
  title,
  bad: keyFor(iam('root'), when(operator, name, everybodys)),
  good: keyFor(iam('root'), when(operator, name, ours)),
});

const queue = (condition: object) =>
  template(key(), {
    Queue: { Type: 'AWS::SQS::Queue', Properties: { KmsMasterKeyId: { 'Fn::GetAtt': ['Key', 'Arn'] } } },
    QueuePolicy: {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: {
        Queues: [{ Ref: 'Queue' }],
        PolicyDocument: document({ ...allow('sqs:SendMessage'), Principal: '*', ...condition }),
      },
    },
  });

const delivered = (condition: object, properties: object = {}) => {
  const made = bucket(properties, [
    onlyTls('Bucket'),
    { ...allow('s3:GetObject', inBucket('Bucket')), ...service('cloudfront.amazonaws.com'), Condition: condition },
  ]);
  return template(made, { Bucket: { ...made.Bucket, Type: 'AWS::S3::Bucket', ...KEPT } });
};
const distribution = (account: string) => `arn:aws:cloudfront::${account}:distribution/E1`;

const trusting = (Federated: unknown, Condition: object = {}, actions: readonly string[] = ['sts:AssumeRoleWithWebIdentity']) =>
  template({
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: document({ Effect: 'Allow', Principal: { Federated }, Action: actions, Condition }),
      },
    },
  });
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

export const PINS: readonly Row[] = [
  pinned('from whichever endpoint', 'StringLike', 'aws:SourceVpce', 'vpce-*', 'vpce-0123456789abcdef0'),
  pinned('of whichever organisation', 'StringLike', 'aws:PrincipalOrgID', 'o-*', 'o-ours'),
  pinned('of one’s own organisation, whichever that is', 'StringEquals', 'aws:PrincipalOrgID', '${aws:PrincipalOrgID}', 'o-ours'),
  pinned('of whichever organisation, by path', 'ForAnyValue:StringLike', 'aws:PrincipalOrgPaths', 'o-*/r-x/*', 'o-ours/r-x/*'),
  pinned(
    'from both halves of the internet',
    'IpAddress',
    'aws:SourceIp',
    ['0.0.0.0/1', '128.0.0.0/1'],
    ['198.51.100.0/24', '10.0.0.0/8', '2001:db8::/32'],
  ),
  pinned('from half of the internet', 'IpAddress', 'aws:SourceIp', ['10.0.0.0/8', '0.0.0.0/1'], '198.51.100.7'),
  pinned('from the internet of IPv6', 'IpAddress', 'aws:SourceIp', '2000::/3', '2001:db8::/32'),
  {
    rule: 'key-policy-wildcard-principal',
    title: 'from a private address of whosever VPC',
    bad: keyFor('*', when('IpAddress', 'aws:VpcSourceIp', '10.0.0.0/16')),
    good: keyFor('*', {
      Condition: { IpAddress: { 'aws:VpcSourceIp': '10.0.0.0/16' }, StringEquals: { 'aws:SourceVpc': 'vpc-ours' } },
    }),
  },
  delegated('every role of the account', 'ArnLike', 'aws:PrincipalArn', 'arn:aws:iam::*:role/*', iam('role/app-*')),
  delegated('every service', 'StringLike', 'kms:ViaService', '*.amazonaws.com', 's3.*.amazonaws.com'),
  {
    rule: 'key-root-delegation',
    title: 'every role of the organisation',
    bad: keyFor(iam('root'), when('StringEquals', 'aws:PrincipalOrgID', 'o-ours')),
    good: keyFor(iam('role/user'), when('StringEquals', 'aws:PrincipalOrgID', 'o-ours')),
  },
  {
    rule: 'trust-policy-wildcard-principal',
    title: 'a role for everybody, from both halves of the internet',
    bad: template({
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: document({
            ...{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' },
            ...when('IpAddress', 'aws:SourceIp', ['0.0.0.0/1', '128.0.0.0/1']),
          }),
        },
      },
    }),
    good: template({
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: document({ Effect: 'Allow', ...named(iam('role/caller')), Action: 'sts:AssumeRole' }),
        },
      },
    }),
  },
  {
    rule: 'resource-policy-wildcard-principal',
    title: 'whatever service, for whatever account',
    bad: queue(when('ArnLike', 'aws:SourceArn', 'arn:aws:*:*:*:*')),
    good: queue(when('ArnLike', 'aws:SourceArn', `arn:aws:sns:eu-central-1:${ACCOUNT}:*`)),
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
];
