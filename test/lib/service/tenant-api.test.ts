import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type { TenantService } from '../../../lib';
import { logicalId, only, readable, resourcesOf, synthesise } from '../templates';
import { oneService } from '../worlds';

describe('the API of a service', () => {
  const { stack, service } = oneService();
  const template = synthesise(stack);
  const [[authorizer] = ['']] = resourcesOf(template, 'AWS::ApiGateway::Authorizer');
  const stage = only(template, 'AWS::ApiGateway::Stage').Properties;

  test('has every method behind the authorizer, with both headers, as a proxy of the function', () => {
    const methods = resourcesOf(template, 'AWS::ApiGateway::Method').map(([, { Properties }]) => readable<object>(Properties));
    expect(methods).toHaveLength(2);
    for (const method of methods) {
      expect(method).toMatchObject({
        HttpMethod: 'ANY',
        AuthorizationType: 'CUSTOM',
        AuthorizerId: `<${authorizer}>`,
        RequestParameters: { 'method.request.header.Authorization': true, 'method.request.header.X-Tenant-Id': true },
        Integration: { Type: 'AWS_PROXY', IntegrationHttpMethod: 'POST' },
      });
      expect(method).not.toHaveProperty('ApiKeyRequired');
    }
    expect(only(template, 'AWS::ApiGateway::RequestValidator').Properties).toMatchObject({ ValidateRequestParameters: true });
    expect(resourcesOf(template, 'AWS::ApiGateway::Resource').map(([, { Properties }]) => Properties.PathPart)).toEqual([
      '{proxy+}',
    ]);
  });

  test('takes TLS 1.2 or later with forward secrecy, under its own name only', () => {
    expect(only(template, 'AWS::ApiGateway::RestApi').Properties).toMatchObject({
      SecurityPolicy: 'SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09',
      EndpointAccessMode: 'STRICT',
      EndpointConfiguration: { Types: ['REGIONAL'] },
    });
  });

  test('allows nothing by a resource policy: an Allow there would answer for the authorizer', () => {
    expect(only(template, 'AWS::ApiGateway::RestApi').Properties).not.toHaveProperty('Policy');
  });

  test('keeps no answer: a stage’s cache is keyed by path, and would hand one tenant’s answer to the next', () => {
    expect(stage).not.toHaveProperty('CacheClusterEnabled');
    expect(stage).not.toHaveProperty('CacheClusterSize');
    for (const setting of stage.MethodSettings) expect(setting.CachingEnabled).toBe(false);
  });

  test('logs outcomes of all requests and payloads of none', () => {
    expect(stage.MethodSettings).toEqual([
      {
        HttpMethod: '*',
        ResourcePath: '/*',
        LoggingLevel: 'ERROR',
        DataTraceEnabled: false,
        MetricsEnabled: true,
        CachingEnabled: false,
        ThrottlingRateLimit: 1000,
        ThrottlingBurstLimit: 500,
      },
    ]);
    expect(stage.TracingEnabled).toBe(true);
    const format = JSON.parse(stage.AccessLogSetting.Format);
    expect(Object.keys(format)).toEqual(
      expect.arrayContaining(['requestId', 'issuer', 'tenantId', 'tokenId', 'status', 'errorType', 'authorizerError']),
    );
    expect(stage.AccessLogSetting.Format).not.toMatch(/header|authorizer\.principalId|\$context\.authorizer\.token[^I]/i);
  });

  test('has its execution log before the stage that writes it, under the name that API Gateway gives it', () => {
    const [[log, group] = []] = resourcesOf(template, 'AWS::Logs::LogGroup').filter(
      ([, { Properties }]) => Properties.LogGroupName !== undefined,
    );
    expect(readable(group?.Properties.LogGroupName)).toBe(`API-Gateway-Execution-Logs_<${logicalId(service.api)}>/live`);
    expect(only(template, 'AWS::ApiGateway::Stage').DependsOn).toContain(log);
  });

  test('is all that invokes the function, and only on its own stage', () => {
    const permissions = resourcesOf(template, 'AWS::Lambda::Permission')
      .map(([, { Properties }]) => readable<{ FunctionName: string; Principal: string; SourceArn: string }>(Properties))
      .filter(({ FunctionName }) => FunctionName === `<${logicalId(service.function)}.Arn>`);
    const [[live] = ['']] = resourcesOf(template, 'AWS::ApiGateway::Stage');
    const arn = `arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:<${logicalId(service.api)}>/<${live}>`;
    expect(permissions.map(({ Principal, SourceArn }) => [Principal, SourceArn])).toEqual([
      ['apigateway.amazonaws.com', `${arn}/*/`],
      ['apigateway.amazonaws.com', `${arn}/*/*`],
    ]);
  });

  test('leaves the account’s logging role to ApiGatewayAccount', () => {
    expect(resourcesOf(template, 'AWS::ApiGateway::Account')).toEqual([]);
  });
});

test('throttles as the user says', () => {
  const { stack } = oneService({ throttlingRateLimit: 20, throttlingBurstLimit: 5 });
  expect(only(synthesise(stack), 'AWS::ApiGateway::Stage').Properties.MethodSettings[0]).toMatchObject({
    ThrottlingRateLimit: 20,
    ThrottlingBurstLimit: 5,
  });
});

describe('methods that a user adds', () => {
  const mock = new apigateway.MockIntegration();

  test('are behind the authorizer by themselves', () => {
    const { stack, service } = oneService();
    service.api.root.addResource('health').addMethod('GET', mock);
    const method = only(synthesise(stack), 'AWS::ApiGateway::Method', /healthGET/).Properties;
    expect([method.AuthorizationType, method.AuthorizerId]).toEqual(['CUSTOM', expect.anything()]);
  });

  test.each<[string, (service: TenantService) => void, string]>([
    [
      'without authorization',
      ({ api }) =>
        api.root.addResource('health').addMethod('GET', mock, { authorizationType: apigateway.AuthorizationType.NONE }),
      'GET of Stack/Media/Front/Api/Default/health/GET/Resource has authorization "NONE"',
    ],
    ['as a CORS preflight', ({ api }) => api.root.addCorsPreflight({ allowOrigins: ['*'] }), 'OPTIONS of'],
    [
      'behind an authorizer of their own',
      ({ api, function: handler }) => {
        const authorizer = new apigateway.TokenAuthorizer(api, 'Own', { handler });
        api.root.addResource('own').addMethod('GET', mock, { authorizer });
      },
      'GET of Stack/Media/Front/Api/Default/own/GET/Resource has authorization "CUSTOM"',
    ],
    [
      'by turning ours open',
      ({ api }) => {
        (api.root.node.findChild('ANY').node.defaultChild as apigateway.CfnMethod).authorizationType = 'NONE';
      },
      'ANY of Stack/Media/Front/Api/Default/ANY/Resource has authorization "NONE"',
    ],
  ])('are refused at synth %s', (_title, change, message) => {
    const { stack, service } = oneService();
    change(service);
    expect(() => synthesise(stack)).toThrow(message);
    expect(() => synthesise(stack)).toThrow('every method of this API behind the AsapAuthorizer Stack/Media/Authorizer');
  });
});
