import { flag, matching, type Resource, type TemplateSet, text } from '../../template';
import type { Rule, Sighting } from '../rule';
import { named, property } from '../shared/properties';
import { operationsOf } from './openapi';

export const apiMethodWithoutAuthorizer: Rule = {
  id: 'api-method-without-authorizer',
  severity: 'error',
  why: 'Whoever reaches the API may call this route: nobody asks who the caller is, or for which tenant it acts.',
  fix: 'Put an authorizer (a Lambda function, Cognito, JWT or IAM) before the route; an API key counts requests and proves nobody.',
  source: 'Amazon API Gateway Developer Guide: Control and manage access to REST APIs in API Gateway',
  *find({ templates }) {
    for (const method of templates.ofType('AWS::ApiGateway::Method')) {
      if (isPreflight(method) || asks(method) !== false) continue;
      yield open(method, `${text(property(method, 'HttpMethod')) ?? 'the method'} asks for no authorization`);
    }
    for (const route of templates.ofType('AWS::ApiGatewayV2::Route')) {
      if (!isAsked(templates, route) || asks(route) !== false) continue;
      yield open(route, `${text(property(route, 'RouteKey')) ?? 'the route'} asks for no authorization`);
    }
    for (const api of templates.ofType('AWS::ApiGateway::RestApi', 'AWS::ApiGatewayV2::Api')) yield* ofDocument(api);
  },
};

function* ofDocument(api: Resource): Generator<Sighting> {
  const operations = operationsOf(api);
  if (operations === undefined) {
    yield { resource: api, message: 'its routes are in a document that cannot be read here', severity: 'warning' };
    return;
  }
  for (const { name, asks } of operations) {
    const at = { resource: api, location: 'Properties.Body', message: `${name} asks for no authorization`, detail: name };
    if (asks === 'nobody') yield at;
    else if (asks === 'key') yield { ...at, message: `${at.message} but an API key`, severity: 'warning' };
  }
}

function asks(route: Resource) {
  return matching(property(route, 'AuthorizationType'), /^(?!NONE$)/i);
}

function open(resource: Resource, message: string): Sighting {
  const location = 'Properties.AuthorizationType';
  if (flag(property(resource, 'ApiKeyRequired')) === false) return { resource, location, message };
  return { resource, location, message: `${message} but an API key`, severity: 'warning' };
}

/** A browser asks for permission without credentials, and the gateway answers by itself. */
function isPreflight(method: Resource): boolean {
  return property(method, 'HttpMethod') === 'OPTIONS' && property(method, 'Integration.Type') === 'MOCK';
}

/** Of a WebSocket API, only the route that opens the connection is asked; of an HTTP API, preflights are not. */
function isAsked(templates: TemplateSet, route: Resource): boolean {
  const api = named(templates, property(route, 'ApiId'), 'AWS::ApiGatewayV2::Api');
  const key = text(property(route, 'RouteKey')) ?? '';
  const isSocket = api !== undefined && property(api, 'ProtocolType') === 'WEBSOCKET';
  return isSocket ? key === '$connect' : !/^OPTIONS\s/.test(key);
}
