// Which policies take part, and who wins. Pages of the IAM User Guide unless another is named: "Policy evaluation logic", "Permissions
// boundaries", "Session policies", "Cross-account policy evaluation logic", "AWS JSON policy elements" (Principal, NotPrincipal, Action,
// NotAction, Resource, NotResource); AWS KMS Developer Guide, "Key policies"; AWS PrivateLink Guide, "Endpoint policies".
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables
import {
  evaluate,
  OPEN,
  type Policies,
  PolicyError,
  type Principal,
  type Request,
  type RequestContext,
  statementIn,
} from '../../../../lib/proof/iam';
import { fresh, type Json, type JsonObject, symbol } from '../../../../lib/proof/template';
import {
  ACCOUNT,
  allow,
  anonymous,
  decide,
  deny,
  KEY,
  named,
  OTHER,
  policy,
  ROLE,
  request,
  role,
  root,
  SESSION,
  service,
  stranger,
  TABLE,
  USER,
  user,
  when,
} from './cases';

type Row = readonly [title: string, policies: Policies, effect: 'Allowed' | 'Denied' | 'Unknown', more?: Partial<Request>];

const identity = [policy(allow())];
const nothing = policy();
const resource = (...statements: JsonObject[]) => ({ ...named('table', ...statements), kind: 'resource' as const });
const key = (...statements: JsonObject[]) => ({ ...named('key', ...statements), kind: 'key' as const });
const trust = (...statements: JsonObject[]) => ({ ...named('trust', ...statements), kind: 'trust' as const });
const to = (aws: string, more: JsonObject = {}) => allow({ Principal: { AWS: aws }, ...more });
const everybody = (more: JsonObject = {}) => allow({ Principal: '*', ...more });
const ACCOUNT_ROOT = `arn:aws:iam::${ACCOUNT}:root`;
const OTHER_ROOT = `arn:aws:iam::${OTHER}:root`;
const inOther = { resourceAccount: OTHER };
const decrypt: Partial<Request> = { action: 'kms:Decrypt', resource: KEY };
const uses = (more: JsonObject = {}) => allow({ Action: 'kms:Decrypt', ...more });
const assume: Partial<Request> = { action: 'sts:AssumeRole', resource: `arn:aws:iam::${ACCOUNT}:role/tenant` };
const assumes = (more: JsonObject = {}) => ({ Effect: 'Allow', Action: 'sts:AssumeRole', ...more });
const open = when('StringEquals', 'aws:x', 'a');
const unknown: Partial<Request> = { context: { 'aws:x': OPEN } };

const butFor = (NotPrincipal: Json): Policies => ({
  identity,
  resource: resource(everybody(), { Effect: 'Deny', Action: '*', Resource: '*', NotPrincipal }),
});

const ROWS: { readonly [section: string]: readonly Row[] } = {
  'Policy evaluation logic: within an account': [
    ['nothing says anything', {}, 'Denied'],
    ['an identity policy allows', { identity }, 'Allowed'],
    ['one of several identity policies allows', { identity: [nothing, ...identity] }, 'Allowed'],
    ['another identity policy denies', { identity: [...identity, policy(deny())] }, 'Denied'],
    ['the same policy denies', { identity: [policy(deny(), allow())] }, 'Denied'],
    ['a denial of something else', { identity: [policy(allow(), deny({ Action: 'dynamodb:PutItem' }))] }, 'Allowed'],
    ['a resource policy allows the role', { resource: resource(to(ROLE)) }, 'Allowed'],
    ['a resource policy allows the session', { resource: resource(to(SESSION)) }, 'Allowed'],
    ['a resource policy allows the user', { resource: resource(to(USER)) }, 'Allowed', { principal: user }],
    ['a resource policy allows everybody', { resource: resource(everybody()) }, 'Allowed'],
    [
      'a resource policy allows the account, which lets identity policies decide',
      { resource: resource(to(ACCOUNT_ROOT)) },
      'Denied',
    ],
    ['… and one does', { resource: resource(to(ACCOUNT_ROOT)), identity }, 'Allowed'],
    ['a resource policy allows another role', { resource: resource(to(`${ROLE}2`)) }, 'Denied'],
    ['a resource policy denies everybody', { identity, resource: resource(deny({ Principal: '*' })) }, 'Denied'],
    [
      'a resource policy denies another role',
      { identity, resource: resource(deny({ Principal: { AWS: `${ROLE}2` } })) },
      'Allowed',
    ],
    ['a resource policy denies the account', { identity, resource: resource(deny({ Principal: { AWS: ACCOUNT } })) }, 'Denied'],
    ['the root user needs no policy', {}, 'Allowed', { principal: root }],
    [
      'the root user is denied by a resource policy',
      { resource: resource(deny({ Principal: '*' })) },
      'Denied',
      { principal: root },
    ],
  ],
  'Permissions boundaries': [
    ['within it', { identity, boundary: policy(allow()) }, 'Allowed'],
    ['outside of it', { identity, boundary: policy(allow({ Action: 's3:*' })) }, 'Denied'],
    ['it grants nothing', { boundary: policy(allow()) }, 'Denied'],
    ['it denies', { identity, boundary: policy(allow(), deny()) }, 'Denied'],
    ['a grant to the role is limited by it', { boundary: nothing, resource: resource(to(ROLE)) }, 'Denied'],
    ['a grant to the session is not', { boundary: nothing, resource: resource(to(SESSION)) }, 'Allowed'],
    ['a grant to a user is not', { boundary: nothing, resource: resource(to(USER)) }, 'Allowed', { principal: user }],
    ['its denial limits a session’s grant too', { boundary: policy(deny()), resource: resource(to(SESSION)) }, 'Denied'],
    ['a grant to everybody: not documented', { boundary: nothing, resource: resource(everybody()) }, 'Unknown'],
  ],
  'Session policies': [
    ['within them', { identity, session: [policy(allow())] }, 'Allowed'],
    ['outside of them', { identity, session: [nothing] }, 'Denied'],
    ['one of them is enough', { identity, session: [nothing, policy(allow())] }, 'Allowed'],
    ['an empty list allows nothing', { identity, session: [] }, 'Denied'],
    ['one denies', { identity, session: [policy(allow()), policy(deny())] }, 'Denied'],
    ['they grant nothing', { session: [policy(allow())] }, 'Denied'],
    ['a grant to the role is limited by them', { session: [nothing], resource: resource(to(ROLE)) }, 'Denied'],
    ['a grant to the session is not', { session: [nothing], resource: resource(to(SESSION)) }, 'Allowed'],
    // A user with session policies is a federated session: "limited by an implicit deny in a permission boundary or session policy".
    ['a grant to a user is limited by them', { session: [nothing], resource: resource(to(USER)) }, 'Denied', { principal: user }],
    ['… and passes within them', { session: [policy(allow())], resource: resource(to(USER)) }, 'Allowed', { principal: user }],
    [
      '… and by a boundary, in such a session',
      { boundary: nothing, session: [policy(allow())], resource: resource(to(USER)) },
      'Denied',
      { principal: user },
    ],
    [
      '… and in doubt',
      { session: [policy(allow(open))], resource: resource(to(USER)) },
      'Unknown',
      { principal: user, ...unknown },
    ],
  ],
  'Service and resource control policies': [
    ['every level allows', { identity, serviceControl: [[policy(allow())], [policy(allow({ Action: '*' }))]] }, 'Allowed'],
    ['one level does not', { identity, serviceControl: [[policy(allow())], [nothing]] }, 'Denied'],
    ['one of a level is enough', { identity, serviceControl: [[nothing, policy(allow())]] }, 'Allowed'],
    ['one denies', { identity, serviceControl: [[policy(allow({ Action: '*' }), deny())]] }, 'Denied'],
    ['they grant nothing', { serviceControl: [[policy(allow())]] }, 'Denied'],
    ['the root user is under them', { serviceControl: [[nothing]] }, 'Denied', { principal: root }],
    [
      'services are not',
      { serviceControl: [[nothing]], resource: resource(allow({ Principal: { Service: 'logs.eu-central-1.amazonaws.com' } })) },
      'Allowed',
      { principal: service },
    ],
    [
      'a resource control policy denies',
      { identity, resourceControl: [[policy(everybody(), deny({ Principal: '*' }))]] },
      'Denied',
    ],
    ['a level of them does not allow', { identity, resourceControl: [[nothing]] }, 'Denied'],
    ['all levels of them allow', { identity, resourceControl: [[policy(everybody())]] }, 'Allowed'],
  ],
  'Cross-account policy evaluation logic': [
    ['only the identity side', { identity }, 'Denied', inOther],
    ['only the resource side', { resource: resource(to(ROLE)) }, 'Denied', inOther],
    ['both sides', { identity, resource: resource(to(ROLE)) }, 'Allowed', inOther],
    ['both sides, the resource’s for the account', { identity, resource: resource(to(ACCOUNT_ROOT)) }, 'Allowed', inOther],
    ['both sides, the resource’s for everybody', { identity, resource: resource(everybody()) }, 'Allowed', inOther],
    ['both sides, and a boundary outside', { identity, boundary: nothing, resource: resource(to(ROLE)) }, 'Denied', inOther],
    ['the resource allows its own account alone', { identity, resource: resource(to(OTHER_ROOT)) }, 'Denied', inOther],
    ['a stranger of another account', { resource: resource(to(ACCOUNT_ROOT)), identity }, 'Denied', { principal: stranger }],
    [
      'a stranger that is let in by the account’s number',
      { resource: resource(to(OTHER)), identity },
      'Allowed',
      { principal: stranger },
    ],
    [
      'the resource denies what both allow',
      { identity, resource: resource(to(ROLE), deny({ Principal: '*' })) },
      'Denied',
      inOther,
    ],
    ['an account that only the deployment knows', { identity }, 'Unknown', { resourceAccount: symbol('AWS::AccountId') }],
    [
      'the account that only the deployment knows, on both sides',
      { identity },
      'Allowed',
      { principal: { ...role, account: symbol('AWS::AccountId') } as Principal, resourceAccount: symbol('AWS::AccountId') },
    ],
  ],
  'No signature, and services': [
    ['nobody allows', { identity }, 'Denied', { principal: anonymous }],
    ['everybody is allowed', { resource: resource(everybody()) }, 'Allowed', { principal: anonymous }],
    ['everybody, written the long way', { resource: resource(to('*')) }, 'Allowed', { principal: anonymous }],
    ['an account is allowed', { resource: resource(to(ACCOUNT_ROOT)) }, 'Denied', { principal: anonymous }],
    [
      'everybody of our account, which no signature names',
      { resource: resource(everybody(when('StringEquals', 'aws:PrincipalAccount', ACCOUNT))) },
      'Denied',
      { principal: anonymous },
    ],
    [
      'everybody but the unsigned',
      { resource: resource(everybody(), deny({ Principal: '*', ...when('Null', 'aws:PrincipalArn', 'true') })) },
      'Denied',
      { principal: anonymous },
    ],
    [
      'a service by its name',
      { resource: resource(allow({ Principal: { Service: 'logs.eu-central-1.amazonaws.com' } })) },
      'Allowed',
      { principal: service },
    ],
    [
      'a service by another Region’s name',
      { resource: resource(allow({ Principal: { Service: 'logs.eu-west-1.amazonaws.com' } })) },
      'Denied',
      { principal: service },
    ],
    [
      'a service for another source',
      {
        resource: resource(
          allow({
            Principal: { Service: 'logs.eu-central-1.amazonaws.com' },
            ...when('StringEquals', 'aws:SourceAccount', ACCOUNT),
          }),
        ),
      },
      'Denied',
      { principal: service, context: { 'aws:SourceAccount': OTHER } },
    ],
    ['a role is no service', { resource: resource(allow({ Principal: { Service: ROLE } })) }, 'Denied'],
  ],
  'AWS KMS: key policies': [
    ['an identity policy alone', { identity: [policy(uses())], resource: key() }, 'Denied', decrypt],
    ['the key policy alone', { resource: key(uses({ Principal: { AWS: ROLE } })) }, 'Allowed', decrypt],
    [
      'the key policy lets identity policies decide, and none does',
      { resource: key(uses({ Principal: { AWS: ACCOUNT_ROOT } })) },
      'Denied',
      decrypt,
    ],
    [
      '… and one does',
      { identity: [policy(uses())], resource: key(uses({ Principal: { AWS: ACCOUNT_ROOT } })) },
      'Allowed',
      decrypt,
    ],
    [
      'the account, for one role by condition',
      {
        identity: [policy(uses())],
        resource: key(uses({ Principal: { AWS: ACCOUNT_ROOT }, ...when('ArnEquals', 'aws:PrincipalArn', ROLE) })),
      },
      'Allowed',
      { ...decrypt, context: { 'aws:PrincipalArn': ROLE } },
    ],
    [
      '… and another one asks',
      {
        identity: [policy(uses())],
        resource: key(uses({ Principal: { AWS: ACCOUNT_ROOT }, ...when('ArnEquals', 'aws:PrincipalArn', ROLE) })),
      },
      'Denied',
      { ...decrypt, context: { 'aws:PrincipalArn': `${ROLE}2` } },
    ],
    ['the root user has nothing without the key policy', { resource: key() }, 'Denied', { ...decrypt, principal: root }],
    [
      'the root user with it',
      { resource: key(uses({ Principal: { AWS: ACCOUNT_ROOT } })) },
      'Allowed',
      { ...decrypt, principal: root },
    ],
    [
      'another account needs both',
      { identity: [policy(uses())], resource: key(uses({ Principal: { AWS: ROLE } })) },
      'Allowed',
      { ...decrypt, ...inOther },
    ],
    [
      'another account with the key policy alone',
      { resource: key(uses({ Principal: { AWS: ROLE } })) },
      'Denied',
      { ...decrypt, ...inOther },
    ],
    [
      'an administrator may not decrypt',
      {
        identity: [policy(uses({ Action: 'kms:*' }))],
        resource: key(uses({ Action: ['kms:PutKeyPolicy'], Principal: { AWS: ROLE } })),
      },
      'Denied',
      decrypt,
    ],
  ],
  'Role trust policies': [
    ['an identity policy alone', { identity: [policy(assumes({ Resource: '*' }))], resource: trust() }, 'Denied', assume],
    ['the trust policy names the role', { resource: trust(assumes({ Principal: { AWS: ROLE } })) }, 'Allowed', assume],
    ['the trust policy names the account', { resource: trust(assumes({ Principal: { AWS: ACCOUNT } })) }, 'Denied', assume],
    [
      '… and an identity policy allows',
      { identity: [policy(assumes({ Resource: '*' }))], resource: trust(assumes({ Principal: { AWS: ACCOUNT } })) },
      'Allowed',
      assume,
    ],
    [
      'a tag that must be there is not',
      { resource: trust(assumes({ Principal: { AWS: ROLE }, ...when('StringLike', 'aws:RequestTag/TenantId', '?*') })) },
      'Denied',
      assume,
    ],
    [
      '… and is',
      { resource: trust(assumes({ Principal: { AWS: ROLE }, ...when('StringLike', 'aws:RequestTag/TenantId', '?*') })) },
      'Allowed',
      { ...assume, context: { 'aws:RequestTag/TenantId': 'acme' } },
    ],
    [
      'AssumeRole is not TagSession',
      { resource: trust(assumes({ Principal: { AWS: ROLE } })) },
      'Denied',
      { ...assume, action: 'sts:TagSession' },
    ],
  ],
  'Endpoint policies': [
    ['it allows', { identity, endpoint: policy(everybody()) }, 'Allowed'],
    ['it does not', { identity, endpoint: nothing }, 'Denied'],
    ['it denies', { identity, endpoint: policy(everybody(), deny({ Principal: '*' })) }, 'Denied'],
    ['it grants nothing', { endpoint: policy(everybody()) }, 'Denied'],
    ['an account in it is the root user alone', { identity, endpoint: policy(to(ACCOUNT_ROOT)) }, 'Denied'],
    ['… which passes', { endpoint: policy(to(ACCOUNT_ROOT)) }, 'Allowed', { principal: root }],
    [
      'no signature has no account',
      { resource: resource(everybody()), endpoint: policy(everybody(when('StringEquals', 'aws:PrincipalAccount', ACCOUNT))) },
      'Denied',
      { principal: anonymous },
    ],
  ],
  'Action and NotAction': [
    ['without case', { identity: [policy(allow({ Action: 'DynamoDB:getitem' }))] }, 'Allowed'],
    ['with wildcards', { identity: [policy(allow({ Action: 'dynamodb:Get*' }))] }, 'Allowed'],
    ['with a question mark', { identity: [policy(allow({ Action: 'dynamodb:?etItem' }))] }, 'Allowed'],
    ['everything', { identity: [policy(allow({ Action: '*' }))] }, 'Allowed'],
    ['a typing error', { identity: [policy(allow({ Action: 'dynamodb:GetItm' }))] }, 'Denied'],
    ['of another service', { identity: [policy(allow({ Action: 's3:*' }))] }, 'Denied'],
    ['all but others', { identity: [policy({ Effect: 'Allow', NotAction: 's3:*', Resource: '*' })] }, 'Allowed'],
    ['all but this', { identity: [policy({ Effect: 'Allow', NotAction: ['s3:*', 'dynamodb:Get*'], Resource: '*' })] }, 'Denied'],
    [
      'a denial of all but others',
      { identity: [policy(allow(), { Effect: 'Deny', NotAction: 's3:*', Resource: '*' })] },
      'Denied',
    ],
  ],
  'Resource and NotResource': [
    ['itself', { identity: [policy(allow({ Resource: TABLE }))] }, 'Allowed'],
    ['case counts', { identity: [policy(allow({ Resource: TABLE.replace('orders', 'Orders') }))] }, 'Denied'],
    ['a prefix', { identity: [policy(allow({ Resource: `${TABLE}*` }))] }, 'Allowed'],
    ['its indexes', { identity: [policy(allow({ Resource: `${TABLE}/index/*` }))] }, 'Denied'],
    ['any Region', { identity: [policy(allow({ Resource: `arn:aws:dynamodb:*:${ACCOUNT}:table/orders` }))] }, 'Allowed'],
    ['another account', { identity: [policy(allow({ Resource: `arn:aws:dynamodb:*:${OTHER}:table/*` }))] }, 'Denied'],
    ['a star at the end of a part reaches further', { identity: [policy(allow({ Resource: 'arn:aws:dynamodb:*' }))] }, 'Allowed'],
    ['a star within a part does not', { identity: [policy(allow({ Resource: 'arn:aws:dynamo*b:table/orders' }))] }, 'Denied'],
    ['an ARN cut short stands for all that begin so', { identity: [policy(allow({ Resource: 'arn:aws:dynamodb' }))] }, 'Allowed'],
    ['all but others', { identity: [policy({ Effect: 'Allow', Action: '*', NotResource: `${TABLE}2` })] }, 'Allowed'],
    ['all but this', { identity: [policy({ Effect: 'Allow', Action: '*', NotResource: [TABLE] })] }, 'Denied'],
    [
      'by a variable',
      { identity: [policy(allow({ Resource: 'arn:aws:dynamodb:*:*:table/${aws:PrincipalTag/T}' }))] },
      'Allowed',
      { context: { 'aws:PrincipalTag/T': 'orders' } },
    ],
    [
      'by a variable that is absent',
      { identity: [policy(allow({ Resource: 'arn:aws:dynamodb:*:*:table/${aws:PrincipalTag/T}' }))] },
      'Denied',
    ],
    [
      'a denial by a variable that is absent denies nothing',
      { identity: [policy(allow(), deny({ Resource: 'arn:aws:dynamodb:*:*:table/${aws:PrincipalTag/T}' }))] },
      'Allowed',
    ],
    [
      'a variable’s star is a star and nothing else',
      { identity: [policy(allow({ Resource: 'arn:aws:dynamodb:*:*:table/${aws:PrincipalTag/T}' }))] },
      'Denied',
      { context: { 'aws:PrincipalTag/T': '*' } },
    ],
    [
      'before 2012-10-17 a variable is text',
      {
        identity: [
          {
            source: 'old',
            document: {
              Version: '2008-10-17',
              Statement: [allow({ Resource: 'arn:aws:dynamodb:*:*:table/${aws:PrincipalTag/T}' })],
            },
          },
        ],
      },
      'Denied',
      { context: { 'aws:PrincipalTag/T': 'orders' } },
    ],
  ],
  NotPrincipal: [
    [
      'a denial for all but the user and its account',
      {
        identity,
        resource: resource({ Effect: 'Deny', Action: '*', Resource: '*', NotPrincipal: { AWS: [USER, ACCOUNT_ROOT] } }),
      },
      'Allowed',
      { principal: user },
    ],
    [
      'a denial for all but somebody else',
      {
        identity,
        resource: resource({
          Effect: 'Deny',
          Action: '*',
          Resource: '*',
          NotPrincipal: { AWS: [`arn:aws:iam::${OTHER}:user/bob`, OTHER_ROOT] },
        }),
      },
      'Denied',
    ],
    [
      'a denial for all but the role, without its session',
      {
        identity,
        resource: resource({ Effect: 'Deny', Action: '*', Resource: '*', NotPrincipal: { AWS: [ROLE, ACCOUNT_ROOT] } }),
      },
      'Unknown',
    ],
    [
      'a denial for all but role, session and account',
      {
        identity,
        resource: resource({ Effect: 'Deny', Action: '*', Resource: '*', NotPrincipal: { AWS: [ROLE, SESSION, ACCOUNT_ROOT] } }),
      },
      'Allowed',
    ],
    [
      'an allowance for all but somebody else reaches the unsigned',
      { resource: resource({ Effect: 'Allow', Action: '*', Resource: '*', NotPrincipal: { AWS: USER } }) },
      'Allowed',
      { principal: anonymous },
    ],
    [
      'an allowance for all but the user',
      { resource: resource({ Effect: 'Allow', Action: '*', Resource: '*', NotPrincipal: { AWS: USER } }) },
      'Denied',
      { principal: user },
    ],
  ],
  'NotPrincipal, by who asks': [
    ['the user without its account', butFor({ AWS: USER }), 'Unknown', { principal: user }],
    ['the account without the user', butFor({ AWS: ACCOUNT_ROOT }), 'Unknown', { principal: user }],
    ['another user', butFor({ AWS: `${USER}2` }), 'Denied', { principal: user }],
    ['the account, for its root user', butFor({ AWS: ACCOUNT_ROOT }), 'Allowed', { principal: root }],
    ['a user, for the root user', butFor({ AWS: USER }), 'Denied', { principal: root }],
    ['a role alone', butFor({ AWS: ROLE }), 'Unknown'],
    ['a session alone', butFor({ AWS: SESSION }), 'Unknown'],
    ['an account alone, for a role', butFor({ AWS: ACCOUNT }), 'Unknown'],
    [
      'a role and its account, of a session that nobody can name',
      butFor({ AWS: [ROLE, ACCOUNT] }),
      'Unknown',
      { principal: { kind: 'role', arn: ROLE, account: ACCOUNT } },
    ],
    ['everybody, and so a denial for nobody', butFor({ AWS: '*' }), 'Allowed'],
    ['everybody, in short', butFor('*'), 'Allowed'],
    ['a service', butFor({ Service: 'logs.eu-central-1.amazonaws.com' }), 'Allowed', { principal: service }],
    ['another service', butFor({ Service: 'sns.amazonaws.com' }), 'Denied', { principal: service }],
    ['a user, for the unsigned', butFor({ AWS: USER }), 'Denied', { principal: anonymous }],
    [
      'an allowance for all but another user',
      { resource: resource({ Effect: 'Allow', Action: '*', Resource: '*', NotPrincipal: { AWS: `${USER}2` } }) },
      'Allowed',
      { principal: user },
    ],
  ],
  'NotPrincipal, and a permissions boundary': [
    // "will always deny any IAM principal that has a permissions boundary policy attached, regardless of the values specified"
    [
      'a role with its session and account',
      { ...butFor({ AWS: [ROLE, SESSION, ACCOUNT] }), boundary: policy(allow()) },
      'Denied',
    ],
    [
      'a user with its account',
      { ...butFor({ AWS: [USER, ACCOUNT] }), boundary: policy(allow()) },
      'Denied',
      { principal: user },
    ],
    ['everybody', { ...butFor('*'), boundary: policy(allow()) }, 'Denied'],
    [
      'of an endpoint',
      {
        identity,
        boundary: policy(allow()),
        endpoint: policy(everybody(), {
          Effect: 'Deny',
          Action: '*',
          Resource: '*',
          NotPrincipal: { AWS: [ROLE, SESSION, ACCOUNT] },
        }),
      },
      'Denied',
    ],
    [
      'a denial of something else',
      {
        identity,
        boundary: policy(allow()),
        resource: resource({ Effect: 'Deny', Action: 's3:*', Resource: '*', NotPrincipal: { AWS: USER } }),
      },
      'Allowed',
    ],
    [
      'a service, which has none',
      { ...butFor({ Service: 'logs.eu-central-1.amazonaws.com' }), boundary: nothing },
      'Allowed',
      { principal: service },
    ],
    [
      'an allowance is about nobody named',
      {
        boundary: policy(allow()),
        resource: resource({ Effect: 'Allow', Action: '*', Resource: '*', NotPrincipal: { AWS: USER } }),
      },
      'Denied',
      { principal: user },
    ],
  ],
  Principal: [
    ['the account’s number', { resource: resource(to(ACCOUNT)), identity }, 'Allowed'],
    ['the account in another partition’s words', { resource: key(to('arn:aws-cn:iam::111122223333:root')), identity }, 'Allowed'],
    ['a number that is too long', { resource: key(to(`${ACCOUNT}4`)), identity }, 'Denied'],
    ['a number that is too short', { resource: key(to(ACCOUNT.slice(1))), identity }, 'Denied'],
    ['a number among other text', { resource: key(to(`x${ACCOUNT}`)), identity }, 'Denied'],
    ['something that ends as a root’s ARN', { resource: key(to(`x${ACCOUNT_ROOT}`)), identity }, 'Denied'],
    ['something that begins as one', { resource: key(to(`${ACCOUNT_ROOT}s`)), identity }, 'Denied'],
    ['another account', { resource: key(to(OTHER)), identity }, 'Denied'],
    ['a root of another service', { resource: key(to(`arn:aws:sts::${ACCOUNT}:root`)), identity }, 'Denied'],
    ['an account that only the deployment knows', { resource: key(to(symbol('AWS::AccountId'))), identity }, 'Unknown'],
    ['its root, written out', { resource: key(to(`arn:aws:iam::${symbol('AWS::AccountId')}:root`)), identity }, 'Unknown'],
    ['a role that only the deployment knows', { resource: key(to(symbol('parameter s/Role'))) }, 'Unknown'],
    ['the root user is no user', { resource: key(to(USER)) }, 'Denied', { principal: root }],
    ['a user is not its namesake’s session', { resource: key(to(SESSION)) }, 'Denied', { principal: user }],
    [
      'a session that has no name',
      { resource: key(to(SESSION)) },
      'Denied',
      { principal: { kind: 'role', arn: ROLE, account: ACCOUNT } },
    ],
    ['a wildcard in a name is no wildcard', { resource: key(to(`arn:aws:iam::${ACCOUNT}:role/*`)) }, 'Denied'],
    ['somebody of an identity provider', { resource: key(allow({ Principal: { Federated: 'accounts.google.com' } })) }, 'Denied'],
    [
      'a service’s name as an AWS principal',
      { resource: key(to('logs.eu-central-1.amazonaws.com')) },
      'Denied',
      { principal: service },
    ],
    ['one of several', { resource: key(allow({ Principal: { AWS: [USER, ROLE] } })) }, 'Allowed'],
    ['one of several kinds', { resource: key(allow({ Principal: { Service: 'sns.amazonaws.com', AWS: ROLE } })) }, 'Allowed'],
    ['a number that JSON does not quote', { resource: key(allow({ Principal: { AWS: 111122223333 } })), identity }, 'Allowed'],
  ],
  'Boundaries and session policies, on what they limit': [
    ['a key’s grant to the account', { identity, boundary: nothing, resource: key(to(ACCOUNT)) }, 'Denied'],
    ['a key’s grant to everybody', { boundary: nothing, resource: key(everybody()) }, 'Unknown'],
    ['… and within it', { boundary: policy(allow()), resource: key(everybody()) }, 'Allowed'],
    ['a grant to everybody, and a session policy', { session: [nothing], resource: resource(everybody()) }, 'Unknown'],
    ['a grant to the role that is in doubt', { resource: resource(to(ROLE, open)) }, 'Unknown', unknown],
    ['a grant to the session that is in doubt', { resource: resource(to(SESSION, open)) }, 'Unknown', unknown],
    ['a session policy in doubt', { identity, session: [policy(allow(open))] }, 'Unknown', unknown],
    ['a user’s boundary, and an identity policy', { identity, boundary: nothing }, 'Denied', { principal: user }],
    ['a boundary in another account', { identity, boundary: policy(allow()), resource: resource(to(ROLE)) }, 'Allowed', inOther],
    ['session policies there', { identity, session: [nothing], resource: resource(to(ROLE)) }, 'Denied', inOther],
    ['the root user of another account', { resource: resource(to(ACCOUNT)) }, 'Allowed', { principal: root, ...inOther }],
    ['… whom nobody lets in', {}, 'Denied', { principal: root, ...inOther }],
  ],
  'Control policies and endpoints, on what they limit': [
    ['a level in doubt', { identity, serviceControl: [[policy(allow(open))]] }, 'Unknown', unknown],
    ['a level of resource control in doubt', { identity, resourceControl: [[policy(everybody(open))]] }, 'Unknown', unknown],
    ['one of a level of resource control is enough', { identity, resourceControl: [[nothing, policy(everybody())]] }, 'Allowed'],
    ['every level of it must allow', { identity, resourceControl: [[policy(everybody())], [nothing]] }, 'Denied'],
    [
      'resource control for another role',
      { identity, resourceControl: [[policy(everybody(), deny({ Principal: { AWS: `${ROLE}2` } }))]] },
      'Allowed',
    ],
    [
      'resource control denies a service',
      {
        resource: resource(allow({ Principal: { Service: 'logs.eu-central-1.amazonaws.com' } })),
        resourceControl: [[policy(everybody(), deny({ Principal: '*' }))]],
      },
      'Denied',
      { principal: service },
    ],
    ['an endpoint policy for the role', { identity, endpoint: policy(to(ROLE)) }, 'Allowed'],
    ['an endpoint policy for another', { identity, endpoint: policy(to(`${ROLE}2`)) }, 'Denied'],
    [
      'an identity policy says nothing about a service',
      { identity: [policy(deny())], resource: resource(everybody()) },
      'Allowed',
      { principal: service },
    ],
    [
      'nor about the unsigned',
      { identity: [policy(deny())], resource: resource(everybody()) },
      'Allowed',
      { principal: anonymous },
    ],
  ],
  'Resource, in part': [
    ['five parts of an ARN', { identity: [policy(allow({ Resource: `arn:aws:dynamodb:eu-central-1:${ACCOUNT}` }))] }, 'Allowed'],
    ['five parts of another', { identity: [policy(allow({ Resource: `arn:aws:dynamodb:eu-west-1:${ACCOUNT}` }))] }, 'Denied'],
    ['no ARN', { identity: [policy(allow({ Resource: 'table/orders' }))] }, 'Denied'],
    ['a star within a part', { identity: [policy(allow({ Resource: 'arn:aws:d*b:eu-*:*:table/o*s' }))] }, 'Allowed'],
    // "AWS automatically completes the ARN by adding wildcard characters (*) to all missing fields"
    // Neither does it say whether that comes before "it can expand to match beyond the colon boundaries".
    [
      'a star for two parts: the sixth is missing',
      { identity: [policy(allow({ Resource: 'arn:aws:dynamodb:*:table/orders' }))] },
      'Unknown',
    ],
    [
      'a star for two parts that do not fit',
      { identity: [policy(allow({ Resource: 'arn:aws:dynamodb:*:table/others' }))] },
      'Denied',
    ],
    [
      'a star for two parts, and a variable',
      { identity: [policy(allow({ Resource: 'arn:aws:dynamodb:*:table/${aws:PrincipalTag/T}' }))] },
      'Unknown',
      { context: { 'aws:PrincipalTag/T': 'orders' } },
    ],
    [
      'an inner star against a colon in the sixth part',
      { identity: [policy(allow(), deny({ Resource: 'arn:aws:dynamodb:*:*:table/o*x' }))] },
      'Unknown',
      { resource: `${TABLE}:x` },
    ],
    [
      'a denial of a name beyond U+FFFF',
      { identity: [policy(allow(), deny({ Resource: 'arn:aws:s3:::b/😀*' }))] },
      'Denied',
      { resource: 'arn:aws:s3:::b/😀1' },
    ],
    ['a question mark in a part', { identity: [policy(allow({ Resource: 'arn:aws:dyn?modb:*:*:table/order?' }))] }, 'Allowed'],
    ['a question mark for nothing', { identity: [policy(allow({ Resource: `${TABLE}?` }))] }, 'Denied'],
    ['one of several', { identity: [policy(allow({ Resource: ['arn:aws:s3:::x', TABLE] }))] }, 'Allowed'],
    [
      'all but what a variable that is absent names: not documented',
      { identity: [policy({ Effect: 'Allow', Action: '*', NotResource: 'arn:aws:dynamodb:*:*:table/${aws:PrincipalTag/T}' })] },
      'Unknown',
    ],
    [
      'all but what a variable names',
      { identity: [policy({ Effect: 'Allow', Action: '*', NotResource: 'arn:aws:dynamodb:*:*:table/${aws:PrincipalTag/T}' })] },
      'Denied',
      { context: { 'aws:PrincipalTag/T': 'orders' } },
    ],
    [
      'a variable that is open',
      { identity: [policy(allow({ Resource: 'arn:aws:dynamodb:*:*:table/${aws:PrincipalTag/T}' }))] },
      'Unknown',
      { context: { 'aws:PrincipalTag/T': OPEN } },
    ],
    ['no action at all', { identity: [policy(allow({ Action: [] }))] }, 'Denied'],
    [
      'several that are none of them',
      { identity: [policy({ Effect: 'Allow', NotAction: ['s3:*', 'sqs:*'], Resource: '*' })] },
      'Allowed',
    ],
  ],
  'What is not known': [
    ['an allowance', { identity: [policy(allow(open))] }, 'Unknown', unknown],
    ['an allowance beside a certain one', { identity: [policy(allow(open), allow())] }, 'Allowed', unknown],
    ['a denial', { identity: [policy(allow(), deny(open))] }, 'Unknown', unknown],
    ['a denial beside a certain one', { identity: [policy(allow(), deny(open), deny())] }, 'Denied', unknown],
    ['a denial where nothing allows', { identity: [policy(deny(open))] }, 'Denied', unknown],
    ['a boundary', { identity, boundary: policy(allow(open)) }, 'Unknown', unknown],
    ['an endpoint policy', { identity, endpoint: policy(everybody(open)) }, 'Unknown', unknown],
    [
      'the name of a resource of the app',
      { identity: [policy(allow({ Resource: `arn:aws:dynamodb:*:*:table/${symbol('app/Orders')}` }))] },
      'Denied',
    ],
    [
      'the resource itself, by that name',
      { identity: [policy(allow({ Resource: `arn:aws:dynamodb:*:*:table/${symbol('app/Orders')}` }))] },
      'Allowed',
      { resource: `arn:aws:dynamodb:eu-central-1:${ACCOUNT}:table/${symbol('app/Orders')}` },
    ],
    [
      'another resource of the app',
      { identity: [policy(allow({ Resource: `arn:aws:dynamodb:*:*:table/${symbol('app/Orders')}/index/*` }))] },
      'Denied',
      { resource: `arn:aws:dynamodb:eu-central-1:${ACCOUNT}:table/${symbol('app/Others')}/index/one` },
    ],
    [
      'a made-up name and a written prefix',
      { identity: [policy(allow({ Resource: `arn:aws:dynamodb:*:*:table/app-*` }))] },
      'Unknown',
      { resource: `arn:aws:dynamodb:eu-central-1:${ACCOUNT}:table/${symbol('app/Orders')}` },
    ],
    [
      'a parameter and a name',
      { identity: [policy(allow({ Resource: `arn:aws:dynamodb:*:*:table/${symbol('parameter app/Name')}` }))] },
      'Unknown',
    ],
    [
      'a parameter and another service',
      { identity: [policy(allow({ Resource: `arn:aws:s3:::${symbol('parameter app/Name')}` }))] },
      'Denied',
    ],
    [
      'every resource, whatever it is called',
      { identity: [policy(allow())] },
      'Allowed',
      { resource: symbol('parameter app/Arn') },
    ],
  ],
};

describe.each(Object.entries(ROWS))('%s', (_section, rows) => {
  test.each(rows.map((row, index) => [index + 1, ...row] as const))('%i. %s', (_number, _title, policies, effect, more = {}) => {
    expect(evaluate(request(more), policies).effect).toBe(effect);
  });
});

describe('names that CloudFormation makes up', () => {
  // `stack-LogicalId-random`: never a name that somebody wrote, nor another resource's; how it begins is not known here.
  test.each([
    ['a name and the whole of another', symbol('s/Orders'), `${symbol('s/Orders')}`, 'Allowed'],
    ['another name', symbol('s/Orders'), `${symbol('s/Others')}`, 'Denied'],
    ['a written name', symbol('s/Orders'), 'orders', 'Denied'],
    ['a star', symbol('s/Orders'), '*', 'Allowed'],
    ['a prefix', symbol('s/Orders'), 'app-*', 'Unknown'],
    // It ends at random.
    ['an end', symbol('s/Orders'), '*-app', 'Denied'],
    ['something within', symbol('s/Orders'), '*app*', 'Unknown'],
    ['question marks', symbol('s/Orders'), 'app-???', 'Unknown'],
    ['a prefix with a slash', symbol('s/Orders'), 'app/*', 'Denied'],
    ['the name and more', symbol('s/Orders'), `${symbol('s/Orders')}/index/*`, 'Denied'],
    ['a parameter', symbol('s/Orders'), symbol('parameter s/P'), 'Unknown'],
    ['a parameter and an end', symbol('s/Orders'), `${symbol('parameter s/P')}x`, 'Denied'],
    ['an account is no name', symbol('s/Orders'), symbol('AWS::AccountId'), 'Denied'],
    ['a name that nobody has named, and a name', symbol('s/Orders'), fresh('x'), 'Denied'],
    ['a prefix, for one that nobody has named', fresh('x'), 'app-*', 'Denied'],
    ['a star, for one that nobody has named', fresh('x'), '*', 'Allowed'],
    ['itself', fresh('x'), fresh('x'), 'Allowed'],
    ['a parameter, for one that nobody has named', fresh('x'), symbol('parameter s/P'), 'Denied'],
  ] as const)('%s', (_title, name, pattern, effect) => {
    const table = (of: string) => `arn:aws:dynamodb:eu-central-1:${ACCOUNT}:table/${of}`;
    const identity = [policy(allow({ Resource: table(pattern) }))];
    expect(decide({ identity }, { resource: table(name) }).effect).toBe(effect);
  });
});

describe('an answer says who decided', () => {
  test.each<[string, Policies, string | undefined, string]>([
    [
      'the Sid that allows',
      { identity: [named('Role/Policy', allow({ Sid: 'Rows' }))] },
      'Role/Policy “Rows”',
      'Role/Policy “Rows” allows it',
    ],
    [
      'the number of a statement without one',
      { identity: [named('Role/Policy', deny({ Action: 's3:*' }), allow())] },
      'Role/Policy statement 1',
      'Role/Policy statement 1 allows it',
    ],
    [
      'the statement that denies',
      { identity: [named('P', allow(), deny({ Sid: 'Never' }))] },
      'P “Never”',
      'P “Never” denies it',
    ],
    ['that nothing allows', {}, undefined, 'no policy allows it'],
    ['the boundary', { identity, boundary: nothing }, undefined, 'the permissions boundary does not allow it'],
    ['the session policies', { identity, session: [nothing] }, undefined, 'the session policies do not allow it'],
    [
      'the endpoint',
      { identity, endpoint: named('Vpc/Endpoint') },
      undefined,
      'the endpoint policy Vpc/Endpoint does not allow it',
    ],
    [
      'the level of control policies',
      { identity, serviceControl: [[policy(allow())], [nothing]] },
      undefined,
      'no service control policy of level 1 allows it',
    ],
    [
      'the resource’s own policy',
      { identity, resource: key() },
      undefined,
      'the resource’s own policy is the authority, and no statement of it allows this principal',
    ],
    [
      'the level of control policies of resources',
      { identity, resourceControl: [[policy(everybody())], [nothing]] },
      undefined,
      'no resource control policy of level 1 allows it',
    ],
    ['that nothing allows, rather than the boundary', { boundary: nothing }, undefined, 'no policy allows it'],
    ['that nothing allows, rather than the session', { session: [nothing] }, undefined, 'no policy allows it'],
    ['an empty Sid is none', { identity: [named('P', allow({ Sid: '' }))] }, 'P statement 0', 'P statement 0 allows it'],
    [
      'a certain statement before a doubtful one',
      { identity: [named('P', allow({ Sid: 'A', ...open }), allow({ Sid: 'B' }))] },
      'P “B”',
      'P “B” allows it',
    ],
    ['the resource’s policy', { resource: resource(to(ROLE, { Sid: 'App' })) }, 'table “App”', 'table “App” allows it'],
    [
      'what is not known',
      { identity: [named('P', allow({ Sid: 'Perhaps', ...when('StringEquals', symbol('k'), 'a') }))] },
      undefined,
      'no policy allows it',
    ],
  ])('%s', (_title, policies, statement, because) => {
    const decision = decide(policies);
    expect([decision.statement, decision.because]).toEqual([statement, because]);
  });

  test.each<[string, Policies, Partial<Request>, string]>([
    ['the other account', { identity }, inOther, 'no policy of the resource in the other account allows it'],
    ['nobody there', {}, inOther, 'no policy allows it'],
    ['the root user', {}, { principal: root }, 'the account’s root user allows it'],
    ['no signature', { resource: resource() }, { principal: anonymous }, 'no policy of the resource allows it'],
    [
      'no signature, and everybody',
      { resource: resource(everybody({ Sid: 'All' })) },
      { principal: anonymous },
      'table “All” allows it',
    ],
    [
      'a key’s own policy, in the other account',
      { identity, resource: key() },
      inOther,
      'no policy of the resource in the other account allows it',
    ],
    [
      'a policy of which the deployment alone knows the account',
      { identity },
      { resourceAccount: symbol('AWS::AccountId') },
      'policy statement 0 depends on facts that only the deployment or the request knows',
    ],
  ])('%s', (_title, policies, more, because) => expect(decide(policies, more).because).toBe(because));

  test('what is not known, with the conditions that are left', () => {
    const decision = decide({ identity: [named('P', allow({ Sid: 'Perhaps', ...open }))] }, unknown);
    expect(decision).toEqual({
      effect: 'Unknown',
      statement: 'P “Perhaps”',
      because: 'P “Perhaps” allows it if aws:x is a',
      remaining: [{ operator: 'StringEquals', key: 'aws:x', values: ['a'] }],
    });
  });

  test.each<[condition: object, words: string]>([
    [{ IpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '192.0.2.0/24'] } }, 'aws:SourceIp is in 10.0.0.0/8 or 192.0.2.0/24'],
    [{ StringNotLike: { 'aws:Referer': 'x*' } }, 'aws:Referer is not like x*'],
    [{ Null: { 'aws:TokenIssueTime': 'false' } }, 'aws:TokenIssueTime is present'],
    [{ Null: { 'aws:TokenIssueTime': 'true' } }, 'aws:TokenIssueTime is absent'],
    [{ StringEqualsIfExists: { 'aws:SourceVpce': 'vpce-1' } }, 'aws:SourceVpce is vpce-1 or is absent'],
    [{ 'ForAnyValue:StringLike': { 'aws:TagKeys': 'a*' } }, 'some value of aws:TagKeys is like a*'],
    [{ 'ForAllValues:StringEquals': { 'aws:TagKeys': 'a' } }, 'every value of aws:TagKeys is a'],
    [{ NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' } }, 'aws:MultiFactorAuthAge is less than 3600'],
    [{ StringEquals: { 'aws:x': ['a', 'b', 'c', 'd', 'e'] } }, 'aws:x is a or b or c or 2 more'],
    [{ Sounds: { 'aws:x': 'a' } }, 'Sounds aws:x a'],
    [{ Bool: { 'aws:a': 'true' }, StringEquals: { 'aws:b': 'c' } }, 'aws:a is true and aws:b is c'],
  ])('the condition %j in words', (written, words) => {
    const Condition = written as JsonObject;
    const keys = Object.values(written).flatMap((block) => Object.keys(block as object));
    const context: RequestContext = Object.fromEntries(keys.map((key): [string, typeof OPEN] => [key, OPEN]));
    const of = (Effect: 'Allow' | 'Deny') => named('P', allow(), allow({ Effect, Condition }));

    expect(decide({ identity: [named('P', allow({ Condition }))] }, { context }).because).toBe(
      `P statement 0 allows it if ${words}`,
    );
    expect(decide({ identity: [of('Deny')] }, { context }).because).toBe(`P statement 1 denies it if ${words}`);
  });

  test.each<[what: string, because: string, statement: string | undefined]>([
    ['that allows', 'P statement 0 allows it', 'P statement 0'],
    ['that may allow', 'P “A b” allows it if aws:x is y', 'P “A b”'],
    ['that may deny', 'P “A b” denies it if aws:x is y', 'P “A b”'],
    ['of unknown facts', 'P statement 0 depends on facts that only the deployment or the request knows', 'P statement 0'],
    ['none', 'no policy allows it by name', undefined],
  ])('a statement is found in the sentence: one %s', (_what, because, statement) => {
    expect(statementIn(because)).toBe(statement);
  });

  test('a name that is not known leaves more than a condition', () => {
    const Condition = { StringEquals: { 'aws:x': 'y' } };
    const Resource = symbol('Later');
    const { because, remaining } = decide(
      { identity: [named('P', allow({ Condition, Resource }))] },
      { context: { 'aws:x': OPEN } },
    );

    expect(because).toBe('P statement 0 depends on facts that only the deployment or the request knows');
    expect(remaining).toBeUndefined();
  });
});

describe('a policy that is none is refused, not skipped', () => {
  test.each<[string, unknown, RegExp]>([
    ['text', 'Allow all', /the policy is "Allow all"\n {2}expected {2}an object/],
    [
      'an effect that is none',
      { Statement: [allow({ Effect: 'allow' })] },
      /Effect is "allow"\n {2}expected {2}"Allow" or "Deny"/,
    ],
    ['no effect', { Statement: [{ Action: '*', Resource: '*' }] }, /Effect is missing/],
    ['no action', { Statement: [{ Effect: 'Allow', Resource: '*' }] }, /has neither Action nor NotAction/],
    ['both actions', { Statement: [allow({ NotAction: 'a:b' })] }, /has both Action and NotAction/],
    ['both resources', { Statement: [allow({ NotResource: 'a' })] }, /has both Resource and NotResource/],
    ['both principals', { Statement: [allow({ Principal: '*', NotPrincipal: '*' })] }, /has both Principal and NotPrincipal/],
    ['an action that is no text', { Statement: [allow({ Action: [{ a: 1 }] })] }, /Action holds {"a":1}\n {2}expected {2}text/],
    [
      'a principal that is no text',
      { Statement: [allow({ Principal: 'me' })] },
      /Principal is "me"\n {2}expected {2}"\*" or an object/,
    ],
    ['a condition that is a list', { Statement: [allow({ Condition: [] })] }, /Condition is not an object/],
    ['a statement that is text', { Statement: ['x'] }, /statement 0 is not an object/],
    ['a condition whose keys are a list', { Statement: [allow({ Condition: { Bool: [] } })] }, /Condition Bool is not an object/],
    [
      'a value that is an object',
      { Statement: [allow({ Condition: { Bool: { a: {} } } })] },
      /Condition Bool a holds {}\n {2}expected {2}text/,
    ],
    ['a principal’s value that is null', { Statement: [allow({ Principal: { AWS: null } })] }, /Principal AWS holds null/],
    [
      'a principal in an identity’s policy',
      { Statement: [allow({ Principal: '*' })] },
      /has a Principal\n {2}expected {2}no Principal/,
    ],
    [
      'a NotPrincipal there',
      { Statement: [allow({ NotPrincipal: { AWS: ROLE } })] },
      /has a Principal\n {2}expected {2}no Principal/,
    ],
    ['a list', [allow()], /the policy is \[{.*\n {2}expected {2}an object/],
    ['nothing', undefined, /the policy is undefined\n {2}expected {2}an object/],
    ['a long text', 'x'.repeat(100), /the policy is "x{79}\n {2}expected {2}an object/],
  ])('%s', (_title, document, message) => {
    const evaluated = () => evaluate(request(), { identity: [{ source: 'P', document: document as JsonObject }] });
    expect(evaluated).toThrow(message);
    expect(evaluated).toThrow(PolicyError);
  });

  test('a resource’s policy says who it is about', () => {
    expect(() => decide({ resource: resource(allow()) })).toThrow(
      /table statement 0: has no Principal\n {2}expected {2}a Principal/,
    );
    expect(() => decide({ endpoint: policy(allow()) })).toThrow(/has no Principal/);
    expect(() => decide({ resourceControl: [[policy(allow())]] })).toThrow(/has no Principal/);
    expect(() => decide({ boundary: policy(everybody()) })).toThrow(/has a Principal/);
    expect(() => decide({ session: [policy(everybody())] })).toThrow(/has a Principal/);
    expect(() => decide({ serviceControl: [[policy(everybody())]] })).toThrow(/has a Principal/);
    expect(decide({ resource: resource(allow({ NotPrincipal: { AWS: USER } })) }).effect).toBe('Allowed');
  });

  test('a policy without statements says nothing', () => {
    expect(evaluate(request(), { identity: [{ source: 'P', document: {} }] }).effect).toBe('Denied');
  });

  test('one statement may stand without a list', () => {
    expect(evaluate(request(), { identity: [{ source: 'P', document: { Statement: allow() } }] }).effect).toBe('Allowed');
  });
});
