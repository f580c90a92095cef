// Once for an account and Region: the role API Gateway logs with.
import { Stack, type StackProps } from 'aws-cdk-lib';
import { ApiGatewayAccount } from 'cdk-bulkhead';
import type { Construct } from 'constructs';

export class AccountStack extends Stack {
  public constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    new ApiGatewayAccount(this, 'ApiGateway');
  }
}
