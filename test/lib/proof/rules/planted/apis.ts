// APIs: methods, authorizers and stages.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of IAM and CloudFormation
import { ACCOUNT, att, document, fn, type Row, ref, restApi, type Template, template } from './builders';

const account = { Type: 'AWS::ApiGateway::Account', Properties: { CloudWatchRoleArn: `arn:aws:iam::${ACCOUNT}:role/logs` } };

const invoke = { Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*' };

const onlyOurs = { Effect: 'Deny', ...invoke, Condition: { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } } };

const privately = { EndpointConfiguration: { Types: ['PRIVATE'] } };

const httpApi = (route: object, authorizer: object = {}, ProtocolType = 'HTTP', RouteKey = 'GET /orders') =>
  template(fn('Who'), {
    Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'planted', ProtocolType } },
    Authorizer: {
      Type: 'AWS::ApiGatewayV2::Authorizer',
      Properties: { ApiId: ref('Api'), Name: 'who', AuthorizerType: 'REQUEST', AuthorizerUri: att('Who'), ...authorizer },
    },
    Route: { Type: 'AWS::ApiGatewayV2::Route', Properties: { ApiId: ref('Api'), RouteKey, ...route } },
  });

const quickApi = (Route: object) =>
  template({
    Api: {
      Type: 'AWS::ApiGatewayV2::Api',
      Properties: { Name: 'planted', ProtocolType: 'HTTP', Target: 'https://orders.example.com' },
    },
    Overrides: { Type: 'AWS::ApiGatewayV2::ApiGatewayManagedOverrides', Properties: { ApiId: ref('Api'), Route } },
  });

const asked = { AuthorizationType: 'CUSTOM', AuthorizerId: ref('Authorizer') };

const sourced = (IdentitySource: unknown) => ({ IdentitySource, AuthorizerResultTtlInSeconds: 300 });

const header = (name: string) => `$request.header.${name}`;

const SCHEMES = {
  who: { type: 'apiKey', name: 'Authorization', in: 'header', 'x-amazon-apigateway-authorizer': { type: 'request' } },
  iam: { type: 'apiKey', name: 'Authorization', in: 'header', 'x-amazon-apigateway-authtype': 'awsSigv4' },
  key: { type: 'apiKey', name: 'x-api-key', in: 'header' },
  written: { type: 'oauth2' },
};

const openApi = (body: object) =>
  template(restApi({ api: { Body: { openapi: '3.0.1', components: { securitySchemes: SCHEMES }, ...body } } }));

const get = (operation: object, method = 'get') => ({ paths: { '/orders': { [method]: operation } } });

const needs = (...names: readonly (keyof typeof SCHEMES)[]) => ({ security: names.map((name) => ({ [name]: [] })) });

/** Documents that leave an operation open, and what closes each. */
const DOCUMENTS: readonly (readonly [title: string, bad: object, good: object])[] = [
  ['an operation that asks nobody', get({}), get(needs('who'))],
  ['a scheme that is documentation', get(needs('written')), get(needs('iam'))],
  ['an API key alone', get(needs('key')), get({ security: [{ key: [], who: [] }] })],
  ['an API key, which an authorizer beside it would not weaken', get(needs('key')), get(needs('who', 'key'))],
  ['an authorizer or nobody', get({ security: [{ who: [] }, {}] }), get(needs('who', 'iam'))],
  ['a method of any kind', get({}, 'x-amazon-apigateway-any-method'), get(needs('who'), 'x-amazon-apigateway-any-method')],
  ['an operation that takes back what all ask', { ...needs('who'), ...get({ security: [] }) }, { ...needs('who'), ...get({}) }],
  [
    'an OPTIONS that a function answers',
    get({ 'x-amazon-apigateway-integration': { type: 'aws_proxy' } }, 'options'),
    get({ 'x-amazon-apigateway-integration': { type: 'mock' } }, 'options'),
  ],
  [
    'a signature of nobody',
    get({ 'x-amazon-apigateway-auth': { type: 'NONE' } }),
    get({ 'x-amazon-apigateway-auth': { type: 'AWS_IAM' } }),
  ],
];

/** What an authorizer must not have, each by itself. */
const CAPTURES: readonly (readonly [string, Template['Resources']])[] = [
  ['a dead-letter queue', fn('Who', { DeadLetterConfig: { TargetArn: 'arn:aws:sqs:eu-central-1:111111111111:failed' } })],
  ['a layer', fn('Who', { Layers: ['arn:aws:lambda:eu-central-1:222222222222:layer:traces:1'] })],
  ['a URL', { Url: { Type: 'AWS::Lambda::Url', Properties: { TargetFunctionArn: att('Who'), AuthType: 'AWS_IAM' } } }],
  [
    'a destination',
    {
      Invocation: {
        Type: 'AWS::Lambda::EventInvokeConfig',
        Properties: {
          FunctionName: ref('Who'),
          Qualifier: '$LATEST',
          DestinationConfig: { OnFailure: { Destination: 'arn:aws:sqs:eu-central-1:111111111111:failed' } },
        },
      },
    },
  ],
  [
    'an event source',
    {
      Source: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: { FunctionName: att('Who'), EventSourceArn: 'arn:aws:sqs:eu-central-1:111111111111:events' },
      },
    },
  ],
];

/** Two APIs, each the whole of a service. */
const twoApis = (name: string, other: string) => {
  const one = restApi();
  const two = Object.fromEntries(Object.entries(restApi()).map(([id, part]) => [`Other${id}`, part]));
  const renamed = JSON.parse(
    JSON.stringify(two)
      .replace(/"(Ref)":"(\w+)"/g, '"$1":"Other$2"')
      .replace(/"Fn::GetAtt":\["(\w+)"/g, '"Fn::GetAtt":["Other$1"'),
  );
  const apis = template(one, renamed);
  Object.assign((apis.Resources.Api as { Properties: object }).Properties, { Name: name });
  Object.assign((apis.Resources.OtherApi as { Properties: object }).Properties, { Name: other });
  return apis;
};

const AUTHORIZED = 'context.authorizer.tenantId';

const lambdaTenant = (from: string) =>
  template(
    restApi({
      method: {
        Integration: { Type: 'AWS_PROXY', RequestParameters: { 'integration.request.header.X-Amz-Tenant-Id': from } },
      },
    }),
  );

const written = (body: string) =>
  template(restApi({ method: { Integration: { Type: 'AWS', RequestTemplates: { 'application/json': body } } } }));

const byHttp = (RequestParameters: object) => {
  const app = httpApi(asked, sourced([header('Authorization'), header('X-Tenant-Id')]));
  const Integration = { Type: 'AWS::ApiGatewayV2::Integration', Properties: { ApiId: ref('Api'), RequestParameters } };
  return { ...app, Resources: { ...app.Resources, Integration } };
};

const byDocument = (from: string) =>
  openApi({
    ...needs('who'),
    ...get({
      'x-amazon-apigateway-integration': {
        type: 'aws',
        requestParameters: { 'integration.request.header.X-Amz-Tenant-Id': from },
      },
    }),
  });

/** Parameters of integrations that the client chooses, and what repairs each. */
const TENANTS: readonly (readonly [title: string, bad: Template, good: Template])[] = [
  ['a header', lambdaTenant('method.request.header.X-Tenant-Id'), lambdaTenant(AUTHORIZED)],
  ['a part of the path', lambdaTenant('method.request.path.tenant'), lambdaTenant("'acme'")],
  ['the host name', lambdaTenant('context.domainPrefix'), lambdaTenant('stageVariables.tenant')],
  ['a query', lambdaTenant('method.request.querystring.tenant'), lambdaTenant('context.authorizer.claims.tenant')],
  [
    'a template',
    written("#set($context.requestOverride.header.X-Amz-Tenant-Id = $input.params('tenant'))"),
    written('#set($context.requestOverride.header.X-Amz-Tenant-Id = $context.authorizer.tenantId)'),
  ],
  [
    'a variable of a template',
    written("#set($tenant = $input.params('tenant'))\n#set($context.requestOverride.header.X-Amz-Tenant-Id = $tenant)"),
    written('#set($tenant = $context.authorizer.tenantId)\n#set($context.requestOverride.header.X-Amz-Tenant-Id = $tenant)'),
  ],
  [
    'a member of a body',
    written('{"Key": {"tenantId": {"S": "x"}}, "tenantId": "$input.path(\'$.tenant\')"}'),
    written('{"input": $input.json(\'$\'), "tenantId": "$context.authorizer.tenantId"}'),
  ],
  ['an operation of a document', byDocument('method.request.header.tenant'), byDocument(AUTHORIZED)],
  [
    'a header of an HTTP API',
    byHttp({ 'overwrite:header.x-tenant-id': '$request.header.x-tenant' }),
    byHttp({ 'overwrite:header.x-tenant-id': '$context.authorizer.tenantId' }),
  ],
  [
    'a header in front of the mapped one',
    byHttp({ 'append:header.x-tenant-id': '$context.authorizer.tenantId' }),
    byHttp({ 'overwrite:header.x-tenant-id': '${context.authorizer.tenantId}' }),
  ],
];

export const APIS: readonly Row[] = [
  { rule: 'api-name-shared', title: 'two APIs of one name', bad: twoApis('Api', 'Api'), good: twoApis('orders', 'bills') },
  ...TENANTS.map(
    ([title, bad, good]): Row => ({ rule: 'tenant-header-from-client', title: `a tenant from ${title}`, bad, good }),
  ),
  {
    rule: 'api-method-without-authorizer',
    title: 'a method that asks nobody',
    bad: template(restApi({ method: { AuthorizationType: 'NONE' } })),
    good: template(restApi()),
  },
  {
    rule: 'api-method-without-authorizer',
    title: 'a method that asks for an API key alone, of a private API',
    bad: template(
      restApi({ method: { AuthorizationType: 'NONE', ApiKeyRequired: true }, api: { ...privately, Policy: document(onlyOurs) } }),
    ),
    good: template(restApi({ api: { ...privately, Policy: document(onlyOurs) } }), {
      Preflight: {
        Type: 'AWS::ApiGateway::Method',
        Properties: {
          RestApiId: ref('Api'),
          HttpMethod: 'OPTIONS',
          AuthorizationType: 'NONE',
          Integration: { Type: 'MOCK' },
        },
      },
    }),
  },
  {
    rule: 'api-method-without-authorizer',
    title: 'a route of an HTTP API that asks nobody',
    bad: httpApi({}),
    good: httpApi(asked),
  },
  {
    rule: 'api-method-without-authorizer',
    title: 'a socket that anybody may open',
    bad: httpApi({ AuthorizationType: 'NONE' }, {}, 'WEBSOCKET', '$connect'),
    good: httpApi({}, {}, 'WEBSOCKET', '$default'),
  },
  ...DOCUMENTS.map(
    ([title, bad, good]): Row => ({
      rule: 'api-method-without-authorizer',
      title: `an OpenAPI document with ${title}`,
      bad: openApi(bad),
      good: openApi(good),
    }),
  ),
  {
    rule: 'api-method-without-authorizer',
    title: 'routes in a document that nobody here can read',
    bad: template(restApi({ api: { BodyS3Location: { Bucket: 'documents', Key: 'api.yaml' } } })),
    good: template(restApi()),
  },
  {
    rule: 'api-allow-beside-authorizer',
    title: 'a policy that allows what comes through an endpoint',
    bad: template(
      restApi({
        api: {
          ...privately,
          Policy: document({ Effect: 'Allow', ...invoke, Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-1' } } }),
        },
      }),
    ),
    good: template(restApi({ api: { ...privately, Policy: document(onlyOurs) } })),
  },
  {
    rule: 'private-api-without-policy',
    title: 'a private API that says nothing',
    bad: template(restApi({ api: privately })),
    good: template(restApi({ api: { ...privately, Policy: document(onlyOurs) } })),
  },
  {
    rule: 'authorizer-cache-key',
    title: 'a cache keyed by the token, five minutes by default',
    bad: template(
      restApi({
        authorizer: {
          IdentitySource: 'method.request.header.Authorization',
          AuthorizerResultTtlInSeconds: { Ref: 'AWS::NoValue' },
        },
      }),
    ),
    good: template(
      restApi({ authorizer: { IdentitySource: 'method.request.header.Authorization', AuthorizerResultTtlInSeconds: 0 } }),
    ),
  },
  {
    rule: 'authorizer-cache-key',
    title: 'a cache keyed by the tenant alone',
    bad: template(restApi({ authorizer: { IdentitySource: 'method.request.header.X-Tenant-Id' } })),
    good: template(restApi()),
  },
  {
    rule: 'authorizer-cache-key',
    title: 'a cache without a key',
    bad: template(restApi({ authorizer: { IdentitySource: { Ref: 'AWS::NoValue' } } })),
    good: template(restApi()),
  },
  {
    rule: 'authorizer-cache-key',
    title: 'a token authorizer, which sees the token alone',
    bad: template(restApi({ authorizer: { Type: 'TOKEN', IdentitySource: 'method.request.header.Authorization' } })),
    good: template(
      restApi({
        authorizer: { Type: 'TOKEN', IdentitySource: 'method.request.header.Authorization', AuthorizerResultTtlInSeconds: '0' },
      }),
    ),
  },
  {
    rule: 'authorizer-cache-key',
    title: 'an HTTP API that caches by the token',
    bad: httpApi(asked, sourced([header('Authorization')])),
    good: httpApi(asked, sourced([header('Authorization'), header('X-Tenant-Id')])),
  },
  ...CAPTURES.map(([title, captured]) => ({
    rule: 'authorizer-payload-capture',
    title: `an authorizer with ${title}`,
    bad: template(restApi(), captured),
    good: template(restApi(), {
      Invocation: {
        Type: 'AWS::Lambda::EventInvokeConfig',
        Properties: { FunctionName: ref('Who'), Qualifier: '$LATEST', MaximumRetryAttempts: 0 },
      },
    }),
  })),
  {
    rule: 'api-stage-caching',
    title: 'a stage with a cache',
    bad: template(restApi({ stage: { CacheClusterEnabled: true, CacheClusterSize: '0.5' } })),
    good: template(restApi({ stage: { CacheClusterEnabled: false } })),
  },
  {
    rule: 'api-stage-caching',
    title: 'a method that is cached',
    bad: template(restApi({ stage: { MethodSettings: [{ HttpMethod: '*', ResourcePath: '/*', CachingEnabled: true }] } })),
    good: template(restApi({ stage: { MethodSettings: [{ HttpMethod: '*', ResourcePath: '/*', CachingEnabled: false }] } })),
  },
  {
    rule: 'api-data-trace',
    title: 'whole requests in the log',
    bad: template(restApi({ stage: { MethodSettings: [{ HttpMethod: '*', ResourcePath: '/*', DataTraceEnabled: true }] } })),
    good: template(restApi({ stage: { MethodSettings: [{ HttpMethod: '*', ResourcePath: '/*', LoggingLevel: 'ERROR' }] } })),
  },
  {
    rule: 'api-access-log',
    title: 'a stage without an access log',
    bad: template(restApi({ stage: { AccessLogSetting: { Ref: 'AWS::NoValue' } } })),
    good: template(restApi()),
  },
  {
    rule: 'api-gateway-account-once',
    title: 'the account’s role set twice',
    bad: template({ One: account, Other: account }),
    good: template({ One: account }),
  },
  {
    rule: 'api-method-without-authorizer',
    title: 'the route that API Gateway makes for the target of an HTTP API',
    bad: quickApi({ AuthorizationType: 'NONE' }),
    good: quickApi({ AuthorizationType: 'AWS_IAM' }),
  },
  {
    rule: 'api-method-without-authorizer',
    title: 'a GraphQL API with an API key',
    bad: template({ Api: { Type: 'AWS::AppSync::GraphQLApi', Properties: { Name: 'planted', AuthenticationType: 'API_KEY' } } }),
    good: template({ Api: { Type: 'AWS::AppSync::GraphQLApi', Properties: { Name: 'planted', AuthenticationType: 'AWS_IAM' } } }),
  },
  {
    rule: 'api-method-without-authorizer',
    title: 'a function URL that everybody may call',
    bad: template({ Url: { Type: 'AWS::Lambda::Url', Properties: { AuthType: 'NONE', TargetFunctionArn: 'planted' } } }),
    good: template({ Url: { Type: 'AWS::Lambda::Url', Properties: { AuthType: 'AWS_IAM', TargetFunctionArn: 'planted' } } }),
  },
];
