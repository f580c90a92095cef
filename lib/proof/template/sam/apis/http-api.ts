// AWS::Serverless::HttpApi: the HTTP API with its document and its stage.

import { type Json, type JsonObject, own } from '../../template';
import type { Expansion, Source } from '../expansion';
import { definitionLocation } from '../functions/code';
import { missOthersOf } from '../missed';
import { given, isNothing, picked, plainEntries, ref } from '../values';
import { authorizersOf } from './authorizers';
import { ApiDocument } from './document';
import { addDomain } from './domain';
import { stageId } from './names';
import { type Auth, applySecurity, isGiven, routeSecurity } from './security';

const OF_API = ['Description', 'FailOnWarnings', 'Name'];
const OF_STAGE = ['AccessLogSettings', 'DefaultRouteSettings', 'StageVariables'];
const OTHERS =
  `Auth CorsConfiguration DefinitionBody DefinitionUri DisableExecuteApiEndpoint Domain PropagateTags RouteSettings StageName
  Tags`.split(/\s+/);
const OF_AUTH = ['Authorizers', 'DefaultAuthorizer', 'EnableIamAuthorizer'];

export function expandHttpApi(expansion: Expansion, source: Source): void {
  const { id, properties } = source;
  missOthersOf(expansion, id, properties, [...OF_API, ...OF_STAGE, ...OTHERS]);
  const stageName = own(properties, 'StageName') ?? '$default';
  const stage = stageId(id, stageName);
  const written = own(properties, 'Auth') ?? {};
  missOthersOf(expansion, `Auth of ${id}`, written, OF_AUTH);
  const auth: Auth = { written, kind: 'http', authorizers: authorizersOf(expansion, source, 'http', written) };
  const body = bodyOf(expansion, source, auth);
  const ownTags = own(properties, 'Tags');
  if (!isNothing(ownTags) && plainEntries(ownTags) === undefined) expansion.miss(`Tags of ${id}`);
  const tags = { ...Object.fromEntries(plainEntries(ownTags) ?? []), 'httpapi:createdBy': 'SAM' };
  const isDisabled = expansion.isOn(own(properties, 'DisableExecuteApiEndpoint'), `DisableExecuteApiEndpoint of ${id}`);
  expansion.add(source, id, 'AWS::ApiGatewayV2::Api', {
    ...picked(properties, OF_API),
    ...given({
      Body: body,
      BodyS3Location: body === undefined ? definitionLocation(own(properties, 'DefinitionUri')) : undefined,
      DisableExecuteApiEndpoint: isDisabled ? true : undefined,
      CorsConfiguration: corsConfiguration(own(properties, 'CorsConfiguration')),
    }),
  });
  expansion.add(source, stage, 'AWS::ApiGatewayV2::Stage', {
    ...picked(properties, OF_STAGE),
    ...given({ RouteSettings: routeSettings(expansion, source) }),
    ApiId: ref(id),
    StageName: stageName,
    AutoDeploy: true,
    ...(body !== undefined && { Tags: tags }),
  });
  expansion.referables.set(`${id}.Stage`, stage);
  addDomain(expansion, source, 'http', stage, tags);
}

/** Undefined where the document is in S3. */
function bodyOf(expansion: Expansion, source: Source, auth: Auth): Json | undefined {
  const { id, properties } = source;
  const routes = expansion.routes.get(id) ?? [];
  const written = own(properties, 'DefinitionBody');
  const isInS3 = isNothing(written) && !isNothing(own(properties, 'DefinitionUri'));
  if (isInS3 || (!isNothing(written) && !ApiDocument.isReadable(written))) {
    if (isGiven(auth)) expansion.miss(`Auth of ${id}, whose document is not written out`);
    return isInS3 ? undefined : (written ?? undefined);
  }
  const empty = { openapi: '3.0.1', info: { version: '1.0', title: { Ref: 'AWS::StackName' } }, paths: {} };
  const document = new ApiDocument(isNothing(written) ? empty : (written as JsonObject));
  const fails = expansion.value(own(properties, 'FailOnWarnings')) === true;
  for (const route of routes) {
    const isDefault = route.path === '$default';
    const result = document.addRoute(fails && isDefault ? { ...route, path: '/$default' } : route, {
      responses: {},
      ...(isDefault && { isDefaultRoute: true }),
      ...routeSecurity(expansion, source, route, auth),
      'x-amazon-apigateway-integration': route.integration,
    });
    if (result === 'hidden')
      expansion.miss(`Event ${route.event.name} of ${route.event.owner.id}: the document of ${id} hides its route`);
  }
  applySecurity(expansion, source, document, routes, auth);
  return document.toJson();
}

/** Of the stage, and of each event's route. */
function routeSettings(expansion: Expansion, { id, properties }: Source): Json | undefined {
  const written = own(properties, 'RouteSettings');
  const ofEvents = (expansion.routes.get(id) ?? []).flatMap(({ event, path, method }): [string, Json][] => {
    const settings = own(event.properties, 'RouteSettings');
    const key = path === '$default' ? path : `${method === 'any' ? 'ANY' : method.toUpperCase()} ${path}`;
    return isNothing(settings) ? [] : [[key, settings]];
  });
  if (ofEvents.length === 0) return written;
  const entries = isNothing(written) ? [] : plainEntries(written);
  if (entries === undefined) {
    expansion.miss(`RouteSettings of ${id}`);
    return written;
  }
  const settings = new Map(entries);
  for (const [key, ofEvent] of ofEvents) {
    const [before, after] = [plainEntries(settings.get(key)) ?? [], plainEntries(ofEvent)];
    settings.set(key, after === undefined ? ofEvent : Object.fromEntries([...before, ...after]));
  }
  return Object.fromEntries(settings);
}

/** `true` allows every origin. */
function corsConfiguration(written: Json | undefined): Json | undefined {
  return written === true ? { AllowOrigins: ['*'] } : isNothing(written) || written === false ? undefined : written;
}
