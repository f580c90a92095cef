import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { type App, Lazy, Stack } from 'aws-cdk-lib/core';
import { AsapAuthorizer, type AsapAuthorizerProps, ServiceKey } from '../../../../lib';
import { identityStatements, logicalId, newStack, only, readable, resourcesOf, rights, synthesise } from '../../templates';
import { oneService, surroundings } from '../../worlds';
import { ACCEPTED_SETTINGS, REFUSED_CALLERS, REFUSED_SETTINGS } from './decision-rows';

function authorizer(props: Partial<AsapAuthorizerProps> = {}, whole = false) {
  const { stack, keyRepository, tenants, logsKey } = surroundings();
  const made = new AsapAuthorizer(stack, 'Authorizer', {
    serviceName: 'media',
    callers: ['edge'],
    keyRepository,
    tenants,
    logsKey,
    ...props,
  });
  const api = new apigateway.RestApi(stack, 'Api', {
    cloudWatchRole: false,
    defaultMethodOptions: { authorizer: made.requestAuthorizer },
  });
  api.root.addMethod('GET');
  if (whole) made.protect(api);
  else made.addGatewayResponses(api);
  return { stack, made, api, keyRepository, tenants };
}

const FUNCTION = /^AuthorizerHandlerFunction/;

describe('the authorizer', () => {
  const { stack, api, keyRepository } = authorizer();
  const template = synthesise(stack);
  const handler = only(template, 'AWS::Lambda::Function', FUNCTION);
  const [[functionId] = ['']] = resourcesOf(template, 'AWS::Lambda::Function').filter(([id]) => FUNCTION.test(id));
  const [[authorizerId] = ['']] = resourcesOf(template, 'AWS::ApiGateway::Authorizer');

  test('is cached for a minute, by token and tenant: everything that it reads', () => {
    expect(only(template, 'AWS::ApiGateway::Authorizer').Properties).toMatchObject({
      Type: 'REQUEST',
      IdentitySource: 'method.request.header.Authorization,method.request.header.X-Tenant-Id',
      AuthorizerResultTtlInSeconds: 60,
    });
  });

  test('marks the stage before which it stands, and nothing else of the API, for the revocation of a key', () => {
    const tag = { Key: 'bulkhead:asap-authorizer', Value: 'true' };
    expect(only(template, 'AWS::ApiGateway::Stage').Properties.Tags).toEqual([tag]);
    expect(only(template, 'AWS::ApiGateway::RestApi').Properties.Tags).toBeUndefined();
  });

  test('is told who the service is, who may call, who exists, where to look, and its settings', () => {
    const { BULKHEAD_SETTINGS: settings, ...variables } = readable<{ [name: string]: string }>(
      handler.Properties.Environment.Variables,
    );
    const bucket = logicalId(keyRepository.bucket);
    const [[catalogue] = ['']] = resourcesOf(template, 'AWS::DynamoDB::Table');
    expect(variables).toEqual({
      BULKHEAD_SERVICE: 'media',
      BULKHEAD_CALLERS: '["edge"]',
      BULKHEAD_ISSUERS: '["edge","issues","media"]',
      BULKHEAD_KEY_REPOSITORY_URL: `https://<${bucket}>.s3.<AWS::Region>.<AWS::URLSuffix>`,
      BULKHEAD_CATALOGUE_TABLE: `<${catalogue}>`,
      BULKHEAD_URL_SUFFIX: '<AWS::URLSuffix>',
    });
    expect(JSON.parse(settings as string)).toEqual({
      authorizerCacheSeconds: 60,
      maxTokenLifetimeSeconds: 300,
      leewaySeconds: 1,
      keyMaxAgeSeconds: 300,
      tenantMaxAgeSeconds: 5,
      sessionLifetimeSeconds: 300,
      handlerTimeoutSeconds: 29,
    });
  });

  test('may read public keys, look tenants up and log: nothing else', () => {
    const [[roleId] = ['']] = resourcesOf(template, 'AWS::IAM::Role').filter(([id]) => /^AuthorizerHandlerRole/.test(id));
    const [[log] = ['']] = resourcesOf(template, 'AWS::Logs::LogGroup').filter(([id]) => /^AuthorizerHandlerLog/.test(id));
    const [[catalogue] = ['']] = resourcesOf(template, 'AWS::DynamoDB::Table');
    const [[key] = ['']] = resourcesOf(template, 'AWS::KMS::Key').filter(([id]) => /^TenantContextKey/.test(id));
    const statements = identityStatements(template, roleId);
    expect(rights(statements)).toEqual([
      `dynamodb:GetItem <${catalogue}.Arn>`,
      `kms:Decrypt <${key}.Arn>`,
      `logs:CreateLogStream <${log}.Arn>`,
      `logs:PutLogEvents <${log}.Arn>`,
      `s3:GetObject <${logicalId(keyRepository.bucket)}.Arn>/*`,
      'xray:PutTelemetryRecords *',
      'xray:PutTraceSegments *',
    ]);
    expect(statements.find(({ Action }) => Action === 'kms:Decrypt')?.Condition).toEqual({
      StringEquals: { 'kms:ViaService': 'dynamodb.<AWS::Region>.<AWS::URLSuffix>' },
    });
  });

  test('is invoked by its API’s authorizer and by nothing else', () => {
    const permissions = resourcesOf(template, 'AWS::Lambda::Permission').filter(([, { Properties }]) =>
      JSON.stringify(Properties.FunctionName).includes(functionId),
    );
    expect(permissions.map(([, { Properties }]) => readable(Properties))).toEqual([
      {
        Action: 'lambda:InvokeFunction',
        FunctionName: `<${functionId}.Arn>`,
        Principal: 'apigateway.amazonaws.com',
        SourceArn: `arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:<${logicalId(api)}>/authorizers/<${authorizerId}>`,
      },
    ]);
  });

  test('has nothing that would store or show a token: no queue, destination, URL, event source, layer or wrapper', () => {
    for (const type of ['AWS::Lambda::Url', 'AWS::Lambda::EventSourceMapping', 'AWS::SQS::Queue', 'AWS::SNS::Topic']) {
      expect(resourcesOf(template, type)).toEqual([]);
    }
    for (const property of ['DeadLetterConfig', 'Layers', 'FileSystemConfigs'])
      expect(handler.Properties).not.toHaveProperty(property);
    expect(Object.keys(handler.Properties.Environment.Variables)).not.toContain('AWS_LAMBDA_EXEC_WRAPPER');
    const configuration = resourcesOf(template, 'AWS::Lambda::EventInvokeConfig').map(([, { Properties }]) =>
      readable<object>(Properties),
    );
    expect(configuration).toContainEqual({ FunctionName: `<${functionId}>`, Qualifier: '$LATEST', MaximumRetryAttempts: 0 });
    for (const one of configuration) expect(one).not.toHaveProperty('DestinationConfig');
  });

  test.each([
    ['UNAUTHORIZED', '401', 'Unauthorized', { 'gatewayresponse.header.WWW-Authenticate': "'Bearer'" }],
    ['ACCESS_DENIED', '403', 'Forbidden', undefined],
    ['AUTHORIZER_FAILURE', '503', 'Service Unavailable', { 'gatewayresponse.header.Retry-After': "'1'" }],
    ['AUTHORIZER_CONFIGURATION_ERROR', '503', 'Service Unavailable', { 'gatewayresponse.header.Retry-After': "'1'" }],
  ])('answers %s with %s and says nothing more', (type, status, message, headers) => {
    const [response] = resourcesOf(template, 'AWS::ApiGateway::GatewayResponse').filter(
      ([, { Properties }]) => Properties.ResponseType === type,
    );
    expect(response?.[1].Properties).toMatchObject({
      StatusCode: status,
      ResponseTemplates: { 'application/json': JSON.stringify({ message }) },
    });
    expect(response?.[1].Properties.ResponseParameters).toEqual(headers);
  });
});

test.each(REFUSED_SETTINGS)('refuses the settings $settings', ({ settings, message }) => {
  expect(() => authorizer(settings)).toThrow(message);
});

test.each(ACCEPTED_SETTINGS)('accepts the settings %p', (settings) => {
  expect(() => authorizer(settings)).not.toThrow();
});

test.each(REFUSED_CALLERS)('refuses a caller %s', (_title, callers, message) => {
  expect(() => authorizer({ callers })).toThrow(message);
});

test('may have no caller at all', () => {
  const { stack } = authorizer({ callers: [] });
  expect(only(synthesise(stack), 'AWS::Lambda::Function', FUNCTION).Properties.Environment.Variables.BULKHEAD_CALLERS).toBe('[]');
});

test('refuses a service that is no issuer', () => {
  expect(() => authorizer({ serviceName: 'me dia' })).toThrow(/serviceName is "me dia"\n {2}expected {2}1 to 128 characters/);
});

test('authorizer and broker of a service are told the same', () => {
  const template = synthesise(oneService().stack);
  const environments = [/AuthorizerHandlerFunction/, /SessionsBrokerFunction/].map(
    (id) => only(template, 'AWS::Lambda::Function', id).Properties.Environment.Variables,
  );
  const { BULKHEAD_TENANT_ROLE: role, ...broker } = environments[1];
  expect(broker).toEqual(environments[0]);
  expect(role).toBeDefined();
});

describe('an API of somebody else’s', () => {
  test.each<[string, (stage: apigateway.CfnStage) => void]>([
    ['a cache', (stage) => Object.assign(stage, { cacheClusterEnabled: true })],
    [
      'a cache if a parameter says so',
      (stage) => Object.assign(stage, { cacheClusterEnabled: Lazy.any({ produce: () => ({ Ref: 'Cache' }) }) }),
    ],
  ])('is protected as a whole: a stage with %s is refused at synth', (_title, change) => {
    const { stack, api } = authorizer({}, true);
    const stage = api.deploymentStage.node.defaultChild as apigateway.CfnStage;
    change(stage);

    expect(() => synthesise(stack)).toThrow(
      /Stack\/Api\/DeploymentStage\.prod\/Resource caches responses\n {2}expected {2}a stage without a cache: .*one tenant would get the response of another tenant\n {2}do {8}remove cachingEnabled and cacheClusterEnabled from the options of the stage/,
    );
  });

  test('is protected as a whole: a method that is open, or behind something else, is refused at synth', () => {
    const { stack, api } = authorizer({}, true);
    api.root.addResource('health').addMethod('GET', undefined, { authorizationType: apigateway.AuthorizationType.NONE });

    expect(() => synthesise(stack)).toThrow(
      /GET of Stack\/Api\/Default\/health\/GET\/Resource has authorization "NONE"\n {2}expected {2}every method/,
    );
  });

  test.each<[string, (api: apigateway.RestApi) => void]>([
    [
      'beside the API',
      (api) =>
        new apigateway.Method(api.stack, 'Open', {
          httpMethod: 'GET',
          resource: api.root.addResource('open'),
          options: { authorizationType: apigateway.AuthorizationType.NONE, authorizer: undefined },
        }),
    ],
    [
      'of an import of the API',
      (api) =>
        apigateway.RestApi.fromRestApiAttributes(api.stack, 'Import', {
          restApiId: api.restApiId,
          rootResourceId: api.restApiRootResourceId,
        })
          .root.addResource('open')
          .addMethod('GET'),
    ],
    [
      'of another stack',
      (api) =>
        apigateway.RestApi.fromRestApiAttributes(new Stack(api.stack.node.root as App, 'Other'), 'Import', {
          restApiId: api.restApiId,
          rootResourceId: api.restApiRootResourceId,
        })
          .root.addResource('open')
          .addMethod('GET'),
    ],
  ])('is not opened by a method %s', (_title, open) => {
    const { stack, api } = authorizer({}, true);
    open(api);

    expect(() => synthesise(stack)).toThrow(/GET of .* has authorization ".*"\n {2}expected {2}every method of this API behind/);
  });

  test('does not judge the methods of another API', () => {
    const { stack } = authorizer({}, true);
    new apigateway.RestApi(stack, 'Another', { cloudWatchRole: false }).root.addMethod('GET');

    expect(() => synthesise(stack)).not.toThrow();
  });

  test('may have open routes with the gateway responses alone', () => {
    const { stack, api } = authorizer();
    api.root.addResource('health').addMethod('GET', undefined, { authorizationType: apigateway.AuthorizationType.NONE });

    expect(resourcesOf(synthesise(stack), 'AWS::ApiGateway::Method')).toHaveLength(2);
  });
});

describe('two services with equal ids in two stacks', () => {
  /** Each with an authorizer, an API and a method behind it. */
  function two() {
    const first = authorizer({}, true);
    const stack = newStack({}, 'Second', first.stack.node.root as App);
    const { keyRepository, tenants } = first;
    const logsKey = new ServiceKey(stack, 'LogsKey', { serviceName: 'media' });
    const props = { serviceName: 'media', callers: ['edge'], keyRepository, tenants, logsKey };
    const made = new AsapAuthorizer(stack, 'Authorizer', props);
    const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false });
    const method = api.root.addResource('theirs').addMethod('GET', undefined, { authorizer: made.requestAuthorizer });
    made.protect(api);
    return { first, stack, method: method.node.defaultChild as apigateway.CfnMethod };
  }

  test('a method behind its own authorizer is protected, and one behind the other’s is not, wherever it lies', () => {
    expect(() => synthesise(two().stack)).not.toThrow();
    for (const id of ['Second', 'Third']) {
      const { first, stack, method } = two();
      const place = id === 'Second' ? stack : new Stack(first.stack.node.root as App, id);
      const imported = apigateway.RestApi.fromRestApiAttributes(place, 'Import', {
        restApiId: first.api.restApiId,
        rootResourceId: first.api.restApiRootResourceId,
      });
      const added = imported.root.addResource('open').addMethod('GET', undefined, { authorizer: first.made.requestAuthorizer });
      const resource = added.node.defaultChild as apigateway.CfnMethod;
      resource.authorizerId = method.authorizerId;

      expect(() => synthesise(first.stack)).toThrow(
        `GET of ${resource.node.path} has authorization "CUSTOM"\n  expected  every method`,
      );
    }
  });

  test('a rule for a method of the other’s API is refused', () => {
    const { first } = two();
    first.made.allow('GET', '/theirs', ['issues']);

    expect(() => synthesise(first.stack)).toThrow(
      /lets \["issues"\] call GET \/theirs, and no API behind this authorizer has this method\n {2}expected {2}(?!.*\/theirs).*\n {2}do {8}correct the method or the path in `allow`, or add the method to the API/,
    );
  });

  test('a rule of one makes no new deployment of the other', () => {
    const deploymentOf = (callers: string[]) => {
      const { first, stack } = two();
      if (callers.length > 0) first.made.allow('GET', '/', callers);
      return resourcesOf(synthesise(stack), 'AWS::ApiGateway::Deployment')[0]?.[0];
    };

    expect(deploymentOf(['issues'])).toBe(deploymentOf([]));
  });
});

test('a method of another stack, by an import of the API, is behind the authorizer and may have rules', () => {
  const { stack, made, api } = authorizer({}, true);
  const others = new Stack(stack.node.root as App, 'Other');
  apigateway.RestApi.fromRestApiAttributes(others, 'Import', {
    restApiId: api.restApiId,
    rootResourceId: api.restApiRootResourceId,
  })
    .root.addResource('imported')
    .addMethod('GET', undefined, { authorizer: made.requestAuthorizer });
  made.allow('GET', '/imported', ['issues']);

  expect(() => synthesise(stack)).not.toThrow();
});
