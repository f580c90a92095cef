// What a session broker may be shown, and what becomes of it.

import type { ReasonCode } from '../../../../contract';
import type { AssumeRolePort, BrokerDependencies } from '../../../../lambda/functions/session-broker/broker';
import { HeldSessions, type HeldSessionsOptions } from '../../../../lambda/functions/session-broker/held-sessions';
import { CALLER, clock, KID, rawToken, SERVICE, TENANT, tokenWith, validClaims, validHeader } from '../../tokens';
import { type Everything, loggedVerdict, worldOf } from '../../world';

export interface SessionRow {
  readonly name: string;
  readonly input: () => unknown;
  readonly expected: ReasonCode | 'accepted';
}

const row = (name: string, input: () => unknown, expected: SessionRow['expected']): SessionRow => ({ name, input, expected });
const shown = (claims: Record<string, unknown>) => () => ({ token: tokenWith(claims) });
const issuedBy = (iss: string) => () => ({
  token: rawToken({ header: validHeader('RS256', `${iss}/k1`), payload: validClaims({ iss, sub: iss }) }),
});

export const SESSION_ROWS: readonly SessionRow[] = [
  row('the token of a request', () => ({ token: rawToken() }), 'accepted'),
  ...[undefined, null, 'text', 1, true, [], {}].map((input) =>
    row(`input ${JSON.stringify(input)}`, () => input, 'session.request'),
  ),
  row('the token alone', () => rawToken(), 'session.request'),
  row('the token in an array', () => [rawToken()], 'session.request'),
  ...[undefined, null, 1, [rawToken], { token: 'x' }].map((token) =>
    row(`token of another type: ${typeof token} ${String(token).slice(0, 12)}`, () => ({ token }), 'session.request'),
  ),
  ...['tenantId', 'tenant', 'role', 'audience', 'durationSeconds', 'Token', '__proto__'].map((name) =>
    row(`the token and ${name}`, () => JSON.parse(`{"token":"${rawToken()}","${name}":"umbrella"}`), 'session.request'),
  ),
  row('a token shown that is none', () => ({ token: 'x.y.z' }), 'token.malformed'),
  row('an empty token', () => ({ token: '' }), 'token.malformed'),
  row('Bearer and the token', () => ({ token: `Bearer ${rawToken()}` }), 'token.malformed'),
  row('a token the service issued itself', issuedBy(SERVICE), 'caller.self'),
  row('a token of a caller that is not listed', issuedBy('billing'), 'caller.not-listed'),
  row('a token for another service', shown({ aud: 'billing' }), 'token.audience'),
  row('a token for this service and another', shown({ aud: [SERVICE, 'billing'] }), 'token.audience'),
  row('a token for no tenant', shown({ tenant: undefined }), 'tenant.missing'),
  row('a token for an ill-formed tenant', shown({ tenant: '*' }), 'tenant.malformed'),
  row('a token for an unknown tenant', shown({ tenant: 'nobody' }), 'tenant.unknown'),
  row('a token for a suspended tenant', shown({ tenant: 'suspended' }), 'tenant.suspended'),
  row('a token for a tenant that is not entitled', shown({ tenant: 'not-entitled' }), 'tenant.not-entitled'),
  row('a token whose tenant cannot be looked up', shown({ tenant: 'unreachable' }), 'tenant.unavailable'),
  row('an expired token', shown({ iat: 1, nbf: 1, exp: 2 }), 'token.expired'),
];

export const CREDENTIALS = { AccessKeyId: 'AKID-OF-SESSION', SecretAccessKey: 'hush-secret', SessionToken: 'hush-session' };

/** An STS that remembers what it was asked. */
export function fakeSts(answer: Awaited<ReturnType<AssumeRolePort['assumeRole']>> | Error = { Credentials: CREDENTIALS }) {
  const asked: Parameters<AssumeRolePort['assumeRole']>[0][] = [];
  const sts: AssumeRolePort = {
    async assumeRole(input) {
      asked.push(input);
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
  return { sts, asked };
}

export const TENANT_ROLE = 'arn:aws:iam::111122223333:role/orders-tenant';

export const heldSessions = (changed: Partial<HeldSessionsOptions> = {}) =>
  new HeldSessions({ sessionLifetimeSeconds: 300, handlerTimeoutSeconds: 29, clock, ...changed });

export function brokerOf(runtime: Everything, changed: Partial<BrokerDependencies> = {}) {
  const lines: string[] = [];
  const { sts, asked } = fakeSts();
  const dependencies: BrokerDependencies = {
    decision: worldOf(runtime).dependencies,
    sts,
    tenantRole: TENANT_ROLE,
    sessions: heldSessions(),
    clock,
    write: (line) => lines.push(line),
    ...changed,
  };
  return { dependencies, lines, asked, ask: (input: unknown) => runtime.giveSession(input, 'request-2', dependencies) };
}

export async function judgeSession(runtime: Everything, { input }: SessionRow) {
  const broker = brokerOf(runtime);
  const answer = await broker.ask(input());
  return { verdict: loggedVerdict(broker.lines[0]), answer, lines: broker.lines, asked: broker.asked };
}

export const EXPECTED_LINE = { issuer: CALLER, kid: KID, tokenId: 'jti-1', tenantId: TENANT };
