// Puts the decision in front of a REST API: no request without a token of a listed caller for an active, entitled tenant.

import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { AUTHORIZATION_HEADER, isIssuer, TENANT_HEADER } from '../../contract';
import { needs, seen } from '../common/needs';
import type { ServiceKey } from '../encryption';
import type { NetworkPlacementProps } from '../network';
import type { TenantContextService } from '../tenancy';
import type { AsapKeyRepository } from './asap-key-repository';
import { DecisionFunction, type DecisionSettings, runtimeSettings } from './decision-function';

/**
 * Properties of an `AsapAuthorizer`.
 */
export interface AsapAuthorizerProps extends DecisionSettings, NetworkPlacementProps {
  /**
   * Name of the service behind the API: the audience its callers' tokens must name.
   */
  readonly serviceName: string;

  /**
   * Issuers that may call, each on the key repository's list. Nobody else may.
   */
  readonly callers: string[];

  /**
   * Where callers' public keys are read.
   */
  readonly keyRepository: AsapKeyRepository;

  /**
   * Where tenants are looked up.
   */
  readonly tenants: TenantContextService;

  /**
   * Key of the authorizer's log group.
   */
  readonly logsKey: ServiceKey;
}

/**
 * A REST request authorizer for ASAP tokens with a tenant.
 *
 * Answers 401 when the caller is not proven, 403 when it is not allowed, 503 when a dependency is down. It has no dead-letter
 * queue and no destination: they would store tokens.
 */
export class AsapAuthorizer extends Construct {
  /**
   * The authorizer, for a method's or an API's `authorizer`.
   */
  public readonly authorizer: apigateway.RequestAuthorizer;

  /**
   * Creates the function and its authorizer; throws where the key repository does not list a caller.
   */
  public constructor(scope: Construct, id: string, props: AsapAuthorizerProps) {
    super(scope, id);
    needs(
      isIssuer(props.serviceName),
      this,
      `serviceName is ${seen(props.serviceName)}, expected segments of [A-Za-z0-9_.+-] joined by "/"`,
    );
    const settings = runtimeSettings(this, props);
    const handler = new DecisionFunction(this, 'Handler', { ...props, kind: 'authorizer', settings });
    this.authorizer = new apigateway.RequestAuthorizer(this, 'Authorizer', {
      handler: handler.function,
      // The identity sources are the cache's key: they must be everything the decision reads.
      identitySources: [apigateway.IdentitySource.header(AUTHORIZATION_HEADER), apigateway.IdentitySource.header(TENANT_HEADER)],
      resultsCacheTtl: Duration.seconds(settings.authorizerCacheSeconds),
    });
  }

  /**
   * Puts an API behind this authorizer as a whole: adds the gateway responses, and refuses at synth every method of this app that is
   * not behind it, CORS preflights among them. An API that has open routes on purpose takes `addGatewayResponses` alone.
   */
  public protect(api: apigateway.RestApi): void {
    this.addGatewayResponses(api);
    api.node.addValidation({ validate: () => this.openMethods(api) });
  }

  /**
   * Adds the gateway responses that the authorizer relies on: 401 with `WWW-Authenticate: Bearer` (ASAP), a 403 that says
   * nothing, and 503 with `Retry-After` when a dependency is down. Only a gateway response can set that header.
   */
  public addGatewayResponses(api: apigateway.RestApi): void {
    const body = (message: string) => ({ 'application/json': JSON.stringify({ message }) });
    const respond = (
      name: string,
      type: apigateway.ResponseType,
      statusCode: string,
      message: string,
      responseHeaders?: { [name: string]: string },
    ) => api.addGatewayResponse(name, { type, statusCode, responseHeaders, templates: body(message) });
    respond('Unauthorized', apigateway.ResponseType.UNAUTHORIZED, '401', 'Unauthorized', { 'WWW-Authenticate': "'Bearer'" });
    respond('AccessDenied', apigateway.ResponseType.ACCESS_DENIED, '403', 'Forbidden');
    const retry = { 'Retry-After': "'1'" };
    respond('AuthorizerFailure', apigateway.ResponseType.AUTHORIZER_FAILURE, '503', 'Service Unavailable', retry);
    respond(
      'AuthorizerConfigurationError',
      apigateway.ResponseType.AUTHORIZER_CONFIGURATION_ERROR,
      '503',
      'Service Unavailable',
      retry,
    );
  }

  private openMethods(api: apigateway.RestApi): string[] {
    const stack = Stack.of(api);
    const expected = JSON.stringify(stack.resolve(this.authorizer.authorizerId));
    // Anywhere in the app: a method may lie beside the API, or come in by an import of it.
    return api.node.root.node
      .findAll()
      .filter((node) => node instanceof apigateway.CfnMethod)
      .filter(({ restApiId }) => restApiId === api.restApiId)
      .filter(
        ({ authorizationType, authorizerId }) =>
          authorizationType !== apigateway.AuthorizationType.CUSTOM || JSON.stringify(stack.resolve(authorizerId)) !== expected,
      )
      .map(
        (method) =>
          `${method.httpMethod} of ${method.node.path} has authorization ${seen(method.authorizationType)}, expected every method ` +
          'behind this service’s AsapAuthorizer: leave `authorizer` and `authorizationType` out, or make a RestApi of its own',
      );
  }
}
