// Who can become whom: one right, or the few that it takes together, and what that makes of the role that has them.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of IAM
import { pathOf } from '../../../../lib/proof/access';
import { CODE_WITH_ROLE } from '../../../../lib/proof/access/administration/code-with-role';
import { EVERY_RIGHT_OVER_IDENTITIES } from '../../../../lib/proof/access/administration/rights-over-identities';
import { RUNS_WITH_PASSED_ROLE } from '../../../../lib/proof/access/administration/takes-a-role';
import { ActionCatalogue } from '../../../../lib/proof/actions';
import { Evidence } from '../../../../lib/proof/evidence';
import { runRules } from '../../../../lib/proof/rules';
import { type JsonObject, TemplateSet } from '../../../../lib/proof/template';
import {
  ACCOUNT,
  allow,
  att,
  document,
  granted,
  iam,
  REGION,
  ref,
  role,
  TENANT_DATA,
  tags,
  type Written,
} from '../rules/planted/builders';

const catalogue = new ActionCatalogue();

type Parts = { readonly [id: string]: Written };

/** Edges of Actor, `actions on Resource: becomes Whom`; what is doubtful ends with `?`. */
function edgesOf(...parts: readonly Parts[]): string[] {
  const Resources = Object.assign({}, ...parts) as JsonObject;
  const set = new TemplateSet([{ stackName: 'App', template: { Resources }, account: ACCOUNT, region: REGION }]);
  const { administration, access } = new Evidence(set, catalogue);
  const actor = access.identities.find(({ name }) => name === 'App/Actor');
  return (actor ? administration.edges(actor) : []).map(({ actions, on, to, certain }) => {
    const about = on === undefined ? '' : ` on ${pathOf(on).replace('App/', '')}`;
    return `${actions.join(' + ')}${about}: ${to?.name.replace('App/', '') ?? 'controls it'}${certain ? '' : '?'}`;
  });
}

const actor = (actions: readonly string[] | string, resource: unknown = '*', more: object = {}) => ({
  ...role('Actor'),
  ...granted('Actor', allow(actions, resource, more)),
});
const BOUND = { Condition: { StringEquals: { 'dynamodb:LeadingKeys': '${aws:PrincipalTag/TenantId}' } } };
const table: Parts = { Table: { Type: 'AWS::DynamoDB::Table', Properties: { Tags: tags(TENANT_DATA) } } };
const reads = (id: string, more: object = {}): Parts => ({
  ...role(id, more),
  ...granted(id, allow('dynamodb:Query', att('Table'))),
  ...table,
});
const tenants = (id: string): Parts => ({
  ...role(id),
  ...granted(id, allow('dynamodb:Query', att('Table'), BOUND)),
  ...table,
});
const user = (id: string, more: object = {}): Parts => ({ [id]: { Type: 'AWS::IAM::User', Properties: more } });
const policy = (...statements: readonly object[]): Written => ({
  Type: 'AWS::IAM::ManagedPolicy',
  Properties: { PolicyDocument: document(...statements) },
});
const deny = { Effect: 'Deny', Action: 'dynamodb:*', Resource: '*' };
const trusts = (Federated: string) => ({
  AssumeRolePolicyDocument: document({ Effect: 'Allow', Principal: { Federated }, Action: 'sts:AssumeRoleWithSAML' }),
});

describe('rights over identities', () => {
  test.each<[string, Parts, readonly string[]]>([
    ['writes its own policy', actor('iam:PutRolePolicy', att('Actor')), ['iam:PutRolePolicy on Actor: Actor']],
    [
      'puts a policy on another',
      { ...actor('iam:AttachRolePolicy', att('Other')), ...role('Other') },
      ['iam:AttachRolePolicy on Other: Other'],
    ],
    [
      'lets itself assume another',
      { ...actor('iam:UpdateAssumeRolePolicy', att('Other')), ...role('Other') },
      ['iam:UpdateAssumeRolePolicy on Other: Other'],
    ],
    ['its own trust policy alone gives nothing', actor('iam:UpdateAssumeRolePolicy', att('Actor')), []],
    [
      'its own trust policy gives it tags',
      {
        ...actor('iam:UpdateAssumeRolePolicy', att('Actor')),
        ...tenants('Other'),
        ...granted('Actor', allow('dynamodb:Query', '*', BOUND), allow('iam:UpdateAssumeRolePolicy', att('Actor'))),
      },
      ['iam:UpdateAssumeRolePolicy on Actor: Actor'],
    ],
    [
      'makes keys for a user',
      { ...actor('iam:CreateAccessKey', att('Other')), ...user('Other') },
      ['iam:CreateAccessKey on Other: Other'],
    ],
    [
      'takes a boundary off',
      {
        ...actor('iam:DeleteRolePermissionsBoundary', att('Other')),
        ...role('Other', { PermissionsBoundary: ref('Limit') }),
        Limit: policy(deny),
      },
      ['iam:DeleteRolePermissionsBoundary on Other: Other'],
    ],
    ['there is no boundary to take off', { ...actor('iam:PutRolePermissionsBoundary', att('Other')), ...role('Other') }, []],
    [
      'rewrites a boundary',
      {
        ...actor('iam:CreatePolicyVersion', ref('Limit')),
        ...role('Other', { PermissionsBoundary: ref('Limit') }),
        Limit: policy(deny),
      },
      ['iam:CreatePolicyVersion on Limit: Other'],
    ],
    [
      'takes a denial off',
      {
        ...actor('iam:DetachRolePolicy', att('Other')),
        ...role('Other', { ManagedPolicyArns: [ref('Limit')] }),
        Limit: policy(deny),
      },
      ['iam:DetachRolePolicy on Other: Other'],
    ],
    [
      'a denial elsewhere stays',
      {
        ...actor('iam:DeleteRolePolicy', att('Other')),
        ...role('Other', { ManagedPolicyArns: [ref('Limit')] }),
        Limit: policy(deny),
      },
      [],
    ],
    [
      'gives another a tag that counts',
      { ...actor('iam:TagRole', att('Other')), ...tenants('Other') },
      ['iam:TagRole on Other: Other'],
    ],
    ['gives another a tag that nobody asks for', { ...actor('iam:TagRole', att('Other')), ...reads('Other') }, []],
    [
      'gives another a tag, but not that one',
      {
        ...actor('iam:TagRole', att('Other'), { Condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['Team'] } } }),
        ...tenants('Other'),
      },
      [],
    ],
    [
      'puts somebody into a group',
      {
        ...actor('iam:AddUserToGroup', att('Group')),
        Group: { Type: 'AWS::IAM::Group', Properties: { ManagedPolicyArns: [ref('Reads')] } },
        Reads: policy(allow('dynamodb:Query')),
      },
      ['iam:AddUserToGroup on Group: a member of Group'],
    ],
    [
      'writes the policy of a group',
      {
        ...actor('iam:PutGroupPolicy', att('Group')),
        Group: { Type: 'AWS::IAM::Group' },
        ...user('Other', { Groups: [ref('Group')] }),
      },
      ['iam:PutGroupPolicy on Group: Other'],
    ],
    [
      'writes a policy that a group has',
      {
        ...actor('iam:CreatePolicyVersion', ref('Shared')),
        Group: { Type: 'AWS::IAM::Group' },
        Shared: {
          ...policy(allow('s3:ListAllMyBuckets')),
          Properties: { Groups: [ref('Group')], PolicyDocument: document(allow('s3:ListAllMyBuckets')) },
        },
        Joins: { Type: 'AWS::IAM::UserToGroupAddition', Properties: { GroupName: ref('Group'), Users: [ref('Other')] } },
        ...user('Other'),
      },
      ['iam:CreatePolicyVersion on Shared: Other'],
    ],
  ])('%s', (_title, parts, expected) => {
    expect(edgesOf(parts)).toEqual(expected);
  });
});

describe('principals of no template', () => {
  test.each<[string, Parts, readonly string[]]>([
    [
      'a role that it makes and gives a policy',
      actor(['iam:CreateRole', 'iam:PutRolePolicy'], iam('role/app/*')),
      ['iam:CreateRole + iam:PutRolePolicy: a role of its own making'],
    ],
    ['a role that it makes, and whose policies are others’', actor('iam:CreateRole'), []],
    [
      'a role that it makes, and others’ policies',
      {
        ...actor('iam:CreateRole', iam('role/app/*')),
        ...granted('Actor', allow('iam:CreateRole', iam('role/app/*')), allow('iam:PutRolePolicy', iam('role/ops/*'))),
      },
      [],
    ],
    [
      'a user that it makes, with a key',
      actor(['iam:CreateUser', 'iam:AttachUserPolicy', 'iam:CreateLoginProfile'], iam('user/new-*')),
      [
        'iam:CreateUser + iam:AttachUserPolicy + iam:CreateLoginProfile: a user of its own making',
        'iam:CreateLoginProfile: a user that is in no template?',
      ],
    ],
    [
      'a permission set that it writes and assigns',
      actor(['sso:PutInlinePolicyToPermissionSet', 'sso:CreateAccountAssignment']),
      [
        'sso:PutInlinePolicyToPermissionSet + sso:CreateAccountAssignment: whoever a permission set of IAM Identity Center is assigned to?',
      ],
    ],
    ['a permission set that it assigns, and others write', actor('sso:CreateAccountAssignment'), []],
    ['keys of its own', actor('iam:CreateAccessKey', iam('user/${aws:username}')), []],
    [
      'providers that are there',
      actor('iam:UpdateSAMLProvider'),
      ['iam:UpdateSAMLProvider: a role in no template that trusts the provider?'],
    ],
    [
      'a provider that a role of the templates trusts',
      { ...actor('iam:UpdateSAMLProvider', iam('saml-provider/ours')), ...role('Other', trusts(iam('saml-provider/ours'))) },
      ['iam:UpdateSAMLProvider on Other: Other'],
    ],
    [
      'a provider that no role trusts',
      { ...actor('iam:UpdateSAMLProvider', iam('saml-provider/theirs')), ...role('Other', trusts(iam('saml-provider/ours'))) },
      [],
    ],
  ])('%s', (_title, parts, expected) => {
    expect(edgesOf(parts)).toEqual(expected);
  });
});

describe('what runs with a role', () => {
  const job = (Role: unknown): Written => ({ Type: 'AWS::Glue::Job', Properties: { Role, Command: {} } });
  const profile: Parts = { Profile: { Type: 'AWS::IAM::InstanceProfile', Properties: { Roles: [ref('Other')] } } };

  test.each<[string, Parts, readonly string[]]>([
    [
      'a job whose role is named by ARN',
      { ...actor('glue:UpdateJob'), ...role('Other'), Job: job(att('Other')) },
      ['glue:UpdateJob on Job: Other'],
    ],
    [
      'a job whose role is named by name',
      { ...actor('glue:UpdateJob'), ...role('Other'), Job: job(ref('Other')) },
      ['glue:UpdateJob on Job: Other'],
    ],
    [
      'a job whose role only the deployment knows',
      { ...actor('glue:UpdateJob'), ...role('Other', { RoleName: 'other' }), Job: job({ 'Fn::ImportValue': 'role' }) },
      ['glue:UpdateJob on Job: Other?'],
    ],
    ['a job of another role', { ...actor('glue:UpdateJob'), ...role('Other'), Job: job(iam('role/glue')) }, []],
    [
      'a task',
      {
        ...actor('ecs:ExecuteCommand'),
        ...role('Other'),
        Task: { Type: 'AWS::ECS::TaskDefinition', Properties: { TaskRoleArn: att('Other') } },
      },
      ['ecs:ExecuteCommand on Task: Other'],
    ],
    [
      'an instance',
      {
        ...actor('ec2:ModifyInstanceAttribute'),
        ...role('Other'),
        ...profile,
        It: { Type: 'AWS::EC2::Instance', Properties: { IamInstanceProfile: ref('Profile') } },
      },
      ['ec2:ModifyInstanceAttribute on It: Other'],
    ],
    [
      'what a template launches',
      {
        ...actor('ec2:CreateLaunchTemplateVersion'),
        ...role('Other'),
        ...profile,
        It: {
          Type: 'AWS::EC2::LaunchTemplate',
          Properties: { LaunchTemplateData: { IamInstanceProfile: { Arn: att('Profile') } } },
        },
      },
      ['ec2:CreateLaunchTemplateVersion on It: Other'],
    ],
    [
      'a service that a role is passed to',
      { ...actor(['iam:PassRole', 'ecs:UpdateService']), ...role('Other') },
      ['iam:PassRole + ecs:UpdateService on Other: Other'],
    ],
    [
      'something that may take a role, for all that is known',
      { ...actor(['iam:PassRole', 'qbusiness:CreateApplication']), ...role('Other') },
      ['iam:PassRole + qbusiness:CreateApplication on Other: Other?'],
    ],
    [
      'something that nobody here knows',
      { ...actor(['iam:PassRole', 'newservice:CreateThing']), ...role('Other') },
      ['iam:PassRole + newservice:CreateThing on Other: Other?'],
    ],
    [
      'nothing takes the role',
      { ...actor(['iam:PassRole', 'dynamodb:PutItem', 'lambda:InvokeFunction', 'ec2:Describe*']), ...role('Other') },
      [],
    ],
    [
      'another role is passed',
      {
        ...actor('ecs:UpdateService'),
        ...granted('Actor', allow('ecs:UpdateService'), allow('iam:PassRole', iam('role/task'))),
        ...role('Other'),
      },
      [],
    ],
  ])('%s', (_title, parts, expected) => {
    expect(edgesOf(parts)).toEqual(expected);
  });
});

test('every action of the tables is one that AWS knows', () => {
  const ofCode = Object.values(CODE_WITH_ROLE).flatMap((entries) => entries.flatMap(({ actions }) => actions));

  const unknown = [...EVERY_RIGHT_OVER_IDENTITIES, ...RUNS_WITH_PASSED_ROLE, ...ofCode].filter(
    (action) => catalogue.action(action) === undefined,
  );

  expect(unknown).toEqual([]);
});

test('two roles of one name are two: what each has authority over is told of each', () => {
  const named = (id: string): Parts => {
    const made = { ...role(id), ...granted(id, allow('dynamodb:PutResourcePolicy', att('Table'))) } as Parts;
    return { ...made, [id]: { ...(made[id] as Written), Metadata: { 'aws:cdk:path': 'App/Same' } } };
  };
  const Resources = { ...table, ...named('One'), ...named('Other') } as unknown as JsonObject;
  const set = new TemplateSet([{ stackName: 'App', template: { Resources }, account: ACCOUNT, region: REGION }]);
  const { findings } = runRules(new Evidence(set, catalogue), { only: ['can-become'] });

  expect(findings.map(({ resource }) => resource)).toEqual(['One', 'Other']);
});
