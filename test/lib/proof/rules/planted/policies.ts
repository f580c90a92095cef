// Policies: what a statement says, whoever it is for.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of IAM and CloudFormation
import { ACCOUNT, allow, iam, LEADING, named, PRESENT, queue, type Row, sends, worker } from './builders';
import { ALLOW_EVERYTHING } from './policies/allow-everything';

const rows = `arn:aws:dynamodb:eu-central-1:${ACCOUNT}:table/orders`;

const PREFIXES = { 'ForAllValues:StringLike': { 's3:prefix': 'planted/*' } };
const TAG_KEYS = { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['TenantId'] } };

export const POLICIES: readonly Row[] = [
  {
    rule: 'malformed-policy',
    title: 'a statement without an effect',
    bad: worker({ Action: 's3:GetObject', Resource: 'arn:aws:s3:::planted/*' }),
    good: worker(allow('s3:GetObject', 'arn:aws:s3:::planted/*')),
  },
  {
    rule: 'allow-everything',
    title: 'every action on every resource',
    bad: worker(allow('*')),
    good: worker(allow('s3:*', 'arn:aws:s3:::planted/*')),
  },
  {
    rule: 'allow-not-action',
    title: 'everything but',
    bad: worker({ Effect: 'Allow', NotAction: 'iam:*', Resource: 'arn:aws:s3:::planted/*' }),
    good: worker({ Effect: 'Deny', NotAction: 's3:*', Resource: 'arn:aws:s3:::planted/*' }),
  },
  {
    rule: 'allow-not-principal',
    title: 'everybody of the account but one',
    bad: queue(
      sends({ NotPrincipal: { AWS: iam('role/guest') }, Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-planted' } } }),
    ),
    good: queue(sends(named(iam('role/guest')))),
  },
  {
    rule: 'unknown-action',
    title: 'GetItm',
    bad: worker(allow('dynamodb:GetItm', rows)),
    good: worker(allow('dynamodb:GetItem', rows)),
  },
  {
    rule: 'unknown-condition-key',
    title: 'LeadingKey',
    bad: worker(allow('dynamodb:GetItem', rows, { Condition: { StringEquals: { 'dynamodb:LeadingKey': 'x' } } })),
    good: worker(allow('dynamodb:GetItem', rows, { Condition: { ...LEADING, ...PRESENT } })),
  },
  {
    rule: 'condition-key-of-other-actions',
    title: 'leading keys demanded of an action that has none',
    bad: worker(allow('dynamodb:DescribeTable', rows, { Condition: { StringEquals: { 'dynamodb:LeadingKeys': 'x' } } })),
    good: worker(allow('dynamodb:Query', rows, { Condition: { 'ForAnyValue:StringEquals': { 'dynamodb:LeadingKeys': 'x' } } })),
  },
  {
    rule: 'for-all-values-without-null',
    title: 'a condition that holds where the key is absent',
    bad: worker(allow('s3:ListBucket', 'arn:aws:s3:::planted', { Condition: PREFIXES })),
    good: worker(allow('s3:ListBucket', 'arn:aws:s3:::planted', { Condition: { ...PREFIXES, Null: { 's3:prefix': 'false' } } })),
  },
  {
    rule: 'for-all-values-without-null',
    title: 'names of tags that a request may lack',
    bad: worker(allow('sts:TagSession', iam('role/other'), { Condition: TAG_KEYS })),
    good: worker(
      allow('sts:TagSession', iam('role/other'), {
        Condition: { ...TAG_KEYS, StringLike: { 'aws:RequestTag/TenantId': '?*' } },
      }),
    ),
  },
  {
    rule: 'deny-with-tag-variable',
    title: 'a denial that a session without the tag escapes',
    bad: worker({ Effect: 'Deny', Action: 's3:*', NotResource: 'arn:aws:s3:::planted/${aws:PrincipalTag/TenantId}/*' }),
    good: worker({ Effect: 'Deny', Action: 's3:*', NotResource: "arn:aws:s3:::planted/${aws:PrincipalTag/TenantId, 'none'}/*" }),
  },
  ...ALLOW_EVERYTHING,
  {
    rule: 'unknown-action',
    title: 'a condition key in the place of an action',
    bad: worker(allow('organizations:ServicePrincipal')),
    good: worker(allow('organizations:ListAccounts')),
  },
];
