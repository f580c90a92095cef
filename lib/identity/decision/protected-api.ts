// What a protected API must not have: a method without the authorizer, or a stage that caches responses. Each error says what to type,
// which depends on how the method was made.

import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type { Construct } from 'constructs';
import { ExplainedError, threeParts } from '../../../contract';
import { seen } from '../../common/needs';

/** The authorizer in front. */
export interface InFront {
  readonly node: { readonly path: string };
  readonly requestAuthorizer: apigateway.IAuthorizer;
}

/** Anywhere in the app: a method can be outside of its API's scope, or belong to an import of the API. */
export function methodsIn(scope: Construct): apigateway.CfnMethod[] {
  return scope.node.root.node.findAll().filter((node) => node instanceof apigateway.CfnMethod);
}

export function isBehind({ requestAuthorizer }: InFront, { authorizationType, authorizerId }: apigateway.CfnMethod): boolean {
  // Compared as tokens, which name one construct everywhere. Resolved, tokens of two stacks can be the same `Ref`.
  return authorizationType === apigateway.AuthorizationType.CUSTOM && authorizerId === requestAuthorizer.authorizerId;
}

export function openMethods(api: apigateway.RestApi, asap: InFront): string[] {
  return methodsOf(api)
    .filter((method) => !isBehind(asap, method))
    .map((method) => threeParts(isOpen(method), behind(asap), `${remedy(method, asap)}. ${ON_PURPOSE}`));
}

function methodsOf(api: apigateway.RestApi): apigateway.CfnMethod[] {
  return methodsIn(api).filter(({ restApiId }) => restApiId === api.restApiId);
}

function isOpen({ httpMethod, node, authorizationType }: apigateway.CfnMethod): string {
  return `${httpMethod} of ${node.path} has authorization ${seen(authorizationType)}`;
}

function behind({ node }: InFront): string {
  return `every method of this API behind the AsapAuthorizer ${node.path} (called asap below)`;
}

/**
 * The error about an API none of whose methods has the authorizer. CDK resolves references before it validates. It would throw an error
 * there that names neither the API nor its methods.
 */
export function unattached(api: apigateway.RestApi, asap: InFront): ExplainedError | undefined {
  if (methodsIn(api).some((method) => isBehind(asap, method))) return undefined;
  const methods = methodsOf(api);
  if (methods.length === 0)
    return new ExplainedError(
      `${api.node.path} has no method`,
      `a method behind the AsapAuthorizer ${asap.node.path} (called asap below)`,
      PASS,
    );
  const remedies = new Set(methods.map((method) => remedy(method, asap)));
  return new ExplainedError(methods.map(isOpen).join('\n'), behind(asap), `${[...remedies].join('; ')}. ${ON_PURPOSE}`);
}

const ON_PURPOSE = 'Put a method that is open on purpose into a separate RestApi';
const PASS = 'pass `{ authorizer: asap.requestAuthorizer }` to `addMethod`, or as `defaultMethodOptions` to the RestApi';

function remedy(method: apigateway.CfnMethod, { requestAuthorizer }: InFront): string {
  const { scope } = method.node;
  const { NONE } = apigateway.AuthorizationType;
  // CDK makes a preflight's method open, even if the API has a default authorizer.
  if (method.httpMethod === 'OPTIONS' && method.authorizationType === NONE)
    return 'remove `defaultCorsPreflightOptions` and `addCorsPreflight`: only services call this API, so it needs no CORS';
  const isByDefault = scope instanceof apigateway.Method && scope.resource.defaultMethodOptions?.authorizer === requestAuthorizer;
  return isByDefault ? 'leave `authorizer` and `authorizationType` out of `addMethod`: the API’s default has them' : PASS;
}

export function cachingStages(api: apigateway.RestApi): string[] {
  return (
    api.node.root.node
      .findAll()
      .filter((node) => node instanceof apigateway.CfnStage)
      // A value that only the deployment knows may be true as well.
      .filter(({ restApiId, cacheClusterEnabled = false }) => restApiId === api.restApiId && cacheClusterEnabled !== false)
      .map(({ node }) =>
        threeParts(
          `${node.path} caches responses`,
          'a stage without a cache: the key of the cache is the path, so one tenant would get the response of another tenant',
          'remove cachingEnabled and cacheClusterEnabled from the options of the stage',
        ),
      )
  );
}
