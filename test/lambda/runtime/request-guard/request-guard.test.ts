// What a request that is let in looks like to its handler, and whose business which error is: on each server.

import type { IncomingMessage } from 'node:http';
import * as runtime from '../../../../lambda/runtime';
import {
  AsapVerifier,
  type AsapVerifierOptions,
  RequestGuard,
  SessionRefusedError,
  TenantContext,
  TenantSessions,
} from '../../../../lambda/runtime';
import { keySource, rawToken, SERVICE, tokenWith } from '../../tokens';
import { worldOf } from '../../world';
import { put, requestOf } from './in-process';
import { type Answer, exchange, type Lines, requestText } from './raw-http';
import { type Guarded, guardOf, KINDS, serve, type Work } from './servers';

const TRACE = 'Root=1-2-3;Parent=4';
const right = (token = rawToken()): Lines => [
  ['Accept', 'text/plain'],
  ['AUTHORIZATION', `Bearer ${token}`],
  ['X-Tenant-Id', 'acme'],
  ['X-Amzn-Trace-Id', TRACE],
  ['Cookie', 'a=b'],
];

let server: Guarded | undefined;
afterEach(() => server?.close());

async function call(kind: (typeof KINDS)[number], work: Work, text = requestText(right())): Promise<Answer | undefined> {
  server = await serve(kind, work);
  return (await exchange(server.port, text))[0];
}

describe.each(KINDS)('%s', (kind) => {
  it('hands the handler a genuine tenant, as signed and as recorded', async () => {
    const token = tokenWith({ tenant: 'umbrella' });
    const invoked: unknown[] = [];
    const sessions = new TenantSessions({
      functionName: 'broker',
      lambda: {
        async invoke({ Payload }) {
          invoked.push(JSON.parse(Buffer.from(Payload).toString()));
          return { Payload: Buffer.from('{"ok":false,"reason":"tenant.suspended"}') };
        },
      },
    });
    const lines: Lines = [
      ['Authorization', `Bearer ${token}`],
      ['X-Tenant-Id', 'umbrella'],
    ];
    const answer = await call(
      kind,
      async ({ tenant }) => {
        await sessions.credentials(tenant).catch(() => undefined);
        return { genuine: tenant instanceof TenantContext, tenant };
      },
      requestText(lines),
    );

    const tenant = { tenantId: 'umbrella', caller: 'gateway', placement: 'silo-7', version: 9 };
    expect(JSON.parse(answer?.body ?? '')).toEqual({ genuine: true, tenant });
    expect(invoked).toEqual([{ token }]);
  });

  it('leaves no way to the caller’s credentials, and every other header as it was', async () => {
    const token = rawToken();
    await call(kind, () => ({}), requestText(right(token)));

    const { request, own } = server?.handled[0] ?? {};
    expect(request?.rawHeaders).toEqual([
      ...['Host', 'localhost', 'Accept', 'text/plain', 'X-Tenant-Id', 'acme', 'X-Amzn-Trace-Id', TRACE],
      ...['Cookie', 'a=b', 'Connection', 'close'],
    ]);
    expect(request?.headers).toEqual({
      host: 'localhost',
      accept: 'text/plain',
      'x-tenant-id': 'acme',
      'x-amzn-trace-id': TRACE,
      cookie: 'a=b',
      connection: 'close',
    });
    expect(Object.keys(request?.headersDistinct ?? {})).toEqual(Object.keys(request?.headers ?? {}));
    expect('authorization' in ((own as IncomingMessage | undefined)?.headers ?? { authorization: '' })).toBe(false);
  });

  it('gives the handler the body that was sent while the guard decided', async () => {
    const lines: Lines = [...right(), ['Content-Type', 'text/plain'], ['Content-Length', '5']];
    const answer = await call(
      kind,
      async ({ body }) => ({ body: await body() }),
      requestText(lines, { start: 'POST / HTTP/1.1', body: 'hello' }),
    );

    expect(answer?.body).toBe('{"body":"hello"}');
  });

  it.each([
    ['tenant.suspended', 403, 'Forbidden'],
    ['token.expired', 403, 'Forbidden'],
    ['session.unavailable', 503, 'Service Unavailable'],
  ] as const)('answers a session refused with %s by %i, without what the handler had set', async (reason, status, message) => {
    const answer = await call(kind, async ({ set }) => {
      set('Set-Cookie', 'half=done');
      set('Content-Length', '4096');
      throw new SessionRefusedError(reason);
    });

    expect(answer).toMatchObject({ status, body: JSON.stringify({ message }) });
    expect(answer?.headers['set-cookie']).toBeUndefined();
    expect(answer?.headers['retry-after']).toBe(status === 503 ? '1' : undefined);
    expect(server?.errors.filter((error) => !(error instanceof SessionRefusedError))).toEqual([]);
  });

  it.each([
    ['tenant.suspended', undefined, undefined],
    ['session.unavailable', 'TooManyRequestsException', 'TooManyRequestsException'],
    ['session.unavailable', 'no word, but a.token.perhaps', 'unknown'],
  ] as const)('logs a session refused with %s, of %s', async (reason, detail, cause) => {
    await call(kind, () => {
      throw new SessionRefusedError(reason, detail);
    });

    const [decision, ...refusals] = (server?.lines ?? []).map((line) => JSON.parse(line));
    expect(decision).toMatchObject({ decision: 'allow' });
    const ids = { issuer: 'gateway', tenantId: 'acme', traceId: TRACE };
    // Without metrics, which count the decision alone.
    expect(refusals).toEqual([
      { decision: 'deny', by: 'request-guard', service: 'orders', reason, ...ids, ...(cause && { cause }) },
    ]);
  });

  it('leaves any other error to the server, whether thrown or rejected', async () => {
    const error = new Error('the handler’s own');
    await call(kind, () => {
      throw error;
    });
    await server?.close();
    expect(server?.errors).toEqual([error]);

    await call(kind, () => Promise.reject(error));
    expect(server?.errors).toEqual([error]);
  });

  it('runs no handler, and lets nobody in, when the log cannot be written', async () => {
    const full = new Error('the disk is full');
    server = await serve(kind);
    server.lines.push = () => {
      throw full;
    };
    const [answer] = await exchange(server.port, requestText(right()));

    expect(server.handled).toEqual([]);
    expect(server.errors).toEqual([full]);
    expect(answer?.status ?? 500).toBe(500);
  });

  it('writes one line a decision, with ids to follow it by', async () => {
    await call(kind, () => ({}));

    expect(server?.lines).toHaveLength(1);
    const { _aws, Latency, ...line } = JSON.parse(server?.lines[0] ?? '');
    expect(line).toMatchObject({
      decision: 'allow',
      by: 'request-guard',
      service: 'orders',
      issuer: 'gateway',
      kid: 'gateway/k1',
      tokenId: 'jti-1',
      tenantId: 'acme',
      traceId: TRACE,
    });
  });

  it('cuts a trace that is no trace any more', async () => {
    await call(kind, () => ({}), requestText([...right().slice(0, 3), ['X-Amzn-Trace-Id', 'x'.repeat(5000)]]));

    expect(JSON.parse(server?.lines[0] ?? '').traceId).toBe('x'.repeat(256));
  });
});

it('leaves an answer alone that has begun when a session is refused, and says so to the server', async () => {
  const error = new SessionRefusedError('tenant.suspended');
  for (const kind of ['node:http', 'Express route', 'Express'] as const) {
    server = await serve(kind, ({ response }) => {
      response?.write('half an answer');
      throw error;
    });
    await exchange(server.port, requestText(right()));
    expect(server.errors).toEqual([error]);
    await server.close();
  }
});

describe('the tenant of a request', () => {
  const request = () => requestOf(right());
  const guard = (write: (line: string) => void = () => undefined) => guardOf(worldOf(runtime).dependencies, write);
  const response = {} as never;

  it('is known of the request itself, and of nothing that looks like it or says so', async () => {
    const one = guard();
    const letIn = request();
    await one.middleware()(letIn, response, () => undefined);

    expect(one.tenantOf(letIn).tenantId).toBe('acme');
    const others = [request(), { ...letIn }, Object.create(letIn), new Proxy(letIn, {}), { raw: letIn }, { tenant: 'acme' }];
    for (const other of others) expect(() => one.tenantOf(other)).toThrow('this guard has not allowed this request');
  });

  it('is no other guard’s', async () => {
    const letIn = request();
    await guard().middleware()(letIn, response, () => undefined);

    expect(() => guard().tenantOf(letIn)).toThrow('a request to a route behind this guard');
  });

  it('is decided once, though the request passes the guard again', async () => {
    const lines: string[] = [];
    const one = guard((line) => lines.push(line));
    const letIn = request();
    const passed: TenantContext[] = [];
    await one.middleware()(letIn, response, () => passed.push(one.tenantOf(letIn)));
    await one.middleware()(letIn, response, () => passed.push(one.tenantOf(letIn)));
    await one.handler((_request, _response, tenant) => passed.push(tenant))(letIn, response);

    expect(lines).toHaveLength(1);
    expect(new Set(passed).size).toBe(1);
    expect(passed).toHaveLength(3);
  });
});

it('decides on what was sent, not on what other code put into the headers', async () => {
  const { dependencies } = worldOf(runtime);
  const lines: string[] = [];
  const request = requestOf([['X-Tenant-Id', 'acme']]);
  Object.assign(request, { headers: { authorization: `Bearer ${rawToken()}`, 'x-tenant-id': 'acme' } });
  const { status } = await put(
    guardOf(dependencies, (line) => lines.push(line)),
    request,
  );

  expect(status).toBe(401);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ decision: 'deny', reason: 'token.missing' });
});

it('writes to the console unless told where', async () => {
  const log = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  const { verifier, tenants } = worldOf(runtime).dependencies;
  const guard = new RequestGuard({ verifier, service: SERVICE, callers: ['gateway'], tenants });
  const request = requestOf(right());
  await guard.middleware()(request, {} as never, () => undefined);
  const lines = log.mock.calls;
  log.mockRestore();

  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0]?.[0])).toMatchObject({ decision: 'allow', by: 'request-guard' });
});

describe('a guard', () => {
  const options = () => {
    const { verifier, tenants } = worldOf(runtime).dependencies;
    return { verifier, tenants, service: SERVICE, callers: ['gateway'], write: () => undefined };
  };
  const verifierFor = (audience: string | null, more: Partial<AsapVerifierOptions> = {}) =>
    new AsapVerifier({ audience, issuers: ['gateway'], keys: keySource({}), exactlyOneAudience: true, ...more });

  const ownIssuer = verifierFor(SERVICE, { issuers: ['gateway', SERVICE] });

  it.each<[string, Record<string, unknown>, string]>([
    ['no verifier', { verifier: undefined }, 'verifier is "undefined"'],
    ['a look-alike of a verifier', { verifier: { verify: () => ({ ok: true }), audience: SERVICE } }, 'verifier is "object"'],
    [
      'a verifier for another service',
      { verifier: verifierFor('billing') },
      'the audience of verifier is "billing"\n  expected  orders',
    ],
    ['a verifier for any service', { verifier: verifierFor(null) }, 'the audience of verifier is null'],
    [
      'a verifier that takes tokens for others as well',
      { verifier: verifierFor(SERVICE, { exactlyOneAudience: false }) },
      'exactlyOneAudience of verifier is false\n  expected  true',
    ],
    [
      'a verifier that was not told to take tokens for one audience alone',
      { verifier: verifierFor(SERVICE, { exactlyOneAudience: undefined }) },
      'exactlyOneAudience of verifier is false\n  expected  true',
    ],
    [
      'a verifier that takes tokens after their end',
      { verifier: verifierFor(SERVICE, { graceSeconds: 1 }) },
      'graceSeconds of verifier is 1\n  expected  0',
    ],
    [
      'a verifier for which any issuer exists',
      { verifier: verifierFor(SERVICE, { issuers: null }) },
      'issuers of verifier is null\n  expected  the list',
    ],
    [
      'the service among its callers',
      { verifier: ownIssuer, callers: ['gateway', SERVICE] },
      `callers is "${SERVICE}"\n  expected  other`,
    ],
    ['no service', { service: undefined }, 'service is undefined'],
    ['an empty service', { service: '' }, 'service is ""'],
    ['no callers', { callers: undefined }, 'callers is undefined'],
    ['an empty list of callers', { callers: [] }, 'callers is []'],
    ['a single caller', { callers: 'gateway' }, 'callers is "gateway"'],
    ['a caller that is none', { callers: ['*'] }, 'callers is ["*"]'],
    ['a caller that the verifier does not know', { callers: ['gateway', 'gatewya'] }, 'callers is "gatewya"'],
    ['no tenants', { tenants: undefined }, 'tenants is "undefined"'],
    ['a look-alike of tenants', { tenants: { get: () => undefined } }, 'tenants is "object"'],
    ['nothing to write to', { write: null }, 'write is "object"'],
  ])('cannot be made with %s', (_what, changed, message) => {
    expect(() => new RequestGuard({ ...options(), ...changed } as never)).toThrow(`RequestGuard: ${message}`);
  });

  it('is not changed by changing the list it was made from', async () => {
    const callers = ['billing'];
    const guard = new RequestGuard({ ...options(), callers });
    callers.push('gateway');

    await expect(put(guard, requestOf(right()))).resolves.toMatchObject({ status: 403 });
  });
});
