// One exact JSON object. JSON.parse keeps the last of two equal members and recurses without limit; a token that two readers
// understand differently is refused here, before anybody reads a claim from it.

import { isAscii, isUtf8 } from 'node:buffer';

export const MAX_JSON_DEPTH = 8;
const MAX_MEMBERS = 64;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const COLON = 0x3a;

export type JsonObject = { readonly [member: string]: unknown };

/** The object that `bytes` encode, without a prototype, or undefined if they are anything but one unambiguous object. */
export function parseJsonObject(bytes: Buffer): JsonObject | undefined {
  if (bytes[0] !== OPEN_BRACE || bytes[bytes.length - 1] !== CLOSE_BRACE) return undefined;
  const ascii = isAscii(bytes);
  if (!ascii && !isUtf8(bytes)) return undefined;
  const text = ascii ? bytes.toString('latin1') : bytes.toString('utf8');
  if (!isUnambiguous(text, ascii && !text.includes('\\'))) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return Object.assign(Object.create(null), value) as JsonObject;
}

/**
 * Walks the text once: nesting and member count are bounded, no object repeats a member, no member name is escaped, no
 * string holds NUL or half a surrogate pair. It assumes nothing about validity; JSON.parse decides that afterwards. `plain`
 * text has neither escapes nor anything beyond ASCII, so that every string ends at the next quote.
 */
function isUnambiguous(text: string, plain: boolean): boolean {
  const names: (string[] | undefined)[] = [];
  let depth = -1;
  let lastString = '';
  let lastStringEscaped = false;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) {
      const end = plain ? text.indexOf('"', index + 1) : endOfString(text, index + 1);
      if (end < 0) return false;
      lastStringEscaped = text.charCodeAt(end) !== QUOTE;
      const close = lastStringEscaped ? endOfEscapedString(text, end) : end;
      if (close < 0) return false;
      lastString = text.slice(index + 1, close);
      index = close;
    } else if (code === COLON) {
      const siblings = names[depth];
      if (lastStringEscaped || siblings === undefined || siblings.length >= MAX_MEMBERS || siblings.includes(lastString))
        return false;
      siblings.push(lastString);
    } else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      depth += 1;
      if (depth >= MAX_JSON_DEPTH) return false;
      names[depth] = code === OPEN_BRACE ? [] : undefined;
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
      depth -= 1;
    }
  }
  return depth === -1;
}

/** Index of the closing quote, or of the first escape before it; -1 at the end of the text. */
function endOfString(text: string, from: number): number {
  for (let index = from; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === QUOTE || code === BACKSLASH) return index;
    if (code >= 0xd800 && code <= 0xdfff) {
      if (!isSurrogatePair(code, text.charCodeAt(index + 1))) return -1;
      index += 1;
    }
  }
  return -1;
}

/** As `endOfString`, going on over escapes; -1 if one of them makes NUL or half a surrogate pair. */
function endOfEscapedString(text: string, from: number): number {
  let index = from;
  while (index >= 0 && text.charCodeAt(index) === BACKSLASH) {
    if (text[index + 1] !== 'u') {
      index = endOfString(text, index + 2);
      continue;
    }
    const code = Number.parseInt(text.slice(index + 2, index + 6), 16);
    if (!(code > 0)) return -1;
    if (code >= 0xd800 && code <= 0xdfff) {
      const low = text.startsWith('\\u', index + 6) ? Number.parseInt(text.slice(index + 8, index + 12), 16) : Number.NaN;
      if (!isSurrogatePair(code, low)) return -1;
      index += 6;
    }
    index = endOfString(text, index + 6);
  }
  return index;
}

function isSurrogatePair(high: number, low: number): boolean {
  return high >= 0xd800 && high <= 0xdbff && low >= 0xdc00 && low <= 0xdfff;
}
