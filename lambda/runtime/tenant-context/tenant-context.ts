// The tenant a request acts for, as a value that only `withTenant` and `RequestGuard` make. Every sink (session, table, outgoing
// call) asks `genuine`: a look-alike, a copy, a proxy or a subclass has no private state and is refused.

import { ExplainedError, type ReasonCode } from '../../../contract';

/** What the authorizer decided, and the token it decided on. */
export interface TenantContextState {
  readonly tenantId: string;
  readonly caller: string;
  readonly placement: string;
  readonly version: number;
  readonly token: string;
  readonly traceId: string | undefined;
}

const making = Symbol('made for one request');

export class TenantContext {
  readonly #state: TenantContextState;

  /** Do not call it: `withTenant` and `RequestGuard` create contexts. */
  public constructor(key: symbol, state: TenantContextState) {
    if (key !== making)
      throw new ExplainedError(
        'the constructor of TenantContext was called',
        'a TenantContext that withTenant or RequestGuard created',
        'use the TenantContext that your handler receives',
      );
    this.#state = Object.freeze({ ...state });
    Object.freeze(this);
  }

  /** The tenant, as signed by the caller and checked by the authorizer. */
  public get tenantId(): string {
    return this.#state.tenantId;
  }

  /** The calling service: its ASAP issuer name. */
  public get caller(): string {
    return this.#state.caller;
  }

  /** Where the tenant's data lives. */
  public get placement(): string {
    return this.#state.placement;
  }

  /** Version of the tenant's record with which the request was allowed. */
  public get version(): number {
    return this.#state.version;
  }

  /** Never the token: a context may be logged. */
  public toJSON(): { tenantId: string; caller: string; placement: string; version: number } {
    const { tenantId, caller, placement, version } = this.#state;
    return { tenantId, caller, placement, version };
  }

  /** @internal */
  public static stateOf(value: unknown): TenantContextState | undefined {
    return typeof value === 'object' && value !== null && #state in value ? value.#state : undefined;
  }
}

Object.freeze(TenantContext.prototype);
Object.freeze(TenantContext);

/** Functions that take a TenantContext throw this error for a look-alike, a copy, a proxy or a subclass. */
export class ForgedTenantContextError extends ExplainedError {
  public readonly reason: ReasonCode = 'tenant.missing';
  public override readonly name = 'ForgedTenantContextError';

  public constructor() {
    super(
      'the tenant is not a genuine TenantContext',
      'the TenantContext that withTenant or RequestGuard gave to the handler',
      'pass this TenantContext itself, not a copy, a proxy or another object',
    );
  }
}

/** @internal */
export function makeTenantContext(state: TenantContextState): TenantContext {
  return new TenantContext(making, state);
}

/** @internal The private state of a genuine context; throws for anything else. */
export function genuine(tenant: TenantContext): TenantContextState {
  const state = TenantContext.stateOf(tenant);
  if (state === undefined) throw new ForgedTenantContextError();
  return state;
}
