// Hostile requests that the JSON of header and payload decides: no key is asked for.

import { CALLER, NOW, rawToken, validClaims, validHeader } from '../../tokens';
import { row, type TokenRow } from './rows';

const headerText = (text: string | Buffer) => () => rawToken({ header: text });
const payloadText = (text: string | Buffer) => () => rawToken({ payload: text });
const valid = JSON.stringify(validClaims());
const header = JSON.stringify(validHeader());
const claimText = (text: string) => payloadText(`${valid.slice(0, -1)},${text}}`);
const nested = (levels: number) => `"deep":${'['.repeat(levels)}${']'.repeat(levels)}`;
const members = (count: number) => Array.from({ length: count }, (_, index) => `"m${index}":0`).join();
/** A token of exactly so many characters. Not every length of a payload has a base64 text: the header makes up for it. */
const tokenOfLength = (length: number) => () => {
  for (let note = 0; ; note += 1) {
    const head = { ...validHeader(), note: 'n'.repeat(note) };
    const empty = rawToken({ header: head, payload: validClaims({ pad: '' }) }).length;
    const pad = 'p'.repeat(Math.floor(((length - empty) * 3) / 4));
    const token = rawToken({ header: head, payload: validClaims({ pad }) });
    if (token.length === length) return token;
  }
};

export const JSON_ROWS: readonly TokenRow[] = [
  row('alg twice, the right one last', headerText(`{"alg":"none",${header.slice(1)}`), 'token.malformed'),
  row('alg twice, the right one first', headerText(`${header.slice(0, -1)},"alg":"none"}`), 'token.malformed'),
  row('alg twice, once escaped', headerText(`${header.slice(0, -1)},"\\u0061lg":"none"}`), 'token.malformed'),
  row('kid twice', headerText(`${header.slice(0, -1)},"kid":"billing/k1"}`), 'token.malformed'),
  ...['iss', 'tenant', 'aud', 'exp', 'jti', 'sub'].flatMap((claim) => [
    row(`${claim} twice`, claimText(`"${claim}":1`), 'token.malformed'),
    row(
      `${claim} twice, once escaped`,
      claimText(`"\\u00${claim.charCodeAt(0).toString(16)}${claim.slice(1)}":1`),
      'token.malformed',
    ),
  ]),
  row('a member twice below the top', claimText('"roles":{"a":1,"a":2}'), 'token.malformed'),
  row('iss twice, beside text beyond ASCII', claimText('"n":"ü","iss":1'), 'token.malformed'),
  row('__proto__ twice', claimText('"__proto__":1,"__proto__":2'), 'token.malformed'),
  row('a number as name, twice', claimText('"1":1,"1":2'), 'token.malformed'),
  row('a member twice within a list', claimText('"a":[{"x":[{"y":1,"y":1}]}]'), 'token.malformed'),
  row('colons, braces and quotes in texts', claimText('"a":"::{}[],","b:c":"{"'), 'accepted'),
  row('a member twice, around an object', claimText('"a":1,"b":{"c":1},"a":2'), 'token.malformed'),
  row('a member escaped, though there once', claimText('"\\u0072ole":1'), 'token.malformed'),
  row('the same member in two objects', claimText('"a":{"x":1},"b":{"x":1},"c":[{"x":1},{"x":1}]'), 'accepted'),
  row(
    'a __proto__ and a constructor claim',
    claimText('"__proto__":{"tenant":"evil"},"constructor":{"prototype":1}'),
    'accepted',
  ),
  row('iss and exp in the __proto__ claim only', payloadText(`{"__proto__":${valid}}`), 'token.claim'),
  row('kid in the __proto__ parameter only', headerText(`{"alg":"RS256","__proto__":${header}}`), 'token.kid'),
  row('a lone continuation byte', payloadText(Buffer.from(`${valid.slice(0, -1)},"n":"\x80"}`, 'latin1')), 'token.malformed'),
  row('an overlong form', payloadText(Buffer.from(`${valid.slice(0, -1)},"n":"\xc0\xaf"}`, 'latin1')), 'token.malformed'),
  row('a surrogate as UTF-8', payloadText(Buffer.from(`${valid.slice(0, -1)},"n":"\xed\xa0\x80"}`, 'latin1')), 'token.malformed'),
  row('invalid UTF-8 in the header', headerText(Buffer.from(`${header.slice(0, -1)},"n":"\xff"}`, 'latin1')), 'token.malformed'),
  row('valid UTF-8 beyond ASCII', claimText('"n":"ürümqi 🏔"'), 'accepted'),
  row('a byte order mark before the payload', payloadText(`\ufeff${valid}`), 'token.malformed'),
  row('a byte order mark before the header', headerText(`\ufeff${header}`), 'token.malformed'),
  row('UTF-16', payloadText(Buffer.from(valid, 'utf16le')), 'token.malformed'),
  ...[
    '[]',
    `[${valid}]`,
    '"text"',
    '1',
    'null',
    'true',
    '{',
    '}',
    '{}{}',
    `${valid}\n`,
    ` ${valid}`,
    `${valid}${valid}`,
    "{'iss':1}",
    '{"a":1,}',
    '{"a"}',
    '{:1}',
    `${valid}}`,
    `{${valid}}`,
  ].map((text) =>
    row(
      `payload ${JSON.stringify(text.slice(0, 16))}… to …${JSON.stringify(text.slice(-4))}, ${text.length} characters`,
      payloadText(text),
      'token.malformed',
    ),
  ),
  row('a name within a list', claimText('"a":["x":1]'), 'token.malformed'),
  row('a name within a list, beside text beyond ASCII', claimText('"n":"ü","a":["x":1]'), 'token.malformed'),
  row('a name without an object, beside text beyond ASCII', payloadText('"ü":1'), 'token.malformed'),
  row('header an array', headerText(`[${header}]`), 'token.malformed'),
  row('payload an empty object', payloadText('{}'), 'token.claim'),
  row('nesting 5,000', () => rawToken({ payload: `{${nested(2500)}}` }), 'token.malformed'),
  row('one level too many', claimText(nested(8)), 'token.malformed'),
  row('as many levels as allowed', claimText(nested(7)), 'accepted'),
  row('one level too many, beside text beyond ASCII', claimText(`"n":"ü",${nested(8)}`), 'token.malformed'),
  row('as many levels as allowed, beside text beyond ASCII', claimText(`"n":"ü",${nested(7)}`), 'accepted'),
  row('more objects and lists than levels', claimText(`"a":[${'{},'.repeat(20)}{}],"b":[${'[],'.repeat(20)}[]]`), 'accepted'),
  row('levels of objects', claimText('"a":{"b":{"c":{"d":{"e":{"f":{"g":{}}}}}}}'), 'accepted'),
  row('one level of objects too many', claimText('"a":{"b":{"c":{"d":{"e":{"f":{"g":{"h":{}}}}}}}}'), 'token.malformed'),
  row('one member too many within', claimText(`"a":[{${members(65)}}]`), 'token.malformed'),
  row('as many members as allowed within', claimText(`"a":[{${members(64)}}],"b":{${members(64)}}`), 'accepted'),
  row('one member too many, beside text beyond ASCII', claimText(`"n":"ü","a":{${members(65)}}`), 'token.malformed'),
  row('a list of more than any object may have', claimText(`"a":[${'0,'.repeat(200)}0]`), 'accepted'),
  row('one member too many', () => rawToken({ payload: `{${members(57)},${valid.slice(1)}` }), 'token.malformed'),
  row('as many members as allowed', () => rawToken({ payload: `{${members(56)},${valid.slice(1)}` }), 'accepted'),
  row('one character over 8 KB', () => `${tokenOfLength(8192)()}A`, 'token.too-large'),
  row('exactly 8 KB', tokenOfLength(8192), 'accepted'),
  row('1 MB', () => 'A'.repeat(1_000_000), 'token.too-large'),
  row('NUL in the kid', () => rawToken({ header: validHeader('RS256', 'gateway/k\0') }), 'token.malformed'),
  row('NUL after iss', () => rawToken({ payload: validClaims({ iss: `${CALLER}\0` }) }), 'token.malformed'),
  row('NUL in a claim', claimText('"n":"\\u0000"'), 'token.malformed'),
  row('NUL unescaped', payloadText(`${valid.slice(0, -1)},"n":"\0"}`), 'token.malformed'),
  ...['\\ud83c', '\\udfd4', '\\udfd4\\ud83c', '\\ud83c\\ud83c', '\\ud83cx', '\\ud83c\\n', '\\n\\udfd4'].map((text) =>
    row(`unpaired surrogate ${text}`, claimText(`"n":"${text}"`), 'token.malformed'),
  ),
  row('a surrogate pair, and every other escape', claimText('"n":"\\ud83c\\udfd4 \\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9"'), 'accepted'),
  ...['\\ud800x', '\\udfff', '\\ud800\\udbff', '\\udbff\\ue000', '\\udc00\\udc00', '\\ud800\\ue000'].map((text) =>
    row(`half a surrogate pair at the edge of its range ${text}`, claimText(`"n":"${text}"`), 'token.malformed'),
  ),
  ...['\\ud800\\udc00', '\\udbff\\udfff', '\\ud7ff', '\\ue000'].map((text) =>
    row(`whole, at the edge of the range of surrogates ${text}`, claimText(`"n":"${text}"`), 'accepted'),
  ),
  row('an escape that is none', claimText('"n":"\\x"'), 'token.malformed'),
  row('a string that does not end', payloadText(`{"iss":"${CALLER},"exp":${NOW}}`), 'token.malformed'),
];
