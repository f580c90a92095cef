// Gives a service a session for the tenant of a request it was handed, and only that. It takes exactly `{ token }`, decides
// about it anew, and assumes the tenant role tagged with the tenant that was signed. Audience, role and allow-list are its own.

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
  readonly sessionLifetimeSeconds: number;
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
  const { cause, ...answer } = decision.allowed ? await assume(decision, decidedAt, dependencies) : unanswered(decision);
  logDecision(
    dependencies.write,
    {
      decision: answer.ok ? 'allow' : 'deny',
      by: 'session-broker',
      service: dependencies.decision.service,
      ...(answer.ok ? { accessKeyId: answer.credentials.accessKeyId } : { reason: answer.reason, cause }),
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

/** What is answered, and for the log alone what a dependency failed of. */
type Outcome = SessionAnswer & { readonly cause?: string };

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

async function assume(
  decision: Extract<Decision, { allowed: true }>,
  decidedAt: number,
  dependencies: BrokerDependencies,
): Promise<Outcome> {
  const expiration = new Date(decidedAt + dependencies.sessionLifetimeSeconds * 1000).toISOString();
  try {
    const { Credentials: given } = await dependencies.sts.assumeRole({
      RoleArn: dependencies.tenantRole,
      // CloudTrail shows it with every call of the session: the token's id leads back to the request.
      RoleSessionName: `asap.${decision.token.tokenId}`.replace(/[^\w+=,.@-]/g, '-').slice(0, 64),
      DurationSeconds: STS_MIN_SESSION_SECONDS,
      Tags: [{ Key: TENANT_SESSION_TAG, Value: decision.tenant.tenantId }],
      // STS gives no session under 15 minutes; a date condition ends it sooner. It can only take away from the role.
      Policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Action: '*', Resource: '*', Condition: { DateLessThan: { 'aws:CurrentTime': expiration } } },
        ],
      }),
    });
    if (!given?.AccessKeyId || !given.SecretAccessKey || !given.SessionToken) return { ok: false, reason: 'session.unavailable' };
    const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken } = given;
    return { ok: true, credentials: { accessKeyId, secretAccessKey, sessionToken, expiration } };
  } catch (error) {
    // An SDK error may hold the request; its name says enough.
    return { ok: false, reason: 'session.unavailable', cause: causeOf(error) };
  }
}
