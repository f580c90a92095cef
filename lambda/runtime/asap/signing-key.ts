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
  /** How long a key signs before `read` is called again, in seconds. A rotation must wait for this time plus a token's lifetime. @default 60 */
  readonly maxAgeSeconds?: number;
  /** How much longer the key signs while `read` fails, in seconds. Verifiers refuse the key if it was withdrawn meanwhile. @default 3600 */
  readonly staleSeconds?: number;
  /** Pause after a failure of `read`, in seconds. In the pause the old key signs; without an old key, signing fails again. @default 2 */
  readonly retrySeconds?: number;
  /** Milliseconds since the epoch. @default Date.now */
  readonly clock?: () => number;
}

interface Known {
  readonly key: SigningKey;
  readonly since: number;
}

interface Failure {
  readonly error: unknown;
  readonly since: number;
}

/**
 * Calls `read` again every `maxAgeSeconds`. Concurrent callers share one call. If `read` fails, the old key signs for `staleSeconds`
 * more. After that, `current` rejects with the error.
 */
export class SigningKeyCache implements SigningKeySource {
  private readonly maxAgeMilliseconds: number;
  private readonly staleMilliseconds: number;
  private readonly retryMilliseconds: number;
  private readonly clock: () => number;
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
    } = options;
    for (const [name, seconds] of Object.entries({ maxAgeSeconds, staleSeconds, retrySeconds })) {
      if (!(seconds >= 0 && seconds <= 86_400))
        throw new ExplainedError(`${name} is ${seconds}`, '0 to 86400 seconds', `correct ${name}, or leave it out`);
    }
    this.maxAgeMilliseconds = maxAgeSeconds * 1000;
    this.staleMilliseconds = staleSeconds * 1000;
    this.retryMilliseconds = retrySeconds * 1000;
    this.clock = clock;
  }

  public current(): SigningKey | Promise<SigningKey> {
    if (this.known !== undefined && this.isWithin(this.known, this.maxAgeMilliseconds)) return this.known.key;
    if (this.asking !== undefined) return this.asking;
    if (this.failure !== undefined && this.isWithin(this.failure, this.retryMilliseconds))
      return this.staleKey() ?? Promise.reject(this.failure.error);
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
      this.known = { key, since };
      this.failure = undefined;
      return key;
    } catch (error) {
      this.failure = { error, since: this.clock() };
      const stale = this.staleKey();
      if (stale === undefined) throw error;
      return stale;
    }
  }

  private staleKey(): SigningKey | undefined {
    const { known } = this;
    return known !== undefined && this.isWithin(known, this.maxAgeMilliseconds + this.staleMilliseconds) ? known.key : undefined;
  }

  /** A clock that went backwards makes the age unknowable: false. */
  private isWithin({ since }: Known | Failure, milliseconds: number): boolean {
    const age = this.clock() - since;
    return age >= 0 && age < milliseconds;
  }
}
