// Once for an account and Region: the role API Gateway logs with, and the break-glass role that administers keys.
import { Stack, type StackProps } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { ApiGatewayAccount } from 'cdk-bulkhead';
import type { Construct } from 'constructs';

export class AccountStack extends Stack {
  public readonly breakGlass: iam.Role;

  public constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    new ApiGatewayAccount(this, 'ApiGateway');
    this.breakGlass = new iam.Role(this, 'BreakGlass', {
      // Other stacks' key policies name it, so it needs a name that does not refer to this stack.
      roleName: `${this.stackName}-key-break-glass-${this.region}`,
      description: 'Administers keys if the deployment role cannot; people of this account, with MFA',
      assumedBy: new iam.AccountPrincipal(this.account).withConditions({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } }),
    });
  }
}
