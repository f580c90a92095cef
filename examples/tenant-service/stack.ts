// The `notes` service: a private API that `edge` alone may call, and a table that is read for one tenant at a time. One stack, to be
// read in one go; examples/reference has the same things in the stacks that an organisation would have.
import { join } from 'node:path';
import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Code } from 'aws-cdk-lib/aws-lambda';
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

export class NotesStack extends Stack {
  public readonly service: TenantService;

  public constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    // Once for an account and Region: the role API Gateway logs with, and a second administrator of the keys.
    new ApiGatewayAccount(this, 'ApiGateway');
    const breakGlass = new iam.Role(this, 'BreakGlass', {
      assumedBy: new iam.AccountPrincipal(this.account).withConditions({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } }),
    });
    const keyAdministrators = [breakGlass];

    // Segments edge, service, endpoints and data, with the flows that the rest of this stack needs.
    const network = new SegmentedVpc(this, 'Network', { cidr: '10.40.0.0/16', keyAdministrators });

    // Who may have an identity, and which tenants there are. Keys are read through the network's own endpoint to S3.
    const keyRepository = new AsapKeyRepository(this, 'AsapKeys', {
      issuers: ['edge', 'notes'],
      vpcEndpointIds: [network.endpointId('s3')],
    });
    const tenants = new TenantContextService(this, 'TenantContext', { network, keyAdministrators });

    this.service = new TenantService(this, 'Service', {
      serviceName: 'notes',
      code: Code.fromAsset(join(__dirname, 'dist', 'notes')),
      handler: 'index.handler',
      callers: ['edge'],
      network,
      keyRepository,
      tenants,
      keyAdministrators,
    });
    this.service.alarmFailed('Failed');

    // The caller. Its functions go to `network.subnetsOf('edge')` with `network.securityGroupFor('edge', 'edge')`, and sign with
    // `AsapSigner`. Its key is published from the service segment, which reaches S3; by default the edge does not.
    const logsKey = new ServiceKey(this, 'EdgeKey', { serviceName: 'edge', administrators: keyAdministrators });
    const edge = new iam.Role(this, 'Edge', {
      description: 'Calls notes as edge',
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    });
    const identity = new AsapIdentity(this, 'EdgeIdentity', {
      issuer: 'edge',
      network,
      keyRepository,
      logsKey,
      keyAdministrators,
    });
    identity.grantSign(edge);

    new CfnOutput(this, 'Url', { value: this.service.url });
    new CfnOutput(this, 'TenantCommands', { value: tenants.commandsFunction.functionName });
  }
}
