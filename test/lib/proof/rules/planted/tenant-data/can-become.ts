// Rights that become access to tenants’ data by one call more: over policies, roles, code, tags and what protects the data.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of IAM and CloudFormation
import {
  ACCOUNT,
  allow,
  att,
  boundTo,
  bucket,
  document,
  granted,
  inBucket,
  type Parts,
  type Row,
  ref,
  role,
  TENANT,
  TENANT_DATA,
  type Template,
  tags,
  template,
  tenantBucket,
  tenantTable,
} from '../builders';

/** A role that reads its own tenant’s rows, in sessions that a broker tags. */
const tenant = (id: string) => ({
  ...role(id),
  ...granted(id, allow('dynamodb:GetItem', att('Table'), boundTo(TENANT))),
});

/** The one who has the right, beside a table and a role that reads it for a tenant. */
const actor = (actions: string | readonly string[], resource: unknown, parts: Parts = {}, more: object = {}) =>
  template(tenantTable(), tenant('Reader'), role('Actor'), granted('Actor', allow(actions, resource, more)), parts);

const here = (resource: string) => ({ 'Fn::Sub': `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:${resource}` });
/** Everything that has a Region, and so no role. */
const REGIONAL = { 'Fn::Sub': 'arn:${AWS::Partition}:*:${AWS::Region}:${AWS::AccountId}:*' };

const row = (title: string, bad: Template, good: Template): Row => ({ rule: 'can-become', title, bad, good });

const documents = (...statements: readonly object[]) =>
  template(bucket(), { Bucket: tenantBucket() }, role('Actor'), granted('Actor', ...statements));

const denied = (actions: string) => ({
  ...granted('Actor', allow('dynamodb:Scan', att('Table')), allow(actions, att('Actor'))),
  ...role('Actor', { ManagedPolicyArns: [ref('Never')] }),
  Never: {
    Type: 'AWS::IAM::ManagedPolicy',
    Properties: { PolicyDocument: document({ Effect: 'Deny', Action: 'dynamodb:*', Resource: '*' }) },
  },
});

const limited = (actions: string) => ({
  ...granted('Actor', allow('dynamodb:Scan', att('Table')), allow(actions, att('Actor'))),
  ...role('Actor', { PermissionsBoundary: ref('Limit') }),
  Limit: {
    Type: 'AWS::IAM::ManagedPolicy',
    Properties: { PolicyDocument: document(allow(actions, '*'), allow('logs:PutLogEvents')) },
  },
});

const inGroup = (actions: string) => ({
  Group: { Type: 'AWS::IAM::Group' },
  Member: { Type: 'AWS::IAM::User', Properties: { Groups: [ref('Group')] } },
  MemberPolicy: {
    Type: 'AWS::IAM::ManagedPolicy',
    Properties: { Groups: [ref('Group')], PolicyDocument: document(allow(actions, att('Group'))) },
  },
});

const task = { Task: { Type: 'AWS::ECS::TaskDefinition', Properties: { TaskRoleArn: att('Reader') } } };

const job = { Job: { Type: 'AWS::Glue::Job', Properties: { Role: ref('Reader'), Command: { Name: 'glueetl' } } } };

const machine = {
  Profile: { Type: 'AWS::IAM::InstanceProfile', Properties: { Roles: [ref('Reader')] } },
  Machine: { Type: 'AWS::EC2::Instance', Properties: { IamInstanceProfile: ref('Profile') } },
};

const runs = {
  Runs: {
    Type: 'AWS::Lambda::Function',
    Properties: {
      Role: att('Runs0'),
      Code: { ZipFile: '' },
      Handler: 'index.handler',
      Runtime: 'nodejs22.x',
      Tags: tags(TENANT_DATA),
    },
  },
  ...role('Runs0'),
};

const open = { Condition: { StringEquals: { 'aws:ResourceTag/open': 'true' } } };

export const CAN_BECOME: readonly Row[] = [
  row(
    'a role that makes another and writes its policy',
    actor(['iam:CreateRole', 'iam:PutRolePolicy'], here('role/app/*')),
    actor('iam:CreateRole', here('role/app/*')),
  ),
  row(
    'a role that makes a user with a key',
    actor(['iam:CreateUser', 'iam:PutUserPolicy', 'iam:CreateAccessKey'], here('user/new-*')),
    actor(['iam:CreateUser', 'iam:PutUserPolicy'], here('user/new-*')),
  ),
  row(
    'a role that gives another the tag of a tenant',
    actor('iam:TagRole', att('Reader')),
    actor(
      'iam:TagRole',
      att('Reader'),
      {},
      { Condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['Team'] }, Null: { 'aws:TagKeys': 'false' } } },
    ),
  ),
  row(
    'a user who writes the policy of his group',
    template(tenantTable(), inGroup('iam:PutGroupPolicy')),
    template(tenantTable(), inGroup('iam:GetGroup')),
  ),
  row(
    'a role that takes off its boundary',
    template(tenantTable(), limited('iam:DeleteRolePermissionsBoundary')),
    template(tenantTable(), limited('iam:GetRole')),
  ),
  row(
    'a role that takes off what denies it',
    template(tenantTable(), denied('iam:DetachRolePolicy')),
    template(tenantTable(), denied('iam:ListAttachedRolePolicies')),
  ),
  row('a role that sets whom a provider vouches for', actor('iam:UpdateSAMLProvider', '*'), actor('iam:GetSAMLProvider', '*')),
  row('a shell in a task', actor('ecs:ExecuteCommand', '*', task), actor('ecs:DescribeTasks', '*', task)),
  row('a job whose role is named by name', actor('glue:UpdateJob', '*', job), actor('glue:GetJob', '*', job)),
  row(
    'user data of an instance',
    actor('ec2:ModifyInstanceAttribute', '*', machine),
    actor('ec2:DescribeInstanceAttribute', '*', machine),
  ),
  ...['ecs:UpdateService', 'appsync:CreateDataSource', 'glue:CreateSession', 'backup:StartRestoreJob'].map((action) =>
    row(
      `a role passed by ${action}`,
      actor(['iam:PassRole', action], [att('Reader'), REGIONAL]),
      actor(['iam:PassRole', 'dynamodb:ListTables'], '*'),
    ),
  ),
  row(
    'a role passed to something that nobody here knows',
    actor(['iam:PassRole', 'qbusiness:CreateApplication'], '*'),
    actor('qbusiness:CreateApplication', '*'),
  ),
  ...['s3:PutObjectAcl', 's3:DeleteBucketPolicy', 's3:PutBucketOwnershipControls', 's3:PutBucketPublicAccessBlock'].map(
    (action) =>
      row(
        `authority over a bucket by ${action}`,
        documents(allow(action, [att('Bucket'), inBucket('Bucket')])),
        documents(allow('s3:GetBucketPolicy', att('Bucket'))),
      ),
  ),
  row(
    'an access point’s policy',
    documents(allow('s3:PutAccessPointPolicy', `arn:aws:s3:eu-central-1:${ACCOUNT}:accesspoint/*`)),
    documents(allow('s3:GetAccessPointPolicy', `arn:aws:s3:eu-central-1:${ACCOUNT}:accesspoint/*`)),
  ),
  row(
    'a grant of S3 Access Grants, on whatever location',
    documents(allow('s3:CreateAccessGrant', `arn:aws:s3:eu-central-1:${ACCOUNT}:access-grants/default/location/*`)),
    documents(allow('s3:GetAccessGrant', `arn:aws:s3:eu-central-1:${ACCOUNT}:access-grants/default/grant/*`)),
  ),
  row(
    'the policy of the account’s S3 Access Grants',
    documents(allow('s3:PutAccessGrantsInstanceResourcePolicy', `arn:aws:s3:eu-central-1:${ACCOUNT}:access-grants/default`)),
    documents(allow('s3:GetAccessGrantsInstanceResourcePolicy', `arn:aws:s3:eu-central-1:${ACCOUNT}:access-grants/default`)),
  ),
  row(
    'a tag that lets others read the table',
    actor('dynamodb:TagResource', att('Table'), granted('Reader', allow('dynamodb:GetItem', att('Table'), open))),
    actor('dynamodb:TagResource', att('Table')),
  ),
  row(
    'a table’s policy that is taken off',
    actor('dynamodb:DeleteResourcePolicy', att('Table')),
    actor('dynamodb:GetResourcePolicy', att('Table')),
  ),
  row(
    'a function that others are let invoke',
    template(runs, role('Actor'), granted('Actor', allow('lambda:AddPermission', att('Runs')))),
    template(runs, role('Actor'), granted('Actor', allow('lambda:GetPolicy', att('Runs')))),
  ),
  row(
    'a role that gives the table a policy of its own',
    actor('dynamodb:PutResourcePolicy', att('Table')),
    actor('dynamodb:DescribeTable', att('Table')),
  ),
];
