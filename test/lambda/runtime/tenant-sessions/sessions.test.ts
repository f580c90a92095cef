import { type InvokePort, SessionRefusedError, type TenantContext, TenantSessions } from '../../../../lambda/runtime';
import { genuineContext, SOME_TOKEN } from '../../contexts';

const GIVEN = {
  accessKeyId: 'AKID',
  secretAccessKey: 'hush-secret',
  sessionToken: 'hush-session',
  expiration: '2027-01-15T08:05:00.000Z',
};
const payload = (value: unknown) => ({ Payload: Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)) });
const OF = { tenantId: 'acme', issuer: 'gateway', tokenId: 'jti-1' };
const RIGHT = payload({ ok: true, credentials: GIVEN, ...OF });

/** Sessions in front of a broker that answers thus, and what the broker was shown. */
function sessionsOf(...answers: (Awaited<ReturnType<InvokePort['invoke']>> | Error)[]) {
  const shown: { FunctionName: string; Payload: string }[] = [];
  const lambda: InvokePort = {
    async invoke({ FunctionName, Payload }) {
      shown.push({ FunctionName, Payload: Buffer.from(Payload).toString() });
      const answer = answers[Math.min(shown.length, answers.length) - 1] ?? RIGHT;
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
  return { sessions: new TenantSessions({ lambda, functionName: 'orders-sessions' }), shown };
}

it('shows the broker the token of the request and nothing else', async () => {
  const token = SOME_TOKEN;
  const { sessions, shown } = sessionsOf();
  const credentials = await sessions.credentials(await genuineContext(token));

  expect(shown).toEqual([{ FunctionName: 'orders-sessions', Payload: JSON.stringify({ token }) }]);
  expect(credentials).toEqual({ ...GIVEN, expiration: new Date(GIVEN.expiration) });
});

it('asks once a request, and once for each where nobody says how long a request may run', async () => {
  const { sessions, shown } = sessionsOf();
  const one = await genuineContext();
  const two = await genuineContext();
  await Promise.all([sessions.credentials(one), sessions.credentials(one), sessions.credentials(two)]);
  await sessions.credentials(one);

  expect(shown).toHaveLength(2);
});

it('asks again after a failure', async () => {
  const { sessions, shown } = sessionsOf(payload({ ok: false, reason: 'tenant.unavailable' }), RIGHT);
  const tenant = await genuineContext();
  await expect(sessions.credentials(tenant)).rejects.toThrow(SessionRefusedError);

  await expect(sessions.credentials(tenant)).resolves.toMatchObject({ accessKeyId: 'AKID' });
  expect(shown).toHaveLength(2);
});

it('rejects with the broker’s reason', async () => {
  const { sessions } = sessionsOf(payload({ ok: false, reason: 'tenant.suspended' }));

  await expect(sessions.credentials(await genuineContext())).rejects.toMatchObject({
    name: 'SessionRefusedError',
    reason: 'tenant.suspended',
    seen: 'the session broker refused: tenant.suspended',
  });
});

it.each<[string, Awaited<ReturnType<InvokePort['invoke']>>]>([
  ['a function error', { FunctionError: 'Unhandled', ...payload({ errorMessage: 'hush-secret' }) }],
  ['no payload', {}],
  ['an empty payload', payload('')],
  ['text', payload('hush-secret')],
  ['broken JSON that holds a secret', payload('{"ok":true,"credentials":{"secretAccessKey":"hush-secret"')],
  ['null', payload('null')],
  ['no credentials', payload({ ok: true })],
  ['no reason', payload({ ok: false })],
  ['a reason that is none', payload({ ok: false, reason: 'hush' })],
  ['a reason that every object has', payload({ ok: false, reason: 'constructor' })],
  ...['accessKeyId', 'secretAccessKey', 'sessionToken', 'expiration'].map((name): [string, ReturnType<typeof payload>] => [
    `credentials without ${name}`,
    payload({ ok: true, credentials: { ...GIVEN, [name]: undefined }, ...OF }),
  ]),
  ['a session that ends at no time', payload({ ok: true, credentials: { ...GIVEN, expiration: 'hush' }, ...OF })],
  ...['tenantId', 'issuer', 'tokenId'].map((name): [string, ReturnType<typeof payload>] => [
    `a session without ${name}`,
    payload({ ok: true, credentials: GIVEN, ...OF, [name]: undefined }),
  ]),
  ['a session of a tenant that is not a text', payload({ ok: true, credentials: GIVEN, ...OF, tenantId: ['acme'] })],
])('rejects with a code alone for %s', async (_what, answer) => {
  const { sessions } = sessionsOf(answer);
  const error = await sessions.credentials(await genuineContext()).catch((caught: Error) => caught);

  expect(error).toMatchObject({ name: 'SessionRefusedError', reason: 'session.unavailable' });
  expect(String(error)).not.toContain('hush');
});

it('says that there is no session when the broker cannot be invoked, and by the error’s name why', async () => {
  const { sessions } = sessionsOf(Object.assign(new Error('hush-secret'), { name: 'TooManyRequestsException' }));

  const error = await sessions.credentials(await genuineContext()).catch((caught: Error) => caught);

  expect(error).toMatchObject({ name: 'SessionRefusedError', reason: 'session.unavailable' });
  expect(String(error)).toContain('TooManyRequestsException');
  expect(String(error)).not.toContain('hush-secret');
});

it('rejects, and does not throw, for something that is no context', async () => {
  const { sessions, shown } = sessionsOf();
  const pending = sessions.credentials({ tenantId: 'acme' } as TenantContext);

  await expect(pending).rejects.toMatchObject({ name: 'ForgedTenantContextError' });
  expect(shown).toEqual([]);
});

it('cannot be made without the name of its broker', () => {
  expect(() => new TenantSessions({ lambda: { invoke: async () => ({}) }, functionName: '' })).toThrow(
    'BULKHEAD_SESSIONS_FUNCTION',
  );
});
