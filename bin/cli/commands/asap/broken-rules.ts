// Every rule that a token breaks by its form and its times alone, where the verifier, which must be quick, stops at the first. The verifier
// stays the only judge: each thing that can be wrong is put, alone, into a token that is right in everything else.
import {
  ASAP_MAX_LIFETIME_SECONDS,
  DEFAULT_LEEWAY_SECONDS,
  MAX_LEEWAY_SECONDS,
  type ReasonCode,
  reasonCodes,
} from '../../../../contract';
import { AsapVerifier } from '../../../../lambda/runtime/asap';
import { encodeBase64url } from '../../../../lambda/runtime/asap/base64url';
import type { JsonObject } from '../../../../lambda/runtime/asap/strict-json';
import { ASAP_ALGORITHMS } from './algorithms';
import { decoded } from './decoded';

export interface BrokenRule {
  readonly reason: ReasonCode;
  /** `token`, `header`, `claims`, `signature`, or a member: `header.kid`, `claims.exp`. */
  readonly at: string;
  /** False where a service may be set up to take it: its algorithms, its longest lifetime, its leeway, subjects. */
  readonly always: boolean;
  /** The least leeway with which a service takes it, in whole seconds. @default - no leeway changes it */
  readonly leewaySeconds?: number;
}

export function meaningOf(reason: ReasonCode): string {
  return reasonCodes().find(({ code }) => code === reason)?.meaning ?? '';
}

/** Who refuses a token that breaks it: a sentence. */
export function refusedBy({ always, leewaySeconds }: BrokenRule): string {
  if (always) return 'every service refuses this token';
  const unless =
    leewaySeconds === undefined
      ? 'its settings allow it'
      : `its leeway is ${leewaySeconds} s or more (default: ${DEFAULT_LEEWAY_SECONDS} s)`;
  return `a service refuses this token unless ${unless}`;
}

/** In the order of the token: header, claims, signature. @param clock milliseconds since the epoch */
export function brokenRules(token: string, clock: () => number): BrokenRule[] {
  // One moment for all questions.
  const now = clock();
  const names = {
    audience: null,
    issuers: null,
    clock: () => now,
    keys: { get: () => ({ reason: 'key.unavailable' as const }) },
  };
  const always = rulesBroken(token, Math.floor(now / 1000), new AsapVerifier({ ...names, ...WIDEST }));
  const known = new Set(always.map(idOf));
  const usually = rulesBroken(token, Math.floor(now / 1000), new AsapVerifier(names)).filter((one) => !known.has(idOf(one)));
  const claims = decoded(token)?.claims.object ?? {};
  return [
    ...always.map((one) => ({ ...one, always: true })),
    ...usually.map((one) => ({ ...one, always: false, ...leewayFor(one, claims, now) })),
  ];
}

/** ASAP: both ends of a token's time are its own, so that a difference of whole seconds is forgiven by as many. */
function leewayFor({ reason, at }: Broken, claims: JsonObject, now: number): Pick<BrokenRule, 'leewaySeconds'> {
  if (reason !== 'token.expired' && reason !== 'token.not-yet-valid') return {};
  const time = Number(claims[at.replace('claims.', '')]);
  return { leewaySeconds: Math.ceil(Math.abs(time - now / 1000)) };
}

/** The most that a service can be set up to take. */
const WIDEST = {
  algorithms: ASAP_ALGORITHMS,
  maxLifetimeSeconds: ASAP_MAX_LIFETIME_SECONDS,
  leewaySeconds: MAX_LEEWAY_SECONDS,
  subjectMustEqualIssuer: false,
};

type Broken = Pick<BrokenRule, 'reason' | 'at'>;

function idOf({ reason, at }: Broken): string {
  return `${reason} ${at}`;
}

function rulesBroken(token: string, now: number, verifier: AsapVerifier): Broken[] {
  const first = verifier.inspect(token);
  const parts = decoded(token);
  const found: Broken[] = [];
  if (!first.ok && first.reason === 'token.too-large') found.push({ reason: first.reason, at: 'token' });
  if (parts === undefined) return found;
  const { header, claims } = parts;
  const ask = new Question(verifier, now, found);
  if (parts.parts !== 3) found.push({ reason: 'token.malformed', at: 'token' });
  if (!header.isCanonical || header.object === undefined) found.push({ reason: 'token.malformed', at: 'header' });
  if (header.object !== undefined) ask.header(header.object);
  if (!claims.isCanonical || claims.object === undefined) found.push({ reason: 'token.malformed', at: 'claims' });
  if (claims.object !== undefined) ask.claims(claims.object);
  if (header.object !== undefined && claims.object !== undefined) ask.owner(header.object, claims.object);
  if (parts.parts >= 3 && !parts.isSignatureCanonical) found.push({ reason: 'token.malformed', at: 'signature' });
  return found;
}

const CLAIMS = ['iss', 'sub', 'aud', 'jti', 'iat', 'nbf', 'exp'] as const;

class Question {
  private readonly rightHeader = { alg: 'RS256', kid: 'issuer/key' };
  private readonly rightClaims: JsonObject;

  public constructor(
    private readonly verifier: AsapVerifier,
    now: number,
    private readonly found: Broken[],
  ) {
    this.rightClaims = { iss: 'issuer', aud: 'audience', iat: now, exp: now + 1, jti: 'id' };
  }

  public header({ alg, kid, ...others }: JsonObject): void {
    this.ask('token.algorithm', 'header.alg', { alg });
    for (const [name, value] of Object.entries(others)) this.ask('token.header', `header.${name}`, { [name]: value });
    this.ask('token.kid', 'header.kid', { kid });
  }

  public claims(claims: JsonObject): void {
    for (const name of CLAIMS) this.ask('token.claim', `claims.${name}`, {}, { [name]: claims[name] });
    const { iss, sub, iat, nbf = iat, exp } = claims;
    if (typeof iss === 'string') this.ask('token.subject', 'claims.sub', { kid: `${iss}/key` }, { iss, sub });
    this.ask('token.lifetime', 'claims.exp', {}, { iat, exp });
    // With a beginning that makes a lifetime of one second; and both beginnings as nbf, beside an exp that is right.
    if (typeof exp === 'number') this.ask('token.expired', 'claims.exp', {}, { iat: exp - 1, exp });
    this.ask('token.not-yet-valid', 'claims.iat', {}, { nbf: iat });
    if (nbf !== iat) this.ask('token.not-yet-valid', 'claims.nbf', {}, { nbf });
  }

  /** Whose key it is takes both. */
  public owner({ kid }: JsonObject, { iss }: JsonObject): void {
    this.ask('key.foreign', 'header.kid', { kid }, { iss });
  }

  /** Notes the reason if that is what these members, which are set or taken out, are refused for. */
  private ask(reason: ReasonCode, at: string, header: JsonObject, claims: JsonObject = {}): void {
    const parts = [
      { ...this.rightHeader, ...header },
      { ...this.rightClaims, ...claims },
    ];
    const result = this.verifier.inspect(`${parts.map((part) => encodeBase64url(JSON.stringify(part))).join('.')}.AA`);
    if (!result.ok && result.reason === reason) this.found.push({ reason, at });
  }
}
