// Canonical base64url (RFC 7515 section 2): no padding, no white space, no other alphabet, no spare bits. Node's decoder is
// lenient, so one text could otherwise decode from many tokens.

/** The decoded bytes, or undefined if `text` is not the one canonical encoding of them. */
export function decodeBase64url(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url');
  return isEncodingOf(bytes, text) ? bytes : undefined;
}

export function isEncodingOf(bytes: Buffer, text: string): boolean {
  return bytes.length > 0 && bytes.toString('base64url') === text;
}

export function encodeBase64url(data: string | Uint8Array): string {
  return Buffer.from(data as Uint8Array).toString('base64url');
}
