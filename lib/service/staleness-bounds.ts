// The staleness bounds of a service, as durations.

import { Duration } from 'aws-cdk-lib/core';
import { stalenessBounds } from '../../contract';

/**
 * How long something withdrawn can still take effect.
 */
export interface StalenessBound {
  /**
   * Until the last request is let in.
   */
  readonly requests: Duration;

  /**
   * Until the last read or write in a session that was given for such a request.
   */
  readonly data: Duration;
}

/**
 * The staleness bounds of a service, one for each event, computed from its settings.
 */
export interface StalenessBounds {
  /** A tenant is suspended, or its entitlement revoked. */
  readonly tenantSuspended: StalenessBound;

  /** A caller is taken off the list, counted from the end of the deployment. */
  readonly callerRemoved: StalenessBound;

  /** A public key is taken out of the repository. */
  readonly keyWithdrawn: StalenessBound;

  /** A token expires. */
  readonly tokenExpired: StalenessBound;

  /** A request ends; its session goes on. A compromised broker could ask for an hour. */
  readonly sessionOutlivesRequest: StalenessBound;
}

/** In seconds as `contract` computes them. */
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
