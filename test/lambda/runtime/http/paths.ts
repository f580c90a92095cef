// Paths as RFC 3986 has them.

import fc from 'fast-check';

const PCHARS = [..."abcXYZ019-._~!$&'()*+,;=:@"];
const isDotSegment = (text: string) => /^(?:\.|%2e){1,2}$/i.test(text);

/** RFC 3986, 3.3: `*pchar`, and no segment that climbs. */
export const segment = fc
  .array(fc.oneof(fc.constantFrom(...PCHARS), fc.constantFrom('%2F', '%3a', '%20', '%2e')), { maxLength: 8 })
  .map((characters) => characters.join(''))
  .filter((text) => !isDotSegment(text));
