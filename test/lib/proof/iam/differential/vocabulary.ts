// What scenarios are made of: accounts, principals, requests, context keys with their values. Few of each, so that they meet.
import type { Principal } from '../../../../../lib/proof/iam';
import { symbol } from '../../../../../lib/proof/template/symbol';

export const HOME = '111111111111';
export const ABROAD = '222222222222';
export const ACCOUNTS = [HOME, ABROAD, '333333333333'];
export const SERVICES = ['sns.amazonaws.com', 'logs.eu-west-3.amazonaws.com', 's3.amazonaws.com'];

export function role(account: string, name = 'app', session: string | undefined = 'ann'): Principal {
  const sessionArn = session && `arn:aws:sts::${account}:assumed-role/${name}/${session}`;
  return { kind: 'role', account, arn: `arn:aws:iam::${account}:role/${name}`, ...(sessionArn ? { sessionArn } : {}) };
}

export function user(account: string, name = 'ann'): Principal {
  return { kind: 'user', account, arn: `arn:aws:iam::${account}:user/${name}` };
}

export interface Target {
  readonly action: string;
  readonly resource: string;
}

const SYMBOLIC = symbol('stack/Bucket');

/** Ordinary resources: their own policy is one of several ways in. */
export const TARGETS: readonly Target[] = [
  { action: 's3:GetObject', resource: 'arn:aws:s3:::orders/home/ann/report.csv' },
  { action: 's3:PutObject', resource: 'arn:aws:s3:::orders/team/ops/2024/plan' },
  { action: 's3:ListBucket', resource: 'arn:aws:s3:::orders' },
  { action: 's3:GetObject', resource: `arn:aws:s3:::${SYMBOLIC}/home/bob/list` },
  { action: 's3:GetObject', resource: 'arn:aws:s3:::orders/😀/ann:notes:é' },
  { action: 'sqs:SendMessage', resource: `arn:aws:sqs:eu-west-3:${HOME}:jobs-ann` },
  { action: 'sqs:ReceiveMessage', resource: `arn:aws:sqs:eu-west-3:${HOME}:jobs-ops` },
  { action: 'dynamodb:GetItem', resource: `arn:aws:dynamodb:eu-west-3:${HOME}:table/Orders` },
  { action: 'dynamodb:PutItem', resource: `arn:aws:dynamodb:eu-west-1:${HOME}:table/Orders/index/by-day` },
  { action: 'lambda:InvokeFunction', resource: `arn:aws:lambda:eu-west-3:${HOME}:function:resize:live` },
  { action: 'secretsmanager:GetSecretValue', resource: `arn:aws:secretsmanager:eu-west-3:${HOME}:secret:ops/db-a1B2c3` },
];
export const WITHOUT_RESOURCE: Target = { action: 's3:ListAllMyBuckets', resource: '*' };
export const KEY: Target = { action: 'kms:Decrypt', resource: `arn:aws:kms:eu-west-3:${HOME}:key/0a1b2c3d` };
export const ROLE: Target = { action: 'sts:AssumeRole', resource: `arn:aws:iam::${HOME}:role/deploy/target` };

export type Family = 'string' | 'number' | 'date' | 'bool' | 'binary' | 'ip' | 'arn';

/** Keys with one value. The values of the first string keys occur in resources, so that they are of use as variables. */
export const SINGLE: Readonly<Record<Family, readonly string[]>> = {
  string: ['aws:username', 'aws:PrincipalTag/team', 's3:prefix', 'aws:ResourceTag/stage', 'aws:SourceVpce'],
  number: ['s3:max-keys', 'aws:MultiFactorAuthAge'],
  date: ['aws:CurrentTime', 'aws:TokenIssueTime', 'aws:EpochTime'],
  bool: ['aws:SecureTransport', 'aws:ViaAWSService'],
  binary: ['kms:Fingerprint'],
  ip: ['aws:SourceIp', 'aws:VpcSourceIp'],
  arn: ['aws:PrincipalArn', 'aws:SourceArn', 'lambda:FunctionArn'],
};

/** Keys with several values. */
export const MULTIPLE: Readonly<Record<Family, readonly string[]>> = {
  string: ['aws:TagKeys', 'dynamodb:Attributes', 'aws:CalledVia'],
  number: ['example:Sizes'],
  date: ['example:Days'],
  bool: ['example:Flags'],
  binary: ['example:Digests'],
  ip: ['example:Addresses'],
  arn: ['example:Sources'],
};

const NAMES = ['ann', 'bob', 'Ann', 'ops', 'billing', 'Ops'];
const VALUES: Readonly<Record<Family, readonly string[]>> = {
  string: [...NAMES, 'a*b', 'prod'],
  number: ['10', '5', '100', '2.5', '-1', '0'],
  date: ['2024-01-31T12:00:00Z', '2024-01-31T13:00:00+01:00', '2025-06-01', '2026-11-22T06:30:15.500Z', '1706702400', '2024-02'],
  bool: ['true', 'false'],
  binary: ['QmluYXJ5', 'b3RoZXI=', 'AAEC/w=='],
  ip: ['203.0.113.7', '203.0.113.200', '10.1.2.3', '2001:db8:1::5', '2001:DB8:1:2:0:0:0:9'],
  arn: [
    `arn:aws:sns:eu-west-3:${HOME}:alarms`,
    `arn:aws:sns:eu-west-3:${ABROAD}:alarms`,
    'arn:aws:s3:::orders',
    `arn:aws:lambda:eu-west-1:${HOME}:function:ann:live`,
    `arn:aws:iam::${HOME}:role/app`,
  ],
};

/** Beyond ASCII and beyond U+FFFF, empty, in other forms, and of another type. */
const ODD: Readonly<Record<Family, readonly string[]>> = {
  string: ['', '😀', 'ann😀', 'é', 'É', 'e\u0301', 'ſ', 's', 'S', 'İ', '?', `\${aws:username}`, ' '],
  number: ['', 'ten', '0x10', '1e1', '10.0', '+5', '.5', '9007199254740992', '9007199254740993', '1e400', '٥'],
  date: [
    '',
    'soon',
    '2024-01-31T12:00:00',
    '2024-01-31 12:00:00Z',
    '2024',
    '2024-02-30',
    '-1',
    '1706702400000',
    '2024-01-31T12:00Z',
  ],
  bool: ['', 'True', 'FALSE', 'yes'],
  binary: ['', 'QQ==', 'QR==', 'QQ', '%'],
  ip: ['', 'here', '2001:db8:1::6', '::1'],
  arn: ['', 'ann', '*', 'arn:aws:sns', 'arn:aws:sns:*', 'arn:aws:s3:::😀', `arn:aws:lambda:eu-west-1:${HOME}:function:a:b:live`],
};

/** Operators that do not exist. */
export const NO_OPERATORS = [
  'BoolNot',
  'BoolNotEquals',
  'NotStringEquals',
  'NumericNotLessThan',
  'StringEqual',
  'BinaryNotEquals',
  'Null',
];

export function oddValuesOf(family: Family): readonly string[] {
  return ODD[family];
}

export function valuesOf(key: string, family: Family): readonly string[] {
  if (key === 'aws:username' || key === 'aws:PrincipalTag/team') return NAMES;
  if (key === 's3:prefix') return ['home/ann/', 'home/bob/', 'team/ops/2024', 'shared/', 'Home/ann/'];
  if (key === 'aws:EpochTime') return ['1706702400', '1706702401', '1800000000'];
  return VALUES[family];
}
