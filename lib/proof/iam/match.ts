// Patterns with `*` and `?` against values, where either may hold symbols. The name that CloudFormation makes up for a resource is
// never equal to a name somebody wrote, nor to another resource's; whether it begins as a pattern does is not known. Any other symbol
// may be anything.

import { memoizedByText } from '../collections';
import { isFresh, isNameSymbol, isSymbolic, isWordSymbol, pieces } from '../template/symbol';
import { differs, type Ends } from './ends';
import type { Truth } from './types';

/** A character, a wildcard, or a symbol. */
type Token =
  | { readonly kind: 'text'; readonly text: string }
  /** `colon`: whether it matches a colon too. */
  | { readonly kind: 'any' | 'one'; readonly colon: Truth }
  | { readonly kind: 'name'; readonly text: string }
  /** Equal to itself and to nothing else. */
  | { readonly kind: 'fresh'; readonly text: string }
  /** An account, a Region or a partition: one word of an ARN, and no name that CloudFormation makes up. */
  | { readonly kind: 'word'; readonly text: string }
  | { readonly kind: 'open'; readonly text: string };

/** A pattern ready to match. The same texts are asked about the same values over and over: what came of it is kept. */
export interface Pattern {
  readonly matches: (value: string) => Truth;
  readonly ends: Ends;
}

/** Text whose wildcards count, or text that stands for itself, such as the value of a policy variable. */
export type PatternPart = string | { readonly literally: string };

/**
 * What a pattern is of, which decides whether its wildcards match a colon.
 * - `text`: they do.
 * - `arn`: a whole ARN, where colons separate segments.
 * - `last`: the sixth component of an ARN.
 */
export type PatternOf = 'text' | 'arn' | 'last';

/** A character beyond U+FFFF: one character, two units of JavaScript's text. */
const PAIR = /[\uD800-\uDBFF][\uDC00-\uDFFF]/;

function tokensOf(text: string, wildcards: boolean): Token[] {
  return pieces(text).flatMap(({ text: piece, isSymbol }): Token[] => {
    if (isSymbol) return [{ kind: kindOf(piece), text: piece }];
    return [...piece].map((character): Token => {
      if (wildcards && character === '?') return { kind: 'one', colon: true };
      if (wildcards && character === '*') return { kind: 'any', colon: true };
      return { kind: 'text', text: character };
    });
  });
}

export interface NamesIn {
  readonly names: readonly string[];
  /** Whether a part may be anything. */
  readonly isOpen: boolean;
  /** Whether it has an account, a Region or a partition that only the deployment knows. */
  readonly hasWords: boolean;
}

/**
 * The names that CloudFormation makes up in a text, and whether anything in it may stand for such a name. `until` stops at the first
 * wildcard, variable or unknown part.
 */
export function madeUpNames(text: string, until = false): NamesIn {
  const names: string[] = [];
  let hasWords = false;
  for (const { text: piece, isSymbol } of pieces(text)) {
    if (!isSymbol) {
      if (until && /[*?$]/.test(piece)) return { names, isOpen: true, hasWords };
      continue;
    }
    const kind = kindOf(piece);
    if (kind === 'name') names.push(piece);
    else if (kind === 'open') return { names, isOpen: true, hasWords };
    else if (kind === 'word') hasWords = true;
  }
  return { names, isOpen: false, hasWords };
}

/**
 * IAM, Resource element: wildcards stand within a segment of an ARN, and `*` at the end of a segment reaches over the colons. The
 * sixth segment may hold colons itself. AWS does not say whether a wildcard inside it matches them.
 */
function withinSegments(tokens: readonly Token[], of: 'arn' | 'last'): Token[] {
  let colons = of === 'last' ? 5 : 0;
  return tokens.map((token, index): Token => {
    if (token.kind === 'text' && token.text === ':') colons += 1;
    // Any number of segments.
    if (token.kind === 'open') colons = 5;
    if (token.kind === 'one') return { kind: 'one', colon: undefined };
    if (token.kind !== 'any') return token;
    const next = tokens[index + 1];
    if (next === undefined || (next.kind === 'text' && next.text === ':')) return token;
    return { kind: 'any', colon: colons < 5 ? false : undefined };
  });
}

function kindOf(symbol: string): 'fresh' | 'name' | 'word' | 'open' {
  if (isFresh(symbol)) return 'fresh';
  if (isNameSymbol(symbol)) return 'name';
  return isWordSymbol(symbol) ? 'word' : 'open';
}

/** IAM: an ARN has at most 2048 characters. */
const MOST_TOKENS = 2048;

export function pattern(parts: readonly PatternPart[], of: PatternOf = 'text'): Pattern {
  const key = parts.reduce<string>(
    (text, part) => (typeof part === 'string' ? `${text}\uE002${part}` : `${text}\uE003${part.literally}`),
    of === 'text' ? '' : of,
  );
  return patternOf(key, { parts, of });
}

/** Texts of policies come again with every request: one pattern each. */
const patternOf = memoizedByText((_key, { parts, of }: { parts: readonly PatternPart[]; of: PatternOf }): Pattern => {
  const read = parts.flatMap((part) => (typeof part === 'string' ? tokensOf(part, true) : tokensOf(part.literally, false)));
  const tokens = of === 'text' ? read : withinSegments(read, of);
  return { matches: memoizedByText((value) => compared(tokens, value)), ends: endsOf(tokens) };
}, 20_000);

function endsOf(tokens: readonly Token[]): Ends {
  const first = tokens.findIndex(isWildcard);
  if (first < 0) return { begin: textOf(tokens), end: textOf(tokens), holdsNoMore: tokens.every(({ kind }) => kind !== 'open') };
  const last = tokens.map(isWildcard).lastIndexOf(true);
  return { begin: textOf(tokens.slice(0, first)), end: textOf(tokens.slice(last + 1)), holdsNoMore: false };
}

export function matches(wanted: Pattern, value: string): Truth {
  return differs(wanted.ends, value) ? false : wanted.matches(value);
}

function textOf(tokens: readonly Token[]): string {
  return tokens.map((token) => ('text' in token ? token.text : '')).join('');
}

function compared(tokens: readonly Token[], value: string): Truth {
  if (!PAIR.test(value)) return comparedBy(tokens, value, value);
  const byCharacter = comparedBy(tokens, value, [...value]);
  if (!tokens.some(({ kind }) => kind === 'one')) return byCharacter;
  // AWS does not say whether such a character is one or two for `?`.
  const byUnit = comparedBy(inUnits(tokens), value, value);
  return byCharacter === byUnit ? byCharacter : undefined;
}

/** `characters`: those of the value. */
function comparedBy(tokens: readonly Token[], value: string, characters: string | readonly string[]): Truth {
  const isLiteral = !isSymbolic(value) && tokens.every((token) => token.kind === 'text' || isWildcard(token));
  if (isLiteral) {
    if (!plain(tokens, characters)) return false;
    if (tokens.every((token) => !isWildcard(token) || token.colon)) return true;
  }
  const inCharacters = tokensOf(value, false);
  const subject = typeof characters === 'string' ? inUnits(inCharacters) : inCharacters;
  // Longer than anything that AWS takes: not worked out, and so not known.
  if (tokens.length > MOST_TOKENS || subject.length > MOST_TOKENS) return undefined;
  if (symbolic(tokens, subject, false)) return true;
  if (isLiteral && tokens.every((token) => !isWildcard(token) || token.colon !== undefined)) return false;
  return symbolic(tokens, subject, true) ? undefined : false;
}

function isWildcard(token: Token): token is Extract<Token, { kind: 'any' | 'one' }> {
  return token.kind === 'any' || token.kind === 'one';
}

/** The units of UTF-16, as JavaScript counts. */
function inUnits(tokens: readonly Token[]): Token[] {
  return tokens.flatMap((token) =>
    token.kind === 'text' && token.text.length > 1 ? token.text.split('').map((text): Token => ({ kind: 'text', text })) : token,
  );
}

/** Without symbols, and as if every wildcard matched a colon: backtracks to the last `*` only. */
function plain(tokens: readonly Token[], characters: string | readonly string[]): boolean {
  let at = 0;
  let token = 0;
  let star = -1;
  let resume = 0;
  while (at < characters.length) {
    const current = tokens[token];
    if (current?.kind === 'any') {
      star = token++;
      resume = at;
    } else if (
      current !== undefined &&
      (current.kind === 'one' || (current.kind === 'text' && current.text === characters[at]))
    ) {
      token += 1;
      at += 1;
    } else {
      if (star < 0) return false;
      resume += 1;
      at = resume;
      token = star + 1;
    }
  }
  return tokens.slice(token).every(({ kind }) => kind === 'any');
}

/** Whether the pattern and the value can be the same text: certainly, or `possibly`, for some values of the symbols. */
function symbolic(tokens: readonly Token[], subject: readonly Token[], possibly: boolean): boolean {
  const width = subject.length + 1;
  const known = new Int8Array((tokens.length + 1) * width);
  const from = (token: number, at: number): boolean => {
    const index = token * width + at;
    const before = known[index];
    if (before !== 0) return before === 1;
    // Until it is known otherwise: a circle does not match.
    known[index] = 2;
    const result = step(token, at);
    known[index] = result ? 1 : 2;
    return result;
  };
  const step = (token: number, at: number): boolean => {
    const [current, value] = [tokens[token], subject[at]];
    if (current === undefined) return value === undefined || (possibly && isUnknown(value) && from(token, at + 1));
    if (current.kind === 'any') {
      if (from(token + 1, at)) return true;
      if (value === undefined) return false;
      return matchesToken(current, value, possibly) && from(token, at + 1);
    }
    if (value !== undefined && sameToken(current, value, possibly) && from(token + 1, at + 1)) return true;
    if (!possibly) return false;
    if (value !== undefined && isUnknown(value) && ((mayHold(value, current) && from(token + 1, at)) || from(token, at + 1)))
      return true;
    if (isUnknown(current)) return from(token + 1, at) || (value !== undefined && mayHold(current, value) && from(token, at + 1));
    if (value !== undefined && isUnknown(value)) return false;
    // A made-up name may begin or end as a pattern does: it takes up text and at least one wildcard.
    if (value?.kind === 'name') return taken(tokens, token).some((end) => from(end, at + 1));
    return false;
  };
  return from(0, 0);
}

/** Where a name that begins at this token of a pattern may end: behind text and at least one wildcard, before any other symbol. */
function taken(tokens: readonly Token[], begin: number): number[] {
  const ends: number[] = [];
  let wildcards = 0;
  for (let end = begin; end < tokens.length; end += 1) {
    const token = tokens[end];
    if (token === undefined || token.kind === 'name' || token.kind === 'fresh' || isUnknown(token)) break;
    // Names hold no colon and no slash.
    if (token.kind === 'text' && (token.text === ':' || token.text === '/')) break;
    if (token.kind !== 'text') wildcards += 1;
    if (wildcards > 0) ends.push(end, end + 1);
  }
  return [...new Set(ends)].filter((end) => end > begin);
}

function isUnknown({ kind }: Token): boolean {
  return kind === 'open' || kind === 'word';
}

/** Whether this may be a part of what an unknown stands for. */
function mayHold(unknown: Token, part: Token): boolean {
  if (part.kind === 'fresh') return false;
  if (unknown.kind === 'open') return true;
  return part.kind === 'text' ? /[A-Za-z0-9-]/.test(part.text) : part.kind !== 'name';
}

function sameToken(token: Token, value: Token, possibly: boolean): boolean {
  if (token.kind === 'one') return value.kind === 'text' && matchesToken(token, value, possibly);
  if (isWildcard(token) || isWildcard(value)) return false;
  return token.kind === value.kind && token.text === value.text;
}

/** Only a colon may be more than a wildcard matches. */
function matchesToken({ colon }: { readonly colon: Truth }, value: Token, possibly: boolean): boolean {
  if (value.kind !== 'text' || value.text !== ':') return true;
  return colon ?? possibly;
}
