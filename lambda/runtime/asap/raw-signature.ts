// KMS gives ECDSA signatures as DER (X9.62: SEQUENCE of two INTEGERs), a JWT holds them raw: R and S, each as wide as the curve
// (RFC 7518 section 3.4).

/** @param length of R‖S, in bytes: 64, 96 or 132 */
export function rawSignature(der: Uint8Array, length: number): Uint8Array {
  const raw = new Uint8Array(length);
  const body = element(der, 0, 0x30);
  const r = element(der, body.begin, 0x02);
  const s = element(der, r.end, 0x02);
  if (body.end !== der.length || s.end !== body.end) throw broken();
  for (const [index, { begin, end }] of [r, s].entries()) {
    // A zero in front keeps a number from being negative.
    const from = der[begin] === 0 ? begin + 1 : begin;
    const width = length / 2;
    if (end - from > width) throw broken();
    raw.set(der.subarray(from, end), (index + 1) * width - (end - from));
  }
  return raw;
}

function element(der: Uint8Array, at: number, tag: number): { readonly begin: number; readonly end: number } {
  const short = der[at + 1] ?? 0x80;
  // P-521: 0x81 and one byte of length.
  const isLong = short === 0x81;
  const length = isLong ? (der[at + 2] ?? 0) : short;
  const begin = at + (isLong ? 3 : 2);
  if (der[at] !== tag || (!isLong && short >= 0x80) || length === 0) throw broken();
  return { begin, end: begin + length };
}

function broken(): Error {
  return new Error('the signature is not DER of two numbers');
}
