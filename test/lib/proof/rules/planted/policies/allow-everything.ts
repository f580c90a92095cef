// Policies whose holder can do everything in the account, directly or by way of a role that it passes.
import { allow, document, iam, type Row, ref, role, type Template, template, worker } from '../builders';

const aws = (name: string) => `arn:aws:iam::aws:policy/${name}`;
const withPolicies = (...names: readonly string[]) => template(role('Role', { ManagedPolicyArns: names.map(aws) }));
const attached = (Type: string, property: string, name: string) =>
  template({ Holder: { Type, Properties: { Name: 'planted', [property]: [aws(name)] } } });
const NARROW = 'service-role/AWSLambdaBasicExecutionRole';
/** A policy that nobody here has. */
const ceiling = (...statements: readonly object[]) => ({
  Ceiling: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: document(...statements) } },
});
const bounded = (PermissionsBoundary: unknown) =>
  role('Role', {
    PermissionsBoundary,
    Policies: [{ PolicyName: 'own', PolicyDocument: document(allow('cloudwatch:PutMetricData')) }],
  });
const ALL_BUT = [allow('*'), { Effect: 'Deny', Action: ['iam:*', 'sts:AssumeRole', 'organizations:*'], Resource: '*' }];

const everything = (title: string, bad: Template, good: Template): Row => ({ rule: 'allow-everything', title, bad, good });
const passing = (title: string, bad: Template, good: Template): Row => ({ rule: 'pass-any-role', title, bad, good });

export const ALLOW_EVERYTHING: readonly Row[] = [
  everything('AdministratorAccess of a role', withPolicies(NARROW, 'AdministratorAccess'), withPolicies(NARROW)),
  everything('everything through IAM by AWS’s policy', withPolicies('IAMFullAccess'), withPolicies('IAMReadOnlyAccess')),
  everything('everything but IAM by AWS’s policy', withPolicies('PowerUserAccess'), withPolicies('job-function/ViewOnlyAccess')),
  ...(
    [
      ['AWS::IAM::Group', 'ManagedPolicyArns'],
      ['AWS::IAM::User', 'ManagedPolicyArns'],
      ['AWS::SSO::PermissionSet', 'ManagedPolicies'],
    ] as const
  ).map(([type, property]) =>
    everything(
      `AdministratorAccess of ${type}`,
      attached(type, property, 'AdministratorAccess'),
      attached(type, property, NARROW),
    ),
  ),
  everything(
    'AdministratorAccess within a boundary that allows everything',
    template(
      role('Role', { PermissionsBoundary: ref('Ceiling'), ManagedPolicyArns: [aws('AdministratorAccess')] }),
      ceiling(allow('*')),
    ),
    template(
      role('Role', { PermissionsBoundary: ref('Ceiling'), ManagedPolicyArns: [aws('AdministratorAccess')] }),
      ceiling(allow('logs:*')),
    ),
  ),
  everything(
    'a policy that nobody has yet',
    template(ceiling(...ALL_BUT)),
    template(ceiling(...ALL_BUT), bounded(ref('Ceiling'))),
  ),
  everything(
    'a policy that is a boundary and a policy',
    template(ceiling(...ALL_BUT), bounded(ref('Ceiling')), role('Other', { ManagedPolicyArns: [ref('Ceiling')] })),
    template(ceiling(...ALL_BUT), bounded(ref('Ceiling')), role('Other')),
  ),
  everything(
    'a policy that is nobody’s boundary',
    template(ceiling(allow('*')), worker(allow('iam:CreateRole', iam('role/app/*'))).Resources),
    template(
      ceiling(allow('*')),
      worker(
        allow('iam:CreateRole', iam('role/app/*'), { Condition: { ArnEquals: { 'iam:PermissionsBoundary': ref('Ceiling') } } }),
      ).Resources,
    ),
  ),
  everything(
    'everything but one bucket',
    worker({ Effect: 'Allow', Action: '*', NotResource: 'arn:aws:s3:::planted' }),
    worker({ Effect: 'Deny', Action: '*', NotResource: 'arn:aws:s3:::planted' }),
  ),
  everything('every ARN there is', worker(allow('*', 'arn:aws:*:*:*:*')), worker(allow('*', 'arn:aws:s3:::planted/*'))),
  everything('all of the account', worker(allow('*:*', 'arn:aws:*')), worker(allow('*', iam('role/app/*')))),
  everything('everything through IAM', worker(allow('iam:*')), worker(allow('iam:*', iam('role/app/*')))),
  everything('policies of every role', worker(allow('iam:Put*', iam('role/*'))), worker(allow('iam:Get*', iam('role/*')))),
  everything(
    'a key of every user',
    worker(allow('iam:CreateAccessKey')),
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of IAM
    worker(allow('iam:CreateAccessKey', 'arn:aws:iam::*:user/${aws:username}')),
  ),
  everything(
    'a denial that leaves the data',
    worker(allow('*'), { Effect: 'Deny', Action: 'iam:*', Resource: '*' }),
    worker(allow('*'), { Effect: 'Deny', NotAction: 'logs:*', Resource: '*' }),
  ),
  passing(
    'every role to a function of its own',
    worker(allow(['iam:PassRole', 'lambda:CreateFunction', 'lambda:InvokeFunction'])),
    worker(allow('iam:PassRole', iam('role/app/*')), allow(['lambda:CreateFunction', 'lambda:InvokeFunction'])),
  ),
  passing(
    'every role of the account to an instance of a name of its own',
    worker(allow('iam:PassRole', 'arn:aws:iam::*:role/*'), allow('ec2:*', 'arn:aws:ec2:*:*:*')),
    worker(
      allow('iam:PassRole', '*', { Condition: { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } } }),
      allow('ec2:RunInstances'),
    ),
  ),
  passing(
    'every role to tasks, in two policies',
    template(worker(allow('ecs:RunTask', 'arn:aws:ecs:*:*:task-definition/app-*')).Resources, {
      More: {
        Type: 'AWS::IAM::ManagedPolicy',
        Properties: { Roles: [ref('Role')], PolicyDocument: document(allow('iam:PassRole')) },
      },
    }),
    worker(allow(['iam:PassRole', 'ecs:DescribeTasks'])),
  ),
  {
    rule: 'managed-policy-unknown',
    title: 'a policy of AWS’s without its path',
    bad: withPolicies('AWSLambdaBasicExecutionRole'),
    good: withPolicies(NARROW),
  },
];
