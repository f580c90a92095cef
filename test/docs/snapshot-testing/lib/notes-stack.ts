// The `notes` service in a network of its own.
import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import { ApiGatewayAccount, AsapKeyRepository, SegmentedVpc, TenantContextService, TenantService } from 'cdk-bulkhead';
import type { Construct } from 'constructs';

export interface NotesStackProps extends StackProps {
  /** The service's bundle: app.ts gives the real one, tests need none. */
  readonly code: Code;
}

export class NotesStack extends Stack {
  public readonly service: TenantService;

  public constructor(scope: Construct, id: string, props: NotesStackProps) {
    super(scope, id, props);
    new ApiGatewayAccount(this, 'ApiGateway');
    const network = new SegmentedVpc(this, 'Network');
    const vpcEndpointIds = [network.endpointId('s3')];
    const keyRepository = new AsapKeyRepository(this, 'AsapKeys', { issuers: ['edge', 'notes'], vpcEndpointIds });
    const tenants = new TenantContextService(this, 'TenantContext', { network });
    this.service = new TenantService(this, 'Service', {
      serviceName: 'notes',
      code: props.code,
      handler: 'index.handler',
      callers: ['edge'],
      network,
      keyRepository,
      tenants,
    });
    new CfnOutput(this, 'ApiId', { value: this.service.api.restApiId });
  }
}
