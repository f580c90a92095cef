// The tokens of the table: good ones as a service would sign them, and each kind of bad one. They are put together by hand here,
// since the product's signer refuses to make most of them.
import { randomUUID } from 'node:crypto';
import type { IssuerName, World } from './world';

export interface TokenParts {
  /** Whose KMS key signs. */
  readonly signedBy: IssuerName;
  /** Place of that key among its issuer's, oldest first. @default - the one that it signs with now */
  readonly signedWith?: number;
  readonly header: { [parameter: string]: unknown };
  readonly claims: { [claim: string]: unknown };
}

const nowSeconds = (): number => Math.floor(Date.now() / 1000);

/** The parts of a good token of `issuer` for `audience`, acting for `tenant`, good for a minute. */
export function tokenParts(world: World, issuer: IssuerName, audience: string, tenant: string): TokenParts {
  const now = nowSeconds();
  return {
    signedBy: issuer,
    header: { typ: 'JWT', alg: 'RS256', kid: world.kid(issuer) },
    claims: { iss: issuer, sub: issuer, aud: audience, iat: now, nbf: now, exp: now + 60, jti: randomUUID(), tenant },
  };
}

/** Moves a token's times by this many seconds. */
export function shifted(parts: TokenParts, seconds: number): TokenParts {
  const { iat, nbf, exp } = parts.claims as { iat: number; nbf: number; exp: number };
  return { ...parts, claims: { ...parts.claims, iat: iat + seconds, nbf: nbf + seconds, exp: exp + seconds } };
}

export async function sealed(world: World, { signedBy, signedWith, header, claims }: TokenParts): Promise<string> {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const signed = `${encode(header)}.${encode(claims)}`;
  if (header.alg === 'none') return `${signed}.`;
  return `${signed}.${(await world.sign(signedBy, signed, signedWith)).toString('base64url')}`;
}
