// The REST API in front of a service: every route behind the authorizer, logs without payloads, no cache of answers.

import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { RemovalPolicy, Stack } from 'aws-cdk-lib/core';
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

/** Log group that API Gateway itself names; made beforehand, so that it has a key and an end. */
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
        removalPolicy: RemovalPolicy.RETAIN,
      });

    // Another resource, not a change of one: API Gateway changes no endpoint type under strict access.
    const isPrivate = props.placement?.executeApiEndpointId !== undefined;
    this.api = new apigateway.RestApi(this, isPrivate ? 'PrivateApi' : 'Api', {
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
        // Keyed by path alone, a stage's cache would hand one tenant's answer to the next: never switched on.
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
    // TLS 1.2 or later with forward secrecy (ASAP leaves channel privacy to it); strict: the name asked for must be this API's.
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
        reason: 'callers are services: AsapAuthorizer proves them; Cognito’s user pools are for people',
      },
      {
        id: 'AwsSolutions-APIG3',
        reason:
          'only services with a signed token get past the authorizer; a web application firewall belongs to the edge that users reach',
      },
    );
    acknowledgeRule(
      this.api,
      'APIGWCacheEnabledAndEncrypted',
      'a stage’s cache is keyed by path and would hand one tenant’s answer to the next',
    );
    acknowledgeRule(this.api, 'APIGWSSLEnabled', 'client certificates are for HTTP back ends; this one is a Lambda integration');
    authorizer.protect(this.api);
    AccountReminder.about(this);

    const executionLog = logGroup('ExecutionLog', `API-Gateway-Execution-Logs_${this.api.restApiId}/${STAGE}`);
    this.api.deploymentStage.node.addDependency(executionLog);
    // A stage that logs cannot be made before the account's role is set; in another stack, the stacks must depend on each other.
    for (const node of Stack.of(this).node.findAll()) {
      if (node instanceof apigateway.CfnAccount) this.api.deploymentStage.node.addDependency(node);
    }
  }
}

/**
 * Where the API answers. A private one must have a resource policy, and this one denies only: with a Lambda authorizer in the same
 * account, an Allow here would let in whatever the authorizer's answer says nothing about (API Gateway: how resource policies and
 * authorizers combine).
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
      // Negated operators hold for a request without the key too: what does not say where it comes from is denied.
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

/** One line a request, also of those that API Gateway refused by itself and no function saw. Ids and outcomes, no headers. */
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
