// What the rules about API Gateway share: REST APIs (AWS::ApiGateway) and HTTP and WebSocket APIs (AWS::ApiGatewayV2).

import type { Evidence } from '../../evidence';
import { type Json, list, own, type Resource, type TemplateSet, text } from '../../template';

/** Settings of a stage, from the stage itself or from the StageDescription of a deployment. */
export interface StageSettings {
  readonly resource: Resource;
  readonly location: string;
  readonly settings: Json;
}

export function stagesOf({ templates }: Evidence): StageSettings[] {
  return [
    ...templates
      .ofType('AWS::ApiGateway::Stage', 'AWS::ApiGatewayV2::Stage')
      .map((resource) => ({ resource, location: 'Properties', settings: resource.properties })),
    ...templates.ofType('AWS::ApiGateway::Deployment').flatMap((resource) => {
      const settings = own(resource.properties, 'StageDescription');
      return settings === undefined ? [] : [{ resource, location: 'Properties.StageDescription', settings }];
    }),
  ];
}

/** Settings of single methods or routes of a stage, and the defaults for all of them. */
export function methodSettings(settings: Json): Json[] {
  const routes = own(settings, 'RouteSettings');
  const byRoute = typeof routes === 'object' && routes !== null && !Array.isArray(routes) ? Object.values(routes) : [];
  return [...list(own(settings, 'MethodSettings')), ...list(own(settings, 'DefaultRouteSettings')), ...byRoute];
}

/** Functions that an authorizer calls. */
export function authorizerFunctions({ templates }: Evidence): Resource[] {
  const uris = templates
    .ofType('AWS::ApiGateway::Authorizer', 'AWS::ApiGatewayV2::Authorizer')
    .flatMap(({ properties }) => text(own(properties, 'AuthorizerUri')) ?? []);
  return functionsCalled(templates, uris);
}

/** Functions that the URIs of integrations or authorizers call. */
export function functionsCalled(templates: TemplateSet, uris: readonly string[]): Resource[] {
  if (uris.length === 0) return [];
  return templates.ofType('AWS::Lambda::Function').filter((one) => {
    const arn = templates.attributeOf(one, 'Arn');
    return uris.some((uri) => namesWhole(uri, arn));
  });
}

/** Also an alias or a version of the function, but not another function whose name begins with the same text. */
export function namesWhole(text: string, arn: string): boolean {
  const at = text.indexOf(arn);
  return at >= 0 && /^(?:$|[/:])/.test(text.slice(at + arn.length));
}
