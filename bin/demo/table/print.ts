// Prints the table so that it reads at a glance and fits the terminal: a section a heading, a mark a row; a long text is wrapped in
// its cell. What was expected is a line of its own, where something else came.
import { linesOf } from '../terminal';
import type { RowResult } from './row';

const COLUMNS = ['request', 'answer', 'decided by', 'ms'] as const;
const GAP = '  ';
/** What `request` and `answer` have at the least, whatever the terminal. */
const LEAST = 20;

type Cells = readonly [request: string, answer: string, decidedBy: string, milliseconds: string];

export interface TableOptions {
  readonly color: boolean;
  /** Columns of the terminal. */
  readonly width: number;
}

export function printTable(results: readonly RowResult[], { color, width }: TableOptions): string {
  const paint = (code: number, text: string) => (color ? `\u001b[${code}m${text}\u001b[0m` : text);
  const rows = results.map(cellsOf);
  const widths = widthsOf([COLUMNS, ...rows], width - GAP.length);
  const lines = [`${GAP}${paint(1, oneRow(COLUMNS, widths)[0] ?? '')}`];
  let section = '';
  for (const [index, result] of results.entries()) {
    if (result.section !== section) {
      section = result.section;
      lines.push('', `${GAP}${paint(1, section)}`);
    }
    const [first, ...more] = oneRow(rows[index] as Cells, widths);
    lines.push(`${result.ok ? paint(32, '✓') : paint(31, '✗')} ${first}`, ...more.map((line) => `${GAP}${line}`));
    if (!result.ok) lines.push(...linesOf(`expected: ${result.expected}`, width - 4).map((line) => `    ${paint(31, line)}`));
  }
  const failed = results.filter(({ ok }) => !ok).length;
  const verdict =
    failed === 0
      ? paint(32, `${results.length} rows, all as expected`)
      : paint(31, `${failed} of ${results.length} rows not as expected`);
  return `${lines.join('\n')}\n\n${verdict}\n`;
}

function cellsOf({ request, got, reason, decidedBy, milliseconds }: RowResult): Cells {
  const isPlain = reason === '-' || reason === 'allowed' || got.includes(reason);
  return [request, isPlain ? got : `${got} ${reason}`, decidedBy, String(Math.round(milliseconds))];
}

/** The last two columns as wide as they need to be; the first two share the rest so that the table has the fewest lines. */
function widthsOf(rows: readonly Cells[], width: number): readonly number[] {
  const [request = 0, answer = 0, ...fixed] = COLUMNS.map((_title, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  const room = Math.max(2 * LEAST, width - fixed.reduce((sum, one) => sum + one, 0) - GAP.length * (COLUMNS.length - 1));
  if (request + answer <= room) return [request, answer, ...fixed];
  const splits = Array.from({ length: room - 2 * LEAST + 1 }, (_split, at) => [LEAST + at, room - LEAST - at, ...fixed]);
  const height = (widths: readonly number[]) => rows.reduce((sum, row) => sum + oneRow(row, widths).length, 0);
  const heights = splits.map(height);
  return splits[heights.indexOf(Math.min(...heights))] ?? [];
}

/** A row's lines: as many as its longest cell has. */
function oneRow(cells: Cells, widths: readonly number[]): string[] {
  const wrapped = cells.map((cell, column) => linesOf(cell, widths[column] ?? LEAST));
  const height = Math.max(...wrapped.map((lines) => lines.length));
  return Array.from({ length: height }, (_line, at) =>
    wrapped
      .map((lines, column) => {
        const text = lines[at] ?? '';
        const columnWidth = widths[column] ?? LEAST;
        return column === COLUMNS.length - 1 ? text.padStart(columnWidth) : text.padEnd(columnWidth);
      })
      .join(GAP)
      .trimEnd(),
  );
}
