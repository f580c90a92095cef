import { flag, matching, type Resource, type TemplateSet, text } from '../../template';
import type { Rule, Sighting } from '../rule';
import { isGiven, named, property } from '../shared/properties';
import { operationsOf } from './openapi';

export const apiMethodWithoutAuthorizer: Rule = {
  id: 'api-method-without-authorizer',
  severity: 'error',
  why: 'Everybody who reaches the API can call this route. Nothing proves who the caller is, or which tenant the caller acts for.',
  fix: 'Put an authorizer (a Lambda function, Cognito, JWT or IAM) in front of the route. An API key counts requests but does not prove who the caller is.',
  source:
    'Amazon API Gateway Developer Guide: Control and manage access to REST APIs in API Gateway; AWS AppSync Developer Guide: Configuring authorization and authentication',
  *find({ templates }) {
    for (const method of templates.ofType('AWS::ApiGateway::Method')) {
      if (isPreflight(method) || requiresAuthorization(method) !== false) continue;
      yield open(method, `${text(property(method, 'HttpMethod')) ?? 'the method'}`);
    }
    for (const route of templates.ofType('AWS::ApiGatewayV2::Route')) {
      if (!needsAuthorization(templates, route) || requiresAuthorization(route) !== false) continue;
      yield open(route, `${text(property(route, 'RouteKey')) ?? 'the route'}`);
    }
    for (const url of templates.ofType('AWS::Lambda::Url')) {
      if (matching(property(url, 'AuthType'), /^AWS_IAM$/i) !== false) continue;
      yield { resource: url, location: 'Properties.AuthType', message: `the function URL ${NO_AUTHORIZATION}` };
    }
    for (const api of templates.ofType('AWS::ApiGatewayV2::Api')) {
      if (!isQuick(templates, api)) continue;
      yield {
        resource: api,
        location: 'Properties.Target',
        message: `${routeOf(api)} ${NO_AUTHORIZATION}`,
        detail: routeOf(api),
      };
    }
    for (const api of templates.ofType('AWS::AppSync::GraphQLApi')) {
      if (matching(property(api, 'AuthenticationType'), /^API_KEY$/i) !== true) continue;
      const message = `every field without a directive of its own ${ONLY_API_KEY}`;
      yield { resource: api, location: 'Properties.AuthenticationType', message, severity: 'warning' };
    }
    for (const api of templates.ofType('AWS::ApiGateway::RestApi', 'AWS::ApiGatewayV2::Api')) yield* ofDocument(api);
  },
};

function* ofDocument(api: Resource): Generator<Sighting> {
  const operations = operationsOf(api);
  if (operations === undefined) {
    yield {
      resource: api,
      message: 'the proof cannot read the OpenAPI document with the routes of this API',
      severity: 'warning',
    };
    return;
  }
  for (const { name, requires } of operations) {
    const at = { resource: api, location: 'Properties.Body', detail: name };
    if (requires === 'nothing') yield { ...at, message: `${name} ${NO_AUTHORIZATION}`, ...ofPreflight(name) };
    else if (requires === 'key') yield { ...at, message: `${name} ${ONLY_API_KEY}`, severity: 'warning' };
  }
}

/** Whether API Gateway makes a route for the target of the API (quick create), and no override gives this route an authorizer. */
function isQuick(templates: TemplateSet, api: Resource): boolean {
  if (!isGiven(property(api, 'Target'))) return false;
  return !templates
    .ofType('AWS::ApiGatewayV2::ApiGatewayManagedOverrides')
    .some(
      (one) =>
        named(templates, property(one, 'ApiId'), 'AWS::ApiGatewayV2::Api') === api &&
        matching(property(one, 'Route.AuthorizationType'), /^(?!NONE$)/i) !== false,
    );
}

function routeOf(api: Resource): string {
  return text(property(api, 'RouteKey')) ?? '$default';
}

function requiresAuthorization(route: Resource) {
  return matching(property(route, 'AuthorizationType'), /^(?!NONE$)/i);
}

function open(resource: Resource, route: string): Sighting {
  const location = 'Properties.AuthorizationType';
  if (flag(property(resource, 'ApiKeyRequired')) === false)
    return { resource, location, message: `${route} ${NO_AUTHORIZATION}`, ...ofPreflight(route) };
  return { resource, location, message: `${route} ${ONLY_API_KEY}`, severity: 'warning' };
}

/** A browser sends preflight requests without credentials: an authorizer would refuse each of them. */
function ofPreflight(route: string): Pick<Sighting, 'severity'> {
  return /^OPTIONS\b/.test(route) ? { severity: 'warning' } : {};
}

const NO_AUTHORIZATION = 'requires no authorization';
const ONLY_API_KEY = 'requires no authorization except an API key';

/** A browser sends a preflight request without credentials, and API Gateway answers it without an integration. */
function isPreflight(method: Resource): boolean {
  return property(method, 'HttpMethod') === 'OPTIONS' && property(method, 'Integration.Type') === 'MOCK';
}

/** A WebSocket API authorizes only the route that opens the connection. An HTTP API does not authorize preflight requests. */
function needsAuthorization(templates: TemplateSet, route: Resource): boolean {
  const api = named(templates, property(route, 'ApiId'), 'AWS::ApiGatewayV2::Api');
  const key = text(property(route, 'RouteKey')) ?? '';
  const isSocket = api !== undefined && property(api, 'ProtocolType') === 'WEBSOCKET';
  return isSocket ? key === '$connect' : !/^OPTIONS\s/.test(key);
}
