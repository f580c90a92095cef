// Issuers and key ids, and which issuer owns which key id. Used at synth (overlapping issuers are refused) and on every
// request (a key id proves nothing about an issuer that does not own it).

/** ASAP: kid segments match `[\w.\-+]`, are non-empty, joined by `/`, and none is `.` or `..`. */
const SEGMENTS = /^(?!\.{1,2}(?:\/|$))[\w.\-+]+(?:\/(?!\.{1,2}(?:\/|$))[\w.\-+]+)*$/;

export const MAX_ISSUER_LENGTH = 128;
export const MAX_KID_LENGTH = 256;

export function isIssuer(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_ISSUER_LENGTH && SEGMENTS.test(value);
}

/** A key id is an issuer's path and at least one segment of its own. */
export function isKid(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_KID_LENGTH && value.includes('/') && SEGMENTS.test(value);
}

/** True if `prefix` is a path prefix of `path` (`a/b` of `a/b/c`, not of `a/bc`). */
export function isPathPrefix(prefix: string, path: string): boolean {
  return path.length > prefix.length && path.startsWith(prefix) && path[prefix.length] === '/';
}

/**
 * True if a key id is the issuer's own: the issuer is a path prefix of it, and no known issuer is a longer one. Nested issuers
 * are the trap: `a/b/k` begins with `a/` too, and only `a/b` may use it. Takes as long for a thousand issuers as for one.
 */
export function ownsKid(issuer: string, kid: string, issuers: ReadonlySet<string>): boolean {
  if (!isPathPrefix(issuer, kid)) return false;
  for (let end = kid.indexOf('/', issuer.length + 1); end >= 0; end = kid.indexOf('/', end + 1)) {
    if (issuers.has(kid.slice(0, end))) return false;
  }
  return true;
}

/** The known issuer that owns a key id, if one does: the longest that is a path prefix of it. */
export function ownerOf(kid: string, issuers: ReadonlySet<string>): string | undefined {
  for (let end = kid.lastIndexOf('/'); end > 0; end = kid.lastIndexOf('/', end - 1)) {
    const issuer = kid.slice(0, end);
    if (issuers.has(issuer)) return issuer;
  }
  return undefined;
}

/** The first pair of issuers of which one is a path prefix of the other, or is the other. */
export function overlappingIssuers(issuers: readonly string[]): [string, string] | undefined {
  for (const [index, first] of issuers.entries()) {
    for (const second of issuers.slice(index + 1)) {
      if (first === second || isPathPrefix(first, second) || isPathPrefix(second, first)) return [first, second];
    }
  }
  return undefined;
}
