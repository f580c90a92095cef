// Texts of a policy in one world: variables filled in, wildcards matched by regular expressions. Everything is a concrete string here.
import { choice, type DoubtOf } from './doubts';

/** One world: every context key has its values, or is absent. Keys in lower case. */
export type Context = ReadonlyMap<string, readonly string[]>;

// After filling in, a wildcard is one of these two characters; `*` and `?` themselves are then ordinary.
const ANY = '\u0001';
const ONE = '\u0002';
const VARIABLE = /\$\{([^}]*)\}/g;

/**
 * The text with its variables replaced, or undefined if the request lacks one that has no default. "a condition context key that has no
 * value or is not present": whether an empty text is a value is a doubt.
 */
export function filled(text: string, context: Context, hasVariables: boolean, doubt: DoubtOf): string | undefined {
  if (!hasVariables || !text.includes('${')) return marked(text);
  let result = '';
  let end = 0;
  for (const found of text.matchAll(VARIABLE)) {
    result += marked(text.slice(end, found.index));
    end = found.index + found[0].length;
    const name = found[1] ?? '';
    if (name === '*' || name === '?' || name === '$') {
      result += name;
      continue;
    }
    const [, key = name, fallback] = /^(.*?)\s*,\s*'(.*)'$/.exec(name) ?? [];
    const present = context.get(key.trim().toLowerCase())?.[0];
    const value = present === '' && doubt('empty variable') ? fallback : (present ?? fallback);
    if (value === undefined) return undefined;
    result += value;
  }
  return result + marked(text.slice(end));
}

export type Filling = (context: Context, doubt: DoubtOf) => readonly (string | undefined)[];

/** Of a list of texts. Without variables all worlds have the same. */
export function fillings(texts: readonly string[], hasVariables: boolean): Filling {
  if (hasVariables && texts.some((one) => one.includes('${')))
    return (context, doubt) => texts.map((one) => filled(one, context, true, doubt));
  const all = texts.map(marked);
  return () => all;
}

/** Stars and question marks as wildcards. */
export function marked(text: string): string {
  return text.replaceAll('*', ANY).replaceAll('?', ONE);
}

/** For operators that know no wildcards: a filled text with its stars and question marks back. */
export function plain(text: string): string {
  return text.replaceAll(ANY, '*').replaceAll(ONE, '?');
}

const expressions = new Map<string, RegExp>();

/** "multi-character match wildcards (*) and single-character match wildcards (?)": of characters, or of units of UTF-16. */
function expression(source: string, flags: 's' | 'su'): RegExp {
  const known = expressions.get(`${flags}${source}`);
  if (known) return known;
  const made = new RegExp(`^(?:${source})$`, flags);
  if (expressions.size > 20_000) expressions.clear();
  expressions.set(`${flags}${source}`, made);
  return made;
}

const escaped = (character: string): string => character.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');

function matchesSource(source: string, text: string, doubt: DoubtOf): boolean {
  const byCharacter = expression(source, 'su').test(text);
  if (!/[^\0-\uffff]/u.test(text)) return byCharacter;
  return choice(doubt, 'units of UTF-16', byCharacter, expression(source, 's').test(text));
}

/** Does a filled pattern match the whole text? */
export function like(pattern: string, text: string, doubt: DoubtOf): boolean {
  const source = [...pattern].map((one) => (one === ANY ? '.*' : one === ONE ? '.' : escaped(one))).join('');
  return matchesSource(source, text, doubt);
}

/**
 * "You can use wildcard characters (* and ?) within any ARN segment (the parts separated by colons)." "If the * wildcard is the last
 * character of a resource ARN segment, it can expand to match beyond the colon boundaries." The sixth segment may hold colons itself:
 * whether they are boundaries is a doubt.
 */
function likeSegments(pattern: string, text: string, before: number, doubt: DoubtOf): boolean {
  const characters = [...pattern];
  const source = (withColons: boolean) => {
    let colons = before;
    return characters
      .map((one, index) => {
        if (one === ':') colons += 1;
        if (one === ONE) return withColons ? '.' : '[^:]';
        if (one !== ANY) return escaped(one);
        const isLast = index + 1 === characters.length || characters[index + 1] === ':';
        return isLast || (colons >= 5 && withColons) ? '.*' : '[^:]*';
      })
      .join('');
  };
  const [without, within] = [source(false), source(true)];
  if (without === within) return matchesSource(without, text, doubt);
  return choice(doubt, 'colons within the sixth part', matchesSource(without, text, doubt), matchesSource(within, text, doubt));
}

/** The six parts of an ARN; the last keeps its colons. */
function parts(arn: string): readonly string[] {
  const all = arn.split(':');
  return all.length <= 6 ? all : [...all.slice(0, 5), all.slice(5).join(':')];
}

const completed = (arn: string): string => arn + `:${ANY}`.repeat(Math.max(0, 6 - arn.split(':').length));

/**
 * "Each of the six colon-delimited components of the ARN is checked separately." `none`: one of them is not an ARN of six components.
 * That missing ones are filled in with stars, the pages say of the Resource element.
 */
export function arnLike(pattern: string, arn: string, doubt: DoubtOf): boolean | 'none' {
  if (pattern === ANY) return doubt('a lone star for an ARN');
  const whole = parts(pattern).length === 6;
  if (!whole && pattern.startsWith('arn:') && componentsLike(completed(pattern), arn, doubt)) return doubt('short ARN') || 'none';
  if (!whole || parts(arn).length < 6) return 'none';
  return componentsLike(pattern, arn, doubt);
}

function componentsLike(pattern: string, arn: string, doubt: DoubtOf): boolean {
  const [wanted, seen] = [parts(pattern), parts(arn)];
  return (
    seen.length === 6 &&
    wanted.every((one, index) => (index === 5 ? likeSegments(one, seen[5] ?? '', 5, doubt) : like(one, seen[index] ?? '', doubt)))
  );
}

/**
 * A `Resource`: `*` is everything. "AWS automatically completes the ARN by adding wildcard characters (*) to all missing fields"; a star
 * before them may reach over colons already.
 */
export function resourceLike(pattern: string, resource: string, doubt: DoubtOf): boolean {
  if (pattern === ANY) return true;
  if (!pattern.startsWith('arn:') || parts(pattern).length === 6) return likeSegments(pattern, resource, 0, doubt);
  if (likeSegments(completed(pattern), resource, 0, doubt)) return true;
  return pattern.includes(`${ANY}:`) && likeSegments(pattern, resource, 0, doubt) && doubt('a star before missing fields');
}
