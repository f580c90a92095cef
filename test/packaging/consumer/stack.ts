// A user's stack with one service.
import { type App, Stack } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { ApiGatewayAccount, AsapKeyRepository, TenantContextService, TenantService, type TenantServiceProps } from 'cdk-bulkhead';

export function issuesStack(app: App): Stack {
  const stack = new Stack(app, 'Issues');
  new ApiGatewayAccount(stack, 'ApiGateway');
  const props: TenantServiceProps = {
    serviceName: 'issues',
    code: Code.fromInline('exports.handler = async () => ({ statusCode: 200 });'),
    handler: 'index.handler',
    callers: ['edge'],
    keyRepository: new AsapKeyRepository(stack, 'AsapKeys', { issuers: ['edge', 'issues'] }),
    tenants: new TenantContextService(stack, 'TenantContext'),
  };
  new TenantService(stack, 'Service', props);
  return stack;
}
