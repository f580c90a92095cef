// The staleness bounds of a service, as durations.

import { Duration } from 'aws-cdk-lib/core';
import { stalenessBounds } from '../../contract';

/**
 * How long something that was withdrawn can still have an effect.
 */
export interface StalenessBound {
  /**
   * The time until the service refuses every request that depends on what was withdrawn.
   */
  readonly requests: Duration;

  /**
   * The time until the last read or write of tenant data for such a request.
   */
  readonly data: Duration;
}

/**
 * The staleness bounds of a service, one for each event, computed from its settings.
 */
export interface StalenessBounds {
  /** An operator suspends a tenant, or revokes its entitlement. */
  readonly tenantSuspended: StalenessBound;

  /** A caller is removed from the allow-list. The time counts from the end of the deployment. */
  readonly callerRemoved: StalenessBound;

  /** A public key is removed from the key repository. */
  readonly keyWithdrawn: StalenessBound;

  /** A token expires. */
  readonly tokenExpired: StalenessBound;

  /** A request ends, and its session is still valid. This bound does not hold for a compromised broker: it could get a session of one hour. */
  readonly sessionOutlivesRequest: StalenessBound;
}

/** The bounds that `contract` computes in seconds. */
export function publishedBounds(settings: Parameters<typeof stalenessBounds>[0]): StalenessBounds {
  const { tenantSuspended, callerRemoved, keyWithdrawn, tokenExpired, sessionOutlivesRequest } = stalenessBounds(settings);
  const published = ({ requests, data }: { requests: number; data: number }): StalenessBound => ({
    requests: Duration.seconds(requests),
    data: Duration.seconds(data),
  });
  return {
    tenantSuspended: published(tenantSuspended),
    callerRemoved: published(callerRemoved),
    keyWithdrawn: published(keyWithdrawn),
    tokenExpired: published(tokenExpired),
    sessionOutlivesRequest: published(sessionOutlivesRequest),
  };
}
