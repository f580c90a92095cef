// Gives a service a session for the tenant of a request it was handed, and only that. It takes exactly `{ token }` and decides about each
// one anew. It assumes the tenant role tagged with the tenant that was signed, or hands out the session that it holds for the same tenant
// and caller. Audience, role and allow-list are its own.

import { type ReasonCode, STS_MIN_SESSION_SECONDS, TENANT_SESSION_TAG } from '../../../contract';
import { causeOf } from '../../runtime/cause';
import {
  type Decision,
  type DecisionDependencies,
  decide,
  logDecision,
  logRefusal,
  type WriteLine,
} from '../../runtime/decision';
import { NotARequestError, sourceOf } from '../../runtime/event-source';
import type { SessionAnswer } from '../../runtime/tenant-sessions';
import type { HeldSessions, Session } from './held-sessions';

/** What we need of STS; `STS` of @aws-sdk/client-sts fills it as it is. */
export interface AssumeRolePort {
  assumeRole(input: {
    RoleArn: string;
    RoleSessionName: string;
    DurationSeconds: number;
    Tags: { Key: string; Value: string }[];
    Policy: string;
  }): Promise<{ Credentials?: { AccessKeyId?: string; SecretAccessKey?: string; SessionToken?: string } }>;
}

export interface BrokerDependencies {
  readonly decision: DecisionDependencies;
  readonly sts: AssumeRolePort;
  readonly tenantRole: string;
  /** Of this broker alone: a session opens the role of its service. */
  readonly sessions: HeldSessions;
  readonly clock: () => number;
  readonly write: WriteLine;
}

export async function giveSession(input: unknown, requestId: string, dependencies: BrokerDependencies): Promise<SessionAnswer> {
  if (sourceOf(input) !== undefined) {
    const { service } = dependencies.decision;
    logRefusal(dependencies.write, { by: 'session-broker', service, reason: 'event.not-a-request', requestId });
    throw new NotARequestError(
      input,
      'exactly { token }, from the service of this broker',
      'remove this event source from the function of the session broker',
    );
  }
  // The bounds count from here: what the decision rests on was true now at the latest, and asking for it takes its time.
  const decidedAt = dependencies.clock();
  const token = tokenOf(input);
  const decision = token === undefined ? refuse('session.request') : await decideOn(token, dependencies.decision);
  const { cause, session, ...answer } = decision.allowed
    ? await sessionFor(decision, decidedAt, dependencies)
    : unanswered(decision);
  logDecision(
    dependencies.write,
    {
      decision: answer.ok ? 'allow' : 'deny',
      by: 'session-broker',
      service: dependencies.decision.service,
      ...(answer.ok ? { accessKeyId: answer.credentials.accessKeyId, session } : { reason: answer.reason, cause }),
      ...decision.claimed,
      requestId,
    },
    { startedAt: decidedAt, endedAt: dependencies.clock() },
  );
  return answer;
}

function refuse(reason: ReasonCode): Extract<Decision, { allowed: false }> {
  return { allowed: false, reason, claimed: {} };
}

/** What is answered, and for the log alone what a dependency failed of, or where the session comes from. */
type Outcome = SessionAnswer & { readonly cause?: string; readonly session?: 'new' | 'held' };

function unanswered({ reason, cause }: Extract<Decision, { allowed: false }>): Outcome {
  return { ok: false, reason, cause };
}

function tokenOf(input: unknown): string | undefined {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return undefined;
  const { token, ...rest } = input as { token?: unknown };
  return typeof token === 'string' && Object.keys(rest).length === 0 ? token : undefined;
}

async function decideOn(token: string, dependencies: DecisionDependencies): Promise<Decision> {
  try {
    return await decide({ token, namedTenants: [] }, dependencies);
  } catch (error) {
    return { ...refuse('internal.error'), cause: causeOf(error) };
  }
}

async function sessionFor(
  decision: Extract<Decision, { allowed: true }>,
  decidedAt: number,
  { sts, tenantRole, sessions }: BrokerDependencies,
): Promise<Outcome> {
  const { tenantId } = decision.tenant;
  const { issuer, tokenId } = decision.token;
  const { session, isHeld } = await sessions.sessionFor({ tenantId, issuer }, decidedAt, (expiration) =>
    assume({ sts, tenantRole, tenantId, tokenId, expiration }),
  );
  if (!session.ok) return { ok: false, reason: 'session.unavailable', cause: session.cause };
  return { ok: true, credentials: session.credentials, tenantId, issuer, tokenId, session: isHeld ? 'held' : 'new' };
}

interface Assumption extends Pick<BrokerDependencies, 'sts' | 'tenantRole'> {
  readonly tenantId: string;
  readonly tokenId: string;
  readonly expiration: string;
}

async function assume({ sts, tenantRole, tenantId, tokenId, expiration }: Assumption): Promise<Session> {
  try {
    const { Credentials: given } = await sts.assumeRole({
      RoleArn: tenantRole,
      // CloudTrail shows it with every call of the session. It is the id of the first token: the log has those of the others, each with the
      // key id of the session.
      RoleSessionName: `asap.${tokenId}`.replace(/[^\w+=,.@-]/g, '-').slice(0, 64),
      DurationSeconds: STS_MIN_SESSION_SECONDS,
      Tags: [{ Key: TENANT_SESSION_TAG, Value: tenantId }],
      // STS gives no session under 15 minutes; a date condition ends it sooner. It can only take away from the role.
      Policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Action: '*', Resource: '*', Condition: { DateLessThan: { 'aws:CurrentTime': expiration } } },
        ],
      }),
    });
    if (!given?.AccessKeyId || !given.SecretAccessKey || !given.SessionToken) return { ok: false };
    const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken } = given;
    return { ok: true, credentials: { accessKeyId, secretAccessKey, sessionToken, expiration } };
  } catch (error) {
    // An SDK error may hold the request; its name says enough.
    return { ok: false, cause: causeOf(error) };
  }
}
