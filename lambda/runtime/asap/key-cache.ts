// A bounded cache in front of any source of public keys: a key is used for `maxAgeSeconds`, or less if its repository says so, an
// unknown kid is remembered for a few seconds, concurrent misses of one kid share one fetch. Nothing outlives its bound.
// Unknown kids lie apart: anybody can make them up, and must not push keys in use out, nor make us ask without end.

import { DEFAULT_KEY_MAX_AGE_SECONDS, DEFAULT_UNKNOWN_KEY_SECONDS } from '../../../contract';
import { BoundedMap } from '../bounded-map';
import { lifetimeOf } from '../http/lifetime';
import { type Leave, type NoKey, UnknownKidBudget, type UnknownKidBudgetOptions } from './unknown-kid-budget';
import type { PublicKeyResult, PublicKeySource } from './verifier';

/**
 * A verifier uses a withdrawn key for at most `maxAgeSeconds` plus the larger of the two stale times. This sum is `keyMaxAgeSeconds` of
 * `stalenessBounds`. A shared cache in front of the repository adds the time for which it holds answers, minus the `Age` that it sends.
 */
export interface KeyCacheOptions extends UnknownKidBudgetOptions {
  /** How long a fetched key is used, in seconds. It is part of the published bound for the withdrawal of a key. @default 300 */
  readonly maxAgeSeconds?: number;
  /**
   * How long after `maxAgeSeconds` a key may still be used while the cache reads a newer answer in the background, in seconds. The last
   * answer must allow it (`stale-while-revalidate`). Do not use it in functions that are frozen between requests. @default 0
   */
  readonly staleWhileRevalidateSeconds?: number;
  /**
   * How long after `maxAgeSeconds` a key may still be used if the repository does not answer, in seconds. The last answer must allow it
   * (`stale-if-error`). @default 0
   */
  readonly staleIfErrorSeconds?: number;
  /**
   * How long the cache remembers that a kid is unknown or unsuitable, in seconds. For the same time the cache does not ask again for a
   * key if the repository did not answer and a stale key is in use, or if a shared cache gave an expired answer. @default 5
   */
  readonly unknownSeconds?: number;
  /** Largest number of kept keys. The same number limits unknown kids, refused kids and issuers. @default 1000 */
  readonly maxEntries?: number;
  /** Milliseconds since the epoch. @default Date.now */
  readonly clock?: () => number;
}

type FoundKey = Exclude<PublicKeyResult, NoKey>;

/** All times in milliseconds. */
interface Entry<Result extends PublicKeyResult> {
  readonly result: Result;
  readonly storedAt: number;
  readonly fresh: number;
  readonly staleWhileRevalidate: number;
  readonly staleIfError: number;
  failedAt: number;
}

const NEVER = Number.NEGATIVE_INFINITY;
const NOTHING_SAID = lifetimeOf({});
const UNAVAILABLE = { reason: 'key.unavailable' } as const;

/** Questions in the background at a time; what is beyond it waits for the next request. */
const MAX_REFRESHES = 8;

/** Keeps the keys of a source in memory, each key for at most `maxAgeSeconds`. */
export class KeyCache implements PublicKeySource {
  private readonly known: BoundedMap<string, Entry<FoundKey>>;
  private readonly unknown: BoundedMap<string, Entry<NoKey>>;
  private readonly budget: UnknownKidBudget;
  private readonly inFlight = new Map<string, Promise<PublicKeyResult>>();
  private refreshes = 0;
  private readonly bounds: { readonly maxAge: number; readonly staleWhileRevalidate: number; readonly staleIfError: number };
  private readonly unknownMilliseconds: number;
  private readonly clock: () => number;

  /** @throws ExplainedError unless `maxEntries` and `unknownFetches` are whole numbers of at least 1, and `unknownFetchSeconds` is above 0 */
  public constructor(
    private readonly source: PublicKeySource,
    options: KeyCacheOptions = {},
  ) {
    this.known = new BoundedMap(options.maxEntries ?? 1000);
    this.unknown = new BoundedMap(options.maxEntries ?? 1000);
    this.budget = new UnknownKidBudget(options);
    this.bounds = {
      maxAge: (options.maxAgeSeconds ?? DEFAULT_KEY_MAX_AGE_SECONDS) * 1000,
      staleWhileRevalidate: (options.staleWhileRevalidateSeconds ?? 0) * 1000,
      staleIfError: (options.staleIfErrorSeconds ?? 0) * 1000,
    };
    this.unknownMilliseconds = (options.unknownSeconds ?? DEFAULT_UNKNOWN_KEY_SECONDS) * 1000;
    this.clock = options.clock ?? Date.now;
  }

  /** The key, or the reason why there is none. Returns a value if the cache knows the answer, and a promise if it must ask the source. */
  public get(kid: string): PublicKeyResult | Promise<PublicKeyResult> {
    const now = this.clock();
    const entry = this.answering(kid, now);
    if (entry !== undefined) {
      if (!(now - entry.storedAt < entry.fresh)) this.refresh(kid, entry, now);
      return entry.result;
    }
    const running = this.inFlight.get(kid);
    if (running !== undefined) return running;
    if (this.known.get(kid) !== undefined) return this.fetch(kid);
    const leave = this.budget.ask(kid, now);
    return 'reason' in leave ? leave : this.fetch(kid, leave);
  }

  /** The answer of `get` if the cache knows it now. Never asks the source. */
  public current(kid: string): PublicKeyResult | undefined {
    return this.answering(kid, this.clock())?.result;
  }

  private answering(kid: string, now: number): Entry<PublicKeyResult> | undefined {
    return [this.known.get(kid), this.unknown.get(kid)].find((entry) => entry !== undefined && this.answers(entry, now));
  }

  private answers(entry: Entry<PublicKeyResult>, now: number): boolean {
    const age = now - entry.storedAt;
    // A clock that went backwards makes the age unknowable: ask again.
    if (!(age >= 0)) return false;
    return (
      age < entry.fresh + entry.staleWhileRevalidate || (age < entry.fresh + entry.staleIfError && this.failedLately(entry, now))
    );
  }

  private failedLately({ failedAt }: Entry<PublicKeyResult>, now: number): boolean {
    return now >= failedAt && now - failedAt < this.unknownMilliseconds;
  }

  private refresh(kid: string, entry: Entry<PublicKeyResult>, now: number): void {
    if (this.refreshes >= MAX_REFRESHES || this.inFlight.has(kid) || this.failedLately(entry, now)) return;
    this.refreshes += 1;
    const done = () => {
      this.refreshes -= 1;
    };
    this.fetch(kid).then(done, done);
  }

  private fetch(kid: string, leave?: Leave): Promise<PublicKeyResult> {
    const fetched = this.ask(kid, leave).finally(() => this.inFlight.delete(kid));
    this.inFlight.set(kid, fetched);
    return fetched;
  }

  private async ask(kid: string, leave: Leave | undefined): Promise<PublicKeyResult> {
    // The age counts from before the question: the answer may be as old as that.
    const askedAt = this.clock();
    try {
      const result = await this.source.get(kid);
      leave?.settle(result);
      if ('key' in result) return this.keep(kid, result, askedAt);
      if (result.reason === 'key.unavailable') return this.standIn(kid) ?? result;
      this.known.delete(kid);
      return this.remember(kid, result, askedAt);
    } catch (error) {
      const held = this.standIn(kid);
      if (held === undefined) throw error;
      return held;
    }
  }

  private remember(kid: string, result: NoKey, askedAt: number): NoKey {
    this.unknown.set(kid, { ...entryOf(result, askedAt), fresh: this.unknownMilliseconds });
    return result;
  }

  /** Keeps a fetched key for as long as both its repository and we allow. The same key again stays the same object. */
  private keep(kid: string, fetched: FoundKey, askedAt: number): PublicKeyResult {
    const { freshSeconds = Number.POSITIVE_INFINITY, ageSeconds, ...allowed } = fetched.lifetime ?? NOTHING_SAID;
    const { maxAge, staleWhileRevalidate, staleIfError } = this.bounds;
    const held = this.known.get(kid)?.result;
    const result = held?.key.equals(fetched.key) ? held : fetched;
    const entry = {
      ...entryOf(result, askedAt),
      fresh: Math.min(maxAge, freshSeconds * 1000) - ageSeconds * 1000,
      staleWhileRevalidate: Math.min(staleWhileRevalidate, allowed.staleWhileRevalidateSeconds * 1000),
      staleIfError: Math.min(staleIfError, allowed.staleIfErrorSeconds * 1000),
    };
    if (ageSeconds > 0 && ageSeconds >= freshSeconds) {
      // A shared cache gave out what is past its time: the repository behind it did not answer. Without an age (`no-store`, `max-age=0`)
      // the answer is the repository's own, and counts for those who wait for it.
      entry.failedAt = this.clock();
      if (!this.answers(entry, entry.failedAt)) return this.standIn(kid) ?? this.remember(kid, UNAVAILABLE, askedAt);
    }
    this.unknown.delete(kid);
    this.known.set(kid, entry);
    return result;
  }

  /** The key held, if it may stand in for an answer that did not come. */
  private standIn(kid: string): PublicKeyResult | undefined {
    const entry = this.known.get(kid);
    if (entry === undefined) return undefined;
    const now = this.clock();
    entry.failedAt = now;
    return this.answers(entry, now) ? entry.result : undefined;
  }
}

function entryOf<Result extends PublicKeyResult>(result: Result, storedAt: number): Entry<Result> {
  return { result, storedAt, fresh: 0, staleWhileRevalidate: 0, staleIfError: 0, failedAt: NEVER };
}
