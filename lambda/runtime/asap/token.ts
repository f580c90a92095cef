// The form of an ASAP token: three canonical base64url parts, two exact JSON objects, a header that names an algorithm and a
// key id and nothing that would change how the token is read. No claim is judged here.

import { isKid, MAX_TOKEN_BYTES, type ReasonCode } from '../../../contract';
import type { BoundedMap } from '../bounded-map';
import { type AsapAlgorithm, isAsapAlgorithm } from './algorithms';
import { decodeBase64url } from './base64url';
import { type JsonObject, parseJsonObject } from './strict-json';

export interface UnverifiedToken {
  readonly algorithm: AsapAlgorithm;
  readonly kid: string;
  readonly claims: JsonObject;
  /** The bytes that were signed: header and payload as sent. */
  readonly signedBytes: Buffer;
  readonly signature: Buffer;
}

/** What a token claims about itself before anything is proven. */
export interface ClaimedNames {
  readonly issuer?: string;
  readonly tokenId?: string;
}

export type Refused = { readonly ok: false; readonly reason: ReasonCode; readonly claimed?: ClaimedNames };

/** RFC 8725: parameters by which a token would bring its own key, or its own way of being read. ASAP uses none of them. */
const REFUSED_PARAMETERS = ['crit', 'b64', 'zip', 'jku', 'jwk', 'x5u', 'x5c', 'enc'] as const;

export const refused = (reason: ReasonCode): Refused => ({ ok: false, reason });

/** Headers already read, by their encoded form: one signer sends the same one with every token. */
export type HeaderCache = BoundedMap<string, TokenHeader>;

interface TokenHeader {
  readonly algorithm: AsapAlgorithm;
  readonly kid: string;
}

export function parseToken(
  token: string,
  headers: HeaderCache,
): { readonly ok: true; readonly token: UnverifiedToken } | Refused {
  if (typeof token !== 'string') return refused('token.malformed');
  if (token.length > MAX_TOKEN_BYTES) return refused('token.too-large');
  const firstDot = token.indexOf('.');
  const secondDot = token.indexOf('.', firstDot + 1);
  if (firstDot <= 0 || secondDot < 0 || token.indexOf('.', secondDot + 1) >= 0) return refused('token.malformed');

  const encodedHeader = token.slice(0, firstDot);
  let header = headers.get(encodedHeader);
  if (header === undefined) {
    const parsed = parseHeader(encodedHeader);
    if ('reason' in parsed) return parsed;
    headers.set(encodedHeader, parsed);
    header = parsed;
  }
  const payload = decodeBase64url(token.slice(firstDot + 1, secondDot));
  const claims = payload && parseJsonObject(payload);
  const signature = decodeBase64url(token.slice(secondDot + 1));
  if (claims === undefined || signature === undefined) return refused('token.malformed');
  const signedBytes = Buffer.from(token.slice(0, secondDot), 'latin1');
  return { ok: true, token: { algorithm: header.algorithm, kid: header.kid, claims, signedBytes, signature } };
}

function parseHeader(encoded: string): TokenHeader | Refused {
  const bytes = decodeBase64url(encoded);
  const header = bytes && parseJsonObject(bytes);
  if (header === undefined) return refused('token.malformed');
  // Before the payload and the signature: an unsigned token (`alg: none`) is to be named for what it is.
  if (!isAsapAlgorithm(header.alg)) return refused('token.algorithm');
  for (const parameter of REFUSED_PARAMETERS) {
    if (parameter in header) return refused('token.header');
  }
  if (header.typ !== undefined && header.typ !== 'JWT') return refused('token.header');
  if (!isKid(header.kid)) return refused('token.kid');
  return { algorithm: header.alg, kid: header.kid };
}
