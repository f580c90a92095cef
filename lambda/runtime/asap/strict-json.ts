// One exact JSON object. JSON.parse keeps the last of two equal members and recurses without limit; a token that two readers
// understand differently is refused here, before anybody reads a claim from it.

import { isUtf8 } from 'node:buffer';

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

/** The object that `bytes` encode, which inherits nothing, or undefined if they are anything but one unambiguous object. */
export function parseJsonObject(bytes: Buffer): JsonObject | undefined {
  const value = parseUnambiguous(bytes);
  return value && withoutInheritance(value);
}

/**
 * The same, in most cases with the prototype that JSON.parse gives, which spares a copy. Only for reading members that one
 * knows the names of.
 */
export function parseUnambiguous(bytes: Buffer): JsonObject | undefined {
  if (bytes[0] !== OPEN_BRACE || bytes[bytes.length - 1] !== CLOSE_BRACE) return undefined;
  // Some other code gave every object a member: nothing that is missing could be told from it.
  for (const _member in EMPTY) return undefined;
  const members = countPlainMembers(bytes);
  if (members === TOO_DEEP) return undefined;
  if (members !== NOT_PLAIN) {
    const value = parse(bytes.toString('latin1'));
    // A member that stands twice in the text is there once in the value.
    return value !== undefined && countMembers(value) === members ? value : undefined;
  }
  if (!isUtf8(bytes)) return undefined;
  const text = bytes.toString('utf8');
  const value = isUnambiguous(text) ? parse(text) : undefined;
  return value && withoutInheritance(value);
}

/** A prototype with nothing in it and nothing behind it: objects of it are filled and read faster than those without any. */
class Bare {}
Reflect.deleteProperty(Bare.prototype, 'constructor');
Object.setPrototypeOf(Bare.prototype, null);
Object.freeze(Bare.prototype);

export function withoutInheritance(value: JsonObject): JsonObject {
  return Object.assign(new Bare(), value);
}

function parse(text: string): JsonObject | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const EMPTY: readonly never[] = [];
const TOO_DEEP = -1;
const NOT_PLAIN = -2;

/** 0 for the bytes that mean nothing to the count, which are nearly all: one look each. */
const MEANS_SOMETHING = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x80 || [QUOTE, BACKSLASH, OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET, COLON].includes(byte) ? 1 : 0,
);

/**
 * How often a member is named in plain text: ASCII without escapes, where quotes and strings are easy to tell apart. All our
 * own tokens are plain, and this is much faster than looking at each name.
 */
function countPlainMembers(bytes: Buffer): number {
  let members = 0;
  let depth = 0;
  let inString = false;
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index] as number;
    if (MEANS_SOMETHING[byte] === 0) continue;
    if (byte === QUOTE) inString = !inString;
    else if (byte === BACKSLASH || byte >= 0x80) return NOT_PLAIN;
    else if (inString) continue;
    else if (byte === COLON) members += 1;
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      depth += 1;
      if (depth > MAX_JSON_DEPTH) return TOO_DEEP;
    } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) depth -= 1;
  }
  return members;
}

/** Members of a value and of all within it; NaN, which equals nothing, if one object has too many. */
function countMembers(value: JsonObject): number {
  let members = 0;
  let within = 0;
  for (const name in value) {
    members += 1;
    const part = value[name];
    if (typeof part === 'object' && part !== null) within += countMembers(part as JsonObject);
  }
  if (Array.isArray(value)) return within;
  return members > MAX_MEMBERS ? Number.NaN : members + within;
}

/**
 * Walks any other text once: nesting and member count are bounded, no object repeats a member, no member name is escaped, no
 * string holds NUL or half a surrogate pair. It assumes nothing about validity; JSON.parse decides that afterwards.
 */
function isUnambiguous(text: string): boolean {
  const names: (string[] | undefined)[] = [];
  let depth = -1;
  let lastString = '';
  let lastStringEscaped = false;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) {
      const end = endOfString(text, index + 1);
      lastStringEscaped = text.charCodeAt(end) === BACKSLASH;
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
  return true;
}

/** Index of the closing quote, or of the first escape before it; -1 at the end of the text. Surrogates are paired: it was UTF-8. */
function endOfString(text: string, from: number): number {
  for (let index = from; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === QUOTE || code === BACKSLASH) return index;
  }
  return -1;
}

/** As `endOfString`, going on over escapes; -1 if one of them makes NUL or half a surrogate pair. */
function endOfEscapedString(text: string, from: number): number {
  let index = from;
  while (text.charCodeAt(index) === BACKSLASH) {
    if (text[index + 1] !== 'u') {
      index = endOfString(text, index + 2);
      continue;
    }
    const code = Number.parseInt(text.slice(index + 2, index + 6), 16);
    if (!(code > 0)) return -1;
    if (code >= 0xd800 && code <= 0xdfff) {
      const low = text.startsWith('\\u', index + 6) ? Number.parseInt(text.slice(index + 8, index + 12), 16) : Number.NaN;
      if (!(code <= 0xdbff && low >= 0xdc00 && low <= 0xdfff)) return -1;
      index += 6;
    }
    index = endOfString(text, index + 6);
  }
  return index;
}
