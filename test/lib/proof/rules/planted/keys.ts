// Keys: who may use and who may manage a KMS key.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of IAM and CloudFormation
import { ADMINISTRATION, allow, iam, key, named, type Row, template, use, when } from './builders';
import { KEY_UNUSABLE } from './keys/key-unusable';

const policy = (...statements: readonly object[]) => template(key('Key', [ADMINISTRATION, ...statements]));

const root = { 'Fn::Sub': ['arn:', '{AWS::Partition}:iam::', '{AWS::AccountId}:root'].join('$') };

const keyFor = (principal: unknown, more: object) => policy(use(principal, more));

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

export const KEYS: readonly Row[] = [
  {
    rule: 'key-policy-wildcard-principal',
    title: 'kms:Decrypt for everybody',
    bad: policy(use('*')),
    good: policy(use()),
  },
  {
    rule: 'key-root-delegation',
    title: 'the account root uses the key',
    bad: policy(use(iam('root'))),
    good: policy(use(iam('root'), { Condition: { ArnEquals: { 'aws:PrincipalArn': iam('role/user') } } })),
  },
  {
    rule: 'key-root-delegation',
    title: 'the account root, in CDK’s words',
    bad: policy(use(root)),
    good: policy(use(root, { Condition: { ArnEquals: { 'aws:PrincipalArn': iam('role/user') } } })),
  },
  {
    rule: 'key-separation-of-duties',
    title: 'an administrator who decrypts',
    bad: policy(use(iam('role/key-administrator'))),
    good: policy(use()),
  },
  {
    rule: 'grant-for-aws-resource',
    title: 'grants to whomever',
    bad: policy({ ...allow('kms:CreateGrant'), ...named(iam('role/user')) }),
    good: policy({
      ...allow('kms:CreateGrant'),
      ...named(iam('role/user')),
      Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
    }),
  },
  pinned('from whichever endpoint', 'StringLike', 'aws:SourceVpce', 'vpce-*', 'vpce-0123456789abcdef0'),
  pinned('of whichever account', 'StringLike', 'kms:CallerAccount', '*', '111111111111'),
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
  ...KEY_UNUSABLE,
];
