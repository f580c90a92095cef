// What the claims of an ASAP token alone decide: required ones, times, audience, subject, and whether the key id belongs to
// the issuer. All of it comes before any I/O, so that nobody without a key can make us fetch one.

import { isIssuer, ownsKid } from '../../../contract';
import type { JsonObject } from './strict-json';
import { type ClaimedNames, type Refused, refused } from './token';

export interface ClaimRules {
  /** Our own name, or null to accept any audience on purpose. */
  readonly audience: string | null;
  /** The issuers that exist, or null to accept any on purpose. */
  readonly issuers: ReadonlySet<string> | null;
  readonly maxLifetimeSeconds: number;
  readonly leewaySeconds: number;
  /** Seconds after `exp` in which the token is still taken. Only a broker sets it. */
  readonly graceSeconds: number;
  readonly exactlyOneAudience: boolean;
  readonly subjectMustEqualIssuer: boolean;
}

/** The claims of ASAP, in their checked form. Times are seconds since the epoch. */
export interface AsapClaims {
  readonly issuer: string;
  readonly subject: string;
  readonly audiences: readonly string[];
  readonly tokenId: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/** A token whose signature is proven. */
export interface VerifiedToken extends AsapClaims {
  readonly kid: string;
  /** All claims. The object inherits nothing. */
  readonly claims: JsonObject;
}

/** When a token is taken, grace for clocks included: seconds since the epoch, both ends inclusive (ASAP). */
export interface Validity {
  readonly from: number;
  readonly until: number;
}

export interface CheckedClaims extends AsapClaims {
  readonly ok: true;
  readonly validity: Validity;
}

const MAX_AUDIENCES = 16;
const MAX_CLAIM_LENGTH = 256;
const NONE: ReadonlySet<string> = new Set();

export function checkClaims(claims: JsonObject, kid: string, rules: ClaimRules, nowSeconds: number): CheckedClaims | Refused {
  const { iss: issuer, sub: subject = issuer, jti: tokenId, iat: issuedAt, exp: expiresAt } = claims;
  const notBefore = claims.nbf === undefined ? issuedAt : claims.nbf;
  const audiences = typeof claims.aud === 'string' ? [claims.aud] : claims.aud;

  if (!isWellFormed(issuer, rules.issuers) || !isText(subject) || !isText(tokenId)) return refused('token.claim');
  if (!isTime(issuedAt) || !isTime(expiresAt) || !isTime(notBefore)) return refused('token.claim');
  if (!Array.isArray(audiences) || audiences.length === 0 || audiences.length > MAX_AUDIENCES || !audiences.every(isText)) {
    return refused('token.claim');
  }

  if (rules.issuers !== null && !rules.issuers.has(issuer)) return refused('issuer.unknown');
  // ASAP: the key must belong to the issuer. With nested issuers the longest known one owns it.
  if (!ownsKid(issuer, kid, rules.issuers ?? NONE)) return refused('key.foreign');
  if (rules.subjectMustEqualIssuer && subject !== issuer) return refused('token.subject');

  const lifetime = expiresAt - issuedAt;
  if (lifetime <= 0 || lifetime > rules.maxLifetimeSeconds) return refused('token.lifetime');
  const from = Math.max(issuedAt, notBefore) - rules.leewaySeconds;
  const until = expiresAt + rules.leewaySeconds + rules.graceSeconds;
  // Fractions of a second count, or every published bound would be one longer; and put this way round, a clock that gives NaN
  // accepts nothing.
  if (!(nowSeconds <= until)) return refused('token.expired');
  if (!(nowSeconds >= from)) return refused('token.not-yet-valid');

  if (rules.exactlyOneAudience && audiences.length !== 1) return refused('token.audience');
  if (rules.audience !== null && !audiences.includes(rules.audience)) return refused('token.audience');
  return { ok: true, issuer, subject, audiences, tokenId, issuedAt, expiresAt, validity: { from, until } };
}

/** Who a refused token says it is from, and its id, for the log: well-formed or not there. Nothing of it is proven. */
export function namesIn(claims: JsonObject, issuers: ReadonlySet<string> | null): ClaimedNames {
  const { iss, jti } = claims;
  return { issuer: isWellFormed(iss, issuers) ? iss : undefined, tokenId: isText(jti) ? jti : undefined };
}

/** True for an issuer's form. A known one has it, which spares the look. */
function isWellFormed(issuer: unknown, known: ReadonlySet<string> | null): issuer is string {
  return known?.has(issuer as string) || isIssuer(issuer);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= MAX_CLAIM_LENGTH;
}

/** ASAP: integer seconds. A float or an exponent beyond the safe integers could compare as anything. */
function isTime(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
