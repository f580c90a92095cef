import {
  type LambdaContext,
  NotARequestError,
  SessionRefusedError,
  type TenantContext,
  withTenant,
} from '../../../../lambda/runtime';
import { proxyEvent, SOME_TOKEN } from '../../contexts';
import { DELIVERED, DIRECT, HELD, OTHER_REQUESTS } from '../../events';

const FORBIDDEN = { statusCode: 403, headers: { 'content-type': 'application/json' }, body: '{"message":"Forbidden"}' };
const CONTEXT = { tenantId: 'acme', issuer: 'gateway', placement: 'pool', contextVersion: '3', tokenId: 'jti-1' };

const REQUEST_ID = 'b0c1d2e3-lambda';
const LAMBDA: LambdaContext = { awsRequestId: REQUEST_ID, functionName: 'orders', getRemainingTimeInMillis: () => 900 };

let lines: string[];

// What a function prints by console.log Lambda changes: a line counts only where it is written to standard output.
beforeEach(() => {
  lines = [];
  process.env.BULKHEAD_SERVICE = 'orders';
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    lines.push(String(text));
    return true;
  });
});

afterEach(() => {
  delete process.env.BULKHEAD_SERVICE;
  jest.restoreAllMocks();
});

/** The lines of JSON that were written, each of which ends in a line end. */
function logged(): readonly unknown[] {
  for (const line of lines) expect(line).toMatch(/^\{.*\}\n$/);
  return lines.map((line) => JSON.parse(line));
}

/** A handler that keeps what it was given. */
function handlerOf() {
  const handler = jest.fn(async (_event: ReturnType<typeof proxyEvent>, tenant: { tenantId: string }) => tenant.tenantId);
  return { handler, wrapped: withTenant(handler) };
}

it('hands the tenant of the authorizer’s context to the handler, and its answer back', async () => {
  const { handler, wrapped } = handlerOf();

  await expect(wrapped(proxyEvent())).resolves.toBe('acme');
  expect(handler).toHaveBeenCalledTimes(1);
});

it('refuses a request with two tokens: the authorizer may have decided about the other one', async () => {
  const { handler, wrapped } = handlerOf();
  const value = `Bearer ${SOME_TOKEN}`;

  await expect(wrapped({ ...proxyEvent(), multiValueHeaders: { Authorization: [value, value] } })).resolves.toEqual(FORBIDDEN);
  expect(handler).not.toHaveBeenCalled();
});

it.each([
  ['tenant.suspended', 403],
  ['token.expired', 403],
  ['session.unavailable', 503],
  ['key.unavailable', 503],
] as const)('answers a session refused with %s as %i, without the code', async (reason, statusCode) => {
  const wrapped = withTenant(async () => {
    throw new SessionRefusedError(reason);
  });

  const response = await wrapped(proxyEvent());

  expect(response).toMatchObject({ statusCode });
  expect(JSON.stringify(response)).not.toContain(reason);
});

it('lets any other error of the handler through', async () => {
  const wrapped = withTenant(async () => {
    throw new Error('of the handler');
  });

  await expect(wrapped(proxyEvent())).rejects.toThrow('of the handler');
});

it('takes the tenant from the authorizer and not from the header', async () => {
  const { wrapped } = handlerOf();
  const authorizer = { ...CONTEXT, tenantId: 'umbrella' };

  await expect(wrapped(proxyEvent({ authorizer }))).resolves.toBe('umbrella');
});

it.each(['Authorization', 'authorization', 'AUTHORIZATION', 'aUTHORIZATION'])('takes %s out of the event', async (name) => {
  const { handler, wrapped } = handlerOf();
  const token = SOME_TOKEN;
  const event = proxyEvent({ token });
  const value = `Bearer ${token}`;
  const { Authorization: _, ...headers } = event.headers;
  await wrapped({
    ...event,
    headers: { ...headers, [name]: value },
    multiValueHeaders: { 'X-Tenant-Id': ['acme'], [name]: [value] },
  });

  const [[seen] = []] = handler.mock.calls;
  expect(JSON.stringify(seen)).not.toContain(token);
  expect(JSON.stringify(seen)).not.toMatch(/authorization"/i);
  expect(seen?.headers).toMatchObject({ 'X-Tenant-Id': 'acme' });
  expect(seen?.path).toBe('/orders');
});

it('leaves the event it was given as it was', async () => {
  const event = proxyEvent();
  const before = JSON.stringify(event);
  await handlerOf().wrapped(event);

  expect(JSON.stringify(event)).toBe(before);
});

it('bears headers that are null or missing in one of the two forms', async () => {
  const { wrapped } = handlerOf();
  const { multiValueHeaders: _, ...event } = proxyEvent();

  await expect(wrapped({ ...event, multiValueHeaders: null } as never)).resolves.toBe('acme');
  await expect(wrapped(event as never)).resolves.toBe('acme');
});

it.each<[string, object | null]>([
  ['no context', null],
  ['an empty context', {}],
  ['a context of another authorizer', { principalId: 'user', claims: { tenantId: 'acme' } }],
  ...['tenantId', 'issuer', 'placement', 'contextVersion'].map((name): [string, object] => [
    `no ${name}`,
    { ...CONTEXT, [name]: undefined },
  ]),
  ...['tenantId', 'issuer', 'placement', 'contextVersion'].map((name): [string, object] => [
    `an empty ${name}`,
    { ...CONTEXT, [name]: '' },
  ]),
  ...['a/b', '*', 'A', 'a'.repeat(65)].map((tenantId): [string, object] => [
    `tenant id ${tenantId.slice(0, 9)}`,
    { ...CONTEXT, tenantId },
  ]),
  ['a list of tenants', { ...CONTEXT, tenantId: ['acme'] }],
  ['issuer //', { ...CONTEXT, issuer: '//' }],
  ['placement with a space', { ...CONTEXT, placement: 'a b' }],
  ['version x', { ...CONTEXT, contextVersion: 'x' }],
  ['version 0', { ...CONTEXT, contextVersion: '0' }],
  ['version 1.5', { ...CONTEXT, contextVersion: '1.5' }],
])('answers 403 and calls nothing: %s', async (_what, authorizer) => {
  const { handler, wrapped } = handlerOf();

  await expect(wrapped(proxyEvent({ authorizer }))).resolves.toEqual(FORBIDDEN);
  expect(handler).not.toHaveBeenCalled();
});

it.each([undefined, '', 'Bearer', 'Bearer ', 'Basic eA==', 'Bearer a b', 'Bearer a,Bearer b', 'Bearer <x>'])(
  'answers 403 and calls nothing: Authorization %p',
  async (value) => {
    const { handler, wrapped } = handlerOf();

    await expect(wrapped(proxyEvent({ headers: { Authorization: value } }))).resolves.toEqual(FORBIDDEN);
    expect(handler).not.toHaveBeenCalled();
  },
);

it('lets a handler’s own failure through', async () => {
  const wrapped = withTenant(async () => {
    throw new Error('its own');
  });

  await expect(wrapped(proxyEvent())).rejects.toThrow('its own');
});

it.each([
  ['twice the same', ['Bearer a.b.c', 'Bearer a.b.c'], {}],
  ['two different ones', ['Bearer a.b.c', 'Bearer d.e.f'], {}],
  ['two in two spellings', ['Bearer a.b.c'], { authorization: ['Bearer d.e.f'] }],
])('answers 403 and calls nothing for two Authorization headers: %s', async (_what, values, others) => {
  const { handler, wrapped } = handlerOf();
  const event = proxyEvent();

  await expect(
    wrapped({ ...event, multiValueHeaders: { ...event.multiValueHeaders, Authorization: values, ...others } } as never),
  ).resolves.toEqual(FORBIDDEN);
  expect(handler).not.toHaveBeenCalled();
});

describe('the context of Lambda', () => {
  it('is the third argument, as it was given', async () => {
    const wrapped = withTenant(async (_event, _tenant, context) => [context, context.getRemainingTimeInMillis()] as const);

    await expect(wrapped(proxyEvent(), LAMBDA)).resolves.toEqual([LAMBDA, 900]);
  });

  it('may be of a wider type that the handler declares', async () => {
    interface Context extends LambdaContext {
      readonly memoryLimitInMB: string;
    }
    const own: Context = { ...LAMBDA, memoryLimitInMB: '128' };
    const wrapped = withTenant(async (_event, _tenant: TenantContext, context: Context) => context.memoryLimitInMB);

    await expect(wrapped(proxyEvent(), own)).resolves.toBe('128');
    // @ts-expect-error: a narrower one does not do
    expect(() => wrapped(proxyEvent(), LAMBDA)).not.toThrow();
  });

  it('may be left out in tests of a handler', async () => {
    const wrapped = withTenant(async (_event, tenant, context: LambdaContext | undefined) => [tenant.tenantId, context]);

    await expect(wrapped(proxyEvent())).resolves.toEqual(['acme', undefined]);
    await expect(wrapped(proxyEvent({ authorizer: null }))).resolves.toEqual(FORBIDDEN);
  });
});

describe.each([...DELIVERED, ...OTHER_REQUESTS, ...DIRECT])('%s', (_name, event) => {
  it('makes it fail, so that Lambda does not take it for handled', async () => {
    const { handler, wrapped } = handlerOf();
    const error = await wrapped(event as never, LAMBDA).catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(NotARequestError);
    expect(error).toMatchObject({ name: 'NotARequestError', reason: 'event.not-a-request' });
    expect((error as Error).message.split('\n')).toEqual([
      expect.stringMatching(/^event\.not-a-request: the event is \w/),
      expect.stringMatching(/^ {2}expected {2}.*REST proxy.*AsapAuthorizer/),
      expect.stringMatching(/^ {2}do {8}.*without withTenant/),
    ]);
    expect(handler).not.toHaveBeenCalled();
  });

  it('is logged by its code, and nothing that it holds is quoted', async () => {
    const error = await handlerOf()
      .wrapped(event as never, LAMBDA)
      .catch((thrown: Error) => thrown);

    expect(logged()).toEqual([
      { decision: 'deny', by: 'handler', service: 'orders', reason: 'event.not-a-request', requestId: REQUEST_ID },
    ]);
    for (const text of [...lines, String(error)]) {
      expect(text).not.toContain(HELD);
      expect(text).not.toContain('acme');
    }
  });
});

it.each<[event: unknown, seen: string]>([
  [{ Records: [] }, 'a batch of records (SQS'],
  [{ 'detail-type': 'x' }, 'an event of EventBridge'],
  [{ requestContext: { elb: {} } }, 'a request of a load balancer'],
  [{ version: '2.0' }, 'a request of an HTTP API'],
  [{ requestContext: { routeKey: '$connect' } }, 'a request of an HTTP API, a WebSocket API'],
  [{}, 'not a request of a kind that this function knows'],
])('names what %j is', async (event, seen) => {
  await expect(handlerOf().wrapped(event as never)).rejects.toThrow(`the event is ${seen}`);
});

it.each<[what: string, event: object]>([
  ['as API Gateway makes it', { requestContext: { apiId: 'a', httpMethod: 'GET', resourcePath: '/', stage: 'prod' } }],
  ['with an API alone', { requestContext: { apiId: 'a' } }],
  ['with a method alone', { requestContext: { httpMethod: 'GET' } }],
  ['with a resource alone', { requestContext: { resourcePath: '/orders' } }],
  ['with a stage alone', { requestContext: { stage: 'prod' } }],
  ['with an authorizer alone', { requestContext: { authorizer: {} } }],
  ['with headers alone', { headers: { Authorization: `Bearer ${SOME_TOKEN}` }, requestContext: {} }],
  ['with headers in their other form alone', { multiValueHeaders: null, requestContext: {} }],
  [
    'of an HTTP API, in the format of REST APIs',
    { version: '1.0', headers: {}, requestContext: { apiId: 'a', stage: '$default' } },
  ],
])('answers a request %s: its client waits', async (_what, event) => {
  await expect(handlerOf().wrapped(event as never)).resolves.toEqual(FORBIDDEN);
  expect(logged()).toEqual([expect.objectContaining({ reason: 'authorizer.context' })]);
});

describe('each refusal is a line of the log', () => {
  const IDS = { issuer: 'gateway', tokenId: 'jti-1', tenantId: 'acme', traceId: 'Root=1-2-3' };
  const lineOf = (reason: string) => ({
    decision: 'deny',
    by: 'handler',
    service: 'orders',
    reason,
    ...IDS,
    requestId: REQUEST_ID,
  });
  const authorization = (value: string | undefined) => proxyEvent({ headers: { Authorization: value } });
  const twice = { ...proxyEvent(), multiValueHeaders: { Authorization: [`Bearer ${SOME_TOKEN}`, `Bearer ${SOME_TOKEN}`] } };

  it.each([
    ['token.missing', authorization(undefined)],
    ['token.scheme', authorization('Basic eA==')],
    ['token.scheme', authorization('')],
    ['token.scheme', twice],
    ['authorizer.context', proxyEvent({ authorizer: { ...CONTEXT, contextVersion: '0' } })],
    ['authorizer.context', proxyEvent({ authorizer: { ...CONTEXT, placement: undefined } })],
  ])('%s', async (reason, event) => {
    await expect(handlerOf().wrapped(event, LAMBDA)).resolves.toEqual(FORBIDDEN);

    expect(logged()).toEqual([lineOf(reason)]);
  });

  it.each(['tenant.suspended', 'token.expired', 'session.unavailable'] as const)('a session refused with %s', async (reason) => {
    const wrapped = withTenant(async () => {
      throw new SessionRefusedError(reason);
    });
    await wrapped(proxyEvent(), LAMBDA);

    expect(logged()).toEqual([lineOf(reason)]);
  });

  it.each([
    ['TooManyRequestsException', 'TooManyRequestsException'],
    [`no word, but ${SOME_TOKEN}`, 'unknown'],
  ])('with what the call of the broker failed of: %s', async (detail, cause) => {
    const wrapped = withTenant(async () => {
      throw new SessionRefusedError('session.unavailable', detail);
    });
    await wrapped(proxyEvent(), LAMBDA);

    expect(logged()).toEqual([{ ...lineOf('session.unavailable'), cause }]);
  });

  it('names only ids that have their own form', async () => {
    const authorizer = { tenantId: 'A/B', issuer: '//', placement: 'pool', contextVersion: '3', tokenId: 'a "b"' };
    const requestContext = { authorizer, requestId: { of: 'an object' } };
    const event = { ...proxyEvent(), headers: { 'X-Amzn-Trace-Id': 7 }, requestContext };
    await handlerOf().wrapped(event as never, LAMBDA);

    expect(logged()).toEqual([
      { decision: 'deny', by: 'handler', service: 'orders', reason: 'authorizer.context', requestId: REQUEST_ID },
    ]);
  });

  it('has the request’s id of Lambda where there are two: the function’s other lines have it', async () => {
    const requestContext = { authorizer: null, requestId: 'of-api-gateway' };
    await handlerOf().wrapped({ ...proxyEvent(), requestContext }, LAMBDA);

    expect(logged()).toEqual([expect.objectContaining({ requestId: REQUEST_ID })]);
  });

  it('has the request’s id of API Gateway where Lambda gives no context, and no service where none is known', async () => {
    delete process.env.BULKHEAD_SERVICE;
    const requestContext = { authorizer: { ...CONTEXT, tokenId: undefined }, requestId: 'r'.repeat(300) };
    const headers = { 'x-amzn-trace-id': 't'.repeat(300) };
    await handlerOf().wrapped({ ...proxyEvent(), headers, requestContext });

    expect(logged()).toEqual([
      {
        ...{ decision: 'deny', by: 'handler', reason: 'token.missing', issuer: 'gateway', tenantId: 'acme' },
        ...{ requestId: 'r'.repeat(256), traceId: 't'.repeat(256) },
      },
    ]);
  });

  it('holds no part of a token', async () => {
    const session = withTenant(async () => {
      throw new SessionRefusedError('tenant.suspended');
    });
    await session(proxyEvent(), LAMBDA);
    await handlerOf().wrapped(twice, LAMBDA);
    await handlerOf().wrapped(proxyEvent({ authorizer: null }), LAMBDA);

    expect(lines).toHaveLength(3);
    for (const part of SOME_TOKEN.split('.')) expect(lines.join()).not.toContain(part);
  });

  it('a request that is let in writes none, and neither does another error of the handler', async () => {
    await handlerOf().wrapped(proxyEvent(), LAMBDA);
    const failing = withTenant(async () => {
      throw new Error('its own');
    });
    await failing(proxyEvent(), LAMBDA).catch(() => undefined);

    expect(lines).toEqual([]);
  });
});
