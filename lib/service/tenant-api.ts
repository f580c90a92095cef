// The REST API in front of a service: every route is behind the authorizer, logs have no payloads, and no cache holds responses.

import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { AUTHORIZATION_HEADER, TENANT_HEADER } from '../../contract';
import { acknowledge, acknowledgeRule } from '../common/acknowledge';
import type { ServiceKey } from '../encryption';
import type { AsapAuthorizer } from '../identity';
import type { Placement } from '../network/placement';
import { AccountReminder } from './account-reminder';

export interface TenantApiProps {
  readonly serviceName: string;
  readonly handler: lambda.IFunction;
  readonly authorizer: AsapAuthorizer;
  readonly logsKey: ServiceKey;
  readonly throttlingRateLimit: number;
  readonly throttlingBurstLimit: number;
  /** With an execute-api endpoint, the API is private. */
  readonly placement?: Placement;
}

const STAGE = 'live';

/** Log group that API Gateway itself names. It is made before, so that it has a key and a retention. */
export const EXECUTION_LOG_GROUPS = 'API-Gateway-Execution-Logs_*';

export class TenantApi extends Construct {
  public readonly api: apigateway.RestApi;

  public constructor(scope: Construct, id: string, props: TenantApiProps) {
    super(scope, id);
    const { serviceName, handler, authorizer, logsKey } = props;
    const logGroup = (name: string, logGroupName?: string) =>
      new logs.LogGroup(this, name, {
        logGroupName,
        encryptionKey: logsKey,
        retention: logs.RetentionDays.ONE_YEAR,
        removalPolicy: logsKey._removalPolicy,
      });

    // Another resource, because API Gateway does not change the endpoint type of an API with strict access.
    const isPrivate = props.placement?.executeApiEndpointId !== undefined;
    this.api = new apigateway.RestApi(this, isPrivate ? 'PrivateApi' : 'Api', {
      // The dimension of its metrics: with CDK's default, the id of the construct, all services would share one.
      restApiName: serviceName,
      description: `bulkhead: ${serviceName}`,
      ...frontOf(props.placement),
      // The account's role is the account's business: ApiGatewayAccount.
      cloudWatchRole: false,
      deployOptions: {
        stageName: STAGE,
        accessLogDestination: new apigateway.LogGroupLogDestination(logGroup('AccessLog')),
        accessLogFormat: apigateway.AccessLogFormat.custom(JSON.stringify(ACCESS_LOG)),
        // Errors only, and never payloads: execution logs at INFO with data tracing would hold tokens.
        loggingLevel: apigateway.MethodLoggingLevel.ERROR,
        dataTraceEnabled: false,
        metricsEnabled: true,
        tracingEnabled: true,
        // The key of a stage's cache is the path: one tenant would get the response of another tenant.
        cachingEnabled: false,
        throttlingRateLimit: props.throttlingRateLimit,
        throttlingBurstLimit: props.throttlingBurstLimit,
      },
      defaultMethodOptions: {
        authorizer: authorizer.requestAuthorizer,
        authorizationType: apigateway.AuthorizationType.CUSTOM,
        requestParameters: {
          [`method.request.header.${AUTHORIZATION_HEADER}`]: true,
          [`method.request.header.${TENANT_HEADER}`]: true,
        },
      },
    });
    const restApi = this.api.node.defaultChild as apigateway.CfnRestApi;
    // TLS 1.2 or later with forward secrecy: ASAP leaves the privacy of the channel to TLS. Strict: the host name must be this API's.
    restApi.securityPolicy = 'SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09';
    restApi.endpointAccessMode = 'STRICT';

    const integration = new apigateway.LambdaIntegration(handler, { proxy: true, allowTestInvoke: false });
    const requestValidator = this.api.addRequestValidator('Headers', {
      validateRequestParameters: true,
      validateRequestBody: true,
    });
    this.api.root.addMethod('ANY', integration, { requestValidator });
    this.api.root.addResource('{proxy+}').addMethod('ANY', integration, { requestValidator });
    acknowledge(
      this.api,
      {
        id: 'AwsSolutions-COG4',
        reason: 'callers are services, and AsapAuthorizer proves them; Cognito’s user pools are for people',
      },
      {
        id: 'AwsSolutions-APIG3',
        reason:
          'the authorizer allows only services with a signed token; a web application firewall belongs in front of the API that users reach',
      },
    );
    acknowledgeRule(
      this.api,
      'APIGWCacheEnabledAndEncrypted',
      'the key of a stage’s cache is the path, so one tenant would get the response of another tenant',
    );
    acknowledgeRule(this.api, 'APIGWSSLEnabled', 'client certificates are for HTTP back ends; this one is a Lambda integration');
    authorizer.protect(this.api);
    AccountReminder.about(this);

    const executionLog = logGroup('ExecutionLog', `API-Gateway-Execution-Logs_${this.api.restApiId}/${STAGE}`);
    this.api.deploymentStage.node.addDependency(executionLog);
    // The account's role must be set before a stage that logs is made. If another stack sets it, this stack must depend on that one.
    for (const node of Stack.of(this).node.findAll()) {
      if (node instanceof apigateway.CfnAccount) this.api.deploymentStage.node.addDependency(node);
    }
  }
}

/**
 * Where the API answers. A private API must have a resource policy, and this policy only denies. With a Lambda authorizer in the same
 * account, an Allow here would allow every request about which the authorizer's answer says nothing (API Gateway: how resource policies
 * and authorizers combine).
 */
function frontOf(placement: Placement | undefined): Pick<apigateway.RestApiProps, 'endpointConfiguration' | 'policy'> {
  if (placement?.executeApiEndpointId === undefined) {
    return { endpointConfiguration: { types: [apigateway.EndpointType.REGIONAL] } };
  }
  const denyUnless = (sid: string, conditions: { [operator: string]: { [key: string]: unknown } }) =>
    new iam.PolicyStatement({
      sid,
      effect: iam.Effect.DENY,
      principals: [new iam.AnyPrincipal()],
      actions: ['execute-api:Invoke'],
      resources: ['execute-api:/*'],
      // Negated operators match a request without the key too: a request without a source is denied.
      conditions,
    });
  const { executeApiEndpointId, callerBlocks } = placement;
  return {
    endpointConfiguration: { types: [apigateway.EndpointType.PRIVATE] },
    policy: new iam.PolicyDocument({
      statements: [
        denyUnless('OnlyThroughOwnEndpoint', { StringNotEquals: { 'aws:SourceVpce': executeApiEndpointId } }),
        ...(callerBlocks.length > 0
          ? [denyUnless('OnlyFromDeclaredSegments', { NotIpAddress: { 'aws:VpcSourceIp': [...callerBlocks] } })]
          : []),
      ],
    }),
  };
}

/** One line for each request, also for those that API Gateway itself refused. Ids and outcomes, no headers. */
const ACCESS_LOG = {
  requestId: '$context.requestId',
  extendedRequestId: '$context.extendedRequestId',
  traceId: '$context.xrayTraceId',
  time: '$context.requestTimeEpoch',
  sourceIp: '$context.identity.sourceIp',
  method: '$context.httpMethod',
  resource: '$context.resourcePath',
  status: '$context.status',
  issuer: '$context.authorizer.issuer',
  tenantId: '$context.authorizer.tenantId',
  tokenId: '$context.authorizer.tokenId',
  authorizerStatus: '$context.authorizer.status',
  authorizerError: '$context.authorizer.error',
  errorType: '$context.error.responseType',
  integrationStatus: '$context.integration.status',
  latency: '$context.responseLatency',
  tlsVersion: '$context.tlsVersion',
  cipherSuite: '$context.cipherSuite',
};
