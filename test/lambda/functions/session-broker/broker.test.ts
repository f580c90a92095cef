import { authorize } from '../../../../lambda/functions/authorizer/authorize';
import { giveSession } from '../../../../lambda/functions/session-broker/broker';
import * as runtime from '../../../../lambda/runtime';
import { NOW, rawToken, tokenWith } from '../../tokens';
import { brokerOf, CREDENTIALS, EXPECTED_LINE, fakeSts, heldSessions, judgeSession, SESSION_ROWS, TENANT_ROLE } from './rows';

const everything = { ...runtime, authorize, giveSession };

it.each(SESSION_ROWS.map((row) => [row.name, row.expected, row] as const))('%s: %s', async (_name, expected, row) => {
  const { verdict, answer, lines, asked } = await judgeSession(everything, row);

  expect(verdict).toBe(expected);
  expect(lines).toHaveLength(1);
  if (expected !== 'accepted') expect(answer).toEqual({ ok: false, reason: expected });
  expect(asked).toHaveLength(expected === 'accepted' ? 1 : 0);
});

it('assumes the tenant role for the signed tenant, until the session’s own end and not longer', async () => {
  const { ask, asked } = brokerOf(everything, { sessions: heldSessions({ sessionLifetimeSeconds: 120 }) });
  const answer = await ask({ token: tokenWith({ tenant: 'umbrella', jti: 'id/with spaces:ünd more' }) });

  const expiration = new Date((NOW + 120) * 1000).toISOString();
  expect(answer).toEqual({
    ok: true,
    credentials: {
      accessKeyId: CREDENTIALS.AccessKeyId,
      secretAccessKey: 'hush-secret',
      sessionToken: 'hush-session',
      expiration,
    },
    tenantId: 'umbrella',
    issuer: 'gateway',
    tokenId: 'id/with spaces:ünd more',
  });
  expect(asked[0]).toEqual({
    RoleArn: TENANT_ROLE,
    RoleSessionName: 'asap.id-with-spaces--nd-more',
    DurationSeconds: 900,
    Tags: [{ Key: 'TenantId', Value: 'umbrella' }],
    Policy: expect.any(String),
  });
  expect(JSON.parse(asked[0]?.Policy ?? '')).toEqual({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: '*', Resource: '*', Condition: { DateLessThan: { 'aws:CurrentTime': expiration } } }],
  });
});

it('counts a session’s life from before the decision, however long its reads took', async () => {
  let now = NOW * 1000;
  const { dependencies } = brokerOf(everything);
  const { tenants } = dependencies.decision;
  const slow = {
    current: () => undefined,
    get: (tenantId: string) => tenants.get(tenantId).finally(() => (now += 4000)),
  } as unknown as typeof tenants;
  const { ask } = brokerOf(everything, {
    clock: () => now,
    sessions: heldSessions({ clock: () => now }),
    decision: { ...dependencies.decision, tenants: slow },
  });

  const answer = await ask({ token: tokenWith({}) });

  expect(answer).toMatchObject({ ok: true, credentials: { expiration: new Date((NOW + 300) * 1000).toISOString() } });
  expect(now).toBe(NOW * 1000 + 4000);
});

it.each(['j'.repeat(256), '🏔', '*', 'a b\tc'])('makes a session name that STS takes from jti %j', async (jti) => {
  const { ask, asked } = brokerOf(everything);
  await ask({ token: tokenWith({ jti }) });

  expect(asked[0]?.RoleSessionName).toMatch(/^[\w+=,.@-]{2,64}$/);
});

it('logs ids and the key id of the session, no secret and no token', async () => {
  const token = rawToken();
  const { ask, lines } = brokerOf(everything);
  await ask({ token });

  const { _aws, ...line } = JSON.parse(lines.join());
  expect(line).toEqual({
    decision: 'allow',
    by: 'session-broker',
    service: 'orders',
    accessKeyId: 'AKID-OF-SESSION',
    session: 'new',
    ...EXPECTED_LINE,
    ...{ Allowed: 1, Refused: 0, Unavailable: 0, KeyRepositoryErrors: 0, Latency: 0 },
    requestId: 'request-2',
  });
  for (const secret of ['hush', ...token.split('.')]) expect(lines.join()).not.toContain(secret);
});

it.each([
  ['an error that holds the request', new Error('AccessDenied: hush-request with tag acme')],
  ['no credentials', {}],
  ['credentials without a secret', { Credentials: { AccessKeyId: 'AKID', SessionToken: 'hush' } }],
  ['credentials without a session token', { Credentials: { AccessKeyId: 'AKID', SecretAccessKey: 'hush' } }],
  ['credentials without a key id', { Credentials: { SecretAccessKey: 'hush', SessionToken: 'hush' } }],
])('answers and logs a code alone when STS gives %s', async (_what, given) => {
  const { sts } = fakeSts(given);
  const { ask, lines } = brokerOf(everything, { sts });
  const answer = await ask({ token: rawToken() });

  expect(answer).toEqual({ ok: false, reason: 'session.unavailable' });
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ decision: 'deny', reason: 'session.unavailable', tokenId: 'jti-1' });
  expect(lines.join()).not.toMatch(/hush|AccessDenied/);
});

it('logs the name of what STS failed of, and of a read that did', async () => {
  const refused = brokerOf(everything, {
    sts: fakeSts(Object.assign(new Error('hush'), { name: 'AccessDenied' })).sts,
  });
  const answer = await refused.ask({ token: rawToken() });
  const unread = brokerOf(everything);
  await unread.ask({ token: tokenWith({ tenant: 'unreachable' }) });

  expect(answer).toEqual({ ok: false, reason: 'session.unavailable' });
  expect(JSON.parse(refused.lines[0] ?? '')).toMatchObject({ reason: 'session.unavailable', cause: 'AccessDenied' });
  expect(JSON.parse(unread.lines[0] ?? '')).toMatchObject({ reason: 'tenant.unavailable', cause: 'Error' });
});

it('denies when something throws that never should, and logs nothing of it', async () => {
  const token = rawToken();
  const keys = { get: () => Promise.reject(new Error(`could not use ${token}`)) };
  const verifier = new runtime.AsapVerifier({ audience: null, issuers: null, keys, clock: () => NOW * 1000 });
  const { dependencies } = brokerOf(everything);
  const { ask, lines } = brokerOf(everything, { decision: { ...dependencies.decision, verifier } });
  const answer = await ask({ token });

  expect(answer).toEqual({ ok: false, reason: 'internal.error' });
  expect(lines.join()).not.toContain(token);
});

it('takes its own word for nothing: a tenant named beside the token is a refusal, not a choice', async () => {
  const { ask, asked } = brokerOf(everything);
  await expect(ask({ token: rawToken(), tenantId: 'acme' })).resolves.toEqual({ ok: false, reason: 'session.request' });
  await expect(ask({ token: rawToken(), TenantId: 'umbrella' })).resolves.toEqual({ ok: false, reason: 'session.request' });

  expect(asked).toEqual([]);
});
