// Puts the decision in front of a REST API: no request without a token of a listed caller for an active, entitled tenant.

import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { AspectPriority, Aspects, Duration, Lazy, Tags } from 'aws-cdk-lib/core';
import type { Construct, IConstruct } from 'constructs';
import { AUTHORIZATION_HEADER, AUTHORIZER_TAG, isIssuer, TENANT_HEADER } from '../../../contract';
import { needs, seen } from '../../common/needs';
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
   * Name of the service behind the API: the audience its callers' tokens must name.
   */
  readonly serviceName: string;

  /**
   * Issuers that may call every method, each on the key repository's list. Nobody else may, but callers of single methods: `allow`.
   *
   * The list may be empty. If no method has callers either, synthesis warns with `cdk-bulkhead:no-callers`.
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
export class AsapAuthorizer extends DecisionPoint {
  /**
   * The authorizer, for a method's or an API's `authorizer`.
   */
  public readonly requestAuthorizer: apigateway.RequestAuthorizer;

  /** @internal */
  public readonly _serviceName: string;

  /** @internal */
  public readonly _methodRules: MethodRules;

  /** @internal */
  protected readonly _decisions: DecisionSource;

  /**
   * Creates the function and its authorizer; throws where the key repository does not list a caller.
   */
  public constructor(scope: Construct, id: string, props: AsapAuthorizerProps) {
    super(scope, id);
    needsProperties(this.node.path, props, ASAP_AUTHORIZER_PROPERTIES);
    const { serviceName, callers, keyRepository } = props;
    needs(isIssuer(serviceName), this, `serviceName is ${seen(serviceName)}, expected segments of [A-Za-z0-9_.+-] joined by "/"`);
    const settings = runtimeSettings(this, props);
    const methodRules = new MethodRules({ scope: this, serviceName, callers, keyRepository }, () => this.methods());
    const handler = new DecisionFunction(this, 'Handler', { ...props, kind: 'authorizer', settings, methodRules });
    this._serviceName = serviceName;
    this._methodRules = methodRules;
    this._decisions = { serviceName, by: 'authorizer', function: handler.function };
    this.requestAuthorizer = new apigateway.RequestAuthorizer(this, 'Authorizer', {
      handler: handler.function,
      // As one late text: rules are added after this, and change what the decision reads.
      identitySources: [Lazy.uncachedString({ produce: () => this.identitySources().join(',') })],
      resultsCacheTtl: Duration.seconds(settings.authorizerCacheSeconds),
    });
    warnWithoutCallers(this, () => methodRules.allCallers);
    this.node.addValidation({ validate: () => methodRules.withoutMethod(this.methods()) });
    Aspects.of(this).add({ visit: (node) => node === this && this.deployAgain() }, { priority: AspectPriority.READONLY - 1 });
  }

  /**
   * Lets issuers call one method, besides those that may call every one. Rules add up: those for `ANY` method of a path and those for
   * its `GET`. Throws for an issuer that the key repository does not list, for the service itself, for one that may call already, and
   * for a path with a wildcard; a method that no API behind this authorizer has is refused at synth.
   *
   * A rule goes by the resource that API Gateway routed the request to. A handler that routes by `event.path` itself may read a path
   * otherwise: `/reports/x%2F..%2Fadmin` is a value of `/reports/{id}`, and `/admin` to whoever decodes and resolves it. Have it go by
   * `event.resource` and `event.pathParameters`.
   *
   * With the first rule API Gateway keeps answers by method and path, too, and asks the function so much the more often. The session
   * broker is shown a token and no route: it takes the tokens of all callers of any method.
   *
   * @param method `GET`, `HEAD`, `POST`, `PUT`, `PATCH`, `DELETE`, `OPTIONS` or `ANY`.
   * @param path path of the resource as API Gateway names it: `/issues/{id}`, `/files/{proxy+}`.
   * @param callers issuers that may call it, each on the key repository's list.
   */
  public allow(method: string, path: string, callers: string[]): void {
    this._methodRules.add(method, path, callers);
  }

  /**
   * Puts an API behind this authorizer as a whole, and adds the gateway responses.
   *
   * Synthesis refuses every method of the API that is not behind this authorizer, anywhere in the app. CORS preflights are such
   * methods. Give the RestApi `defaultMethodOptions: { authorizer: asap.requestAuthorizer }`, or pass `authorizer` to each `addMethod`. Synthesis
   * also refuses a stage that caches responses: API Gateway would give one tenant's response to another tenant.
   *
   * For an API with methods that are open on purpose, call `addGatewayResponses` instead.
   */
  public protect(api: apigateway.RestApi): void {
    this.addGatewayResponses(api);
    api.node.addValidation({ validate: () => [...openMethods(api, this), ...cachingStages(api)] });
    const refuseUnattached = (node: IConstruct) => {
      const refusal = node === api ? unattached(api, this) : undefined;
      if (refusal !== undefined) throw new Error(refusal);
    };
    Aspects.of(api).add({ visit: refuseUnattached }, { priority: AspectPriority.READONLY });
  }

  /**
   * Adds the gateway responses that the authorizer relies on: 401 with `WWW-Authenticate: Bearer` (ASAP), a 403 that says
   * nothing, and 503 with `Retry-After` when a dependency is down. Only a gateway response can set that header.
   * Tags the API's stages, so that the revocation of a key finds their caches.
   *
   * What API Gateway refuses itself, a missing header or an authorizer that failed, has no line in the function's log. Have your stage's
   * access log say it: `$context.error.responseType`, `$context.authorizer.error`, `$context.authorizer.status`, as `TenantService` does.
   */
  public addGatewayResponses(api: apigateway.RestApi): void {
    // By this tag a revocation finds whose cached answers to flush.
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
