// Every hostile request, sent to every server: what the caller sees, what the log says, what was asked for, and that no handler
// ran. And the same rows shown to the authorizer and to the guard: one decision.

import { statusOf } from '../../../../contract';
import { authorize } from '../../../../lambda/functions/authorizer/authorize';
import { giveSession } from '../../../../lambda/functions/session-broker/broker';
import * as runtime from '../../../../lambda/runtime';
import { judgeRequest, REQUEST_ROWS, type RequestRow } from '../../functions/authorizer/rows';
import { loggedVerdict, worldOf } from '../../world';
import { put, requestOf } from './in-process';
import { type Answer, exchange, type Lines, requestText } from './raw-http';
import { WIRE_ROWS } from './rows-of-wire';
import { type Guarded, guardOf, KINDS, serve } from './servers';

const everything = { ...runtime, authorize, giveSession };
const MESSAGES = { 401: 'Unauthorized', 403: 'Forbidden', 503: 'Service Unavailable' } as const;

function linesOf(row: RequestRow): Lines {
  return Object.entries(row.event().multiValueHeaders ?? {}).flatMap(([name, values]) =>
    (values ?? []).map((value) => [name, value] as const),
  );
}

function expectRefusal(answer: Answer | undefined, status: 401 | 403 | 503): void {
  expect(answer).toMatchObject({ status, body: JSON.stringify({ message: MESSAGES[status] }) });
  expect(answer?.headers['content-type']).toMatch(/^application\/json/);
  expect(answer?.headers['www-authenticate']).toBe(status === 401 ? 'Bearer' : undefined);
  expect(answer?.headers['retry-after']).toBe(status === 503 ? '1' : undefined);
}

/** White space around a header's value is no part of it (RFC 9110, 5.5): Node takes it off before anybody sees it. */
const TRIMMED = new Map([['tenant header " acme"', 'accepted']]);
/** Rows that no HTTP connection can carry. */
const UNSENDABLE = new Set(['a newline after the token']);

describe.each(KINDS)('%s', (kind) => {
  let server: Guarded;
  beforeAll(async () => {
    server = await serve(kind, ({ tenant }) => ({ tenant: tenant.tenantId }));
  });
  afterAll(() => server.close());

  async function send(text: string) {
    for (const list of [server.lines, server.handled, server.errors]) list.length = 0;
    const asked = server.world.asked.length;
    const answers = await exchange(server.port, text);
    expect(server.errors).toEqual([]);
    expect(answers).toHaveLength(1);
    return { answer: answers[0], askedForKey: server.world.asked.length > asked };
  }

  it.each(WIRE_ROWS.map((row) => [row.name, row] as const))('%s', async (_name, { text, expected, orNoRequest, asks }) => {
    const { answer, askedForKey } = await send(text());

    expect(askedForKey).toBe(asks !== 'nothing');
    expect(server.handled).toHaveLength(expected === 'accepted' ? 1 : 0);
    const noRequest = typeof expected === 'object' ? expected.noRequest : orNoRequest;
    if (typeof expected === 'object' || answer?.status === noRequest) {
      expect(answer?.status).toBe(noRequest);
      expect(server.lines).toEqual([]);
      return;
    }
    expect(server.lines.map(loggedVerdict)).toEqual([expected]);
    if (expected === 'accepted') expect(answer).toMatchObject({ status: 200, body: '{"tenant":"acme"}' });
    else expectRefusal(answer, statusOf(expected));
  });

  const sendable = REQUEST_ROWS.filter(({ name }) => !UNSENDABLE.has(name));
  it.each(sendable.map((row) => [row.name, row] as const))('as sent to the authorizer: %s', async (name, row) => {
    const expected = TRIMMED.get(name) ?? row.expected;
    const { answer } = await send(requestText(linesOf(row)));

    expect(server.lines.map(loggedVerdict)).toEqual([expected]);
    expect(server.handled).toHaveLength(expected === 'accepted' ? 1 : 0);
    if (expected === 'accepted') expect(answer?.status).toBe(200);
    else expectRefusal(answer, statusOf(expected as runtime.Refused['reason']));
    const parts = linesOf(row).flatMap(([, value]) => (value.includes('.') ? value.split(/[\s.,]+/) : []));
    for (const part of parts.filter(({ length }) => length > 12)) expect(server.lines.join()).not.toContain(part);
  });
});

it.each(REQUEST_ROWS.map((row) => [row.name, row] as const))('decides as the authorizer does: %s', async (_name, row) => {
  const { dependencies, asked, looked } = worldOf(runtime);
  const lines: string[] = [];

  const { status } = await put(
    guardOf(dependencies, (line) => lines.push(line)),
    requestOf(linesOf(row)),
  );

  const authorizer = await judgeRequest(everything, row);
  const asks = [...(asked.length > 0 ? ['key'] : []), ...(looked.length > 0 ? ['tenant'] : [])].join(', ') || 'nothing';
  expect(lines.map(loggedVerdict)).toEqual([authorizer.verdict]);
  expect(asks).toBe(authorizer.asks);
  expect(status).toBe(row.expected === 'accepted' ? 200 : statusOf(row.expected));
  const [ours, theirs] = [lines[0], authorizer.lines[0]].map((line) => {
    const { decision, reason, service, issuer, kid, tokenId, tenantId, traceId } = JSON.parse(line ?? '{}');
    return { decision, reason, service, issuer, kid, tokenId, tenantId, traceId };
  });
  expect(ours).toEqual(theirs);
});

it('answers alike, whether a tenant is unknown, suspended or not entitled', async () => {
  const server = await serve('node:http');
  const rows = REQUEST_ROWS.filter(({ expected }) => expected.startsWith('tenant.') && statusOf(expected as never) === 403);
  const answers = await Promise.all(rows.map((row) => exchange(server.port, requestText(linesOf(row)))));
  await server.close();

  const seen = answers
    .flat()
    .map(({ headers: { date: _date, ...headers }, ...answer }) => JSON.stringify({ ...answer, headers }));
  expect(seen.length).toBeGreaterThan(3);
  expect(new Set(seen).size).toBe(1);
});
