// YAML that libyaml takes, and CloudFormation with it, though the specification wants more indentation: quoted text and flow
// collections may go on in lines that are indented no deeper than their key.

/** `- key: !Tag "`, `key: {`, `- [`: where quoted text or a flow collection begins. Flow collections and quotes end where they end. */
const OPENING = /^(\s*)(?:- +)*(?:[^\s'"#{[&*!|>%@`-][^'"{[]*?:\s+|(?:"[^"]*"|'[^']*')\s*:\s+)?(?:![\w:.-]+\s+)?(?=["'{[])/;
const BLOCK = /^(\s*)(?:- +)*(?:[^#]*:\s+)?(?:![\w:.-]+\s+)?[|>][-+0-9]*\s*(?:#.*)?$/;

/** The same text, in which such lines are indented: only spaces are added, so every line keeps its number. */
export function indented(text: string): string {
  const made: string[] = [];
  let open: Open | undefined;
  let block: number | undefined;
  for (const line of text.split('\n')) {
    if (open !== undefined) {
      made.push(`${' '.repeat(open.indent + 2)}${line}`);
      open = continued(open, line, 0);
      continue;
    }
    made.push(line);
    const indent = line.length - line.trimStart().length;
    if (block !== undefined && (line.trim() === '' || indent > block)) continue;
    block = BLOCK.test(line) ? indent : undefined;
    const begin = block === undefined ? OPENING.exec(line) : null;
    if (begin !== null) open = continued({ indent, depth: 0 }, line, begin[0].length);
  }
  return made.join('\n');
}

interface Open {
  readonly indent: number;
  /** Open brackets and braces. */
  readonly depth: number;
  readonly quote?: string;
}

/** What is still open behind a line; undefined if nothing is. */
function continued({ indent, depth, quote }: Open, line: string, from: number): Open | undefined {
  let [brackets, within] = [depth, quote];
  for (let at = from; at < line.length; at += 1) {
    const character = line[at] ?? '';
    if (within === '"' && character === '\\') at += 1;
    else if (within !== undefined) {
      if (character !== within) continue;
      if (within === "'" && line[at + 1] === "'") at += 1;
      else within = undefined;
    } else if (character === '#' && /\s/.test(line[at - 1] ?? ' ')) break;
    else if ((character === '"' || character === "'") && /[\s,:[{]/.test(line[at - 1] ?? ' ')) within = character;
    else if (character === '{' || character === '[') brackets += 1;
    else if (character === '}' || character === ']') brackets -= 1;
    if (within === undefined && brackets <= 0) return undefined;
  }
  return { indent, depth: brackets, ...(within !== undefined && { quote: within }) };
}
