// API Gateway writes logs with one role for the whole account and Region. By default CDK makes such a role with each RestApi, and stacks
// overwrite each other's setting. This construct is explicit: deploy it once.

import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnResource, RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { ManagedPolicyRole } from '../common/managed-policy-role';

/**
 * The role with which API Gateway writes access and execution logs, for this account and Region. Deploy it once, before the
 * first `TenantService`.
 *
 * Synthesis warns with `cdk-bulkhead:no-api-gateway-account` if an app has a `TenantService` and no `AWS::ApiGateway::Account`. If another
 * app sets the role, acknowledge the warning: `Validations.of(app).acknowledge({ id: …, reason: … })`.
 */
export class ApiGatewayAccount extends Construct {
  /**
   * Creates the role, and sets it as API Gateway's logging role of this account and Region. Both stay when the stack is deleted.
   */
  public constructor(scope: Construct, id: string) {
    super(scope, id);
    const role = new ManagedPolicyRole(this, 'Role', {
      // No source condition: AWS documents none for this role, and an account setting that API Gateway cannot assume fails to deploy.
      // Only this account can name the role in its settings (iam:PassRole does not cross accounts).
      assumedBy: new iam.ServicePrincipal('apigateway.amazonaws.com'),
      description: 'bulkhead: API Gateway writes its logs',
    });
    role.addToPrincipalPolicy(
      new iam.PolicyStatement({
        sid: 'WriteApiLogs',
        actions: [
          'logs:CreateLogGroup',
          'logs:CreateLogStream',
          'logs:DescribeLogGroups',
          'logs:DescribeLogStreams',
          'logs:FilterLogEvents',
          'logs:GetLogEvents',
          'logs:PutLogEvents',
        ],
        resources: ['*'],
      }),
    );
    role._acknowledgeWildcard(
      '*',
      'API Gateway also writes to log groups of APIs that do not exist yet; these are the actions of AWS’s own managed policy',
    );
    const account = new apigateway.CfnAccount(this, 'Account', { cloudWatchRoleArn: role.roleArn });
    account.node.addDependency(role);
    // Without role and permissions no API of the account logs, and other stacks may need them.
    for (const child of this.node.findAll()) {
      if (child instanceof CfnResource) child.applyRemovalPolicy(RemovalPolicy.RETAIN);
    }
  }
}
