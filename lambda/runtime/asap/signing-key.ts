// What a signer signs with, and where it may come from: a key that stays, or a source that names another one after a rotation.

import { DEFAULT_SIGNING_KEY_MAX_AGE_SECONDS, ExplainedError } from '../../../contract';
import type { AsapAlgorithm } from './algorithms';

/** Signs bytes with one key and one algorithm. ES* signatures are raw R‖S (RFC 7518), not DER. */
export interface SigningKey {
  /** Key id, `<issuer>/<key>`: verifiers ask the key repository for it. */
  readonly kid: string;
  readonly algorithm: AsapAlgorithm;
  sign(data: Uint8Array): Promise<Uint8Array>;
}

/** Gives the key that signs now: as a value if the source knows it, as a promise if the source must ask. */
export interface SigningKeySource {
  current(): SigningKey | Promise<SigningKey>;
}

export interface SigningKeyCacheOptions {
  /**
   * How long a key signs at most before `read` is called again, in seconds. The cache reads again at a random time in the second half of
   * it. A rotation must wait for this time plus a token's lifetime.
   *
   * @default 60
   */
  readonly maxAgeSeconds?: number;
  /** How much longer the key signs while `read` fails, in seconds. Verifiers refuse the key if it was withdrawn meanwhile. @default 3600 */
  readonly staleSeconds?: number;
  /**
   * Pause after a failure of `read`, in seconds. In the pause the old key signs; without an old key, signing fails again. The pause
   * doubles with each further failure, up to eight times this value. Each pause ends at a random time in its second half.
   *
   * @default 2
   */
  readonly retrySeconds?: number;
  /** Milliseconds since the epoch. @default Date.now */
  readonly clock?: () => number;
  /** A number from 0 up to 1, anew for each time. @default Math.random */
  readonly random?: () => number;
}

interface Known {
  readonly key: SigningKey;
  readonly since: number;
  /** Age in milliseconds at which it is read again. */
  readonly refreshAt: number;
}

interface Failure {
  readonly error: unknown;
  readonly since: number;
  readonly inRow: number;
  /** In milliseconds. */
  readonly pause: number;
}

const MOST_DOUBLINGS = 3;

/**
 * Calls `read` again when half of `maxAgeSeconds` to all of it has passed, at a random time: many execution environments that start
 * together do not read together. Concurrent callers share one call. If `read` fails, the old key signs for `staleSeconds` more. After that,
 * `current` rejects with the error.
 */
export class SigningKeyCache implements SigningKeySource {
  private readonly maxAgeMilliseconds: number;
  private readonly staleMilliseconds: number;
  private readonly retryMilliseconds: number;
  private readonly clock: () => number;
  private readonly random: () => number;
  private known: Known | undefined;
  private failure: Failure | undefined;
  private asking: Promise<SigningKey> | undefined;

  /**
   * @param read gets the key that signs now
   * @throws ExplainedError for a time that is not 0 to 86400 seconds
   */
  public constructor(
    private readonly read: () => Promise<SigningKey>,
    options: SigningKeyCacheOptions = {},
  ) {
    const {
      maxAgeSeconds = DEFAULT_SIGNING_KEY_MAX_AGE_SECONDS,
      staleSeconds = 3600,
      retrySeconds = 2,
      clock = Date.now,
      random = Math.random,
    } = options;
    for (const [name, seconds] of Object.entries({ maxAgeSeconds, staleSeconds, retrySeconds })) {
      if (!(seconds >= 0 && seconds <= 86_400))
        throw new ExplainedError(`${name} is ${seconds}`, '0 to 86400 seconds', `correct ${name}, or leave it out`);
    }
    this.maxAgeMilliseconds = maxAgeSeconds * 1000;
    this.staleMilliseconds = staleSeconds * 1000;
    this.retryMilliseconds = retrySeconds * 1000;
    this.clock = clock;
    this.random = random;
  }

  public current(): SigningKey | Promise<SigningKey> {
    const { known, failure } = this;
    if (known !== undefined && this.isWithin(known, known.refreshAt)) return known.key;
    // A read is under way. The caller gets the known key, and waits for the read only if there is none.
    if (this.asking !== undefined)
      return known !== undefined && this.isWithin(known, this.maxAgeMilliseconds) ? known.key : this.asking;
    if (failure !== undefined && this.isWithin(failure, failure.pause)) return this.staleKey() ?? Promise.reject(failure.error);
    this.asking = this.ask().finally(() => {
      this.asking = undefined;
    });
    return this.asking;
  }

  private async ask(): Promise<SigningKey> {
    // The age counts from before the question: the answer may be as old as that.
    const since = this.clock();
    try {
      const key = await this.read();
      this.known = { key, since, refreshAt: this.jittered(this.maxAgeMilliseconds) };
      this.failure = undefined;
      return key;
    } catch (error) {
      const inRow = (this.failure?.inRow ?? 0) + 1;
      const pause = this.jittered(this.retryMilliseconds * 2 ** Math.min(inRow - 1, MOST_DOUBLINGS));
      this.failure = { error, since: this.clock(), inRow, pause };
      const stale = this.staleKey();
      if (stale === undefined) throw error;
      return stale;
    }
  }

  private staleKey(): SigningKey | undefined {
    const { known } = this;
    return known !== undefined && this.isWithin(known, this.maxAgeMilliseconds + this.staleMilliseconds) ? known.key : undefined;
  }

  /** The time or as little as half of it. */
  private jittered(milliseconds: number): number {
    return milliseconds * (1 - this.random() / 2);
  }

  /** A clock that went backwards makes the age unknowable: false. */
  private isWithin({ since }: { readonly since: number }, milliseconds: number): boolean {
    const age = this.clock() - since;
    return age >= 0 && age < milliseconds;
  }
}
