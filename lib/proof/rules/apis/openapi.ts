// The operations of an API that is written as an OpenAPI document in the template (API Gateway Developer Guide: x-amazon-apigateway
// extensions to OpenAPI). A security scheme counts only with an extension that makes API Gateway ask: `oauth2` alone is documentation.

import { isObject, isSymbolic, type Json, own, type Resource, within } from '../../template';
import { property } from '../shared/properties';

export interface Operation {
  /** `GET /orders`. */
  readonly name: string;
  /** Who is asked before it: an authorizer or IAM, an API key alone, or nobody. */
  readonly asks: 'authorizer' | 'key' | 'nobody';
  /** Whether a Lambda function decides. */
  readonly isCustom: boolean;
}

const METHODS = /^(?:get|put|post|delete|options|head|patch|trace|x-amazon-apigateway-any-method)$/;

/** Undefined for a document that is not in the template, or known only at deployment; none for an API without one. */
export function operationsOf(api: Resource): readonly Operation[] | undefined {
  if (property(api, 'BodyS3Location') !== undefined) return undefined;
  const body = property(api, 'Body');
  if (body === undefined) return [];
  const paths = own(body, 'paths');
  if (!isObject(body) || !isObject(paths)) return undefined;
  return Object.entries(paths).flatMap(([path, item]) => {
    if (!isObject(item)) return [];
    return Object.entries(item).flatMap(([method, operation]) => {
      if (!METHODS.test(method) || isPreflight(method, operation)) return [];
      const name = `${method.startsWith('x-') ? 'ANY' : method.toUpperCase()} ${path}`;
      return [{ name, ...security(body, operation) }];
    });
  });
}

/** A browser asks for permission without credentials, and the gateway answers by itself. */
function isPreflight(method: string, operation: Json): boolean {
  const type = within(operation, 'x-amazon-apigateway-integration.type');
  return method === 'options' && typeof type === 'string' && type.toLowerCase() === 'mock';
}

function security(body: Json, operation: Json): Pick<Operation, 'asks' | 'isCustom'> {
  if (within(operation, 'x-amazon-apigateway-auth.type') === 'AWS_IAM') return { asks: 'authorizer', isCustom: false };
  const listed = own(operation, 'security') ?? own(body, 'security');
  const schemes = own(within(body, 'components'), 'securitySchemes') ?? own(body, 'securityDefinitions');
  const alternatives = (Array.isArray(listed) ? listed : []).map((one) =>
    isObject(one) ? Object.keys(one).map((name) => own(schemes, name)) : [],
  );
  // Any one of the alternatives lets a request in: the weakest counts.
  const every = (holds: (scheme: Json | undefined) => boolean) =>
    alternatives.length > 0 && alternatives.every((one) => one.some(holds));
  const isCustom = alternatives.some((one) => one.some((scheme) => own(scheme, 'x-amazon-apigateway-authorizer') !== undefined));
  if (every(isAuthorizer)) return { asks: 'authorizer', isCustom };
  return { asks: every((scheme) => isAuthorizer(scheme) || own(scheme, 'type') === 'apiKey') ? 'key' : 'nobody', isCustom };
}

function isAuthorizer(scheme: Json | undefined): boolean {
  if (isObject(own(scheme, 'x-amazon-apigateway-authorizer'))) return true;
  const type = own(scheme, 'x-amazon-apigateway-authtype');
  return typeof type === 'string' && !isSymbolic(type) && type.toLowerCase() === 'awssigv4';
}
