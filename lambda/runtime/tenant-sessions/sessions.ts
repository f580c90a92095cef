// A service's side of its session broker: shows it the token a request came with, gets credentials that are good for that
// request's tenant and nothing else. The service has no other way to its tenants' data.

import { ExplainedError, isReasonCode, type ReasonCode } from '../../../contract';
import { genuine, type TenantContext } from '../tenant-context/tenant-context';

/** Temporary credentials of a tenant-bound session, in the form SDK clients take. */
export interface TenantCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** When the session ends. The session policy enforces this time, which is before the expiry that STS sets. */
  readonly expiration: Date;
}

/** The part of a Lambda client that this library uses. `Lambda` of @aws-sdk/client-lambda fits. */
export interface InvokePort {
  invoke(input: { FunctionName: string; Payload: Uint8Array }): Promise<{ FunctionError?: string; Payload?: Uint8Array }>;
}

export interface TenantSessionsOptions {
  /** `Lambda` of @aws-sdk/client-lambda, with the credentials of the function. */
  readonly lambda: InvokePort;
  /** Name of the service's broker: BULKHEAD_SESSIONS_FUNCTION in the environment of a TenantService's function. */
  readonly functionName: string;
}

/** The answer of the broker: credentials, or the reason of the refusal. */
export type SessionAnswer =
  | { readonly ok: true; readonly credentials: Omit<TenantCredentials, 'expiration'> & { readonly expiration: string } }
  | { readonly ok: false; readonly reason: ReasonCode };

/** The session broker refused, or did not answer. */
export class SessionRefusedError extends ExplainedError {
  public override readonly name = 'SessionRefusedError';

  public constructor(
    public readonly reason: ReasonCode,
    /** Name of the error if the call to the broker failed, such as `TooManyRequestsException`. @default - the broker answered */
    public readonly detail?: string,
  ) {
    super(
      `the session broker refused: ${reason}${detail === undefined ? '' : ` (${detail})`}`,
      'a session for the tenant of the request',
      `look up ${reason} in docs/reason-codes.md of cdk-bulkhead, and read the log of the session broker`,
    );
  }
}

/** Gets sessions for the tenants of requests from the session broker. */
export class TenantSessions {
  private readonly sessions = new WeakMap<TenantContext, Promise<TenantCredentials>>();

  /** @throws ExplainedError without `functionName` */
  public constructor(private readonly options: TenantSessionsOptions) {
    if (!options.functionName)
      throw new ExplainedError(
        'functionName is missing',
        'the name of the session broker',
        'give process.env.BULKHEAD_SESSIONS_FUNCTION, which a TenantService sets',
      );
  }

  /**
   * Credentials for the tenant of this request. Each request has one session.
   *
   * Rejects with SessionRefusedError if the broker refuses or does not answer, and with ForgedTenantContextError for a tenant that is not
   * genuine.
   */
  public async credentials(tenant: TenantContext): Promise<TenantCredentials> {
    const { token } = genuine(tenant);
    let session = this.sessions.get(tenant);
    if (session === undefined) {
      session = this.ask(token);
      this.sessions.set(tenant, session);
      session.catch(() => this.sessions.delete(tenant));
    }
    return session;
  }

  private async ask(token: string): Promise<TenantCredentials> {
    const { lambda, functionName } = this.options;
    const answer = await lambda
      .invoke({ FunctionName: functionName, Payload: Buffer.from(JSON.stringify({ token })) })
      // Throttled, not allowed, not there: no session. The name says which; the SDK's error could hold the request.
      .catch((error: unknown) => {
        throw new SessionRefusedError('session.unavailable', error instanceof Error ? error.name : undefined);
      });
    if (answer.FunctionError !== undefined || answer.Payload === undefined) throw new SessionRefusedError('session.unavailable');
    const parsed = parse(answer.Payload);
    if (!parsed.ok) throw new SessionRefusedError(parsed.reason);
    return { ...parsed.credentials, expiration: new Date(parsed.credentials.expiration) };
  }
}

/** JSON.parse names a piece of what it could not read in its error, and that may be of a secret. */
function parse(payload: Uint8Array): SessionAnswer {
  try {
    const answer = JSON.parse(Buffer.from(payload).toString('utf8')) as SessionAnswer;
    if (answer.ok ? answer.credentials.sessionToken : isReasonCode(answer.reason)) return answer;
  } catch {
    // Said below.
  }
  return { ok: false, reason: 'session.unavailable' };
}
