// Callers of single methods: the decision for every caller, method and path, and what API Gateway makes of the answers it keeps.
import fc from 'fast-check';
import type { MethodRule } from '../../../../contract';
import { authorize } from '../../../../lambda/functions/authorizer/authorize';
import { mayMatchRequestsTo, patternOf, type Route } from '../../../../lambda/functions/authorizer/method-pattern';
import { MethodRules } from '../../../../lambda/functions/authorizer/method-rules';
import { methodPolicy } from '../../../../lambda/functions/authorizer/policy';
import * as runtime from '../../../../lambda/runtime';
import { worldOf } from '../../world';
import { allows, type Call, Gateway, ISSUERS, routed, tokenOf } from './methods';
import { eventOf } from './rows';

const RESOURCES = [
  '/',
  '/issues',
  '/issues/new',
  '/issues/{id}',
  '/issues/{id}/comments',
  '/issues/{id}/comments/{comment}',
  '/files/{proxy+}',
  '/{proxy+}',
];
const METHODS = ['GET', 'POST', 'DELETE'];
const IDS = [
  '17',
  'new',
  'comments',
  '*',
  '?',
  '%2A',
  'a%2Fcomments',
  'a%2Fcomments%2Fb',
  '..%2F..',
  '{id}',
  'GET',
  'x'.repeat(200),
];

/** Paths that clients may send, each to some resource. */
const paths = fc
  .constantFrom(
    '/',
    '/issues',
    '/issues/new',
    '/issues/#',
    '/issues/#/comments',
    '/issues/#/comments/#',
    '/files/#',
    '/files/#/#/#',
  )
  .chain((path) =>
    fc
      .array(fc.constantFrom(...IDS), { minLength: 3, maxLength: 3 })
      .map(([...ids]) => path.replaceAll('#', () => ids.pop() as string)),
  );
const calls = fc.record<Call>({ caller: fc.constantFrom(...ISSUERS), method: fc.constantFrom(...METHODS), path: paths });
const lists = fc.uniqueArray(fc.constantFrom(...ISSUERS), { maxLength: 2 });
const rules = fc.array(
  fc.record<MethodRule>({ method: fc.constantFrom('ANY', ...METHODS), path: fc.constantFrom(...RESOURCES), callers: lists }),
  { maxLength: 8 },
);

/** Who may call, said as simply as it can be. */
function mayCall(callers: readonly string[], all: readonly MethodRule[], { caller, method, path }: Call): boolean {
  const resource = routed(RESOURCES, path);
  return (
    callers.includes(caller) ||
    all.some((rule) => rule.path === resource && ['ANY', method].includes(rule.method) && rule.callers.includes(caller))
  );
}

it('lets in whom a rule lists, and nobody else, whatever answers are kept: 300 APIs, 20 requests each', async () => {
  await fc.assert(
    fc.asyncProperty(lists, rules, fc.array(calls, { maxLength: 20 }), async (callers, all, requests) => {
      const gateway = new Gateway(RESOURCES, callers, all);
      for (const call of requests) expect(await gateway.lets(call)).toBe(mayCall(callers, all, call));
    }),
    { numRuns: 300 },
  );
});

it('lets in nobody else, should encoded slashes be decoded in the ARN', async () => {
  await fc.assert(
    fc.asyncProperty(lists, rules, fc.array(calls, { maxLength: 20 }), async (callers, all, requests) => {
      const gateway = new Gateway(RESOURCES, callers, all, true);
      for (const call of requests) {
        if (!mayCall(callers, all, call)) expect(await gateway.lets(call)).toBe(false);
      }
    }),
    { numRuns: 100 },
  );
});

describe('an answer for one method whose neighbours have no rule', () => {
  const segments = fc.constantFrom('a', 'b', '{x}', '{y}');
  const resources = fc.array(segments, { maxLength: 5 }).map((parts) => `/${parts.join('/')}`);
  const values = fc.array(fc.constantFrom('a', 'b', '17', '*', '', 'a%2Fb'), { minLength: 1, maxLength: 8 });
  const answerFor = (path: string) => {
    const rule = { method: 'GET', path, callers: ['reports'] };
    const gateway = new Gateway([path], [], [rule]);
    const own = path.replaceAll(/\{.\}/g, '17');
    return { gateway, answer: gateway.ask({ caller: 'reports', method: 'GET', path: own }, path) };
  };
  const variables = (path: string, own: readonly string[]) => {
    const left = [...own];
    return path.replaceAll(/\{.\}/g, () => left.pop() || '17');
  };

  it('lets through exactly what has the form of its own requests: 400 paths, 3 requests each', async () => {
    await fc.assert(
      fc.asyncProperty(resources, values, async (path, own) => {
        const { gateway, answer } = answerFor(path);
        const parts = path.slice(1).split('/');
        const isOwn = (sent: readonly string[]) =>
          sent.length === parts.length && parts.every((part, index) => part.startsWith('{') || part === sent[index]);
        const lets = async (sent: readonly string[], method = 'GET') =>
          allows(await answer, gateway.arnOf({ caller: 'reports', method, path: `/${sent.join('/')}` }));
        const request = variables(path, own).slice(1).split('/');

        expect(await lets(request)).toBe(true);
        expect(await lets([...request, ...own])).toBe(false);
        expect(await lets(own)).toBe(isOwn(own));
        expect(await lets(request, 'POST')).toBe(false);
      }),
      { numRuns: 400 },
    );
  });

  test.each([
    ['/issues/{id}', '/issues/17/comments', false],
    ['/issues/{id}', '/issues/17/comments/3/x', false],
    ['/issues/{id}', '/issues/17/', false],
    ['/issues/{id}', '/issues//comments', false],
    ['/issues/{id}', '/issues/17', true],
    ['/a/{b}/c/{d}', '/a/1/x/c/2', false],
    ['/a/{b}/c/{d}', '/a/1/c/2/x', false],
    ['/a/{b}/c/{d}', '/a/c/c/c/c', false],
    ['/a/{b}/c/{d}', '/a/c/c/c', true],
    ['/{a}/{b}', '/1/2', true],
    ['/{a}/{b}', '/1/2/3', false],
    // What a rest covers is all its own.
    ['/files/{proxy+}', '/files/a/b/c', true],
    // It looks like a value: synth time adds a rule for nobody, which the next test has.
    ['/issues/{id}', '/issues/new', true],
  ])('%s: %s is %s', async (path, other, allowed) => {
    const { gateway, answer } = answerFor(path);

    expect(allows(await answer, gateway.arnOf({ caller: 'reports', method: 'GET', path: other }))).toBe(allowed);
  });

  test.each([
    ['/issues/{id}', '/issues/new'],
    ['/a/{b}/c/{d}', '/a/x/c/y'],
    ['/a/{b}/c/{d}', '/a/x/c/{d}'],
  ])('%s: a rule for nobody closes %s', async (path, closed) => {
    const all = [
      { method: 'GET', path, callers: ['reports'] },
      { method: 'ANY', path: closed, callers: [] },
    ];
    const gateway = new Gateway([path, closed], [], all);
    const concrete = (template: string) => template.replaceAll(/\{.\w?\}/g, '17');
    const answer = await gateway.ask({ caller: 'reports', method: 'GET', path: concrete(path) }, path);

    const lets = (one: string) => allows(answer, gateway.arnOf({ caller: 'reports', method: 'GET', path: concrete(one) }));
    expect([lets(path), lets(closed)]).toEqual([true, false]);
    expect(await gateway.lets({ caller: 'reports', method: 'GET', path: concrete(closed) })).toBe(false);
  });

  test('of ANY method covers no other path by the method’s place', () => {
    const stage = 'arn:aws:execute-api:eu-west-1:111122223333:api123/prod';
    const { Statement } = methodPolicy(`${stage}/GET/issues/17`, { method: 'ANY', path: '/issues/{id}' }, []);

    expect(Statement[1]).toMatchObject({
      Effect: 'Deny',
      Resource: [`${stage}/*/*/issues/*`, `${stage}/*/issues/*/*`],
    });
  });
});

const RULES: readonly MethodRule[] = [
  { method: 'GET', path: '/issues/{id}', callers: ['reports'] },
  { method: 'GET', path: '/issues/{id}/comments', callers: ['mobile'] },
  { method: 'GET', path: '/issues/new', callers: ['mobile'] },
  { method: 'POST', path: '/issues/{id}', callers: ['mobile'] },
  { method: 'ANY', path: '/issues', callers: ['mobile', 'reports'] },
];

describe('an answer for one method, read with every other request', () => {
  const gateway = new Gateway(RESOURCES, ['gateway'], RULES);
  const answered = (caller: string, method: string, path: string) =>
    gateway.ask({ caller, method, path }, routed(RESOURCES, path) as string);

  test.each<[caller: string, method: string, path: string, other: string, method: string, allowed: boolean]>([
    ['reports', 'GET', '/issues/17', '/issues/18', 'GET', true],
    ['reports', 'GET', '/issues/17', '/issues/*', 'GET', true],
    ['reports', 'GET', '/issues/17', '/issues/?', 'GET', true],
    ['reports', 'GET', '/issues/17', '/issues/a%2Fcomments', 'GET', true],
    ['reports', 'GET', '/issues/17', '/issues/18/comments', 'GET', false],
    ['reports', 'GET', '/issues/17', '/issues/new', 'GET', false],
    ['reports', 'GET', '/issues/17', '/issues/18', 'POST', false],
    ['reports', 'GET', '/issues/17', '/issues', 'GET', false],
    ['mobile', 'GET', '/issues/17/comments', '/issues/18/comments', 'GET', true],
    ['mobile', 'GET', '/issues/17/comments', '/issues/17', 'GET', false],
    ['mobile', 'GET', '/issues/new', '/issues/new', 'GET', true],
    ['mobile', 'GET', '/issues/new', '/issues/17', 'GET', false],
    ['mobile', 'POST', '/issues/17', '/issues/18', 'POST', true],
    ['mobile', 'POST', '/issues/17', '/issues/18', 'GET', false],
    ['gateway', 'GET', '/issues/17', '/files/a/b', 'DELETE', true],
  ])('%s, %s %s: %s by %s is %s', async (caller, method, path, other, by, allowed) => {
    const answer = await answered(caller, method, path);

    expect(allows(answer, gateway.arnOf({ caller, method: by, path: other }))).toBe(allowed);
  });

  test('is the whole stage for a caller of every method, and one pattern for a caller of single ones', async () => {
    const stage = 'arn:aws:execute-api:eu-west-1:111122223333:api123/prod';
    expect((await answered('gateway', 'GET', '/issues/17')).policyDocument.Statement).toEqual([
      { Action: 'execute-api:Invoke', Effect: 'Allow', Resource: `${stage}/*` },
    ]);
    expect((await answered('reports', 'GET', '/issues/17')).policyDocument.Statement).toEqual([
      { Action: 'execute-api:Invoke', Effect: 'Allow', Resource: `${stage}/GET/issues/*` },
      {
        Action: 'execute-api:Invoke',
        Effect: 'Deny',
        Resource: [`${stage}/GET/issues/*/*`, `${stage}/GET/issues/new`],
      },
    ]);
    expect((await answered('mobile', 'GET', '/issues/17/comments')).policyDocument.Statement).toEqual([
      { Action: 'execute-api:Invoke', Effect: 'Allow', Resource: `${stage}/GET/issues/*/comments` },
      { Action: 'execute-api:Invoke', Effect: 'Deny', Resource: [`${stage}/GET/issues/*/*/comments`] },
    ]);
    expect((await answered('billing', 'GET', '/issues/17')).policyDocument.Statement).toEqual([
      { Action: 'execute-api:Invoke', Effect: 'Deny', Resource: `${stage}/*` },
    ]);
  });

  test('stays under 8 KB with hundreds of rules and the longest names', () => {
    const closed = Array.from({ length: 500 }, (_, index) => ({ method: 'GET', path: `/a/${'segment'.repeat(10)}${index}` }));
    const policy = methodPolicy(
      'arn:aws:execute-api:eu-west-1:111122223333:api123/prod/GET/a/b',
      { method: 'GET', path: '/a/{b}' },
      closed,
    );

    expect(policy.Statement[1]?.Resource.length).toBeGreaterThan(10);
    expect(policy.Statement[1]?.Resource[0]).toMatch(/\/prod\/GET\/a\/\*\/\*$/);
    expect(JSON.stringify(policy).length).toBeLessThan(4096);
  });
});

describe('the pattern of a closed method', () => {
  const get = (path: string): Route => ({ method: 'GET', path });
  test.each<[allowed: string, closed: string, mayMatch: boolean]>([
    ['/issues/{id}', '/issues/{id}/comments', false],
    ['/issues/{id}/comments', '/issues/{id}', true],
    ['/issues/{id}', '/issues/new', false],
    ['/issues/new', '/issues/{id}', true],
    ['/issues/{id}', '/issues', false],
    ['/', '/issues', false],
    ['/issues', '/', false],
    ['/{proxy+}', '/issues/{id}', true],
    ['/{proxy+}', '/issues', true],
    ['/issues/{id}', '/{proxy+}', true],
    ['/files/{proxy+}', '/issues/{id}', false],
    ['/a/{b}/c/{d}', '/a/{b}/{c}', true],
    ['/a/{b}/{c}', '/a/{b}/x/{d}', false],
    // API Gateway would route `/a/c/b` to the second; of `/a/c/b/d` nothing is said, so that its Deny is left out.
    ['/a/{x}/b', '/a/c/{y}', true],
  ])('%s beside %s: %s', (allowed, closed, mayMatch) => {
    expect(mayMatchRequestsTo(get(allowed), get(closed))).toBe(mayMatch);
  });

  test.each([
    ['/other', '/end', false],
    ['/{proxy+}', '/end/x', true],
    // Tried in every combination this would not end.
  ])('of 24 variables is told from a path of 48 that ends in %s', (end, closedEnd, mayMatch) => {
    expect(mayMatchRequestsTo(get(`${'/{v}'.repeat(48)}${end}`), get(`${'/{v}'.repeat(24)}${closedEnd}`))).toBe(mayMatch);
  });

  test('of another HTTP method matches none of this one’s, and that of ANY method does', () => {
    expect(mayMatchRequestsTo(get('/issues/{id}'), { method: 'POST', path: '/issues/{id}' })).toBe(false);
    expect(mayMatchRequestsTo(get('/issues/{id}'), { method: 'ANY', path: '/issues/{id}' })).toBe(true);
    expect(patternOf({ method: 'ANY', path: '/files/{proxy+}' })).toBe('/*/files/*');
    expect(patternOf(get('/'))).toBe('/GET/');
  });
});

describe('a request that names no method of its own', () => {
  const { dependencies } = worldOf(runtime, { callers: new Set<string>() });
  const rule = { method: 'GET', path: '/orders/{id}', callers: ['gateway'] };
  const known = { ...dependencies, methodRules: new MethodRules(new Set(), [rule]) };
  const event = eventOf({ Authorization: [`Bearer ${tokenOf('gateway')}`], 'X-Tenant-Id': ['acme'] });
  const outcome = async (more: object) => {
    const { policyDocument } = await authorize({ ...event, ...more }, known, () => undefined);
    return policyDocument.Statement[0]?.Effect;
  };
  const right = { httpMethod: 'GET', resource: '/orders/{id}' };

  test.each<[string, object, 'Allow' | 'Deny']>([
    ['both', right, 'Allow'],
    ['both, in the context alone', { requestContext: { httpMethod: 'GET', resourcePath: '/orders/{id}' } }, 'Allow'],
    ['both, twice', { ...right, requestContext: { httpMethod: 'GET', resourcePath: '/orders/{id}' } }, 'Allow'],
    ['nothing', {}, 'Deny'],
    ['no method', { resource: right.resource }, 'Deny'],
    ['no resource', { httpMethod: 'GET' }, 'Deny'],
    ['two methods', { ...right, requestContext: { httpMethod: 'POST' } }, 'Deny'],
    ['two resources', { ...right, requestContext: { resourcePath: '/orders' } }, 'Deny'],
    ['the concrete path', { ...right, resource: '/orders/17' }, 'Deny'],
    ['the method in small letters', { ...right, httpMethod: 'get' }, 'Deny'],
    ['ANY, where a rule is for GET', { ...right, httpMethod: 'ANY' }, 'Deny'],
  ])('%s: %s', async (_what, more, effect) => {
    expect(await outcome(more)).toBe(effect);
  });
});

test('hundreds of rules for one caller each', async () => {
  const many = Array.from({ length: 500 }, (_, index) => ({
    method: 'GET',
    path: `/r${index}/{id}`,
    callers: [ISSUERS[index % 4] as string],
  }));
  const gateway = new Gateway(
    many.map(({ path }) => path),
    [],
    many,
  );

  for (const index of [0, 3, 250, 499]) {
    for (const caller of ISSUERS) {
      expect(await gateway.lets({ caller, method: 'GET', path: `/r${index}/1` })).toBe(caller === ISSUERS[index % 4]);
    }
  }
});
