// What all services share: who may issue tokens, which tenants exist, and the break-glass role that administers keys.
import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { AsapKeyRepository, TenantContextService } from 'cdk-bulkhead';
import type { Construct } from 'constructs';

export class FoundationStack extends Stack {
  public readonly keyRepository: AsapKeyRepository;
  public readonly tenants: TenantContextService;
  public readonly breakGlass: iam.Role;

  public constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    this.breakGlass = new iam.Role(this, 'BreakGlass', {
      // Other stacks' key policies name it, so it needs a name that does not refer to this stack.
      roleName: `${this.stackName}-key-break-glass-${this.region}`,
      description: 'Administers keys if the deployment role cannot; people of this account, with MFA',
      assumedBy: new iam.AccountPrincipal(this.account).withConditions({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } }),
    });
    this.keyRepository = new AsapKeyRepository(this, 'AsapKeys', { issuers: ['edge', 'issues', 'media', 'reporting'] });
    this.tenants = new TenantContextService(this, 'TenantContext', { keyAdministrators: [this.breakGlass] });
    new CfnOutput(this, 'TenantCommands', { value: this.tenants.commands.functionName });
    new CfnOutput(this, 'KeyRepositoryBucket', { value: this.keyRepository.bucket.bucketName });
  }
}
