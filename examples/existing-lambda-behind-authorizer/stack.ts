// The `invoices` API of a team that wants to keep its function and its RestApi. Added is what decides who gets through: a key
// repository, the tenants, an identity for the caller, and the authorizer before every method.
import { join } from 'node:path';
import { Duration, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import {
  ApiGatewayAccount,
  AsapAuthorizer,
  AsapIdentity,
  AsapKeyRepository,
  ServiceKey,
  TenantContextService,
} from 'cdk-bulkhead';
import type { Construct } from 'constructs';

export class InvoicesStack extends Stack {
  public constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    // ── What was there: a function, an API, a stage that logs ───────────────────────────────────────────────────────────────────
    const log = new logs.LogGroup(this, 'Log', { retention: logs.RetentionDays.ONE_YEAR });
    const role = new iam.Role(this, 'Role', {
      description: 'Answers for invoices',
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    });
    role.addToPrincipalPolicy(
      new iam.PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [log.logGroupArn] }),
    );
    const invoices = new lambda.Function(this, 'Function', {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(join(__dirname, 'dist', 'invoices')),
      memorySize: 256,
      timeout: Duration.seconds(29),
      tracing: lambda.Tracing.ACTIVE,
      logGroup: log,
      role,
    });
    const accessLog = new logs.LogGroup(this, 'AccessLog', { retention: logs.RetentionDays.ONE_YEAR });
    const api = new apigateway.RestApi(this, 'Api', {
      cloudWatchRole: false,
      deployOptions: {
        stageName: 'live',
        accessLogDestination: new apigateway.LogGroupLogDestination(accessLog),
        // No header, and so no token, in a log line.
        accessLogFormat: apigateway.AccessLogFormat.custom(
          JSON.stringify({
            requestId: '$context.requestId',
            status: '$context.status',
            tenantId: '$context.authorizer.tenantId',
            // Refusals that no function saw.
            errorType: '$context.error.responseType',
            authorizerError: '$context.authorizer.error',
          }),
        ),
        loggingLevel: apigateway.MethodLoggingLevel.ERROR,
        tracingEnabled: true,
        throttlingRateLimit: 500,
        throttlingBurstLimit: 200,
      },
    });
    const requestValidator = api.addRequestValidator('Validator', { validateRequestParameters: true, validateRequestBody: true });

    // ── New: who may call, for which tenant ─────────────────────────────────────────────────────────────────────────────────────
    const breakGlass = new iam.Role(this, 'BreakGlass', {
      assumedBy: new iam.AccountPrincipal(this.account).withConditions({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } }),
    });
    const keyAdministrators = [breakGlass];
    const keyRepository = new AsapKeyRepository(this, 'AsapKeys', { issuers: ['edge', 'invoices'] });
    const tenants = new TenantContextService(this, 'TenantContext', { keyAdministrators });
    const logsKey = new ServiceKey(this, 'LogsKey', { serviceName: 'invoices', administrators: keyAdministrators });
    const asap = new AsapAuthorizer(this, 'Authorizer', {
      serviceName: 'invoices',
      callers: ['edge'],
      keyRepository,
      tenants,
      logsKey,
    });
    // 401 with `WWW-Authenticate`, 403 without a word, 503 with `Retry-After`; and synthesis fails if a method is not behind it.
    asap.protect(api);

    // Every method names the authorizer. One without it, such as an OPTIONS of `defaultCorsPreflightOptions`, would be open.
    const method: apigateway.MethodOptions = {
      authorizer: asap.requestAuthorizer,
      authorizationType: apigateway.AuthorizationType.CUSTOM,
      requestValidator,
    };
    const integration = new apigateway.LambdaIntegration(invoices, { allowTestInvoke: false });
    const resource = api.root.addResource('invoices');
    resource.addMethod('GET', integration, method);
    resource.addMethod('POST', integration, method);
    resource.addResource('{id}').addMethod('GET', integration, method);

    // The stage logs with the account's role, which must be there first. Leave both lines out where the account has one already.
    const account = new ApiGatewayAccount(this, 'ApiGateway');
    api.deploymentStage.node.addDependency(account);

    // ── New: the identity of the caller. It belongs to `edge`’s own stack, and is here to keep the example in one ───────────────
    const edge = new iam.Role(this, 'Edge', {
      description: 'Calls invoices as edge',
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    });
    const identity = new AsapIdentity(this, 'EdgeIdentity', { issuer: 'edge', keyRepository, logsKey, keyAdministrators });
    identity.grantSign(edge);

    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'X-Ray’s PutTraceSegments and PutTelemetryRecords know no resources',
    });
    Validations.of(invoices).acknowledge({
      id: 'Serverless-LambdaDLQ',
      reason: 'invoked by its API only, synchronously: the caller sees the failure',
    });
    // A log group that was there can be put under a key of its service later, without being replaced.
    for (const group of [log, accessLog]) {
      Validations.of(group).acknowledge({
        id: 'TenantIsolation::customer-managed-key',
        reason: 'was there before; holds ids and statuses, and no tenant’s data',
      });
    }
    Validations.of(api).acknowledge(
      { id: 'AwsSolutions-COG4', reason: 'callers are services, which AsapAuthorizer proves; user pools are for people' },
      {
        id: 'AwsSolutions-APIG3',
        reason: 'only services with a signed token get through; the web application firewall is the edge’s',
      },
    );
  }
}
