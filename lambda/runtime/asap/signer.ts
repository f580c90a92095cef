// Makes ASAP tokens. The private half of the key stays where it is (a KMS key, usually): the signer hands over the bytes to
// sign. A token is used again for 95 % of its life per audience, tenant and claims, since every signature costs a KMS call.

import { randomBytes as nodeRandomBytes } from 'node:crypto';
import {
  ASAP_MAX_LIFETIME_SECONDS,
  DEFAULT_TOKEN_LIFETIME_SECONDS,
  ExplainedError,
  isIssuer,
  isKid,
  isPathPrefix,
  isTenantId,
  TENANT_CLAIM,
  TOKEN_REUSE_SHARE,
} from '../../../contract';
import { BoundedMap } from '../bounded-map';
import { encodeBase64url } from './base64url';
import type { SigningKey, SigningKeySource } from './signing-key';

export interface AsapSignerOptions {
  /** Issuer name of the service: `iss` and `sub` of its tokens, and the beginning of its key ids. */
  readonly issuer: string;
  /** One signing key, or a source that gives another key after a rotation. */
  readonly key: SigningKey | SigningKeySource;
  /** Lifetime of a token, 1 to 3600 seconds. @default 60 */
  readonly lifetimeSeconds?: number;
  /** Whether the signer returns a token again. Set false if a called service has a replay guard: it accepts each token once. @default true */
  readonly reuseTokens?: boolean;
  /** Largest number of kept tokens. There is one for each combination of audience, tenant and claims. @default 1000 */
  readonly maxTokens?: number;
  /** Milliseconds since the epoch. @default Date.now */
  readonly clock?: () => number;
  /** @default node:crypto's randomBytes */
  readonly randomBytes?: (size: number) => Uint8Array;
}

export interface TokenRequest {
  /** Name of the service that the token is for: `aud`. */
  readonly audience: string;
  /** Tenant that the token acts for. Leave it out for a call without a tenant. */
  readonly tenantId?: string;
  /** Further claims. The signer itself sets the standard claims and the tenant claim. */
  readonly claims?: { readonly [name: string]: string | number | boolean };
}

const RESERVED_CLAIMS: ReadonlySet<string> = new Set(['iss', 'sub', 'aud', 'exp', 'iat', 'nbf', 'jti', TENANT_CLAIM]);

interface IssuedToken {
  readonly token: Promise<string>;
  readonly issuedAt: number;
}

/** Makes ASAP tokens for calls to other services. It reuses each token for 95 % of the token's lifetime. */
export class AsapSigner {
  public readonly issuer: string;
  private readonly keys: SigningKeySource;
  private readonly reuseTokens: boolean;
  private readonly lifetimeSeconds: number;
  private readonly tokens: BoundedMap<string, IssuedToken>;
  private readonly clock: () => number;
  private readonly randomBytes: (size: number) => Uint8Array;

  /** @throws ExplainedError for an ill-formed issuer, a lifetime out of bounds, and a key of another issuer */
  public constructor(options: AsapSignerOptions) {
    const { issuer, key, lifetimeSeconds = DEFAULT_TOKEN_LIFETIME_SECONDS } = options;
    if (!isIssuer(issuer))
      throw new ExplainedError(
        `issuer is ${JSON.stringify(issuer)}`,
        'segments of [A-Za-z0-9_.+-] joined by /',
        'give the issuer name of this service',
      );
    if (!Number.isInteger(lifetimeSeconds) || lifetimeSeconds < 1 || lifetimeSeconds > ASAP_MAX_LIFETIME_SECONDS) {
      throw new ExplainedError(
        `lifetimeSeconds is ${lifetimeSeconds}`,
        `1 to ${ASAP_MAX_LIFETIME_SECONDS} seconds (ASAP's limit)`,
        `give such a number, or leave lifetimeSeconds out (default: ${DEFAULT_TOKEN_LIFETIME_SECONDS})`,
      );
    }
    this.issuer = issuer;
    if ('current' in key) this.keys = key;
    else {
      this.checkKid(key);
      this.keys = { current: () => key };
    }
    this.reuseTokens = options.reuseTokens ?? true;
    this.lifetimeSeconds = lifetimeSeconds;
    this.tokens = new BoundedMap(options.maxTokens ?? 1000);
    this.clock = options.clock ?? Date.now;
    this.randomBytes = options.randomBytes ?? nodeRandomBytes;
  }

  /**
   * Returns a token for this request: an earlier token until 95 % of its lifetime has passed, otherwise a new token. Concurrent callers
   * share one token. Rejects with ExplainedError for an ill-formed request, and with the error of the key if the key does not sign.
   */
  public async token(request: TokenRequest): Promise<string> {
    const { audience, tenantId, claims = {} } = request;
    if (typeof audience !== 'string' || audience === '')
      throw new ExplainedError(
        'audience is missing',
        'the name of the service that the token is for',
        "write token({ audience: 'media' })",
      );
    if (tenantId !== undefined && !isTenantId(tenantId))
      throw new ExplainedError(
        `tenantId is ${JSON.stringify(tenantId)}`,
        '2 to 64 characters a-z, 0-9 and -, without - at the beginning or the end',
        'give the tenant id that the Tenant Context Service knows, or leave tenantId out',
      );
    for (const name of Object.keys(claims)) {
      if (RESERVED_CLAIMS.has(name))
        throw new ExplainedError(
          `claims contains ${name}, and the signer itself sets this claim`,
          'only claims that the signer does not set',
          `leave ${name} out of claims`,
        );
    }
    const entries = Object.entries(claims).sort(([a], [b]) => (a < b ? -1 : 1));
    const id = JSON.stringify([audience, tenantId ?? null, entries]);
    const now = this.clock() / 1000;
    const made = this.reuseTokens ? this.tokens.get(id) : undefined;
    if (made !== undefined) {
      const age = now - made.issuedAt;
      if (age >= 0 && age < this.lifetimeSeconds * TOKEN_REUSE_SHARE) return made.token;
    }
    // The second that the token names as its beginning: its life counts from there.
    const issuedAt = Math.floor(now);
    const token = this.sign(audience, tenantId, entries, issuedAt);
    if (!this.reuseTokens) return token;
    const issued = { token, issuedAt };
    this.tokens.set(id, issued);
    token.catch(() => {
      if (this.tokens.get(id) === issued) this.tokens.delete(id);
    });
    return token;
  }

  private async sign(audience: string, tenantId: string | undefined, claims: [string, unknown][], now: number): Promise<string> {
    const answer = this.keys.current();
    const key = answer instanceof Promise ? await answer : answer;
    this.checkKid(key);
    const header = encodeBase64url(JSON.stringify({ typ: 'JWT', alg: key.algorithm, kid: key.kid }));
    const payload = {
      ...Object.fromEntries(claims),
      iss: this.issuer,
      sub: this.issuer,
      aud: audience,
      iat: now,
      nbf: now,
      exp: now + this.lifetimeSeconds,
      jti: Buffer.from(this.randomBytes(16)).toString('hex'),
      ...(tenantId !== undefined && { [TENANT_CLAIM]: tenantId }),
    };
    const signed = `${header}.${encodeBase64url(JSON.stringify(payload))}`;
    return `${signed}.${encodeBase64url(await key.sign(Buffer.from(signed, 'latin1')))}`;
  }

  private checkKid({ kid }: SigningKey): void {
    if (isKid(kid) && isPathPrefix(this.issuer, kid)) return;
    throw new ExplainedError(
      `kid is ${JSON.stringify(kid)}`,
      `a kid that begins with ${this.issuer}/: verifiers accept only keys that the issuer owns`,
      `sign with a key of ${this.issuer}, or set issuer to the owner of the key`,
    );
  }
}
