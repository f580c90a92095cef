// Values that a template does not contain. A value that only the deployment knows is a symbol: a name inside an ordinary string, between
// two characters that no template uses. A symbol equals only itself.

export const OPEN = '\uE000';
export const CLOSE = '\uE001';
const FRESH = 'other ';
const SYMBOL = /\uE000[^\uE000\uE001]*\uE001/g;

/** The symbol with this name. The symbol of a resource (`stack/LogicalId`) contains no `:` and no `/`, because a physical name has none. */
export function symbol(name: string): string {
  return `${OPEN}${name.replace(/[\uE000\uE001]/g, '')}${CLOSE}`;
}

/** A new value that no template names. It certainly differs from every other value; any other symbol may be equal to another one. */
export function fresh(name: string): string {
  return symbol(`${FRESH}${name}`);
}

export function isFresh(text: string): boolean {
  return isSymbol(text) && text.startsWith(FRESH, 1);
}

/** The symbol of a resource: `stack/LogicalId`. */
const NAME = /^.[\w-]+\/[A-Za-z0-9]+.$/;

/** The name that CloudFormation makes up for a resource. */
export function isNameSymbol(text: string): boolean {
  return NAME.test(text);
}

const WORD = /^.AWS::(?:AccountId|Region|Partition).$/;

/** An account, a Region or a partition. */
export function isWordSymbol(text: string): boolean {
  return WORD.test(text);
}

export function isSymbolic(text: string): boolean {
  return text.includes(OPEN);
}

/** True for a string that is one symbol and nothing else. */
export function isSymbol(text: string): boolean {
  return text.startsWith(OPEN) && text.indexOf(CLOSE) === text.length - 1;
}

/** A template's own text, without the two characters. */
export function literal(text: string): string {
  return text.includes(OPEN) || text.includes(CLOSE) ? text.replace(/[\uE000\uE001]/g, '') : text;
}

/** CloudFormation User Guide: dynamic references. The name in it may be a symbol already. */
const DYNAMIC = /\{\{resolve:[^{}]*\}\}/g;

/** A symbol for each `{{resolve:…}}` of a text: CloudFormation reads the value at deployment. */
export function withoutDynamicReferences(text: string): string {
  return text.includes('{{resolve:') ? text.replace(DYNAMIC, (reference) => symbol(shown(reference.slice(2, -2)))) : text;
}

/** The string cut into symbols and the text between them, in order, without empty pieces. */
export function pieces(text: string): { readonly text: string; readonly isSymbol: boolean }[] {
  const found: { text: string; isSymbol: boolean }[] = [];
  let end = 0;
  for (const match of text.matchAll(SYMBOL)) {
    if (match.index > end) found.push({ text: text.slice(end, match.index), isSymbol: false });
    found.push({ text: match[0], isSymbol: true });
    end = match.index + match[0].length;
  }
  if (end < text.length) found.push({ text: text.slice(end), isSymbol: false });
  return found;
}

/** For people: symbols as `<name>`. */
export function shown(text: string): string {
  return text.replace(SYMBOL, (one) => `<${one.slice(1, -1)}>`);
}

/**
 * The six components of an ARN, or undefined if the text is not an ARN. Colons inside symbols and policy variables do not separate
 * components. The last component, the resource, may contain colons.
 */
export function arnComponents(text: string): readonly string[] | undefined {
  const found: string[] = [];
  let begin = 0;
  let depth = 0;
  for (let at = 0; at < text.length && found.length < 5; at += 1) {
    const character = text[at];
    if (character === OPEN || (character === '{' && text[at - 1] === '$')) depth += 1;
    else if ((character === CLOSE || character === '}') && depth > 0) depth -= 1;
    else if (character === ':' && depth === 0) {
      found.push(text.slice(begin, at));
      begin = at + 1;
    }
  }
  return found.length === 5 ? [...found, text.slice(begin)] : undefined;
}
