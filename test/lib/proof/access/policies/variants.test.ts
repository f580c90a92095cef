// Policies of which the deployment decides a part: whatever it decides, the answer without the decision does not contradict it.
import * as fc from 'fast-check';
import { documentsOf } from '../../../../../lib/proof/access/policies/documents';
import { PolicyTargetIndex } from '../../../../../lib/proof/access/policies/policy-targets';
import { type Effect, evaluate } from '../../../../../lib/proof/iam';
import { type Json, type JsonObject, TemplateSet } from '../../../../../lib/proof/template';
import { rounds } from '../../../../effort';

const ACCOUNT = '111122223333';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/reader`;
const CONDITIONS = ['First', 'Second'] as const;

type Decided = { readonly [condition in (typeof CONDITIONS)[number]]?: boolean };

/** A template whose conditions the parameters decide, or nobody. */
function templates(Resources: JsonObject, decided: Decided): TemplateSet {
  const parameters = Object.fromEntries(Object.entries(decided).map(([name, is]): [string, string] => [name, is ? 'yes' : 'no']));
  const template: JsonObject = {
    Parameters: { First: { Type: 'String' }, Second: { Type: 'String' } },
    Conditions: Object.fromEntries(CONDITIONS.map((name): [string, Json] => [name, { 'Fn::Equals': [{ Ref: name }, 'yes'] }])),
    Resources,
  };
  return new TemplateSet([{ stackName: 's', template, account: ACCOUNT, region: 'eu-central-1', parameters }]);
}

function documents(set: TemplateSet) {
  return documentsOf(set, new PolicyTargetIndex(set));
}

function asked(action: string, resource: string) {
  const principal = { kind: 'role', arn: ROLE, account: ACCOUNT } as const;
  return { principal, action, resource, resourceAccount: ACCOUNT, context: { 'aws:x': 'a' } };
}

const TABLES = ['orders', 'notes'].map((name) => `arn:aws:dynamodb:eu-central-1:${ACCOUNT}:table/${name}`);
const REQUESTS = ['dynamodb:GetItem', 'dynamodb:Scan'].flatMap((action) => TABLES.map((table) => asked(action, table)));

function effects(policy: Json, decided: Decided): Effect[] | undefined {
  const set = templates({ Role: { Type: 'AWS::IAM::Role', Properties: { Policies: policy } } }, decided);
  const found = documents(set);
  // What one of the forms makes malformed is reported: its effect is no question.
  if (found.some(({ malformed }) => malformed !== undefined)) return undefined;
  return REQUESTS.map((request) => evaluate(request, { identity: found.map((one) => one.policy) }).effect);
}

describe('whatever the deployment decides', () => {
  const perhaps = <T>(one: fc.Arbitrary<T>, depth = 1): fc.Arbitrary<Json> => {
    const branch = depth > 0 ? fc.oneof(one, fc.constant({ Ref: 'AWS::NoValue' })) : one;
    const choice = fc
      .tuple(fc.constantFrom(...CONDITIONS), branch, branch)
      .map(([condition, then, otherwise]) => ({ 'Fn::If': [condition, then, otherwise] }));
    return fc.oneof({ weight: 2, arbitrary: one }, { weight: 1, arbitrary: choice }) as fc.Arbitrary<Json>;
  };
  const action = fc.constantFrom('dynamodb:GetItem', 'dynamodb:Scan', 'dynamodb:*', 's3:GetObject');
  const resource = fc.constantFrom('*', ...TABLES);
  const listOf = (one: fc.Arbitrary<string>) =>
    fc.oneof(
      perhaps(one, 0),
      perhaps(fc.array(one, { minLength: 1, maxLength: 2 }), 0),
      fc.array(perhaps(one), { maxLength: 3 }),
    );
  const block = fc.record({ 'aws:x': fc.constantFrom('a', 'b') });
  const condition = fc.record({ StringEquals: perhaps(block) });
  const statement = fc
    .record({
      Effect: perhaps(fc.constantFrom('Allow', 'Deny'), 0),
      Action: listOf(action),
      Resource: listOf(resource),
      ...{ Condition: fc.option(perhaps(condition), { nil: undefined }) },
      isNot: fc.boolean(),
    })
    .map(({ isNot, Action, Condition, ...rest }) => ({
      ...rest,
      [isNot ? 'NotAction' : 'Action']: Action,
      ...(Condition !== undefined && { Condition }),
    }));
  const document = fc.record({
    Version: fc.constant('2012-10-17'),
    Statement: fc.array(perhaps(statement), { minLength: 1, maxLength: 3 }),
  });
  const policies = fc.array(perhaps(fc.record({ PolicyName: fc.constant('p'), PolicyDocument: perhaps(document, 0) })), {
    minLength: 1,
    maxLength: 2,
  });

  test('an answer before the decision holds after it', () => {
    const certain = { known: 0, open: 0 };
    fc.assert(
      fc.property(policies, (written) => {
        const before = effects(written as Json, {});
        for (const First of [true, false]) {
          for (const Second of [true, false]) {
            const after = effects(written as Json, { First, Second });
            if (before === undefined || after === undefined) continue;
            before.forEach((effect, index) => {
              if (effect !== 'Unknown') expect(after[index]).toBe(effect);
              certain[effect === 'Unknown' ? 'open' : 'known'] += 1;
            });
          }
        }
      }),
      { numRuns: rounds({ usual: 150, long: 20_000 }) },
    );
    // The property says something: neither everything is open nor nothing.
    expect(certain.known).toBeGreaterThan(certain.open / 10);
    expect(certain.open).toBeGreaterThan(certain.known / 100);
  });
});

describe('of a role', () => {
  const whole = { Effect: 'Allow', Action: 'dynamodb:Scan', Resource: '*' };
  const statement = (more: JsonObject): Json => [
    { PolicyDocument: { Version: '2012-10-17', Statement: [{ ...whole, ...more }] } },
  ];
  const choice = (then: Json, otherwise: Json): Json => ({ 'Fn::If': ['First', then, otherwise] });
  const none = { Ref: 'AWS::NoValue' };
  const custom = { 'Fn::GetAtt': ['Custom', 'Block'] };
  const scan = (policies: Json) => effects(policies, {})?.[2];

  test.each<[string, Json, Effect]>([
    ['a statement that may not be there', [{ PolicyDocument: { Statement: [choice(whole, none)] } }], 'Unknown'],
    ['a policy that may not be there', [choice({ PolicyDocument: { Statement: [whole] } }, none)], 'Unknown'],
    ['a document that nobody knows', [{ PolicyDocument: custom }], 'Unknown'],
    ['a statement that nobody knows', [{ PolicyDocument: { Statement: [custom] } }], 'Unknown'],
    ['an Effect of two', statement({ Effect: choice('Allow', 'Deny') }), 'Unknown'],
    ['an Effect that is Allow either way', statement({ Effect: choice('Allow', 'Allow') }), 'Allowed'],
    ['an Effect that nobody knows', statement({ Effect: custom }), 'Unknown'],
    ['an action that both forms have', statement({ Action: choice('dynamodb:Scan', ['dynamodb:Scan', 's3:Get*']) }), 'Allowed'],
    ['an action that one form has', statement({ Action: choice('dynamodb:Scan', 's3:Get*') }), 'Unknown'],
    ['an action beside one that may not be there', statement({ Action: ['dynamodb:Scan', choice('s3:Get*', none)] }), 'Allowed'],
    ['a condition that may not be there', statement({ Condition: choice({ StringLike: { 'aws:x': 'b' } }, none) }), 'Unknown'],
    ['a condition that nobody knows', statement({ Condition: custom }), 'Unknown'],
    ['a block that nobody knows', statement({ Condition: { StringEquals: custom } }), 'Unknown'],
    [
      'a block that nobody knows beside one that fails',
      statement({ Condition: { StringEquals: custom, StringLike: { 'aws:x': 'b' } } }),
      'Denied',
    ],
    ['a file that is included', statement({ 'Fn::Transform': { Name: 'AWS::Include' } }), 'Unknown'],
  ])('%s', (_title, policies, effect) => {
    expect(scan(policies)).toBe(effect);
  });
});

test('statements keep the numbers that they have in the template', () => {
  const choice: Json = { 'Fn::If': ['First', { Effect: 'Allow', Action: 's3:*', Resource: '*' }, { Ref: 'AWS::NoValue' }] };
  const last = { Effect: 'Allow', Action: 'dynamodb:Scan', Resource: '*' };
  const set = templates(
    { Role: { Type: 'AWS::IAM::Role', Properties: { Policies: [{ PolicyDocument: { Statement: [choice, choice, last] } }] } } },
    {},
  );
  expect(documents(set).flatMap(({ statements }) => statements.map(({ name }) => name))).toEqual([
    'statement 0',
    'statement 1',
    'statement 2',
  ]);
});

test('a trust policy whose principals nobody knows lets in nobody for certain, and is not malformed', () => {
  const trust = (Principal: Json) => ({ Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }] });
  for (const principal of [{ 'Fn::GetAtt': ['Custom', 'Block'] }, { AWS: { 'Fn::GetAtt': ['Custom', 'List'] } }] as Json[]) {
    const set = templates({ Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: trust(principal) } } }, {});
    const [found] = documents(set);
    expect(found?.malformed).toBeUndefined();
    const request = asked('sts:AssumeRole', `${ROLE}-2`);
    const allowed = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sts:*', Resource: '*' }] };
    const policies = {
      identity: [{ source: 'identity', document: allowed }],
      resource: { source: 'trust', document: found?.policy.document ?? null, kind: 'trust' as const },
    };
    expect(evaluate(request, policies).effect).toBe('Unknown');
  }
});

test('a document with thousands of forms ends soon', () => {
  const choice = (index: number): Json => ({ 'Fn::If': ['First', `dynamodb:A${index}`, `dynamodb:B${index}`] });
  const Statement = [{ Effect: 'Allow', Action: Array.from({ length: 60 }, (_one, index) => choice(index)), Resource: '*' }];
  expect(effects([{ PolicyDocument: { Statement } }], {})).toEqual(REQUESTS.map(() => 'Denied'));
});
