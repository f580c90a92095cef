// What becomes of the connection that a refused request came on, and of those that come on it together.

import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { PassThrough } from 'node:stream';
import * as runtime from '../../../../lambda/runtime';
import { letGo } from '../../../../lambda/runtime/request-guard/answer';
import { tokenWith } from '../../tokens';
import { worldOf } from '../../world';
import { answersIn, collect, exchange, type Lines, requestText } from './raw-http';
import { type Guarded, guardOf, KINDS, serve } from './servers';

const to = (tenant: string, token = tokenWith({ tenant })): Lines => [
  ['Authorization', `Bearer ${token}`],
  ['X-Tenant-Id', tenant],
];
const refused: Lines = [['X-Tenant-Id', 'acme']];
const post = (lines: Lines, body: string) =>
  requestText([...lines, ['Content-Type', 'text/plain'], ['Content-Length', String(body.length)]], {
    start: 'POST / HTTP/1.1',
    body,
    last: false,
  });

it.each([100, 1000, undefined])(
  'takes no header for the only one where a server with maxHeadersCount %p may have left lines out',
  async (most) => {
    const { dependencies } = worldOf(runtime);
    const guard = guardOf(dependencies, () => undefined);
    const server = createServer(guard.handler((_request, response) => response.end()));
    if (most !== undefined) server.maxHeadersCount = most;
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const filler = (count: number): Lines => Array.from({ length: count }, (_, index) => [`X-${index}`, '1']);
    const limit = most ?? 1000;
    const statuses = [];
    // Host, the two of the guard, Connection.
    for (const lines of [
      [...to('acme'), ...filler(limit - 5)],
      [...to('acme'), ...filler(limit), ['X-Tenant-Id', 'umbrella'] as const],
    ])
      statuses.push(...(await exchange(port, requestText(lines))).map(({ status }) => status));
    server.close();

    expect(statuses).toHaveLength(2);
    expect(statuses[0]).toBe(200);
    // Newer parsers refuse what is too much themselves.
    expect([401, 431]).toContain(statuses[1]);
  },
);

describe.each(KINDS)('%s', (kind) => {
  let server: Guarded;
  beforeEach(async () => {
    server = await serve(kind, ({ tenant }) => ({ tenant: tenant.tenantId }));
  });
  afterEach(() => server.close());

  it('sends no body to HEAD, and says how long it would be', async () => {
    const [answer, ...others] = await exchange(server.port, requestText(refused, { start: 'HEAD / HTTP/1.1' }));

    expect(others).toEqual([]);
    expect(answer).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Bearer', 'content-length': '26' }, body: '' });
  });

  it.each([0, 1, 60_000])('takes the next request on the same connection after a refused one with %i bytes', async (bytes) => {
    const answers = await exchange(server.port, post(refused, 'x'.repeat(bytes)) + requestText(to('acme')));

    expect(answers.map(({ status }) => status)).toEqual([401, 200]);
    expect(server.handled).toHaveLength(1);
  });

  it('answers requests that come together each for its own tenant, in their order', async () => {
    const bad = tokenWith({ tenant: 'umbrella' });
    const text = [
      requestText(to('acme'), { last: false }),
      requestText(to('umbrella'), { last: false }),
      requestText(to('acme', bad), { last: false }),
      post(to('umbrella'), 'some body'),
      requestText(refused, { last: false }),
      requestText(to('suspended'), { last: false }),
      requestText(to('acme')),
    ].join('');
    const answers = await exchange(server.port, text);

    expect(answers.map(({ status, body }) => (status === 200 ? JSON.parse(body).tenant : status))).toEqual([
      'acme',
      'umbrella',
      401,
      'umbrella',
      401,
      403,
      'acme',
    ]);
  });

  it('answers before the body is there, and ends the connection of a body that does not end', async () => {
    const socket = connect(server.port, '127.0.0.1');
    const ended = collect(socket);
    socket.write(
      requestText([...refused, ['Content-Type', 'text/plain'], ['Content-Length', '1000000000']], {
        start: 'POST / HTTP/1.1',
        last: false,
      }),
    );
    await new Promise((resolve) => socket.once('data', resolve));

    let sent = 0;
    const chunk = Buffer.alloc(16_384);
    const timer = setInterval(() => {
      if (!socket.writable) return;
      socket.write(chunk);
      sent += chunk.length;
    }, 1);
    const answers = answersIn(await ended);
    clearInterval(timer);

    expect(answers.map(({ status }) => status)).toEqual([401]);
    expect(sent).toBeGreaterThan(65_536);
    expect(sent).toBeLessThan(20_000_000);
    expect(server.handled).toEqual([]);
  });

  it('goes on serving others when a caller leaves while it decides', async () => {
    for (let index = 0; index < 20; index += 1) {
      const socket = connect(server.port, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.write(post(index % 2 === 0 ? refused : to('acme'), 'x'), () => socket.destroy());
      await new Promise((resolve) => socket.once('close', resolve));
    }
    const [answer] = await exchange(server.port, requestText(to('acme')));

    expect(answer?.status).toBe(200);
  });
});

describe('what is left of a refused request', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('is waited for for 5 seconds', async () => {
    const body = new PassThrough();
    letGo(body as never);
    jest.advanceTimersByTime(4999);
    expect(body.destroyed).toBe(false);
    jest.advanceTimersByTime(1);

    expect(body.destroyed).toBe(true);
  });

  it.each([
    [65_536, false],
    [65_537, true],
  ])('of %i bytes ends the connection: %p', async (bytes, ends) => {
    const body = new PassThrough();
    letGo(body as never);
    body.write(Buffer.alloc(bytes));
    await jest.advanceTimersByTimeAsync(0);

    expect(body.destroyed).toBe(ends);
  });

  it('keeps nothing waiting when it is all there', async () => {
    const body = new PassThrough();
    letGo(body as never);
    body.end('the rest');
    await jest.advanceTimersByTimeAsync(0);
    expect(jest.getTimerCount()).toBe(0);

    letGo(body as never);
    expect(jest.getTimerCount()).toBe(0);
  });
});
