// AWS::Serverless::Api: the REST API with its document, the deployment, the stage and what belongs to them.

import { isObject, isScalar, type Json, type JsonObject, listOf, own } from '../../template';
import type { Expansion, Source } from '../expansion';
import { definitionLocation } from '../functions/code';
import { tagsOf } from '../functions/tags';
import { missOthersOf } from '../missed';
import { eachBranch, given, isIntrinsic, isNothing, picked, ref } from '../values';
import { authorizersOf } from './authorizers';
import { addPreflight } from './cors';
import { ApiDocument } from './document';
import { addDomain } from './domain';
import { stageId } from './names';
import { resourcePolicy } from './resource-policy';
import { methodKey, type Route } from './route';
import { type Auth, applySecurity, invokeCredentials, isGiven, routeSecurity } from './security';
import type { UsagePlans } from './usage-plan';

const OF_API =
  `ApiKeySourceType Description DisableExecuteApiEndpoint EndpointAccessMode FailOnWarnings MinimumCompressionSize Mode Name Parameters Policy
  SecurityPolicy`.split(/\s+/);
const OF_STAGE = ['CacheClusterEnabled', 'CacheClusterSize', 'MethodSettings', 'TracingEnabled', 'Variables'];
// Models and gateway responses are read by nobody here: they change no resource and no policy.
const OTHERS =
  `AccessLogSetting AlwaysDeploy Auth BinaryMediaTypes CanarySetting Cors DefinitionBody DefinitionUri Domain EndpointConfiguration GatewayResponses MergeDefinitions Models OpenApiVersion PropagateTags StageName
  Tags`.split(/\s+/);
const OF_AUTH = `AddApiKeyRequiredToCorsPreflight AddDefaultAuthorizerToCorsPreflight ApiKeyRequired Authorizers DefaultAuthorizer
  InvokeRole ResourcePolicy UsagePlan`.split(/\s+/);

export function expandRestApi(expansion: Expansion, source: Source, plans: UsagePlans): void {
  const { id, properties } = source;
  missOthersOf(expansion, id, properties, [...OF_API, ...OF_STAGE, ...OTHERS]);
  const stageName = own(properties, 'StageName') ?? '';
  const stage = stageId(id, stageName);
  const written = own(properties, 'Auth') ?? {};
  missOthersOf(expansion, `Auth of ${id}`, written, OF_AUTH);
  const auth: Auth = { written, kind: 'rest', authorizers: authorizersOf(expansion, source, 'rest', written) };
  const tags = tagsOf(expansion, source);
  const isPropagated = expansion.isOn(own(properties, 'PropagateTags'), `PropagateTags of ${id}`);
  const body = bodyOf(expansion, source, auth, stageName);
  const location = body === undefined ? definitionLocation(own(properties, 'DefinitionUri')) : undefined;
  expansion.add(source, id, 'AWS::ApiGateway::RestApi', {
    ...picked(properties, OF_API),
    ...given({
      Body: body,
      BodyS3Location: location,
      EndpointConfiguration: endpoints(own(properties, 'EndpointConfiguration')),
      BinaryMediaTypes: body === undefined ? own(properties, 'BinaryMediaTypes') : undefined,
      Tags: isPropagated && tags.length > 0 ? tags : undefined,
    }),
  });
  const deployment = `${id}Deployment`;
  expansion.add(source, deployment, 'AWS::ApiGateway::Deployment', { RestApiId: ref(id), StageName: 'Stage' });
  expansion.add(source, stage, 'AWS::ApiGateway::Stage', {
    ...picked(properties, [...OF_STAGE, 'AccessLogSetting', 'CanarySetting']),
    ...given({ Tags: tags.length === 0 ? undefined : tags }),
    RestApiId: ref(id),
    DeploymentId: ref(deployment),
    StageName: stageName,
  });
  expansion.referables.set(`${id}.Stage`, stage);
  expansion.referables.set(`${id}.Deployment`, deployment);
  addDomain(expansion, source, 'rest', stage, isPropagated && tags.length > 0 ? tags : undefined);
  plans.read(source, stage, written);
}

/** Undefined where the document is in S3. */
function bodyOf(expansion: Expansion, source: Source, auth: Auth, stageName: Json): Json | undefined {
  const { id, properties } = source;
  const routes = expansion.routes.get(id) ?? [];
  const written = own(properties, 'DefinitionBody');
  if (isNothing(written) && !isNothing(own(properties, 'DefinitionUri'))) {
    if (isGiven(auth)) expansion.miss(`Auth of ${id}, whose document is in S3`);
    return undefined;
  }
  if (!isNothing(written) && !ApiDocument.isReadable(written)) {
    if (isGiven(auth)) expansion.miss(`Auth of ${id}, whose DefinitionBody is not written out`);
    return written;
  }
  const document = new ApiDocument(isNothing(written) ? emptyDocument(expansion, properties) : written);
  const merges = expansion.isOn(own(properties, 'MergeDefinitions'), `MergeDefinitions of ${id}`);
  // Where the template has the document, its events describe routes that are there.
  const added = isNothing(written) || merges ? routes : [];
  if (document.hasHiddenPaths && isGiven(auth)) expansion.miss(`Auth of ${id}, whose DefinitionBody is not written out`);
  for (const route of added) addRoute(expansion, source, document, route, auth);
  for (const route of routes) if (!added.includes(route)) overrideAuth(expansion, source, document, route, auth);
  addPreflight(document, own(properties, 'Cors'));
  applySecurity(expansion, source, document, added, auth);
  const policy = own(written, 'x-amazon-apigateway-policy');
  const asked = [
    ...resourcePolicy(expansion, id, own(auth.written, 'ResourcePolicy'), document.methods(), stageName),
    ...added.flatMap((route) => {
      const ofEvent = own(own(route.event.properties, 'Auth'), 'ResourcePolicy');
      return resourcePolicy(expansion, `event ${route.event.name}`, ofEvent, new Map([[route.path, [route.method]]]), stageName);
    }),
  ];
  const statements = [...listOf(own(policy, 'Statement') ?? []), ...asked];
  return document.toJson(
    given({
      'x-amazon-apigateway-policy': asked.length === 0 ? policy : { Version: '2012-10-17', Statement: statements },
      'x-amazon-apigateway-binary-media-types': own(properties, 'BinaryMediaTypes'),
    }),
  );
}

function addRoute(expansion: Expansion, source: Source, document: ApiDocument, route: Route, auth: Auth): void {
  const credentials = invokeCredentials(expansion, route, auth);
  const integration = { ...(route.integration as JsonObject), ...given({ credentials }) };
  const operation = {
    responses: {},
    ...routeSecurity(expansion, source, route, auth),
    'x-amazon-apigateway-integration': integration,
  };
  if (document.addRoute(route, operation, true) !== 'added') {
    expansion.miss(`Event ${route.event.name} of ${route.event.owner.id}: the document of ${source.id} hides its route`);
  }
}

/** `OverrideApiAuth`: the event decides about a route that the document has already. */
function overrideAuth(expansion: Expansion, source: Source, document: ApiDocument, route: Route, auth: Auth): void {
  const written = own(route.event.properties, 'Auth');
  const isOverriding = expansion.isOn(own(written, 'OverrideApiAuth'), `OverrideApiAuth of event ${route.event.name}`);
  if (!isOverriding) return;
  const security = routeSecurity(expansion, source, route, auth);
  document.change((operation, method, path) =>
    path === route.path && method.toLowerCase() === methodKey(route.method) ? { ...operation, ...security } : operation,
  );
}

function emptyDocument(expansion: Expansion, properties: JsonObject): JsonObject {
  const version = expansion.value(own(properties, 'OpenApiVersion'));
  const isOpenApi = isScalar(version) && String(version).startsWith('3');
  return {
    ...(isOpenApi ? { openapi: String(version) } : { swagger: '2.0' }),
    info: { version: '1.0', title: { Ref: 'AWS::StackName' } },
    paths: {},
  };
}

/** SAM takes the type alone, or with the endpoints of a private API. */
function endpoints(written: Json | undefined): Json | undefined {
  if (isNothing(written)) return undefined;
  return eachBranch(written, (one) => {
    const type = own(one, 'Type');
    if (isNothing(one) || (type === undefined && isObject(one) && !isIntrinsic(one))) return one;
    if (type === undefined) return { Types: [one] };
    const vpcEndpoints = own(one, 'VPCEndpointIds') ?? own(one, 'VpcEndpointIds');
    return given({ Types: [type], IpAddressType: own(one, 'IpAddressType'), VpcEndpointIds: vpcEndpoints });
  });
}
