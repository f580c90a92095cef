// How often a repository may be asked for kids of which nothing is known. Anybody can make kids up, a new one for each request and
// without a key; so questions that come to nothing are counted, per issuer. Questions that bring a key cost nothing.

import { DEFAULT_UNKNOWN_KEY_FETCH_SECONDS, DEFAULT_UNKNOWN_KEY_FETCHES, ExplainedError, ownerOf } from '../../../contract';
import { BoundedMap } from '../bounded-map';
import type { PublicKeyResult } from './verifier';

export interface UnknownKidBudgetOptions {
  /** The issuers that exist. @default - not known: the issuer is what stands before the last slash of a kid */
  readonly issuers?: readonly string[];
  /** Questions in a row that may come to nothing, per issuer. @default 10 */
  readonly unknownFetches?: number;
  /** Seconds after which one more may. @default 5 */
  readonly unknownFetchSeconds?: number;
  /** Issuers, and refused kids, that are remembered. @default 1000 */
  readonly maxEntries?: number;
}

export type NoKey = Extract<PublicKeyResult, { readonly reason: unknown }>;

/** Leave to ask once. Whoever has it says what came of it. */
export interface Leave {
  settle(result: PublicKeyResult): void;
}

/** Without a list of issuers prefixes can be made up like kids: all of them together have this many times the bound of one. */
const ISSUERS_AT_ONCE = 4;

/**
 * With the defaults an issuer's kids cost at most 11 + 2·t/5 fetches without a key in any t seconds: 10 and one every 5 s for
 * kids seen first, 1 and one every 5 s for kids that were refused and come again. A kid that is made up comes once, a real one
 * with every token: while made-up kids use up the one part, a new key gets the other at its second request (unless 1,000 others
 * were refused in between). Who sends made-up kids twice competes for that part, too; 5 s after the flood there is leave for
 * anybody. Kids outside the known issuers are never asked for. All of this is per cache, and so per warm instance of a function.
 */
export class UnknownKidBudget {
  private readonly issuers: ReadonlySet<string> | undefined;
  private readonly budgets: BoundedMap<string, Budget>;
  private readonly refused: BoundedMap<string, true>;
  private readonly all: Budget | undefined;
  private readonly fetches: number;
  private readonly everyMilliseconds: number;

  public constructor(options: UnknownKidBudgetOptions) {
    const { issuers, maxEntries = 1000 } = options;
    this.issuers = issuers && new Set(issuers);
    this.fetches = options.unknownFetches ?? DEFAULT_UNKNOWN_KEY_FETCHES;
    this.everyMilliseconds = (options.unknownFetchSeconds ?? DEFAULT_UNKNOWN_KEY_FETCH_SECONDS) * 1000;
    if (!(Number.isInteger(this.fetches) && this.fetches >= 1 && this.everyMilliseconds > 0))
      throw new ExplainedError(
        `unknownFetches is ${this.fetches}, and unknownFetchSeconds is ${this.everyMilliseconds / 1000}`,
        'a whole number of fetches of at least 1, and more than 0 seconds',
        'correct unknownFetches or unknownFetchSeconds',
      );
    // A known issuer's budget is never dropped: it would come back full.
    this.budgets = new BoundedMap(Math.max(maxEntries, this.issuers?.size ?? 0));
    this.refused = new BoundedMap(maxEntries);
    if (this.issuers === undefined) this.all = this.newBudget(ISSUERS_AT_ONCE);
  }

  /** Leave to ask for this kid, or what to answer without asking. `now` in milliseconds. */
  public ask(kid: string, now: number): Leave | NoKey {
    const issuer = this.issuers === undefined ? kid.slice(0, kid.lastIndexOf('/')) : ownerOf(kid, this.issuers);
    if (issuer === undefined) return { reason: 'key.unknown' };
    const own = this.budgetOf(issuer);
    const again = this.refused.get(kid) === true;
    const drawn = own.draw(again, now);
    const drawnOfAll = drawn && this.all?.draw(again, now);
    if (drawn === undefined || (this.all !== undefined && drawnOfAll === undefined)) {
      drawn?.giveBack();
      this.refused.set(kid, true);
      return { reason: own.lastReason };
    }
    this.refused.delete(kid);
    return {
      settle(result) {
        if ('reason' in result) own.lastReason = result.reason === 'key.unavailable' ? result.reason : 'key.unknown';
        else for (const allowance of [drawn, drawnOfAll]) allowance?.giveBack();
      },
    };
  }

  private budgetOf(issuer: string): Budget {
    const known = this.budgets.get(issuer);
    if (known !== undefined) return known;
    const made = this.newBudget(1);
    this.budgets.set(issuer, made);
    return made;
  }

  private newBudget(times: number): Budget {
    return new Budget(this.fetches * times, times, this.everyMilliseconds / times);
  }
}

class Budget {
  /** Why the last question came to nothing: in an outage a spent budget must not turn "try again" into "there is no such key". */
  public lastReason: 'key.unknown' | 'key.unavailable' = 'key.unknown';
  private readonly first: Allowance;
  private readonly again: Allowance;

  public constructor(first: number, again: number, everyMilliseconds: number) {
    this.first = new Allowance(first, everyMilliseconds);
    this.again = new Allowance(again, everyMilliseconds);
  }

  public draw(again: boolean, now: number): Allowance | undefined {
    if (this.first.take(now)) return this.first;
    return again && this.again.take(now) ? this.again : undefined;
  }
}

/** A token bucket, kept as the time at which it will be full again: whole milliseconds, so that no fraction gets lost. */
class Allowance {
  private fullAt = Number.NEGATIVE_INFINITY;

  public constructor(
    private readonly capacity: number,
    private readonly everyMilliseconds: number,
  ) {}

  /** Nothing for a clock that gives no time; for one that went backwards, an empty bucket that begins to fill. */
  public take(now: number): boolean {
    const emptyUntil = now + this.capacity * this.everyMilliseconds;
    const next = Math.min(Math.max(this.fullAt, now), emptyUntil) + this.everyMilliseconds;
    if (!(next <= emptyUntil)) {
      if (this.fullAt > emptyUntil) this.fullAt = emptyUntil;
      return false;
    }
    this.fullAt = next;
    return true;
  }

  public giveBack(): void {
    this.fullAt -= this.everyMilliseconds;
  }
}
