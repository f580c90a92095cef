// What to do about a refusal, a sentence for each reason that the verifier has.
import type { ReasonCode } from '../../../../contract';

/** Those that are about a token alone, and neither about the request that brings it nor about its tenant. */
type TokenReason = Exclude<
  Extract<ReasonCode, `token.${string}` | `key.${string}` | `issuer.${string}`>,
  'token.missing' | 'token.scheme' | 'token.replayed'
>;

const REMEDIES: { readonly [reason in TokenReason]: string } = {
  'token.too-large': 'make the claims smaller: a token is for names, not for data',
  'token.malformed': 'copy the whole token, three parts joined by dots; npx cdk-bulkhead asap inspect shows which part is broken',
  'token.algorithm': 'sign with an algorithm that the service accepts and that fits the key, or give this algorithm: --algorithm',
  'token.header': 'make a token that has only alg, kid and typ JWT in its header: ASAP uses no other parameter',
  'token.kid': 'give the token a kid: the issuer, a slash, and segments of letters, digits and _ . + -',
  'token.claim':
    'find the claim: npx cdk-bulkhead asap inspect; iss, aud, exp, iat and jti are required, and times are whole seconds',
  'token.lifetime': 'make a token with a shorter lifetime, or give --max-lifetime if the service accepts longer lifetimes',
  'token.expired': 'make a new token; if this token is new, correct the clocks of both machines',
  'token.not-yet-valid':
    'correct the clocks of both machines, because the clock of the signer is ahead; --leeway accepts up to 30 s',
  'token.audience':
    'make a token for this audience, or give the audience of this token as --audience: both must be equal, letter for letter',
  'token.subject': 'leave sub out, or set it to the issuer; give --any-subject if the service accepts other subjects',
  'token.signature': 'sign with the private key that belongs to this public key, and copy the token without a change',
  'issuer.unknown': 'sign as a known issuer, or give this issuer with a second --issuer if the service knows it',
  'key.foreign': 'sign with a kid that begins with the issuer and a slash, and that does not begin with a longer known issuer',
  'key.unknown': 'publish the public key under the kid of the token, or correct the kid of the token',
  'key.unsuitable':
    'publish one public key as PEM (BEGIN PUBLIC KEY) with the media type application/x-pem-file: RSA of at least 2048 bits, P-256, P-384 or P-521',
  'key.unavailable':
    'check the address and the network, for a private CA set NODE_EXTRA_CA_CERTS to its PEM file, and try again: the token may be valid',
};

export function remedyOf(reason: ReasonCode): string {
  return isTokenReason(reason) ? REMEDIES[reason] : 'docs/reason-codes.md has all reason codes';
}

function isTokenReason(reason: ReasonCode): reason is TokenReason {
  return Object.hasOwn(REMEDIES, reason);
}
