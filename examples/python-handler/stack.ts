// The `notes` service with a handler in Python. Authorizer and session broker are the library's own functions; what `withTenant` does
// for a handler in TypeScript, handlers/notes/index.py does itself. docs/session-broker.md says what that is.
import { join } from 'node:path';
import { Stack, type StackProps } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Code, Runtime } from 'aws-cdk-lib/aws-lambda';
import { ApiGatewayAccount, AsapKeyRepository, SegmentedVpc, TenantContextService, TenantService } from 'cdk-bulkhead';
import type { Construct } from 'constructs';

export class PythonNotesStack extends Stack {
  public constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    new ApiGatewayAccount(this, 'ApiGateway');
    const breakGlass = new iam.Role(this, 'BreakGlass', {
      assumedBy: new iam.AccountPrincipal(this.account).withConditions({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } }),
    });
    const keyAdministrators = [breakGlass];
    const network = new SegmentedVpc(this, 'Network', { cidr: '10.50.0.0/16', keyAdministrators });
    const keyRepository = new AsapKeyRepository(this, 'AsapKeys', {
      issuers: ['edge', 'notes'],
      vpcEndpointIds: [network.endpointId('s3')],
    });
    const tenants = new TenantContextService(this, 'TenantContext', { network, keyAdministrators });

    // The caller, `edge`, has its identity in a stack of its own: examples/tenant-service shows one.
    new TenantService(this, 'Service', {
      serviceName: 'notes',
      runtime: Runtime.PYTHON_3_14,
      // Lambda's Python runtime brings boto3: there is nothing to bundle.
      code: Code.fromAsset(join(__dirname, 'handlers', 'notes'), { exclude: ['__pycache__'] }),
      handler: 'index.handler',
      callers: ['edge'],
      network,
      keyRepository,
      tenants,
      keyAdministrators,
    });
  }
}
