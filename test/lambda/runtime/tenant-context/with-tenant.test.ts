import { SessionRefusedError, withTenant } from '../../../../lambda/runtime';
import { proxyEvent, SOME_TOKEN } from '../../contexts';

const FORBIDDEN = { statusCode: 403, headers: { 'content-type': 'application/json' }, body: '{"message":"Forbidden"}' };
const CONTEXT = { tenantId: 'acme', issuer: 'gateway', placement: 'pool', contextVersion: '3', tokenId: 'jti-1' };

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

it('answers 403 for a direct invocation', async () => {
  const { wrapped } = handlerOf();

  await expect(wrapped({} as never)).resolves.toEqual(FORBIDDEN);
  await expect(wrapped({ tenantId: 'acme', authorizer: CONTEXT } as never)).resolves.toEqual(FORBIDDEN);
});

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
