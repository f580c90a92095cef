// The strict reader against a slow and simple one: every text that it takes is one that JSON.parse takes too, gives the same
// value, and names no member twice; and it takes all of those.

import { MAX_JSON_DEPTH, parseJsonObject } from '../../../../lambda/runtime/asap/strict-json';
import { numbersFrom } from '../../../effort';

/** Every object of the text with all its names as written, in the order of the reading; undefined if JSON.parse refuses. */
function namesByObject(text: string): string[][] | undefined {
  try {
    JSON.parse(text);
  } catch {
    return undefined;
  }
  const all: string[][] = [];
  const open: (string[] | undefined)[] = [];
  for (const [part, before] of text.matchAll(/("(?:[^"\\]|\\.)*")\s*:|"(?:[^"\\]|\\.)*"|[{}[\]]/g)) {
    if (part === '{') all.push(open[open.push([]) - 1] as string[]);
    else if (part === '[') open.push(undefined);
    else if (part === '}' || part === ']') open.pop();
    else if (before !== undefined) open.at(-1)?.push(before.slice(1, -1));
  }
  return all;
}

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** What the strict reader should make of a text, by the letter of its contract. */
function expected(text: string): unknown {
  const names = namesByObject(text);
  if (names === undefined || !text.startsWith('{') || !text.endsWith('}')) return undefined;
  const unambiguous = names.every(
    (own) => new Set(own).size === own.length && own.length <= 64 && !own.some((name) => name.includes('\\')),
  );
  const value = JSON.parse(text);
  const sound = textsIn(value).every((one) => !one.includes('\0') && Buffer.from(one).toString() === one);
  return unambiguous && sound && depthOf(value) <= MAX_JSON_DEPTH ? value : undefined;
}

const seen = (text: string) => parseJsonObject(Buffer.from(text));

const NAMES = ['iss', 'aud', 'a', 'b', 'ab', '__proto__', 'constructor', '1', '', 'ü', 'a:b', 'a"b', '{'];
const TEXTS = ['x', '', '::', '{}', '[1]', '"', '\\', 'ü', '🏔', '\n', 'a,b', '\u2028'];

function anyValue(any: (below: number) => number, depth: number): unknown {
  const kind = any(depth > 6 ? 5 : 8);
  if (kind < 2) return TEXTS[any(TEXTS.length)];
  if (kind === 2) return any(2_000_000_000) - 5;
  if (kind === 3) return any(10) / 4;
  if (kind === 4) return [true, false, null][any(3)];
  if (kind === 5) return Array.from({ length: any(4) }, () => anyValue(any, depth + 1));
  return anyObject(any, depth + 1);
}

function anyObject(any: (below: number) => number, depth: number): object {
  return Object.fromEntries(Array.from({ length: any(5) }, () => [NAMES[any(NAMES.length)], anyValue(any, depth)]));
}

it('reads 5,000 objects as JSON.parse does', () => {
  const any = numbersFrom(11);
  for (let run = 0; run < 5000; run += 1) {
    const text = JSON.stringify(anyObject(any, 1), undefined, any(3));

    expect([text, JSON.stringify(seen(text))]).toEqual([text, JSON.stringify(expected(text))]);
  }
});

it('agrees with the slow reader on 15,000 texts that are nearly JSON', () => {
  const any = numbersFrom(13);
  const pieces = [
    '{',
    '}',
    '[',
    ']',
    ':',
    ',',
    '"',
    '\\',
    '"a":1',
    '"a":',
    '"a"',
    '1',
    '\\u0061',
    '\\ud83c',
    '\\udfd4',
    ' ',
    'ü',
    '\0',
  ];
  const differing: string[] = [];
  let taken = 0;
  for (let run = 0; run < 15_000; run += 1) {
    let text = JSON.stringify(anyObject(any, 1));
    for (let left = any(3); left > 0; left -= 1) {
      const at = any(text.length + 1);
      text = text.slice(0, at) + (pieces[any(pieces.length)] ?? '') + text.slice(at + any(3));
    }
    // Half a pair cannot be sent at all: it goes out as the replacement character.
    text = Buffer.from(text).toString();
    const value = expected(text);
    if (value !== undefined) taken += 1;
    if (JSON.stringify(seen(text)) !== JSON.stringify(value)) differing.push(text);
  }

  expect(differing).toEqual([]);
  expect(taken).toBeGreaterThan(4000);
});
