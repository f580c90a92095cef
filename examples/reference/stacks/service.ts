// One service, one stack.
import { join } from 'node:path';
import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { type SegmentedVpc, TenantService } from 'cdk-bulkhead';
import type { Construct } from 'constructs';
import type { FoundationStack } from './foundation';

/** Shorter than the library's defaults: the demo waits for the bounds that follow from them. In seconds. */
export const REFERENCE_SETTINGS = {
  authorizerCacheSeconds: 5,
  tenantMaxAgeSeconds: 2,
  keyMaxAgeSeconds: 10,
  sessionLifetimeSeconds: 300,
  leewaySeconds: 1,
  handlerTimeoutSeconds: 29,
};

export interface ServiceStackProps extends StackProps {
  readonly serviceName: string;
  readonly callers: string[];
  readonly network: SegmentedVpc;
  readonly foundation: FoundationStack;
  readonly breakGlass: iam.IRole;
  readonly environment?: { [name: string]: string };
}

export class ServiceStack extends Stack {
  public readonly service: TenantService;

  public constructor(scope: Construct, id: string, props: ServiceStackProps) {
    super(scope, id, props);
    const { serviceName, callers, network, foundation, breakGlass, environment } = props;
    this.service = new TenantService(this, 'Service', {
      serviceName,
      code: lambda.Code.fromAsset(join(__dirname, '..', 'dist', serviceName)),
      handler: 'index.handler',
      callers,
      network,
      keyRepository: foundation.keyRepository,
      tenants: foundation.tenants,
      keyAdministrators: [breakGlass],
      environment,
      authorizerCacheTtl: Duration.seconds(REFERENCE_SETTINGS.authorizerCacheSeconds),
      tenantMaxAge: Duration.seconds(REFERENCE_SETTINGS.tenantMaxAgeSeconds),
      keyMaxAge: Duration.seconds(REFERENCE_SETTINGS.keyMaxAgeSeconds),
    });
    new CfnOutput(this, 'Url', { value: this.service.url });
    new CfnOutput(this, 'ApiId', { value: this.service.api.restApiId });
    new CfnOutput(this, 'SessionBroker', { value: this.service.sessionBroker.function.functionName });
    new CfnOutput(this, 'TenantRole', { value: this.service.tenantRole.role.roleArn });
    new CfnOutput(this, 'TenantTable', { value: this.service.tenantTable.tableName });
    new CfnOutput(this, 'ServiceFunction', { value: this.service.function.functionName });
    new CfnOutput(this, 'ServiceRole', { value: this.service.function.role?.roleName ?? '' });
    new CfnOutput(this, 'SigningRole', { value: this.service.function.role?.roleArn ?? '' });
    new CfnOutput(this, 'SigningKeys', { value: this.service.identity.keyArns.join(',') });
    new CfnOutput(this, 'Kids', { value: this.service.identity.kids.join(',') });
    new CfnOutput(this, 'Rotation', { value: this.service.identity.rotationStateMachine.stateMachineArn });
    new CfnOutput(this, 'Key', { value: this.service.key.keyArn });
  }
}
