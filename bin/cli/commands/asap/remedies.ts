// What to do about a refusal, a sentence for each reason that the verifier has.
import type { ReasonCode } from '../../../../contract';

/** Those that are about a token alone, and neither about the request that brings it nor about its tenant. */
type TokenReason = Exclude<
  Extract<ReasonCode, `token.${string}` | `key.${string}` | `issuer.${string}`>,
  'token.missing' | 'token.scheme' | 'token.replayed'
>;

const REMEDIES: { readonly [reason in TokenReason]: string } = {
  'token.too-large': 'put less into the claims: a token is for names, not for data',
  'token.malformed': 'copy the whole token, three parts joined by dots; npx cdk-bulkhead asap inspect shows which part is broken',
  'token.algorithm': 'sign with an algorithm that the service takes and that is of the key’s type, or name it: --algorithm',
  'token.header': 'make the token with alg, kid and typ JWT in its header and nothing else: ASAP uses no other parameter',
  'token.kid': 'give the token a kid: the issuer, a slash, and segments of letters, digits and _ . + -',
  'token.claim':
    'look which claim it is: npx cdk-bulkhead asap inspect; iss, aud, exp, iat and jti are required, times are whole seconds',
  'token.lifetime': 'make the token with a shorter lifetime, or give --max-lifetime if the service is set up to take longer ones',
  'token.expired': 'make a new token; if this one is new, set the clocks of both machines',
  'token.not-yet-valid': 'set the clocks of both machines: the signer’s is ahead; --leeway forgives up to 30 s',
  'token.audience':
    'make a token for this audience, or give the --audience that this one is for: they must be equal, letter for letter',
  'token.subject': 'leave sub out, or make it the issuer; --any-subject if the service is set up to take others',
  'token.signature':
    'sign with the private key of exactly this public key; a token that was changed by one letter does not verify either',
  'issuer.unknown': 'sign as an issuer that is known, or give --issuer for this one too if the service knows it',
  'key.foreign': 'sign with a kid that begins with the issuer and a slash, and with no longer issuer that is known',
  'key.unknown': 'publish the public key under the kid of the token, or look for a mistake in either',
  'key.unsuitable':
    'publish one public key as PEM (BEGIN PUBLIC KEY) with the media type application/x-pem-file: RSA of at least 2048 bits, P-256, P-384 or P-521',
  'key.unavailable':
    'this says nothing about the token: look at the address and the network, for a private CA set NODE_EXTRA_CA_CERTS to its PEM file, and try again',
};

export function remedyOf(reason: ReasonCode): string {
  return isTokenReason(reason) ? REMEDIES[reason] : 'docs/reason-codes.md has all reason codes';
}

function isTokenReason(reason: ReasonCode): reason is TokenReason {
  return Object.hasOwn(REMEDIES, reason);
}
