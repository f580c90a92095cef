// How long something withdrawn can still take effect, computed from the settings that cause it. These bounds are published
// by TenantService and tested against the runtime with a fake clock.

export interface StalenessSettings {
  readonly authorizerCacheSeconds: number;
  readonly tenantMaxAgeSeconds: number;
  readonly keyMaxAgeSeconds: number;
  readonly sessionLifetimeSeconds: number;
  readonly leewaySeconds: number;
  readonly handlerTimeoutSeconds: number;
}

/** `requests`: until the last request is let in. `data`: until the last read or write with a session given for it. */
export interface StalenessBound {
  readonly requests: number;
  readonly data: number;
}

/** How long after `exp` the broker still takes a token: the request it authorised may have been let in from the cache. */
export function brokerGraceSeconds(
  settings: Pick<StalenessSettings, 'authorizerCacheSeconds' | 'handlerTimeoutSeconds'>,
): number {
  return settings.authorizerCacheSeconds + settings.handlerTimeoutSeconds;
}

/**
 * A cached decision is as old as the record it was made from plus its own time in the cache. The broker decides again with a
 * record of its own, so a session starts at the latest when that record is stale, and lives `sessionLifetimeSeconds` more.
 */
export function stalenessBounds(settings: StalenessSettings) {
  const { authorizerCacheSeconds, tenantMaxAgeSeconds, keyMaxAgeSeconds, sessionLifetimeSeconds, leewaySeconds } = settings;
  return {
    tenantSuspended: {
      requests: tenantMaxAgeSeconds + authorizerCacheSeconds,
      data: tenantMaxAgeSeconds + sessionLifetimeSeconds,
    },
    callerRemoved: { requests: authorizerCacheSeconds, data: sessionLifetimeSeconds },
    keyWithdrawn: { requests: keyMaxAgeSeconds + authorizerCacheSeconds, data: keyMaxAgeSeconds + sessionLifetimeSeconds },
    tokenExpired: {
      requests: leewaySeconds + authorizerCacheSeconds,
      data: leewaySeconds + brokerGraceSeconds(settings) + sessionLifetimeSeconds,
    },
    sessionOutlivesRequest: { requests: 0, data: sessionLifetimeSeconds },
  } as const satisfies Record<string, StalenessBound>;
}
