// What a protected API must not have: a method without the authorizer, or a stage that caches responses. Each error says what to type,
// which depends on how the method was made.

import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type { Construct } from 'constructs';
import { seen, threeParts } from '../../common/needs';

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
  return methodsIn(api)
    .filter(({ restApiId }) => restApiId === api.restApiId)
    .filter((method) => !isBehind(asap, method))
    .map((method) =>
      threeParts(
        `${method.httpMethod} of ${method.node.path} has authorization ${seen(method.authorizationType)}`,
        `every method of this API behind the AsapAuthorizer ${asap.node.path} (here: asap)`,
        `${remedy(method, asap)}. Put a method that is open on purpose into a RestApi of its own.`,
      ),
    );
}

/**
 * The error about an API none of whose methods has the authorizer. CDK resolves references before it validates. It would throw an error
 * there that names neither the API nor its methods.
 */
export function unattached(api: apigateway.RestApi, asap: InFront): string | undefined {
  if (methodsIn(api).some((method) => isBehind(asap, method))) return undefined;
  const open = openMethods(api, asap);
  if (open.length > 0) return open.join('\n');
  return threeParts(`${api.node.path} has no method`, `a method behind the AsapAuthorizer ${asap.node.path} (here: asap)`, PASS);
}

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
