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
  | { readonly kind: 'any' /** Stops at a colon. */; readonly segment: boolean }
  | { readonly kind: 'one' }
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

function tokensOf(text: string, wildcards: boolean, stopsAtColon: boolean): Token[] {
  return pieces(text).flatMap(({ text: piece, isSymbol }): Token[] => {
    if (isSymbol) return [{ kind: kindOf(piece), text: piece }];
    return [...piece].map((character, index, characters): Token => {
      if (wildcards && character === '?') return { kind: 'one' };
      if (!wildcards || character !== '*') return { kind: 'text', text: character };
      // At the end of an ARN's segment `*` reaches over the colons (IAM: Resource element).
      const next = characters[index + 1];
      return { kind: 'any', segment: stopsAtColon && next !== undefined && next !== ':' };
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

function kindOf(symbol: string): 'fresh' | 'name' | 'word' | 'open' {
  if (isFresh(symbol)) return 'fresh';
  if (isNameSymbol(symbol)) return 'name';
  return isWordSymbol(symbol) ? 'word' : 'open';
}

/** IAM: an ARN has at most 2048 characters. */
const MOST_TOKENS = 2048;

export function pattern(parts: readonly PatternPart[], stopsAtColon = false): Pattern {
  const key = parts.reduce<string>(
    (text, part) => (typeof part === 'string' ? `${text}\uE002${part}` : `${text}\uE003${part.literally}`),
    stopsAtColon ? ':' : '',
  );
  return patternOf(key, { parts, stopsAtColon });
}

/** Texts of policies come again with every request: one pattern each. */
const patternOf = memoizedByText(
  (_key, { parts, stopsAtColon }: { parts: readonly PatternPart[]; stopsAtColon: boolean }): Pattern => {
    const tokens = parts.flatMap((part) =>
      typeof part === 'string' ? tokensOf(part, true, stopsAtColon) : tokensOf(part.literally, false, false),
    );
    const first = tokens.findIndex(isWildcard);
    const isLiteral = first < 0;
    return {
      matches: memoizedByText((value) => compared(tokens, value)),
      ends: {
        begin: textOf(isLiteral ? tokens : tokens.slice(0, first)),
        end: textOf(isLiteral ? tokens : tokens.slice(tokens.findLastIndex(isWildcard) + 1)),
        holdsNoMore: isLiteral && tokens.every(({ kind }) => kind !== 'open'),
      },
    };
  },
  20_000,
);

export function matches(wanted: Pattern, value: string): Truth {
  return differs(wanted.ends, value) ? false : wanted.matches(value);
}

function isWildcard({ kind }: Token): boolean {
  return kind === 'any' || kind === 'one';
}

function textOf(tokens: readonly Token[]): string {
  return tokens.map((token) => ('text' in token ? token.text : '')).join('');
}

function compared(tokens: readonly Token[], value: string): Truth {
  const literal = !isSymbolic(value) && tokens.every(({ kind }) => kind === 'text' || kind === 'any' || kind === 'one');
  if (literal && tokens.every((token) => token.kind !== 'any' || !token.segment)) return plain(tokens, value);
  const subject = tokensOf(value, false, false);
  // Longer than anything that AWS takes: not worked out, and so not known.
  if (tokens.length > MOST_TOKENS || subject.length > MOST_TOKENS) return undefined;
  if (symbolic(tokens, subject, false)) return true;
  if (literal) return false;
  return symbolic(tokens, subject, true) ? undefined : false;
}

/** Without symbols, and without stars that stop at colons: backtracks to the last `*` only. */
function plain(tokens: readonly Token[], value: string): boolean {
  let at = 0;
  let token = 0;
  let star = -1;
  let resume = 0;
  while (at < value.length) {
    const current = tokens[token];
    if (current?.kind === 'any') {
      star = token++;
      resume = at;
    } else if (current !== undefined && (current.kind === 'one' || (current.kind === 'text' && current.text === value[at]))) {
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
      const stops = current.segment && value.kind === 'text' && value.text === ':';
      return !stops && from(token, at + 1);
    }
    if (value !== undefined && sameToken(current, value) && from(token + 1, at + 1)) return true;
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

function sameToken(token: Token, value: Token): boolean {
  if (token.kind === 'one') return value.kind === 'text';
  if (token.kind === 'any' || value.kind === 'any' || value.kind === 'one') return false;
  return token.kind === value.kind && token.text === value.text;
}
