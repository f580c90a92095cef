// The operations of an API that is written as an OpenAPI document in the template (API Gateway Developer Guide: x-amazon-apigateway
// extensions to OpenAPI). A security scheme counts only with an extension that makes API Gateway authorize: `oauth2` alone is documentation.

import { isObject, isSymbolic, type Json, own, type Resource, within } from '../../template';
import { property } from '../shared/properties';

export interface Operation {
  /** `GET /orders`. */
  readonly name: string;
  /** What a request needs: an authorizer or IAM must allow it, only an API key, or nothing. */
  readonly requires: 'authorizer' | 'key' | 'nothing';
  /** Whether a Lambda authorizer decides. */
  readonly isCustom: boolean;
  /** The value of `x-amazon-apigateway-integration`. */
  readonly integration: Json | undefined;
}

const METHODS = /^(?:get|put|post|delete|options|head|patch|trace|x-amazon-apigateway-any-method)$/;

/** Undefined if the document is not in the template or is known only at deployment. An empty list for an API without a document. */
export function operationsOf(api: Resource): readonly Operation[] | undefined {
  if (property(api, 'BodyS3Location') !== undefined) return undefined;
  const body = property(api, 'Body');
  if (body === undefined) return [];
  const paths = own(body, 'paths');
  if (!isObject(body) || !isObject(paths)) return undefined;
  return Object.entries(paths).flatMap(([path, item]) => {
    if (!isObject(item)) return [];
    return Object.entries(item).flatMap(([method, operation]) => {
      // An operation that only the deployment knows may have any authorizer.
      if (!METHODS.test(method) || !isObject(operation) || isPreflight(method, operation)) return [];
      const name = `${method.startsWith('x-') ? 'ANY' : method.toUpperCase()} ${path}`;
      const integration = own(operation, 'x-amazon-apigateway-integration');
      return [{ name, integration, ...security(body, operation, api.type === 'AWS::ApiGateway::RestApi') }];
    });
  });
}

/** A browser sends a preflight request without credentials, and API Gateway answers it without an integration. */
function isPreflight(method: string, operation: Json): boolean {
  const type = within(operation, 'x-amazon-apigateway-integration.type');
  return method === 'options' && typeof type === 'string' && type.toLowerCase() === 'mock';
}

function security(body: Json, operation: Json, isRest: boolean): Pick<Operation, 'requires' | 'isCustom'> {
  if (within(operation, 'x-amazon-apigateway-auth.type') === 'AWS_IAM') return { requires: 'authorizer', isCustom: false };
  const listed = own(operation, 'security') ?? own(body, 'security');
  const schemes = own(within(body, 'components'), 'securitySchemes') ?? own(body, 'securityDefinitions');
  const alternatives = (Array.isArray(listed) ? listed : []).map((one) =>
    isObject(one) ? Object.keys(one).map((name) => own(schemes, name)) : [],
  );
  // In OpenAPI a request needs to meet only one of the alternatives, so the weakest one counts. A method of a REST API has one
  // authorizer and, beside it, a flag for the API key. Every request meets both, whatever entry they come from. What an empty entry
  // comes to is not documented.
  const every = (holds: (scheme: Json | undefined) => boolean) =>
    isRest && !alternatives.some((one) => one.length === 0)
      ? alternatives.flat().some(holds)
      : alternatives.length > 0 && alternatives.every((one) => one.some(holds));
  const isCustom = alternatives.some((one) => one.some((scheme) => own(scheme, 'x-amazon-apigateway-authorizer') !== undefined));
  if (every(isAuthorizer)) return { requires: 'authorizer', isCustom };
  return { requires: every((scheme) => isAuthorizer(scheme) || own(scheme, 'type') === 'apiKey') ? 'key' : 'nothing', isCustom };
}

function isAuthorizer(scheme: Json | undefined): boolean {
  if (isObject(own(scheme, 'x-amazon-apigateway-authorizer'))) return true;
  const type = own(scheme, 'x-amazon-apigateway-authtype');
  return typeof type === 'string' && !isSymbolic(type) && type.toLowerCase() === 'awssigv4';
}
