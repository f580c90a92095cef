// API Gateway writes logs with one role for the whole account and Region. CDK would make it silently with each RestApi, and
// stacks would overwrite each other's; here it is one explicit construct, deployed once.

import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnResource, RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { ManagedPolicyRole } from '../common/managed-policy-role';

/**
 * The role that API Gateway writes access and execution logs with, for this account and Region. Deploy it once, before the
 * first `TenantService`.
 *
 * An app that has a `TenantService` and no `AWS::ApiGateway::Account` carries the warning `cdk-bulkhead:no-api-gateway-account`. If
 * another app has set the role, acknowledge it: `Validations.of(app).acknowledge({ id: …, reason: … })`.
 */
export class ApiGatewayAccount extends Construct {
  /**
   * Creates the role, and makes it the one of this account and Region. Both outlive the stack.
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
      'API Gateway writes to log groups of APIs that are yet to come; these are the actions of AWS’s own managed policy',
    );
    const account = new apigateway.CfnAccount(this, 'Account', { cloudWatchRoleArn: role.roleArn });
    account.node.addDependency(role);
    // Without role and permissions no API of the account logs: other stacks may rely on them by now.
    for (const child of this.node.findAll()) {
      if (child instanceof CfnResource) child.applyRemovalPolicy(RemovalPolicy.RETAIN);
    }
  }
}
