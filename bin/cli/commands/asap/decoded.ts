// A token taken apart, whatever it is: nothing here is refused, and nothing is proven.
import { decodeBase64url } from '../../../../lambda/runtime/asap/base64url';
import { type JsonObject, parseJsonObject } from '../../../../lambda/runtime/asap/strict-json';

export interface DecodedPart {
  /** Undefined where it is no unambiguous JSON object: two readers could take it for two things, so that its text is shown instead. */
  readonly object?: JsonObject;
  readonly text: string;
  readonly isCanonical: boolean;
}

export interface Decoded {
  readonly parts: number;
  readonly header: DecodedPart;
  readonly claims: DecodedPart;
  readonly signatureBytes: number;
  readonly isSignatureCanonical: boolean;
}

/** Characters. Services refuse more than 8 KB; of that, people still want to see why it is so long. */
const MAX_DECODED = 65_536;

/** Undefined for what is too long to be shown. */
export function decoded(token: string): Decoded | undefined {
  if (token.length > MAX_DECODED) return undefined;
  const [header = '', claims = '', signature = ''] = token.split('.', 3);
  return {
    parts: token.split('.').length,
    header: partOf(header),
    claims: partOf(claims),
    signatureBytes: Buffer.from(signature, 'base64url').length,
    isSignatureCanonical: decodeBase64url(signature) !== undefined,
  };
}

function partOf(encoded: string): DecodedPart {
  const bytes = Buffer.from(encoded, 'base64url');
  const object = parseJsonObject(bytes);
  return {
    ...(object !== undefined && { object }),
    text: bytes.toString('utf8'),
    isCanonical: decodeBase64url(encoded) !== undefined,
  };
}
