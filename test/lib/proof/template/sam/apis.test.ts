// What becomes of AWS::Serverless::Api and AWS::Serverless::HttpApi: their documents, who is asked before each route, and stages.
import type { Json, JsonObject } from '../../../../../lib/proof/template';
import { within } from '../../../../../lib/proof/template';
import { expanded, fn } from './expanded';

const route = (api: string | undefined, properties: JsonObject): JsonObject => ({
  Type: 'Api',
  Properties: { Path: '/orders/{id}', Method: 'get', ...(api !== undefined && { RestApiId: { Ref: api } }), ...properties },
});
const httpRoute = (properties: JsonObject): JsonObject => ({
  Type: 'HttpApi',
  Properties: { ApiId: { Ref: 'Orders' }, ...properties },
});
const INVOKE = 'arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:111122223333:function:';

describe('an API that no template writes out', () => {
  const seen = expanded({ Fn: fn({ Events: { Get: route(undefined, {}) } }) });

  test('has the routes of its events', () => {
    expect(seen.notSeen).toEqual([]);
    expect(seen.of('ServerlessRestApi').Body).toMatchObject({
      swagger: '2.0',
      paths: {
        '/orders/{id}': {
          get: { 'x-amazon-apigateway-integration': { type: 'aws_proxy', uri: `${INVOKE}<s/Fn>/invocations` } },
        },
      },
    });
  });

  test('calls the function for that route', () => {
    expect(seen.of('FnGetPermissionProd')).toMatchObject({
      Principal: 'apigateway.amazonaws.com',
      SourceArn: 'arn:aws:execute-api:eu-west-1:111122223333:<s/ServerlessRestApi>/*/GET/orders/*',
    });
  });

  test('has a stage', () => {
    expect(seen.of('ServerlessRestApiProdStage')).toMatchObject({ StageName: 'Prod', RestApiId: '<s/ServerlessRestApi>' });
  });

  test('exists if one of the owners of its routes does', () => {
    const conditions = { No: { 'Fn::Equals': [1, 2] }, Never: { 'Fn::Equals': [1, 3] }, Yes: { 'Fn::Equals': [1, 1] } };
    const owned = (condition: string, path: string) =>
      fn({ Events: { Get: route(undefined, { Path: path }) } }, { Condition: condition });
    const none = expanded({ A: owned('No', '/a'), B: owned('Never', '/b') }, { Conditions: conditions });
    const one = expanded({ A: owned('No', '/a'), B: owned('Yes', '/b') }, { Conditions: conditions });
    expect(none.resources).toEqual([]);
    expect(one.resources).toContain('AWS::ApiGateway::RestApi ServerlessRestApi');
    expect(within(one.of('ServerlessRestApi').Body, 'paths')).toMatchObject({ '/a': {}, '/b': { get: { responses: {} } } });
  });

  test('has what Globals say of APIs', () => {
    const { of } = expanded(
      { Fn: fn({ Events: { Get: route(undefined, {}) } }) },
      { Globals: { Api: { AccessLogSetting: { DestinationArn: 'arn:of:log' }, CacheClusterEnabled: true } } },
    );
    expect(of('ServerlessRestApiProdStage')).toMatchObject({
      AccessLogSetting: { DestinationArn: 'arn:of:log' },
      CacheClusterEnabled: true,
    });
  });
});

describe('Auth of a REST API', () => {
  const AUTHORIZERS = {
    Pool: { UserPoolArn: 'arn:of:pool', AuthorizationScopes: ['read'] },
    Token: { FunctionArn: { 'Fn::GetAtt': ['Auth', 'Arn'] }, Identity: { ReauthorizeEvery: 0 } },
    Request: {
      FunctionArn: { 'Fn::GetAtt': ['Auth', 'Arn'] },
      FunctionPayloadType: 'REQUEST',
      FunctionInvokeRole: 'arn:of:role',
      DisableFunctionDefaultPermissions: true,
      Identity: { Headers: ['Authorization'], QueryStrings: ['tenant'] },
    },
  };
  const secured = (auth: JsonObject, ofRoute: JsonObject = {}) =>
    expanded({
      Auth: fn(),
      Fn: fn({ Events: { Get: route('Orders', Object.keys(ofRoute).length === 0 ? {} : { Auth: ofRoute }) } }),
      Orders: { Type: 'AWS::Serverless::Api', Properties: { StageName: 'live', Auth: { Authorizers: AUTHORIZERS, ...auth } } },
    });

  test.each<[string, JsonObject, JsonObject, Json | undefined]>([
    ['nobody is asked', {}, {}, undefined],
    ['the default is asked', { DefaultAuthorizer: 'Pool' }, {}, [{ Pool: ['read'] }]],
    ['the route’s own is asked', { DefaultAuthorizer: 'Pool' }, { Authorizer: 'Token' }, [{ Token: [] }]],
    ['the route’s scopes', { DefaultAuthorizer: 'Pool' }, { AuthorizationScopes: ['write'] }, [{ Pool: ['write'] }]],
    ['NONE opens the route', { DefaultAuthorizer: 'Pool' }, { Authorizer: 'NONE' }, [{ NONE: [] }]],
    ['IAM by default', { DefaultAuthorizer: 'AWS_IAM' }, {}, [{ AWS_IAM: [] }]],
    ['an API key', { ApiKeyRequired: true }, {}, [{ api_key: [] }]],
    ['an API key beside the default', { ApiKeyRequired: true, DefaultAuthorizer: 'Token' }, {}, [{ Token: [] }, { api_key: [] }]],
  ])('%s', (_what, auth, ofRoute, security) => {
    const { of, notSeen } = secured(auth, ofRoute);
    expect(notSeen).toEqual([]);
    const get = (of('Orders').Body as { paths: { [path: string]: { get: JsonObject } } }).paths['/orders/{id}']?.get;
    expect(get?.security).toEqual(security);
  });

  test('its schemes are what API Gateway asks', () => {
    const { of } = secured({ DefaultAuthorizer: 'AWS_IAM' });
    expect(within(of('Orders').Body, 'securityDefinitions')).toMatchObject({
      AWS_IAM: { 'x-amazon-apigateway-authtype': 'awsSigv4' },
      Pool: { 'x-amazon-apigateway-authorizer': { type: 'cognito_user_pools', providerARNs: ['arn:of:pool'] } },
      Token: { 'x-amazon-apigateway-authorizer': { type: 'token', authorizerResultTtlInSeconds: 0 } },
      Request: {
        'x-amazon-apigateway-authorizer': {
          type: 'request',
          authorizerCredentials: 'arn:of:role',
          authorizerUri: `${INVOKE}<s/Auth>/invocations`,
          identitySource: 'method.request.header.Authorization, method.request.querystring.tenant',
        },
      },
    });
  });

  test('the API may call its authorizers, unless the template says no', () => {
    const { of, resources } = secured({});
    expect(of('OrdersTokenAuthorizerPermission')).toMatchObject({
      SourceArn: 'arn:aws:execute-api:eu-west-1:111122223333:<s/Orders>/authorizers/*',
    });
    expect(resources).not.toContain('AWS::Lambda::Permission OrdersRequestAuthorizerPermission');
  });

  test('IAM calls the function as the caller, or by the role that the route names', () => {
    const credentials = (ofRoute: JsonObject) =>
      JSON.stringify(secured({ DefaultAuthorizer: 'AWS_IAM' }, ofRoute).of('Orders').Body).match(/"credentials":"([^"]*)"/)?.[1];
    expect(credentials({})).toBe('arn:aws:iam::*:user/*');
    expect(credentials({ InvokeRole: 'arn:of:role', Authorizer: 'AWS_IAM' })).toBe('arn:of:role');
    expect(credentials({ InvokeRole: 'NONE', Authorizer: 'AWS_IAM' })).toBeUndefined();
  });

  test('a preflight is answered by the API itself', () => {
    const { of } = expanded({
      Fn: fn({ Events: { Get: route('Orders', {}) } }),
      Orders: { Type: 'AWS::Serverless::Api', Properties: { StageName: 'live', Cors: "'*'" } },
    });
    expect(within(of('Orders').Body, 'paths')).toMatchObject({
      '/orders/{id}': { options: { 'x-amazon-apigateway-integration': { type: 'mock' } } },
    });
  });
});

describe('ResourcePolicy', () => {
  const ROUTE = ['execute-api:/live/GET/orders/*'];
  const allowed = { Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: ROUTE };
  const denied = (condition: JsonObject) => ({ ...allowed, Effect: 'Deny', Condition: condition });
  test.each<[string, JsonObject, Json[]]>([
    ['statements', { CustomStatements: [{ Effect: 'Allow' }] }, [{ Effect: 'Allow' }]],
    ['accounts', { AwsAccountWhitelist: ['1'] }, [{ ...allowed, Principal: { AWS: ['1'] } }]],
    ['other accounts', { AwsAccountBlacklist: ['1'] }, [{ ...allowed, Effect: 'Deny', Principal: { AWS: ['1'] } }]],
    ['addresses', { IpRangeWhitelist: ['10.0.0.0/8'] }, [allowed, denied({ NotIpAddress: { 'aws:SourceIp': ['10.0.0.0/8'] } })]],
    ['other addresses', { IpRangeBlacklist: ['1.2.3.4'] }, [allowed, denied({ IpAddress: { 'aws:SourceIp': ['1.2.3.4'] } })]],
    [
      'VPCs and endpoints',
      { SourceVpcWhitelist: ['vpc-1', 'vpce-2'] },
      [allowed, denied({ StringNotEquals: { 'aws:SourceVpc': ['vpc-1'], 'aws:SourceVpce': ['vpce-2'] } })],
    ],
    [
      'a VPC of the template',
      { IntrinsicVpcBlacklist: [{ Ref: 'Vpc' }] },
      [allowed, denied({ StringEquals: { 'aws:SourceVpc': ['<s/Vpc>'] } })],
    ],
  ])('of %s', (_what, policy, statements) => {
    const { of, notSeen } = expanded({
      Fn: fn({ Events: { Get: route('Orders', {}) } }),
      Orders: { Type: 'AWS::Serverless::Api', Properties: { StageName: 'live', Auth: { ResourcePolicy: policy } } },
      Vpc: { Type: 'AWS::EC2::VPC' },
    });
    expect(notSeen).toEqual([]);
    expect(within(of('Orders').Body, 'x-amazon-apigateway-policy.Statement')).toEqual(statements);
  });
});

describe('a document that the template writes out', () => {
  const BODY = {
    openapi: '3.0.1',
    paths: { '/orders/{id}': { get: { 'x-amazon-apigateway-integration': { uri: 'their own' } }, post: {} } },
  };
  const documented = (properties: JsonObject, path = '/more') =>
    expanded({
      Fn: fn({ Events: { Get: route('Orders', { Path: path }) } }),
      Orders: { Type: 'AWS::Serverless::Api', Properties: { StageName: 'live', DefinitionBody: BODY, ...properties } },
    });

  test('stays as it is, without routes of events', () => {
    expect(within(documented({}).of('Orders').Body, 'paths')).toEqual(BODY.paths);
  });

  test('is merged with them where the template says so', () => {
    const { of } = documented({ MergeDefinitions: true });
    expect(Object.keys(within(of('Orders').Body, 'paths') as JsonObject)).toEqual(['/orders/{id}', '/more']);
  });

  test('asks the default authorizer before each of its routes', () => {
    const { of } = documented({ Auth: { DefaultAuthorizer: 'Pool', Authorizers: { Pool: { UserPoolArn: 'arn:of:pool' } } } });
    expect(of('Orders').Body).toMatchObject({
      paths: { '/orders/{id}': { get: { security: [{ Pool: [] }] }, post: { security: [{ Pool: [] }] } } },
      components: { securitySchemes: { Pool: { type: 'apiKey' } } },
    });
  });

  test('in S3 is where it is said to be', () => {
    const { of } = expanded({
      Orders: { Type: 'AWS::Serverless::Api', Properties: { StageName: 'live', DefinitionUri: 's3://bucket/api.json' } },
    });
    expect(of('Orders')).toEqual({ BodyS3Location: { Bucket: 'bucket', Key: 'api.json' } });
  });
});

test('a private API has its endpoints, and references name its stage', () => {
  const endpoint = { Type: 'PRIVATE', VPCEndpointIds: ['vpce-1'] };
  const { of } = expanded({
    Orders: { Type: 'AWS::Serverless::Api', Properties: { StageName: 'live', EndpointConfiguration: endpoint } },
    Plan: { Type: 'AWS::ApiGateway::UsagePlan', Properties: { ApiStages: [{ Stage: { Ref: 'Orders.Stage' } }] } },
  });
  expect(of('Orders').EndpointConfiguration).toEqual({ Types: ['PRIVATE'], VpcEndpointIds: ['vpce-1'] });
  expect(of('Plan')).toEqual({ ApiStages: [{ Stage: '<s/OrdersliveStage>' }] });
});

test.each([
  ['AWS::Serverless::Api', 'AWS::ApiGateway::DomainName', { SecurityPolicy: 'TLS_1_0', DomainName: 'api.example.com' }],
  ['AWS::Serverless::HttpApi', 'AWS::ApiGatewayV2::DomainName', { DomainNameConfigurations: [{ SecurityPolicy: 'TLS_1_0' }] }],
])('Domain of %s', (type, made, expected) => {
  const domain = {
    DomainName: 'api.example.com',
    CertificateArn: 'arn:of:certificate',
    SecurityPolicy: 'TLS_1_0',
    BasePath: ['/orders'],
    Route53: { HostedZoneId: 'zone', IpV6: true },
  };
  const { of, resources, notSeen } = expanded({ Orders: { Type: type, Properties: { StageName: 'live', Domain: domain } } });
  expect(notSeen).toEqual([]);
  const id = resources.find((one) => one.startsWith(`${made} `))?.split(' ')[1] ?? '';
  expect(of(id)).toMatchObject(expected);
  expect(resources.filter((one) => /Mapping |RecordSetGroup /.test(one))).toHaveLength(2);
});

describe('an HTTP API', () => {
  const secured = (auth: JsonObject, ofRoute: JsonObject = {}) =>
    expanded({
      Auth: fn(),
      Fn: fn({ Events: { Get: httpRoute({ Path: '/orders', Method: 'get', ...ofRoute }) } }),
      Orders: {
        Type: 'AWS::Serverless::HttpApi',
        Properties: {
          Auth: {
            Authorizers: {
              Jwt: {
                JwtConfiguration: { Issuer: 'https://issuer', Audience: ['orders'] },
                IdentitySource: '$request.header.Authorization',
                AuthorizationScopes: ['read'],
              },
              Lambda: {
                FunctionArn: { 'Fn::GetAtt': ['Auth', 'Arn'] },
                AuthorizerPayloadFormatVersion: '2.0',
                EnableFunctionDefaultPermissions: true,
                Identity: { Headers: ['Authorization'] },
              },
            },
            ...auth,
          },
        },
      },
    });

  test.each<[string, JsonObject, JsonObject, Json | undefined]>([
    ['nobody is asked', {}, {}, undefined],
    ['the default is asked', { DefaultAuthorizer: 'Jwt' }, {}, [{ Jwt: ['read'] }]],
    ['the route’s own is asked', { DefaultAuthorizer: 'Jwt' }, { Auth: { Authorizer: 'Lambda' } }, [{ Lambda: [] }]],
    ['NONE opens the route', { DefaultAuthorizer: 'Jwt' }, { Auth: { Authorizer: 'NONE' } }, undefined],
    ['IAM', { EnableIamAuthorizer: true }, { Auth: { Authorizer: 'AWS_IAM' } }, [{ AWS_IAM: [] }]],
  ])('%s', (_what, auth, ofRoute, security) => {
    const { of, notSeen } = secured(auth, ofRoute);
    expect(notSeen).toEqual([]);
    const get = (of('Orders').Body as { paths: { [path: string]: { get: JsonObject } } }).paths['/orders']?.get;
    expect(get?.security).toEqual(security);
  });

  test('has the schemes of its authorizers', () => {
    const { of } = secured({ EnableIamAuthorizer: true });
    expect(within(of('Orders').Body, 'components.securitySchemes')).toMatchObject({
      AWS_IAM: { 'x-amazon-apigateway-authtype': 'awsSigv4' },
      Jwt: {
        type: 'oauth2',
        'x-amazon-apigateway-authorizer': {
          type: 'jwt',
          jwtConfiguration: { issuer: 'https://issuer', audience: ['orders'] },
        },
      },
      Lambda: { 'x-amazon-apigateway-authorizer': { type: 'request', identitySource: ['$request.header.Authorization'] } },
    });
    expect(of('OrdersLambdaAuthorizerPermission')).toMatchObject({ Principal: 'apigateway.amazonaws.com' });
  });

  test('deploys its default stage by itself', () => {
    expect(secured({}).of('OrdersApiGatewayDefaultStage')).toMatchObject({ StageName: '$default', AutoDeploy: true });
  });

  test('that no template writes out has a default route, whose permission is for all', () => {
    const event = (properties: JsonObject) => ({ Type: 'HttpApi', Properties: properties });
    const { of, resources, notSeen } = expanded({
      Fn: fn({ Events: { Any: { Type: 'HttpApi' }, Get: event({ Path: '/orders', Method: 'get' }) } }),
    });
    expect(notSeen).toEqual([]);
    expect(Object.keys(within(of('ServerlessHttpApi').Body, 'paths') as JsonObject)).toEqual(['$default', '/orders']);
    expect(of('FnAnyPermission').SourceArn).toBe('arn:aws:execute-api:eu-west-1:111122223333:<s/ServerlessHttpApi>/*/*');
    expect(resources).not.toContain('AWS::Lambda::Permission FnGetPermission');
  });
});
