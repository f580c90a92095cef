// Prints the table so that it reads at a glance: a section a heading, a mark a row, columns as wide as they need to be.
import type { RowResult } from './row';

const COLUMNS = ['request', 'expected', 'got', 'decided by', 'reason code', 'ms'] as const;

export function printTable(results: readonly RowResult[], color: boolean): string {
  const paint = (code: number, text: string) => (color ? `\u001b[${code}m${text}\u001b[0m` : text);
  const cells = results.map(({ request, expected, got, decidedBy, reason, milliseconds }) => [
    request,
    expected,
    got,
    decidedBy,
    reason,
    String(Math.round(milliseconds)),
  ]);
  const widths = COLUMNS.map((title, column) => Math.max(title.length, ...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) =>
        column === COLUMNS.length - 1 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ');

  const lines = [`  ${paint(1, line(COLUMNS))}`];
  let section = '';
  for (const [index, result] of results.entries()) {
    if (result.section !== section) {
      section = result.section;
      lines.push('', `  ${paint(1, section)}`);
    }
    const mark = result.ok ? paint(32, '✓') : paint(31, '✗');
    lines.push(`${mark} ${line(cells[index] ?? [])}`);
  }
  const failed = results.filter(({ ok }) => !ok).length;
  const verdict =
    failed === 0
      ? paint(32, `${results.length} rows, all as expected`)
      : paint(31, `${failed} of ${results.length} rows not as expected`);
  return `${lines.join('\n')}\n\n${verdict}\n`;
}
