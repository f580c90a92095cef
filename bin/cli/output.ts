// Where a command writes, and what it knows of the reader.

export interface Output {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
  readonly color: boolean;
  /** Columns. */
  readonly width: number;
  /** Standard input, whole. */
  readonly stdin: () => string;
}

export type Paint = (text: string) => string;

export interface Palette {
  readonly strong: Paint;
  readonly faint: Paint;
  readonly red: Paint;
  readonly yellow: Paint;
  readonly green: Paint;
}

export function palette(color: boolean): Palette {
  const paint = (code: number) => (text: string) => (color ? `\u001b[${code}m${text}\u001b[0m` : text);
  return { strong: paint(1), faint: paint(2), red: paint(31), yellow: paint(33), green: paint(32) };
}

/** Breaks text at spaces; every line after the first is indented. */
export function wrapped(text: string, indent: number, width: number): string {
  const room = Math.max(40, width - indent);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].join(`\n${' '.repeat(indent)}`);
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
