// The second evaluator by itself, on cases whose answer AWS's documentation gives.
import { type Effect, OPEN, type Policies, type Policy, type Principal, type Request } from '../../../../../lib/proof/iam';
import type { Json } from '../../../../../lib/proof/template';
import type { Statement } from './documents';
import { opinion } from './possible-worlds';
import { HOME, role, user } from './vocabulary';

const OBJECT = 'arn:aws:s3:::orders/home/ann/x';
const APP = role(HOME);
const ANN = user(HOME);
const FOREIGN = role('222222222222');
const ARN = `arn:aws:iam::${HOME}:role/app`;
const SESSION = `arn:aws:sts::${HOME}:assumed-role/app/ann`;
const ROOT = `arn:aws:iam::${HOME}:root`;

const of = (...statements: Statement[]): Policy => ({
  source: 'policy',
  document: {
    Version: '2012-10-17',
    Statement: statements.map((one) => ({ Effect: 'Allow', Action: '*', Resource: '*', ...one })),
  } as Json,
});
const identity = (...statements: Statement[]): Policies => ({ identity: [of(...statements)] });
const on = (kind: 'resource' | 'key' | 'trust', ...statements: Statement[]): Policies => ({
  resource: { kind, ...of(...statements) },
});
const when = (Condition: Statement): Policies => identity({ Condition });
const nothing = of({ Action: 'iam:ListUsers' });

/** A policy variable. */
const v = (inside: string) => `\${${inside}}`;

type Case = [
  title: string,
  effect: Effect,
  principal: Principal,
  policies: Policies,
  context?: Request['context'],
  more?: Partial<Request>,
];

const CASES: Case[] = [
  ['nothing allows', 'Denied', APP, {}],
  ['an identity policy allows', 'Allowed', APP, identity({})],
  ['an explicit denial wins', 'Denied', APP, identity({}, { Effect: 'Deny', Action: 's3:Get*' })],
  ['actions are compared without case', 'Allowed', APP, identity({ Action: 'S3:getobject' })],
  ['resources are compared with case', 'Denied', APP, identity({ Resource: 'arn:aws:s3:::Orders/*' })],
  ['? is one character', 'Allowed', APP, identity({ Resource: 'arn:aws:s3:::order?/*' })],
  ['? is not none', 'Denied', APP, identity({ Resource: 'arn:aws:s3:::orders?/*' })],
  ['an incomplete ARN', 'Allowed', APP, identity({ Resource: 'arn:aws:s3' })],
  ['NotAction', 'Denied', APP, identity({ Action: undefined, NotAction: 's3:*' })],
  ['NotResource', 'Allowed', APP, identity({ Resource: undefined, NotResource: 'arn:aws:sqs:*:*:*' })],
  ['a boundary must allow too', 'Denied', APP, { ...identity({}), boundary: nothing }],
  ['session policies must allow too', 'Denied', APP, { ...identity({}), session: [nothing] }],
  ['an endpoint policy must allow too', 'Denied', APP, { ...identity({}), endpoint: of({ Principal: '*', Action: 'sqs:*' }) }],
  ['each level of SCPs must allow', 'Denied', APP, { ...identity({}), serviceControl: [[of({})], [nothing]] }],
  ['one SCP of a level suffices', 'Allowed', APP, { ...identity({}), serviceControl: [[nothing, of({})]] }],
  [
    'each level of RCPs must allow',
    'Denied',
    APP,
    { ...identity({}), resourceControl: [[of({ Principal: '*', Action: 'sqs:*' })]] },
  ],
  [
    'SCPs are not about services',
    'Allowed',
    { kind: 'service', name: 'sns.amazonaws.com' },
    { ...on('resource', { Principal: { Service: 'sns.amazonaws.com' } }), serviceControl: [[nothing]] },
  ],
  ['a resource policy suffices within the account', 'Allowed', APP, on('resource', { Principal: { AWS: ARN } })],
  ['a grant to the account only delegates', 'Denied', APP, on('resource', { Principal: { AWS: HOME } })],
  [
    'a role named is limited by its boundary',
    'Denied',
    APP,
    { ...on('resource', { Principal: { AWS: ARN } }), boundary: nothing },
  ],
  [
    'a session named is not',
    'Allowed',
    APP,
    { ...on('resource', { Principal: { AWS: SESSION } }), boundary: nothing, session: [nothing] },
  ],
  [
    'nor is a user named',
    'Allowed',
    ANN,
    { ...on('resource', { Principal: { AWS: `arn:aws:iam::${HOME}:user/ann` } }), boundary: nothing },
  ],
  ['everybody, with a boundary: not documented', 'Unknown', APP, { ...on('resource', { Principal: '*' }), boundary: nothing }],
  ['everybody, without signature', 'Allowed', { kind: 'anonymous' }, on('resource', { Principal: { AWS: '*' } })],
  ['across accounts both must allow: here one', 'Denied', FOREIGN, on('resource', { Principal: '*' })],
  ['across accounts both must allow: here the other', 'Denied', FOREIGN, identity({})],
  [
    'across accounts both must allow: here both',
    'Allowed',
    FOREIGN,
    { ...identity({}), ...on('resource', { Principal: { AWS: '222222222222' } }) },
  ],
  ['a key policy must allow', 'Denied', APP, { ...identity({}), ...on('key', { Principal: { AWS: `${ARN}2` } }) }],
  ['a key policy delegates to the account', 'Allowed', APP, { ...identity({}), ...on('key', { Principal: { AWS: ROOT } }) }],
  ['a key policy delegates, nobody takes it up', 'Denied', APP, on('key', { Principal: { AWS: ROOT } })],
  ['a trust policy without Resource', 'Allowed', APP, on('trust', { Resource: undefined, Principal: { AWS: ARN } })],
  [
    'NotPrincipal: named with account and session',
    'Allowed',
    APP,
    { ...identity({}), ...on('resource', { Effect: 'Deny', NotPrincipal: { AWS: [ROOT, ARN, SESSION] } }) },
  ],
  [
    'NotPrincipal: named with account and session, but with a boundary',
    'Denied',
    APP,
    { ...identity({}), boundary: of({}), ...on('resource', { Effect: 'Deny', NotPrincipal: { AWS: [ROOT, ARN, SESSION] } }) },
  ],
  [
    'a user named, in a federated session',
    'Denied',
    ANN,
    { ...on('resource', { Principal: { AWS: `arn:aws:iam::${HOME}:user/ann` } }), session: [nothing] },
  ],
  [
    'NotPrincipal: not named',
    'Denied',
    APP,
    { ...identity({}), ...on('resource', { Effect: 'Deny', NotPrincipal: { AWS: '333333333333' } }) },
  ],
  [
    'NotPrincipal: the role alone',
    'Unknown',
    APP,
    { ...identity({}), ...on('resource', { Effect: 'Deny', NotPrincipal: { AWS: ARN } }) },
  ],
  [
    'a variable',
    'Allowed',
    APP,
    identity({ Resource: `arn:aws:s3:::orders/home/${v('aws:UserName')}/*` }),
    { 'aws:username': 'ann' },
  ],
  ['a variable without value', 'Denied', APP, identity({ Resource: `arn:aws:s3:::orders/home/${v('aws:username')}/*` })],
  ['a variable with a default', 'Allowed', APP, identity({ Resource: `arn:aws:s3:::orders/home/${v("aws:username, 'ann'")}/*` })],
  [
    'a variable in NotResource without value',
    'Unknown',
    APP,
    identity({ Resource: undefined, NotResource: `arn:aws:s3:::${v('aws:username')}` }),
  ],
  ['StringEquals: case counts', 'Denied', APP, when({ StringEquals: { k: 'A' } }), { K: 'a' }],
  ['StringEqualsIgnoreCase', 'Allowed', APP, when({ StringEqualsIgnoreCase: { k: 'A' } }), { K: 'a' }],
  ['StringNotEquals: none of the values', 'Denied', APP, when({ StringNotEquals: { k: ['a', 'b'] } }), { k: 'a' }],
  ['an absent key does not match', 'Denied', APP, when({ StringLike: { k: '*' } })],
  ['an absent key is not equal', 'Allowed', APP, when({ StringNotEquals: { k: 'a' } })],
  ['IfExists', 'Allowed', APP, when({ StringEqualsIfExists: { k: 'a' } })],
  ['Null', 'Denied', APP, when({ Null: { k: 'true' } }), { k: 'a' }],
  ['Null: a list without values', 'Allowed', APP, when({ Null: { k: 'true' } }), { k: [] }],
  ['ForAllValues holds without the key', 'Allowed', APP, when({ 'ForAllValues:StringEquals': { k: 'a' } })],
  ['ForAllValues: every value', 'Denied', APP, when({ 'ForAllValues:StringEquals': { k: ['a', 'c'] } }), { k: ['a', 'b'] }],
  ['ForAnyValue: one value', 'Allowed', APP, when({ 'ForAnyValue:StringEquals': { k: ['a', 'c'] } }), { k: ['a', 'b'] }],
  ['ForAnyValue does not hold without the key', 'Denied', APP, when({ 'ForAnyValue:StringNotEquals': { k: 'a' } })],
  ['ForAnyValue: one value is another', 'Allowed', APP, when({ 'ForAnyValue:StringNotEquals': { k: 'a' } }), { k: ['a', 'b'] }],
  [
    'ArnLike compares field by field',
    'Denied',
    APP,
    when({ ArnLike: { k: 'arn:aws:x:*:1:f/*' } }),
    { k: 'arn:aws:x:r:9:s/abc:1:f/d' },
  ],
  ['StringLike does not', 'Allowed', APP, when({ StringLike: { k: 'arn:aws:x:*:1:f/*' } }), { k: 'arn:aws:x:r:9:s/abc:1:f/d' }],
  ['an address in a block', 'Allowed', APP, when({ IpAddress: { k: '203.0.113.0/25' } }), { k: '203.0.113.127' }],
  ['an address after a block', 'Denied', APP, when({ IpAddress: { k: '203.0.113.0/25' } }), { k: '203.0.113.128' }],
  ['an IPv6 address in a block', 'Allowed', APP, when({ IpAddress: { k: '2001:DB8::/33' } }), { k: '2001:db8:7fff::1' }],
  ['an IPv6 address is in no IPv4 block', 'Allowed', APP, when({ NotIpAddress: { k: '0.0.0.0/0' } }), { k: '::1' }],
  ['dates with offsets', 'Allowed', APP, when({ DateEquals: { k: '2024-01-31T13:00:00+01:00' } }), { k: '1706702400' }],
  ['numbers', 'Denied', APP, when({ NumericLessThan: { k: 10 } }), { k: '10.0' }],
  ['bytes', 'Allowed', APP, when({ BinaryEquals: { k: 'AAEC/w==' } }), { k: 'AAEC/w==' }],
  ['ForAnyValue without the key, if it exists', 'Unknown', APP, when({ 'ForAnyValue:StringEqualsIfExists': { k: 'a' } })],
  ['ForAllValues and an empty text', 'Allowed', APP, when({ 'ForAllValues:StringEquals': { k: 'a' } }), { k: '' }],
  ['ForAnyValue and an empty text', 'Denied', APP, when({ 'ForAnyValue:StringEquals': { k: '' } }), { k: '' }],
  ['an operator that does not exist', 'Unknown', APP, when({ BoolNot: { k: 'true' } }), { k: 'false' }],
  ['NullIfExists', 'Unknown', APP, when({ NullIfExists: { k: 'true' } })],
  ['a date without a zone', 'Unknown', APP, when({ DateLessThan: { k: '2030-01-01T00:00:00' } }), { k: '2024-01-31T12:00:00Z' }],
  ['a year, or seconds', 'Unknown', APP, when({ DateLessThan: { k: '2030' } }), { k: '2024-01-31T12:00:00Z' }],
  ['a date that is none', 'Denied', APP, when({ DateLessThan: { k: 'soon' } }), { k: '2024-01-31T12:00:00Z' }],
  ['… and is not equal', 'Unknown', APP, when({ DateNotEquals: { k: 'soon' } }), { k: '2024-01-31T12:00:00Z' }],
  ['an ARN cut short that is not equal', 'Unknown', APP, when({ ArnNotLike: { k: 'arn:aws:sns' } }), { k: ARN }],
  ['an ARN cut short that is equal', 'Unknown', APP, when({ ArnLike: { k: 'arn:aws:iam' } }), { k: ARN }],
  ['a star within the sixth part', 'Unknown', APP, when({ ArnLike: { k: 'arn:aws:x:::a*b' } }), { k: 'arn:aws:x:::a:b' }],
  ['… and no colon', 'Allowed', APP, when({ ArnLike: { k: 'arn:aws:x:::a*b' } }), { k: 'arn:aws:x:::a/b' }],
  ['a character beyond U+FFFF', 'Allowed', APP, when({ StringLike: { k: '😀*' } }), { k: '😀b' }],
  ['… as one character', 'Unknown', APP, when({ StringLike: { k: '?' } }), { k: '😀' }],
  ['letters that are equal in one case', 'Unknown', APP, when({ StringEqualsIgnoreCase: { k: 'ſ' } }), { k: 's' }],
  ['large numbers', 'Unknown', APP, when({ NumericEquals: { k: '9007199254740993' } }), { k: '9007199254740992' }],
  ['bytes, or their text', 'Unknown', APP, when({ BinaryEquals: { k: 'QQ==' } }), { k: 'QR==' }],
  ['an IPv6 address without a prefix', 'Unknown', APP, when({ IpAddress: { k: '2001:db8::1' } }), { k: '2001:db8::2' }],
  ['a variable of Bool', 'Unknown', APP, when({ Bool: { k: v('k') } }), { k: 'true' }],
  ['an empty text, and Null', 'Unknown', APP, when({ Null: { k: 'true' } }), { k: '' }],
  ['several values without a set', 'Unknown', APP, when({ StringEquals: { k: 'a' } }), { k: ['a', 'b'] }],
  ['an open key that decides', 'Unknown', APP, when({ StringEquals: { k: 'a' } }), { k: OPEN }],
  [
    'an open key, either way',
    'Allowed',
    APP,
    identity({ Condition: { Null: { k: 'true' } } }, { Condition: { Null: { k: 'false' } } }),
    { k: OPEN },
  ],
  ['an open key as variable', 'Unknown', APP, identity({ Resource: `arn:aws:s3:::orders/home/${v('k')}/*` }), { k: OPEN }],
  [
    'an open key of a set',
    'Denied',
    APP,
    identity({ Condition: { 'ForAllValues:StringEquals': { k: 'a' }, 'ForAnyValue:StringEquals': { k: 'b' } } }),
    { k: OPEN },
  ],
  [
    'actions without a resource',
    'Denied',
    APP,
    identity({ Resource: 'arn:aws:s3:::*' }),
    {},
    { action: 's3:ListAllMyBuckets', resource: '*' },
  ],
];

test.each(CASES)('%s: %s', (_, effect, principal, policies, context = {}, more = {}) => {
  const request = { principal, action: 's3:GetObject', resource: OBJECT, resourceAccount: HOME, context, ...more };
  expect(opinion(request, policies).effect).toBe(effect);
});

test('variables are ordinary text in documents without the version that has them', () => {
  const old = { Statement: [{ Effect: 'Allow', Action: '*', Resource: `arn:aws:s3:::orders/home/${v('aws:username')}/*` }] };
  const request = {
    principal: APP,
    action: 's3:GetObject',
    resource: OBJECT,
    resourceAccount: HOME,
    context: { 'aws:username': 'ann' },
  };
  expect(opinion(request, { identity: [{ source: 'policy', document: old }] }).effect).toBe('Denied');
});
