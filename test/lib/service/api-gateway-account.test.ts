import { ApiGatewayAccount } from '../../../lib';
import { identityStatements, newStack, only, readable, resourcesOf, synthesise } from '../templates';

const stack = newStack();
new ApiGatewayAccount(stack, 'ApiGateway');
const template = synthesise(stack);
const [[roleId, role] = []] = resourcesOf(template, 'AWS::IAM::Role');

test('API Gateway, acting for this account, may assume the role', () => {
  expect(readable(role?.Properties.AssumeRolePolicyDocument.Statement)).toEqual([
    {
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Principal: { Service: 'apigateway.amazonaws.com' },
    },
  ]);
});

test('the role may write logs, and nothing else', () => {
  expect(identityStatements(template, roleId as string)).toEqual([
    {
      Sid: 'WriteApiLogs',
      Effect: 'Allow',
      Action: [
        'logs:CreateLogGroup',
        'logs:CreateLogStream',
        'logs:DescribeLogGroups',
        'logs:DescribeLogStreams',
        'logs:FilterLogEvents',
        'logs:GetLogEvents',
        'logs:PutLogEvents',
      ],
      Resource: '*',
    },
  ]);
});

test('the account is set once the role may write, and stays: other stacks rely on it', () => {
  const account = only(template, 'AWS::ApiGateway::Account');
  expect(readable(account.Properties)).toEqual({ CloudWatchRoleArn: `<${roleId}.Arn>` });
  expect(account.DependsOn).toEqual(expect.arrayContaining([roleId, resourcesOf(template, 'AWS::IAM::ManagedPolicy')[0]?.[0]]));
  for (const resource of Object.values(template.Resources)) expect(resource.DeletionPolicy).toBe('Retain');
});
