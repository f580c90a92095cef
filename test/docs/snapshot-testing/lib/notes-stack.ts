// The `notes` service in a network of its own, and `edge`, which may call it.
import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import {
  ApiGatewayAccount,
  AsapIdentity,
  AsapKeyRepository,
  SegmentedVpc,
  ServiceKey,
  TenantContextService,
  TenantService,
} from 'cdk-bulkhead';
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
    const keyRepository = new AsapKeyRepository(this, 'AsapKeys', {
      issuers: ['edge', 'notes'],
      vpcEndpointIds,
    });
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

    // This role signs as `edge` and provisions tenants. In a real account, require MFA with withConditions().
    const operator = new iam.Role(this, 'Operator', { assumedBy: new iam.AccountPrincipal(this.account) });
    const logsKey = new ServiceKey(this, 'EdgeKey', { serviceName: 'edge' });
    const edge = new AsapIdentity(this, 'EdgeIdentity', { issuer: 'edge', keyRepository, network, logsKey });
    edge.grantSign(operator);
    tenants.grantCommands(operator);

    new CfnOutput(this, 'ApiId', { value: this.service.api.restApiId });
    new CfnOutput(this, 'SigningPointer', { value: edge.signingPointerName });
    new CfnOutput(this, 'OperatorRole', { value: operator.roleArn });
    new CfnOutput(this, 'TenantCommands', { value: tenants.commandsFunction.functionName });
  }
}
