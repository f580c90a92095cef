import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import { TenantService, type TenantServiceProps } from '../../../lib';
import {
  identityStatements,
  logicalId,
  newStack,
  only,
  readable,
  resourcesOf,
  rights,
  synthesise,
  WITH_AND_WITHOUT_FLAGS,
} from '../templates';
import { CODE, oneService } from '../worlds';

describe.each(WITH_AND_WITHOUT_FLAGS)('one service, with %s,', (_title, flags) => {
  const { stack, service } = oneService({}, { flags });
  const template = synthesise(stack);
  const own = Object.fromEntries(Object.entries(template.Resources).filter(([id]) => id.startsWith('Media')));

  test.each([
    ['AWS::KMS::Key', 2],
    ['AWS::DynamoDB::Table', 1],
    ['AWS::Lambda::Function', 4],
    ['AWS::IAM::Role', 7],
    ['AWS::IAM::ManagedPolicy', 9],
    ['AWS::IAM::Policy', 0],
    ['AWS::Logs::LogGroup', 6],
    ['AWS::ApiGateway::RestApi', 1],
    ['AWS::ApiGateway::Authorizer', 1],
    ['AWS::ApiGateway::Method', 2],
    ['AWS::ApiGateway::Stage', 1],
    ['AWS::ApiGateway::Account', 0],
    ['AWS::ApiGateway::ApiKey', 0],
    ['AWS::ApiGateway::UsagePlan', 0],
    ['AWS::Lambda::Permission', 3],
    ['AWS::Lambda::Url', 0],
    ['Custom::AsapPublicKey', 1],
    ['Custom::AsapSigningPointer', 1],
    ['AWS::StepFunctions::StateMachine', 2],
  ])('has of %s exactly %i', (type, count) => {
    expect(resourcesOf({ Resources: own }, type)).toHaveLength(count);
  });

  test('its function may ask its broker for sessions, sign as itself, and log: no data, no role, no tenant lookup', () => {
    const roleId = logicalId((service.function as lambda.Function).role as never);
    const statements = identityStatements(template, roleId);
    const [[log] = ['']] = resourcesOf(template, 'AWS::Logs::LogGroup').filter(([id]) => /^MediaServiceLog|^MediaLog/.test(id));
    const signing = readable<string>(stack.resolve(service.identity.keyArns[0]));
    expect(rights(statements)).toEqual([
      `kms:Sign ${signing}`,
      `lambda:InvokeFunction <${logicalId(service.sessionBroker.function)}.Arn>`,
      `logs:CreateLogStream <${log}.Arn>`,
      `logs:PutLogEvents <${log}.Arn>`,
      `ssm:GetParameter arn:<AWS::Partition>:ssm:<AWS::Region>:<AWS::AccountId>:parameter${service.identity.signingPointerName}`,
      'xray:PutTelemetryRecords *',
      'xray:PutTraceSegments *',
    ]);
    expect(statements.find(({ Action }) => Action === 'kms:Sign')?.Condition).toEqual({
      StringEquals: { 'kms:SigningAlgorithm': 'RSASSA_PKCS1_V1_5_SHA_256' },
    });
  });

  test('its key lets in the tenant role alone: for the table, and for envelopes of the session’s tenant', () => {
    const statements = readable<{ Sid: string; Principal: unknown }[]>(
      only({ Resources: own }, 'AWS::KMS::Key', /^MediaKey/).Properties.KeyPolicy.Statement,
    );
    const tenantRole = { AWS: `<${logicalId(service.tenantRole.role)}.Arn>` };
    expect(statements.slice(4).map(({ Sid, Principal }) => [Sid, Principal])).toEqual([
      ['TablesStackMediaTenantRoleRole', tenantRole],
      ['TenantEnvelopeStackMediaTenantRoleRole', tenantRole],
    ]);
  });

  test('its function is told the service, the broker, the table and where its signing key is named', () => {
    const signing = readable<string>(stack.resolve(service.identity.keyArns[0])).slice(1, -'.Arn>'.length);
    expect(
      readable(only(template, 'AWS::Lambda::Function', /^MediaServiceFunction|^MediaFunction/).Properties.Environment.Variables),
    ).toEqual({
      BULKHEAD_SERVICE: 'media',
      BULKHEAD_HANDLER_TIMEOUT: '29',
      BULKHEAD_SESSIONS_FUNCTION: `<${logicalId(service.sessionBroker.function)}>`,
      BULKHEAD_TENANT_TABLE: `<${logicalId(service.tenantTable.table)}>`,
      BULKHEAD_ASAP_SIGNING_POINTER: service.identity.signingPointerName,
      BULKHEAD_ASAP_DEPLOYED_SIGNING_KEY: `{"kid":"media/<${signing}>","keyId":"<${signing}.Arn>"}`,
    });
  });

  test('its log groups have its key and end after a year', () => {
    for (const [, { Properties, DeletionPolicy }] of resourcesOf({ Resources: own }, 'AWS::Logs::LogGroup')) {
      expect(readable(Properties)).toMatchObject({ KmsKeyId: `<${logicalId(service.key)}.Arn>`, RetentionInDays: 365 });
      expect(DeletionPolicy).toBe('RetainExceptOnCreate');
    }
  });

  test('its stateful resources stay when the stack goes', () => {
    for (const [type, kept] of [
      ['AWS::KMS::Key', 'RetainExceptOnCreate'],
      ['AWS::DynamoDB::Table', 'Retain'],
    ] as const) {
      for (const [, { DeletionPolicy, UpdateReplacePolicy }] of resourcesOf({ Resources: own }, type)) {
        expect([DeletionPolicy, UpdateReplacePolicy]).toEqual([kept, 'Retain']);
      }
    }
  });
});

test('settings of the function are the user’s: runtime, memory, time, environment, and what becomes of data', () => {
  const { stack } = oneService({
    runtime: lambda.Runtime.PYTHON_3_13,
    memorySize: 512,
    timeout: Duration.seconds(7),
    environment: { COLOUR: 'blue' },
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const template = synthesise(stack);
  const { Properties } = only(template, 'AWS::Lambda::Function', /^MediaServiceFunction|^MediaFunction/);
  expect(Properties).toMatchObject({ Runtime: 'python3.13', MemorySize: 512, Timeout: 7 });
  expect(Properties.Environment.Variables.COLOUR).toBe('blue');
  expect(only(template, 'AWS::DynamoDB::Table', /^Media/).DeletionPolicy).toBe('Delete');
  for (const [, { DeletionPolicy }] of resourcesOf(template, 'AWS::KMS::Key').filter(([id]) => id.startsWith('Media'))) {
    expect(DeletionPolicy).toBe('Delete');
  }
});

describe('the staleness bounds', () => {
  const seconds = (props: Partial<TenantServiceProps> = {}) =>
    Object.fromEntries(
      Object.entries(oneService(props).service.stalenessBounds).map(([event, { requests, data }]) => [
        event,
        [requests.toSeconds(), data.toSeconds()],
      ]),
    );

  test('follow from the defaults', () => {
    expect(seconds()).toEqual({
      tenantSuspended: [5 + 60, 5 + 300],
      callerRemoved: [60, 300],
      keyWithdrawn: [300 + 60, 300 + 300],
      tokenExpired: [1 + 60, 1 + 60 + 29 + 300],
      sessionOutlivesRequest: [0, 300],
    });
  });

  test('follow from the settings given', () => {
    const props = {
      authorizerCacheTtl: Duration.seconds(0),
      tenantMaxAge: Duration.seconds(2),
      keyMaxAge: Duration.seconds(30),
      sessionLifetime: Duration.seconds(100),
      timeout: Duration.seconds(10),
    };
    expect(seconds(props)).toEqual({
      tenantSuspended: [2, 2 + 100],
      callerRemoved: [0, 100],
      keyWithdrawn: [30, 30 + 100],
      tokenExpired: [1, 1 + 0 + 10 + 100],
      sessionOutlivesRequest: [0, 100],
    });
  });

  test('are what authorizer and broker run with', () => {
    const { stack } = oneService({ authorizerCacheTtl: Duration.seconds(9), timeout: Duration.seconds(11) });
    const template = synthesise(stack);
    for (const id of [/AuthorizerHandlerFunction/, /SessionsBrokerFunction/]) {
      const settings = JSON.parse(only(template, 'AWS::Lambda::Function', id).Properties.Environment.Variables.BULKHEAD_SETTINGS);
      expect(settings).toMatchObject({ authorizerCacheSeconds: 9, handlerTimeoutSeconds: 11 });
    }
    expect(only(template, 'AWS::ApiGateway::Authorizer').Properties.AuthorizerResultTtlInSeconds).toBe(9);
  });
});

test.each<[string, Partial<TenantServiceProps>, RegExp]>([
  [
    'a function that outlives API Gateway’s patience',
    { timeout: Duration.seconds(30) },
    /timeout is 30 seconds\n {2}expected {2}at most 29 seconds: API Gateway waits no longer\n {2}do {8}write timeout: Duration\.seconds\(29\), or leave timeout out$/,
  ],
  [
    'a variable of the library’s',
    { environment: { BULKHEAD_SERVICE: 'edge' } },
    /environment contains BULKHEAD_SERVICE\n {2}expected {2}other names: those that begin with BULKHEAD_ are reserved for this library\n {2}do {8}rename these variables$/,
  ],
  [
    'a service that is no issuer',
    { serviceName: 'a//b' },
    /serviceName is "a\/\/b"\n {2}expected {2}1 to 128 characters .*\n {2}do {8}write another serviceName: it is the service's ASAP issuer /,
  ],
  [
    'a service that is not on the repository’s list',
    { serviceName: 'billing' },
    /serviceName "billing" is not an issuer of the key repository\n {2}expected {2}one of its issuers: edge, media, issues\n {2}do {8}correct the name, or add it to `issuers` of Stack\/AsapKeys$/,
  ],
  [
    'a caller that is not on the repository’s list',
    { callers: ['billing'] },
    /`callers` names the caller "billing", which is not an issuer of the key repository\n {2}expected {2}one of its issuers: edge, media, issues\n {2}do {8}correct the name, or add it to `issuers` of Stack\/AsapKeys$/,
  ],
  [
    'itself as a caller',
    { callers: ['media'] },
    /"media" names itself as a caller in `callers`\n {2}expected {2}other issuers: a service that may call itself could sign a token for any tenant\n {2}do {8}remove "media" from `callers`$/,
  ],
  [
    'a cache longer than a token',
    { authorizerCacheTtl: Duration.seconds(61) },
    /authorizerCacheTtl is 61 seconds\n {2}expected {2}0 to 60/,
  ],
  [
    'a session longer than STS’s shortest',
    { sessionLifetime: Duration.seconds(901) },
    /sessionLifetime is 901 seconds\n {2}expected {2}1 to 900/,
  ],
])('refuses %s', (_title, props, message) => {
  expect(() => oneService(props)).toThrow(message);
  expect(() => oneService(props)).toThrow(/^Stack\/Media/);
});

test('refuses a second caller of its broker', () => {
  const { service } = oneService();
  expect(() => service.sessionBroker.grantInvoke(service.tenantRole)).toThrow(
    /grantInvoke is called a second time: another role may already invoke this broker\n {2}expected {2}one role, the role of the service’s function: .*\n {2}do {8}make a TenantSessionBroker for each service$/,
  );
});

test('metrics and the alarm count what the API refused and failed', () => {
  const { stack, service } = oneService();
  service.alarmFailed('Failed');
  expect(service.metricRefused().metricName).toBe('4XXError');
  const alarm = only(synthesise(stack), 'AWS::CloudWatch::Alarm').Properties;
  expect(alarm).toMatchObject({
    MetricName: '5XXError',
    Namespace: 'AWS/ApiGateway',
    Threshold: 1,
    EvaluationPeriods: 5,
    DatapointsToAlarm: 3,
    TreatMissingData: 'notBreaching',
    Period: 60,
    Statistic: 'Sum',
  });
});

describe('two services of one account', () => {
  const stack = newStack();
  const { service: media, keyRepository, tenants } = oneService({}, {}, stack);
  const issues = new TenantService(stack, 'Issues', {
    serviceName: 'issues',
    code: lambda.Code.fromInline(CODE),
    handler: 'index.handler',
    callers: ['media'],
    keyRepository,
    tenants,
  });
  for (const [id, service] of Object.entries({ Media: media, Issues: issues })) {
    service.alarmFailed(`${id}Failed`);
    for (const point of [service.authorizer, service.sessionBroker]) {
      point.alarmRefusalRatio(`${id}Refused`);
      point.alarmKeyRepositoryErrors(`${id}Keys`);
      point.alarmLatency(`${id}Latency`);
    }
  }
  const template = synthesise(stack);

  /** Every metric that an alarm is about, with its dimensions. */
  const metrics = resourcesOf(template, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => {
    const each = Properties.Metrics?.flatMap((one: { MetricStat?: { Metric: object } }) => one.MetricStat?.Metric ?? []);
    return JSON.stringify(each ?? [Properties.Namespace, Properties.MetricName, Properties.Dimensions]);
  });

  test('have alarms of their own: no two are about the same metrics', () => {
    expect(metrics).toHaveLength(14);
    expect(new Set(metrics).size).toBe(14);
  });

  /** Namespace, name and dimensions of every metric that the methods of a service give, API and decision points alike. */
  const metricsOf = (service: TenantService) =>
    [service, service.authorizer, service.sessionBroker].flatMap((of) => {
      const methods = of as unknown as { readonly [name: string]: (reason?: string) => Metric };
      const names = methodNames(of).filter((name) => name.startsWith('metric'));
      return names.map((name) => {
        const metric = name === 'metricReason' ? methods[name]?.('caller.not-listed') : methods[name]?.();
        const { namespace, metricName, dimensions = [] } = metric?.toMetricConfig().metricStat ?? {};
        return JSON.stringify(stack.resolve([namespace, metricName, dimensions]));
      });
    });

  test('share no metric: each has dimensions of its own', () => {
    const [ofMedia, ofIssues] = [metricsOf(media), metricsOf(issues)];

    expect(ofMedia.length).toBeGreaterThanOrEqual(2 + 2 * 6);
    expect(ofIssues).toHaveLength(ofMedia.length);
    expect(ofMedia.filter((one) => ofIssues.includes(one))).toEqual([]);
  });

  test('share no description, neither of resources nor of alarms, and each names its service', () => {
    const described = (of: string, name: string) =>
      Object.entries(template.Resources)
        .filter(([id]) => id.startsWith(of))
        .flatMap(([id, { Properties = {} }]) =>
          ['Description', 'AlarmDescription'].flatMap((property) =>
            // ManagedPolicy and the deployments of CDK have descriptions that CDK wrote.
            typeof Properties[property] === 'string' && Properties[property].startsWith('bulkhead: ')
              ? [[id, Properties[property]] as const]
              : [],
          ),
        )
        .map(([id, text]) => (new RegExp(`\\b${name}\\b`).test(text) ? text : `${id} does not name ${name}: ${text}`));
    const [ofMedia, ofIssues] = [described('Media', 'media'), described('Issues', 'issues')];

    expect(ofMedia.length).toBeGreaterThanOrEqual(10);
    expect(ofIssues).toHaveLength(ofMedia.length);
    expect([...ofMedia, ...ofIssues].filter((text) => text.includes('does not name'))).toEqual([]);
    expect(ofMedia.filter((text) => ofIssues.includes(text))).toEqual([]);
  });

  test.each([
    ['AWS::ApiGateway::RestApi', 'Name'],
    ['AWS::ApiGateway::RestApi', 'Description'],
    ['AWS::KMS::Key', 'Description'],
    ['AWS::ApiGateway::Authorizer', 'Name'],
    ['AWS::Lambda::Function', 'Description'],
  ])('have %s with a %s of their own, in which the service stands', (type, property) => {
    const names = (of: string) =>
      resourcesOf(template, type)
        .filter(([id]) => id.startsWith(of))
        .map(([, { Properties }]) => JSON.stringify(Properties[property]));
    const [ofMedia, ofIssues] = [names('Media'), names('Issues')];

    expect([ofMedia, ofIssues].map(({ length }) => length > 0)).toEqual([true, true]);
    expect(ofMedia.filter((name) => ofIssues.includes(name))).toEqual([]);
    if (property !== 'Name' || type === 'AWS::ApiGateway::RestApi') {
      expect(ofMedia.every((name) => name?.includes('media'))).toBe(true);
      expect(ofIssues.every((name) => name?.includes('issues'))).toBe(true);
    }
  });
});

/** The names of an object's methods, those of its base classes too. */
function methodNames(of: object): string[] {
  const prototype: object | null = Object.getPrototypeOf(of);
  return prototype === null ? [] : [...Object.getOwnPropertyNames(prototype), ...methodNames(prototype)];
}
