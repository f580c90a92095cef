// Sessions that a broker holds, so that STS issues one for many requests. A session is held under tenant and caller together: no other
// tenant and no other caller gets it. The broker decides about each token before it asks here.

import { DEFAULT_HELD_SESSIONS } from '../../../contract';
import { BoundedMap } from '../../runtime/bounded-map';
import type { SessionAnswer } from '../../runtime/tenant-sessions';

/** What STS issued; or, for the log, what it failed of. */
export type Session =
  | Pick<Extract<SessionAnswer, { ok: true }>, 'ok' | 'credentials'>
  | { readonly ok: false; readonly cause?: string };

/** Whose session it is, as the decision about a token found it. */
export interface SessionOwner {
  readonly tenantId: string;
  readonly issuer: string;
}

export interface HeldSessionsOptions {
  readonly sessionLifetimeSeconds: number;
  /** How long a request may run. A session is handed out again only if it is valid for longer. */
  readonly handlerTimeoutSeconds: number;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** @default 10000 */
  readonly maxSessions?: number;
}

interface Held {
  /** When the broker began to decide about the token that the session was issued for: its end counts from here. */
  readonly decidedAt: number;
  readonly session: Promise<Session>;
}

export class HeldSessions {
  private readonly held: BoundedMap<string, Held>;
  private readonly lifetime: number;
  private readonly timeout: number;
  private readonly clock: () => number;

  public constructor(options: HeldSessionsOptions) {
    this.held = new BoundedMap(options.maxSessions ?? DEFAULT_HELD_SESSIONS);
    this.lifetime = options.sessionLifetimeSeconds * 1000;
    this.timeout = options.handlerTimeoutSeconds * 1000;
    this.clock = options.clock;
  }

  /**
   * The session that is held for this owner, or one that `assume` gets from STS. Concurrent requests of one owner share a call of `assume`.
   *
   * @param decidedAt when the decision about the token of this request began
   * @param assume gets a session with this end
   */
  public async sessionFor(
    { tenantId, issuer }: SessionOwner,
    decidedAt: number,
    assume: (expiration: string) => Promise<Session>,
  ): Promise<{ session: Session; isHeld: boolean }> {
    const id = JSON.stringify([tenantId, issuer]);
    const held = this.held.get(id);
    if (held !== undefined && this.outlasts(held, decidedAt)) {
      const session = await held.session;
      // STS may have taken its time. A failure is shared: another call would fail of the same.
      if (!session.ok || this.outlasts(held, decidedAt)) return { session, isHeld: true };
    }
    const made: Held = { decidedAt, session: assume(new Date(decidedAt + this.lifetime).toISOString()) };
    this.held.set(id, made);
    let isGood = false;
    try {
      const session = await made.session;
      isGood = session.ok;
      return { session, isHeld: false };
    } finally {
      if (!isGood && this.held.get(id) === made) this.held.delete(id);
    }
  }

  /**
   * True if the session ends after every request that may get it now. A session that was decided about after this request is not for it: the
   * request would keep its access for longer than its own decision allows. A clock that went backwards finds nothing, and NaN neither.
   */
  private outlasts(held: Held, decidedAt: number): boolean {
    const age = this.clock() - held.decidedAt;
    return held.decidedAt <= decidedAt && age >= 0 && this.lifetime - age > this.timeout;
  }
}
