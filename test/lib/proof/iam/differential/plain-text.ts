// Texts of a policy in one world: variables filled in, wildcards matched. Everything is a concrete string here.

/** One world: every context key has its values, or is absent. Keys in lower case. */
export type Context = ReadonlyMap<string, readonly string[]>;

// After filling in, a wildcard is one of these two characters; `*` and `?` themselves are then ordinary.
const ANY = '\u0001';
const ONE = '\u0002';
const VARIABLE = /\$\{([^}]*)\}/g;

/** The text with its variables replaced, or undefined if the request lacks one that has no default. */
export function filled(text: string, context: Context, hasVariables: boolean): string | undefined {
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
    const value = context.get(key.trim().toLowerCase())?.[0] ?? fallback;
    if (value === undefined) return undefined;
    result += value;
  }
  return result + marked(text.slice(end));
}

/** Of a list of texts. Without variables all worlds have the same. */
export function fillings(texts: readonly string[], hasVariables: boolean): (context: Context) => readonly (string | undefined)[] {
  if (hasVariables && texts.some((one) => one.includes('${'))) return (context) => texts.map((one) => filled(one, context, true));
  const all = texts.map(marked);
  return () => all;
}

/** Stars and question marks as wildcards. */
export function marked(text: string): string {
  if (!/[*?]/.test(text)) return text;
  return text.replaceAll('*', ANY).replaceAll('?', ONE);
}

/** For operators that know no wildcards: a filled text with its stars and question marks back. */
export function plain(text: string): string {
  return text.replaceAll(ANY, '*').replaceAll(ONE, '?');
}

/** Does a filled pattern match the whole text? On a mismatch the last star takes one character more. */
export function like(pattern: string, text: string): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  for (let index = 0; index < text.length; ) {
    const wanted = pattern[at];
    if (wanted === ANY) {
      star = at;
      resume = index;
      at += 1;
    } else if (wanted === ONE || wanted === text[index]) {
      at += 1;
      index += 1;
    } else if (star >= 0) {
      at = star + 1;
      resume += 1;
      index = resume;
    } else return false;
  }
  while (pattern[at] === ANY) at += 1;
  return at === pattern.length;
}

const cuts = new Map<string, readonly string[]>();

/** The six parts of an ARN; the last keeps its colons. */
function parts(arn: string): readonly string[] {
  const known = cuts.get(arn);
  if (known) return known;
  const all = arn.split(':');
  const cut = all.length <= 6 ? all : [...all.slice(0, 5), all.slice(5).join(':')];
  if (cuts.size < 10_000) cuts.set(arn, cut);
  return cut;
}

/** "Each of the six colon-delimited components of the ARN is checked separately." */
export function arnLike(pattern: string, arn: string): boolean {
  const [wanted, seen] = [parts(pattern), parts(arn)];
  return wanted.length === 6 && seen.length === 6 && wanted.every((one, index) => like(one, seen[index] ?? ''));
}

/** A `Resource`: `*` is everything, missing fields of an ARN are wildcards. */
export function resourceLike(pattern: string, resource: string): boolean {
  if (!pattern.includes(':')) return like(pattern, resource);
  const [wanted, seen] = [parts(pattern), parts(resource)];
  return seen.length === 6 && seen.every((part, index) => like(wanted[index] ?? ANY, part));
}
