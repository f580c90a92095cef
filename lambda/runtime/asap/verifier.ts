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

/** A key, or the reason why there is none. `key.unavailable` means that the source could not find out. */
export type PublicKeyResult =
  | { readonly key: KeyObject /** How long the answer says that it may be used. */; readonly lifetime?: AnswerLifetime }
  | {
      readonly reason: 'key.unknown' | 'key.unsuitable' | 'key.unavailable';
      /** For the log: a short code of what failed. It contains no part of the request or the answer. */
      readonly cause?: string;
    };

/** Gives public keys by kid: as a value if the source knows the answer, as a promise if the source must ask. */
export interface PublicKeySource {
  get(kid: string): PublicKeyResult | Promise<PublicKeyResult>;
  /** The answer of `get` if it is known now, else undefined. Without this method, the verifier keeps no verified token. */
  current?(kid: string): PublicKeyResult | undefined;
}

export interface AsapVerifierOptions {
  /** Name of the service. `aud` of each token must contain it. `null` accepts any audience. */
  readonly audience: string | null;
  /** The issuers that exist. `null` accepts any issuer. */
  readonly issuers: readonly string[] | null;
  /** The source of public keys, usually a `KeyCache` in front of a `KeyRepositoryClient`. */
  readonly keys: PublicKeySource;
  /** @default ['RS256'] */
  readonly algorithms?: readonly AsapAlgorithm[];
  /** Longest accepted `exp - iat`, 1 to 3600 seconds (ASAP's own limit). @default 300 */
  readonly maxLifetimeSeconds?: number;
  /** Accepted difference between the clocks of signer and verifier, 0 to 30 seconds. @default 1 */
  readonly leewaySeconds?: number;
  /** Seconds after `exp` in which the verifier still accepts a token. Only for a session broker. @default 0 */
  readonly graceSeconds?: number;
  /** Whether a token with more than one audience is refused: one receiver could send it to the others. @default false, as in ASAP */
  readonly exactlyOneAudience?: boolean;
  /** @default true */
  readonly subjectMustEqualIssuer?: boolean;
  /**
   * Largest number of verified tokens that the verifier keeps. It keeps a token until the token ends or its key is no longer current. 0
   * keeps no token.
   *
   * @default 1000 if `keys` has `current` and there is no replay guard, else 0
   */
  readonly cachedTokens?: number;
  /**
   * Makes the verifier accept each token only once. Do not combine it with `cachedTokens`, with API Gateway's authorizer cache, or with
   * signers that reuse tokens.
   *
   * @default - a token is accepted until it ends
   */
  readonly replayGuard?: ReplayGuard;
  /** Milliseconds since the epoch. @default Date.now */
  readonly clock?: () => number;
}

/** A token whose header and claims are valid, and whose signature is not yet verified. */
export interface InspectedToken {
  readonly ok: true;
  readonly unverified: UnverifiedToken;
  readonly claimed: CheckedClaims;
}

export type VerifyResult = { readonly ok: true; readonly token: VerifiedToken } | Refused;

/** Verifies ASAP tokens. A refusal is a value with a reason code, not an exception. */
export class AsapVerifier {
  private readonly rules: ClaimRules;
  private readonly algorithms: ReadonlySet<AsapAlgorithm>;
  private readonly keys: PublicKeySource;
  private readonly verified: TokenCache | undefined;
  private readonly replayGuard: ReplayGuard | undefined;
  private readonly headers = new HeaderCache(MAX_HEADERS);
  private readonly clock: () => number;

  /** @throws ExplainedError for an option of the wrong form or out of its bounds: the message names the option */
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

  /** The audience that tokens must name; null if the verifier accepts any audience. */
  public get audience(): string | null {
    return this.rules.audience;
  }

  /** The issuers that exist; null if the verifier accepts any issuer. */
  public get issuers(): ReadonlySet<string> | null {
    return this.rules.issuers;
  }

  /** Whether a token with more than one audience is refused. */
  public get exactlyOneAudience(): boolean {
    return this.rules.exactlyOneAudience;
  }

  /** Seconds after `exp` in which a token is still accepted. */
  public get graceSeconds(): number {
    return this.rules.graceSeconds;
  }

  /** The token if it was verified before and is still valid; undefined if `verify` must decide. Does no I/O. */
  public verifyCached(token: string): { readonly ok: true; readonly token: VerifiedToken } | undefined {
    // Longer ones are never verified: hashing them would cost what refusing them saves.
    if (this.verified === undefined || typeof token !== 'string' || token.length > MAX_TOKEN_BYTES) return undefined;
    const found = this.verified.get(token, this.clock() / 1000);
    return found === undefined ? undefined : { ok: true, token: found };
  }

  /** Checks everything that needs only the header and the claims. Nothing in the result is proven yet. */
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
   * Resolves with the verified token, or with the reason code of the refusal. Rejects only if `keys` or `replayGuard` rejects.
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
