// What the rules about a whole account say of what they found, and what a policy that nobody here knows comes to.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Fn::Sub
import { ActionCatalogue } from '../../../../lib/proof/actions';
import { Evidence } from '../../../../lib/proof/evidence';
import { type Finding, runRules } from '../../../../lib/proof/rules';
import { type JsonObject, TemplateSet } from '../../../../lib/proof/template';
import {
  allow,
  document,
  fn,
  granted,
  named,
  restApi,
  role,
  TENANT_DATA,
  type Template,
  table,
  tags,
  template,
  worker,
} from './planted/builders';

const catalogue = new ActionCatalogue();

function found(written: Template, place: object = { account: '111111111111', region: 'eu-central-1' }): readonly Finding[] {
  const set = new TemplateSet([{ stackName: 'Planted', template: written as unknown as JsonObject, ...place }]);
  return runRules(new Evidence(set, catalogue)).findings;
}
const of = (rule: string, written: Template, place?: object) => found(written, place).filter((one) => one.rule === rule);
const messages = (rule: string, written: Template, place?: object) => of(rule, written, place).map(({ message }) => message);

const DATA = 'read all tenant data';
const ROLES = 'become any role of the account';

describe('allow-everything says what the holder can do', () => {
  test.each<[string, readonly object[], readonly string[]]>([
    ['everything', [allow('*')], [`its holder can ${DATA} and ${ROLES}`]],
    [
      'everything over TLS',
      [allow('*', '*', { Condition: { Bool: { 'aws:SecureTransport': 'true' } } })],
      [`${DATA} and ${ROLES}`],
    ],
    [
      'everything but IAM',
      [{ Effect: 'Allow', NotAction: ['iam:*', 'organizations:*'], Resource: '*' }],
      [`its holder can ${DATA}`],
    ],
    ['everything but billing', [{ Effect: 'Allow', NotAction: 'aws-portal:*', Resource: '*' }], [`${DATA} and ${ROLES}`]],
    [
      'everything but one store',
      [{ Effect: 'Allow', NotAction: ['iam:*', 's3:*'], Resource: '*' }],
      [`${DATA} in dynamodb, sqs, `],
    ],
    ['every user', [allow('iam:CreateLoginProfile')], ['its holder can become any user of the account']],
    ['every group', [allow('iam:AddUserToGroup')], ['its holder can change what any group may do']],
    ['every policy', [allow('iam:CreatePolicyVersion')], ['its holder can change what any managed policy of the account allows']],
    [
      'a denial that only some requests meet',
      [
        allow('*'),
        { Effect: 'Deny', Action: '*', Resource: '*', Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'false' } } },
      ],
      [`${DATA} and ${ROLES}`],
    ],
    ['the tags of a team', [allow('*', '*', { Condition: { StringEquals: { 'aws:ResourceTag/team': 'a' } } })], []],
    ['the stores of one service', [allow('*', 'arn:aws:dynamodb:*:*:table/*')], []],
    ['what describes everything', [allow('*:Describe*')], []],
    ['everything in one account of another', [allow('*', 'arn:aws:*:*:222222222222:*')], []],
  ])('%s', (_title, statements, expected) => {
    const told = messages('allow-everything', worker(...statements));

    expect(told).toEqual(expected.map((text) => expect.stringContaining(text)));
  });

  test('of AWS’s policies, where only the deployment knows account, Region and partition', () => {
    const written = template(
      role('Power', { ManagedPolicyArns: [{ 'Fn::Sub': 'arn:${AWS::Partition}:iam::aws:policy/PowerUserAccess' }] }),
      role('Admin', { ManagedPolicyArns: ['arn:aws-cn:iam::aws:policy/AdministratorAccess'] }),
    );

    expect(messages('allow-everything', written, {})).toEqual([
      `has AWS’s policy PowerUserAccess: its holder can ${DATA}`,
      `has AWS’s policy AdministratorAccess: its holder can ${DATA} and ${ROLES}`,
    ]);
  });

  test('of the account that the policy names, where the stack names none', () => {
    const written = worker(allow('*', 'arn:aws:*:*:222222222222:*'));

    expect(messages('allow-everything', written, {})).toEqual([expect.stringContaining(ROLES)]);
  });

  test('once for a group, however many users are in it', () => {
    const written = template({
      Group: { Type: 'AWS::IAM::Group', Properties: { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] } },
      One: { Type: 'AWS::IAM::User', Properties: { Groups: [{ Ref: 'Group' }] } },
      Two: { Type: 'AWS::IAM::User', Properties: { Groups: [{ Ref: 'Group' }] } },
    });

    expect(of('allow-everything', written).map(({ resource }) => resource)).toEqual(['Group']);
  });
});

test('who takes over every role by IAM is not also said to pass every role', () => {
  expect(messages('pass-any-role', worker(allow('*')))).toEqual([]);
});

test('a trust policy that denies whoever brings no external id trusts no whole account', () => {
  const trusting = (...statements: readonly object[]) =>
    template(
      role('Role', {
        AssumeRolePolicyDocument: document(
          { Effect: 'Allow', ...named('arn:aws:iam::999999999999:root'), Action: 'sts:AssumeRole' },
          ...statements,
        ),
      }),
    );
  const denial = {
    Effect: 'Deny',
    Principal: '*',
    Action: 'sts:AssumeRole',
    Condition: { StringNotEquals: { 'sts:ExternalId': 'abc' } },
  };

  expect(messages('trust-policy-whole-account', trusting(denial))).toEqual([]);
  expect(messages('trust-policy-whole-account', trusting({ ...denial, Action: 'sts:TagSession' }))).toHaveLength(1);
  expect(messages('trust-policy-whole-account', trusting(), {})).toEqual([
    'statement 0 lets the whole account 999999999999 assume the role',
  ]);
});

describe('a policy that nobody here knows', () => {
  const KEPT = { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' };
  const data = ['Orders', 'Invoices'].map((id) => table(id, { Tags: tags(TENANT_DATA) }, KEPT));
  const two = (arn: string) =>
    template(...data, role('One', { ManagedPolicyArns: [arn] }), role('Two', { ManagedPolicyArns: [arn] }));

  test('of AWS is one warning that names who has it, whatever they could reach', () => {
    const all = found(two('arn:aws:iam::aws:policy/AWSXrayWriteOnlyAcess'));

    expect(all).toEqual([
      expect.objectContaining({
        id: 'managed-policy-unknown[AWSXrayWriteOnlyAcess]',
        severity: 'warning',
        message: 'the proof does not know what AWS’s policy AWSXrayWriteOnlyAcess allows, did you mean AWSXrayWriteOnlyAccess?',
        because: expect.stringContaining('attached to Planted/One, Planted/Two'),
      }),
    ]);
  });

  test('of the account is a finding at each role and store', () => {
    const all = found(two('arn:aws:iam::111111111111:policy/Elsewhere'));

    expect(all.map(({ rule, resource }) => `${rule} ${resource}`)).toEqual(
      expect.arrayContaining(['tenant-data-access One', 'tenant-data-access Two']),
    );
    expect(all.filter(({ rule }) => rule === 'tenant-data-access')).toHaveLength(4);
  });

  test('of AWS hides nothing that another policy allows', () => {
    const written = template(
      ...data,
      role('One', {
        ManagedPolicyArns: ['arn:aws:iam::aws:policy/Unheard', 'arn:aws:iam::111111111111:policy/Elsewhere'],
      }),
      role('Two', { ManagedPolicyArns: ['arn:aws:iam::aws:policy/Unheard'] }),
      granted('Two', allow('dynamodb:Scan', '*', { Condition: { StringEquals: { 'aws:SourceVpc': 'vpc-1' } } })),
    );

    expect(of('tenant-data-access', written).map(({ resource }) => resource)).toEqual(['One', 'One', 'Two', 'Two']);
    expect(of('managed-policy-unknown', written)).toHaveLength(1);
  });

  test('is asked about functions behind an authorizer once for each role', () => {
    const api = (arn: string) =>
      template(restApi(), {
        ...fn('Second'),
        Method2: {
          ...restApi().Method,
          Properties: {
            ...restApi().Method.Properties,
            HttpMethod: 'PUT',
            Integration: {
              Type: 'AWS_PROXY',
              IntegrationHttpMethod: 'POST',
              Uri: {
                'Fn::Sub': 'arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/${Second.Arn}/invocations',
              },
            },
          },
        },
        ...role('Caller', { ManagedPolicyArns: [arn] }),
      });

    expect(of('invoke-behind-authorizer', api('arn:aws:iam::aws:policy/AWSXrayWriteOnlyAccess'))).toEqual([]);
    expect(of('invoke-behind-authorizer', api('arn:aws:iam::aws:policy/Unheard'))).toEqual([]);
    expect(of('invoke-behind-authorizer', api('arn:aws:iam::111111111111:policy/Elsewhere'))).toEqual([
      expect.objectContaining({
        severity: 'warning',
        message:
          'Planted/Caller may invoke Planted/Handler, Planted/Second without the authorizer (this depends on facts that are not in the templates)',
      }),
    ]);
  });
});
