// The simulation behind the table in docs/performance.md, on a small scale: it repeats itself, and it can tell a good design from a bad one.
import { type Calls, type Scenario, simulate } from './quotas';

const SMALL: Partial<Scenario> = {
  tenants: 20,
  requestsPerSecond: 40,
  functions: 4,
  brokers: 2,
  authorizers: 2,
  callers: 2,
  environmentsOfEachCaller: 4,
  warmUpSeconds: 8,
  seconds: 8,
};

const of = (changed: Partial<Scenario> = {}): Promise<Calls> => simulate({ ...SMALL, ...changed });

test('the same seed gives the same calls', async () => {
  expect(await of()).toEqual(await of());
});

test('a session for each request is what happens if nobody holds one, and much less if the broker does', async () => {
  const [nothing, token, held] = [
    await of({ brokerHoldsBy: 'nothing' }),
    await of({ brokerHoldsBy: 'token' }),
    await of({ brokerHoldsBy: 'tenant and caller' }),
  ];

  expect(nothing.assumeRole).toBe(40);
  expect(token.assumeRole).toBeLessThan(nothing.assumeRole);
  expect(held.assumeRole).toBeLessThan(token.assumeRole / 5);
  expect(held.invokeBroker).toBe(token.invokeBroker);
  for (const { tableReads, answers } of [nothing, token, held]) {
    expect(tableReads).toBe(40);
    expect(answers).toEqual({ 200: 40 });
  }
});

test('a session that does not outlast a request is issued for each request that asks the broker', async () => {
  const { assumeRole, invokeBroker } = await of({ sessionLifetimeSeconds: 29 });

  expect(assumeRole).toBe(invokeBroker);
});

test('while STS throttles, requests with a held session go on, and the others get 503 and may come again', async () => {
  const { answers, refusals, refusalSeen, tableReads } = await of({ warmUpSeconds: 0, seconds: 20, stsQuota: 2 });
  const { 200: allowed = 0, 503: unavailable = 0 } = answers;

  expect(allowed + unavailable).toBe(40);
  expect(allowed).toBe(tableReads);
  expect(allowed).toBeGreaterThan(2);
  expect(refusals).toEqual({ 'session.unavailable (Throttling)': unavailable });
  expect(JSON.parse(refusalSeen ?? '{}')).toMatchObject({ statusCode: 503, headers: { 'retry-after': '1' } });
});
