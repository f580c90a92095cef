import { Code } from 'aws-cdk-lib/aws-lambda';
import { ApiGatewayAccount, AsapKeyRepository, TenantContextService, TenantService } from 'cdk-bulkhead';
import { newStack, only, resourcesOf, synthesise } from '../templates';

it('makes a stage only after the account’s logging role is set, when both are in one stack', () => {
  const stack = newStack();
  new ApiGatewayAccount(stack, 'ApiGateway');
  const keyRepository = new AsapKeyRepository(stack, 'Keys', { issuers: ['edge', 'issues'] });
  const tenants = new TenantContextService(stack, 'Tenants');
  const code = Code.fromInline('x');
  new TenantService(stack, 'Service', {
    serviceName: 'issues',
    code,
    handler: 'index.handler',
    callers: ['edge'],
    keyRepository,
    tenants,
  });

  const template = synthesise(stack);
  const [[account] = ['']] = resourcesOf(template, 'AWS::ApiGateway::Account');

  expect(account).not.toBe('');
  expect(only(template, 'AWS::ApiGateway::Stage').DependsOn).toContain(account);
});
