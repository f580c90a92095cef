// Rows that send a request to a service's API. Who decided is read from the authorizers' logs by the request's trace id: no line,
// and the gateway decided by itself.
import { sealed, type TokenParts, tokenParts } from '../driver/tokens';
import type { Answer, IssuerName, LoggedDecision, ServiceName, World } from '../driver/world';
import type { Outcome, Row } from './row';

export interface Expected {
  readonly status: number;
  readonly reason: string;
  readonly decidedBy: string;
}

/** Authorization and tenant header for a token. */
export function bearer(token: string, tenant?: string): Record<string, string> {
  return { Authorization: `Bearer ${token}`, ...(tenant !== undefined && { 'X-Tenant-Id': tenant }) };
}

/** A good token of `issuer` for this service and tenant, changed by `change`, in its header. */
export async function signedFor(
  world: World,
  issuer: IssuerName,
  service: ServiceName,
  tenant: string,
  change: (parts: TokenParts) => TokenParts = (parts) => parts,
): Promise<Record<string, string>> {
  return bearer(await sealed(world, change(tokenParts(world, issuer, service, tenant))), tenant);
}

/** What the services' authorizers say about an answer; the innermost refusal first. */
export async function explain(world: World, answer: Answer): Promise<{ decidedBy: string; reason: string }> {
  const trace = answer.traceId.slice('Root='.length);
  const lines: LoggedDecision[] = [];
  for (const service of ['media', 'issues'] as const) lines.push(...(await world.decisions(service, 'authorizer', trace)));
  const decisive = lines.find((line) => line.decision === 'deny') ?? lines.find((line) => line.service === 'issues') ?? lines[0];
  if (decisive === undefined) return { decidedBy: 'gateway', reason: '-' };
  return { decidedBy: `our code (${decisive.service})`, reason: decisive.reason ?? 'allowed' };
}

/** What the services' brokers refused about this tenant or token; for a request that the gateway let through from its cache. */
export async function explainByBroker(world: World, text: string): Promise<{ decidedBy: string; reason: string } | undefined> {
  for (const service of ['issues', 'media'] as const) {
    const refused = (await world.decisions(service, 'session-broker', text)).find((line) => line.decision === 'deny');
    if (refused?.reason !== undefined) return { decidedBy: `broker of ${service}`, reason: refused.reason };
  }
  return undefined;
}

export function httpRow(
  section: string,
  request: string,
  expected: Expected,
  act: (world: World) => Promise<Answer>,
  judge: (answer: Answer) => string | undefined = () => undefined,
): Row {
  return {
    section,
    request,
    expected:
      expected.reason === '-' || expected.reason === 'allowed'
        ? String(expected.status)
        : `${expected.status} ${expected.reason}`,
    async run(world): Promise<Outcome> {
      const answer = await act(world);
      const { decidedBy, reason } = await explain(world, answer);
      const complaint = judge(answer);
      const ok =
        answer.status === expected.status &&
        reason === expected.reason &&
        decidedBy === expected.decidedBy &&
        complaint === undefined;
      return { ok, got: complaint ?? String(answer.status), decidedBy, reason, milliseconds: answer.milliseconds };
    },
  };
}
