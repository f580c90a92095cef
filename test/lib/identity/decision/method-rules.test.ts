// Callers of single methods: what an authorizer and a broker are told, what API Gateway keeps answers by, and what is refused.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: a policy variable
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { Aspects, type IAspect } from 'aws-cdk-lib/core';
import type { MethodRule } from '../../../../contract';
import { AsapAuthorizer, TenantRole, TenantSessionBroker } from '../../../../lib';
import { only, readable, resourcesOf, synthesise, type Template, WITH_AND_WITHOUT_FLAGS } from '../../templates';
import { oneService, surroundings } from '../../worlds';

const HEADERS = 'method.request.header.Authorization,method.request.header.X-Tenant-Id';

/** An API with methods of its own behind an authorizer. */
function world(callers: string[] = ['edge'], flags?: { readonly [flag: string]: unknown }) {
  const { stack, keyRepository, tenants, logsKey } = surroundings({ flags });
  const decision = { serviceName: 'media', callers, keyRepository, tenants, logsKey };
  const authorizer = new AsapAuthorizer(stack, 'Authorizer', decision);
  const tenantRole = new TenantRole(stack, 'TenantRole', { serviceName: 'media' });
  const sessions = new TenantSessionBroker(stack, 'Sessions', { ...decision, tenantRole, authorizer });
  const api = new apigateway.RestApi(stack, 'Api', {
    cloudWatchRole: false,
    defaultMethodOptions: { authorizer: authorizer.requestAuthorizer },
  });
  api.root.addMethod('ANY');
  const issues = api.root.addResource('issues');
  issues.addMethod('GET');
  const issue = issues.addResource('{id}');
  issue.addMethod('GET');
  issue.addMethod('DELETE');
  api.root.addResource('files').addProxy();
  return { stack, authorizer, sessions, api, decision, tenantRole };
}

const variablesOf = (template: Template, id: RegExp) =>
  readable<{ [name: string]: string }>(only(template, 'AWS::Lambda::Function', id).Properties.Environment.Variables);
const authorizersOf = (template: Template) => variablesOf(template, /^AuthorizerHandlerFunction/);
const brokersOf = (template: Template) => variablesOf(template, /^SessionsBrokerFunction/);
const identitySource = (template: Template) => only(template, 'AWS::ApiGateway::Authorizer').Properties.IdentitySource;
const deploymentOf = (template: Template) => resourcesOf(template, 'AWS::ApiGateway::Deployment')[0]?.[0];

describe.each(WITH_AND_WITHOUT_FLAGS)('with %s', (_flags, flags) => {
  test('the authorizer is told the rules, in one order whatever that of the calls, and the broker all callers', () => {
    const { stack, authorizer } = world(['edge'], flags);
    authorizer.allow('GET', '/issues/{id}', ['issues']);
    const template = synthesise(stack);

    expect(JSON.parse(authorizersOf(template).BULKHEAD_METHOD_RULES as string)).toEqual([
      { method: 'GET', path: '/issues/{id}', callers: ['issues'] },
    ]);
    expect(authorizersOf(template)).toMatchObject({ BULKHEAD_CALLERS: '["edge"]' });
    expect(brokersOf(template)).toMatchObject({ BULKHEAD_CALLERS: '["edge","issues"]' });
    expect(brokersOf(template)).not.toHaveProperty('BULKHEAD_METHOD_RULES');
  });

  test('API Gateway keeps answers by method and resource as soon as there is a rule, in a deployment of its own', () => {
    const without = synthesise(world(['edge'], flags).stack);
    const { stack, authorizer } = world(['edge'], flags);
    authorizer.allow('ANY', '/issues', ['issues']);
    const template = synthesise(stack);

    expect(identitySource(without)).toBe(HEADERS);
    expect(identitySource(template)).toBe(`${HEADERS},context.httpMethod,context.resourcePath`);
    expect(deploymentOf(template)).not.toBe(deploymentOf(without));
  });

  test('rules that differ in callers alone need no other deployment', () => {
    const deployments = ['issues', 'edge'].map((caller) => {
      const { stack, authorizer } = world([], flags);
      authorizer.allow('GET', '/issues', [caller]);
      return deploymentOf(synthesise(stack));
    });
    expect(deployments[0]).toBe(deployments[1]);
  });
});

test('rules of one method add up, and lie in one order', () => {
  const orders = [
    [['GET', '/issues', 'issues'] as const, ['ANY', '/', 'edge'] as const, ['GET', '/issues', 'edge'] as const],
    [['GET', '/issues', 'edge'] as const, ['GET', '/issues', 'issues'] as const, ['ANY', '/', 'edge'] as const],
  ];
  const written = orders.map((calls) => {
    const { stack, authorizer } = world([]);
    for (const [method, path, caller] of calls) authorizer.allow(method, path, [caller]);
    return authorizersOf(synthesise(stack)).BULKHEAD_METHOD_RULES;
  });

  expect(written[0]).toBe(
    '[{"method":"ANY","path":"/","callers":["edge"]},{"method":"GET","path":"/issues","callers":["edge","issues"]}]',
  );
  expect(written[1]).toBe(written[0]);
});

describe('methods without a rule that look like a value in the path of one', () => {
  /** The rules written, with more methods than the usual ones. */
  const written = (added: readonly [method: string, path: string][], allowed: readonly [method: string, path: string][]) => {
    const { stack, authorizer, api } = world();
    for (const [method, path] of added) api.root.resourceForPath(path).addMethod(method);
    for (const [method, path] of allowed) authorizer.allow(method, path, ['issues']);
    const rules = JSON.parse(authorizersOf(synthesise(stack)).BULKHEAD_METHOD_RULES as string);
    return rules.map(({ method, path, callers }: MethodRule) => `${method} ${path} ${callers}`);
  };

  test.each<[string, [string, string][], [string, string], string[]]>([
    ['the same method', [['GET', '/issues/new']], ['GET', '/issues/{id}'], ['GET /issues/new ']],
    ['any method of it', [['ANY', '/issues/new']], ['GET', '/issues/{id}'], ['ANY /issues/new ']],
    [
      'methods that a rule for any covers',
      [
        ['PUT', '/issues/new'],
        ['GET', '/issues/new'],
        ['GET', '/issues/all'],
      ],
      ['ANY', '/issues/{id}'],
      ['GET /issues/all ', 'GET /issues/new ', 'PUT /issues/new '],
    ],
    [
      'one of several variables',
      [
        ['GET', '/issues/{id}/comments/{comment}'],
        ['GET', '/issues/{id}/comments/last'],
      ],
      ['GET', '/issues/{id}/comments/{comment}'],
      ['GET /issues/{id}/comments/last '],
    ],
    ['another method', [['POST', '/issues/new']], ['GET', '/issues/{id}'], []],
    ['a deeper path, which the pattern denies', [['GET', '/issues/{id}/comments']], ['GET', '/issues/{id}'], []],
    ['a path beside a rest, of any length', [['GET', '/files/new']], ['ANY', '/files/{proxy+}'], []],
    ['a path beside one without variables', [['GET', '/other']], ['GET', '/issues'], []],
  ])('get a rule for nobody: %s', (_what, added, allowed, closed) => {
    expect(written(added, [allowed])).toEqual([`${allowed.join(' ')} issues`, ...closed]);
  });

  test('keep their own rule', () => {
    expect(
      written(
        [['GET', '/issues/new']],
        [
          ['GET', '/issues/{id}'],
          ['GET', '/issues/new'],
        ],
      ),
    ).toEqual(['GET /issues/new issues', 'GET /issues/{id} issues']);
  });
});

test.each<[title: string, method: string, path: string, callers: string[], message: RegExp]>([
  [
    'an issuer nobody knows',
    'GET',
    '/issues',
    ['reporting'],
    /GET \/issues names the caller "reporting", which is not an issuer of the key repository\n {2}expected {2}one of its issuers: edge, media, issues\n {2}do {8}correct the name, or add it to `issuers` of Stack\/AsapKeys$/,
  ],
  [
    'the service itself',
    'GET',
    '/issues',
    ['media'],
    /"media" names itself as a caller in GET \/issues\n {2}expected {2}other issuers: a service that may call itself could sign a token for any tenant\n {2}do {8}remove "media" from GET \/issues$/,
  ],
  [
    'nobody',
    'GET',
    '/issues',
    [],
    /the callers of GET \/issues are \[\]\n {2}expected {2}a list with the name of at least one issuer\n {2}do {8}write allow\('GET', '\/issues', \['edge'\]\), with the names of the callers$/,
  ],
  [
    'no list',
    'GET',
    '/issues',
    'issues' as unknown as string[],
    /the callers of GET \/issues are "issues"\n {2}expected {2}a list with the name of at least one issuer\n {2}do {8}write allow\('GET', '\/issues', \['edge'\]\), with the names of the callers$/,
  ],
  [
    'one name twice',
    'GET',
    '/issues',
    ['issues', 'issues'],
    /allow\(\) names "issues" twice for GET \/issues\n {2}expected {2}each name once/,
  ],
  [
    'one that may call every method',
    'GET',
    '/issues',
    ['edge'],
    /allow\(\) names "edge" for GET \/issues, and "edge" may already call every method\n {2}expected {2}an issuer that is not in `callers`\n {2}do {8}remove "edge" from `callers`, so that it may call only GET \/issues; or remove this rule$/,
  ],
  ['a method in small letters', 'get', '/issues', ['issues'], /method is "get"\n {2}expected {2}one of GET, HEAD, .*, ANY/],
  ['any method by a wildcard', '*', '/issues', ['issues'], /method is "\*"\n {2}expected {2}one of/],
  [
    'a path with a wildcard',
    'GET',
    '/issues/*',
    ['issues'],
    /path is "\/issues\/\*"\n {2}expected {2}the path of a resource as API Gateway names it, without wildcards: "\/", "\/issues\/\{id\}" or "\/files\/\{proxy\+\}"\n {2}do {8}copy the path from the resource: `resource\.path`$/,
  ],
  [
    'a path with a question mark',
    'GET',
    '/issues/?',
    ['issues'],
    /path is "\/issues\/\?"\n {2}expected {2}the path .*, without wildcards: .*\n {2}do {8}copy the path from the resource: `resource\.path`$/,
  ],
  ['a path without its slash', 'GET', 'issues', ['issues'], /path is "issues"/],
  ['a path that ends in a slash', 'GET', '/issues/', ['issues'], /path is "\/issues\/"/],
  ['an empty path', 'GET', '', ['issues'], /path is ""/],
  ['a path with an empty segment', 'GET', '//issues', ['issues'], /path is "\/\/issues"/],
  ['a rest that is not the last', 'GET', '/{proxy+}/issues', ['issues'], /path is/],
  ['a policy variable', 'GET', '/issues/${aws:username}', ['issues'], /path is/],
  ['a query', 'GET', '/issues?x=y', ['issues'], /path is/],
])('refuses a rule for %s', (_title, method, path, callers, message) => {
  const { authorizer } = world();
  expect(() => authorizer.allow(method, path, callers)).toThrow(message);
  expect(() => authorizer.allow(method, path, callers)).toThrow(/^Stack\/Authorizer: /);
});

test('refuses a caller that an earlier rule of the same method names', () => {
  const { authorizer } = world();
  authorizer.allow('GET', '/issues', ['issues']);
  expect(() => authorizer.allow('GET', '/issues', ['issues'])).toThrow(/allow\(\) names "issues" twice for GET \/issues/);
  expect(() => authorizer.allow('ANY', '/issues', ['issues'])).not.toThrow();
});

test.each([
  ['GET', '/issues'],
  ['ANY', '/issues'],
  ['DELETE', '/issues/{id}'],
  ['GET', '/'],
  ['PATCH', '/files/{proxy+}'],
])('takes a rule for %s %s, which is there', (method, path) => {
  const { stack, authorizer } = world();
  authorizer.allow(method, path, ['issues']);
  expect(() => synthesise(stack)).not.toThrow();
});

test.each([
  ['another method', 'POST', '/issues'],
  ['another name of the variable', 'GET', '/issues/{key}'],
  ['a concrete path', 'GET', '/issues/17'],
  ['a path below', 'GET', '/issues/{id}/comments'],
  ['the stage before it', 'GET', '/prod/issues'],
  ['a path above a rest', 'GET', '/files'],
])('refuses at synth a rule for %s, which is not, and says what is', (_title, method, path) => {
  const { stack, authorizer } = world();
  authorizer.allow(method, path, ['issues']);
  expect(() => synthesise(stack)).toThrow(
    new RegExp(
      `\\[Stack/Authorizer\\] allow\\(\\) lets \\["issues"\\] call ${method} ${path.replace(/[{}]/g, '\\$&')}, and no API behind this authorizer has this method\n  expected  ` +
        'one of ANY /, ANY /files/\\{proxy\\+\\}, DELETE /issues/\\{id\\}, GET /issues, GET /issues/\\{id\\}\n  do        correct the method or the path in `allow`, or add the method to the API',
    ),
  );
});

test('does not take a method that is not behind this authorizer for one', () => {
  const { stack, authorizer, api } = world();
  api.root.addResource('open').addMethod('GET', undefined, { authorizationType: apigateway.AuthorizationType.NONE });
  authorizer.allow('GET', '/open', ['issues']);
  expect(() => synthesise(stack)).toThrow(
    /\[Stack\/Authorizer\] allow\(\) lets \["issues"\] call GET \/open, and no API behind this authorizer has this method\n {2}expected {2}one of (?!.*\/open).*\n {2}do {8}correct the method or the path in `allow`, or add the method to the API/,
  );
});

test('refuses a rule that comes too late to be written', () => {
  const { stack, authorizer } = world();
  const late: IAspect = {
    visit: (node) => node === stack.node.findChild('TenantRole') && authorizer.allow('GET', '/issues', ['issues']),
  };
  Aspects.of(stack).add(late, { priority: 1000 });
  expect(() => synthesise(stack)).toThrow(
    /Stack\/Authorizer: allow\(\) is called after CDK wrote the allow-list\n {2}expected {2}every call of allow\(\) before synthesis begins\n {2}do {8}call allow\(\) in the code that builds the app, not in an aspect/,
  );
});

test('refuses a broker with the authorizer of another service', () => {
  const { stack, authorizer, decision, tenantRole } = world();
  const props = { ...decision, serviceName: 'issues', callers: ['edge'], tenantRole, authorizer };
  expect(() => new TenantSessionBroker(stack, 'Others', props)).toThrow(
    /^Stack\/Others: authorizer belongs to the service "media"\n {2}expected {2}the authorizer of the service "issues"\n {2}do {8}pass the AsapAuthorizer whose serviceName is "issues", or leave `authorizer` out$/,
  );
});

describe('in a TenantService', () => {
  test('a method that is added can be the only one that anybody may call', () => {
    const { stack, service } = oneService({ callers: [] });
    service.api.root
      .addResource('issues')
      .addResource('{id}')
      .addMethod('GET', new apigateway.LambdaIntegration(service.function));
    service.authorizer.allow('GET', '/issues/{id}', ['edge']);
    const template = synthesise(stack);

    expect(variablesOf(template, /AuthorizerHandlerFunction/)).toMatchObject({
      BULKHEAD_CALLERS: '[]',
      BULKHEAD_METHOD_RULES: '[{"method":"GET","path":"/issues/{id}","callers":["edge"]}]',
    });
    expect(variablesOf(template, /SessionsBrokerFunction/)).toMatchObject({ BULKHEAD_CALLERS: '["edge"]' });
    expect(identitySource(template)).toContain('context.resourcePath');
  });

  test('its own methods can have callers, too', () => {
    const { stack, service } = oneService({ callers: [] });
    service.authorizer.allow('ANY', '/{proxy+}', ['edge']);
    service.authorizer.allow('GET', '/', ['edge']);
    expect(() => synthesise(stack)).not.toThrow();
  });
});
