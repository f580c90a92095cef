// Requests of two callers and two tenants on one guard at the same time, in many orders, all but the first few on kept
// connections: nothing of the one may show up in the other.

import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { AsapVerifier, KeyCache, RequestGuard, TenantContextClient } from '../../../../lambda/runtime';
import { rounds } from '../../../effort';
import { clock } from '../../tokens';
import { A, B, randomFrom, type Side, slowKeys, slowTenants, tokenOf } from '../../two-sides';
import { type Answer, answersIn, requestText } from './raw-http';

const RUNS = rounds({ usual: 200, long: 5_000 });

const textOf = (side: Side) =>
  requestText(
    [
      ['Authorization', `Bearer ${tokenOf(side)}`],
      ['X-Tenant-Id', side.tenant],
      ['X-Amzn-Trace-Id', side.id],
    ],
    { last: false },
  );

const random = randomFrom(11);
const turns = async () => {
  for (let left = Math.floor(random() * 6); left > 0; left -= 1) {
    await (random() < 0.2 ? new Promise((resolve) => setImmediate(resolve)) : undefined);
  }
};

/** A guard whose every answer comes after a random number of turns, and which keeps nothing, or everything, or both. */
function slowGuard(write: (line: string) => void): RequestGuard {
  const source = slowKeys(turns);
  const keys = new KeyCache(source, { clock, maxAgeSeconds: 300 });
  const withoutCurrent = { get: (kid: string) => (random() < 0.5 ? keys.get(kid) : source.get()) };
  const verifier = new AsapVerifier({
    audience: 'orders',
    issuers: ['gateway', 'billing'],
    keys: withoutCurrent,
    exactlyOneAudience: true,
    clock,
  });
  const tenants = new TenantContextClient(slowTenants(turns), { clock, maxAgeSeconds: 0 });
  return new RequestGuard({ verifier, service: 'orders', callers: ['gateway', 'billing'], tenants, write });
}

/** Sends requests in one piece and gives as many answers. */
function ask(socket: Socket, sides: readonly Side[], texts: ReadonlyMap<Side, string>): Promise<readonly Answer[]> {
  return new Promise((resolve) => {
    let bytes = Buffer.alloc(0);
    const read = (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      if (bytes.toString('latin1').split('"here"}').length <= sides.length) return;
      socket.off('data', read);
      resolve(answersIn(bytes));
    };
    socket.on('data', read);
    socket.write(sides.map((side) => texts.get(side)).join(''));
  });
}

it('keeps two tenants apart in any interleaving', async () => {
  const lines: string[] = [];
  const guard = slowGuard((line) => lines.push(line));
  const server = createServer(
    guard.handler(async (request, response, tenant) => {
      await turns();
      const body = JSON.stringify({ tenant, trace: request.headers['x-amzn-trace-id'], seen: request.rawHeaders, end: 'here' });
      response.writeHead(200, { 'content-length': Buffer.byteLength(body) }).end(body);
    }),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const sockets = [connect(port, '127.0.0.1'), connect(port, '127.0.0.1')] as const;
  const texts = new Map([A, B].map((side) => [side, textOf(side)]));
  const mixed: unknown[] = [];

  for (let run = 0; run < RUNS; run += 1) {
    const orders = sockets.map(() => (random() < 0.5 ? [A, B] : [B, A, A]));
    const answers = await Promise.all(orders.map((sides, index) => ask(sockets[index] as Socket, sides, texts)));
    for (const [index, sides] of orders.entries()) {
      for (const [at, side] of sides.entries()) {
        const body = answers[index]?.[at]?.body ?? '';
        const { tenant, trace } = JSON.parse(body);
        const other = side === A ? B : A;
        const own = { tenantId: side.tenant, caller: side.issuer, placement: side.placement, version: 3 };
        if (JSON.stringify(tenant) !== JSON.stringify(own) || trace !== side.id) mixed.push([side, body]);
        if (Object.values(other).some((value) => body.includes(value))) mixed.push([side, body]);
      }
    }
  }
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));

  expect(mixed).toEqual([]);
  expect(lines.length).toBeGreaterThan(4 * RUNS);
  for (const side of [A, B]) {
    const own = lines.filter((line) => line.includes(side.id)).map((line) => JSON.parse(line));
    const expected = { decision: 'allow', issuer: side.issuer, tenantId: side.tenant, tokenId: side.id, traceId: side.id };
    expect(own.every((line) => Object.entries(expected).every(([name, value]) => line[name] === value))).toBe(true);
  }
});
