// One service, one stack.
import { join } from 'node:path';
import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { TenantService } from 'cdk-bulkhead';
import type { Construct } from 'constructs';
import type { FoundationStack } from './foundation';

export interface ServiceStackProps extends StackProps {
  readonly serviceName: string;
  readonly callers: string[];
  readonly foundation: FoundationStack;
  readonly environment?: { [name: string]: string };
}

export class ServiceStack extends Stack {
  public readonly service: TenantService;

  public constructor(scope: Construct, id: string, props: ServiceStackProps) {
    super(scope, id, props);
    const { serviceName, callers, foundation, environment } = props;
    this.service = new TenantService(this, 'Service', {
      serviceName,
      code: lambda.Code.fromAsset(join(__dirname, '..', 'dist', serviceName)),
      handler: 'index.handler',
      callers,
      keyRepository: foundation.keyRepository,
      tenants: foundation.tenants,
      keyAdministrators: [foundation.breakGlass],
      environment,
      // Shorter than the defaults: the demo waits for these bounds to pass.
      authorizerCacheTtl: Duration.seconds(5),
      tenantMaxAge: Duration.seconds(2),
      keyMaxAge: Duration.seconds(10),
    });
    new CfnOutput(this, 'Url', { value: this.service.url });
    new CfnOutput(this, 'ApiId', { value: this.service.api.restApiId });
    new CfnOutput(this, 'SessionBroker', { value: this.service.sessions.function.functionName });
    new CfnOutput(this, 'TenantRole', { value: this.service.tenantRole.role.roleArn });
    new CfnOutput(this, 'TenantTable', { value: this.service.tenantTable.tableName });
    new CfnOutput(this, 'ServiceFunction', { value: this.service.function.functionName });
    new CfnOutput(this, 'ServiceRole', { value: this.service.function.role?.roleName ?? '' });
    new CfnOutput(this, 'Key', { value: this.service.key.keyArn });
  }
}
