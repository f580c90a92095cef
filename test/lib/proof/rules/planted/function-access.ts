// Access through the network: the calls that a function makes from a VPC.
import { allow, att, endpoint, fn, granted, group, INTERFACES, type Row, ref, routed, subnet, template, vpc } from './builders';

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

const calls = (...actions: readonly string[]) => granted('FnRole', allow([...INTERFACES, ...actions]));

export const FUNCTION_ACCESS: readonly Row[] = [
  {
    rule: 'granted-but-unreachable',
    title: 'a call that no endpoint leads to',
    bad: template(closed, calls('dynamodb:GetItem'), function_({ DependsOn: 'FnRolePolicy' })),
    good: template(
      closed,
      endpoint('dynamodb', { RouteTableIds: [ref('SubnetTable')] }),
      granted('FnRole', allow(INTERFACES), allow('dynamodb:GetItem', 'arn:aws:dynamodb:eu-central-1:111111111111:table/orders')),
      function_({ DependsOn: 'FnRolePolicy' }),
    ),
  },
  {
    rule: 'granted-but-unreachable',
    title: 'a key that the function uses itself, and one that S3 uses for it',
    bad: template(closed, calls('kms:Decrypt'), function_({ DependsOn: 'FnRolePolicy' })),
    good: template(
      closed,
      granted(
        'FnRole',
        allow(INTERFACES),
        allow('kms:Decrypt', '*', { Condition: { StringEquals: { 'kms:ViaService': 's3.eu-central-1.amazonaws.com' } } }),
      ),
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
