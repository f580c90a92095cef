// Events Api and HttpApi: a route, and the permission that lets the gateway call the function for it.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation's Fn::Sub

import { type Json, type JsonObject, own } from '../../template';
import { stageSuffix } from '../apis/names';
import { IMPLICIT_HTTP_API, IMPLICIT_REST_API, type Route } from '../apis/route';
import type { Expansion } from '../expansion';
import { addCallerRole, statement } from '../role';
import { arn, given, isNothing, plainEntries, sub } from '../values';
import { addPermission, type Event, type EventReader, missEvent, missOthers } from './event';

const REST = [
  'Path',
  'Method',
  'RestApiId',
  'Auth',
  'RequestModel',
  'RequestParameters',
  'TimeoutInMillis',
  'ResponseTransferMode',
];
const STATES = ['UnescapeMappingTemplate'];
const HTTP = ['Path', 'Method', 'ApiId', 'Auth', 'TimeoutInMillis', 'PayloadFormatVersion', 'RouteSettings'];

export const restRoute: EventReader = (expansion, event) => {
  missOthers(expansion, event, [...REST, ...STATES]);
  const [path, method] = [expansion.value(own(event.properties, 'Path')), expansion.value(own(event.properties, 'Method'))];
  const api = apiOf(expansion, own(event.properties, 'RestApiId'), IMPLICIT_REST_API);
  if (typeof path !== 'string' || typeof method !== 'string') {
    missEvent(expansion, event);
    return;
  }
  const type = api.id === undefined ? undefined : expansion.typeOf(api.id);
  const isImplicit = api.id === IMPLICIT_REST_API && type === undefined;
  // What is in another template has its routes there.
  if (api.id !== undefined && (isImplicit || type === 'AWS::Serverless::Api')) {
    addRoute(expansion, api.id, { event, path, method: method.toLowerCase(), integration: restIntegration(expansion, event) });
  } else if (type !== undefined && type !== 'AWS::ApiGateway::RestApi') {
    missEvent(expansion, event);
    return;
  }
  if (event.target.kind !== 'function') return;
  const stage =
    type === 'AWS::Serverless::Api'
      ? stageSuffix(own(own(expansion.resource(api.id ?? ''), 'Properties'), 'StageName') ?? '')
      : '';
  addPermission(
    expansion,
    event,
    'apigateway.amazonaws.com',
    { SourceArn: invokedThrough(api.value, method, path) },
    isImplicit ? 'Prod' : stage,
  );
};

export const httpRoute: EventReader = (expansion, event) => {
  missOthers(expansion, event, HTTP);
  const path = expansion.value(own(event.properties, 'Path') ?? '$default');
  const method = expansion.value(own(event.properties, 'Method') ?? (path === '$default' ? 'any' : undefined));
  const api = apiOf(expansion, own(event.properties, 'ApiId'), IMPLICIT_HTTP_API);
  if (typeof path !== 'string' || typeof method !== 'string') {
    missEvent(expansion, event);
    return;
  }
  const type = api.id === undefined ? undefined : expansion.typeOf(api.id);
  const isImplicit = api.id === IMPLICIT_HTTP_API && type === undefined;
  if (api.id !== undefined && (isImplicit || type === 'AWS::Serverless::HttpApi')) {
    const integration = given({
      type: 'aws_proxy',
      httpMethod: 'POST',
      uri: invocation(event),
      payloadFormatVersion: own(event.properties, 'PayloadFormatVersion') ?? '2.0',
      timeoutInMillis: own(event.properties, 'TimeoutInMillis'),
    });
    addRoute(expansion, api.id, { event, path, method: method.toLowerCase(), integration });
  } else if (type !== undefined && type !== 'AWS::ApiGatewayV2::Api') {
    missEvent(expansion, event);
    return;
  }
  const isDefault = isDefaultRoute(event.properties);
  if (!isDefault && hasDefaultRoute(event)) return;
  const source = isDefault
    ? arn('execute-api', '${__ApiId__}/*/*', { __ApiId__: api.value })
    : invokedThrough(api.value, method, path);
  addPermission(expansion, event, 'apigateway.amazonaws.com', { SourceArn: source });
};

/** An HTTP API's event without path and method takes what no other route takes. */
function isDefaultRoute(properties: Json): boolean {
  return isNothing(own(properties, 'Path')) && isNothing(own(properties, 'Method'));
}

/** Of each owner's properties, the APIs whose default route is one of its events. */
const DEFAULT_ROUTES = new WeakMap<JsonObject, ReadonlySet<Json | undefined>>();

/** Whether the function has the same API's default route: that event's permission is for all routes. */
function hasDefaultRoute({ owner, properties }: Event): boolean {
  let apis = DEFAULT_ROUTES.get(owner.properties);
  if (apis === undefined) {
    const events = (plainEntries(own(owner.properties, 'Events')) ?? []).map(([, event]) => event);
    const defaults = events.filter((one) => own(one, 'Type') === 'HttpApi' && isDefaultRoute(own(one, 'Properties') ?? {}));
    apis = new Set(defaults.map((one) => apiNamed(own(one, 'Properties'))));
    DEFAULT_ROUTES.set(owner.properties, apis);
  }
  return apis.has(apiNamed(properties));
}

function apiNamed(properties: Json | undefined): Json | undefined {
  const api = own(properties, 'ApiId');
  return own(api, 'Ref') ?? api;
}

function addRoute(expansion: Expansion, api: string, route: Route): void {
  const routes = expansion.routes.get(api);
  if (routes === undefined) expansion.routes.set(api, [route]);
  else routes.push(route);
}

/** The API, with its logical id where it is in the template or SAM makes it. */
function apiOf(
  expansion: Expansion,
  written: Json | undefined,
  implicit: string,
): { readonly id?: string; readonly value: Json } {
  if (isNothing(written)) return { id: implicit, value: { Ref: implicit } };
  const id = own(written, 'Ref') ?? written;
  if (typeof id !== 'string') return { value: written };
  return id === implicit || expansion.typeOf(id) !== undefined ? { id, value: written } : { value: written };
}

/** Any stage, one method and path: what stands in braces is any text. */
function invokedThrough(api: Json, method: string, path: string): Json {
  const anyPath = path.replace(/\{[^{}]*\}/g, '*');
  const verb = path === '$default' ? '' : `${method.toLowerCase() === 'any' ? '*' : method.toUpperCase()}`;
  return arn('execute-api', `\${__ApiId__}/\${__Stage__}/${verb}${literal(anyPath)}`, { __ApiId__: api, __Stage__: '*' });
}

/** In a text of Fn::Sub: what a path has of its own stays as it is. */
function literal(path: string): string {
  return path.replace(/\$\{/g, '${!');
}

function invocation({ target }: Event): Json {
  return sub('arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${__FunctionArn__}/invocations', {
    __FunctionArn__: target.arn,
  });
}

function restIntegration(expansion: Expansion, event: Event): Json {
  const { owner, id, properties, target } = event;
  if (target.kind === 'function') {
    return given({
      type: 'aws_proxy',
      httpMethod: 'POST',
      uri: invocation(event),
      timeoutInMillis: own(properties, 'TimeoutInMillis'),
    });
  }
  const start = {
    PolicyName: `${id}RoleStartExecutionPolicy`,
    PolicyDocument: { Statement: [statement('states:StartExecution', target.arn)] },
  };
  return {
    type: 'aws',
    httpMethod: 'POST',
    uri: sub('arn:${AWS::Partition}:apigateway:${AWS::Region}:states:action/StartExecution'),
    credentials: addCallerRole(expansion, owner, `${id}Role`, 'apigateway.amazonaws.com', [start], {
      PermissionsBoundary: target.boundary,
      Tags: target.tags,
    }),
    responses: { '200': { statusCode: '200' }, '400': { statusCode: '400' } },
  };
}
