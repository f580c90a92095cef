// Defects on the way to tenants’ data, and of functions and the calls they make.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of IAM
import {
  allow,
  att,
  document,
  endpoint,
  fn,
  granted,
  group,
  iam,
  named,
  oneTenant,
  type Row,
  ref,
  restApi,
  role,
  routed,
  subnet,
  template,
  tenantTable,
  vpc,
} from './builders';

const bound = {
  Condition: {
    'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': '${aws:PrincipalTag/TenantId}' },
    Null: { 'dynamodb:LeadingKeys': 'false', 'aws:PrincipalTag/TenantId': 'false' },
  },
};
/** A role whose sessions are a tenant’s, by a tag that only the broker gives. */
const tenantRole = role('Tenant', {
  AssumeRolePolicyDocument: document({
    Effect: 'Allow',
    ...named(iam('role/broker')),
    Action: ['sts:AssumeRole', 'sts:TagSession'],
    ...oneTenant,
  }),
});
const reads = (more: object) =>
  template(tenantTable(), tenantRole, granted('Tenant', allow(['dynamodb:GetItem', 'dynamodb:Query'], att('Table'), more)));
const administers = (...actions: readonly string[]) =>
  template(tenantTable(), role('Operator'), granted('Operator', allow(actions, att('Table'))));
const invokes = (target: string) =>
  template(restApi(), fn('Other'), role('Caller'), granted('Caller', allow('lambda:InvokeFunction', att(target))));

const interfaces = ['ec2:CreateNetworkInterface', 'ec2:DescribeNetworkInterfaces', 'ec2:DeleteNetworkInterface'];
const function_ = (more: object = {}) => ({
  ...fn('Fn'),
  Fn: {
    Type: 'AWS::Lambda::Function',
    Properties: {
      Role: att('FnRole'),
      VpcConfig: { SubnetIds: [ref('Subnet')], SecurityGroupIds: [ref('Group')] },
    },
    ...more,
  },
});
const closed = template(
  vpc(),
  subnet('Subnet', '10.0.0.0/24'),
  routed('Subnet', {}),
  group('Group', [], { SecurityGroupEgress: [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '0.0.0.0/0' }] }),
).Resources;
const calls = (...actions: readonly string[]) => granted('FnRole', allow([...interfaces, ...actions]));

export const TENANTS: readonly Row[] = [
  {
    rule: 'tenant-data-access',
    title: 'a session that reads every tenant’s rows',
    bad: reads({}),
    good: reads(bound),
  },
  ...(['account 222222222222', 'role/analytics of it'] as const).map((who): Row => {
    const arn = who.startsWith('account') ? 'arn:aws:iam::222222222222:root' : 'arn:aws:iam::222222222222:role/analytics';
    const shares = (...actions: readonly string[]) =>
      template(tenantTable({ ResourcePolicy: { PolicyDocument: document({ ...allow(actions), ...named(arn) }) } }));
    return {
      rule: 'tenant-data-access',
      title: `a table whose rows ${who} may read`,
      bad: shares('dynamodb:GetItem'),
      good: shares('dynamodb:DescribeTable'),
    };
  }),
  {
    rule: 'can-become',
    title: 'a role that gives the table a policy of its own',
    bad: administers('dynamodb:PutResourcePolicy'),
    good: administers('dynamodb:DescribeTable'),
  },
  {
    rule: 'invoke-behind-authorizer',
    title: 'a role that goes past the authorizer',
    bad: invokes('Handler'),
    good: invokes('Other'),
  },
  {
    rule: 'granted-but-unreachable',
    title: 'a call that no endpoint leads to',
    bad: template(closed, calls('dynamodb:GetItem'), function_({ DependsOn: 'FnRolePolicy' })),
    good: template(
      closed,
      endpoint('dynamodb', { RouteTableIds: [ref('SubnetTable')] }),
      granted('FnRole', allow(interfaces), allow('dynamodb:GetItem', 'arn:aws:dynamodb:eu-central-1:111111111111:table/orders')),
      function_({ DependsOn: 'FnRolePolicy' }),
    ),
  },
  {
    rule: 'vpc-function-interface-permissions',
    title: 'a function whose role cannot manage interfaces',
    bad: template(closed, function_()),
    good: template(closed, calls(), function_({ DependsOn: 'FnRolePolicy' })),
  },
  {
    rule: 'vpc-function-interface-permissions',
    title: 'a function that may be made before its permissions',
    bad: template(closed, calls(), function_()),
    good: template(closed, calls(), function_({ DependsOn: 'FnRolePolicy' })),
  },
];
