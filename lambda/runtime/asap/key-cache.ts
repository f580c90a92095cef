// A bounded cache in front of any source of public keys: a key is used for `maxAgeSeconds`, an unknown kid is remembered for a
// few seconds, concurrent misses of one kid share one fetch. A failed fetch is not remembered, and nothing outlives its bound.
// Unknown kids lie apart: anybody can make them up, and must not push keys in use out.

import { DEFAULT_KEY_MAX_AGE_SECONDS, DEFAULT_UNKNOWN_KEY_SECONDS } from '../../../contract';
import { BoundedMap } from '../bounded-map';
import type { PublicKeyResult, PublicKeySource } from './verifier';

export interface KeyCacheOptions {
  /** Longest use of a fetched key, in seconds: part of the published bound of a key's withdrawal. @default 300 */
  readonly maxAgeSeconds?: number;
  /** How long an unknown or unsuitable kid is remembered as such, in seconds. @default 5 */
  readonly unknownSeconds?: number;
  /** Of keys, and as many again of unknown kids. @default 1000 */
  readonly maxEntries?: number;
  /** Milliseconds since the epoch. @default Date.now */
  readonly clock?: () => number;
}

interface Entry {
  readonly result: PublicKeyResult;
  readonly storedAt: number;
  readonly lifeMilliseconds: number;
}

export class KeyCache implements PublicKeySource {
  private readonly known: BoundedMap<string, Entry>;
  private readonly unknown: BoundedMap<string, Entry>;
  private readonly inFlight = new Map<string, Promise<PublicKeyResult>>();
  private readonly maxAgeMilliseconds: number;
  private readonly unknownMilliseconds: number;
  private readonly clock: () => number;

  public constructor(
    private readonly source: PublicKeySource,
    options: KeyCacheOptions = {},
  ) {
    this.known = new BoundedMap(options.maxEntries ?? 1000);
    this.unknown = new BoundedMap(options.maxEntries ?? 1000);
    this.maxAgeMilliseconds = (options.maxAgeSeconds ?? DEFAULT_KEY_MAX_AGE_SECONDS) * 1000;
    this.unknownMilliseconds = (options.unknownSeconds ?? DEFAULT_UNKNOWN_KEY_SECONDS) * 1000;
    this.clock = options.clock ?? Date.now;
  }

  public get(kid: string): PublicKeyResult | Promise<PublicKeyResult> {
    const entry = this.known.get(kid) ?? this.unknown.get(kid);
    if (entry !== undefined) {
      const age = this.clock() - entry.storedAt;
      // A clock that went backwards makes the age unknowable: ask again.
      if (age >= 0 && age < entry.lifeMilliseconds) return entry.result;
      this.known.delete(kid);
      this.unknown.delete(kid);
    }
    const running = this.inFlight.get(kid);
    if (running !== undefined) return running;
    const fetched = this.fetch(kid).finally(() => this.inFlight.delete(kid));
    this.inFlight.set(kid, fetched);
    return fetched;
  }

  private async fetch(kid: string): Promise<PublicKeyResult> {
    // The age counts from before the question: the answer may be as old as that.
    const storedAt = this.clock();
    const result = await this.source.get(kid);
    if ('key' in result) this.known.set(kid, { result, storedAt, lifeMilliseconds: this.maxAgeMilliseconds });
    else if (result.reason !== 'key.unavailable')
      this.unknown.set(kid, { result, storedAt, lifeMilliseconds: this.unknownMilliseconds });
    return result;
  }
}
