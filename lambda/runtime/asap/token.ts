// The form of an ASAP token: three canonical base64url parts, two exact JSON objects, a header that names an algorithm and a
// key id and nothing that would change how the token is read. No claim is judged here.

import { isKid, MAX_TOKEN_BYTES, type ReasonCode } from '../../../contract';
import { BoundedMap } from '../bounded-map';
import { type AsapAlgorithm, isAsapAlgorithm } from './algorithms';
import { decodeBase64url, isEncodingOf } from './base64url';
import { type JsonObject, parseJsonObject, parseUnambiguous, withoutInheritance } from './strict-json';

export interface UnverifiedToken {
  readonly algorithm: AsapAlgorithm;
  readonly kid: string;
  readonly claims: JsonObject;
  /** The bytes that were signed: header and payload as sent. */
  readonly signedBytes: Buffer;
  readonly signature: Buffer;
  readonly text: string;
}

/** What a token claims about itself before anything is proven. */
export interface ClaimedNames {
  readonly issuer?: string;
  readonly kid?: string;
  readonly tokenId?: string;
}

export interface Refused {
  readonly ok: false;
  readonly reason: ReasonCode;
  readonly claimed?: ClaimedNames;
  /** For the log, where something else than the token was wrong: `ECONNREFUSED`, `status 500`. */
  readonly cause?: string;
}

/** RFC 8725: parameters by which a token would bring its own key, or its own way of being read. ASAP uses none of them. */
const REFUSED_PARAMETERS = ['crit', 'b64', 'zip', 'jku', 'jwk', 'x5u', 'x5c', 'enc'] as const;

/** RFC 7515, 4.1.9: a media type, in whatever case, of which `application/` may be left out. RFC 7519, 5.1: `JWT`. */
const TYPE_OF_JWT = /^(?:application\/)?jwt$/i;

function isTypeOfJwt(typ: unknown): boolean {
  return typeof typ === 'string' && TYPE_OF_JWT.test(typ);
}

export const refused = (reason: ReasonCode): Refused => ({ ok: false, reason });

interface TokenHeader {
  readonly algorithm: AsapAlgorithm;
  readonly kid: string;
}

/** Headers already read, by their encoded form: one signer sends the same one with every token, often several in a row. */
export class HeaderCache {
  private readonly headers: BoundedMap<string, TokenHeader>;
  private lastEncoded = '';
  private last: TokenHeader | undefined;

  public constructor(capacity: number) {
    this.headers = new BoundedMap(capacity);
  }

  /** The header that the first `length` characters of a token encode. */
  public read(text: string, length: number): TokenHeader | Refused {
    const encoded = text.slice(0, length);
    if (encoded === this.lastEncoded && this.last !== undefined) return this.last;
    let header = this.headers.get(encoded);
    if (header === undefined) {
      const parsed = parseHeader(encoded);
      if ('reason' in parsed) return parsed;
      this.headers.set(encoded, parsed);
      header = parsed;
    }
    this.lastEncoded = encoded;
    this.last = header;
    return header;
  }
}

/** A token whose header and claims are read, and nothing else yet: refusing it for its claims needs no more. */
export interface ReadToken extends TokenHeader {
  readonly ok: true;
  /** As JSON.parse gives them, with a prototype. */
  readonly claims: JsonObject;
  readonly text: string;
  readonly encodedPayload: string;
  /** Decoded, but not yet known to be encoded canonically. */
  readonly payload: Buffer;
  /** Length of header and payload as sent. */
  readonly signedLength: number;
}

export function readToken(text: string, headers: HeaderCache): ReadToken | Refused {
  if (typeof text !== 'string') return refused('token.malformed');
  if (text.length > MAX_TOKEN_BYTES) return refused('token.too-large');
  const firstDot = text.indexOf('.');
  const secondDot = text.indexOf('.', firstDot + 1);
  if (firstDot <= 0 || secondDot < 0 || text.indexOf('.', secondDot + 1) >= 0) return refused('token.malformed');

  const header = headers.read(text, firstDot);
  if ('reason' in header) return header;
  const encodedPayload = text.slice(firstDot + 1, secondDot);
  const payload = Buffer.from(encodedPayload, 'base64url');
  const claims = parseUnambiguous(payload);
  if (claims === undefined) return refused('token.malformed');
  return {
    ok: true,
    algorithm: header.algorithm,
    kid: header.kid,
    claims,
    text,
    payload,
    encodedPayload,
    signedLength: secondDot,
  };
}

/** The whole token, or undefined if payload or signature are not the one canonical encoding of what they hold. */
export function completed(read: ReadToken): UnverifiedToken | undefined {
  const { algorithm, kid, claims, text, payload, encodedPayload, signedLength } = read;
  if (!isEncodingOf(payload, encodedPayload)) return undefined;
  const signature = decodeBase64url(text.slice(signedLength + 1));
  if (signature === undefined) return undefined;
  // Header and payload are known to be base64url: one byte a character.
  const signedBytes = Buffer.allocUnsafe(signedLength);
  signedBytes.write(text, 0, signedLength, 'latin1');
  return { algorithm, kid, claims: withoutInheritance(claims), signedBytes, signature, text };
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
  if (header.typ !== undefined && !isTypeOfJwt(header.typ)) return refused('token.header');
  if (!isKid(header.kid)) return refused('token.kid');
  return { algorithm: header.alg, kid: header.kid };
}
