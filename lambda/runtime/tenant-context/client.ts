// Looks tenants up: one GetItem on a miss, a small bounded cache in front of it. A record is used for `maxAgeSeconds`, which is
// part of the published staleness bounds; a store that fails is not hidden by an older record.

import { DEFAULT_TENANT_MAX_AGE_SECONDS, ExplainedError } from '../../../contract';
import { BoundedMap } from '../bounded-map';
import { asTenantRecord, type TenantRecord } from './record';

/** Reads the record of one tenant id. Resolves with undefined if there is no record. Rejects if the read fails. */
export type TenantRecordStore = (tenantId: string) => Promise<TenantRecord | undefined>;

export interface TenantContextClientOptions {
  /** How long a record is used before the client reads it again, in seconds. @default 5 */
  readonly maxAgeSeconds?: number;
  /** Largest number of remembered tenants. @default 1000 */
  readonly maxEntries?: number;
  /** Milliseconds since the epoch. @default Date.now */
  readonly clock?: () => number;
}

const REMEDY = 'correct the TenantRecordStore, or the item in the table of the Tenant Context Service';

interface Lookup {
  readonly record: Promise<TenantRecord | undefined>;
  readonly startedAt: number;
  /** The answer, as soon as it is there; an unknown tenant has none. */
  known?: TenantRecord;
}

/** Looks tenants up, and keeps each answer for `maxAgeSeconds`. */
export class TenantContextClient {
  private readonly lookups: BoundedMap<string, Lookup>;
  private readonly maxAgeMilliseconds: number;
  private readonly clock: () => number;

  /** @throws ExplainedError unless `maxEntries` is a whole number of at least 1 */
  public constructor(
    private readonly store: TenantRecordStore,
    options: TenantContextClientOptions = {},
  ) {
    this.lookups = new BoundedMap(options.maxEntries ?? 1000);
    this.maxAgeMilliseconds = (options.maxAgeSeconds ?? DEFAULT_TENANT_MAX_AGE_SECONDS) * 1000;
    this.clock = options.clock ?? Date.now;
  }

  /** The record if it is known now and the tenant exists, else undefined: then call `get`. */
  public current(tenantId: string): TenantRecord | undefined {
    const lookup = this.lookups.get(tenantId);
    return lookup !== undefined && this.isFresh(lookup) ? lookup.known : undefined;
  }

  /**
   * The tenant's record, at most `maxAgeSeconds` old; undefined for an unknown tenant. Concurrent misses share one read. Rejects if the
   * store rejects, and with ExplainedError if the store answers with anything other than the record of this tenant.
   */
  public get(tenantId: string): Promise<TenantRecord | undefined> {
    const found = this.lookups.get(tenantId);
    if (found !== undefined && this.isFresh(found)) return found.record;
    // The age counts from before the question: the answer may be as old as that.
    const lookup: Lookup = { startedAt: this.clock(), record: this.read(tenantId) };
    this.lookups.set(tenantId, lookup);
    lookup.record.then(
      (record) => {
        lookup.known = record;
      },
      () => {
        if (this.lookups.get(tenantId) === lookup) this.lookups.delete(tenantId);
      },
    );
    return lookup.record;
  }

  private isFresh({ startedAt }: Lookup): boolean {
    const age = this.clock() - startedAt;
    return age >= 0 && age < this.maxAgeMilliseconds;
  }

  private async read(tenantId: string): Promise<TenantRecord | undefined> {
    const found = await this.store(tenantId);
    if (found === undefined) return undefined;
    const record = asTenantRecord({ ...found });
    if (record === undefined)
      throw new ExplainedError(
        'the catalogue answered with an ill-formed record',
        'a record in the form that the commands write',
        REMEDY,
      );
    // A store that answers about another tenant must not be believed about this one.
    if (record.tenantId !== tenantId)
      throw new ExplainedError(
        'the catalogue answered with the record of another tenant',
        'the record of the requested tenant',
        REMEDY,
      );
    return record;
  }
}
