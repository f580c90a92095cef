// Verifies ASAP tokens. `inspect` decides all that the token alone decides, without I/O; `verify` adds the key and the
// signature. Refusals are results with a stable reason code, not exceptions: refusing must be cheap.

import type { KeyObject } from 'node:crypto';
import {
  ASAP_MAX_LIFETIME_SECONDS,
  DEFAULT_CACHED_TOKENS,
  DEFAULT_LEEWAY_SECONDS,
  DEFAULT_MAX_TOKEN_LIFETIME_SECONDS,
  ExplainedError,
  isIssuer,
  MAX_LEEWAY_SECONDS,
  MAX_TOKEN_BYTES,
} from '../../../contract';
import type { AnswerLifetime } from '../http/lifetime';
import { type AsapAlgorithm, algorithmFitsKey, isAsapAlgorithm, verifySignature } from './algorithms';
import { type CheckedClaims, type ClaimRules, checkClaims, namesIn, type VerifiedToken } from './claims';
import type { ReplayGuard } from './replay-guard';
import { completed, HeaderCache, type Refused, readToken, refused, type UnverifiedToken } from './token';
import { TokenCache } from './token-cache';

/** A token is some kilobytes of claims. */
const MAX_CACHED_TOKENS = 100_000;

/** Headers remembered by a verifier; there are about as many as signing keys in use. */
const MAX_HEADERS = 256;

/** A key, or why there is none. `key.unavailable` means that the question could not be answered. */
export type PublicKeyResult =
  | { readonly key: KeyObject /** How long the answer says that it may be used. */; readonly lifetime?: AnswerLifetime }
  | {
      readonly reason: 'key.unknown' | 'key.unsuitable' | 'key.unavailable';
      /** For the log: a code of what went wrong, and nothing of what was asked or answered. */
      readonly cause?: string;
    };

/** Where public keys come from, by kid. A source answers at once when it knows and with a promise when it must ask. */
export interface PublicKeySource {
  get(kid: string): PublicKeyResult | Promise<PublicKeyResult>;
  /** What `get` answers at once; undefined if it must ask. Without it no verified token is kept. */
  current?(kid: string): PublicKeyResult | undefined;
}

export interface AsapVerifierOptions {
  /** Name of the service: `aud` of each token must hold it. Only `null`, on purpose, accepts any. */
  readonly audience: string | null;
  /** The issuers that exist. Only `null`, on purpose, accepts any. */
  readonly issuers: readonly string[] | null;
  /** Where public keys come from: a `KeyCache` in front of a `KeyRepositoryClient`, usually. */
  readonly keys: PublicKeySource;
  /** @default ['RS256'] */
  readonly algorithms?: readonly AsapAlgorithm[];
  /** Longest accepted `exp - iat`, 1 to 3600 seconds (ASAP's own limit). @default 300 */
  readonly maxLifetimeSeconds?: number;
  /** Forgiven clock difference, 0 to 30 seconds. @default 1 */
  readonly leewaySeconds?: number;
  /** Seconds after `exp` in which a token is still taken. For a session broker only. @default 0 */
  readonly graceSeconds?: number;
  /** Refuse a token with more than one audience: whoever receives it could replay it to the others. @default false, as ASAP */
  readonly exactlyOneAudience?: boolean;
  /** @default true */
  readonly subjectMustEqualIssuer?: boolean;
  /**
   * Verified tokens kept, each until it ends or its key is no longer current; 0 keeps none.
   *
   * @default 1000, where the keys have `current` and there is no replay guard
   */
  readonly cachedTokens?: number;
  /** Takes every token once. Excludes the cache, API Gateway's, and signers that reuse tokens. @default - a token counts until it ends */
  readonly replayGuard?: ReplayGuard;
  /** Milliseconds since the epoch. @default Date.now */
  readonly clock?: () => number;
}

/** A token that is right in everything but its signature, which nobody has looked at yet. */
export interface InspectedToken {
  readonly ok: true;
  readonly unverified: UnverifiedToken;
  readonly claimed: CheckedClaims;
}

export type VerifyResult = { readonly ok: true; readonly token: VerifiedToken } | Refused;

/** Verifies ASAP tokens. A refusal is a value with a reason code, and no exception. */
export class AsapVerifier {
  private readonly rules: ClaimRules;
  private readonly algorithms: ReadonlySet<AsapAlgorithm>;
  private readonly keys: PublicKeySource;
  private readonly verified: TokenCache | undefined;
  private readonly replayGuard: ReplayGuard | undefined;
  private readonly headers = new HeaderCache(MAX_HEADERS);
  private readonly clock: () => number;

  /** @throws ExplainedError for an option of the wrong form or out of its bounds: the message names it */
  public constructor(options: AsapVerifierOptions) {
    const {
      audience,
      issuers,
      maxLifetimeSeconds = DEFAULT_MAX_TOKEN_LIFETIME_SECONDS,
      leewaySeconds = DEFAULT_LEEWAY_SECONDS,
    } = options;
    const { graceSeconds = 0, algorithms = ['RS256'] } = options;
    needs(
      audience === null || (typeof audience === 'string' && audience !== ''),
      'audience',
      audience,
      'the name of this service, or null to accept any audience',
    );
    needs(
      issuers === null || (Array.isArray(issuers) && issuers.every(isIssuer)),
      'issuers',
      issuers,
      'a list of issuer names, or null to accept any issuer',
    );
    needs(
      isWithin(maxLifetimeSeconds, 1, ASAP_MAX_LIFETIME_SECONDS),
      'maxLifetimeSeconds',
      maxLifetimeSeconds,
      '1 to 3600 seconds',
    );
    needs(isWithin(leewaySeconds, 0, MAX_LEEWAY_SECONDS), 'leewaySeconds', leewaySeconds, '0 to 30 seconds');
    needs(isWithin(graceSeconds, 0, 2 * ASAP_MAX_LIFETIME_SECONDS), 'graceSeconds', graceSeconds, '0 to 7200 seconds');
    needs(
      algorithms.length > 0 && algorithms.every(isAsapAlgorithm),
      'algorithms',
      algorithms,
      'a list of algorithms: RS, PS or ES with 256, 384 or 512 (RS256)',
    );
    needs(
      typeof options.keys?.get === 'function',
      'keys',
      typeof options.keys,
      'a source of keys with `get`, such as a KeyCache',
    );
    this.rules = {
      audience,
      issuers: issuers === null ? null : new Set(issuers),
      maxLifetimeSeconds,
      leewaySeconds,
      graceSeconds,
      exactlyOneAudience: options.exactlyOneAudience ?? false,
      subjectMustEqualIssuer: options.subjectMustEqualIssuer ?? true,
    };
    this.algorithms = new Set(algorithms);
    this.keys = options.keys;
    this.clock = options.clock ?? Date.now;
    this.replayGuard = options.replayGuard;
    this.verified = this.cacheOf(options);
  }

  /** The name that callers must address us by; null if any will do. */
  public get audience(): string | null {
    return this.rules.audience;
  }

  /** The issuers that exist; null if any does. */
  public get issuers(): ReadonlySet<string> | null {
    return this.rules.issuers;
  }

  /** Whether a token with more than one audience is refused. */
  public get exactlyOneAudience(): boolean {
    return this.rules.exactlyOneAudience;
  }

  /** Seconds after its end in which a token is still taken. */
  public get graceSeconds(): number {
    return this.rules.graceSeconds;
  }

  /** The token if it was verified before and still counts; undefined if `verify` must decide. Decides without I/O, at once. */
  public verifyCached(token: string): { readonly ok: true; readonly token: VerifiedToken } | undefined {
    // Longer ones are never verified: hashing them would cost what refusing them saves.
    if (this.verified === undefined || typeof token !== 'string' || token.length > MAX_TOKEN_BYTES) return undefined;
    const found = this.verified.get(token, this.clock() / 1000);
    return found === undefined ? undefined : { ok: true, token: found };
  }

  /** Decides all that header and claims alone decide. Nothing in the result is proven yet. */
  public inspect(token: string): InspectedToken | Refused {
    const read = readToken(token, this.headers);
    if (!read.ok) return read;
    if (!this.algorithms.has(read.algorithm)) return refused('token.algorithm');
    const claimed = checkClaims(read.claims, read.kid, this.rules, this.clock() / 1000);
    if (!claimed.ok)
      return { ok: false, reason: claimed.reason, claimed: { kid: read.kid, ...namesIn(read.claims, this.rules.issuers) } };
    const unverified = completed(read);
    return unverified === undefined ? refused('token.malformed') : { ok: true, unverified, claimed };
  }

  /**
   * Resolves with the verified token, or with the reason code of the refusal. Rejects only if `keys` or `replayGuard` do.
   *
   * @param token the compact form, without `Bearer `
   */
  public verify(token: string): Promise<VerifyResult> {
    const known = this.verifyCached(token);
    if (known !== undefined) return Promise.resolve(known);
    const inspected = this.inspect(token);
    return inspected.ok ? this.prove(inspected) : Promise.resolve(inspected);
  }

  /** Fetches the key of an inspected token, checks the signature, and then whether the token was used before. */
  public async prove({ unverified, claimed }: InspectedToken): Promise<VerifyResult> {
    const answer = this.keys.get(unverified.kid);
    const found = answer instanceof Promise ? await answer : answer;
    if ('reason' in found) return { ok: false, reason: found.reason, cause: found.cause };
    if (!algorithmFitsKey(unverified.algorithm, found.key)) return refused('token.algorithm');
    if (!verifySignature(unverified.algorithm, found.key, unverified.signedBytes, unverified.signature))
      return refused('token.signature');
    const { issuer, subject, audiences, tokenId, issuedAt, expiresAt, validity } = claimed;
    const { kid, claims } = unverified;
    const token: VerifiedToken = { issuer, subject, audiences, tokenId, issuedAt, expiresAt, kid, claims };
    if (this.replayGuard !== undefined) {
      const use = await this.replayGuard.use({ issuer, tokenId, acceptedUntil: validity.until });
      if (use !== 'first') return refused(use === 'repeated' ? 'token.replayed' : 'replay.unavailable');
    }
    // It may have ended while the repository, or the guard, took its time.
    if (!(this.clock() / 1000 <= validity.until)) return refused('token.expired');
    this.verified?.set(unverified.text, token, found.key, validity);
    return { ok: true, token };
  }

  private cacheOf({ cachedTokens, keys, replayGuard }: AsapVerifierOptions): TokenCache | undefined {
    const known = keys.current?.bind(keys);
    const capacity = cachedTokens ?? (known !== undefined && replayGuard === undefined ? DEFAULT_CACHED_TOKENS : 0);
    needs(isWithin(capacity, 0, MAX_CACHED_TOKENS), 'cachedTokens', cachedTokens, `0 to ${MAX_CACHED_TOKENS} tokens`);
    if (capacity === 0) return undefined;
    needs(
      replayGuard === undefined,
      'cachedTokens',
      cachedTokens,
      '0: a replay guard accepts each token once, and a cache would accept it again',
    );
    if (known === undefined)
      throw new ExplainedError(
        'AsapVerifier: keys has no method `current`, which a cache of tokens needs',
        'keys with `current`, such as a KeyCache, or no cache of tokens',
        'put a KeyCache in front of keys, or set cachedTokens: 0',
      );
    return new TokenCache(capacity, (kid) => {
      const found = known(kid);
      return found !== undefined && 'key' in found ? found.key : undefined;
    });
  }
}

function isWithin(value: number, low: number, high: number): boolean {
  return Number.isInteger(value) && value >= low && value <= high;
}

function needs(condition: boolean, option: string, seen: unknown, expected: string): asserts condition {
  if (!condition)
    throw new ExplainedError(
      `AsapVerifier: ${option} is ${JSON.stringify(seen)}`,
      expected,
      `correct ${option} in the options of AsapVerifier`,
    );
}
