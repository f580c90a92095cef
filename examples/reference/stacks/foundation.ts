// What all services share: who may issue tokens, and which tenants exist.
import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { AsapKeyRepository, type SegmentedVpc, TenantContextService } from 'cdk-bulkhead';
import type { Construct } from 'constructs';

export interface FoundationStackProps extends StackProps {
  readonly network: SegmentedVpc;
  readonly breakGlass: iam.IRole;
}

export class FoundationStack extends Stack {
  public readonly keyRepository: AsapKeyRepository;
  public readonly tenants: TenantContextService;

  public constructor(scope: Construct, id: string, props: FoundationStackProps) {
    super(scope, id, props);
    const { network, breakGlass } = props;
    this.keyRepository = new AsapKeyRepository(this, 'AsapKeys', {
      issuers: ['edge', 'issues', 'media', 'reporting'],
      vpcEndpointIds: [network.endpointId('s3')],
    });
    this.tenants = new TenantContextService(this, 'TenantContext', { network, keyAdministrators: [breakGlass] });
    new CfnOutput(this, 'TenantCommands', { value: this.tenants.commandsFunction.functionName });
    new CfnOutput(this, 'KeyRepositoryBucket', { value: this.keyRepository.bucket.bucketName });
  }
}
