// Puts the decision in front of a REST API: a request needs the token of a listed caller, for an active and entitled tenant.

import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { AspectPriority, Aspects, Duration, Lazy, Tags } from 'aws-cdk-lib/core';
import type { Construct, IConstruct } from 'constructs';
import { AUTHORIZATION_HEADER, AUTHORIZER_TAG, TENANT_HEADER } from '../../../contract';
import { needsIssuerName } from '../../common/issuer-name';
import { needsProperties } from '../../common/properties';
import type { ServiceKey } from '../../encryption';
import type { NetworkPlacementProps } from '../../network';
import type { TenantContextService } from '../../tenancy';
import type { AsapKeyRepository } from '../keys/asap-key-repository';
import { ASAP_AUTHORIZER_PROPERTIES } from '../properties';
import { warnWithoutCallers } from './callers';
import { DecisionFunction, type DecisionSettings, runtimeSettings } from './decision-function';
import { DecisionPoint, type DecisionSource } from './decision-point';
import { type ExistingMethod, MethodRules } from './method-rules';
import { cachingStages, isBehind, methodsIn, openMethods, unattached } from './protected-api';

/**
 * Properties of an `AsapAuthorizer`.
 */
export interface AsapAuthorizerProps extends DecisionSettings, NetworkPlacementProps {
  /**
   * Name of the service behind the API. The tokens of its callers must name it as audience (`aud`).
   */
  readonly serviceName: string;

  /**
   * Issuers that may call every method. Each issuer must be in `issuers` of the key repository. `allow` adds callers of single methods.
   *
   * The list may be empty. If `allow` names no caller either, synthesis warns with `cdk-bulkhead:no-callers`.
   */
  readonly callers: string[];

  /**
   * The key repository in which the authorizer reads its callers' public keys.
   */
  readonly keyRepository: AsapKeyRepository;

  /**
   * The service in which the authorizer looks tenants up.
   */
  readonly tenants: TenantContextService;

  /**
   * Key of the authorizer's log group.
   */
  readonly logsKey: ServiceKey;

  /**
   * How many executions of the authorizer's function Lambda reserves, and allows at most, at the same time. A whole number of 1 or more.
   *
   * It is not in the pool that all functions of the account share in the Region (1,000 by default). Lambda always keeps 100 of the quota
   * unreserved. docs/aws.md has the arithmetic.
   *
   * Throws for 0, because 0 stops the function.
   *
   * @default - none: the function shares the pool of the account
   */
  readonly reservedConcurrentExecutions?: number;
}

/**
 * A REST request authorizer for ASAP tokens (Atlassian Service Authentication Protocol) with a tenant.
 *
 * It answers 401 if the caller is not proven, 403 if the caller is not allowed, and 503 if a dependency is down. It has no dead-letter
 * queue and no destination: they would store tokens.
 */
export class AsapAuthorizer extends DecisionPoint {
  /**
   * The authorizer of API Gateway: pass it as `authorizer` to a method, or in `defaultMethodOptions` to a RestApi.
   */
  public readonly requestAuthorizer: apigateway.RequestAuthorizer;

  /** @internal */
  public readonly _serviceName: string;

  /** @internal */
  public readonly _methodRules: MethodRules;

  /** @internal */
  protected readonly _decisions: DecisionSource;

  /**
   * Creates the function and its authorizer.
   *
   * Throws if a property has the wrong form, or if the key repository does not list a caller.
   */
  public constructor(scope: Construct, id: string, props: AsapAuthorizerProps) {
    super(scope, id);
    needsProperties(this.node.path, props, ASAP_AUTHORIZER_PROPERTIES);
    const { serviceName, callers, keyRepository } = props;
    needsIssuerName(this, 'serviceName', serviceName);
    const settings = runtimeSettings(this, props);
    const methodRules = new MethodRules({ scope: this, serviceName, callers, keyRepository }, () => this.methods());
    const handler = new DecisionFunction(this, 'Handler', { ...props, kind: 'authorizer', settings, methodRules });
    this._serviceName = serviceName;
    this._methodRules = methodRules;
    this._decisions = { serviceName, by: 'authorizer', function: handler.function };
    this.requestAuthorizer = new apigateway.RequestAuthorizer(this, 'Authorizer', {
      handler: handler.function,
      // One late text: rules are added later, and change what the decision reads.
      identitySources: [Lazy.uncachedString({ produce: () => this.identitySources().join(',') })],
      resultsCacheTtl: Duration.seconds(settings.authorizerCacheSeconds),
    });
    warnWithoutCallers(this, () => methodRules.allCallers);
    this.node.addValidation({ validate: () => methodRules.withoutMethod(this.methods()) });
    Aspects.of(this).add({ visit: (node) => node === this && this.deployAgain() }, { priority: AspectPriority.READONLY - 1 });
  }

  /**
   * Lets issuers call one method, in addition to the callers of every method. Rules add up: the callers of `ANY` and the callers of `GET`
   * may both send a `GET` request.
   *
   * Throws for an issuer that the key repository does not list, for the service itself, for an issuer that may already call the method,
   * and for a path with a wildcard. Synthesis refuses a rule for a method that no API behind this authorizer has.
   *
   * A rule is about the resource to which API Gateway routed the request. A handler that routes by `event.path` may read another
   * path. `/reports/x%2F..%2Fadmin` is a value of `/reports/{id}`, and a handler that decodes and resolves it reads `/admin`. Let the
   * handler route by `event.resource` and `event.pathParameters`.
   *
   * After the first rule, API Gateway also caches decisions by method and path, and calls the function more often. The session broker
   * sees a token, not a route: it accepts the tokens of every issuer that may call at least one method.
   *
   * @param method `GET`, `HEAD`, `POST`, `PUT`, `PATCH`, `DELETE`, `OPTIONS` or `ANY`
   * @param path path of the resource as API Gateway names it: `/issues/{id}`, `/files/{proxy+}`
   * @param callers issuers that may call the method, each in `issuers` of the key repository
   */
  public allow(method: string, path: string, callers: string[]): void {
    this._methodRules.add(method, path, callers);
  }

  /**
   * Requires that every method of an API is behind this authorizer, and adds the gateway responses.
   *
   * Synthesis refuses a method of the API without this authorizer, anywhere in the app. It also refuses CORS preflight methods, because
   * they have no authorizer. Give the RestApi `defaultMethodOptions: { authorizer: asap.requestAuthorizer }`, or pass `authorizer` to
   * each `addMethod`. Synthesis also refuses a stage that caches responses: API Gateway would give one tenant's response to another
   * tenant.
   *
   * For an API with methods that are open on purpose, call `addGatewayResponses` instead.
   */
  public protect(api: apigateway.RestApi): void {
    this.addGatewayResponses(api);
    api.node.addValidation({ validate: () => [...openMethods(api, this), ...cachingStages(api)] });
    const refuseUnattached = (node: IConstruct) => {
      const refusal = node === api ? unattached(api, this) : undefined;
      if (refusal !== undefined) throw refusal;
    };
    Aspects.of(api).add({ visit: refuseUnattached }, { priority: AspectPriority.READONLY });
  }

  /**
   * Adds the gateway responses that the authorizer needs: 401 with `WWW-Authenticate: Bearer` (ASAP), 403 without a reason, and 503 with
   * `Retry-After: 1` if a dependency is down. Only a gateway response can set these headers.
   *
   * Tags the API's stages, so that the revocation of a key finds their caches.
   *
   * API Gateway itself refuses a request if a header is missing or the authorizer failed. The function's log then has no line. Log
   * `$context.error.responseType`, `$context.authorizer.error` and `$context.authorizer.status` in the stage's access log, as
   * `TenantService` does.
   */
  public addGatewayResponses(api: apigateway.RestApi): void {
    // By this tag a revocation finds the stages whose caches it flushes.
    Tags.of(api).add(AUTHORIZER_TAG, 'true', { includeResourceTypes: ['AWS::ApiGateway::Stage'] });
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

  /** The methods behind this authorizer, as API Gateway names them. */
  private methods(): ExistingMethod[] {
    return methodsIn(this)
      .filter((method) => isBehind(this, method))
      .flatMap(({ httpMethod, node: { scope } }) =>
        scope instanceof apigateway.Method ? [{ method: httpMethod, path: scope.resource.path }] : [],
      );
  }

  /** The key of API Gateway's cache: everything that the decision reads. */
  private identitySources(): string[] {
    const { header, context } = apigateway.IdentitySource;
    const headers = [header(AUTHORIZATION_HEADER), header(TENANT_HEADER)];
    return this._methodRules.rules.length === 0 ? headers : [...headers, context('httpMethod'), context('resourcePath')];
  }

  /** A stage goes by the authorizer of its deployment: other identity sources want another one, whatever CDK's flag for it says. */
  private deployAgain(): void {
    if (this._methodRules.rules.length === 0) return;
    const deployments = methodsIn(this)
      .filter((method) => isBehind(this, method))
      .flatMap(({ node: { scope } }) => (scope instanceof apigateway.Method ? [scope.api.latestDeployment] : []));
    for (const deployment of new Set(deployments)) deployment?.addToLogicalId({ identitySources: this.identitySources() });
  }
}
