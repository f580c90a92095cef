// YAML as CloudFormation reads it: version 1.1 without dates, and its functions as tags. The tree is walked here, node by node, and
// not by the package: so that tags come out as functions, aliases are counted, and a key called `__proto__` is a key.

import { type Document, isAlias, isMap, isScalar, isSeq, Lexer, LineCounter, type Node, parseDocument, type YAMLMap } from 'yaml';
import type { Json } from '../../../lib/proof/template/template';
import { InputError } from './error';
import { indented } from './indented';

const MAX_DEPTH = 500;

/** CloudFormation takes none at all; the `package` command writes them out. */
const MAX_ALIASES = 100;

const FUNCTIONS: ReadonlySet<string> = new Set([
  ...['And', 'Base64', 'Cidr', 'Contains', 'EachMemberEquals', 'EachMemberIn', 'Equals', 'FindInMap', 'GetAZs', 'GetAtt'],
  ...['GetStackOutput', 'If', 'ImportValue', 'Join', 'Length', 'Not', 'Or', 'RefAll', 'Select', 'Split', 'Sub', 'ToJsonString'],
  ...['Transform', 'ValueOf', 'ValueOfAll'],
]);

/** YAML's own types that JSON has too. */
const OWN_TAG = /^tag:yaml\.org,2002:(?:str|int|float|bool|null|map|seq|merge)$/;

/** Types of YAML 1.1 that CloudFormation leaves as text or refuses: `2012-10-17` is a policy's version, not a day. */
const LEFT_OUT = /:(?:timestamp|binary|omap|pairs|set)$/;

/** @param note takes a sentence about each text that the specification of YAML refuses and this reader accepts */
export function parseYaml(text: string, name: string, note: (sentence: string) => void): Json {
  if (isTooDeep(text)) throw new RangeError(`more than ${MAX_DEPTH} nested brackets`);
  const strict = read(text);
  const lenient = strict.document.errors.length > 0 ? read(indented(text)) : strict;
  // Errors are told of the text as it is written.
  const { document, lines } = lenient.document.errors.length > 0 ? strict : lenient;
  const [error] = document.errors;
  // The package reports it as an error of the text.
  if (error?.message.includes('Maximum call stack')) throw new RangeError(error.message);
  if (error !== undefined) {
    const [{ line, col } = { line: 0, col: 0 }] = error.linePos ?? [];
    const [what] = error.message.split(/ at line |\n/);
    throw new InputError(
      `${name} is not valid YAML: line ${line}, column ${col}: ${what}`,
      'a template in YAML or JSON',
      'fix the file at this place',
    );
  }
  return new Walk(document, lines, name, note).json(document.contents, 0);
}

/** The package takes time by the square of the depth: 20 seconds for 100,000 brackets. */
function isTooDeep(text: string): boolean {
  if ((text.match(/[[{]/g) ?? []).length <= MAX_DEPTH) return false;
  let depth = 0;
  for (const token of new Lexer().lex(text)) {
    if (token === '[' || token === '{') depth += 1;
    else if (token === ']' || token === '}') depth -= 1;
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}

function read(text: string): { readonly document: Document; readonly lines: LineCounter } {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    version: '1.1',
    lineCounter: lines,
    // CloudFormation takes the last one.
    uniqueKeys: false,
    customTags: (tags) => tags.filter((tag) => typeof tag === 'string' || !LEFT_OUT.test(tag.tag)),
  });
  return { document, lines };
}

class Walk {
  private aliases = 0;

  public constructor(
    private readonly document: Document,
    private readonly lines: LineCounter,
    private readonly name: string,
    private readonly note: (sentence: string) => void,
  ) {}

  public json(node: unknown, depth: number): Json {
    if (depth > MAX_DEPTH) this.refuse(node, `is nested more than ${MAX_DEPTH} deep`, 'a template that CloudFormation accepts');
    if (isAlias(node)) {
      this.aliases += 1;
      if (this.aliases > MAX_ALIASES)
        this.refuse(node, `has more than ${MAX_ALIASES} aliases`, 'fewer aliases, and no alias inside another');
      const anchored = node.resolve(this.document);
      if (anchored === undefined)
        this.refuse(
          node,
          `uses the alias *${node.source} without an anchor before it`,
          `an anchor &${node.source} before the alias`,
        );
      return this.json(anchored, depth + 1);
    }
    const value = this.untagged(node, depth);
    const tag = (node as Node | null)?.tag;
    return tag === undefined || OWN_TAG.test(tag) ? value : this.tagged(tag, value, node);
  }

  private untagged(node: unknown, depth: number): Json {
    if (isSeq(node)) return node.items.map((item) => this.json(item, depth + 1));
    if (isMap(node)) return this.map(node, depth);
    if (!isScalar(node)) return null;
    const { value, source } = node;
    if (typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value))) return source ?? String(value);
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
  }

  private map(node: YAMLMap, depth: number): Json {
    const own = new Set<string>();
    const entries: [string, Json][] = [];
    const merged: [string, Json][] = [];
    for (const { key, value } of node.items) {
      const text = this.key(key);
      const inner = this.json(value, depth + 1);
      if (text !== '<<') {
        if (own.has(text)) this.noteRepeated(text, key);
        own.add(text);
        entries.push([text, inner]);
      } else for (const one of [inner].flat() as Json[]) merged.push(...(Object.entries(one ?? {}) as [string, Json][]));
    }
    // Not by assignment: `__proto__` would be the prototype.
    return Object.fromEntries([...merged.reverse().filter(([key]) => !own.has(key)), ...entries]);
  }

  private noteRepeated(key: string, node: unknown): void {
    const { line } = this.lines.linePos((node as Node | null)?.range?.[0] ?? 0);
    this.note(`${this.name} has the key ${key} twice in one place (line ${line}): the last value counts`);
  }

  /** As it is written: `on` and `012` are keys of those letters. */
  private key(node: unknown): string {
    if (isScalar(node)) return node.source ?? String(node.value);
    return this.refuse(node, 'has a key that is not text', 'keys that are names');
  }

  private tagged(tag: string, value: Json, node: unknown): Json {
    const name = tag.replace(/^!|^tag:yaml\.org,2002:/, (start) => (start === '!' ? '' : '!'));
    if (name === 'Ref' || name === 'Condition') return { [name]: value };
    if (!FUNCTIONS.has(name))
      return this.refuse(node, `has the tag !${name}`, 'a function of CloudFormation, such as !Ref or !Sub');
    if (name !== 'GetAtt' || typeof value !== 'string') return { [`Fn::${name}`]: value };
    const dot = value.indexOf('.');
    return { 'Fn::GetAtt': dot < 0 ? value : [value.slice(0, dot), value.slice(dot + 1)] };
  }

  private refuse(node: unknown, seen: string, expected: string): never {
    const [start] = (node as Node | null)?.range ?? [0];
    const { line, col } = this.lines.linePos(start);
    throw new InputError(`${this.name} ${seen} (line ${line}, column ${col})`, expected, 'fix the file at this place');
  }
}
