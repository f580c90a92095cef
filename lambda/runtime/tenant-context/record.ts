// A tenant's record: what the Tenant Context Service knows, and how it lies in the catalogue table.

import { isIssuer, isTenantId } from '../../../contract';

export type TenantStatus = 'active' | 'suspended';

export interface TenantRecord {
  readonly tenantId: string;
  readonly status: TenantStatus;
  /** Services the tenant may use, by name, sorted. */
  readonly services: readonly string[];
  /** Where the tenant's data lives: the shard or silo, in the operator's own words. */
  readonly placement: string;
  /** Grows by one with every change. */
  readonly version: number;
}

export const MAX_SERVICES = 200;
const PLACEMENT = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

export function isPlacement(value: unknown): value is string {
  return typeof value === 'string' && PLACEMENT.test(value);
}

/** A record read from outside, checked member by member; undefined if it is not one. */
export function asTenantRecord(value: { readonly [name: string]: unknown }): TenantRecord | undefined {
  const { tenantId, status, services, placement, version } = value;
  if (!isTenantId(tenantId) || (status !== 'active' && status !== 'suspended') || !isPlacement(placement)) return undefined;
  if (!Array.isArray(services) || services.length > MAX_SERVICES || !services.every(isIssuer)) return undefined;
  if (!Number.isSafeInteger(version) || (version as number) < 1) return undefined;
  return Object.freeze({
    tenantId,
    status,
    placement,
    services: Object.freeze([...services].sort()),
    version: version as number,
  });
}
