// A service's side of its session broker: shows it the token a request came with, gets credentials that are good for that
// request's tenant and nothing else. The service has no other way to its tenants' data.

import { hash } from 'node:crypto';
import { DEFAULT_KEPT_SESSIONS, ENVIRONMENT, ExplainedError, isReasonCode, type ReasonCode } from '../../../contract';
import { BoundedMap } from '../bounded-map';
import { logHandOut } from '../decision/log';
import { writeLine } from '../log-line';
import { genuine, type TenantContext, type TenantContextState } from '../tenant-context/tenant-context';

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
  /**
   * How long a request may run, in seconds. A later request gets the session only if the session stays valid for longer than this.
   *
   * @default BULKHEAD_HANDLER_TIMEOUT of the environment, which a TenantService sets. Without either, each request asks the broker
   */
  readonly handlerTimeoutSeconds?: number;
  /** Largest number of kept sessions. There is one for each combination of tenant, caller and token. @default 2000 */
  readonly maxSessions?: number;
  /** Gets one line of JSON for each session that is handed out again: ids, never a token or a credential. @default standard output */
  readonly write?: (line: string) => void;
  /** Milliseconds since the epoch. @default Date.now */
  readonly clock?: () => number;
}

/** The answer of the broker: credentials and whose they are, or the reason of the refusal. */
export type SessionAnswer =
  | {
      readonly ok: true;
      readonly credentials: Omit<TenantCredentials, 'expiration'> & { readonly expiration: string };
      /** The tenant that the token names: the only one that the credentials are good for. */
      readonly tenantId: string;
      /** The caller that signed the token. */
      readonly issuer: string;
      /** `jti` of the token. */
      readonly tokenId: string;
    }
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

interface Session {
  readonly credentials: TenantCredentials;
  /** Of the credentials, which handlers and SDK clients get: whatever these do to that object changes nothing here. */
  readonly accessKeyId: string;
  readonly endsAt: number;
  readonly tokenId: string;
  /** When the broker had answered. */
  readonly since: number;
}

/** What a request asked for, and the answer as soon as it is there. */
interface Asked {
  readonly session: Promise<Session>;
  known?: Session;
}

/**
 * Gets sessions for the tenants of requests from the session broker. It shows the broker every token that it has not seen, and keeps the
 * answer under tenant, caller and token together.
 */
export class TenantSessions {
  private readonly requests = new WeakMap<TenantContext, Asked>();
  private readonly kept: BoundedMap<string, Session>;
  /** One object for one session, however many tokens it was the answer to: clients are kept by it. */
  private readonly credentialsByKeyId: BoundedMap<string, TenantCredentials>;
  private readonly asking = new Map<string, Promise<Session>>();
  private readonly handlerTimeout: number | undefined;
  private readonly write: (line: string) => void;
  private readonly clock: () => number;

  /** @throws ExplainedError without `functionName`, for `handlerTimeoutSeconds` that is not a number above 0, and for ill-formed `maxSessions` */
  public constructor(private readonly options: TenantSessionsOptions) {
    if (!options.functionName)
      throw new ExplainedError(
        'functionName is missing',
        'the name of the session broker',
        'give process.env.BULKHEAD_SESSIONS_FUNCTION, which a TenantService sets',
      );
    const { handlerTimeoutSeconds, maxSessions = DEFAULT_KEPT_SESSIONS, write = writeLine, clock = Date.now } = options;
    this.handlerTimeout = timeoutIn(handlerTimeoutSeconds ?? process.env[ENVIRONMENT.handlerTimeout]);
    this.kept = new BoundedMap(maxSessions);
    this.credentialsByKeyId = new BoundedMap(maxSessions);
    this.write = write;
    this.clock = clock;
  }

  /**
   * Credentials for the tenant of this request. Several requests may get the same session: those of one tenant and one caller, each with a
   * token about which the broker has decided.
   *
   * Rejects with SessionRefusedError if the broker refuses or does not answer, and with ForgedTenantContextError for a tenant that is not
   * genuine.
   */
  public async credentials(tenant: TenantContext): Promise<TenantCredentials> {
    const state = genuine(tenant);
    let own = this.requests.get(tenant);
    if (own === undefined || (own.known !== undefined && !this.isValid(own.known, 0))) {
      own = { session: this.sessionFor(state) };
      this.requests.set(tenant, own);
    }
    const asked = own;
    try {
      asked.known = await asked.session;
      return asked.known.credentials;
    } catch (error) {
      if (this.requests.get(tenant) === asked) this.requests.delete(tenant);
      throw error;
    }
  }

  private async sessionFor(state: TenantContextState): Promise<Session> {
    const timeout = this.handlerTimeout;
    if (timeout === undefined) return this.ask(state);
    const id = idOf(state);
    const kept = this.kept.get(id);
    if (kept !== undefined && this.isValid(kept, timeout)) return this.handOut(kept, state);
    const running = this.asking.get(id);
    if (running !== undefined) {
      const shared = await running;
      // The broker may have taken its time.
      if (this.isValid(shared, timeout)) return this.handOut(shared, state);
    }
    const asking = this.ask(state);
    this.asking.set(id, asking);
    try {
      const session = await asking;
      this.kept.set(id, session);
      return session;
    } finally {
      if (this.asking.get(id) === asking) this.asking.delete(id);
    }
  }

  private handOut(session: Session, { tenantId, caller, traceId }: TenantContextState): Session {
    logHandOut(this.write, {
      by: 'handler',
      service: process.env[ENVIRONMENT.service],
      accessKeyId: session.accessKeyId,
      issuer: caller,
      tenantId,
      tokenId: session.tokenId,
      traceId,
    });
    return session;
  }

  /** True for a session that is valid for longer than this. A clock that went backwards makes that unknowable: false. */
  private isValid({ endsAt, since }: Session, milliseconds: number): boolean {
    const now = this.clock();
    return now >= since && endsAt - now > milliseconds;
  }

  private async ask({ token, tenantId, caller }: TenantContextState): Promise<Session> {
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
    // The authorizer's context and the token name the same tenant and caller, unless somebody invoked the function and made the context up.
    if (parsed.tenantId !== tenantId || parsed.issuer !== caller) throw new SessionRefusedError('authorizer.context');
    const { tokenId, credentials: given } = parsed;
    const { accessKeyId } = given;
    return {
      credentials: this.credentialsOf(parsed),
      accessKeyId,
      endsAt: Date.parse(given.expiration),
      tokenId,
      since: this.clock(),
    };
  }

  private credentialsOf({ credentials, tenantId, issuer }: Extract<SessionAnswer, { ok: true }>): TenantCredentials {
    const id = JSON.stringify([tenantId, issuer, credentials.accessKeyId]);
    const known = this.credentialsByKeyId.get(id);
    if (known !== undefined && known.sessionToken === credentials.sessionToken) return known;
    // Not frozen: the SDK's clients write to the object that they are given.
    const { accessKeyId, secretAccessKey, sessionToken, expiration } = credentials;
    const made = { accessKeyId, secretAccessKey, sessionToken, expiration: new Date(expiration) };
    this.credentialsByKeyId.set(id, made);
    return made;
  }
}

/** A digest, so that no token is kept. Whoever names tenant and caller must also show a token that the broker has decided about. */
function idOf({ tenantId, caller, token }: TenantContextState): string {
  return hash('sha256', JSON.stringify([tenantId, caller, token]), 'binary');
}

/** In milliseconds; undefined if nobody says it. */
function timeoutIn(seconds: number | string | undefined): number | undefined {
  if (seconds === undefined) return undefined;
  const timeout = Number(seconds) * 1000;
  if (!(timeout > 0))
    throw new ExplainedError(
      `handlerTimeoutSeconds is ${JSON.stringify(seconds)}`,
      'the timeout of the function in seconds, above 0',
      'give the timeout of the function, or leave it out where a TenantService sets BULKHEAD_HANDLER_TIMEOUT',
    );
  return timeout;
}

/** JSON.parse names a piece of what it could not read in its error, and that may be of a secret. */
function parse(payload: Uint8Array): SessionAnswer {
  try {
    const answer = JSON.parse(Buffer.from(payload).toString('utf8')) as SessionAnswer;
    if (answer.ok ? isWhole(answer) : isReasonCode(answer.reason)) return answer;
  } catch {
    // Said below.
  }
  return { ok: false, reason: 'session.unavailable' };
}

function isWhole({ credentials, tenantId, issuer, tokenId }: Extract<SessionAnswer, { ok: true }>): boolean {
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = credentials;
  const texts = [accessKeyId, secretAccessKey, sessionToken, tenantId, issuer, tokenId];
  return texts.every((text: unknown) => typeof text === 'string' && text !== '') && !Number.isNaN(Date.parse(expiration));
}
